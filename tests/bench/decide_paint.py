"""The figure of the deciding key: from its event to the end of painting the next case, on the real window."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.settings.preferences import MUTED_START, Preferences
from reviewer_app.client.store.queue_rows import stretch
from reviewer_app.client.store.queue_values import QueueFilter
from reviewer_app.client.viewmodels.signin import Credentials
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.leases import LeaseKind
from reviewer_app.server.demo import ACCOUNTS, secrets_of
from reviewer_app.ui import app as application
from reviewer_app.ui.desk.page import DeskPage
from reviewer_app.ui.shell import Shell
from reviewer_app.ui.start import workstation
from reviewer_app.ui.tour.hands import NotSeen, press, rest, until
from reviewer_app.ui.workstation import Workstation
from reviewer_app.wire.messages import Feed, QueueRow, TakeAsk
from tests.bench.desk_server import serving
from tests.bench.table import Line
from tests.client.made import Maker

FRAME_MS = 1000 / 60
CASES, COPIES, SIZE = 10_000, 3, (1920, 1080)
THINKS_MS, WATCHED_MS = 900, 400
"""A person looks at a case for a while: the next is read off the disk and decoded meanwhile."""
PARTS = frozenset({"title", "evidence", "panel"})
_AFTER = QEvent.Type(QEvent.registerEventType())


@dataclass
class Taken:
    """One decision: what kind came, and milliseconds from the key until it was painted and until it was at rest.

    `worked` is how many of those until it was painted the screen's thread was computing, not waiting.
    """

    came: str
    painted: float
    rested: float
    worked: float
    passes: list[tuple[float, frozenset[str]]] = field(default_factory=list)


class Eye(QObject):
    """Sees when title, evidence and decision panel have been painted: an event posted in a paint comes after it."""

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page, self._before = page, ""
        self._now: set[str] = set()
        self._painted: Callable[[], None] = _nothing
        self.worked, self._began = 0.0, 0.0
        self.passes: list[tuple[float, frozenset[str]]] = []
        self._parts: dict[QObject, str] = {}
        for view in page.views:
            pane, decision = view.pane, view.decision
            canvases = (pane.clip.canvas, pane.listing.stills.canvas, pane.filing.stills.canvas)
            panel = (decision, decision.foot, decision.inside.viewport(), view.likenesses[1])
            self._parts[view.head.name] = "title"
            self._parts |= dict.fromkeys(canvases, "evidence") | dict.fromkeys(panel, "panel")
        for widget in self._parts:
            widget.installEventFilter(self)

    def begin(self) -> None:
        """Looks for the case that comes after the one on the desk."""
        self.passes, self._before = [], self._here()
        self.worked, self._began = 0.0, time.thread_time()

    def watch(self, rest_ms: int) -> None:
        """Lets the program run as it does by itself until all is painted, and a while on. Raises NotSeen."""
        loop = QEventLoop()
        self._painted = loop.quit
        QTimer.singleShot(30_000, loop, loop.quit)
        loop.exec()
        if self.painted_at() is None:
            raise NotSeen("the next case, painted")
        self._painted = _nothing
        rest(rest_ms)

    def _here(self) -> str:
        case = self._page.model.state.case
        return case.case_id if case else ""

    def painted_at(self) -> float | None:
        """When the pass ended in which the last part was painted for the first time."""
        parts: set[str] = set()
        for at, painted in self.passes:
            parts |= painted
            if parts >= PARTS:
                return at
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.Paint
            and self._here() not in ("", self._before)
            and self._page.front.isAncestorOf(watched)  # type: ignore[arg-type]
        ):
            part = self._parts[watched]
            if part != "evidence" or watched.has_picture:  # type: ignore[attr-defined]
                if not self._now:
                    QCoreApplication.postEvent(self, QEvent(_AFTER), Qt.EventPriority.HighEventPriority.value)
                self._now.add(part)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == _AFTER:
            self.passes.append((time.perf_counter(), frozenset(self._now)))
            self._now.clear()
            if self.painted_at() is not None:
                self.worked = self.worked or time.thread_time() - self._began
                self._painted()
            return True
        return super().event(event)


def _nothing() -> None:
    """For when nobody waits."""


@contextmanager
def at_work(folder: Path, copies: int) -> Iterator[Workstation]:
    """A workstation signed in to a server of another process, with its window drawn off screen."""
    handed = secrets_of()
    app = application.make_app(sys.argv[:1], "light", "zh_CN")
    with serving(folder / "served", handed["password"], copies) as url:
        profiles = folder / "profiles"
        profiles.mkdir()
        preferences = Preferences(profiles)
        preferences.set(MUTED_START, True)
        station = workstation(profiles, preferences, SystemClock())
        station.enter(Credentials(url, ACCOUNTS[0], handed["password"], handed["passphrase"]))
        try:
            until("the window of the session", lambda: station.shell is not None)
            yield station
        finally:
            if station.shell is not None:
                station.shell.close()
            station.end()
            app.processEvents()


def filled_up(station: Workstation, cases: int, copies: int) -> int:
    """Fills the cache up to so many cases and takes the pack's offline, kinds in turn; answers with how many."""
    place = station.place
    assert place is not None
    queue, make = place.store.queue, Maker(9)
    until("the pack's cases", lambda: place.bench.refresh() is not None and _own(station, copies), 60)
    own = _own(station, copies)
    rows = [make.row() for _ in range(cases - len(own))]
    for at in range(0, len(rows), 1000):
        queue.apply_feed(stretch(Feed(cursor=queue.cursor() or "", more=False, rows=tuple(rows[at : at + 1000]))))
    kinds = [[row for row in own if row.kind is kind] for kind in CaseKind]
    for row in filter(None, chain.from_iterable(zip_longest(*kinds))):
        grants = place.api.take(TakeAsk(kind=LeaseKind.OFFLINE, case_ids=(row.case_id,), hours=48)).grants
        assert grants, row.ref
        place.store.leases.put(grants)
    place.loop.wake()
    until("the evidence of every case", lambda: len(set(place.store.glance.media())) == 1, 120)
    return len(own)


def _own(station: Workstation, copies: int) -> list[QueueRow]:
    """The pack's own cases; empty while they are not all there."""
    assert station.place is not None
    rows = [row for row in station.place.store.queue.page(QueueFilter()).rows if row.ref.startswith("demo-")]
    rows.sort(key=lambda row: (row.ref.rsplit("-", 1)[-1], row.ref))
    return rows if len(rows) == 16 * copies else []


def decide(shell: Shell, eye: Eye) -> Taken:
    """One decision by key, and what came of it."""
    desk = shell.desktop.desk
    press(shell, "P")
    if not desk.state.can_decide:
        press(shell, "H")
        press(shell, "H")  # and for which reason
    until("nothing that blocks", lambda: desk.state.can_decide)
    rest(THINKS_MS)
    target: QWidget = shell.focusWidget() or shell
    eye.begin()
    began = time.perf_counter()
    QTest.keyClick(target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    eye.watch(WATCHED_MS)
    painted = eye.painted_at()
    assert painted is not None and desk.state.case is not None
    passes = [(1000 * (at - began), parts) for at, parts in eye.passes]
    return Taken(desk.state.case.record.kind.value, 1000 * (painted - began), passes[-1][0], 1000 * eye.worked, passes)


def measured(cases: int, decisions: int, copies: int = COPIES) -> list[Taken]:
    """Decisions in turn on a full cache; the first few, on a window still new, are left out."""
    with TemporaryDirectory(prefix="bench-desk-") as name, at_work(Path(name), copies) as station:
        shell = station.shell
        assert shell is not None
        shell.resize(*SIZE)
        ours = filled_up(station, cases, copies)
        desk = shell.desktop.desk
        press(shell, "F2")
        press(shell, "Ctrl+Return")
        until("a case on the desk", lambda: desk.state.case)
        page = shell.pages["desk"]
        assert isinstance(page, DeskPage)
        until("the view behind", lambda: len(page.views) == 2)
        eye, warm = Eye(page), 3
        taken = [decide(shell, eye) for _ in range(min(decisions + warm, ours - 2))]
        return taken[warm:]


def figures(quick: bool = False) -> list[Line]:
    """Median and 95th percentile beside one frame."""
    cases = 1000 if quick else CASES
    taken = measured(cases, 10 if quick else 36)
    times = sorted(one.painted for one in taken)
    what = f"decide key to next case painted, {cases:,} cached"
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    kinds = ", ".join(f"{kind} {_median(taken, kind):.0f}" for kind in sorted({one.came for one in taken}))
    worked = sorted(one.worked for one in taken)[len(taken) // 2]
    note = f"n={len(times)}; medians: {kinds}; {worked:.0f} of it the screen's thread at work"
    return [
        Line(f"{what}, p50", times[len(times) // 2], FRAME_MS, "ms", 1, note),
        Line(f"{what}, p95", p95, FRAME_MS, "ms", 3, f"max {times[-1]:.0f}"),
    ]


def _median(taken: list[Taken], kind: str) -> float:
    times = sorted(one.painted for one in taken if one.came == kind)
    return times[len(times) // 2]


if __name__ == "__main__":
    for one in measured(CASES, 36):
        passes = " ".join(f"{at:.1f}:{'+'.join(sorted(parts))}" for at, parts in one.passes)
        spent = f"painted {one.painted:.1f} ms, at rest {one.rested:.1f} ms, worked {one.worked:.1f} ms"
        print(f"{one.came}: {spent} | {passes}")
