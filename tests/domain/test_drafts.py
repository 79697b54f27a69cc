"""Tests the steps of a draft: each gives a new draft, anchors keep their numbers, versions follow the conduct."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from reviewer_app.domain.drafts import (
    Draft,
    draft_of,
    stated_over,
    verdict_of,
    with_anchor,
    with_correction,
    with_finding,
    with_flag,
    with_measure,
    with_outcome,
    with_stated,
    with_statement,
    without_anchor,
    without_finding,
)
from reviewer_app.domain.verdicts import OF_PAPERS, FlagAnswer, HoldAsk, Met, Outcome, Verdict
from tests.domain.made import CONDUCT, NEW, NOW, OLD, TITLE, TURN, accusing, an_id, range_at, sheet

ONE, SHEET = an_id(1), sheet()
WHOLE = accusing(SHEET)
HOLD = HoldAsk(reason="papers", until=NOW, owner="operator")


@pytest.mark.parametrize(
    "step",
    [
        lambda d: with_outcome(d, Outcome.PASS),
        lambda d: with_finding(d, SHEET, an_id(2), "live", "bare"),
        lambda d: without_finding(d, ONE),
        lambda d: with_anchor(d, SHEET, ONE, range_at(1)),
        lambda d: without_anchor(d, SHEET, ONE, 0),
        lambda d: with_statement(d, ONE, "about", False),
        lambda d: with_measure(d, ONE, "close"),
        lambda d: with_flag(d, 0, True),
        lambda d: with_correction(d, "/documents/0/read/term/value", "2028", "2026"),
    ],
)
def test_a_step_gives_another_draft_and_leaves_the_old_one(step: Callable[[Draft], Draft]) -> None:
    before = WHOLE.model_dump_json()
    after = step(WHOLE)
    assert after != WHOLE
    assert WHOLE.model_dump_json() == before
    assert Draft.model_validate_json(after.model_dump_json()) == after


def test_an_empty_draft_says_so() -> None:
    assert Draft().empty
    assert not with_flag(Draft(), 0, False).empty


def test_an_outcome_drops_what_belongs_to_another() -> None:
    held = Draft(outcome=Outcome.HOLD, hold=HOLD)
    assert with_outcome(held, Outcome.HOLD).hold == HOLD
    assert with_outcome(held, Outcome.PASS).hold is None
    changed = Draft(outcome=Outcome.CHANGE, result="pass")
    assert with_outcome(changed, Outcome.OVERTURN).result == "pass"
    assert with_outcome(changed, Outcome.CONFIRM).result is None
    assert with_outcome(WHOLE, Outcome.PASS).findings == WHOLE.findings
    assert with_outcome(WHOLE, None).outcome is None


def test_a_finding_begins_under_the_version_of_the_conduct_with_its_first_measure() -> None:
    (finding,) = with_finding(Draft(), SHEET, ONE, "live", "absolute", flag=0).findings
    assert (finding.rulebook, finding.conduct_at, finding.measure, finding.flag) == (OLD.cite, CONDUCT, "warn", 0)
    assert with_finding(Draft(), SHEET, ONE, "live", "bare").finding(ONE).measure is None


@pytest.mark.parametrize(("book", "clause"), [("live", "gone"), ("other", "absolute")])
def test_a_clause_that_is_not_in_force_cannot_be_found_under(book: str, clause: str) -> None:
    with pytest.raises(LookupError):
        with_finding(Draft(), SHEET, ONE, book, clause)


def test_a_finding_that_is_not_there_cannot_be_edited() -> None:
    with pytest.raises(KeyError):
        with_measure(WHOLE, an_id(2), "warn")
    with pytest.raises(KeyError):
        WHOLE.finding(an_id(2))


def _anchored() -> Draft:
    draft = with_finding(Draft(), SHEET, ONE, "live", "absolute")
    for anchor in (range_at(5), TITLE, range_at(2)):
        draft = with_anchor(draft, SHEET, ONE, anchor)
    return draft


def test_anchors_meet_what_asks_for_one_and_the_same_place_counts_once() -> None:
    finding = _anchored().finding(ONE)
    assert finding.met == (Met(element="said", anchors=(0, 1, 2)),)
    assert with_anchor(_anchored(), SHEET, ONE, TITLE) == _anchored()


def test_taking_an_anchor_away_moves_the_numbers_behind_it_up() -> None:
    draft = without_anchor(_anchored(), SHEET, ONE, 1)
    assert draft.finding(ONE).anchors == (range_at(5), range_at(2))
    assert draft.finding(ONE).met == (Met(element="said", anchors=(0, 1)),)
    last = without_anchor(without_anchor(draft, SHEET, ONE, 0), SHEET, ONE, 0).finding(ONE)
    assert (last.anchors, last.met) == ((), ())


def test_only_the_elements_that_used_a_place_lose_it() -> None:
    mixed = (
        Met(element="said", anchors=(0, 2)),
        Met(element="about", statement="it is"),
        Met(element="x", anchors=(1,)),
    )
    finding = _anchored().finding(ONE).model_copy(update={"met": mixed})
    draft = without_anchor(Draft(findings=(finding,)), SHEET, ONE, 1)
    assert draft.finding(ONE).met == (Met(element="said", anchors=(0, 1)), mixed[1])


@pytest.mark.parametrize("index", [-1, 3])
def test_an_anchor_that_is_not_there_cannot_be_taken_away(index: int) -> None:
    with pytest.raises(IndexError):
        without_anchor(_anchored(), SHEET, ONE, index)


def test_the_version_of_a_finding_follows_its_earliest_anchor_across_a_switch() -> None:
    draft = with_finding(Draft(), SHEET, ONE, "live", "absolute")
    draft = with_anchor(draft, SHEET, ONE, range_at(10))
    after = draft.finding(ONE)
    assert (after.conduct_at, after.rulebook) == (TURN, NEW.cite)
    draft = with_anchor(draft, SHEET, ONE, range_at(9))
    assert (draft.finding(ONE).conduct_at, draft.finding(ONE).rulebook) == (TURN - timedelta(seconds=1), OLD.cite)
    assert without_anchor(draft, SHEET, ONE, 1).finding(ONE) == after
    text_only = without_anchor(without_anchor(draft, SHEET, ONE, 1), SHEET, ONE, 0)
    assert text_only.finding(ONE).rulebook == OLD.cite


def test_two_findings_of_one_clip_may_stand_under_two_versions() -> None:
    draft = with_anchor(WHOLE, SHEET, ONE, range_at(1))
    draft = with_anchor(with_finding(draft, SHEET, an_id(2), "live", "absolute"), SHEET, an_id(2), range_at(11))
    assert [finding.rulebook.version for finding in draft.findings] == ["old", "new"]


def test_a_statement_is_made_changed_and_taken_back() -> None:
    again = with_statement(WHOLE, ONE, "about", True, "other words")
    assert [m.statement for m in again.finding(ONE).met if m.element == "about"] == ["other words"]
    assert [m.element for m in with_statement(again, ONE, "about", False).finding(ONE).met] == ["said"]


def test_answers_to_flags_are_kept_in_order_and_may_be_taken_back() -> None:
    draft = with_flag(with_flag(with_flag(Draft(), 2, True), 0, True), 0, False, "no")
    assert draft.flags == (FlagAnswer(flag=0, agrees=False, note="no"), FlagAnswer(flag=2, agrees=True))
    assert with_flag(draft, 0, None).flags == draft.flags[1:]


def test_a_correction_is_kept_once_in_order_taken_back_and_carried_whatever_the_outcome() -> None:
    later = with_correction(with_correction(Draft(), "/b", "1", "2"), "/a", "3", "4")
    again = with_correction(later, "/b", "1", "5")
    assert [(one.field, one.read, one.value) for one in again.corrections] == [("/a", "3", "4"), ("/b", "1", "5")]
    assert with_correction(with_correction(again, "/b", "1", None), "/a", "3", None) == Draft()
    for outcome in (Outcome.PASS, Outcome.HOLD, Outcome.CONFIRM):
        verdict = verdict_of(with_outcome(again, outcome), SHEET)
        assert verdict.corrections == again.corrections
        assert draft_of(verdict).corrections == again.corrections


def test_a_verdict_without_corrections_is_the_bytes_it_was() -> None:
    verdict = verdict_of(WHOLE, SHEET)
    assert "corrections" not in verdict.model_dump_json()
    assert Verdict.model_validate_json(verdict.model_dump_json()) == verdict


def test_a_verdict_carries_what_was_in_force_and_comes_back_as_the_same_draft() -> None:
    verdict = verdict_of(WHOLE.model_copy(update={"reason": "  why not  "}), SHEET)
    assert (verdict.reason, verdict.rulebooks) == ("why not", (OLD.cite,))
    assert verdict.procedure == NEW.cite  # the one in force when it is decided, not when the conduct happened
    assert draft_of(verdict) == WHOLE.model_copy(update={"reason": "why not"})
    assert verdict_of(with_outcome(WHOLE, Outcome.PASS), SHEET).findings == ()
    with pytest.raises(ValueError, match="outcome"):
        verdict_of(Draft(), SHEET)


@pytest.mark.parametrize(
    ("outcome", "result", "stands_for"),
    [
        (Outcome.PASS, None, "pass"),
        (Outcome.VIOLATION, None, "violation"),
        (Outcome.CHANGE, "pass", "pass"),
        (Outcome.OVERTURN, "violation", "violation"),
        (Outcome.HOLD, None, None),
        (Outcome.CONFIRM, None, None),
    ],
)
def test_what_a_verdict_puts_in_force(outcome: Outcome, result: str | None, stands_for: str | None) -> None:
    draft = Draft.model_validate({"outcome": outcome, "result": result})
    assert verdict_of(draft, SHEET).stands_for == stands_for


def test_a_sheet_without_rulebooks_has_no_procedure_and_no_clause() -> None:
    bare = sheet(versions=())
    assert bare.procedure() is None
    assert bare.clause_of(WHOLE.findings[0]) is None
    assert verdict_of(Draft(outcome=Outcome.PASS), bare).procedure is None


def test_what_was_stated_of_papers_goes_with_a_pass_and_what_was_stated_of_a_breach_does_not() -> None:
    draft = with_stated(with_stated(WHOLE, "creator-measures", "harm", "none"), OF_PAPERS, "brand_from_abroad", True)
    assert [one.name for one in verdict_of(draft, SHEET).stated] == ["harm", "brand_from_abroad"]
    passed = verdict_of(with_outcome(draft, Outcome.PASS), SHEET)
    assert [(one.schedule, one.name, one.value) for one in passed.stated] == [(OF_PAPERS, "brand_from_abroad", True)]
    assert draft_of(passed).stated == passed.stated


def test_ones_own_statements_lie_over_those_of_the_verdict_that_is_judged() -> None:
    judged = verdict_of(with_stated(with_stated(WHOLE, OF_PAPERS, "a", True), OF_PAPERS, "b", True), SHEET)
    own = with_stated(Draft(), OF_PAPERS, "b", False)
    assert [(one.name, one.value) for one in stated_over(judged, own)] == [("a", True), ("b", False)]
    assert stated_over(None, own) == own.stated
