"""Tests what a verdict may lack: every kind of lack is reached, and nothing else is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reviewer_app.domain.cases import Asset, ListingSubject
from reviewer_app.domain.completeness import HOLD_GRACE, Lack, complete, departing, missing, unchanged
from reviewer_app.domain.coverage import Watched, leafed
from reviewer_app.domain.drafts import (
    Draft,
    Sheet,
    draft_of,
    verdict_of,
    with_anchor,
    with_begun,
    with_correction,
    with_flag,
    with_measure,
    with_note,
    with_outcome,
    without_anchor,
)
from reviewer_app.domain.events import Round
from reviewer_app.domain.evidence import RegionAnchor, TextAnchor
from reviewer_app.domain.verdicts import OF_PAPERS, OUTCOMES, FlagAnswer, HoldAsk, Met, Outcome, Stated
from reviewer_app.domain.withheld import EVER, Why, Withheld
from tests.domain.made import (
    CLIP,
    CONDUCT,
    NEW,
    NOW,
    OLD,
    PICTURE,
    TITLE,
    TURN,
    accusing,
    an_id,
    clause,
    range_at,
    record,
    sheet,
    version,
)

SHEET = sheet()
SIGNOFF = sheet(round=Round.SIGNOFF, on=an_id(9))
WHOLE = accusing(SHEET)
ANSWERED = (FlagAnswer(flag=0, agrees=True),)


def lacks(draft: Draft, on: Sheet = SHEET) -> list[Lack]:
    found = missing(draft, on)
    assert complete(draft, on) == (not [item for item in found if item.blocking])
    return [item.lack for item in found]


def edited(**more: Any) -> Draft:
    """The whole draft with its one finding altered."""
    return WHOLE.model_copy(update={"findings": (WHOLE.findings[0].model_copy(update=more),)})


def hold(hours: float, reason: str = "papers") -> Draft:
    asked = HoldAsk(reason=reason, until=NOW + timedelta(hours=hours), owner="operator")
    return Draft(outcome=Outcome.HOLD, hold=asked)


def signing(outcome: Outcome, **more: Any) -> Draft:
    return Draft(outcome=outcome, **more)


def withholding(why: Why, **changes: Any) -> Sheet:
    """A sheet on which a correction of the version that counts is here and not used."""
    book = OLD.rulebook
    head = {"id": book.id, "version": "fixed", "digest": "f" * 64, "why": why, "published_at": NOW}
    period = {"effective_from": book.effective_from, "effective_until": book.effective_until}
    return sheet(withheld=(Withheld(**{**head, **period, **changes}),))


def watched(*stretches: tuple[int, int]) -> Watched:
    """What was seen of the clip, which is a thousand ticks long."""
    return Watched(asset=CLIP, time_base=(1, 100), first_pts=0, end_pts=1000, stretches=stretches)


WATCHING = sheet(versions=(version("old", TURN - timedelta(days=365), TURN, clauses=(clause(coverage=0.8),)), NEW))
UNRULED = sheet(record=record(conduct_at=CONDUCT.replace(year=1990)))

FIXED = version("old-fixed", TURN - timedelta(days=365), TURN, corrects="old", published_at=NOW)
JUDGED = verdict_of(WHOLE, SHEET)


def after_a_correction(round_: Round, **more: Any) -> Sheet:
    """The sheet of a case whose verdict stands on a version that has been corrected since."""
    return sheet(**{"round": round_, "on": an_id(9), "judged": JUDGED, "versions": (OLD, FIXED, NEW), **more})


CASES: list[tuple[Lack, Draft, Sheet]] = [
    (Lack.OUTCOME, Draft(), SHEET),
    (Lack.OUTCOME_OF_ROUND, Draft(outcome=Outcome.CONFIRM, flags=ANSWERED), SHEET),
    (Lack.FINDING, Draft(outcome=Outcome.VIOLATION, reason="long enough", flags=ANSWERED), SHEET),
    (Lack.FINDING, signing(Outcome.CHANGE, result="violation", reason="no"), SIGNOFF),
    (Lack.RESULT, signing(Outcome.CHANGE, reason="no"), SIGNOFF),
    (Lack.ELEMENT, edited(met=WHOLE.findings[0].met[:1]), SHEET),
    (Lack.ELEMENT, edited(met=(Met(element="said"), WHOLE.findings[0].met[1])), SHEET),
    (Lack.ELEMENT, edited(met=(Met(element="said", anchors=(7,)), WHOLE.findings[0].met[1])), SHEET),
    (Lack.BROKEN_ANCHOR, edited(anchors=(TextAnchor(field="/title", start=0, exact="全网"),)), SHEET),
    (Lack.CLAUSE_NOT_IN_FORCE, edited(clause="gone"), SHEET),
    (Lack.WRONG_VERSION, edited(conduct_at=NOW), SHEET),
    (Lack.WRONG_VERSION, edited(rulebook=WHOLE.findings[0].rulebook.model_copy(update={"digest": "0" * 64})), SHEET),
    (
        Lack.ACROSS_SWITCH,
        with_anchor(with_anchor(WHOLE, SHEET, an_id(1), range_at(9)), SHEET, an_id(1), range_at(10)),
        SHEET,
    ),
    (Lack.MEASURE, with_measure(WHOLE, an_id(1), "burn"), SHEET),
    (Lack.REASON, WHOLE.model_copy(update={"reason": "  short  "}), SHEET),
    (Lack.REMARK, signing(Outcome.RETURN, reason=" "), SIGNOFF),
    (Lack.HOLD_REASON, signing(Outcome.HOLD), SHEET),
    (Lack.HOLD_REASON, hold(1, "weather"), SHEET),
    (Lack.HOLD_UNTIL, hold(0), SHEET),
    (Lack.HOLD_UNTIL, hold(24.1), SHEET),
    (Lack.EVIDENCE_NOT_SHOWN, Draft(outcome=Outcome.PASS), sheet(unshown=frozenset({PICTURE}))),
    (Lack.NONE_IN_FORCE, Draft(outcome=Outcome.PASS), UNRULED),
    (Lack.UNTRUSTED, Draft(outcome=Outcome.PASS), withholding(Why.UNSIGNED)),
    (Lack.UNTRUSTED, Draft(outcome=Outcome.PASS), withholding(Why.UNKNOWN_KEY)),
    (Lack.NEWER, Draft(outcome=Outcome.PASS), withholding(Why.NEWER)),
    (Lack.ON_NOTHING, signing(Outcome.CONFIRM), sheet(round=Round.SIGNOFF)),
    (Lack.WATCHED, Draft(outcome=Outcome.PASS), WATCHING),
    (Lack.WATCHED, Draft(outcome=Outcome.PASS, watched=(watched((0, 799)),)), WATCHING),
    (Lack.WATCHED, accusing(WATCHING), WATCHING),
    (Lack.OPEN_FLAG, edited(flag=None), SHEET),
    (Lack.FLAG_DENIED, WHOLE.model_copy(update={"flags": (FlagAnswer(flag=0, agrees=False),)}), SHEET),
    (Lack.CORRECTION, with_correction(WHOLE, "/title", "never read", "x"), SHEET),
    (Lack.CORRECTION, with_correction(WHOLE, "/nowhere", "", "x"), SHEET),
    (Lack.BEGUN, with_begun(WHOLE, "/title", ""), SHEET),
    (
        Lack.UNCHANGED,
        signing(Outcome.CHANGE, result="violation", reason="no", findings=JUDGED.findings),
        sheet(round=Round.SIGNOFF, on=an_id(9), judged=JUDGED),
    ),
    (Lack.JUDGED_OUTDATED, signing(Outcome.CONFIRM), after_a_correction(Round.SIGNOFF)),
    (Lack.JUDGED_OUTDATED, signing(Outcome.UPHOLD, reason="no", flags=ANSWERED), after_a_correction(Round.APPEAL)),
]


@pytest.mark.parametrize(("lack", "draft", "on"), CASES, ids=[f"{i}-{case[0].value}" for i, case in enumerate(CASES)])
def test_each_lack_is_found_alone(lack: Lack, draft: Draft, on: Sheet) -> None:
    assert lacks(draft, on) == [lack]


def test_without_a_rulebook_little_can_be_said() -> None:
    assert lacks(Draft(outcome=Outcome.PASS), sheet(versions=())) == [Lack.NO_RULEBOOK]
    assert lacks(hold(1), sheet(versions=())) == [Lack.NO_RULEBOOK, Lack.HOLD_REASON]


def test_conduct_before_the_first_version_can_be_held_and_nothing_else() -> None:
    """A pass stands on a version too: it says that no rule in force then was broken."""
    assert lacks(hold(1), UNRULED) == []
    assert lacks(Draft(), UNRULED) == [Lack.OUTCOME, Lack.NONE_IN_FORCE]
    accused = WHOLE.model_copy(update={"flags": ANSWERED})
    assert lacks(accused, UNRULED) == [Lack.NONE_IN_FORCE, Lack.WRONG_VERSION]
    again = sheet(record=UNRULED.record, round=Round.SIGNOFF, on=an_id(9))
    assert lacks(signing(Outcome.RETURN, reason="no rule then"), again) == []
    assert lacks(signing(Outcome.CONFIRM), again) == [Lack.NONE_IN_FORCE]


def test_a_gap_between_two_versions_is_no_rule_either() -> None:
    gap = sheet(record=record(conduct_at=TURN + timedelta(days=3)), versions=(OLD,), known_at=NOW)
    assert lacks(Draft(outcome=Outcome.PASS), gap) == [Lack.NONE_IN_FORCE]


def test_what_needs_a_version_that_is_not_used_can_be_held_and_nothing_else() -> None:
    at = withholding(Why.UNSIGNED)
    assert lacks(hold(1), at) == []
    assert (at.books(), at.version_of(OLD.rulebook.id, CONDUCT)) == ((), None)  # and none of before in its place
    accused = WHOLE.model_copy(update={"flags": ANSWERED})
    assert lacks(accused, at) == [Lack.UNTRUSTED]
    assert lacks(hold(1).model_copy(update={"findings": accused.findings}), at) == [Lack.WRONG_VERSION]
    said = next(item for item in missing(accused, at))
    assert said.detail == f"{OLD.rulebook.id}@fixed"


def test_a_finding_later_in_the_clip_may_need_one_where_the_case_does_not() -> None:
    later = withholding(Why.NEWER, effective_from=CONDUCT + timedelta(seconds=1), effective_until=None)
    assert lacks(Draft(outcome=Outcome.PASS), later) == []
    accused = edited(anchors=(range_at(2),), met=WHOLE.findings[0].met).model_copy(update={"flags": ANSWERED})
    assert lacks(accused, later) == [Lack.NEWER]


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_from": NOW, "effective_until": None},
        {"id": "of-filings", "kinds": frozenset({"filing"})},
        {"schedule": True},
    ],
    ids=["of-later-conduct", "of-another-kind", "a-schedule"],
)
def test_a_version_that_is_not_used_keeps_no_other_case(changes: dict[str, Any]) -> None:
    assert lacks(Draft(outcome=Outcome.PASS), withholding(Why.UNSIGNED, **changes)) == []


def test_a_rulebook_of_which_nothing_is_used_keeps_the_kinds_that_it_names() -> None:
    another = {"id": "another", "kinds": frozenset({SHEET.record.kind.value})}
    assert lacks(Draft(outcome=Outcome.PASS), withholding(Why.UNKNOWN_KEY, **another)) == [Lack.UNTRUSTED]
    unknown = {"id": "another", "effective_from": EVER, "effective_until": None, "kinds": None}
    assert lacks(Draft(outcome=Outcome.PASS), withholding(Why.NEWER, **unknown)) == [Lack.NEWER]


def test_only_what_leaves_a_verdict_in_force_asks_what_it_stands_on() -> None:
    at = after_a_correction(Round.SIGNOFF)
    assert lacks(signing(Outcome.RETURN, reason="no"), at) == []
    assert lacks(signing(Outcome.CHANGE, result="pass", reason="no"), at) == []
    assert [item.detail for item in missing(signing(Outcome.CONFIRM), at)] == [OLD.rulebook.id]
    assert lacks(signing(Outcome.CONFIRM), after_a_correction(Round.SIGNOFF, versions=(OLD, NEW))) == []
    assert lacks(signing(Outcome.CONFIRM), after_a_correction(Round.SIGNOFF, judged=None)) == []


def _change(**more: Any) -> Draft:
    """A change at sign-off that begins as what was judged."""
    begins: dict[str, Any] = {"result": "violation", "reason": "no", "findings": JUDGED.findings}
    return signing(Outcome.CHANGE, **{**begins, **more})


def test_a_change_that_changes_nothing_is_none() -> None:
    at = sheet(round=Round.SIGNOFF, on=an_id(9), judged=JUDGED)
    (found,) = JUDGED.findings
    again = found.model_copy(update={"id": an_id(77)})
    same = [{}, {"findings": (again,)}, {"flags": JUDGED.flags}]
    assert [lacks(_change(**more), at) for more in same] == [[Lack.UNCHANGED]] * len(same)
    anchors = found.anchors[:1] if len(found.anchors) > 1 else (*found.anchors, *found.anchors)
    stated = Stated(schedule="steps", name="harm", value=True)
    other: list[dict[str, Any]] = [
        {"result": "pass"},
        {"findings": (found.model_copy(update={"note": "otherwise"}),)},
        {"findings": (found.model_copy(update={"anchors": anchors}),)},
        {"findings": (found, again)},
        {"stated": (stated,)},
        {"flags": (FlagAnswer(flag=0, agrees=not JUDGED.flags[0].agrees if JUDGED.flags else False),)},
    ]
    assert [Lack.UNCHANGED in lacks(_change(**more), at) for more in other] == [False] * len(other)
    assert Lack.UNCHANGED not in lacks(_change(), sheet(round=Round.SIGNOFF, on=an_id(9)))


def test_to_find_a_pass_again_is_no_change_but_under_another_version_it_is() -> None:
    passed = verdict_of(Draft(outcome=Outcome.PASS, flags=ANSWERED), SHEET)
    draft = _change(result="pass", findings=())
    assert lacks(draft, sheet(round=Round.SIGNOFF, on=an_id(9), judged=passed)) == [Lack.UNCHANGED]
    assert lacks(draft, after_a_correction(Round.SIGNOFF, judged=passed)) == []


@pytest.mark.parametrize(
    ("result", "schedule", "same"), [("pass", "steps", True), ("pass", OF_PAPERS, False), ("violation", "steps", False)]
)
def test_a_desk_and_the_server_see_the_same_change(result: str, schedule: str, same: bool) -> None:
    """Answers to what follows from a breach stay in the draft, and a verdict that finds none leaves them out."""
    judged = JUDGED if result == "violation" else verdict_of(Draft(outcome=Outcome.PASS, flags=ANSWERED), SHEET)
    at = sheet(round=Round.SIGNOFF, on=an_id(9), judged=judged)
    draft = _change(result=result, stated=(Stated(schedule=schedule, name="harm", value=True),))
    assert unchanged(draft, at) == unchanged(draft_of(verdict_of(draft, at)), at) == same


def test_a_finding_of_a_later_version_of_the_same_clip_is_looked_at_too() -> None:
    """Only the version of the second half was corrected; the case's own conduct is under the first."""
    begins = NEW.rulebook.effective_from
    moved = JUDGED.findings[0].model_copy(update={"conduct_at": begins, "rulebook": NEW.cite})
    judged = JUDGED.model_copy(update={"findings": (moved,)})
    fixed = version("new-fixed", begins, NEW.rulebook.effective_until, corrects="new", published_at=NOW)
    kept, corrected = (
        after_a_correction(Round.SIGNOFF, judged=judged, versions=v) for v in ((OLD, NEW), (OLD, NEW, fixed))
    )
    assert lacks(signing(Outcome.CONFIRM), kept) == []
    assert lacks(signing(Outcome.CONFIRM), corrected) == [Lack.JUDGED_OUTDATED]


def test_a_rulebook_that_came_since_is_one_that_it_does_not_stand_on() -> None:
    another = version("first", TURN - timedelta(days=365), TURN, id="another")
    at = after_a_correction(Round.SIGNOFF, versions=(OLD, NEW, another))
    assert [item.detail for item in missing(signing(Outcome.CONFIRM), at)] == ["another"]


def test_every_lack_is_reached() -> None:
    others = {
        Lack.NO_RULEBOOK,
        Lack.DEPARTURE,
        Lack.EFFECTS,
        Lack.LEAFED,
        Lack.OPEN_CHECK,
    }  # the last is of the desk alone
    assert {case[0] for case in CASES} | others == set(Lack)


def test_a_pass_over_a_picture_that_moves_says_what_was_not_looked_at_and_is_not_stopped() -> None:
    """Of a clip time is counted, whatever its time base; of a file that the case does not have nothing is."""
    moves = Asset(path="assets/x", sha256=PICTURE, bytes=9, type="image/gif")
    subject = ListingSubject.model_construct(images=(moves,))
    listing = replace(SHEET, record=SHEET.record.model_copy(update={"subject": subject}))
    some, whole = leafed(PICTURE, 4, (1, 3)), leafed(PICTURE, 4, (1, 2, 3, 4))

    def said(draft: Draft, on: Sheet = listing) -> list[str]:
        return [item.detail for item in missing(draft, on) if item.lack is Lack.LEAFED and not item.blocking]

    assert said(Draft(outcome=Outcome.PASS, watched=(some,))) == [f"{PICTURE} 2 4"]
    assert said(signing(Outcome.CHANGE, result="pass", watched=(some,))) == [f"{PICTURE} 2 4"]
    assert said(Draft(outcome=Outcome.VIOLATION, watched=(some,))) == []
    assert said(Draft(outcome=Outcome.HOLD, watched=(some,))) == []
    assert said(Draft(outcome=Outcome.PASS, watched=(whole,))) == []
    assert said(Draft(outcome=Outcome.PASS, watched=(leafed("f" * 64, 4, (1,)),))) == []
    assert said(Draft(outcome=Outcome.PASS, watched=(leafed(CLIP, 4, (1,)),)), SHEET) == []


def test_another_measure_than_the_one_that_follows_needs_a_reason_of_its_own() -> None:
    leading = {an_id(1): ("close",)}
    (only,) = missing(WHOLE, SHEET, leading)
    assert (only.lack, only.finding, only.detail, only.blocking) == (Lack.DEPARTURE, an_id(1), "6", True)
    assert departing(WHOLE.findings, leading) == (an_id(1),)
    assert not complete(WHOLE, SHEET, leading)
    assert complete(with_note(WHOLE, an_id(1), " 123456 "), SHEET, leading)
    assert not complete(with_note(WHOLE, an_id(1), "  12345 "), SHEET, leading)
    assert complete(with_measure(WHOLE, an_id(1), "close"), SHEET, leading)
    assert complete(WHOLE, SHEET, {an_id(2): ("close",)})
    assert complete(WHOLE, SHEET, {an_id(1): ("close", "warn")})


def test_a_measure_is_refused_where_the_clause_has_none() -> None:
    assert lacks(with_measure(accusing(SHEET, "bare"), an_id(1), "warn")) == [Lack.MEASURE]


def test_a_clause_may_ask_that_a_share_of_the_clip_was_watched_before_a_verdict() -> None:
    (only,) = missing(Draft(outcome=Outcome.PASS, watched=(watched((0, 500), (600, 799)),)), WATCHING)
    assert (only.lack, only.finding, only.detail, only.blocking) == (Lack.WATCHED, None, "0.8000 0.6990", True)
    (only,) = missing(accusing(WATCHING), WATCHING)
    assert (only.lack, only.finding, only.detail) == (Lack.WATCHED, an_id(1), "0.8000 0.0000")
    seen = (watched((0, 500), (600, 900)),)
    assert complete(Draft(outcome=Outcome.PASS, watched=seen), WATCHING)
    assert complete(accusing(WATCHING).model_copy(update={"watched": seen}), WATCHING)
    other = watched((0, 1000)).model_copy(update={"asset": PICTURE})
    assert not complete(Draft(outcome=Outcome.PASS, watched=(other,)), WATCHING)
    assert complete(hold(1), WATCHING)  # to hold says nothing of the conduct


def test_what_is_whole_lacks_nothing() -> None:
    assert lacks(WHOLE) == []
    assert lacks(Draft(outcome=Outcome.PASS)) == []
    assert lacks(signing(Outcome.CONFIRM), SIGNOFF) == []
    assert lacks(signing(Outcome.RETURN, reason="again"), SIGNOFF) == []
    assert lacks(signing(Outcome.CHANGE, reason="no", result="pass"), SIGNOFF) == []
    assert lacks(signing(Outcome.UPHOLD, reason="right"), sheet(round=Round.APPEAL, on=an_id(9))) == [Lack.OPEN_FLAG]


def test_only_an_open_flag_does_not_stop_a_decision() -> None:
    draft = edited(flag=None)
    (only,) = missing(draft, SHEET)
    assert (only.flag, only.blocking, complete(draft, SHEET)) == (0, False, True)
    assert lacks(with_flag(draft, 0, False, "not so")) == []


def test_a_result_beside_a_violation_does_not_hide_its_findings() -> None:
    sly = edited(clause="gone").model_copy(update={"result": "pass"})
    assert lacks(sly) == [Lack.CLAUSE_NOT_IN_FORCE]
    verdict = verdict_of(WHOLE.model_copy(update={"result": "pass"}), SHEET)
    assert (verdict.result, verdict.findings, verdict.stands_for) == (None, WHOLE.findings, "violation")


@pytest.mark.parametrize("outcome", [Outcome.CONFIRM, Outcome.CHANGE])
def test_findings_that_will_not_be_sent_are_not_judged(outcome: Outcome) -> None:
    draft = with_outcome(edited(clause="gone"), outcome).model_copy(update={"result": "pass"})
    assert lacks(draft, SIGNOFF) == []
    assert verdict_of(draft, SIGNOFF).findings == ()


def test_a_hold_ends_within_its_reasons_hours_and_a_small_grace() -> None:
    longest = 24 + HOLD_GRACE / timedelta(hours=1)
    assert timedelta(minutes=5) == HOLD_GRACE
    assert lacks(hold(0.001)) == lacks(hold(24)) == lacks(hold(longest)) == []
    assert lacks(hold(longest + 0.001)) == [Lack.HOLD_UNTIL]
    assert missing(hold(48), SHEET)[0].detail == "24"


def test_what_cannot_be_shown_can_only_be_held_or_returned() -> None:
    dark = sheet(unshown=frozenset({PICTURE}))
    assert lacks(hold(1), dark) == []
    at_signoff = sheet(round=Round.SIGNOFF, on=an_id(9), unshown=frozenset({CLIP}))
    assert lacks(signing(Outcome.RETURN, reason="dark"), at_signoff) == []
    held = with_anchor(WHOLE, dark, an_id(1), RegionAnchor(asset=PICTURE, box=(0.0, 0.0, 0.5, 0.5)))
    assert lacks(held, dark) == [Lack.EVIDENCE_NOT_SHOWN, Lack.BROKEN_ANCHOR]
    assert lacks(held) == []


def test_a_clause_without_measures_asks_for_none() -> None:
    assert lacks(accusing(SHEET, "bare")) == []


def test_a_clause_that_the_later_version_dropped_is_not_in_force_after_the_switch() -> None:
    draft = with_anchor(accusing(SHEET, "bare"), SHEET, an_id(1), range_at(12))
    assert lacks(draft) == [Lack.CLAUSE_NOT_IN_FORCE]
    assert lacks(with_anchor(without_anchor(draft, SHEET, an_id(1), 1), SHEET, an_id(1), range_at(2))) == []


def test_every_round_refuses_what_it_does_not_offer() -> None:
    for round_, offered in OUTCOMES.items():
        for outcome in Outcome:
            refused = Lack.OUTCOME_OF_ROUND in lacks(Draft(outcome=outcome), sheet(round=round_, on=an_id(9)))
            assert refused == (outcome not in offered)


def test_the_words_of_the_reason_are_counted_without_the_space_around_them() -> None:
    assert lacks(WHOLE.model_copy(update={"reason": " 123456 "})) == []
    assert missing(WHOLE.model_copy(update={"reason": "12345"}), SHEET)[0].detail == "6"
    assert WHOLE.findings[0].anchors == (TITLE,)
