"""Tests of what a verdict sets off: steps, amounts and scores at every boundary day, and what is lacking by name."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reviewer_app.domain.completeness import DEPARTS
from reviewer_app.domain.drafts import Draft, verdict_of, with_measure, with_outcome
from reviewer_app.domain.rulebook import in_force
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.domain.score import Lacking
from reviewer_app.domain.verdicts import Effect, Finding, Outcome
from reviewer_app.rulebooks.consequences import NOTHING, get_ready, set_off, signoff_asked
from reviewer_app.rulebooks.inputs import compiled
from reviewer_app.rulebooks.shipped import shipped_schedules
from tests.domain.made import an_id
from tests.rulebooks.verdicts_made import (
    BOOKS,
    KNOWN,
    STAGED,
    clip,
    draft_of,
    filing,
    finding,
    followed,
    ladder,
    sheet_of,
    step,
)

AUGUST = "2026-08-20T12:00:00"
LADDERED = [item for item in shipped_schedules() if item.schedule.ladders]


@pytest.mark.parametrize(
    ("at", "reached"),
    [
        ("2026-08-05T12:00:00", 3),
        ("2026-08-06T00:00:00", 3),
        ("2026-08-06T23:59:59", 3),
        ("2026-08-07T00:00:00", 4),
        ("2026-08-08T00:00:00", 4),
    ],
)
def test_the_fifth_stream_in_fourteen_days_leads_where_the_day_of_its_conduct_says(at: str, reached: int) -> None:
    made = followed(at, {"streams_14d": 4}, harm="none")
    assert step(made) == reached
    assert ladder(made).cite.version == ("2026-08-07" if reached == 4 else "2026-07-13")


@pytest.mark.parametrize(
    ("at", "counted"), [("2026-07-12T23:59:59", False), ("2026-07-13T00:00:00", True), ("2026-07-14T00:00:00", True)]
)
def test_before_the_first_version_nothing_is_worked_out_and_that_is_said(at: str, counted: bool) -> None:
    made = followed(at, {}, harm="none")
    assert bool(made.ladders) is counted
    assert [one.schedule for one in made.before] == ([] if counted else ["creator-measures"])
    assert made.leading == ({an_id(1): ("stream-cut",)} if counted else {})


@pytest.mark.parametrize(
    ("counts", "room", "reached"),
    [
        ({}, "room-1", 1),
        ({"breaches_in_stream": 1}, "room-1", 2),
        ({"breaches_in_stream": 2}, "room-1", 3),
        ({"streams_14d": 1}, "room-1", 2),
        ({"streams_14d": 2}, "room-1", 3),
        ({"streams_14d": 3}, "room-1", 3),
        ({"streams_14d": 4}, "room-1", 4),
        ({"videos_14d": 9}, "room-1", 1),
        ({}, None, 1),
        ({"videos_14d": 1}, None, 2),
        ({"videos_14d": 4}, None, 2),
        ({"videos_14d": 5}, None, 3),
        ({"videos_14d": 8}, None, 3),
        ({"videos_14d": 9}, None, 4),
        ({"streams_14d": 9, "breaches_in_stream": 9}, None, 1),
    ],
)
def test_earlier_breaches_and_this_one_add_up_by_scene(counts: dict[str, int], room: str | None, reached: int) -> None:
    assert step(followed(AUGUST, counts, room, harm="none")) == reached


@pytest.mark.parametrize(("harm", "reached"), [("none", 1), ("light", 2), ("heavier", 3), ("serious", 4)])
def test_harm_that_is_stated_counts(harm: str, reached: int) -> None:
    assert step(followed(AUGUST, {}, harm=harm)) == reached


def test_two_findings_in_one_stream_are_two_breaches_and_one_stream() -> None:
    case = clip(AUGUST)
    made = set_off(draft_of(finding(1, case), finding(2, case, after=30), harm="none"), sheet_of(case, {}))
    assert (step(made), ladder(made).findings) == (2, (an_id(1), an_id(2)))
    assert {item.input.name: item.value for item in ladder(made).inputs} == {
        "breaches_in_stream": 2,
        "streams_14d": 1,
        "videos_14d": 0,
        "harm": "none",
        "order_value": 12345.67,
    }


def test_a_clip_over_the_switch_is_judged_on_both_sides_each_by_its_own_version() -> None:
    case = clip("2026-08-06T23:59:50")
    draft = draft_of(finding(1, case), finding(2, case, after=20), harm="none")
    made = set_off(draft, sheet_of(case, {"streams_14d": 4}))
    old, new = made.ladders
    assert (old.cite.version, old.step and old.step.number, old.findings) == ("2026-07-13", 3, (an_id(1),))
    assert (new.cite.version, new.step and new.step.number, new.findings) == ("2026-08-07", 4, (an_id(2),))
    assert {item.input.name: item.value for item in old.inputs}["breaches_in_stream"] == 1
    assert {item.input.name: item.value for item in new.inputs}["breaches_in_stream"] == 2
    assert made.leading == {an_id(1): ("suspend-3d",), an_id(2): ("close-rights",)}


def test_a_breach_that_goes_on_over_a_switch_of_the_rulebook_is_counted_once() -> None:
    case = clip(AUGUST)
    before = next(b for b in BOOKS if (b.rulebook.id, b.rulebook.version) == ("livestream", "2025-10-15"))
    first, second, third = (finding(number, case, after=number) for number in (1, 2, 3))
    other_side = first.model_copy(update={"rulebook": before.cite})

    def counted(*findings: Finding) -> int | float | bool | str | None:
        effect = ladder(set_off(draft_of(*findings, harm="none"), sheet_of(case, {})))
        return next(asked.value for asked in effect.inputs if asked.input.name == "breaches_in_stream")

    assert counted(other_side, second) == 1
    assert counted(first, second) == 2  # two breaches under one version are two
    assert counted(other_side, second, third) == 2


def test_measures_have_their_terms_and_the_share_is_rounded_down_to_the_fen() -> None:
    second, third, fourth = (ladder(followed(AUGUST, {"streams_14d": n}, harm="none")) for n in (1, 2, 4))
    assert [one.measure.id for one in second.follows] == ["item-off", "stream-cut", "freeze-share"]
    assert [one.held_back for one in second.follows if one.held_back] == [Decimal("617.28")]
    assert [one.held_back for one in third.follows if one.held_back] == [Decimal("1851.85")]
    assert [
        (one.measure.id, one.term.days, one.term.days_limit, one.term.amount, one.term.for_good)
        for one in fourth.follows
    ] == [
        ("close-rights", None, None, None, True),
        ("freeze-all", (30, 90), 180, None, False),
        ("commission-penalty", None, None, (1000, 20000), False),
        ("stream-cut", None, None, None, False),
    ]
    video = ladder(followed(AUGUST, {}, None, harm="none"))
    assert [one.measure.id for one in video.follows] == ["warn", "item-off", "self-only"]


def test_sales_in_another_currency_hold_back_an_amount_that_is_not_computable() -> None:
    case = clip(AUGUST)
    foreign = case.model_copy(update={"exposure": case.exposure.model_copy(update={"currency": "USD"})})
    made = set_off(draft_of(finding(1, case), harm="none"), sheet_of(foreign, {"streams_14d": 1}))
    assert step(made) == 2
    assert [one.held_back for one in ladder(made).follows if one.term.percent] == [Lacking(("order_value",))]


def test_what_is_lacking_is_named_and_no_measure_leads() -> None:
    made = followed(AUGUST, {"streams_14d": 2})
    only = ladder(made)
    assert (only.lacking, only.step, only.at_least and only.at_least.number) == (("harm",), None, 3)
    assert (made.leading, made.departs) == ({}, ())
    assert (made.below, made.asks_supervisor) == ((an_id(1),), True)  # step 3 is certain, and it was only warned
    uncounted = ladder(followed(AUGUST, None, harm="none"))
    assert uncounted.lacking == ("streams_14d",)
    assert uncounted.at_least is None


def test_counts_that_settle_the_step_need_no_harm_to_be_stated() -> None:
    assert step(followed(AUGUST, {"streams_14d": 4})) == 4


def test_what_is_counted_cannot_be_stated_and_what_is_not_allowed_is_not_taken() -> None:
    assert ladder(followed(AUGUST, None, harm="none", streams_14d=0)).lacking == ("streams_14d",)
    assert ladder(followed(AUGUST, {}, harm="enormous")).lacking == ("harm",)
    assert ladder(followed(AUGUST, {}, harm=3)).lacking == ("harm",)
    assert ladder(followed(AUGUST, {}, other_schedule__harm="none")).lacking == ("harm",)


@pytest.mark.parametrize(
    ("at", "base", "yuan"),
    [
        ("2026-08-10T00:00:00", 7565, 7000),
        ("2026-08-10T00:00:00", 7999.99, 7000),
        ("2026-08-11T00:00:00", 1000, 1000),
        ("2026-08-11T00:00:00", 999.99, 0),
        ("2026-08-11T00:00:00", 0, 0),
        ("2026-08-11T00:00:00", -1, None),
        ("2026-08-11T00:00:00", None, None),
    ],
)
def test_a_penalty_is_rounded_down_to_whole_thousands(at: str, base: float | None, yuan: int | None) -> None:
    case = clip(at)
    stated = {} if base is None else {"merchant_measures__penalty_base": base}
    (only,) = set_off(draft_of(finding(1, case, STAGED), **stated), sheet_of(case, {})).penalties
    assert (only.yuan, only.lacking) == (yuan, () if yuan is not None else ("penalty_base",))


@pytest.mark.parametrize("at", ["2026-08-09T23:59:59", "2026-07-30T00:00:00"])
def test_before_the_day_of_the_penalty_there_is_none(at: str) -> None:
    case = clip(at)
    stated = {"merchant_measures__penalty_base": 7565}
    assert set_off(draft_of(finding(1, case, STAGED), **stated), sheet_of(case, {})).penalties == ()


@pytest.mark.parametrize(
    ("at", "version"),
    [
        ("2026-07-29T23:59:59", None),
        ("2026-07-30T00:00:00", "2026-07-30"),
        ("2026-07-31T00:00:00", "2026-07-30"),
        ("2026-08-09T23:59:59", "2026-07-30"),
        ("2026-08-10T00:00:00", "2026-08-10"),
    ],
)
def test_qualification_is_measured_by_the_version_of_the_day(at: str, version: str | None) -> None:
    case = filing(at)
    draft = draft_of(finding(1, case, "listings-filings:qualification"), merchant_measures__defect="expired")
    made = set_off(draft, sheet_of(case, {}))
    assert [one.cite.version for one in made.ladders] == ([version] if version else [])
    assert [one.schedule for one in made.before] == ([] if version else ["merchant-measures"])


@pytest.mark.parametrize(
    ("defect", "reached", "leading"),
    [
        ("none", 0, None),
        ("expired", 1, "all-goods-off"),
        ("missing", 1, "all-goods-off"),
        ("revoked", 2, "close-shop"),
        ("abnormal_list", 2, "close-shop"),
        ("forged", 3, "bar"),
    ],
)
def test_the_state_of_a_qualification_leads_to_its_measure(defect: str, reached: int, leading: str | None) -> None:
    case = filing("2026-07-30T00:00:00")
    draft = draft_of(finding(1, case, "listings-filings:qualification"), merchant_measures__defect=defect)
    made = set_off(draft, sheet_of(case, {}))
    assert step(made) == reached
    assert (leading in made.leading.get(an_id(1), ())) if leading else made.leading == {}


@pytest.mark.parametrize("at", ["2026-07-30T00:00:00", "2026-08-20T00:00:00"])
@pytest.mark.parametrize(("outside", "reached", "leading"), [(True, 1, ("delist",)), (False, 0, None)])
def test_goods_outside_the_scope_come_off(
    at: str, outside: bool, reached: int, leading: tuple[str, ...] | None
) -> None:
    case = filing(at)
    draft = draft_of(
        finding(1, case, "listings-filings:scope"),
        finding(2, case, "listings-filings:qualification"),
        merchant_measures__goods_outside_scope=outside,
        merchant_measures__defect="expired",
    )
    made = set_off(draft, sheet_of(case, {}))
    steps = {one.ladder.id: one.step.number if one.step is not None else 0 for one in made.ladders}
    assert steps == {"scope": reached, "qualification": 1}
    assert made.leading.get(an_id(1)) == leading
    assert made.leading.get(an_id(2)) == ("all-goods-off",)


@pytest.mark.parametrize("version", LADDERED, ids=lambda item: item.cite.version)
def test_every_step_of_a_ladder_leads_to_a_measure_that_its_clauses_may_take(version: PublishedSchedule) -> None:
    begins = version.schedule.effective_from
    for one in version.schedule.ladders:
        for book_id, _, clause_id in (name.partition(":") for name in one.clauses):
            book = in_force([item for item in BOOKS if item.rulebook.id == book_id], begins, KNOWN)
            clause = book.rulebook.clause(clause_id) if book is not None else None
            assert clause is not None, (one.id, book_id, clause_id)
            for there in one.steps:
                assert {term.measure for term in there.terms} & set(clause.measures), (one.id, there.number, clause_id)


@pytest.mark.parametrize(
    ("at", "schedules"),
    [
        ("2026-08-06T23:59:59", []),
        ("2026-08-07T00:00:00", ["creator-score"]),
        ("2026-09-07T23:59:59", ["creator-score"]),
        ("2026-09-08T00:00:00", ["creator-score"]),
    ],
)
def test_the_creators_score_moves_from_its_first_day_on(at: str, schedules: list[str]) -> None:
    assert [one.cite.id for one in followed(at, {}, harm="none").scores] == schedules


@pytest.mark.parametrize(
    ("counts", "points"),
    [
        ({}, 2),
        ({"violations_90d": 14}, 2),
        ({"violations_90d": 15}, 0),
        ({"serious_violations_90d": 2, "violations_90d": 4}, 2),
        ({"serious_violations_90d": 3}, 0),
    ],
)
def test_points_off_stop_at_the_cap(counts: dict[str, int], points: int) -> None:
    (only,) = followed(AUGUST, counts, harm="none").scores
    assert (only.points, only.most, only.lacking, only.standing) == (points, points, (), 79.5)
    assert [hang.id for hang in only.score.hangs] == ["ads", "support"]


def test_a_grave_breach_takes_ten() -> None:
    case = clip(AUGUST)
    draft = draft_of(finding(1, case, "livestream:health-claims"), finding(2, case))
    (only,) = set_off(draft, sheet_of(case, {})).scores
    assert only.points == 12


@pytest.mark.parametrize(
    ("at", "moves"), [("2026-09-07T23:59:59", False), ("2026-09-08T00:00:00", True), ("2026-09-09T00:00:00", True)]
)
def test_the_merchants_score_counts_false_advertising_from_the_day_of_its_third_version(at: str, moves: bool) -> None:
    from reviewer_app.domain.cases import CaseKind, ListingSubject, Product

    subject = ListingSubject(revision=1, captured_at=clip(at).conduct_at, product=Product(name="A cup"))
    case = clip(at).model_copy(update={"kind": CaseKind.LISTING, "subject": subject})
    made = set_off(draft_of(finding(1, case, "listings-filings:false-promotion")), sheet_of(case, {}))
    scores = [one for one in made.scores if one.cite.id == "merchant-score"]
    assert bool(scores) is moves
    if moves:
        assert scores[0].points is None
        assert scores[0].most == 10
        assert scores[0].lacking[:1] == ("refused_invoice_30d",)


def test_nothing_follows_from_a_pass_or_without_schedules() -> None:
    case = clip(AUGUST)
    draft = draft_of(finding(1, case), harm="none")
    assert set_off(with_outcome(draft, Outcome.PASS), sheet_of(case, {})) == NOTHING
    assert set_off(draft, replace(sheet_of(case, {}), schedules=())) == NOTHING
    assert set_off(Draft(), sheet_of(case, {})) == NOTHING


def test_a_measure_that_is_not_the_one_that_follows_departs_and_asks_for_a_signature() -> None:
    case, sheet = clip(AUGUST), sheet_of(clip(AUGUST), {"streams_14d": 4})
    draft = draft_of(finding(1, case, measure="warn"), harm="none")
    assert set_off(draft, sheet).departs == (an_id(1),)
    kept = with_measure(draft, an_id(1), "close-rights")
    assert set_off(kept, sheet).departs == ()
    procedure = sheet.procedure()
    assert procedure is not None
    for one, departs in ((draft, True), (kept, False)):
        verdict = verdict_of(one, sheet, set_off(one, sheet).effects)
        reasons = signoff_asked(procedure.rulebook.procedure, BOOKS, "x", case, verdict, departs=departs)
        assert (DEPARTS in reasons) is departs
    unsigned = procedure.rulebook.procedure.model_copy(update={"rounds": ("first",)})
    assert signoff_asked(unsigned, BOOKS, "x", case, verdict, departs=True) == ()


def test_a_verdict_carries_step_measures_points_and_digests() -> None:
    made = followed(AUGUST, {"streams_14d": 4}, harm="none")
    steps, points = made.effects
    assert steps == Effect(
        schedule=ladder(made).cite,
        part="false-advertising",
        step=4,
        measures=("close-rights", "freeze-all", "commission-penalty", "stream-cut"),
    )
    assert (points.schedule.id, points.part, points.points, points.step) == ("creator-score", "reputation", 2, None)


def test_what_is_got_ready_is_what_is_asked_then() -> None:
    case, sheet = clip(AUGUST), sheet_of(clip(AUGUST), {"streams_14d": 2})
    compiled.cache_clear()
    get_ready(sheet)
    before = compiled.cache_info()
    assert before.misses >= 4
    set_off(draft_of(finding(1, case), harm="none"), sheet)
    assert compiled.cache_info().misses == before.misses


def test_what_a_version_serves_is_kept_for_that_very_version() -> None:
    case = clip("2026-08-20T12:00:00")
    sheet, draft = sheet_of(case, {"streams_14d": 2}), draft_of(finding(1, case), harm="none")
    before = set_off(draft, sheet)
    assert before.ladders
    emptied = tuple(
        one.model_copy(update={"schedule": one.schedule.model_copy(update={"ladders": (), "penalties": ()})})
        for one in sheet.schedules
    )
    assert not set_off(draft, replace(sheet, schedules=emptied)).ladders, "others under the same digests"
    assert set_off(draft, sheet) == before
