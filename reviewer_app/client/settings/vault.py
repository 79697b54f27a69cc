"""What keeps short secrets by name: the seam behind which the system's keyring is."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """Keeps short secrets by name."""

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises VaultSilent."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret in place of the one before. Raises VaultSilent."""
        ...

    def drop(self, name: str) -> None:
        """Forgets a secret, if it is there. Raises VaultSilent."""
        ...
