"""The door of the sign-in page: what is remembered, and how a workplace is opened with what was typed."""

from __future__ import annotations

from reviewer_app.client.settings.locks import Way
from reviewer_app.client.settings.preferences import ACCOUNT, SERVER
from reviewer_app.client.viewmodels.signin import Credentials, Passphrase, Remembered
from reviewer_app.client.workbench.entrance import BehindLock, Entrance, Workplace


class ProfileDoor:
    """A `Door` over the entrance to the profiles of this computer."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    def look(self, server: str, account: str) -> Remembered:
        """What is remembered, and whether a passphrase will be asked for."""
        server = server or self._entrance.preferences.get(SERVER)
        account = account or self._entrance.preferences.get(ACCOUNT)
        return Remembered(server, account, self._passphrase(server, account))

    def lock_anew(self) -> Passphrase:
        """What a new lock will be: the keyring, or a passphrase to be chosen."""
        return Passphrase.NONE if self._entrance.has_keyring() else Passphrase.CHOOSE

    def enter(self, credentials: Credentials) -> Workplace:
        """Opens the workplace. Raises Trouble."""
        typed = credentials
        return self._entrance.enter(typed.server, typed.account, typed.password, typed.passphrase, typed.recovery)

    def behind_lock(self, server: str, account: str) -> BehindLock:
        """What is known of a profile whose lock does not open. Raises Trouble."""
        return self._entrance.behind_lock(server, account)

    def set_aside(self, server: str, account: str) -> str:
        """Renames the profile and answers with its new name; nothing is deleted. Raises Trouble."""
        return self._entrance.set_aside(server, account).name

    def _passphrase(self, server: str, account: str) -> Passphrase:
        ways = self._entrance.ways(server, account) - {Way.RECOVERY} if server and account else frozenset()
        if ways == {Way.PASSPHRASE}:
            return Passphrase.OPEN
        if ways:
            return Passphrase.NONE  # the keyring's; where there is none any more, a passphrase would not help
        return Passphrase.NONE if self._entrance.has_keyring() else Passphrase.CHOOSE
