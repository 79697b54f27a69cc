"""What follows, as the desk shows it: rows in both languages, questions, measures that move along, and the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.viewmodels.consequences import (
    Consequences,
    Row,
    RowKind,
    Rungs,
    consequences,
    followed_words,
    signoff_lines,
)
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.deskstate import DeskState, worked_out
from reviewer_app.client.words import language, speak
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Training
from reviewer_app.domain.completeness import DEPARTS, Lack
from reviewer_app.domain.drafts import Draft, Sheet, verdict_of, with_measure, with_note
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.rulebooks.consequences import set_off
from tests.client.fakes import FakeBench
from tests.client.opened import lease_of, open_case
from tests.client.samples import Clock, clip_json, new_id
from tests.domain.made import an_id
from tests.rulebooks.verdicts_made import STAGED, clip, draft_of, filing, finding, sheet_of

HELD_BACK = (
    "30–90 days · 180 days at most in special cases · The account of commissions is held back for 30 to 90 days, "
    "by the state of the account for 180 at most; the orders concerned are not settled."
)
TAKEN = (
    "CN¥1,000–CN¥20,000 · When the term ends all commissions of the breach are taken as a penalty, "
    "at least 1,000 and at most 20,000 yuan."
)
AUGUST = "2026-08-20T12:00:00"
NEXT = "Step 4: 5 streams or more in 14 days, or serious harm"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = language()
    speak("en")
    yield
    speak(before)


def opened(sheet: Sheet, draft: Draft | None = None) -> OpenCase:
    """The case of a sheet on the desk."""
    case = open_case(clip_json(), new_id(5), lease=lease_of(new_id(5)), draft=draft)
    return replace(case, sheet=sheet, record=sheet.record)


def follows(draft: Draft, sheet: Sheet) -> Consequences:
    return worked_out(opened(sheet), draft, sheet)["follows"]


def texts(made: Consequences, kind: RowKind) -> list[str]:
    return [row.text for row in made.rows if row.kind is kind]


def only(made: Consequences, kind: RowKind) -> Row:
    (row,) = (row for row in made.rows if row.kind is kind)
    return row


def test_a_step_with_its_measures_terms_score_and_signature() -> None:
    case = clip(AUGUST)
    made = follows(draft_of(finding(1, case, measure="close-rights"), harm="none"), sheet_of(case, {"streams_14d": 4}))
    step = only(made, RowKind.STEP)
    assert step.text == "False advertising: step 4 of 4"
    assert step.detail == (
        "5 streams or more in 14 days, or serious harm · Breaches in the same stream, this one too: 1"
        " · Streams with a breach in 14 days, this one too: 5 · The harm that was done: None"
        " · The value of the orders concerned: 12,345.67"
    )
    assert step.cite.startswith("creator-measures 2026-08-07 · ")
    assert (step.grave, step.lacking, step.findings) == (True, False, (an_id(1),))
    assert [(row.text, row.detail) for row in made.rows if row.kind is RowKind.MEASURE] == [
        ("Selling rights closed for good", "for good · Selling rights are closed for good."),
        (
            "Account held back",
            HELD_BACK,
        ),
        ("Commissions taken as a penalty", TAKEN),
        ("Stream cut", "The stream ends at once."),
    ]
    score = only(made, RowKind.SCORE)
    assert (score.text, score.detail) == ("Creator reputation score (ours): 2 points off", "79.5 when the case came in")
    assert texts(made, RowKind.HANGS) == [
        "New plans for ads, and the traffic they bring",
        "Support by the platform and entry to campaigns",
    ]
    assert "The measure suspends or closes selling rights" in texts(made, RowKind.SIGNOFF)
    assert made.signs


def test_the_same_in_chinese() -> None:
    speak("zh_CN")
    case = clip(AUGUST)
    made = follows(draft_of(finding(1, case), harm="none"), sheet_of(case, {"streams_14d": 1}))
    assert texts(made, RowKind.STEP) == ["虚假宣传：第 2 档（共 4 档）"]
    assert [row.detail.split(" · ")[:3] for row in made.rows if row.text == "冻结部分货款"] == [
        ["成交额的百分之 5", "¥617.28", "30 日"]
    ]
    assert texts(made, RowKind.SCORE) == ["带货口碑分（本系统）：扣 2 分"]
    assert [(one.text, one.choices[1], one.value) for one in made.questions] == [
        ("已造成的后果", ("light", "轻微"), "none")
    ]
    lacking = follows(draft_of(finding(1, case)), sheet_of(case, None))
    row = only(lacking, RowKind.STEP)
    assert (row.text, row.detail) == (
        "虚假宣传：档位无法计算",
        "未知：十四日内有违规的直播场数（含本场）、已造成的后果",
    )


def test_one_line_says_step_measure_points_and_signature() -> None:
    case = clip(AUGUST)
    draft = draft_of(finding(1, case, measure="close-rights"), harm="none")
    made = follows(draft, sheet_of(case, {"streams_14d": 4}))
    assert made.brief == "step 4 of 4 · Selling rights closed for good · 2 points off · sign-off"
    assert made.departure(an_id(1)) == ""
    lenient = follows(with_measure(draft, an_id(1), "warn"), sheet_of(case, {"streams_14d": 4}))
    assert lenient.brief.startswith("another measure chosen: Warning · step 4 of 4")
    assert lenient.departure(an_id(1)) == (
        "Another measure follows: Selling rights closed for good\nChoose it, or say why not; a supervisor will sign."
    )
    assert lenient.departure(an_id(2)) == ""


def test_a_ladder_is_drawn_up_to_the_step_that_is_sure() -> None:
    case = clip(AUGUST)
    for harm, rungs in (("none", Rungs(4, 3, True, NEXT)), (None, Rungs(4, 3, False, NEXT))):
        draft = draft_of(finding(1, case), **({"harm": harm} if harm else {}))
        assert only(follows(draft, sheet_of(case, {"streams_14d": 2})), RowKind.STEP).rungs == rungs
    top = follows(draft_of(finding(1, case), harm="serious"), sheet_of(case, {}))
    assert only(top, RowKind.STEP).rungs == Rungs(4, 4, True)


def test_training_says_on_what_the_party_was_trained_or_that_nothing_is_on_the_record() -> None:
    case = clip(AUGUST)
    assert case.creator is not None
    draft = draft_of(finding(1, case, "livestream:ad-marks", measure="educate"))
    (row,) = (one for one in follows(draft, sheet_of(case, {})).rows if one.kind is RowKind.TRAINING)
    assert (row.text, row.detail) == ("No training of A creator is on the record", "")
    at = case.conduct_at - timedelta(days=200)
    trained = (
        Training(rulebook="livestream", version="2025-10-15", at=at),
        Training(rulebook="livestream", version="2026-02-01", at=at),
        Training(rulebook="cn-adlaw", version="2021-04-29", at=at),
    )
    told = case.model_copy(update={"creator": case.creator.model_copy(update={"trained_on": trained})})
    rows = [one for one in follows(draft, sheet_of(told, {})).rows if one.kind is RowKind.TRAINING]
    assert [row.text for row in rows] == [
        "Trained on livestream 2025-10-15",
        "Trained on livestream 2026-02-01",
        "Trained on cn-adlaw 2021-04-29",
    ]
    others = ["another version than the one that counts here" in row.detail for row in rows]
    assert others == [True, False, False]
    warned = draft_of(finding(1, case, "livestream:ad-marks", measure="warn"))
    assert texts(follows(warned, sheet_of(case, {})), RowKind.TRAINING) == []


def test_every_word_of_it_is_in_the_catalogue() -> None:
    case = clip(AUGUST)
    sheet = sheet_of(case, {"streams_14d": 4})
    draft = draft_of(finding(1, case, measure="warn"), finding(2, case, STAGED), harm="none")

    def words(tag: str) -> list[str]:
        speak(tag)
        made = follows(draft, sheet)
        return [row.text + row.detail for row in made.rows if row.kind is not RowKind.HANGS]

    assert not set(words("en")) & set(words("zh_CN"))


def test_what_is_lacking_is_said_by_name_and_as_at_least() -> None:
    case = clip(AUGUST)
    made = follows(draft_of(finding(1, case)), sheet_of(case, {"streams_14d": 2}))
    row = only(made, RowKind.STEP)
    assert (row.text, row.detail, row.lacking) == (
        "False advertising: at least step 3",
        "Not known: The harm that was done",
        True,
    )
    assert texts(made, RowKind.MEASURE) == []
    (question,) = made.questions
    assert (question.schedule, question.name, question.value) == ("creator-measures", "harm", None)
    assert question.choices[0] == ("none", "None")


def test_before_the_first_version_it_is_said_that_none_was_in_force() -> None:
    case = clip("2026-07-12T23:59:59")
    made = follows(draft_of(finding(1, case)), sheet_of(case, {}))
    row = only(made, RowKind.NOTE)
    assert row.text == "Ladders of measures for creators: no version was in force at the conduct"
    assert row.detail == "The first begins 2026-07-13; before it nothing is worked out."


@pytest.mark.parametrize(("why", "said"), [(Why.NEWER, "update the program"), (Why.UNKNOWN_KEY, "see the rules")])
def test_a_schedule_that_is_not_used_is_not_computable_and_says_why(why: Why, said: str) -> None:
    case = clip(AUGUST)
    closed = Withheld("creator-measures", "2027-01-01", "f" * 64, why, schedule=True)
    made = follows(draft_of(finding(1, case)), replace(sheet_of(case, {"streams_14d": 4}), withheld=(closed,)))
    row = only(made, RowKind.STEP)
    assert (row.lacking, row.rungs) == (True, None)
    assert row.text == row.brief == "creator-measures@2027-01-01: not computable"
    assert said in row.detail


def test_a_penalty_is_an_amount_or_not_computable() -> None:
    case = clip(AUGUST)
    known = draft_of(finding(1, case, STAGED), merchant_measures__penalty_base=7565)
    row = only(follows(known, sheet_of(case, {})), RowKind.PENALTY)
    assert (row.text, row.grave) == ("Penalty: CN¥7,000", True)
    unknown = only(follows(draft_of(finding(1, case, STAGED)), sheet_of(case, {})), RowKind.PENALTY)
    assert (unknown.text, unknown.lacking) == ("Penalty not computable", True)
    assert unknown.detail.endswith("Not known: The penalty before it is rounded")


def test_the_state_of_a_qualification_is_asked_for() -> None:
    case = filing("2026-08-20T12:00:00")
    made = follows(draft_of(finding(1, case, "listings-filings:qualification")), sheet_of(case, {}))
    (question,) = made.questions
    assert ("forged", "Forged") in question.choices
    assert only(made, RowKind.STEP).lacking


def test_it_is_said_since_when_decisions_are_counted() -> None:
    case, sheet = clip(AUGUST), sheet_of(clip(AUGUST), {})
    assert sheet.counts is not None
    draft = draft_of(finding(1, case), harm="none")
    for days, said in ((13, ["Counted from decisions made here since 2026-08-07"]), (15, [])):
        since = sheet.counts.at - timedelta(days=days)
        told = replace(sheet, counts=sheet.counts.model_copy(update={"since": since}))
        assert texts(follows(draft, told), RowKind.NOTE) == said


def test_a_pass_may_need_a_signature_too_and_a_hold_never() -> None:
    case, sheet = clip(AUGUST), sheet_of(clip(AUGUST), {})
    held = Draft(outcome=Outcome.HOLD, findings=(finding(1, case),))
    assert follows(held, sheet) == Consequences()
    assert follows(Draft(), sheet) == Consequences()


def test_at_sign_off_it_is_shown_what_the_judged_verdict_sets_off() -> None:
    case = clip(AUGUST)
    sheet = replace(sheet_of(case, {"streams_14d": 1}), round=Round.SIGNOFF, on=new_id(700_000))
    judged = draft_of(finding(1, case), harm="none")
    plain = open_case(
        clip_json(), new_id(5), lease=lease_of(new_id(5), Round.SIGNOFF), judged=Draft(outcome=Outcome.PASS)
    )
    assert plain.judged is not None
    operation = plain.judged.operation.model_copy(update={"verdict": verdict_of(judged, sheet)})
    shown = replace(plain, sheet=sheet, record=case, judged=replace(plain.judged, operation=operation))
    steps = ["False advertising: step 2 of 4"]
    for draft, said in (
        (Draft(), steps),
        (Draft(outcome=Outcome.CONFIRM), steps),
        (Draft(outcome=Outcome.RETURN, reason="再看"), []),
        (Draft(outcome=Outcome.CHANGE, result="pass"), []),
    ):
        made = worked_out(shown, draft, sheet)["follows"]
        assert (texts(made, RowKind.STEP), made.signs) == (said, False)


def test_at_sign_off_a_departure_speaks_to_the_one_who_signs() -> None:
    case = clip(AUGUST)
    lenient = draft_of(finding(1, case, measure="warn"), harm="serious")
    first, second = sheet_of(case, {"streams_14d": 1}), sheet_of(case, {"streams_14d": 1})
    second = replace(second, round=Round.SIGNOFF)
    made = [
        consequences(
            replace(opened(sheet), lease=lease_of(new_id(5), sheet.round)), lenient, set_off(lenient, sheet), sheet
        )
        for sheet in (first, second)
    ]
    assert [only(one, RowKind.DEPARTS).detail for one in made] == [
        "Choose it, or say why not; a supervisor will sign.",
        "Choose it, or say why not; your signature lets it stand.",
    ]


# -- the measure moves along -------------------------------------------------------------------------------------------


class Bed:
    """A desk on a case of which counts are known."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.clock = Clock()
        bench = FakeBench(2, self.clock)
        case_id = bench.give(0, 0)
        sheet = sheet_of(clip(AUGUST), counts)
        case = bench.cases[case_id]
        bench.cases[case_id] = replace(case, sheet=sheet, record=sheet.record)
        numbers = iter(range(10_000))
        new: Callable[[], str] = lambda: new_id(next(numbers))  # noqa: E731 - the seam is a callable
        self.bench = bench
        self.desk = DeskModel(bench, InlineLanes(), self.clock, new, lambda changes: None)
        self.desk.open(case_id)

    @property
    def state(self) -> DeskState:
        return self.desk.state

    def find(self) -> str:
        """A finding of false advertising."""
        choice = next(one for one in self.state.short_list if one.clause.id == "false-claims")
        self.desk.find_under(choice)
        at = self.state.finding_at
        assert at is not None
        return at

    def measures(self) -> list[str | None]:
        return [one.measure for one in self.state.draft.findings]


@pytest.fixture
def bed(monkeypatch: pytest.MonkeyPatch) -> Bed:
    return Bed({"streams_14d": 1})


def with_list(bed: Bed) -> Bed:
    """The short list is of the sheet's own books."""
    from reviewer_app.client.viewmodels.shortlist import short_list

    assert bed.state.case is not None
    bed.desk.state = replace(bed.state, short_list=short_list(bed.state.case))
    return bed


def test_the_measure_follows_what_leads_as_counts_and_findings_change(bed: Bed) -> None:
    with_list(bed)
    at = bed.find()
    assert bed.measures() == ["item-off"]
    assert only(bed.state.follows, RowKind.STEP).lacking
    bed.desk.say("creator-measures", "harm", "none")
    assert bed.measures() == ["stream-cut"]
    bed.desk.say("creator-measures", "harm", "heavier")
    assert bed.measures() == ["suspend-3d"]
    bed.desk.say("creator-measures", "harm", "serious")
    assert bed.measures() == ["close-rights"]
    bed.desk.say("creator-measures", "harm", None)
    assert bed.measures() == ["close-rights"]
    assert at == bed.state.draft.findings[0].id


def test_a_measure_that_the_person_chose_stays_and_asks_for_a_reason(bed: Bed) -> None:
    with_list(bed)
    at = bed.find()
    bed.desk.say("creator-measures", "harm", "heavier")
    bed.desk.measure(at, "warn")
    assert [one.lack for one in bed.state.missing if one.lack is Lack.DEPARTURE] == [Lack.DEPARTURE]
    departs = only(bed.state.follows, RowKind.DEPARTS)
    assert departs.text == "Another measure follows: Selling rights closed for three days"
    assert departs.findings == (at,)
    assert "The measure is another than the one that follows" in texts(bed.state.follows, RowKind.SIGNOFF)
    bed.desk.say("creator-measures", "harm", "serious")
    assert bed.measures() == ["warn"]
    bed.desk.note(at, "首次，且已主动更正")
    assert Lack.DEPARTURE not in [one.lack for one in bed.state.missing]
    assert bed.state.draft.findings[0].note == "首次，且已主动更正"
    bed.desk.measure(at, "close-rights")
    assert texts(bed.state.follows, RowKind.DEPARTS) == []


def test_a_case_comes_up_with_what_its_draft_sets_off() -> None:
    case = clip(AUGUST)
    draft = draft_of(finding(1, case), harm="none")
    state = DeskState.opening(opened(sheet_of(case, {"streams_14d": 1}), draft))
    assert texts(state.follows, RowKind.STEP) == ["False advertising: step 2 of 4"]
    assert state.draft == draft
    assert Lack.DEPARTURE in [one.lack for one in state.missing]


# -- history -----------------------------------------------------------------------------------------------------------


def carried(draft: Draft, sheet: Sheet) -> tuple[str, ...]:
    return followed_words(sheet, set_off(draft, sheet).effects)


def test_the_history_says_what_followed() -> None:
    case = clip(AUGUST)
    sheet = sheet_of(case, {"streams_14d": 4})
    steps, points = carried(draft_of(finding(1, case), harm="none"), sheet)
    named = "step 4, Selling rights closed for good, Account held back, Commissions taken as a penalty, Stream cut"
    assert steps == f"False advertising: {named}"
    assert points == "Creator reputation score (ours): 2 points off"
    (lacking, _points) = carried(draft_of(finding(1, case)), sheet_of(case, {}))
    assert "not computable. Not known: The harm that was done" in lacking
    elsewhere = replace(sheet, schedules=())
    verdict = verdict_of(
        draft_of(finding(1, case), harm="none"), sheet, set_off(draft_of(finding(1, case), harm="none"), sheet).effects
    )
    assert followed_words(elsewhere, verdict.effects)[0].startswith(
        "false-advertising: step 4, close-rights, freeze-all"
    )
    amount = carried(draft_of(finding(1, case, STAGED), merchant_measures__penalty_base=7565), sheet)
    assert any(line.endswith(": CN¥7,000") for line in amount)
    assert followed_words(sheet, verdict_of(Draft(outcome=Outcome.PASS), sheet).effects) == ()


def test_reasons_for_a_signature_are_said_whoever_gave_them() -> None:
    sheet = sheet_of(clip(AUGUST), {})
    assert signoff_lines(sheet, (DEPARTS, "high-impact", "unheard-of")) == [
        "The measure is another than the one that follows",
        "The measure suspends or closes selling rights",
        "unheard-of",
    ]


def test_a_note_kept_with_the_measure_is_what_the_verdict_carries() -> None:
    case, sheet = clip(AUGUST), sheet_of(clip(AUGUST), {"streams_14d": 4})
    draft: Any = with_note(with_measure(draft_of(finding(1, case), harm="none"), an_id(1), "warn"), an_id(1), "已更正")
    verdict = verdict_of(draft, sheet, set_off(draft, sheet).effects)
    assert (verdict.findings[0].note, verdict.stated[0].value, verdict.effects[0].step) == ("已更正", "none", 4)
