"""Tests the nine rules on the life of a case, each under its own name."""

from __future__ import annotations

import pytest

from reviewer_app.domain.access import Bar, Role, bar_to
from reviewer_app.domain.drafts import Draft, verdict_of, with_outcome
from reviewer_app.domain.events import EVENTS, Appealed, Round, Status
from reviewer_app.domain.rounds import CaseState, NotAllowed, apply, fold
from reviewer_app.domain.verdicts import Outcome
from tests.domain import lives
from tests.domain.lives import all_lives, appealed, hold_ended, measure_due, opened, returned, taken, verdict
from tests.domain.made import NEW, OLD, accusing, an_id, sheet

REVIEWER, SUPERVISOR = frozenset({Role.REVIEWER}), frozenset({Role.SUPERVISOR})
AT_SIGNOFF = (opened(), taken("a", 1), verdict("a", signoff=("impact",)))


def _all_states() -> list[CaseState]:
    return [fold(life) for found in all_lives()[1].values() for life in found]


def test_1_a_case_at_signoff_is_offered_to_no_reviewer_and_new_flags_join_it() -> None:
    state = fold(AT_SIGNOFF)
    for _ in range(3):
        assert (state.status, state.round) == (Status.WAITING, Round.SIGNOFF)
        assert bar_to(state, "b", REVIEWER) is Bar.ROLE
        assert bar_to(state, "s", SUPERVISOR) is None
        state = apply(state, lives.flags_joined())
    with pytest.raises(NotAllowed):
        apply(state, opened())


def test_2_cancelling_and_returning_are_events_and_the_state_follows_from_events_alone() -> None:
    life = (*AT_SIGNOFF, taken("s", 2), returned("s"))
    state = fold(life)
    assert (state.status, state.round, state.attempt) == (Status.WAITING, Round.FIRST, 2)
    assert (state.back_to, state.remark) == (((1, "a"),), "look again")
    assert [(g.verdict_id, g.outcome) for g in state.given] == [("first-1-1", "violation"), ("return-1", "return")]
    cancelled = fold((*life, lives.cancelled()))
    assert (cancelled.status, cancelled.round, cancelled.working) == (Status.CANCELLED, None, ())
    stored = [EVENTS.validate_json(EVENTS.dump_json(event)) for event in life]
    assert fold(stored) == state


def test_3_a_decision_replaces_the_open_hold_and_there_are_never_two() -> None:
    first = (opened(), taken("a", 1), lives.held("a"), taken("a", 2))
    again = fold((*first, lives.held("a", owner="policy")))
    assert again.hold is not None and again.hold.owner == "policy"
    assert fold((*first, verdict("a"))).hold is None
    assert fold((*first, verdict("a", signoff=("impact",)))).hold is None
    with pytest.raises(NotAllowed):
        apply(again, lives.held("b"))
    for state in _all_states():
        if state.status is Status.HELD:
            assert state.hold is not None
        elif state.status is not Status.WORKING:
            assert state.hold is None


def test_4_signoff_is_asked_again_when_the_measure_takes_effect() -> None:
    decided = fold((opened(), verdict("a")))
    assert apply(decided, measure_due()).status is Status.DECIDED
    asked = apply(decided, measure_due("impact"))
    assert (asked.status, asked.round, asked.signoff) == (Status.WAITING, Round.SIGNOFF, ("impact",))
    assert asked.under_signoff is Round.FIRST
    back = apply(asked, returned("s"))
    assert (back.round, back.attempt, back.back_to) == (Round.FIRST, 2, ((1, "a"),))


def test_5_signoff_follows_from_the_reasons_alone_never_from_who_the_merchant_is() -> None:
    without, with_ = fold((opened(), verdict("a"))), fold((opened(), verdict("a", signoff=("impact",))))
    assert (without.status, without.decision) == (Status.DECIDED, "first-1-1")
    assert (with_.round, with_.signoff, with_.decision) == (Round.SIGNOFF, ("impact",), None)
    fields = {name for event in EVENTS.json_schema()["$defs"].values() for name in event.get("properties", {})}
    assert not {"merchant", "party", "creator", "shop"} & fields


def test_6_a_decision_that_changes_another_names_it_and_the_chain_can_be_walked() -> None:
    state = fold(
        (
            *AT_SIGNOFF,
            verdict("s", Round.SIGNOFF, outcome="change", overrides="first-1-1"),
            appealed(),
            verdict("t", Round.APPEAL, outcome="overturn", overrides="signoff-1-1"),
        )
    )
    chain, by_id = [state.decision], {g.verdict_id: g for g in state.given}
    while chain[-1] is not None:
        chain.append(by_id[chain[-1]].overrides)
    assert chain == ["appeal-1-1", "signoff-1-1", "first-1-1", None]
    draft = Draft(outcome=Outcome.OVERTURN, result="pass", reason="wrong")
    assert verdict_of(draft, sheet(round=Round.APPEAL, on=an_id(7), overrides=an_id(7))).overrides == an_id(7)


@pytest.mark.parametrize("by", ["merchant", "creator", "reporter"])
def test_7_who_appeals_is_part_of_the_appeal_and_overturned_means_the_same_whoever_asked(by: str) -> None:
    event = appealed(by)
    assert isinstance(event, Appealed) and event.by == by
    assert EVENTS.validate_json(EVENTS.dump_json(event)) == event
    state = fold((opened(), verdict("a"), event, verdict("s", Round.APPEAL, outcome="overturn", overrides="first-1-1")))
    assert (state.status, state.decision) == (Status.DECIDED, "appeal-1-1")
    assert state.given[-1].outcome == "overturn"


def test_8_the_rulebook_text_a_decision_stood_on_is_what_its_digest_names_for_ever() -> None:
    before = sheet()
    verdict = verdict_of(accusing(before), before)
    assert verdict.rulebooks == (OLD.cite,)
    assert verdict.findings[0].rulebook == OLD.cite
    changed = OLD.model_copy(
        update={
            "digest": "f" * 64,
            "rulebook": OLD.rulebook.model_copy(update={"version": "old-2", "published_at": before.known_at}),
        }
    )
    later = sheet(versions=(OLD, changed, NEW))
    assert later.books() == (changed,)
    assert later.book_of(verdict.findings[0].rulebook) == OLD
    assert later.clause_of(verdict.findings[0]) == OLD.rulebook.clause("absolute")


def test_9_nobody_acts_in_two_rounds_of_a_case() -> None:
    both = frozenset(Role)
    state = fold(AT_SIGNOFF)
    assert bar_to(state, "a", both) is Bar.ACTED_BEFORE
    for event in (taken("a", 2), verdict("a", Round.SIGNOFF), returned("a")):
        with pytest.raises(NotAllowed):
            apply(state, event)
    signed = fold((*AT_SIGNOFF, verdict("s", Round.SIGNOFF), appealed()))
    assert [bar_to(signed, who, both) for who in ("a", "s", "t")] == [Bar.ACTED_BEFORE, Bar.ACTED_BEFORE, None]


def test_9_the_same_supervisor_may_sign_a_returned_case_again() -> None:
    state = fold((*AT_SIGNOFF, returned("s"), taken("a", 2), verdict("a", attempt=2, signoff=("impact",))))
    assert (state.round, state.attempt) == (Round.SIGNOFF, 2)
    assert bar_to(state, "s", SUPERVISOR) is None
    assert apply(state, verdict("s", Round.SIGNOFF, attempt=2, outcome="confirm")).status is Status.DECIDED


def test_a_quality_look_changes_nothing_by_itself() -> None:
    state = fold((opened(), verdict("a"), lives.quality_drawn(), verdict("q", Round.QUALITY, outcome="pass")))
    assert (state.status, state.decision) == (Status.DECIDED, "first-1-1")


def test_a_hold_that_ran_out_puts_the_case_back() -> None:
    state = fold((opened(), taken("a", 1), lives.held("a"), hold_ended()))
    assert (state.status, state.round, state.hold) == (Status.WAITING, Round.FIRST, None)
    assert with_outcome(Draft(), Outcome.HOLD).hold is None
