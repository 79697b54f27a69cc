"""What is half written or half bound stays with its case and finding: by real keys, over two cases and two views."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.viewmodels.clipstate import SPEEDS
from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.ui import keys
from reviewer_app.ui.evidence.filing import FilingView
from reviewer_app.ui.kit import Field
from tests.ui.desk_bench import REASON, DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, PATIENCE, pack
from tests.ui.test_evidence_filing_many import with_many

CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier
HELD = 20
"""Seconds after which a lane that a test holds goes on by itself."""


def asked_a_number(bed: DeskBed) -> tuple[str, str]:
    """Two cases in hand, the first on the desk with a finding that is complete: what follows hangs on a number."""
    later = pack(DEMO)["demo-clip-01"] | {"conduct_at": "2026-08-10T20:12:00+08:00"}  # penalties are in force
    bed.bench.lines = (later,) * 3
    first, second = bed.give(0, 0), bed.give(1, 0)
    for case_id in (first, second):
        bed.count(case_id)
    bed.open(first)
    desk = bed.stage.desktop.desk
    desk.find_under(next(one for one in bed.state.short_list if one.clause.id == "staged-demand"))
    bed.bind()
    desk.establish(bed.state.draft.findings[0].id, "not-genuine", True)
    desk.reason(REASON)
    assert bed.state.can_decide
    bed.press(Key.Key_Z)
    return first, second


def field(bed: DeskBed) -> Field:
    has = QApplication.focusWidget()
    assert isinstance(has, Field)
    return has


def on_desk(bed: DeskBed, case_id: str) -> None:
    assert bed.state.case is not None and bed.state.case.case_id == case_id


def test_a_number_being_typed_is_decided_with_its_case_and_says_nothing_of_the_next(bed: DeskBed) -> None:
    first, second = asked_a_number(bed)
    bed.write("7565")
    for _press in range(2):  # the first one enters it, and shows what it moves
        bed.press(Key.Key_Return, modifiers=CTRL)
    QTest.qWait(1)
    assert [(one.name, one.value) for one in bed.bench.decided[first].stated] == [("penalty_base", 7565)]
    on_desk(bed, second)
    assert bed.state.draft.stated == ()


def test_a_number_being_typed_goes_with_its_case_where_one_view_shows_both(bed: DeskBed) -> None:
    first, second = asked_a_number(bed)
    bed.write("7565.125")
    bed.open(second)
    assert bed.state.draft.stated == ()
    desk = bed.stage.desktop.desk
    desk.find_under(next(one for one in bed.state.short_list if one.clause.id == "staged-demand"))
    bed.press(Key.Key_Escape, Key.Key_Z)
    assert field(bed).text() == ""
    bed.press(Key.Key_Escape)
    bed.open(first)
    assert [one.value for one in bed.state.draft.stated] == [7565.125]
    bed.press(Key.Key_Z)
    assert field(bed).text() == "7565.125"
    bed.press(Key.Key_Escape)
    assert [one.value for one in bed.state.draft.stated] == [7565.125], "looked at, it is not rounded"


def test_what_is_no_number_keeps_the_case_on_the_desk_and_the_caret_in_it(bed: DeskBed) -> None:
    first, _second = asked_a_number(bed)
    bed.write("75x")
    bed.press(Key.Key_Escape)
    bed.press(Key.Key_Return, modifiers=CTRL)
    on_desk(bed, first)
    assert first not in bed.bench.decided and field(bed).text() == "75x"
    assert "half written" in bed.page.decision.hint.words.text()
    bed.press(Key.Key_Backspace)
    for _press in range(2):
        bed.press(Key.Key_Return, modifiers=CTRL)
    assert [one.value for one in bed.bench.decided[first].stated] == [75]


def test_what_an_old_view_says_late_is_not_entered_in_the_case_on_the_desk(bed: DeskBed) -> None:
    """An input method may hand over its last words when the keyboard goes, with the next case on the desk."""
    first, second = asked_a_number(bed)
    past = bed.page.front
    bed.press(Key.Key_Escape)
    bed.press(Key.Key_Return, modifiers=CTRL)
    on_desk(bed, second)
    past.decision.reason.edited.emit("of the first")
    past.decision.follows.answered.emit("creator-measures", "penalty_base", 5)
    past.pane.corrected.emit("/declared", "read", "of the first")
    assert bed.state.draft == bed.bench.cases[second].draft and first in bed.bench.decided


def test_the_caret_is_where_it_was_after_another_page_and_behind_what_was_written_before(bed: DeskBed) -> None:
    first, second = bed.give(0, 0), bed.give(1, 0)
    bed.open(first)
    bed.press(Key.Key_1, Key.Key_W)
    bed.write("half a ")
    findings = bed.state.draft.findings
    bed.press(Key.Key_F2)
    assert QApplication.focusWidget() is not bed.page.decision.reason
    bed.press(Key.Key_F3, Key.Key_E, Key.Key_Y)
    assert (bed.state.draft.reason, bed.state.draft.findings) == ("half a ey", findings)
    bed.press(Key.Key_F2)
    bed.open(second)
    assert QApplication.focusWidget() is bed.pane.home(), "another case: what is typed is none of it"
    bed.open(first)
    bed.press(Key.Key_W, Key.Key_S)
    assert bed.state.draft.reason == "half a eys"


def test_what_is_typed_behind_a_key_that_led_to_no_text_is_no_command(
    bed: DeskBed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "PAUSE", HELD)
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_1, Key.Key_V)
    before = bed.state.draft
    bed.press(Key.Key_W, modifiers=SHIFT)
    assert "What you type now is dropped" in bed.shell.status_line.why.text()
    bed.press(Key.Key_H, Key.Key_E, Key.Key_Space, Key.Key_Return, Key.Key_P)
    assert bed.state.draft == before and not bed.pane.clip.model.state.playing
    bed.press(Key.Key_Escape, Key.Key_H)
    assert bed.state.draft.outcome is Outcome.HOLD
    monkeypatch.setattr(keys, "PAUSE", 0)
    bed.press(Key.Key_W, modifiers=SHIFT)
    bed.press(Key.Key_P)
    assert bed.state.draft.outcome is Outcome.PASS, "after a pause it is a command again"


# -- places on their way ------------------------------------------------------------------------------------------


def far_off(bed: DeskBed) -> Event:
    """Two clips in hand, the first with a finding and marks at a frame that is decoded once the lane is let go."""
    for number in (0, 1):
        bed.give(number, 0)
    bed.open(bed.bench.rows[0].case_id)
    bed.press(Key.Key_1)
    model, go_on = bed.pane.clip.model, Event()
    timeline = model.state.timeline
    assert timeline is not None
    bed.lanes.media(lambda: go_on.wait(HELD), lambda done: None)
    model._set(mark_in=timeline.pts[-9], out=timeline.pts[-2])  # as [ leaves it while the clip plays
    assert model.hand.get(timeline.pts[-9]) is None
    return go_on


def test_a_place_goes_to_the_finding_that_it_was_asked_for(bed: DeskBed) -> None:
    go_on = far_off(bed)
    bed.press(Key.Key_Return, Key.Key_2)
    meant, now = (finding.id for finding in bed.state.draft.findings)
    assert bed.state.finding_at == now and bed.state.bindings == (meant,)
    card = next(card for card in bed.page.decision.cards.used if card.finding_id == meant)
    assert card.no_anchor.isVisibleTo(card) and card.no_anchor.text() == "1 place is being bound …"
    go_on.set()
    bed.qtbot.waitUntil(lambda: bed.anchors() == 1, timeout=PATIENCE)
    assert [len(finding.anchors) for finding in bed.state.draft.findings] == [1, 0]
    assert (bed.state.finding_at, bed.state.bindings) == (now, ())


def decided_but_for_a_place(bed: DeskBed) -> None:
    """Says all else that the finding needs, asks for the marked place, and decides: that waits for the place."""
    desk, meant = bed.stage.desktop.desk, bed.state.draft.findings[0]
    clause = bed.state.case.sheet.clause_of(meant) if bed.state.case is not None else None
    for element in clause.elements if clause is not None else ():
        desk.establish(meant.id, element.id, True)
    desk.reason(REASON)
    bed.press(Key.Key_Return)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.state.waits and bed.bench.decided == {}


def test_deciding_waits_for_a_place_and_anything_entered_meanwhile_calls_that_off(bed: DeskBed) -> None:
    go_on, first = far_off(bed), bed.bench.rows[0].case_id
    decided_but_for_a_place(bed)
    assert "decided as soon as it is" in bed.page.decision.hint.words.text()
    bed.press(Key.Key_P)
    assert not bed.state.waits and not bed.page.decision.hint.isVisible()
    bed.press(Key.Key_V)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.state.waits
    go_on.set()
    bed.qtbot.waitUntil(lambda: first in bed.bench.decided, timeout=PATIENCE)
    verdict = bed.bench.decided[first]
    assert verdict.outcome is Outcome.VIOLATION and [len(one.anchors) for one in verdict.findings] == [1]


def test_what_is_new_of_a_case_that_waits_for_a_place_is_said_and_the_next_press_decides(bed: DeskBed) -> None:
    go_on, first = far_off(bed), bed.bench.rows[0].case_id
    decided_but_for_a_place(bed)
    bed.stage.desktop.apply_changes(bed.bench.lose(0, free=True))
    assert not bed.state.waits and "Something new of this case" in bed.page.decision.hint.words.text()
    go_on.set()
    bed.qtbot.waitUntil(lambda: bed.anchors() == 1, timeout=PATIENCE)
    assert bed.bench.decided == {}
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert first in bed.bench.decided


def test_a_place_that_comes_after_its_case_has_left_is_in_the_draft_that_was_left(bed: DeskBed) -> None:
    go_on, (first, second) = far_off(bed), (row.case_id for row in bed.bench.rows[:2])
    bed.press(Key.Key_Return)
    bed.stage.desktop.open_case(second)
    on_desk(bed, second)
    bed.press(Key.Key_1)
    go_on.set()
    bed.qtbot.waitUntil(lambda: bed.bench.cases[first].draft.findings[0].anchors != (), timeout=PATIENCE)
    assert bed.anchors() == 0 and bed.state.bindings == ()
    bed.open(first)
    assert bed.anchors() == 1


def test_a_box_is_bound_to_no_frame_that_it_was_not_drawn_on(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    clip = bed.pane.clip
    bed.press(Key.Key_1, Key.Key_Backslash, Key.Key_BracketLeft, Key.Key_Period, Key.Key_BracketRight)
    for _ten in range(2):
        bed.press(Key.Key_Period, modifiers=SHIFT)
    bed.settle()
    drawn_on = clip.model.state.shown
    bed.press(Key.Key_B, Key.Key_Right, Key.Key_Return)
    assert bed.anchors() == 0 and bed.state.bindings == ()
    assert "outside the marks" in bed.page.decision.hint.words.text()
    assert clip.model.box_here() is not None and clip.model.state.shown == drawn_on
    bed.press(Key.Key_BracketLeft)
    bed.bind()
    (made,) = bed.state.draft.findings[0].anchors
    assert isinstance(made, TimeAnchor) and made.start_pts == drawn_on and made.box == clip.model.state.box


# -- corrections ----------------------------------------------------------------------------------------------------


@pytest.fixture
def filing(bed: DeskBed) -> str:
    """A filing on the desk with its problem chosen, ready to be passed."""
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], lines["demo-filing-02"])
    case_id, _next = bed.give(0, 2), bed.give(1, 2)
    bed.count(case_id)
    bed.open(case_id)
    bed.press(Key.Key_P, Key.Key_L)
    bed.stage.desktop.desk.reason(REASON)
    return case_id


def half(bed: DeskBed) -> FilingView:
    """Half a correction, written over what the machine read."""
    bed.press(Key.Key_Q)
    field(bed).selectAll()
    bed.write("half of it")
    return bed.pane.filing


def test_a_case_is_decided_once_the_checks_that_a_correction_moves_are_seen(bed: DeskBed, filing: str) -> None:
    view = half(bed)
    before = view.side.detail.text()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert filing not in bed.bench.decided and field(bed).text() == "half of it"
    assert "half written" in bed.page.decision.hint.words.text() and view.side.detail.text() == before
    bed.press(Key.Key_Return)
    assert bed.state.draft.begun == () and view.side.detail.text() != before
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [one.value for one in bed.bench.decided[filing].corrections] == ["half of it"]


def test_what_was_begun_is_in_the_draft_and_stands_at_its_row(bed: DeskBed, filing: str) -> None:
    view, other = half(bed), bed.bench.rows[1].case_id
    line, row = view.correcting, view.model.at
    bed.press(Key.Key_F2, Key.Key_F3, Key.Key_X)
    assert field(bed).text() == "half of itx"
    bed.press(Key.Key_Backspace, Key.Key_Down, Key.Key_K)
    assert view.model.at != row and not line.isVisible()
    bed.press(Key.Key_Q)
    assert field(bed).text() != "half of it"
    bed.press(Key.Key_Escape, Key.Key_J)
    assert view.model.at == row and (line.isVisible(), line.field.text()) == (True, "half of it")
    bed.open(other)
    assert [one.text for one in bed.bench.cases[filing].draft.begun] == ["half of it"]
    bed.press(Key.Key_L, Key.Key_Q)
    assert field(bed).text() != "half of it"
    bed.press(Key.Key_Escape)
    bed.open(filing)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert filing not in bed.bench.decided and field(bed).text() == "half of it"
    bed.press(Key.Key_Escape)
    assert not line.isVisible()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.bench.decided[filing].corrections == ()


def test_a_correction_put_by_waits_for_the_papers_to_be_looked_through(bed: DeskBed) -> None:
    """A case is not decided without it because its row is not there yet."""
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], with_many(lines["demo-filing-02"]))
    first, other = bed.give(0, 2), bed.give(1, 2)
    bed.open(first)
    bed.qtbot.waitUntil(lambda: not bed.pane.filing.model.looking, timeout=PATIENCE)
    bed.press(Key.Key_P, Key.Key_L, Key.Key_Q)
    bed.stage.desktop.desk.reason(REASON)
    field(bed).selectAll()
    bed.write("half of it")
    bed.pane.filing.grid.setFocus()
    bed.open(other)
    go_on = Event()
    bed.lanes.media(lambda: go_on.wait(HELD), lambda done: None)
    bed.stage.desktop.open_case(first)
    on_desk(bed, first)
    filing = bed.pane.filing
    assert filing.model.looking and not filing.model.rows
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert first not in bed.bench.decided and "half written" in bed.page.decision.hint.words.text()
    assert "is not finished" in bed.pane.banner.words.text()
    go_on.set()
    bed.qtbot.waitUntil(lambda: not filing.model.looking, timeout=PATIENCE)
    assert filing.model.row is not None
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert first not in bed.bench.decided and field(bed).text() == "half of it"
    bed.press(Key.Key_Return)
    bed.qtbot.waitUntil(lambda: not filing.model.looking, timeout=PATIENCE)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [one.value for one in bed.bench.decided[first].corrections] == ["half of it"]


# -- taken out ----------------------------------------------------------------------------------------------------


def test_a_finding_taken_out_comes_back_before_a_decision_does(bed: DeskBed) -> None:
    first, second = bed.give(0, 0), bed.give(1, 0)
    bed.open(first)
    bed.press(Key.Key_P)
    bed.stage.desktop.desk.reason(REASON)
    bed.press(Key.Key_Return, modifiers=CTRL)
    on_desk(bed, second)
    bed.settle()
    bed.press(Key.Key_1)
    bed.bind()
    bed.press(Key.Key_2, Key.Key_G)
    before = bed.state.draft.findings
    assert bed.state.finding_at == before[0].id
    bed.press(Key.Key_Delete)
    assert bed.state.draft.findings == before[1:] and "Ctrl+Z" in bed.page.decision.hint.words.text()
    bed.press(Key.Key_P)
    bed.press(Key.Key_Z, modifiers=CTRL)
    assert (bed.state.draft.findings, bed.state.finding_at) == (before, before[0].id)
    assert first in bed.bench.decided and not bed.page.decision.hint.isVisible()
    bed.press(Key.Key_Delete)
    bed.press(Key.Key_F2)
    bed.press(Key.Key_Z, modifiers=CTRL)
    bed.qtbot.waitUntil(lambda: first not in bed.bench.decided, timeout=PATIENCE)


# -- from case to case --------------------------------------------------------------------------------------------


def test_the_speed_goes_along_from_case_to_case(bed: DeskBed) -> None:
    for number in range(3):
        bed.give(number, 0)
    bed.open(bed.bench.rows[0].case_id)
    model = bed.pane.clip.model
    faster = SPEEDS[SPEEDS.index(model.state.speed) + 1]
    bed.press(Key.Key_L, modifiers=SHIFT)
    for number in range(3):
        on_desk(bed, bed.bench.rows[number].case_id)
        assert bed.pane.clip.model.state.speed == bed.pane.clip.model.carried.speed == faster
        bed.press(Key.Key_P)
        bed.stage.desktop.desk.reason(REASON)
        bed.settle()
        bed.press(Key.Key_Return, modifiers=CTRL)


def test_pages_stay_as_wide_as_the_window_from_case_to_case(bed: DeskBed, filing: str) -> None:
    bed.settle()
    bed.press(Key.Key_F, modifiers=SHIFT)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert filing in bed.bench.decided
    canvas = bed.pane.filing.stills.canvas
    bed.qtbot.waitUntil(lambda: canvas.has_picture and canvas.view == canvas.view.wide(), timeout=PATIENCE)


def test_the_contact_sheet_goes_where_the_frame_is_asked_for_and_marks_go_by_key(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    clip = bed.pane.clip
    for key in (Key.Key_N, Key.Key_BracketLeft, Key.Key_B):
        bed.press(Key.Key_T)
        assert clip.on_sheet
        bed.press(key)
        assert not clip.on_sheet and clip.canvas.isVisible()
    assert clip.canvas.drawing and clip.model.has_marks
    bed.press(Key.Key_Backslash)
    assert not clip.canvas.drawing and not clip.model.has_marks and clip.model.state.box is None
