"""Tests of the shipped livestream rulebook: its periods, what it maps, what needs a sign-off, how versions differ."""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.cases import CaseKind, CaseRecord
from reviewer_app.domain.rulebook import Proof, Published, RulebookVersion, Severity, books_for
from reviewer_app.domain.verdicts import Finding, FlagAnswer, Outcome, Verdict
from reviewer_app.rulebooks.check import check_folder
from reviewer_app.rulebooks.compiled import compile_version
from reviewer_app.rulebooks.conditions import risk, signoff_reasons
from reviewer_app.rulebooks.facts import SEVERITY_RANK, SignoffFacts, flag_clauses, risk_facts, signoff_facts
from reviewer_app.rulebooks.shipped import shipped_folder
from reviewer_app.rulebooks.source import RulebookSource, read_source_file

FIRST, SECOND, THIRD = VERSIONS = ("2023-05-01", "2025-10-15", "2026-02-01")
PACK = shipped_folder().parent / "demo" / "cases.jsonl"
CASE_ID = "01900000-0000-7000-8000-000000000001"
"""A case that the 5 % sample leaves out."""
NOW = datetime.fromisoformat("2026-09-30T12:00:00+08:00")


@cache
def sources() -> tuple[RulebookSource, ...]:
    """The source files of this rulebook alone, oldest first: the other rulebooks have tests of their own."""
    return tuple(read_source_file(path) for path in sorted((shipped_folder() / "livestream").glob("*.yaml")))


@cache
def books() -> tuple[Published, ...]:
    return tuple(compile_version(source.version).published for source in sources())


def book(version: str) -> RulebookVersion:
    return next(item.rulebook for item in books() if item.rulebook.version == version)


@cache
def demo() -> dict[str, CaseRecord]:
    records = [CaseRecord.model_validate_json(line) for line in PACK.read_text(encoding="utf-8").splitlines()]
    return {record.ref: record for record in records if record.kind is CaseKind.CLIP}


def at_conduct(record: CaseRecord) -> tuple[Published, ...]:
    return books_for(books(), CaseKind.CLIP, record.conduct_at, NOW)


def mapped(version: str, sender_id: str) -> str | None:
    clause = book(version).for_sender_id(sender_id)
    return clause.id if clause else None


def default_impact(version: str, clause_id: str) -> int:
    rulebook = book(version)
    clause = rulebook.clause(clause_id)
    assert clause is not None
    measure = rulebook.measure(clause.measures[0])
    assert measure is not None
    return measure.impact


def test_the_folder_passes_the_check(tmp_path: Path) -> None:
    shutil.copytree(shipped_folder() / "livestream", tmp_path / "livestream")
    assert check_folder(tmp_path) == []
    assert tuple(source.version.version for source in sources()) == VERSIONS


@pytest.mark.parametrize(
    ("conduct", "version"),
    [
        ("2023-04-30T23:59:59+08:00", None),
        ("2023-05-01T00:00:00+08:00", FIRST),
        ("2025-10-14T23:59:59+08:00", FIRST),
        ("2025-10-14T16:00:00+00:00", SECOND),
        ("2025-10-15T00:00:00+08:00", SECOND),
        ("2025-10-16T00:00:00+08:00", SECOND),
        ("2026-01-31T12:00:00+08:00", SECOND),
        ("2026-01-31T23:59:59+08:00", SECOND),
        ("2026-01-31T23:59:59.999999+08:00", SECOND),
        ("2026-02-01T00:00:00+08:00", THIRD),
        ("2026-02-02T00:00:00+08:00", THIRD),
        ("2026-09-10T13:05:00+08:00", THIRD),
    ],
)
def test_the_version_of_the_conduct_counts(conduct: str, version: str | None) -> None:
    found = books_for(books(), CaseKind.CLIP, datetime.fromisoformat(conduct), NOW)
    assert [item.rulebook.version for item in found] == ([version] if version else [])


def test_it_judges_clips_only() -> None:
    for kind in (CaseKind.LISTING, CaseKind.FILING):
        assert books_for(books(), kind, NOW, NOW) == ()


@pytest.mark.parametrize(
    ("sender_id", "clauses"),
    [
        ("platform-offsite@2020-10", ("offsite", "offsite", "offsite")),
        ("platform-offsite@2020-10#comment", ("offsite", "offsite", "offsite")),
        ("cn-adlaw@2021-04-29#9(3)", ("absolute-terms", "absolute-terms", "absolute-terms")),
        ("cn-adlaw@2021-04-29#17", ("health-claims", "health-claims", "health-claims")),
        ("cn-foodsafety@2021-04-29#73", ("health-claims", "health-claims", "health-claims")),
        ("cn-adlaw@2021-04-29#23", ("restricted-goods", "restricted-goods", "restricted-goods")),
        ("cn-adlaw@2021-04-29#28", ("false-claims", "false-claims", "false-claims")),
        ("cn-price56@2022-04-14#16", ("price-comparison", "price-comparison", "price-comparison")),
        ("cn-price56@2022-04-14#19", ("price-fraud", "price-fraud", "price-fraud")),
        ("cn-ecommerce@2018-08-31#42", ("ip-notice", "ip-notice", "ip-notice")),
        ("cn-ecommerce@2018-08-31#45", ("ip-notice", "ip-notice", "ip-notice")),
        ("cn-aucl@2019-04-23#8", ("false-claims", None, None)),
        ("cn-aucl@2025-06-27#9", (None, "false-claims", "false-claims")),
        ("cn-order117@2025-12-18#32", (None, None, "price-comparison")),
        ("cn-order117@2025-12-18#33", (None, None, "restricted-goods")),
        ("cn-order117@2025-12-18#34", (None, None, "false-claims")),
        ("cn-order117@2025-12-18#37", (None, None, "ai-figure")),
        ("cn-order117@2025-12-18#26", (None, None, "seller-shown")),
        ("acme-live@7#offsite-links", (None, None, None)),
    ],
)
def test_a_senders_clause_id_stands_for_a_clause_while_its_law_is_in_force(
    sender_id: str, clauses: tuple[str | None, ...]
) -> None:
    assert tuple(mapped(version, sender_id) for version in VERSIONS) == clauses


@pytest.mark.parametrize("version", VERSIONS)
def test_staged_orders_are_judged_under_the_ecommerce_law_from_the_first_version_on(version: str) -> None:
    clause = book(version).clause("staged-demand")
    assert clause is not None
    act = ("aucl-2019", "8") if version == FIRST else ("aucl-2025", "9")
    read = {(item.source, item.clause) for item in clause.citations if item.read}
    assert read == {("ecommerce-law", "17"), act}
    assert ("viewers" in clause.definition.en) is (version != FIRST)  # article 17 speaks of orders and reviews


@pytest.mark.parametrize(
    ("ref", "clauses"),
    [
        ("demo-clip-01", ("health-claims", "health-claims", "health-claims")),
        ("demo-clip-02", ("price-comparison", None, None)),
        ("demo-clip-03", ("offsite", None, "offsite")),
        ("demo-clip-04", ("absolute-terms", "absolute-terms", None)),
        ("demo-clip-05", ("absolute-terms", "absolute-terms", "absolute-terms")),
        ("demo-clip-06", ("false-claims", None)),
    ],
)
def test_the_flags_of_a_demo_case_map_by_its_conduct(ref: str, clauses: tuple[str | None, ...]) -> None:
    record = demo()[ref]
    found = flag_clauses(record, at_conduct(record))
    assert tuple(clause.id if clause else None for clause in found) == clauses


def facts(**given: Any) -> SignoffFacts:
    return SignoffFacts(**{"kind": "clip", "language": "zh-CN", "outcome": "violation", "sample": 0.5, **given})


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({"impact": 0}, ()),
        ({"impact": 2, "gmv": 9999.99}, ()),
        ({"impact": 1, "gmv": 900000.0}, ()),
        ({"impact": 2, "gmv": 10000.0}, ("large-exposure",)),
        ({"impact": 3}, ("high-impact",)),
        ({"impact": 4, "gmv": 41616.0}, ("high-impact", "large-exposure")),
        ({"impact": 1, "severity": 3}, ("grave-clause",)),
        ({"outcome": "pass", "disagreed_score": 0.9}, ("strong-flag-denied",)),
        ({"outcome": "pass", "disagreed_score": 0.89}, ()),
        ({"outcome": "violation", "disagreed_score": 0.95}, ()),
        ({"outcome": "pass", "sample": 0.049}, ("sample",)),
        ({"outcome": "pass", "sample": 0.05}, ()),
    ],
)
def test_a_sign_off_follows_from_what_the_verdict_does(given: dict[str, Any], reasons: tuple[str, ...]) -> None:
    assert signoff_reasons(book(THIRD).procedure, facts(**given)) == reasons


def test_some_default_measures_need_a_sign_off_and_some_do_not() -> None:
    rulebook = book(THIRD)
    needed = {
        clause.id: bool(
            signoff_reasons(
                rulebook.procedure,
                facts(impact=default_impact(THIRD, clause.id), severity=SEVERITY_RANK[clause.severity], gmv=12000.0),
            )
        )
        for clause in rulebook.clauses
    }
    assert needed["health-claims"] and needed["offsite"] and needed["minors"]
    assert not needed["absolute-terms"] and not needed["price-comparison"] and not needed["ai-figure"]


@pytest.mark.parametrize(
    ("ref", "clause_id", "measure", "reasons"),
    [
        ("demo-clip-01", "health-claims", "stream-cut", ("grave-clause", "large-exposure")),
        ("demo-clip-02", "price-comparison", "warn", ()),
        ("demo-clip-03", "offsite", "stream-cut", ()),
        ("demo-clip-03", "offsite", "suspend-3d", ("high-impact",)),
        ("demo-clip-04", "absolute-terms", "warn", ()),
        ("demo-clip-04", "absolute-terms", "stream-cut", ("large-exposure",)),
    ],
)
def test_a_finding_is_signed_off_by_the_impact_of_its_measure(
    ref: str, clause_id: str, measure: str, reasons: tuple[str, ...]
) -> None:
    record = demo()[ref]
    cited = at_conduct(record)
    finding = Finding(
        id=CASE_ID, clause=clause_id, rulebook=cited[0].cite, conduct_at=record.conduct_at, measure=measure
    )
    verdict = Verdict(outcome=Outcome.VIOLATION, findings=(finding,))
    found = signoff_reasons(book(THIRD).procedure, signoff_facts(CASE_ID, record, verdict, cited))
    assert found == reasons


def test_a_pass_against_a_strong_flag_is_signed_off() -> None:
    record = demo()["demo-clip-02"]
    weak = record.model_copy(update={"flags": record.flags[1:]})
    verdict = Verdict(outcome=Outcome.PASS, flags=(FlagAnswer(flag=0, agrees=False, note="属实"),))
    for case, reasons in ((record, ("strong-flag-denied",)), (weak, ())):
        found = signoff_facts(CASE_ID, case, verdict, at_conduct(case))
        assert signoff_reasons(book(THIRD).procedure, found) == reasons


@pytest.mark.parametrize("version", VERSIONS)
def test_every_clause_lets_the_desk_choose_from_light_to_heavy(version: str) -> None:
    rulebook = book(version)
    impacts = {measure.id: measure.impact for measure in rulebook.measures}
    for clause in rulebook.clauses:
        assert len({impacts[name] for name in clause.measures}) > 1, clause.id


@pytest.mark.parametrize("version", VERSIONS)
def test_every_clause_is_fast_to_prove_and_shown_both_ways(version: str) -> None:
    for clause in book(version).clauses:
        proofs = [element.proof for element in clause.elements]
        assert proofs.count(Proof.ANCHOR) == 1 and proofs.count(Proof.STATEMENT) <= 2, clause.id
        assert len([example for example in clause.examples if example.violates]) >= 2, clause.id
        assert len([example for example in clause.examples if not example.violates]) >= 2, clause.id
        assert clause.exemptions and clause.applies, clause.id


@pytest.mark.parametrize("ref", [f"demo-clip-0{number}" for number in range(1, 7)])
def test_the_risk_of_a_demo_case_adds_up(ref: str) -> None:
    record = demo()[ref]
    found = risk(book(THIRD).procedure, risk_facts(record, at_conduct(record)))
    assert sum(part.points for part in found.terms) == found.score
    assert all(0 <= part.value <= 1 for part in found.terms)


def test_the_risk_of_the_tea_is_what_its_facts_say() -> None:
    record = demo()["demo-clip-01"]
    found = risk(book(THIRD).procedure, risk_facts(record, at_conduct(record)))
    values = {part.id: part.value for part in found.terms}
    assert values["severity"] == 1.0
    assert values["flag-score"] == pytest.approx(0.91)
    assert values["sales"] == pytest.approx(41616 / 50000)
    assert values["complaints"] == 1.0
    assert values["origin"] == 0.0
    calm = demo()["demo-clip-05"]
    assert found.score > risk(book(THIRD).procedure, risk_facts(calm, at_conduct(calm))).score


def test_the_absolute_terms_guide_is_there_whole() -> None:
    for version in VERSIONS:
        clause = book(version).clause("absolute-terms")
        assert clause is not None
        words = [exemption.text.en for exemption in clause.exemptions]
        assert len([word for word in words if word.startswith("Not about the goods")]) == 3
        assert len([word for word in words if word.startswith("About the goods")]) == 6
        assert any("never treated as minor" in text.en for text in clause.applies)


def test_versions_differ_in_effect_and_not_only_in_numbers() -> None:
    for before, after in pairwise(VERSIONS):
        assert any(
            (old.severity, default_impact(before, old.id)) != (new.severity, default_impact(after, new.id))
            for old in book(before).clauses
            if (new := book(after).clause(old.id)) is not None
        )
        assert len(book(after).clauses) >= len(book(before).clauses)


def test_the_same_facts_are_judged_by_the_law_of_their_day() -> None:
    claims = [book(version).clause("false-claims") for version in VERSIONS]
    assert [clause.severity for clause in claims if clause] == [Severity.MEDIUM, Severity.HIGH, Severity.HIGH]
    required = [[element.id for element in clause.elements if element.required] for clause in claims if clause]
    assert required == [["claim", "untrue", "decides-buyers"], ["claim", "untrue"], ["claim", "untrue"]]
    cited = [{(item.source, item.clause) for item in clause.citations} for clause in claims if clause]
    assert ("aucl-2019", "8") in cited[0] and ("aucl-2025", "9") not in cited[0]
    assert ("aucl-2025", "9") in cited[1] and ("aucl-2019", "8") not in cited[1]
    assert ("order-117", "34") in cited[2] and ("order-117", "34") not in cited[1]


def test_ai_figures_and_the_seller_are_judged_since_order_117_only() -> None:
    for clause_id in ("ai-figure", "seller-shown"):
        assert [book(version).clause(clause_id) is not None for version in VERSIONS] == [False, False, True]
    assert [book(version).measure("blacklist") is not None for version in VERSIONS] == [False, False, True]


def test_what_was_not_read_says_so() -> None:
    for version in VERSIONS:
        second_hand = {source.id for source in book(version).sources if not source.read}
        for clause in book(version).clauses:
            for citation in clause.citations:
                assert citation.read is (citation.source not in second_hand), (clause.id, citation.source)


def test_the_demo_pack_has_clips_in_all_periods() -> None:
    periods = {at_conduct(record)[0].rulebook.version for record in demo().values()}
    assert periods == set(VERSIONS)
