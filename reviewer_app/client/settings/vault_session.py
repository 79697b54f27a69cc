"""The open session in the keyring, for profiles whose keys are there too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.sitting import Sitting

if TYPE_CHECKING:
    from reviewer_app.client.settings.vault import Vault
    from reviewer_app.wire.messages import SessionOpened


class VaultSession:
    """An open session, kept in the keyring for one profile; the store's `KeptSession` is its like with no keyring."""

    def __init__(self, vault: Vault, profile: str) -> None:
        self._vault, self._name = vault, f"session {profile}"

    def get(self) -> Sitting | None:
        """The kept session, or None, also where it is of another version. Raises VaultSilent."""
        return Sitting.read(self._vault.get(self._name))

    def put(self, session: SessionOpened) -> None:
        """Keeps a session in place of the one before. Raises VaultSilent."""
        self._vault.put(self._name, session.model_dump_json())

    def drop(self) -> None:
        """Forgets it. Raises VaultSilent."""
        self._vault.drop(self._name)
