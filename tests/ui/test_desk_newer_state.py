"""A newer state of the case on the desk: other rules, a hold that came or went; and what is said of one case alone."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.trouble import NotInHand
from reviewer_app.client.viewmodels.cannot import CHANGED, UNPLACED
from reviewer_app.client.viewmodels.filing import Tab
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.evidence import TextAnchor
from tests.ui.desk_bench import DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, pack
from tests.ui.past_made import REF, earlier, two_levels, with_past

SHIFT = Modifier.ShiftModifier


def given(bed: DeskBed, kind: int, filing: str = REF) -> str:
    """A case in hand under the shipped rules; a filing has an earlier one before it."""
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], lines[filing])
    case_id = bed.give(kind, kind)
    bed.count(case_id)
    bed.bench.cases[case_id] = with_past(bed.bench.cases[case_id], earlier())
    return case_id


def newer(bed: DeskBed, case: OpenCase) -> None:
    """The desk hears of a newer state of its case."""
    assert bed.state.case is not None
    bed.stage.desktop.desk.follow(bed.state.case, case)
    bed.settle()


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_rules_that_change_under_an_open_case_change_what_is_offered_and_checked(bed: DeskBed, kind: int) -> None:
    bed.open(given(bed, kind))
    ruled = bed.state.case
    assert ruled is not None and bed.state.short_list
    offered, pane = bed.state.short_list, bed.pane

    def checked() -> object:
        if kind == 2:
            return [row.checks for row in pane.filing.model.tables.rows[Tab.FIELDS]], pane.filing.model.books
        return (pane.listing.model.spots, pane.listing.model.titles()) if kind == 1 else None

    before = checked()
    newer(bed, replace(ruled, sheet=replace(ruled.sheet, versions=(), schedules=())))
    assert bed.state.short_list == ()
    bed.press(Key.Key_1)  # the digit of a clause that counts no more
    assert bed.state.draft.findings == ()
    assert kind == 0 or checked() != before
    newer(bed, ruled)
    assert (bed.state.short_list, checked()) == (offered, before)
    bed.press(Key.Key_1)
    assert [finding.clause for finding in bed.state.draft.findings] == [offered[0].clause.id]


def test_a_case_that_was_read_and_is_taken_can_be_corrected_and_one_that_is_lost_cannot(bed: DeskBed) -> None:
    case_id = given(bed, 2)
    held = bed.bench.cases[case_id]
    read_only = replace(held, lease=None, file=held.file.model_copy(update={"past": None}))
    bed.bench.cases[case_id] = read_only
    bed.open(case_id)
    filing = bed.pane.filing
    bed.press(Key.Key_L, Key.Key_Q)
    assert not filing.correcting.isVisible()
    assert "1 earlier" not in filing.side.past.text
    newer(bed, held)
    assert "1 earlier" in filing.side.past.text
    bed.press(Key.Key_Q)
    assert filing.correcting.isVisible()
    filing.correcting.field.selectAll()
    bed.write("half of it")
    gone = bed.bench.lose(2, here=False)
    bed.stage.desktop.apply_changes(gone)
    bed.qtbot.waitUntil(lambda: bed.state.case is not None and not bed.state.case.writable)
    assert not filing.correcting.isVisible() and filing.grid.hasFocus()
    bed.press(Key.Key_Q, Key.Key_Return)
    assert not filing.correcting.isVisible() and bed.state.draft.corrections == ()
    newer(bed, held)
    bed.press(Key.Key_Q)
    assert filing.correcting.field.text() == "half of it"


def test_what_is_asked_of_papers_waits_while_the_case_is_not_in_hand(bed: DeskBed) -> None:
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], two_levels())
    case_id = bed.give(2, 2)
    bed.count(case_id)
    bed.open(case_id)
    held, asking = bed.state.case, bed.pane.filing.side.asking
    assert held is not None
    bed.press(Key.Key_Z, modifiers=SHIFT)
    assert asking.isAncestorOf(QApplication.focusWidget())
    newer(bed, replace(held, lease=None))
    assert not asking.isEnabled() and bed.pane.filing.grid.hasFocus()
    newer(bed, held)
    bed.press(Key.Key_Z, modifiers=SHIFT)
    bed.press(Key.Key_1)
    assert len(bed.state.draft.stated) == 1


def test_what_comes_too_late_to_be_entered_is_said(bed: DeskBed) -> None:
    bed.open(given(bed, 2))
    held, desk = bed.state.case, bed.stage.desktop.desk
    assert held is not None
    desk.correct("/documents/0/read/名称/value", "a", "b")
    newer(bed, replace(held, lease=None))
    desk.correct("/documents/0/read/名称/value", "a", "c")
    assert isinstance(bed.state.trouble, NotInHand) and bed.page.decision.trouble.isVisible()
    assert [one.value for one in bed.state.draft.corrections] == ["b"]
    newer(bed, held)
    desk.correct("/documents/0/read/名称/value", "a", "c")
    assert bed.state.trouble is None and [one.value for one in bed.state.draft.corrections] == ["c"]


# -- what is said of places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_flag_that_points_nowhere_accuses_nobody_and_is_not_said_of_the_next_case(bed: DeskBed, kind: int) -> None:
    lines = copy.deepcopy(pack(DEMO))
    data = [lines["demo-clip-01"], lines["demo-listing-01"], lines[REF]]
    lost, clean = data[kind], copy.deepcopy(data[kind])
    lost["flags"] = [lost["flags"][0] | {"anchor": {"type": "text", "field": "/title", "exact": "不在这里"}}]
    clean["flags"] = []
    bed.bench.lines = (lost, clean, clean)
    first, second = bed.give(0, 0), bed.give(1, 1)
    bed.open(first)
    pane, banner = bed.pane, bed.pane.banner
    assert UNPLACED.what in banner.words.text() and banner.isVisible()
    assert CHANGED.what not in banner.words.text() and "Hold the case" not in banner.words.text()
    banner.close_button.click()
    bed.press(Key.Key_N)  # asked for again, it is said again
    assert banner.isVisible()
    pane.go_to_anchor(TextAnchor(field="/title", exact="不在这里", start=0))
    assert CHANGED.what in banner.words.text()
    bed.open(second)
    assert not bed.pane.banner.isVisible()
    bed.stage.desktop.desk.close()
    assert not pane.banner.isVisible()


# -- the keyboard ----------------------------------------------------------------------------------------------------


def test_a_flag_pressed_while_comparing_leaves_the_keyboard_with_the_evidence(bed: DeskBed) -> None:
    bed.open(given(bed, 2))
    filing = bed.pane.filing
    bed.press(Key.Key_L, Key.Key_Q)
    filing.correcting.field.selectAll()
    bed.write("half of it")
    filing.grid.setFocus()
    bed.press(Key.Key_Y, modifiers=SHIFT)
    assert filing.past.grid.hasFocus()
    bed.press(Key.Key_N)
    assert not filing.comparing and filing.side.grid.hasFocus()
    bed.press(Key.Key_K, Key.Key_L, Key.Key_Q)
    assert filing.correcting.field.text() == "half of it"  # put by with the comparison, not thrown away
    bed.press(Key.Key_Escape)
    bed.open(given(bed, 1))
    listing = bed.pane.listing
    bed.press(Key.Key_L)
    listing.beside.canvas.setFocus()
    bed.qtbot.waitUntil(lambda: listing.model.comparing)
    for _flag in bed.state.case.record.flags if bed.state.case is not None else ():
        if listing.model.comparing:
            bed.press(Key.Key_N)
    assert not listing.model.comparing and listing.stills.canvas.hasFocus()
