"""Signing in: server, account and password, and a passphrase where the system has no keyring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from reviewer_app.client.errors import DamagedFile, KeyHeaderLost, NoVault, PlainFile, VaultSilent, WrongKey
from reviewer_app.client.lanes import Lanes
from reviewer_app.client.remote.api import Refused
from reviewer_app.client.settings.recovery import Misread
from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.words import N_
from reviewer_app.client.workbench.entrance import BehindLock
from reviewer_app.domain.values import Key
from reviewer_app.wire.address import Insecure, NotAnAddress, checked_origin, plausible, typed_address
from reviewer_app.wire.problems import Code

SHORTEST_PASSPHRASE = 12
_KEY: TypeAdapter[str] = TypeAdapter(Key)


class Passphrase(StrEnum):
    """Whether a passphrase is asked for: never, to open what is kept, or to be chosen the first time."""

    NONE = "none"
    OPEN = "open"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an account before it signs in: its passphrase, and whether anything of it is `here`."""

    passphrase: Passphrase = Passphrase.NONE
    here: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed; passed on once and kept nowhere.

    `again` is a chosen passphrase typed a second time; None where it was handed over and nobody typed it.
    """

    server: str
    account: str
    password: str
    passphrase: str = ""
    recovery: str = ""
    again: str | None = None

    def __repr__(self) -> str:
        return f"Credentials(server={self.server!r}, account={self.account!r})"


DAMAGED = (DamagedFile, PlainFile)
"""Trouble that no key mends: the work behind the lock cannot be read."""
LOCKED = (WrongKey, KeyHeaderLost, NoVault, VaultSilent, *DAMAGED)
"""Trouble that keeps a person from what is kept here, so that ways around it are offered."""


class Stopped(Trouble):
    """The person ended a sign-in that got no answer."""

    what = N_("The sign-in was ended before the server answered.")
    todo = N_("Check the address and the network, then try again.")


class Door(Protocol):
    """Opens sessions; most verbs may be slow (keyring, network, key derivation) and run on the network lane."""

    def remembered(self) -> tuple[str, str]:
        """Server and account of the last sign-in; at once, from memory."""
        ...

    def look(self, server: str, account: str) -> Known:
        """What is known of this account here; nothing is, where either is empty. Raises Trouble."""
        ...

    def enter(self, credentials: Credentials) -> Any:
        """Opens the session and the profile; what it answers goes to `on_entered`. Raises Trouble."""
        ...

    def ready(self) -> None:
        """Forgets an earlier `stop`, before an `enter` is put on its lane. From the screen's thread, at once."""
        ...

    def stop(self) -> None:
        """Cuts an `enter` wherever it is; it raises Trouble then. From the screen's thread, at once."""
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

    def speak(self, language: str) -> None:
        """Remembers the language that was chosen."""
        ...


@dataclass(frozen=True, slots=True)
class SignInState:
    """What the page shows; `wrong` names a field that cannot be used as it is, with the reason as a message id.

    `looked` says that it has been found out what is known of the account: which passphrase is asked for, and whether
    it has worked `here`, on this computer. `blamed` names the field that the trouble is about,
    `locked` is what lies behind a lock that did not open or in a file that cannot be read (`damaged`), `recovering`
    says that a recovery key is asked for, `aside` is the name under which the profile was set aside just now.
    """

    server: str = ""
    account: str = ""
    passphrase: Passphrase = Passphrase.NONE
    looked: bool = False
    here: bool = False
    busy: bool = False
    trouble: Trouble | None = None
    wrong: tuple[str, str] | None = None
    blamed: str = ""
    locked: BehindLock | None = None
    damaged: bool = False
    recovering: bool = False
    aside: str = ""


class SignInModel(Observed):
    """Signing in without a screen."""

    def __init__(self, door: Door, lanes: Lanes, on_entered: Callable[[Any], None]) -> None:
        super().__init__()
        self._door, self._lanes, self._on_entered = door, lanes, on_entered
        self._asking = self._stopped = False
        self.state = SignInState()

    def begin(self, server: str = "", account: str = "", trouble: Trouble | None = None) -> None:
        """Starts with server and account as named, else as remembered; `trouble` is what led here."""
        known = self._door.remembered()
        server, account = typed_address(server or known[0]), (account or known[1]).strip()
        wrong = _wrong_address(server) if server else None
        self._set(server=server, account=account, wrong=wrong)
        if trouble is not None:
            self._troubled(trouble, server, account)
        self.look(server, account)

    def look(self, server: str, account: str) -> None:
        """Finds out what is known of an account, and whether a passphrase is needed for it."""
        server, account = typed_address(server), account.strip()
        whom = (server, account)

        def found(known: Known) -> None:
            if self._whom() == whom:
                self._set(passphrase=known.passphrase, here=known.here, looked=True)

        self._turn_to(*whom)
        asked = whom if plausible(server) else ("", "")
        self._lanes.network(lambda: self._door.look(*asked), found, lambda trouble: self._troubled(trouble, *whom))

    def _turn_to(self, server: str, account: str) -> None:
        """From here on it is about this account; what is known of another one does not hold for it."""
        if (server, account) == self._whom():
            self.changed()
        else:
            self.state = SignInState(server, account, self.state.passphrase, busy=self.state.busy)
            self.changed()

    def speak(self, language: str) -> None:
        """Remembers the language that was chosen on the page."""
        self._lanes.store(lambda: self._door.speak(language), lambda nothing: None)

    def _whom(self) -> tuple[str, str]:
        return self.state.server, self.state.account

    def enter(self, credentials: Credentials) -> bool:
        """Signs in; False where something typed cannot be used."""
        if self.state.busy:
            return False
        server, account = typed_address(credentials.server), credentials.account.strip()
        if plausible(server) and account:
            self._turn_to(server, account)
        wrong = self._wrong_who(credentials)
        if wrong is not None:
            self._set(wrong=wrong)
            return False
        tidy = replace(credentials, server=server, account=account)
        return self._ask_server(tidy) if self.state.looked else self._look_first(tidy)

    def stop(self) -> bool:
        """Ends a sign-in that waits for the server; False where none does."""
        if not self.state.busy or not self._asking:
            return False
        self._stopped = True
        self._door.stop()
        return True

    def _look_first(self, typed: Credentials) -> bool:
        """Whoever is quicker than the look waits for it: a passphrase that is to be chosen must not be taken as typed
        once because the account before had one already."""

        def found(known: Known) -> None:
            self.state = replace(
                self.state, busy=False, passphrase=known.passphrase, here=known.here, looked=True
            )  # not told: what follows at once tells it
            self._ask_server(typed)

        self._set(busy=True, wrong=None, blamed="", trouble=None)
        self._lanes.network(
            lambda: self._door.look(typed.server, typed.account),
            found,
            lambda trouble: self._troubled(trouble, typed.server, typed.account),
        )
        return self.state.wrong is None

    def _ask_server(self, typed: Credentials) -> bool:
        wrong = self._wrong_lock(typed)
        if wrong is not None:
            self._set(wrong=wrong)
            return False
        recovering = self.state.recovering
        # A lock that did not open once may be sound: only this attempt tells.
        locked = self.state.locked if recovering else None
        self._set(busy=True, wrong=None, blamed="", trouble=None, aside="", locked=locked, damaged=False)
        tidy = typed if recovering else replace(typed, recovery="")
        self._asking, self._stopped = True, False
        self._door.ready()
        self._lanes.network(
            lambda: self._door.enter(tidy),
            self._entered,
            lambda trouble: self._troubled(trouble, typed.server, typed.account),
        )
        return True

    def _wrong_who(self, typed: Credentials) -> tuple[str, str] | None:
        address = _wrong_address(typed.server)
        if address is not None:
            return address
        if not typed.account.strip():
            return "account", N_("Enter your account.")
        if not _can_be_an_account(typed.account.strip()):
            return "account", N_(
                "An account is up to 128 letters, digits and . _ : - and begins with a letter or digit."
            )
        return None if typed.password else ("password", N_("Enter your password."))

    def _wrong_lock(self, typed: Credentials) -> tuple[str, str] | None:
        if self.state.recovering and not typed.recovery.strip():
            return "recovery", N_("Enter the recovery key.")
        if self.state.passphrase is Passphrase.OPEN and not typed.passphrase:
            return "passphrase", N_("Enter your passphrase.")
        return self._wrong_choice(typed) if self.state.passphrase is Passphrase.CHOOSE else None

    def _wrong_choice(self, typed: Credentials) -> tuple[str, str] | None:
        if len(typed.passphrase) < SHORTEST_PASSPHRASE:
            return "passphrase", N_("Choose a passphrase of at least 12 characters.")
        if typed.again == "":
            return "again", N_("Enter the passphrase once more.")
        if typed.again is not None and typed.again != typed.passphrase:
            return "again", N_("The two passphrases differ.")
        return None

    def _entered(self, session: Any) -> None:
        self._asking = False
        self._set(busy=False)
        self._on_entered(session)

    def _troubled(self, trouble: Trouble, server: str = "", account: str = "") -> None:
        blamed = self._blamed(trouble)
        if self._asking and self._stopped and isinstance(trouble, Offline):
            trouble, blamed = Stopped(), "server"
        self._asking = self._stopped = False
        self._set(busy=False, trouble=trouble, blamed=blamed)
        if isinstance(trouble, LOCKED) and server and account and not self.state.recovering:
            damaged = isinstance(trouble, DAMAGED)

            def found(locked: BehindLock) -> None:
                if (locked.server, locked.account) == self._whom() and not self.state.busy:
                    self._set(locked=locked, damaged=damaged)

            self._lanes.network(lambda: self._door.behind_lock(server, account), found, self._troubled)

    def _blamed(self, trouble: Trouble) -> str:
        """The field that a person would look at first; empty where no field is to blame."""
        if isinstance(trouble, Misread):
            return "recovery"
        if isinstance(trouble, WrongKey):
            return "recovery" if self.state.recovering else "passphrase"
        if isinstance(trouble, Refused):
            return {Code.WRONG_CREDENTIALS: "password", Code.ACCOUNT_DISABLED: "account"}.get(trouble.problem.code, "")
        return "server" if isinstance(trouble, Offline) and trouble.detail not in set(Code) else ""

    # -- a lock that does not open ------------------------------------------------------------------------------------

    def recover(self) -> None:
        """Asks for the recovery key, and for a passphrase where the new lock will be one."""
        locked = self.state.locked
        if locked is None:
            return

        def found(kind: Passphrase) -> None:
            if self.state.locked is locked:
                self._set(recovering=True, passphrase=kind, trouble=None, wrong=None, blamed="")

        self._lanes.network(self._door.lock_anew, found, self._troubled)

    def set_aside(self) -> None:
        """Renames the locked profile, so that a new one is made at the next sign-in. The person has agreed to it."""
        locked = self.state.locked
        if self.state.busy or locked is None:
            return
        server, account = locked.server, locked.account  # the one that was asked about, whatever was typed since
        self._set(busy=True, trouble=None)

        def done(name: str) -> None:
            self._set(busy=False, locked=None, damaged=False, recovering=False, aside=name, blamed="")
            self.look(server, account)

        self._lanes.network(lambda: self._door.set_aside(server, account), done, self._troubled)

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()


def _wrong_address(typed: str) -> tuple[str, str] | None:
    if not typed.strip():
        return "server", N_("Enter the address of the server.")
    try:
        checked_origin(typed_address(typed))
    except Insecure:
        return "server", N_("Only https may leave this computer: let the address begin with https://.")
    except NotAnAddress:
        return "server", N_("This is not the address of a server.")
    return None


def _can_be_an_account(typed: str) -> bool:
    try:
        _KEY.validate_python(typed)
    except ValidationError:
        return False
    return True
