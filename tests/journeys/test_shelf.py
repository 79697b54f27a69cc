"""From the goods on a clip's shelf to the case of their listing and back, by key and by press, at the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from reviewer_app.client.settings.preferences import PREFETCH_CASES, Preferences
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.lanes import Lane
from reviewer_app.client.workbench.shelf import Reach
from reviewer_app.server.embedded import EmbeddedServer
from tests.journeys.station import Person, at_work, demo

pytestmark = pytest.mark.usefixtures("dressed")
CLIP, LISTING, GOODS = "demo-clip-01", "demo-listing-01", "DM-5201-01"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path / "demo") as running:
        yield running


def take(person: Person, ref: str) -> None:
    """Takes a case of the queue."""
    queue = person.shell.desktop.queue
    person.until("the queue", lambda: queue.state.loaded and queue.state.total)
    rows = enumerate(queue.state.pages[0])
    queue.choose(next(at for at, row in rows if row.ref == ref))
    person.press("Return")
    on_desk(person, ref)


def on_desk(person: Person, ref: str) -> None:
    """Waits until a case lies on the desk."""
    person.until(ref, lambda: person.desk.case is not None and person.desk.case.record.ref == ref)


def goods(person: Person, reach: Reach) -> str:
    """Waits until the clip's goods are said to be so far; what their line says."""
    model = person.page.pane.clip.model
    person.until(reach, lambda: GOODS in model.goods and model.goods[GOODS].reach is reach)
    return model.state.lines[Tab.SHELF][0].notes[0][0]


def press_in_lane(person: Person) -> None:
    """Presses the goods in the lane of the shelf twice."""
    lanes = person.page.pane.clip.lanes
    person.until("the lanes", lambda: Lane.SHELF in lanes.lanes or Lane.SHELF in lanes.folded)
    if Lane.SHELF in lanes.folded:
        person.press("Shift+T")
    track = next(placed.track for placed in lanes._placed if placed.row.lane is Lane.SHELF)
    at = QPoint(lanes.width() // 2, int(track.top()) + 10)
    assert "The listing's case is in your hands." in lanes.tip_at(at.toPointF())
    QTest.mouseDClick(lanes, Qt.MouseButton.LeftButton, pos=at)


def test_goods_on_the_shelf_lead_to_the_listings_case_and_back(served: EmbeddedServer, tmp_path: Path) -> None:
    profiles = tmp_path / "lin"
    profiles.mkdir()
    Preferences(profiles).set(PREFETCH_CASES, 0)  # the listing is not taken ahead
    with at_work(served, profiles) as person:
        person.shell.resize(1920, 1080)
        take(person, CLIP)
        assert goods(person, Reach.FREE) == "The listing's case waits in the queue."
        person.press("P", "W")
        person.type("Watched to the end")
        person.press("Escape", "Shift+G")
        on_desk(person, LISTING)
        assert person.desk.case is not None and person.desk.case.lease is not None
        person.press("Backspace")
        on_desk(person, CLIP)
        assert person.desk.draft.reason == "Watched to the end"
        goods(person, Reach.HAND)
        press_in_lane(person)
        on_desk(person, LISTING)

        person.press("P", "W")
        person.type("As described")
        person.press("Escape", "Ctrl+Return")
        on_desk(person, CLIP)
        assert goods(person, Reach.DECIDED) == "You decided the listing's case; the decision is on its way."
        person.press("Shift+G")
        assert person.desk.case is not None and person.desk.case.record.ref == CLIP
        assert "the decision is on its way" in person.page.pane.banner.words.text()

        person.clock.forward(60)
        person.press("F5")
        assert goods(person, Reach.ACTED) == "You judged the listing's case; it goes on without you."
        lines = person.page.pane.clip.lines
        lines.show_tab(Tab.SHELF)
        assert lines.step.isVisible() and lines.step.text() == "Read the listing's case"
        lines.step.click()
        on_desk(person, LISTING)
        assert person.desk.case.lease is None
        person.press("Backspace")
        on_desk(person, CLIP)
        assert person.desk.draft.reason == "Watched to the end" and person.desk.case.lease is not None
