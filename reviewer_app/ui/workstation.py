"""The running program: sign-in window, then the one window of a session, and the order in which all of it ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QWidget

from reviewer_app.client import collector
from reviewer_app.client.settings.preferences import SERVER
from reviewer_app.client.viewmodels import rooms
from reviewer_app.client.viewmodels.desktop import Desktop, SessionInfo
from reviewer_app.client.workbench.entrance import NothingKept
from reviewer_app.domain.changes import Changes
from reviewer_app.ui.crash import CrashReporter
from reviewer_app.ui.lanes import QtLanes
from reviewer_app.ui.shell import SHEETS, Shell

if TYPE_CHECKING:
    from reviewer_app.client.settings.preferences import Preferences
    from reviewer_app.client.sync.report import Report
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.client.viewmodels.signin import Credentials
    from reviewer_app.client.workbench.entrance import Entrance
    from reviewer_app.client.workbench.workplace import Workplace
    from reviewer_app.domain.clock import Clock
    from reviewer_app.ui.evidence_desk import EvidenceDesk
    from reviewer_app.ui.network import KeyWatch, NetworkWatch
    from reviewer_app.ui.signin.page import SignInWindow

PAINTED_SECONDS = 0.1
"""How long after the queue's rows are here its first picture is done, on a slow computer too."""
QUIET_SECONDS = 0.4
"""Left to the first talk with the server before pages are made: on a new profile the queue comes from there."""
AWAKE_SECONDS = 3.0
"""A sign-in page that stays open is a program like any other: its search for cycles goes on."""
Piece = Callable[[], object]
BREATH_SECONDS = 0.02
"""Between two pieces of work that nobody waits for: keys that came meanwhile are answered."""
DESK_ROOMS = (
    "PySide6.QtMultimedia",
    "reviewer_app.ui.evidence.clip",
    "reviewer_app.ui.evidence.filing",
    "reviewer_app.ui.evidence.pane",
    "reviewer_app.ui.desk.decision",
    "reviewer_app.ui.desk.page",
)
"""What the desk's page is, in pieces: the screen's thread loads it, since some of it makes objects of Qt."""


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
        self.door: SignInWindow | None = None
        self._evidence: EvidenceDesk | None = None
        self._crash: CrashReporter | None = None
        self._network: NetworkWatch | None = None
        self._keys: KeyWatch | None = None
        self._opening: Callable[[], None] | None = None
        self._ended = self._handed = False

    # -- opening ------------------------------------------------------------------------------------------------------

    def ask(
        self, server: str = "", account: str = "", trouble: Trouble | None = None, show: bool = True
    ) -> SignInWindow:
        """Shows the sign-in window; server and account as named, else as remembered, and what led here."""
        from reviewer_app.client.viewmodels.door import ProfileDoor  # late: a kept session needs no door
        from reviewer_app.client.viewmodels.signin import SignInModel
        from reviewer_app.ui.signin.page import SignInWindow

        model = SignInModel(ProfileDoor(self.entrance), self.lanes, self.entered)
        self.door = SignInWindow(model, server, account, trouble)
        if show:
            self.door.show()
        self.lanes.later(AWAKE_SECONDS, collector.wake)
        return self.door

    def resume(self, server: str, account: str) -> None:
        """Goes on under the kept session, or asks."""

        def asked(trouble: Trouble) -> None:
            self.ask(server, account, None if isinstance(trouble, NothingKept) else trouble)

        work: Callable[[], Workplace] = partial(self.entrance.resume, server, account)
        self.lanes.network(work, self.entered, asked)

    def enter(self, credentials: Credentials) -> None:
        """Signs in with credentials that were handed over, not typed."""
        window, self._handed = self.ask(credentials.server, credentials.account), True
        window.page.model.enter(credentials)

    def entered(self, place: Workplace) -> None:
        """Opens the window of the session."""
        self.place = place
        session = place.session
        info = SessionInfo(session.account, session.name, session.roles, self.preferences.get(SERVER))
        self.desktop = Desktop(
            place.bench,
            self.lanes,
            self.clock,
            self._new_id,
            info,
            session.policy,
            self.preferences,
            lambda: place.recovery,
        )
        self.desktop.when_desk = self._when_desk
        self.desktop.when_seen = partial(self._when_desk, looks=True)
        self.lanes.untended = self.desktop.trouble
        self.shell = Shell(self.desktop)
        self.shell.announce("desk", partial(self._desk_page, place, self.desktop))
        self.shell.closing.connect(self.end)
        self.shell.signed_out.connect(self._sign_out)
        self._show(self.shell)
        forget = self.desktop.queue.watch(lambda: self._queue_told(forget))
        self.desktop.start()
        # Once, when the profile was made; who was handed in will not write it down.
        if place.fresh and not self._handed:
            self.shell.recovery_sheet.start()

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

    def _queue_told(self, forget: Callable[[], None]) -> None:
        """The queue is read from the disk, or cannot be; when it is painted too, all the rest begins."""
        state = self.desktop.queue.state if self.desktop is not None else None
        if state is not None and (state.loaded or state.trouble is not None):
            forget()
            self.lanes.later(PAINTED_SECONDS, self._go_on)

    def _go_on(self) -> None:
        """Talks to the server, and makes what is not shown yet, piece by piece, so that its first showing is quick."""
        place, shell = self.place, self.shell
        if place is None or shell is None:
            return
        self.lanes.network(partial(_load_and_begin, place), lambda nothing: self._make_pages(place, shell), self._late)

    def _late(self, trouble: Trouble) -> None:
        """The loop could not be started: that is said, and everything else is there."""
        if self.desktop is not None and self.place is not None and self.shell is not None:
            self.desktop.trouble(trouble)
            self._make_pages(self.place, self.shell)

    def _make_pages(self, place: Workplace, shell: Shell) -> None:
        pieces = [*self._desk_pieces(place, shell), shell.desktop.care.start, shell.pages.make_next]
        pieces += [partial(getattr, shell, sheet) for sheet in SHEETS]
        pieces += [partial(self._watch_network, place), collector.wake]
        self.lanes.later(QUIET_SECONDS, lambda: self._one_by_one(pieces, BREATH_SECONDS))

    def _desk_pieces(self, place: Workplace, shell: Shell) -> list[Piece]:
        """What makes the desk; each does nothing where it is done already."""

        def desk() -> bool:
            return self._evidence_desk(place).make_next()

        return [*(partial(import_module, name) for name in DESK_ROOMS), desk, lambda: shell.pages["desk"], desk]

    def _one_by_one(self, pieces: list[Piece], breath: float) -> None:
        """Does a piece, again where it says that there is more of it, and the rest a breath later."""
        if pieces[0]() is not True:
            pieces = pieces[1:]
        if pieces:
            self.lanes.later(breath, partial(self._one_by_one, pieces, breath))

    def _when_desk(self, go: Callable[[], None], looks: bool = False) -> None:
        """Goes on when the desk stands. The first case may be opened before: keys are answered while it is made.

        Who asks for another one meanwhile gets that; who only `looks` calls no case off.
        """
        if self._evidence is not None and self._evidence.stands:
            go()
            return
        waiting = self._opening is not None
        self._opening = self._opening if waiting and looks else go
        place, shell = self.place, self.shell
        if waiting or place is None or shell is None:
            return

        def opened() -> None:
            if self._opening is not None:
                self._opening()
            self._opening = None

        pieces: list[Piece] = [*self._desk_pieces(place, shell), opened]
        self.lanes.media(rooms.load, lambda nothing: self._one_by_one(pieces, 0))

    def _watch_network(self, place: Workplace) -> None:
        from reviewer_app.ui.network import KeyWatch, NetworkWatch  # late: it loads what asks the system

        self._network, self._keys = NetworkWatch(place.loop.wake), KeyWatch(place.loop.touch)
        self._keys.listen(self.desktop is not None and self.desktop.status.state.online is False)

    def _evidence_desk(self, place: Workplace) -> EvidenceDesk:
        if self._evidence is None:
            # Late: its import and its two processes would stand before the first picture of the queue.
            from reviewer_app.ui.evidence_desk import EvidenceDesk

            self._evidence = EvidenceDesk(place.bench, self.lanes, self.preferences)
        return self._evidence

    def _desk_page(self, place: Workplace, desktop: Desktop) -> QWidget:
        """The desk's page; a case that is opened meanwhile comes over a lane, and so after it."""
        return self._evidence_desk(place).page(desktop)

    # -- following ----------------------------------------------------------------------------------------------------

    def _reported(self, report: Report) -> None:
        self.lanes.post(partial(self._hear, report))

    def _hear(self, report: Report) -> None:
        if self.desktop is not None:
            if self._keys is not None:
                self._keys.listen(not report.online)
            skew = None if report.fetching else report.skew
            self.desktop.report(report.changes, report.online, report.trouble, report.fetching, skew)

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
        if self._evidence is not None:
            self._evidence.clear()
        if self._crash is not None:
            self._crash.remove()
        if self._network is not None and self._keys is not None:
            self._network.stop()
            self._keys.listen(False)
        self.lanes.close()
        if self._evidence is not None:
            self._evidence.stop()
        if self.place is not None:
            self.place.close()

    def window(self) -> QMainWindow | None:
        """The window that is open."""
        return self.shell or self.door


def _load_and_begin(place: Workplace) -> None:
    place.begin()
    rooms.load()
