"""Two people at a real window and a real server with nothing but a keyboard: at each press somebody has the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.domain.events import Round
from reviewer_app.domain.rulebook import Severity
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.kit import Scroll
from reviewer_app.ui.tour.tour import until_or_on
from tests.journeys.station import LIN, ZHOU, Person, at_work, demo

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path) as running:
        yield running


class Hands:
    """Presses keys where the keyboard is, and sees after each that something visible with a name has it."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def press(self, *chords: str) -> None:
        """Presses one after the other."""
        for chord in chords:
            self.person.press(chord)
            held = self.focus
            assert held.isVisible() and held.isEnabled(), chord
            assert held.accessibleName(), f"{chord} left the keyboard with a nameless {type(held).__name__}"

    @property
    def focus(self) -> QWidget:
        """Who has the keyboard."""
        widget = QApplication.focusWidget()
        assert widget is not None, "the keyboard is lost"
        return widget

    def filtered(self, chip: Chip) -> None:
        """F until a filter is on and its rows are there."""
        queue = self.person.shell.desktop.queue
        self.press("F2")
        for _more in range(8):
            if queue.state.ask.chip is chip:
                break
            self.press("F")
        self.person.until("rows of the filter", lambda: not queue.state.stale and queue.state.chosen is not None)

    def opened(self, key: str = "Return") -> str:
        """Opens the chosen case, and waits for its evidence."""
        before = self.person.desk.case
        self.press(key)
        self.person.until("a case on the desk", lambda: self.person.desk.case not in (None, before))
        case = self.person.desk.case
        assert case is not None
        self.person.until("its evidence", lambda: self._whole(case.case_id))
        return case.case_id

    def _whole(self, case_id: str) -> bool:
        case = self.person.desk.case
        return case is not None and {a.sha256 for a in case.record.assets()} <= set(case.here)

    def accuse(self, reason: str, grave: bool = False) -> None:
        """A finding under the first clause, or the first grave one, bound, stated and reasoned."""
        listed = [one for one in self.person.desk.short_list if one.key]
        weighty = [one for one in listed if not grave or one.clause.severity is Severity.GRAVE]
        self.press(str(weighty[0].key))

        def bound() -> int:
            return sum(len(finding.anchors) for finding in self.person.desk.draft.findings)

        for _more in range(12):  # a place that is still being decoded binds nothing yet
            self.press("Return")
            if until_or_on(bound, 1.5):
                break
        self.press("E", "E", "E", "E", "W")
        self.person.compose(reason)
        self.press("Escape")
        self.person.until("nothing missing", lambda: self.person.desk.can_decide, 10)

    def decide(self) -> None:
        """Ctrl+Return, and sees the case gone from the desk."""
        case = self.person.desk.case
        assert case is not None
        self.press("Ctrl+Return")
        self.person.until(
            "it decided", lambda: self.person.desk.case is None or self.person.desk.case.case_id != case.case_id
        )


def test_a_day_by_keys(served: EmbeddedServer, tmp_path: Path) -> None:
    """Search with two signs, offline cases, a filing and a clip judged, one taken back; signed off, and read back."""
    with at_work(served, tmp_path / "lin", LIN) as lin:
        hands, queue = Hands(lin), lin.shell.desktop.queue
        lin.until("the queue", lambda: queue.state.total)
        everything = queue.state.total
        hands.press("/")
        lin.compose("棠妍")
        hands.press("Down")
        lin.until("what was sought", lambda: not queue.state.stale and 0 < queue.state.total < everything)
        assert all("棠妍" in row.title + row.merchant for row in queue.state.pages[0])
        hands.press("/", "Delete", "Escape")
        lin.until("all rows again", lambda: queue.state.total == everything)

        hands.press("O")
        lin.type("2")
        hands.press("Tab")
        lin.type("5")
        hands.press("Tab", "Tab", "Return")
        lin.until("two cases offline", lambda: len(queue.state.hands) == 2)
        assert hands.focus is lin.shell.pages["queue"].table  # type: ignore[attr-defined]

        hands.filtered(Chip.FILING)
        hands.opened()
        hands.press("Down", "Down")
        hands.accuse("登记与材料不一致")
        hands.decide()
        hands.press("Ctrl+Z")
        lin.until("it taken back", lambda: lin.desk.draft.outcome is Outcome.VIOLATION)
        hands.decide()

        hands.filtered(Chip.CLIP)
        clip = hands.opened()
        hands.accuse("画面与语音都宣称疗效", grave=True)
        hands.decide()
        lin.clock.forward(90)
        hands.press("F5")
        lin.until("all of it sent", lambda: not lin.place.store.glance.under_way(), 60)

    with at_work(served, tmp_path / "zhou", ZHOU) as zhou:
        hands, queue = Hands(zhou), zhou.shell.desktop.signoff
        hands.press("F4")
        zhou.until("a case to sign", lambda: queue.state.chosen is not None)
        hands.opened()
        assert zhou.desk.case is not None and zhou.desk.case.round is Round.SIGNOFF
        assert zhou.desk.case.case_id == clip
        hands.press("Tab", "Y")
        assert isinstance(hands.focus, Scroll)
        assert "The case came in" in zhou.says()
        hands.press("End", "Home", "Y", "C")
        zhou.until("it can be signed", lambda: zhou.desk.can_decide)
        hands.decide()
        zhou.clock.forward(90)
        hands.press("F5")
        zhou.until("it sent", lambda: not zhou.place.store.glance.under_way(), 60)
        hands.filtered(Chip.DECIDED)
        hands.press("Return")
        zhou.until("a decided case to read", lambda: zhou.desk.case is not None and zhou.desk.case.lease is None)
        hands.press("Y", "PgDown", "Escape", "Tab", "Escape")
        assert "Recorded" in zhou.says()
