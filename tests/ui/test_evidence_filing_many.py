"""A filing full of readings: nothing of it is worked out or measured on the screen's thread before it is seen."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import partial
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.domain.cases import FilingSubject, RegionPlace, TextPlace
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.evidence import RegionAnchor
from reviewer_app.domain.verdicts import Correction
from reviewer_app.media.room import MediaRoom
from tests.ui.evidence_bench import DEMO, PATIENCE, Bed, case_of, pack


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made = Bed(qtbot, room)
    yield made
    made.close()


def with_many(data: dict[str, Any]) -> dict[str, Any]:
    """A filing with one more paper of a thousand readings, all at one box."""
    data = copy.deepcopy(data)
    paper = data["subject"]["documents"][0]
    box = {"page": 1, "box": [0.1, 0.1, 0.2, 0.02], "score": 0.1}
    many = {f"field {at}": {"value": f"value {at} " * (60 if at > 900 else 1)} | box for at in range(1000)}
    data["subject"]["documents"].append(copy.deepcopy(paper) | {"type": "other", "read": many})
    return data


def test_thousands_of_readings_are_looked_through_beside_the_screen_and_measured_as_they_come_into_sight(
    bed: Bed,
) -> None:
    data = with_many(pack(DEMO)["demo-filing-01"])
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


def test_a_box_drawn_while_the_papers_are_looked_through_is_what_is_bound(bed: Bed) -> None:
    """A flag's row, and the row at its box, are waited for until then; the person has gone elsewhere meanwhile."""
    case, filing = case_of(with_many(pack(DEMO)["demo-filing-01"])), bed.pane.filing
    subject, pictures = case.record.subject, bed.pane.filing.model.pictures
    assert isinstance(subject, FilingSubject)
    here, other = subject.documents[0], subject.documents[2]
    read = here.read["法定代表人"]
    assert read.box is not None
    with bed.qtbot.waitSignal(bed.pane.first_painted, timeout=PATIENCE):
        bed.pane.show_case(case)
    places = (
        TextPlace(type="text", field="/documents/0/read/法定代表人/value", exact=read.value),
        RegionPlace(type="region", asset=here.file.sha256, page=1, box=read.box),
    )
    for place, go_on in zip(places, (Event(), Event()), strict=True):
        for at in (2, 0):  # both are at hand, whatever the lane does
            filing.stills.strip.chosen.emit(at)
            bed.until(lambda: filing.stills.canvas.has_picture and not filing.model.looking)
        bed.lanes.media(partial(go_on.wait, 20), lambda done: None)
        filing.model._work_out()
        bed.pane.go_to_place(place)
        filing.stills.strip.chosen.emit(2)
        filing.stills.canvas.setFocus()
        bed.press("b")
        bed.key(Qt.Key.Key_Right)
        drawn = pictures.state.box
        assert filing.model.looking and drawn not in (None, read.box)
        go_on.set()
        bed.until(lambda: not filing.model.looking)
        assert (pictures.state.at, pictures.state.box) == (2, drawn)
        bed.key(Qt.Key.Key_Return)
        bound = bed.made()
        assert isinstance(bound, RegionAnchor) and (bound.asset, bound.box) == (other.file.sha256, drawn)
        bed.key(Qt.Key.Key_Escape)
