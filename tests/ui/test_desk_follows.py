"""The consequence preview by real key presses: steps that move, questions, departures, sign-off, and narrow windows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.consequences import RowKind
from reviewer_app.client.words import speak
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.desk.follows import FollowsPanel
from reviewer_app.ui.kit import Label
from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.question import number
from reviewer_app.ui.theme import current, px
from tests.ui.desk_bench import REASON, DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, pack
from tests.ui.test_desk_page import said

SHIFT = Modifier.ShiftModifier
FALSE_CLAIMS = Key.Key_4
LEADS = "Selling rights closed for three days"


def follows(bed: DeskBed) -> FollowsPanel:
    return bed.page.decision.follows


def find(bed: DeskBed, streams: int) -> None:
    """The demo clip under the shipped rules, with a finding of false claims that is complete but for the reason."""
    case_id = bed.give(0, 0)
    bed.count(case_id, streams_14d=streams)
    bed.open(case_id)
    bed.press(FALSE_CLAIMS)
    bed.bind()
    bed.press(Key.Key_E)


def focused_in_questions(bed: DeskBed) -> bool:
    return any(line.hasFocus() for line in follows(bed).questions.used)


def test_it_appears_with_the_first_finding_and_goes_with_it(bed: DeskBed) -> None:
    case_id = bed.give(0, 0)
    bed.count(case_id, streams_14d=2)
    bed.open(case_id)
    assert not follows(bed).isVisible()
    bed.press(FALSE_CLAIMS)
    assert follows(bed).isVisible()
    assert follows(bed).brief.text() == "Item taken off the cart · at least step 3 · 2 points off · sign-off"
    bed.press(Key.Key_Delete)
    assert not follows(bed).isVisible()


@pytest.mark.parametrize(("why", "said"), [(Why.UNKNOWN_KEY, "see the rules' page"), (Why.NEWER, "update it")])
def test_what_needs_a_version_that_is_not_used_is_held_and_says_why(bed: DeskBed, why: Why, said: str) -> None:
    """No clause of the version of before is offered: it does not count here."""
    case_id = bed.give(0, 0)
    bed.count(case_id, streams_14d=2)
    case = bed.bench.cases[case_id]
    at = case.record.conduct_at
    withheld = Withheld("livestream", "2026-02-01c", "f" * 64, why, published_at=at, effective_from=at)
    bed.bench.cases[case_id] = replace(case, sheet=replace(case.sheet, withheld=(withheld,)))
    bed.open(case_id)
    words = [label.text() for label in bed.page.findChildren(Label) if label.isVisible()]
    assert any(word.startswith("livestream@2026-02-01c counts here") and said in word for word in words)
    assert not any("no version of any rulebook" in word for word in words)
    bed.press(FALSE_CLAIMS)
    assert bed.state.draft.findings == ()
    bed.press(Key.Key_P)
    assert bed.state.draft.outcome is Outcome.PASS
    assert any("Only a hold" in label.text() for label in bed.page.findChildren(Label) if label.isVisible())
    bed.press(Key.Key_H)
    assert bed.state.draft.outcome is Outcome.HOLD
    assert [item.lack for item in bed.state.missing if item.blocking] == [Lack.HOLD_REASON]


def test_what_follows_is_said_in_the_language_that_is_spoken_now(bed: DeskBed, chinese: None) -> None:
    find(bed, 2)
    assert "points off" in follows(bed).brief.text()
    speak("zh_CN")
    bed.shell.retranslate()
    words = follows(bed).brief.text()
    assert "扣" in words and not any("a" <= sign <= "z" for sign in words)


def test_the_harm_is_answered_by_two_keys_and_the_step_moves(bed: DeskBed) -> None:
    find(bed, 2)
    panel = follows(bed)
    assert not panel.open and panel.answer_cap.isVisible()
    bed.press(Key.Key_Z)
    assert focused_in_questions(bed)
    bed.press(Key.Key_1)
    (stated,) = bed.state.draft.stated
    assert (stated.name, stated.value) == ("harm", "none")
    assert panel.brief.text() == f"step 3 of 4 · {LEADS} · 2 points off · sign-off"
    assert not focused_in_questions(bed) and QApplication.focusWidget() is bed.pane.home()
    QTest.qWait(1)
    assert not any(line.isVisible() for line in panel.questions.used)
    bed.press(Key.Key_Z, Key.Key_4)
    assert panel.brief.text().startswith("step 4 of 4 · Selling rights closed for good")
    assert [one.measure for one in bed.state.draft.findings] == ["close-rights"]


def test_digits_are_clauses_again_once_the_question_is_left(bed: DeskBed) -> None:
    find(bed, 2)
    bed.press(Key.Key_Z, Key.Key_Escape, Key.Key_1)
    assert bed.state.draft.stated == () and len(bed.state.draft.findings) == 2


def test_opened_it_draws_the_ladder_and_says_who_says_so(bed: DeskBed) -> None:
    find(bed, 2)
    panel = follows(bed)
    bed.press(Key.Key_Z, Key.Key_1, Key.Key_O)
    assert panel.open and panel.stairs.isVisible() and not panel.brief.isVisible()
    said = panel.stairs.accessibleDescription().split("\n")
    assert said[0].startswith("False advertising: step 3 of 4 · 3 or 4 streams in 14 days, or heavier harm · ")
    assert "Streams with a breach in 14 days, this one too: 3" in said[0]
    assert "Step 4: 5 streams or more in 14 days, or serious harm" in said[0]
    assert " · creator-measures 2026-08-07 · " in said[0]
    assert any(line.startswith("Part of the proceeds held back · 15 percent of the sales · ") for line in said)
    assert any("creator-score 2026-08-07" in line for line in said)
    assert "A supervisor must sign: The measure suspends or closes selling rights" in said
    drawn = panel.stairs.grab().toImage()
    (_rungs, _grave, box) = panel.stairs._lay_out(panel.stairs.width()).stairs[0]
    bottom = round((box.bottom() - px(3)) * drawn.devicePixelRatio())
    inks = [
        drawn.pixelColor(round((box.left() + px(4) + n * px(22)) * drawn.devicePixelRatio()), bottom) for n in range(4)
    ]
    assert [ink == colour(current().bad) for ink in inks] == [True, True, True, False]
    bed.press(Key.Key_O)
    assert not panel.open and panel.brief.isVisible()


def test_what_is_not_computable_names_what_is_missing(bed: DeskBed) -> None:
    find(bed, 2)
    bed.press(Key.Key_O)
    chosen, step, *_rest = follows(bed).stairs.accessibleDescription().split("\n")
    assert chosen == "Measure: Item taken off the cart · Which of them follows is not known yet."
    assert step.startswith("False advertising: at least step 3 · Not known: The harm that was done · ")


def test_another_measure_says_so_asks_why_and_that_a_supervisor_signs(bed: DeskBed) -> None:
    signs = "The measure is another than the one that follows"
    find(bed, 0)
    bed.press(Key.Key_Z, Key.Key_1, Key.Key_W)
    bed.write(REASON)
    bed.press(Key.Key_Escape)
    (card,) = bed.page.decision.cards.used
    assert bed.state.can_decide and not card.note.isVisible()
    assert signs not in [row.text for row in bed.state.follows.rows]
    before = bed.state.draft.findings[0].measure
    bed.press(Key.Key_E, modifiers=SHIFT)
    assert bed.state.draft.findings[0].measure != before
    assert "Another measure follows: " in card.departs.text() and card.note.isVisibleTo(card)
    assert follows(bed).brief.text().startswith("another measure chosen: ")
    assert signs in [row.text for row in bed.state.follows.rows] and follows(bed).brief.text().endswith("sign-off")
    assert [item.lack for item in bed.state.missing if item.blocking] == [Lack.DEPARTURE]
    bed.press(Key.Key_M)
    assert card.note.hasFocus()
    bed.write("首次，商家当场更正。")
    bed.press(Key.Key_Escape)
    assert bed.state.draft.findings[0].note == "首次，商家当场更正。"
    assert bed.state.can_decide
    bed.press(Key.Key_W, modifiers=SHIFT)
    assert card.note.hasFocus()
    bed.press(Key.Key_Escape)
    case_id = bed.state.case.case_id if bed.state.case is not None else ""
    bed.press(Key.Key_Return, modifiers=Modifier.ControlModifier)
    assert bed.bench.decided[case_id].findings[0].note == "首次，商家当场更正。"


def test_a_measure_that_nothing_fixes_is_a_choice_and_is_called_one(bed: DeskBed) -> None:
    """No ladder serves the clause: its range is there to choose from, what a key chooses is seen, and sign-off says."""
    bed.bench.lines = (pack(DEMO)["demo-listing-03"],) * 3
    case_id = bed.give(0, 0)
    bed.count(case_id)
    bed.open(case_id)
    desk = bed.stage.desktop.desk
    desk.find_under(next(one for one in bed.state.short_list if one.clause.id == "compulsory-certification"))
    (card,) = bed.page.decision.cards.used
    bed.press(Key.Key_E, modifiers=SHIFT)
    QTest.qWait(1)
    (finding,) = bed.state.draft.findings
    assert finding.id not in bed.state.made.leading
    assert card.measures.visibleRegion().boundingRect() == card.measures.rect()
    (row,) = (one for one in bed.state.follows.rows if one.kind is RowKind.CHOSEN)
    chosen = row.text.removeprefix("Measure: ")
    assert follows(bed).brief.text().startswith(f"{chosen} · ")
    assert chosen not in row.detail and "the rulebook fixes none. Instead there could be: " in row.detail
    bed.press(Key.Key_W, modifiers=SHIFT)
    assert bed.page.refusals()["desk.note"] == "The rulebook fixes none of them: choose."
    bed.press(Key.Key_Escape, Key.Key_U)
    beside = said(bed.page.sheets.made["version"])
    assert "Measure that follows" not in beside
    bed.press(Key.Key_U)
    second = bed.give(1, 0, signoff=bed.state.draft)
    bed.count(second)
    bed.open(second)
    assert follows(bed).brief.text() == chosen  # alone it is said only where it cannot be chosen


def test_at_sign_off_it_is_what_the_judged_verdict_sets_off(bed: DeskBed) -> None:
    find(bed, 2)
    bed.press(Key.Key_Z, Key.Key_1)
    bed.press(Key.Key_E, modifiers=SHIFT)
    finding_id = bed.state.draft.findings[0].id
    bed.stage.desktop.desk.note(finding_id, "首次，商家当场更正。")
    judged = bed.state.draft
    second = bed.give(3, 0, signoff=judged)
    bed.count(second, streams_14d=2)
    bed.open(second)
    panel = follows(bed)
    assert panel.isVisible() and "step 3 of 4" in panel.brief.text()
    assert panel.questions.used == [] and not panel.answer_cap.isVisible()
    (card,) = bed.page.decision.judged.cards.used
    assert card.departs.text() == "Why another measure: 首次，商家当场更正。" and not card.note.isVisible()
    bed.press(Key.Key_Y)
    history = said(bed.shell)
    assert "False advertising: step 3, Item taken off the cart, Stream cut, " in history
    assert "creator-measures 2026-08-07" in history
    bed.press(Key.Key_Escape)
    bed.press(Key.Key_X)
    assert [(one.name, one.value) for one in bed.state.draft.stated] == [("harm", "none")]
    bed.press(Key.Key_Z)
    assert [line.question.value for line in panel.questions.used if line.question is not None] == ["none"]
    bed.press(Key.Key_Escape, Key.Key_R)
    assert "step" not in panel.brief.text()


def test_a_low_window_keeps_it_to_one_line_and_a_high_one_shows_it_whole(qtbot: QtBot, room: MediaRoom) -> None:
    for height, whole in ((768, False), (1080, True)):
        bed = DeskBed(qtbot, room, 1920, height)
        try:
            find(bed, 2)
            panel = follows(bed)
            assert (panel.open, panel.stairs.isVisible()) == (whole, whole)
            if not whole:
                assert panel.height() <= px(44)
                assert bed.page.decision.reason.visibleRegion().boundingRect().height() >= px(30)
        finally:
            bed.close()


def test_how_it_was_turned_goes_on_to_the_next_case(bed: DeskBed) -> None:
    find(bed, 0)
    second = bed.give(1, 0)
    bed.count(second, streams_14d=0)
    bed.press(Key.Key_O, Key.Key_Z, Key.Key_1, Key.Key_W)
    bed.write(REASON)
    bed.press(Key.Key_Return, modifiers=Modifier.ControlModifier)
    bed.settle()
    assert bed.state.case is not None and bed.state.case.case_id == second
    bed.press(FALSE_CLAIMS)
    assert follows(bed).open and follows(bed).stairs.isVisible()


def test_training_says_on_which_version_the_creator_was_trained(bed: DeskBed) -> None:
    case_id = bed.give(0, 0)
    bed.count(case_id)
    bed.open(case_id)
    bed.press(Key.Key_7)  # advertising marks, whose range has training
    bed.press(Key.Key_E, modifiers=SHIFT)
    assert bed.state.draft.findings[0].measure == "educate"
    bed.press(Key.Key_O)
    said = follows(bed).stairs.accessibleDescription()
    assert "Trained on cn-foodsafety 2021-04-29 · 雾岭小岑 · 2025-12-01" in said


def test_a_number_is_typed_and_taken_with_return(bed: DeskBed) -> None:
    later = pack(DEMO)["demo-clip-01"] | {"conduct_at": "2026-08-10T20:12:00+08:00"}  # penalties are in force
    bed.bench.lines = (later,) * 3
    case_id = bed.give(0, 0)
    bed.count(case_id)
    bed.open(case_id)
    desk = bed.stage.desktop.desk
    desk.find_under(next(one for one in bed.state.short_list if one.clause.id == "staged-demand"))
    assert "Penalty not computable" in follows(bed).brief.text()
    bed.press(Key.Key_Z)
    (line,) = (line for line in follows(bed).questions.used if line.field.hasFocus())
    bed.write("75x")
    assert line.field.property("wrong")
    bed.press(Key.Key_Return)
    assert bed.state.draft.stated == () and line.field.hasFocus()
    bed.press(Key.Key_Backspace)
    bed.write("65")
    bed.press(Key.Key_Return)
    assert [(one.name, one.value) for one in bed.state.draft.stated] == [("penalty_base", 7565)]
    assert "Penalty: CN¥7,000" in follows(bed).brief.text()
    assert not line.field.hasFocus()


def test_in_chinese_it_says_the_same(bed: DeskBed, chinese: None) -> None:
    speak("zh_CN")
    bed.page.retranslate()
    find(bed, 2)
    bed.press(Key.Key_Z, Key.Key_1)
    assert follows(bed).heading.text() == "后果"
    assert follows(bed).brief.text() == "第 3 档（共 4 档） · 关闭带货权限三日 · 扣 2 分 · 须签核"


@pytest.mark.parametrize(
    ("typed", "found"), [("7565", 7565), ("7,565.5", 7565.5), ("", None), ("-1", None), ("inf", None), ("ten", None)]
)
def test_an_amount_is_read_as_it_is_typed(typed: str, found: float | None) -> None:
    assert number(typed) == found
