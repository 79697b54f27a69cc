"""Tests of the facts that conditions speak of: what a case and a verdict say, and what is left unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from reviewer_app.domain.cases import (
    Asset,
    CaseKind,
    CaseRecord,
    ClipSubject,
    Exposure,
    Flag,
    Party,
    Source,
)
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import Finding, FlagAnswer, HoldAsk, Outcome, Verdict
from reviewer_app.rulebooks.compiled import compile_version
from reviewer_app.rulebooks.facts import RiskFacts, flag_clauses, risk_facts, sample_of, signoff_facts
from reviewer_app.rulebooks.source import read_source
from tests.rulebooks.small import SMALL

WHEN = datetime(2026, 3, 1, tzinfo=UTC)
ID = "01900000-0000-7000-8000-000000000001"
VIDEO = Asset(path="assets/a.mp4", sha256="0" * 64, bytes=1, type="video/mp4")


def book() -> Published:
    return compile_version(read_source(SMALL.encode(), "small.yaml").version).published


def case(**given: Any) -> CaseRecord:
    plain: dict[str, Any] = {
        "intake": 1,
        "ref": "c-1",
        "kind": CaseKind.CLIP,
        "language": "zh-CN",
        "conduct_at": WHEN,
        "flagged_at": WHEN,
        "source": Source.MACHINE,
        "flags": (Flag(reason="code", clause="law@1#1", score=0.9), Flag(reason="words", clause="law@2#1", score=0.95)),
        "merchant": Party(id="m", name="某店"),
        "exposure": Exposure(),
        "subject": ClipSubject(video=VIDEO),
    }
    return CaseRecord(**{**plain, **given})


def finding(**given: Any) -> Finding:
    plain = {"id": ID, "clause": "offsite", "rulebook": book().cite, "conduct_at": WHEN, "measure": "warn"}
    return Finding(**{**plain, **given})


def test_a_flag_stands_for_a_clause_of_the_versions_given_or_for_none() -> None:
    assert [clause and clause.id for clause in flag_clauses(case(), (book(),))] == ["offsite", None]
    assert flag_clauses(case(), ()) == (None, None)
    assert flag_clauses(case(flags=(Flag(reason="words only"),)), (book(),)) == (None,)


def test_what_is_unknown_counts_nothing() -> None:
    assert risk_facts(case(flags=(Flag(reason="words only"),)), ()) == RiskFacts("clip", "machine", flags=1)


def test_the_facts_of_a_case_are_those_of_its_record() -> None:
    exposure = Exposure(views=5, orders=4, gmv="3.50", currency="CNY", refunds=2, complaints=1)
    record = case(
        exposure=exposure,
        merchant=Party(id="m", name="某店", violations_90d=6),
        creator=Party(id="k", name="主播", violations_90d=7),
    )
    assert risk_facts(record, (book(),)) == RiskFacts(
        kind="clip",
        source="machine",
        flags=2,
        mapped_flags=1,
        max_flag_score=0.95,
        severity=2,
        views=5,
        orders=4,
        gmv=3.5,
        refunds=2,
        complaints=1,
        merchant_violations_90d=6,
        creator_violations_90d=7,
    )


def test_the_facts_of_a_violation_are_those_of_its_findings() -> None:
    found = signoff_facts(
        ID, case(), Verdict(outcome=Outcome.VIOLATION, findings=(finding(),)), (book(),), was_held=True
    )
    assert (found.outcome, found.findings, found.clauses) == ("violation", 1, ("offsite",))
    assert (found.severity, found.impact, found.was_held, found.disagreed_score) == (2, 1, True, 0.0)
    assert found.sample == sample_of(ID)


@pytest.mark.parametrize(("right", "score"), [(1, 0.9), (0, 0.95)])
def test_of_a_violation_the_highest_flag_that_the_person_called_wrong_counts(right: int, score: float) -> None:
    answers = (FlagAnswer(flag=right, agrees=True), FlagAnswer(flag=1 - right, agrees=False))
    accused = Verdict(
        outcome=Outcome.VIOLATION, findings=(finding(),), flags=(*answers, FlagAnswer(flag=9, agrees=False))
    )
    assert signoff_facts(ID, case(), accused, (book(),)).disagreed_score == score


@pytest.mark.parametrize(
    "answers",
    [(), (FlagAnswer(flag=0, agrees=False),), (FlagAnswer(flag=1, agrees=False),), (FlagAnswer(flag=1, agrees=True),)],
    ids=["none", "the-weaker", "the-stronger", "called-right"],
)
@pytest.mark.parametrize(("outcome", "result"), [(Outcome.PASS, None), (Outcome.OVERTURN, "pass")])
def test_a_pass_denies_every_flag_whatever_was_said_of_it(
    answers: tuple[FlagAnswer, ...], outcome: Outcome, result: Literal["pass"] | None
) -> None:
    found = signoff_facts(ID, case(), Verdict(outcome=outcome, result=result, flags=answers), (book(),))
    assert (found.outcome, found.disagreed_score, found.severity, found.impact) == ("pass", 0.95, 0, 0)


def test_a_finding_without_a_measure_has_no_impact() -> None:
    verdict = Verdict(outcome=Outcome.VIOLATION, findings=(finding(measure=None),))
    assert signoff_facts(ID, case(), verdict, (book(),)).impact == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"clause": "gone"}, "no version at hand has the clause gone"),
        ({"rulebook": book().cite.model_copy(update={"digest": "1" * 64})}, "no version at hand"),
        ({"measure": "exile"}, "no measure exile"),
    ],
)
def test_a_finding_that_cites_what_is_not_there_is_refused(given: dict[str, Any], said: str) -> None:
    verdict = Verdict(outcome=Outcome.VIOLATION, findings=(finding(**given),))
    with pytest.raises(ValueError, match=said):
        signoff_facts(ID, case(), verdict, (book(),))


def test_a_hold_has_no_facts_to_sign_off() -> None:
    held = Verdict(outcome=Outcome.HOLD, hold=HoldAsk(reason="papers", until=WHEN, owner="reviewer"))
    with pytest.raises(ValueError, match="no result"):
        signoff_facts(ID, case(), held, (book(),))


def test_the_sample_is_fixed_for_a_case_and_even_over_cases() -> None:
    shares = [sample_of(f"case-{n}") for n in range(20_000)]
    assert sample_of("case-7") == shares[7]
    assert all(0 <= share < 1 for share in shares)
    drawn = sum(share < 0.05 for share in shares)
    assert 877 <= drawn <= 1123  # 1000, four standard deviations either way
