"""The facts that a procedure's conditions may speak of, and how they are taken from a case and a verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.rulebook import Clause, Published, Severity, sender_clause
from reviewer_app.domain.verdicts import Outcome, Verdict

SEVERITY_RANK: Mapping[Severity, int] = {
    Severity.LOW: 0,
    Severity.MEDIUM: 1,
    Severity.HIGH: 2,
    Severity.GRAVE: 3,
}


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known of a case when it comes in. Every field is a name that a risk term may use; what is unknown is 0.

    `severity` is the highest rank (0 low to 3 grave) of the clauses that the flags map to; `max_flag_score` is 0 to 1;
    `gmv` is the amount in the case's own currency. Nothing here depends on the hour: the risk is worked out once.
    """

    kind: str
    source: str
    flags: int = 0
    mapped_flags: int = 0
    max_flag_score: float = 0.0
    severity: int = 0
    views: int = 0
    orders: int = 0
    gmv: float = 0.0
    refunds: int = 0
    complaints: int = 0
    merchant_violations_90d: int = 0
    creator_violations_90d: int = 0


@dataclass(frozen=True, slots=True)
class SignoffFacts:
    """What is known when a first verdict is in. Every field is a name that a sign-off rule may use.

    `outcome` is "pass" or "violation"; `severity` the highest rank (0 to 3) of the clauses found breached; `impact` the
    highest of the measures chosen (0 to 4); `disagreed_score` the highest score of a flag that the verdict denies: a
    violation those that the person called wrong, a pass every one, whatever was said of it or left unsaid; `sample` a
    number from 0 to 1 that is fixed for each case. Who the merchant is cannot be asked.
    """

    kind: str
    language: str
    outcome: str
    findings: int = 0
    clauses: tuple[str, ...] = ()
    severity: int = 0
    impact: int = 0
    views: int = 0
    orders: int = 0
    gmv: float = 0.0
    complaints: int = 0
    flags: int = 0
    disagreed_score: float = 0.0
    was_held: bool = False
    sample: float = 1.0


def flag_clauses(case: CaseRecord, books: Sequence[Published]) -> tuple[Clause | None, ...]:
    """For each flag the clause that its sender's id stands for in the versions given, or None: shown as words."""
    return tuple(sender_clause(books, flag.clause) for flag in case.flags)


def risk_facts(case: CaseRecord, books: Sequence[Published]) -> RiskFacts:
    """The facts of a case; `books` are the versions in force at its conduct."""
    mapped = [clause for clause in flag_clauses(case, books) if clause is not None]
    exposure = case.exposure
    return RiskFacts(
        kind=case.kind.value,
        source=case.source.value,
        flags=len(case.flags),
        mapped_flags=len(mapped),
        max_flag_score=max((flag.score or 0.0 for flag in case.flags), default=0.0),
        severity=_worst(mapped),
        views=exposure.views or 0,
        orders=exposure.orders or 0,
        gmv=float(exposure.gmv or 0),
        refunds=exposure.refunds or 0,
        complaints=exposure.complaints or 0,
        merchant_violations_90d=case.merchant.violations_90d or 0,
        creator_violations_90d=(case.creator.violations_90d or 0) if case.creator else 0,
    )


def signoff_facts(
    case_id: str, case: CaseRecord, verdict: Verdict, books: Sequence[Published], was_held: bool = False
) -> SignoffFacts:
    """The facts of a verdict that passes or finds a violation; `books` hold every version that its findings cite.

    Raises ValueError for a verdict that settles nothing (a hold, a return) and for a finding that cites a version,
    clause or measure which is not in `books`.
    """
    if verdict.stands_for is None:
        raise ValueError(f"a verdict of {verdict.outcome.value} puts no result in force")
    cited = [_cited(finding.clause, finding.measure, finding.rulebook.digest, books) for finding in verdict.findings]
    return SignoffFacts(
        kind=case.kind.value,
        language=case.language,
        outcome=verdict.stands_for,
        findings=len(verdict.findings),
        clauses=tuple(sorted({clause.id for clause, _ in cited})),
        severity=_worst(clause for clause, _ in cited),
        impact=max((impact for _, impact in cited), default=0),
        views=case.exposure.views or 0,
        orders=case.exposure.orders or 0,
        gmv=float(case.exposure.gmv or 0),
        complaints=case.exposure.complaints or 0,
        flags=len(case.flags),
        disagreed_score=_denied(case, verdict),
        was_held=was_held or verdict.outcome is Outcome.HOLD,
        sample=sample_of(case_id),
    )


def sample_of(case_id: str) -> float:
    """A number from 0 up to 1, fixed for a case and even over cases: the first 53 bits of its id's SHA-256."""
    return (int.from_bytes(hashlib.sha256(case_id.encode()).digest()[:8], "big") >> 11) / (1 << 53)


def _denied(case: CaseRecord, verdict: Verdict) -> float:
    """The highest score of a flag that a verdict denies. Nobody gets around a supervisor by leaving one unanswered."""
    wrong = {answer.flag for answer in verdict.flags if not answer.agrees}
    denied = (flag for at, flag in enumerate(case.flags) if verdict.stands_for == "pass" or at in wrong)
    return max((flag.score or 0.0 for flag in denied), default=0.0)


def _worst(clauses: Iterable[Clause]) -> int:
    return max((SEVERITY_RANK[clause.severity] for clause in clauses), default=0)


def _cited(clause_id: str, measure_id: str | None, digest: str, books: Sequence[Published]) -> tuple[Clause, int]:
    book = next((item.rulebook for item in books if item.digest == digest), None)
    clause = book.clause(clause_id) if book is not None else None
    if book is None or clause is None:
        raise ValueError(f"no version at hand has the clause {clause_id} of {digest}")
    if measure_id is None:
        return clause, 0
    measure = book.measure(measure_id)
    if measure is None:
        raise ValueError(f"the version {book.version} of {book.id} has no measure {measure_id}")
    return clause, measure.impact
