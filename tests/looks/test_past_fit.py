"""An earlier filing beside today's, and what is asked of papers, can be read or reached at every size and text size."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.listing import Section
from reviewer_app.media.room import MediaRoom
from reviewer_app.rulebooks.filing_past import Part
from reviewer_app.ui import theme
from tests.looks.test_fit import SIZES, Eye, Size, eye, tongue
from tests.ui.desk_bench import DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, PATIENCE, pack
from tests.ui.past_made import earlier, two_levels, with_past

__all__ = ["eye", "tongue"]
ROWS = 3
"""Rows of a comparison that are in sight at least."""


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


def certified() -> dict[str, Any]:
    """A listing with two certificates."""
    data = copy.deepcopy(pack(DEMO)["demo-listing-03"])
    data["subject"]["certificates"] = [
        {"scheme": "CCC", "number": "2021010198765432", "holder": "某公司", "valid_until": "2027-01-01"},
        {"scheme": "CQC", "number": "CQC2021012345", "valid_until": "2027-01-01"},
    ]
    return data


def on_the_desk(bed: DeskBed, data: dict[str, Any], kind: int) -> None:
    """Puts a case on the desk, with filings before it where it is one."""
    lines = [pack(DEMO)["demo-clip-01"], pack(DEMO)["demo-listing-01"], pack(DEMO)["demo-filing-01"]]
    lines[kind] = data
    bed.bench.lines = tuple(lines)
    bench: Any = bed.bench
    bench.fetch = lambda asset: bench.source(asset.sha256)
    case_id = bed.give(0, kind)
    bed.count(case_id)
    told = (earlier(), earlier(2), earlier(3, decided=False, handed=False))
    bed.bench.cases[case_id] = with_past(bed.bench.cases[case_id], *told, more=True)
    bed.open(case_id)


@pytest.mark.parametrize(("size", "scale"), SIZES)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_comparison_fits(
    qtbot: QtBot, room: MediaRoom, qapp: QApplication, tongue: str, eye: Eye, size: Size, scale: int, look: str
) -> None:
    if look == "dark" and scale != 100:
        pytest.skip("the theme changes no size")
    theme.apply(qapp, look, scale / 100)
    bed = DeskBed(qtbot, room, *size)
    try:
        on_the_desk(bed, two_levels(), 2)
        eye.look(bed.shell, "asked")
        asking = bed.pane.filing.side.asking
        assert asking.isVisible() and asking.visibleRegion().boundingRect().height() == asking.height()
        bed.press(Key.Key_Y, modifiers=Modifier.ShiftModifier)
        view = bed.pane.filing.past
        eye.look(bed.shell, "as-it-comes")
        while not (view.model.row and view.model.row.part is Part.TERM):
            bed.press(Key.Key_L)
        qtbot.waitUntil(lambda: view.model.then.state.picture is not None, timeout=PATIENCE)
        qtbot.waitUntil(lambda: view.model.now.state.picture is not None, timeout=PATIENCE)
        eye.look(bed.shell, "at-a-row")
        heights = [view.grid.rowHeight(row) for row in range(ROWS)]
        assert view.grid.viewport().visibleRegion().boundingRect().height() >= min(heights)
        bed.press(Key.Key_BracketLeft, Key.Key_BracketLeft)
        eye.look(bed.shell, "undecided")
        bed.press(Key.Key_Y, modifiers=Modifier.ShiftModifier)
        eye.nothing_cut()
    finally:
        bed.close()


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_what_is_asked_of_certificates_fits(
    qtbot: QtBot, room: MediaRoom, qapp: QApplication, tongue: str, eye: Eye, size: Size, scale: int
) -> None:
    theme.apply(qapp, "light", scale / 100)
    bed = DeskBed(qtbot, room, *size)
    try:
        on_the_desk(bed, certified(), 1)
        bed.press(Key.Key_Z, modifiers=Modifier.ShiftModifier)
        assert bed.pane.listing.model.section is Section.PAPERS
        eye.look(bed.shell, "asked")
        bed.press(Key.Key_2)
        eye.look(bed.shell, "suspended")
        eye.nothing_cut()
    finally:
        bed.close()
