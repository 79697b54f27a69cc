"""A reviewer at the real window for as long as one asks: case after case by key, with nothing that grows."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.ui.tour.hands import rest
from reviewer_app.ui.tour.tour import until_or_on
from tests.bench.desk_server import serving
from tests.journeys.conftest import dressed
from tests.journeys.station import LIN, PASSWORD, Person, at_work
from tests.soak.steady import Sample, grown, sample, table

__all__ = ["dressed"]

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
"""How long the day is; eight hours before a release."""
EVERY = 20
"""Cases between two samples."""
PACE = 2.5
"""Cases in a second that nobody judges more of, on a quick machine either: so many are brought in."""
IN_DEMO = 16
LOOKS = {
    CaseKind.CLIP: ("N", "Space", ".", "Shift+.", ",", "N", "J", "K"),
    CaseKind.LISTING: ("N", "Ctrl+=", "Ctrl+0", "N", "Down", "Down"),
    CaseKind.FILING: ("N", "Down", "Down", "PgDown", "Up", "N"),
}

pytestmark = [
    pytest.mark.soak,
    pytest.mark.usefixtures("dressed"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process holds is read as on Linux"),
]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a server in a process of its own, with more cases than can be judged in the time."""
    with serving(tmp_path, PASSWORD, copies=2 + int(60 * MINUTES * PACE / IN_DEMO)) as url:
        yield url


class Day:
    """What a person does over and over; `held` is what each case leaves behind where it must not."""

    def __init__(self, person: Person, leaks: bool = False) -> None:
        self.person, self.decided, self.samples, self.held = person, 0, list[Sample](), list[object]()
        self._leaks = leaks

    def go_on(self, until: float) -> None:
        """Judges case after case until that time, and looks every so often what the program holds."""
        while time.monotonic() < until:
            self._case()
            if self.decided % EVERY == 0:
                self._between()
                self.samples.append(sample(self.decided, len(QApplication.allWidgets())))

    def _case(self) -> None:
        person = self.person
        if person.desk.case is None:
            person.press("F2", "Ctrl+Return")
            person.until("a case on the desk", lambda: person.desk.case is not None)
        person.press("F3")
        case = person.desk.case
        assert case is not None
        person.until("it can be judged", lambda: person.desk.case is not None and person.desk.case.writable)
        person.press(*LOOKS[case.record.kind])
        if self.decided % 7 == 0:
            person.press("Y", "Escape", "U", "Escape")
        person.press("1", "Return", "E", "E", "E", "W")
        person.compose("已核对画面、语音与材料。")
        person.press("Escape", "V" if self.decided % 3 else "H")
        if not until_or_on(lambda: person.desk.can_decide, 0.5):
            person.press("Delete")  # a finding that asks for more than these keys give
            person.press("H", *(() if person.desk.draft.outcome is Outcome.HOLD else ("H",)))  # and its first reason
            lacks = [one.lack for one in person.desk.missing if one.blocking]
            person.until(f"a hold of {case.record.ref} can be decided: {lacks}", lambda: person.desk.can_decide)
        if self._leaks:
            self.held.append((case, person.shell.grab().toImage()))
        for _again in range(3):  # what came or moved meanwhile is looked at first, as the desk asks
            person.press("Ctrl+Return")
            if until_or_on(lambda: person.desk.case is None or person.desk.case.case_id != case.case_id, 5):
                break
        else:
            raise AssertionError(f"{case.record.ref} is not decided:\n{person.says(person.page)}")
        self.decided += 1

    def _between(self) -> None:
        """Goes through the other pages, looks the other way, and lets what was decided leave."""
        person = self.person
        person.press("F2", "F", "F", "F", "F5", "F7")
        rest(100)
        person.press("Ctrl+Alt+T", "F2")
        person.shell.desktop.queue.filter(Chip.ALL)
        person.clock.forward(90)
        person.press("F5")
        person.until("all of it sent", lambda: not person.place.store.glance.under_way(), 60)


def test_a_long_day_leaves_nothing_behind(served: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Memory grows by less than a tenth, widgets, files and threads by nothing, no reference to None is lost (F30)."""
    with at_work(served, tmp_path / "lin", LIN) as lin:
        day = Day(lin)
        day.go_on(time.monotonic() + 60 * MINUTES)
    with capsys.disabled():
        print(f"\n{table(day.samples)}")
    assert not grown(day.samples), grown(day.samples)


def test_a_day_that_keeps_each_case_would_show(served: str, tmp_path: Path) -> None:
    """The same, with every case and a picture of it held: what judges is not blind."""
    with at_work(served, tmp_path / "lin", LIN) as lin:
        day = Day(lin, leaks=True)
        day.go_on(time.monotonic() + 60 * min(MINUTES / 4, 10))
        assert any(line.startswith("memory") for line in grown(day.samples))
