"""The system's keyring behind a list of backends that can be trusted, and never waited for without end.

The one module that imports `keyring`, which looks through everything installed for backends: it is loaded when a
profile's lock is the keyring, and not before.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable

from reviewer_app.client.errors import NoVault, VaultSilent
from reviewer_app.client.late import unread

# An HTTP client, archives and entry points, for what nobody here asks of `keyring`: two thirds of its loading.
with unread("urllib.request", "importlib_metadata", "more_itertools", "backports.tarfile"):
    import keyring.errors
    from keyring import core
    from keyring.backend import KeyringBackend
    from keyring.backends import chainer

SERVICE = "reviewer workstation"
PATIENCE = 30.0  # seconds: long enough for a person to unlock the keyring
# By full name, so that nothing with a like name, and no subclass made elsewhere, passes.
FREE = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.libsecret.Keyring",
)
NATIVE = {
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS.Keyring",),
}
TRUSTED = frozenset((*FREE, *(name for names in NATIVE.values() for name in names)))


class KeyringVault:
    """The system's keyring. Its calls may wait for a person to unlock it: they belong on a lane."""

    def __init__(self, backend: KeyringBackend, patience: float = PATIENCE) -> None:
        self._backend, self._patience = backend, patience

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises VaultSilent."""
        found: list[str | None] = []
        self._ask(lambda: found.append(self._backend.get_password(SERVICE, name)))
        return found[0]

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret, and reads it back: some keyrings cut or drop in silence. Raises VaultSilent."""
        self._ask(lambda: self._backend.set_password(SERVICE, name, secret))
        if self.get(name) != secret:
            raise VaultSilent(name)

    def drop(self, name: str) -> None:
        """Forgets a secret, if it is there. Raises VaultSilent."""
        if self.get(name) is not None:
            self._ask(lambda: self._backend.delete_password(SERVICE, name))

    def _ask(self, call: Callable[[], None]) -> None:
        failed: list[Exception] = []

        def work() -> None:
            try:
                call()
            except (keyring.errors.KeyringError, OSError, RuntimeError) as error:
                failed.append(error)

        thread = threading.Thread(target=work, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        if thread.is_alive():
            raise VaultSilent("no answer in time")
        if failed:
            raise VaultSilent(type(failed[0]).__name__) from failed[0]


def system_vault(backend: KeyringBackend | None = None, patience: float = PATIENCE) -> KeyringVault:
    """The keyring that this system offers, or that somebody has set, if it is one of those trusted. Raises NoVault."""
    offered = backend or offered_here()
    candidates = list(offered.backends) if isinstance(offered, chainer.ChainerBackend) else [offered]
    if not candidates or any(name_of(candidate) not in TRUSTED for candidate in candidates):
        # A chain is as weak as its weakest link: it may write to any of them.
        raise NoVault(", ".join(name_of(candidate) for candidate in candidates) or "none")
    return KeyringVault(candidates[0], patience)


def offered_here() -> KeyringBackend:
    """The keyring that somebody has set for `keyring`, else the one of this system's own that it ranks first.

    Only those are looked at that would be trusted: nothing else that is installed is loaded, let alone asked.
    Raises NoVault where none answers.
    """
    chosen: KeyringBackend | None = core.load_env() or core.load_config()
    if chosen is not None:
        return chosen
    answering = [kind for kind in map(_kind_of, NATIVE.get(sys.platform, FREE)) if kind.viable]
    if not answering:
        raise NoVault("none")
    return max(answering, key=lambda kind: kind.priority)()


def _kind_of(name: str) -> type[KeyringBackend]:
    room, _, kind = name.rpartition(".")
    found: type[KeyringBackend] = getattr(importlib.import_module(room), kind)
    return found


def name_of(backend: object) -> str:
    """The full name of a backend's class."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"
