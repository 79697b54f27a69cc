"""Signing in: server, account and password, and a passphrase where the system has no keyring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlsplit

from reviewer_app.client.errors import KeyHeaderLost, NoVault, VaultSilent, WrongKey
from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.words import N_
from reviewer_app.client.workbench.entrance import BehindLock

SHORTEST_PASSPHRASE = 12


class Passphrase(StrEnum):
    """Whether a passphrase is asked for: never, to open what is kept, or to be chosen the first time."""

    NONE = "none"
    OPEN = "open"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known before anything is typed."""

    server: str = ""
    account: str = ""
    passphrase: Passphrase = Passphrase.NONE


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed; passed on once and kept nowhere."""

    server: str
    account: str
    password: str
    passphrase: str = ""
    recovery: str = ""

    def __repr__(self) -> str:
        return f"Credentials(server={self.server!r}, account={self.account!r})"


LOCKED = (WrongKey, KeyHeaderLost, NoVault, VaultSilent)
"""Trouble that is a lock which does not open."""


class Door(Protocol):
    """Opens sessions; both verbs may be slow (keyring, network, key derivation) and run on the network lane."""

    def look(self, server: str, account: str) -> Remembered:
        """What is remembered, and whether a passphrase will be needed for this server and account."""
        ...

    def enter(self, credentials: Credentials) -> Any:
        """Opens the session and the profile; what it answers goes to `on_entered`. Raises Trouble."""
        ...

    def behind_lock(self, server: str, account: str) -> BehindLock:
        """What is known of a profile whose lock does not open. Raises Trouble."""
        ...

    def lock_anew(self) -> Passphrase:
        """What a new lock will be: the keyring (NONE), or a passphrase to be chosen."""
        ...

    def set_aside(self, server: str, account: str) -> str:
        """Renames the profile and answers with its new name; nothing is deleted. Raises Trouble."""
        ...


@dataclass(frozen=True, slots=True)
class SignInState:
    """What the page shows; `wrong` names a field that cannot be used as it is, with the reason as a message id.

    `locked` is what lies behind a lock that did not open, `recovering` says that a recovery key is asked for, `aside`
    is the name under which the profile was set aside just now.
    """

    server: str = ""
    account: str = ""
    passphrase: Passphrase = Passphrase.NONE
    busy: bool = False
    trouble: Trouble | None = None
    wrong: tuple[str, str] | None = None
    locked: BehindLock | None = None
    recovering: bool = False
    aside: str = ""


class SignInModel(Observed):
    """Signing in without a screen."""

    def __init__(self, door: Door, lanes: Lanes, on_entered: Callable[[Any], None]) -> None:
        super().__init__()
        self._door, self._lanes, self._on_entered = door, lanes, on_entered
        self.state = SignInState()

    def look(self, server: str = "", account: str = "") -> None:
        """Finds out what is remembered, and whether a passphrase is needed."""

        server, account = server_address(server), account.strip()
        whom = server or self.state.server, account or self.state.account

        def found(known: Remembered) -> None:
            if self._whom() == whom:
                self._set(server=server or known.server, account=account or known.account, passphrase=known.passphrase)

        self._turn_to(*whom)
        self._lanes.network(
            lambda: self._door.look(server, account), found, lambda trouble: self._troubled(trouble, *whom)
        )

    def _turn_to(self, server: str, account: str) -> None:
        """From here on it is about this account; what is known of another one's lock does not hold for it."""
        if (server, account) == self._whom():
            self.changed()
        else:
            self._set(server=server, account=account, locked=None, recovering=False)

    def _whom(self) -> tuple[str, str]:
        return self.state.server, self.state.account

    def enter(self, credentials: Credentials) -> bool:
        """Signs in; False where something typed cannot be used."""
        if self.state.busy:
            return False
        server, account, before = server_address(credentials.server), credentials.account.strip(), self._whom()
        if plausible(server) and account:
            self._turn_to(server, account)
        wrong = self._wrong(credentials)
        if wrong is not None:
            self._set(wrong=wrong)
            return False
        recovering = self.state.recovering
        # A lock that did not open once may be sound: only this attempt tells.
        locked = self.state.locked if recovering else None
        self._set(busy=True, wrong=None, trouble=None, aside="", locked=locked)
        recovery = credentials.recovery if recovering else ""
        tidy = replace(credentials, server=server, account=account, recovery=recovery)

        def failed(trouble: Trouble) -> None:
            self._troubled(trouble, server, account)
            if (server, account) != before:
                self.look(server, account)  # whether a passphrase is asked for was known for somebody else

        self._lanes.network(lambda: self._door.enter(tidy), self._entered, failed)
        return True

    def _wrong(self, typed: Credentials) -> tuple[str, str] | None:
        if not plausible(typed.server):
            return "server", N_("This is not the address of a server.")
        if not typed.account.strip():
            return "account", N_("Enter your account.")
        if not typed.password:
            return "password", N_("Enter your password.")
        if self.state.recovering and not typed.recovery.strip():
            return "recovery", N_("Enter the recovery key.")
        if self.state.passphrase is Passphrase.CHOOSE and len(typed.passphrase) < SHORTEST_PASSPHRASE:
            return "passphrase", N_("Choose a passphrase of at least 12 characters.")
        if self.state.passphrase is Passphrase.OPEN and not typed.passphrase:
            return "passphrase", N_("Enter your passphrase.")
        return None

    def _entered(self, session: Any) -> None:
        self._set(busy=False)
        self._on_entered(session)

    def _troubled(self, trouble: Trouble, server: str = "", account: str = "") -> None:
        self._set(busy=False, trouble=trouble)
        if isinstance(trouble, LOCKED) and server and account and not self.state.recovering:
            self._lanes.network(lambda: self._door.behind_lock(server, account), self._found_locked, self._troubled)

    def _found_locked(self, found: BehindLock) -> None:
        if (found.server, found.account) == self._whom() and not self.state.busy:
            self._set(locked=found)

    # -- a lock that does not open ------------------------------------------------------------------------------------

    def recover(self) -> None:
        """Asks for the recovery key, and for a passphrase where the new lock will be one."""
        locked = self.state.locked
        if locked is None:
            return

        def found(kind: Passphrase) -> None:
            if self.state.locked is locked:
                self._set(recovering=True, passphrase=kind, trouble=None, wrong=None)

        self._lanes.network(self._door.lock_anew, found, self._troubled)

    def set_aside(self) -> None:
        """Renames the locked profile, so that a new one is made at the next sign-in. The person has agreed to it."""
        locked = self.state.locked
        if self.state.busy or locked is None:
            return
        server, account = locked.server, locked.account  # the one that was asked about, whatever was typed since
        self._set(busy=True, trouble=None)

        def done(name: str) -> None:
            self._set(busy=False, locked=None, recovering=False, aside=name)
            self.look(server, account)

        self._lanes.network(lambda: self._door.set_aside(server, account), done, self._troubled)

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()


def server_address(typed: str) -> str:
    """The address as it is used: https where no scheme was typed (http for this computer), no slash at the end."""
    if "://" in typed:
        return typed.strip().rstrip("/")
    bare = typed.strip().rstrip("/")
    if not bare:
        return bare
    host = bare.split("/")[0].rsplit(":", 1)[0]
    return f"{'http' if host in ('localhost', '127.0.0.1', '[::1]') else 'https'}://{bare}"


def plausible(typed: str) -> bool:
    """Whether something can be the address of a server: http or https, and a host."""
    try:
        parts = urlsplit(server_address(typed))
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and port_fits and bool(host) and not set(host) & set(" <>\"'")
