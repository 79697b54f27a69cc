"""The door of the sign-in page: what is remembered, and how a workplace is opened with what was typed."""

from __future__ import annotations

from reviewer_app.client.settings.locks import Way
from reviewer_app.client.settings.preferences import ACCOUNT, SERVER
from reviewer_app.client.viewmodels.signin import Credentials, Passphrase, Remembered
from reviewer_app.client.workbench.entrance import Entrance, Workplace


class ProfileDoor:
    """A `Door` over the entrance to the profiles of this computer."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    def look(self, server: str, account: str) -> Remembered:
        """What is remembered, and whether a passphrase will be asked for."""
        server = server or self._entrance.preferences.get(SERVER)
        account = account or self._entrance.preferences.get(ACCOUNT)
        return Remembered(server, account, self._passphrase(server, account))

    def enter(self, credentials: Credentials) -> Workplace:
        """Opens the workplace. Raises Trouble."""
        typed = credentials
        return self._entrance.enter(typed.server, typed.account, typed.password, typed.passphrase)

    def _passphrase(self, server: str, account: str) -> Passphrase:
        ways = self._entrance.ways(server, account) if server and account else frozenset()
        if ways == {Way.PASSPHRASE}:
            return Passphrase.OPEN
        return Passphrase.NONE if self._entrance.has_keyring() else Passphrase.CHOOSE
