"""The running program: sign-in window, then the one window of a session, and the order in which all of it ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMainWindow

from reviewer_app.client.settings.preferences import MUTED_START, PLAYBACK_SPEED, SERVER, Preferences
from reviewer_app.client.sync.report import Report
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.desktop import Desktop, SessionInfo
from reviewer_app.client.viewmodels.door import ProfileDoor
from reviewer_app.client.viewmodels.signin import Credentials, SignInModel
from reviewer_app.client.workbench.entrance import Entrance, Workplace
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.crash import CrashReporter
from reviewer_app.ui.desk.page import DeskPage
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.lanes import QtLanes
from reviewer_app.ui.shell import Shell
from reviewer_app.ui.signin.page import SignInWindow


class Workstation:
    """Opens windows and wires them. `make_entrance` gets the call that takes the loop's reports to the screen."""

    def __init__(
        self,
        make_entrance: Callable[[Callable[[Report], None], Callable[[int, int], None]], Entrance],
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self.preferences, self.clock, self._new_id = preferences, clock, new_id
        self.lanes = QtLanes()
        self.entrance = make_entrance(self._reported, self._progressed)
        self.place: Workplace | None = None
        self.desktop: Desktop | None = None
        self.shell: Shell | None = None
        self.desk: DeskPage | None = None
        self.door: SignInWindow | None = None
        self.rooms: tuple[MediaRoom, MediaRoom] | None = None
        self._crash: CrashReporter | None = None
        self._ended = self._handed = False

    # -- opening ------------------------------------------------------------------------------------------------------

    def ask(self, show: bool = True) -> SignInWindow:
        """Shows the sign-in window."""
        self.door = SignInWindow(SignInModel(ProfileDoor(self.entrance), self.lanes, self.entered))
        if show:
            self.door.show()
        return self.door

    def resume(self, server: str, account: str) -> None:
        """Goes on under the kept session, or asks."""
        work: Callable[[], Workplace] = partial(self.entrance.resume, server, account)
        self.lanes.network(work, self.entered, self._ask_instead)

    def _ask_instead(self, trouble: Trouble) -> None:
        self.ask()

    def enter(self, credentials: Credentials) -> None:
        """Signs in with credentials that were handed over, not typed."""
        window, self._handed = self.ask(), True
        window.page.model.enter(credentials)

    def entered(self, place: Workplace) -> None:
        """Opens the window of the session."""
        self.place = place
        session = place.session
        info = SessionInfo(session.account, session.name, session.roles, self.preferences.get(SERVER))
        self.desktop = Desktop(
            place.bench, self.lanes, self.clock, self._new_id, info, session.policy, self.preferences, place.recovery
        )
        self.lanes.untended = self.desktop.trouble
        self.rooms = MediaRoom(), MediaRoom()
        for room in self.rooms:
            self.lanes.media(room.start, _nothing)
        self.shell = Shell(self.desktop)
        self.desk = DeskPage(self.desktop, partial(self._make_pane, place, *self.rooms))
        self.shell.add_page("desk", self.desk)
        self.shell.retranslate()
        self.shell.closing.connect(self.end)
        self.shell.signed_out.connect(self._sign_out)
        self._show(self.shell)
        self.desktop.start()
        place.loop.start()
        if (
            place.fresh and not self._handed
        ):  # once, when the profile was made; who was handed in will not write it down
            self.shell.recovery_sheet.start()

    def _make_pane(self, place: Workplace, room: MediaRoom, verifier: MediaRoom) -> EvidencePane:
        pane = EvidencePane(place.bench, room, self.lanes, verifier=verifier)
        pane.set_playback(self.preferences.get(PLAYBACK_SPEED), self.preferences.get(MUTED_START))
        return pane

    def _show(self, shell: Shell) -> None:
        self._crash = CrashReporter(lambda: shell)
        self._crash.install()
        if self.door is not None:
            shell.setGeometry(self.door.geometry())
            shell.show()
            self.door.close()
            self.door = None
        else:
            shell.show()

    # -- following ----------------------------------------------------------------------------------------------------

    def _reported(self, report: Report) -> None:
        self.lanes.post(partial(self._hear, report))

    def _hear(self, report: Report) -> None:
        if self.desktop is not None:
            self.desktop.report(report.changes, report.online, report.trouble)

    def _progressed(self, done: int, total: int) -> None:
        self.lanes.post(self._count)

    def _count(self) -> None:
        if self.desktop is not None:
            self.desktop.status.hear(Changes(media=True))

    # -- ending -------------------------------------------------------------------------------------------------------

    def _sign_out(self) -> None:
        place = self.place
        if place is None or self.shell is None:
            return
        shell = self.shell

        def done(nothing: None) -> None:
            shell.close()

        def failed(trouble: Trouble) -> None:
            shell.close()

        self.lanes.network(place.sign_out, done, failed)

    def end(self) -> None:
        """Puts everything away: evidence first, then what is under way on the disk, the rooms, and the files last."""
        if self._ended:
            return
        self._ended = True
        if self.desk is not None:
            self.desk.clear()
        if self._crash is not None:
            self._crash.remove()
        self.lanes.close()
        for room in self.rooms or ():
            room.stop()
        if self.place is not None:
            self.place.close()

    def window(self) -> QMainWindow | None:
        """The window that is open."""
        return self.shell or self.door


def _nothing(result: None) -> None:
    """For work that answers with nothing to show."""
