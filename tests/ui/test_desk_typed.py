"""What is typed and not said yet is entered when its case is left, outlasts the hold, and is seen before it counts."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.consequences import Consequences
from reviewer_app.client.viewmodels.filing import FilingModel
from reviewer_app.client.viewmodels.filingrows import Side
from reviewer_app.client.viewmodels.questions import Question
from reviewer_app.domain.verdicts import OF_PAPERS
from reviewer_app.ui.desk.follows import FollowsPanel
from reviewer_app.ui.evidence.filing import FilingView
from reviewer_app.ui.question import Asking
from tests.ui.desk_bench import REASON, DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, PATIENCE, pack
from tests.ui.past_made import earlier, with_past
from tests.ui.test_desk_half import asked_a_number, field, on_desk
from tests.ui.test_evidence_filing_many import with_many

CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier
HELD = 20
"""Seconds after which a lane that a test holds goes on by itself."""


# -- asked of the papers ----------------------------------------------------------------------------------------------


@pytest.fixture
def counted(bed: DeskBed, monkeypatch: pytest.MonkeyPatch) -> FilingView:
    """A filing of whose papers a number is asked, ready to be passed, with another one in hand."""

    def asks(model: FilingModel) -> tuple[Question, ...]:
        said = next((one.value for one in model._stated if one.name == "other_flagships"), None)
        return (Question(OF_PAPERS, "other_flagships", "Other flagships of the brand", value=said),)

    monkeypatch.setattr(FilingModel, "questions", property(asks))
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], lines["demo-filing-02"])
    first, second = bed.give(0, 2), bed.give(1, 2)
    for case_id in (first, second):
        bed.count(case_id)
    bed.open(first)
    bed.press(Key.Key_P)
    bed.stage.desktop.desk.reason(REASON)
    bed.press(Key.Key_Z, modifiers=SHIFT)
    assert bed.pane.filing.side.asking.isAncestorOf(field(bed))
    return bed.pane.filing


def stated(bed: DeskBed, number: int = 0) -> list[object]:
    """What stands in the draft on the disk."""
    return [one.value for one in bed.bench.cases[bed.bench.rows[number].case_id].draft.stated]


@pytest.mark.parametrize("way", ["another case", "the queue", "quitting"])
def test_a_number_typed_of_the_papers_is_entered_when_its_case_is_left(
    bed: DeskBed, counted: FilingView, way: str
) -> None:
    bed.write("7")
    match way:
        case "another case":
            bed.open(bed.bench.rows[1].case_id)
            assert bed.state.draft.stated == () and bed.pane.filing.side.asking.line.field.text() == ""
        case "the queue":
            bed.press(Key.Key_F2)
        case _:
            bed.stage.desktop.stop()
    assert stated(bed) == [7] and stated(bed, 1) == []


def test_what_is_no_number_is_left_standing_and_holds_nobody_back(bed: DeskBed, counted: FilingView) -> None:
    bed.write("7x")
    bed.press(Key.Key_F2)
    has = QApplication.focusWidget()
    assert has is None or not bed.page.isAncestorOf(has)
    assert stated(bed) == []
    bed.press(Key.Key_F3)
    assert counted.side.asking.line.field.text() == "7x"
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.bench.rows[0].case_id not in bed.bench.decided and field(bed).text() == "7x"
    assert "half written" in bed.page.decision.hint.words.text()


def test_what_is_no_number_is_gone_to_out_of_a_comparison(bed: DeskBed, counted: FilingView) -> None:
    assert bed.state.case is not None
    bed.stage.desktop.desk.follow(bed.state.case, with_past(bed.state.case, earlier()))
    bed.write("7x")
    bed.press(Key.Key_Escape)
    bed.press(Key.Key_Y, modifiers=SHIFT)
    assert counted.comparing
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert not counted.comparing and field(bed).text() == "7x"


def test_a_number_typed_of_the_papers_is_decided_with_the_second_press(bed: DeskBed, counted: FilingView) -> None:
    first = bed.bench.rows[0].case_id
    bed.write("7")
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert first not in bed.bench.decided and [one.value for one in bed.state.draft.stated] == [7]
    assert "the checks of the papers" in bed.page.decision.hint.words.text()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [one.value for one in bed.bench.decided[first].stated] == [7]


def test_what_is_typed_when_the_hold_goes_stands_there_and_counts_when_it_is_back(
    bed: DeskBed, counted: FilingView
) -> None:
    held, line = bed.state.case, counted.side.asking.line
    assert held is not None
    bed.write("7")
    bed.stage.desktop.apply_changes(bed.bench.lose(0, here=False))
    bed.settle()
    assert bed.state.case is not None and not bed.state.case.writable
    assert line.field.text() == "7" and not line.isEnabled() and counted.grid.hasFocus()
    assert bed.state.trouble is None and bed.state.draft.stated == ()
    bed.stage.desktop.desk.follow(bed.state.case, held)
    assert line.field.text() == "7" and line.isEnabled()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [one.value for one in bed.state.draft.stated] == [7]


def test_what_was_typed_goes_with_its_question(qtbot: QtBot) -> None:
    asking, said = Asking("Shift+Z"), list[tuple[object, ...]]()
    qtbot.addWidget(asking)
    asking.answered.connect(lambda *answer: said.append(answer))
    one, other = (Question(OF_PAPERS, name, name) for name in ("shops", "flagships"))
    asking.show_questions((one,))
    asking.show()
    asking.activateWindow()
    qtbot.waitUntil(lambda: asking.go_to() and asking.line.field.hasFocus(), timeout=PATIENCE)
    qtbot.keyClicks(asking.line.field, "7")
    asking.show_questions(())
    assert asking.commit() and said == [] and asking.line.field.text() == ""
    asking.show_questions((other,))
    assert asking.line.field.text() == "" and asking.commit() and said == []


def test_a_number_typed_is_said_on_going_to_the_next_question_and_what_is_none_is_gone_to(qtbot: QtBot) -> None:
    asking, said = Asking("Shift+Z"), list[tuple[object, ...]]()
    qtbot.addWidget(asking)
    shops, flagships = (Question(OF_PAPERS, name, name) for name in ("shops", "flagships"))

    def answer(*answered: object) -> None:
        said.append(answered)
        asking.show_questions((replace(shops, value=7), flagships))  # as what it moves comes back

    asking.answered.connect(answer)
    asking.show_questions((shops, flagships))
    asking.show()
    asking.activateWindow()
    qtbot.waitUntil(asking.isActiveWindow, timeout=PATIENCE)
    asking.line.field.setFocus()
    qtbot.keyClicks(asking.line.field, "7x")
    assert asking.go_to()
    assert (asking.line.text.text(), asking.line.field.text(), said) == ("1/2 · shops", "7x", [])
    qtbot.keyClick(asking.line.field, Key.Key_Backspace)
    assert asking.go_to()
    assert (asking.line.text.text(), asking.line.field.text()) == ("2/2 · flagships", "")
    assert said == [(OF_PAPERS, "shops", 7)] and asking.line.field.hasFocus()


def test_a_number_typed_of_the_papers_when_the_hold_went_is_entered_on_going_past_the_case(
    bed: DeskBed, counted: FilingView
) -> None:
    first, second = (row.case_id for row in bed.bench.rows[:2])
    bed.write("7")
    bed.stage.desktop.apply_changes(bed.bench.lose(0, here=False))
    bed.settle()
    bed.press(Key.Key_F)
    bed.settle()
    on_desk(bed, second)
    assert [one.value for one in bed.bench.orphans[first].stated] == [7]
    assert bed.state.draft.stated == () and bed.state.trouble is None


# -- what follows -----------------------------------------------------------------------------------------------------


def test_what_a_number_moves_is_seen_before_it_is_decided(bed: DeskBed) -> None:
    first, second = asked_a_number(bed)
    before = bed.page.decision.follows.brief.text()
    bed.write("7565")
    bed.press(Key.Key_Return, modifiers=CTRL)
    on_desk(bed, first)
    brief, hint = bed.page.decision.follows.brief.text(), bed.page.decision.hint
    assert brief != before and brief in hint.words.text() and hint.isVisible()
    assert bed.state.unseen and bed.state.can_decide
    bed.press(Key.Key_Return, modifiers=CTRL)
    on_desk(bed, second)
    assert [one.value for one in bed.bench.decided[first].stated] == [7565]


def test_a_number_that_moves_nothing_is_decided_at_once(bed: DeskBed) -> None:
    first, second = asked_a_number(bed)
    bed.write("7565")
    bed.press(Key.Key_Return)
    bed.press(Key.Key_Z)
    field(bed).selectAll()
    bed.write("7565.0")
    bed.press(Key.Key_Return, modifiers=CTRL)
    on_desk(bed, second)
    assert [one.value for one in bed.bench.decided[first].stated] == [7565]


def test_a_number_typed_of_what_follows_outlasts_the_hold(bed: DeskBed) -> None:
    first, _second = asked_a_number(bed)
    held = bed.state.case
    assert held is not None
    bed.write("7565")
    bed.stage.desktop.apply_changes(bed.bench.lose(0, here=False))
    bed.settle()
    assert bed.state.case is not None and not bed.state.case.writable
    assert bed.state.trouble is None and bed.state.draft.stated == ()
    bed.bench.cases[first] = held
    bed.stage.desktop.desk.follow(bed.state.case, held)
    bed.press(Key.Key_Z)
    assert field(bed).text() == "7565"
    bed.press(Key.Key_Escape)
    assert [one.value for one in bed.state.draft.stated] == [7565]
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert first in bed.bench.decided


def test_a_number_typed_of_what_follows_when_the_hold_went_is_entered_on_going_past_the_case(bed: DeskBed) -> None:
    first, second = asked_a_number(bed)
    bed.write("7565")
    bed.stage.desktop.apply_changes(bed.bench.lose(0, here=False))
    bed.settle()
    assert bed.state.draft.stated == ()
    bed.press(Key.Key_F)
    bed.settle()
    on_desk(bed, second)
    assert [one.value for one in bed.bench.orphans[first].stated] == [7565]
    assert bed.state.draft.stated == ()


def test_a_number_half_written_is_gone_to_in_the_line_to_which_it_moved(qtbot: QtBot) -> None:
    panel = FollowsPanel()
    qtbot.addWidget(panel)
    panel.wish = True
    before, typed = (Question("schedule", name, name) for name in ("before", "typed"))
    panel.show_follows(Consequences(questions=(before, typed)), True)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow, timeout=PATIENCE)
    panel.questions.used[1].field.setFocus()
    qtbot.keyClicks(panel.questions.used[1].field, "7x")
    panel.turn()  # closed over it, it is asked alone by then
    panel.show_follows(Consequences(questions=(typed,)), True)
    assert not panel.finish()
    (line,) = panel.questions.used
    assert line.field.hasFocus() and line.field.text() == "7x"


def test_what_is_no_number_in_a_closed_panel_is_not_passed_over(bed: DeskBed, qtbot: QtBot) -> None:
    first, _second = asked_a_number(bed)
    panel = bed.page.decision.follows
    if panel.open:
        panel.turn()
    bed.write("75x")
    bed.press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(line.isVisible() for line in panel.questions.all), timeout=PATIENCE)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert first not in bed.bench.decided and field(bed).text() == "75x"


def test_a_number_stays_with_its_question_when_another_is_asked_before_it(bed: DeskBed) -> None:
    """A place or a rule that comes meanwhile may ask one more: the caret and what was typed are where they were."""
    asked_a_number(bed)
    panel = bed.page.decision.follows
    before = [line.question.name for line in panel.questions.used if line.question is not None]
    bed.write("75")
    desk = bed.stage.desktop.desk
    desk.find_under(next(one for one in bed.state.short_list if one.clause.id == "false-claims"))
    after = [line.question.name for line in panel.questions.used if line.question is not None]
    assert before == ["penalty_base"] and after.index("penalty_base") > 0
    bed.write("65")
    assert field(bed).text() == "7565"
    bed.press(Key.Key_Escape)
    assert [(one.name, one.value) for one in bed.state.draft.stated] == [("penalty_base", 7565)]


# -- checks on their way ----------------------------------------------------------------------------------------------


def test_a_filing_is_not_decided_on_rows_that_are_being_worked_out_anew(bed: DeskBed) -> None:
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], with_many(lines["demo-filing-02"]))
    first, second = bed.give(0, 2), bed.give(1, 2)
    bed.open(first)
    filing, hint = bed.pane.filing, bed.page.decision.hint
    bed.qtbot.waitUntil(lambda: not filing.model.looking, timeout=PATIENCE)
    bed.settle()
    bed.press(Key.Key_L, Key.Key_P)
    bed.stage.desktop.desk.reason(REASON)
    go_on = Event()
    bed.lanes.media(lambda: go_on.wait(HELD), lambda done: None)
    spot = filing.model.rows[filing.model.at or 0].spot(Side.READ)
    assert spot is not None and bed.state.can_decide
    bed.stage.desktop.desk.correct(spot.pointer, spot.read.value, "2036")
    assert filing.model.looking and "are being looked through" in filing.side.detail.text()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert first not in bed.bench.decided and "are still being looked through" in hint.words.text()
    bed.press(Key.Key_H, Key.Key_H)
    assert bed.state.can_decide
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert hint.isVisible() and first not in bed.bench.decided
    go_on.set()
    bed.qtbot.waitUntil(lambda: not filing.model.looking, timeout=PATIENCE)
    assert not hint.isVisible() and "are being looked through" not in filing.side.detail.text()
    assert first not in bed.bench.decided, "the rows are another person's to look at first"
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [one.value for one in bed.bench.decided[first].corrections] == ["2036"]
    on_desk(bed, second)
