"""The door of the sign-in page: what is remembered, and how a workplace is opened with what was typed."""

from __future__ import annotations

from reviewer_app.client.settings.locks import Way
from reviewer_app.client.settings.preferences import ACCOUNT, LANGUAGE, SERVER
from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.viewmodels.signin import Credentials, Known, Passphrase
from reviewer_app.client.workbench.entrance import BehindLock, Entrance
from reviewer_app.client.workbench.workplace import Workplace


class ProfileDoor:
    """A `Door` over the entrance to the profiles of this computer."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    def remembered(self) -> tuple[str, str]:
        """Server and account of the last sign-in."""
        preferences = self._entrance.preferences
        return preferences.get(SERVER), preferences.get(ACCOUNT)

    def look(self, server: str, account: str) -> Known:
        """Whether the account worked here, and whether a passphrase will be asked for. Raises Trouble."""
        ways = self._entrance.ways(server, account) if server and account else frozenset()
        if ways - {Way.RECOVERY} == {Way.PASSPHRASE}:
            return Known(Passphrase.OPEN, here=True)
        if ways:
            return Known(Passphrase.NONE, here=True)  # the keyring's; with none any more a passphrase would not help
        return Known(self.lock_anew(), here=False)

    def lock_anew(self) -> Passphrase:
        """What a new lock will be: the keyring, or a passphrase to be chosen."""
        return Passphrase.NONE if self._entrance.has_keyring() else Passphrase.CHOOSE

    def enter(self, credentials: Credentials) -> Workplace:
        """Opens the workplace. Raises Trouble."""
        typed = credentials
        return self._entrance.enter(typed.server, typed.account, typed.password, typed.passphrase, typed.recovery)

    def ready(self) -> None:
        """Forgets an earlier stop."""
        self._entrance.ready()

    def stop(self) -> None:
        """Cuts the sign-in that is under way."""
        self._entrance.stop_asking()

    def behind_lock(self, server: str, account: str) -> BehindLock:
        """What is known of a profile whose lock does not open. Raises Trouble."""
        return self._entrance.behind_lock(server, account)

    def set_aside(self, server: str, account: str) -> str:
        """Renames the profile and answers with its new name; nothing is deleted. Raises Trouble."""
        return self._entrance.set_aside(server, account).name

    def speak(self, language: str) -> None:
        """Remembers the language that was chosen."""
        try:
            self._entrance.preferences.set(LANGUAGE, language)
        except NotSaved:
            pass  # it is spoken all the same; a full disk is told by what needs the disk
