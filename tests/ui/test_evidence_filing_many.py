"""A filing full of readings: nothing of it is worked out or measured on the screen's thread before it is seen."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from reviewer_app.domain.cases import TextPlace
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.verdicts import Correction
from reviewer_app.media.room import MediaRoom
from tests.ui.evidence_bench import DEMO, PATIENCE, Bed, case_of, pack


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made = Bed(qtbot, room)
    yield made
    made.close()


def test_thousands_of_readings_are_looked_through_beside_the_screen_and_measured_as_they_come_into_sight(
    bed: Bed,
) -> None:
    data = copy.deepcopy(pack(DEMO)["demo-filing-01"])
    paper = data["subject"]["documents"][0]
    box = {"page": 1, "box": [0.1, 0.1, 0.2, 0.02], "score": 0.1}
    many = {f"field {at}": {"value": f"value {at} " * (60 if at > 900 else 1)} | box for at in range(1000)}
    data["subject"]["documents"].append(copy.deepcopy(paper) | {"type": "other", "read": many})
    case, filing = case_of(data), bed.pane.filing
    pointer = f"/documents/{len(data['subject']['documents']) - 1}/read/field 999/value"
    with bed.qtbot.waitSignal(bed.pane.first_painted, timeout=PATIENCE):
        bed.pane.show_case(case)
        assert filing.model.looking and not filing.model.rows  # nothing waits for it, and it is said
        assert "are being looked through: 1,0" in filing.side.detail.text()
        bed.pane.go_to_place(TextPlace(type="text", field=pointer, exact="value 999"))
    bed.until(lambda: not filing.model.looking)
    row = filing.model.row
    assert row is not None and row.name == "field 999" and not bed.pane.banner.isVisible()
    assert filing.model.at == len(filing.model.rows) - 1 and filing.model.counts()[State.UNREADABLE] == 1000
    grid = filing.grid
    assert grid.rowHeight(filing.model.at) > 2 * grid.rowHeight(500)  # one is whole, the other was not in sight
    grid.setFocus()
    bed.press("l")  # round again, from the last problem to the first
    bed.until(lambda: grid.rowAt(0) < 30)
    assert filing.model.row is not None and filing.model.row.state is State.UNREADABLE
    held = filing.model.tables
    bed.pane.show_corrections((Correction(field=filing.model.row.spots[0][1].pointer, read="x", value="y"),))
    assert filing.model.tables is held and filing.model.looking  # what stood there stays until it is worked out
    bed.pane.clear()
    bed.qtbot.wait(300)
    assert not filing.model.rows and not filing.model.looking  # what comes late belongs to nothing any more
