"""The shipped rulebook for listings and filings: its periods, what each version changes, and the cases it must fit."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reviewer_app.domain.cases import CaseKind, CaseRecord
from reviewer_app.domain.rulebook import Proof, Published, Severity, books_for, in_force
from reviewer_app.rulebooks.check import check_folder
from reviewer_app.rulebooks.compiled import compile_version, published
from reviewer_app.rulebooks.conditions import risk, signoff_reasons
from reviewer_app.rulebooks.facts import SignoffFacts, flag_clauses, risk_facts
from reviewer_app.rulebooks.shipped import shipped_folder
from reviewer_app.rulebooks.source import read_source_file
from reviewer_app.wire.record import read_record

FOLDER = shipped_folder() / "listings-filings"
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 1, tzinfo=SHANGHAI)
VERSIONS = (
    "2023-05-01",
    "2023-07-20",
    "2025-01-23",
    "2025-10-15",
    "2026-02-01",
    "2026-04-10",
    "2026-06-02",
    "2026-07-30",
)
KINDS = (CaseKind.LISTING, CaseKind.FILING)
AUCL_OLD, AUCL_NEW = "cn-aucl@2019-04-23#8", "cn-aucl@2025-06-27#9"
ALWAYS_MAPPED = {
    "cn-adlaw@2021-04-29#9(3)": "absolute-terms",
    "cn-adlaw@2021-04-29#17": "health-claims",
    "cn-adlaw@2021-04-29#28": "false-goods",
    "cn-certification@2023-07-20#28": "compulsory-certification",
    "cn-ecommerce@2018-08-31#42": "ip-notice",
    "cn-ecommerce@2018-08-31#43": "ip-notice",
    "cn-ecommerce@2018-08-31#44": "ip-notice",
    "cn-ecommerce@2018-08-31#45": "ip-notice",
    "cn-foodsafety@2021-04-29#67": "food-label",
    "cn-foodsafety@2021-04-29#62": "scope",
    "cn-foodsafety@2021-04-29#73": "health-claims",
    "cn-price56@2022-04-14#16": "compared-price",
    "cn-price56@2022-04-14#19": "compared-price",
    "cn-quality@2018-12-29#13": "lab-report",
    "cn-quality@2018-12-29#15": "lab-report",
    "cn-quality@2018-12-29#27": "required-attributes",
    "platform-entry@2025-01-23#authorisation-chain": "authorisation",
    "platform-entry@2025-01-23#authorisation-days": "authorisation",
    "platform-entry@2025-01-23#declared-matches": "declared-matches",
    "platform-entry@2025-01-23#genuine": "qualification",
    "platform-entry@2025-01-23#identity": "identity",
    "platform-entry@2025-01-23#licence-days": "licence-days",
    "platform-entry@2025-01-23#same-name": "same-name",
    "platform-entry@2025-01-23#scope": "scope",
    "platform-entry@2025-01-23#uscc": "credit-code",
    "platform-offsite@2020-10": "offsite",
}
BEFORE = {
    "2023-05-01": ("cn-certification@2023-07-20#28", "platform-entry@2025-01-23#"),
    "2023-07-20": ("platform-entry@2025-01-23#",),
}
"""Texts that a version of before their day knows nothing of."""
BY_THE_ENTRY_STANDARD = {"licence-days", "same-name", "authorisation", "trademark", "identity"}


@cache
def books() -> tuple[Published, ...]:
    paths = sorted(FOLDER.glob("*.yaml"))
    return published(compile_version(read_source_file(path).version) for path in paths)


def book(version: str) -> Published:
    return next(item for item in books() if item.rulebook.version == version)


def version_at(conduct_at: datetime) -> str | None:
    found = in_force(books(), conduct_at, NOW)
    return found.rulebook.version if found is not None else None


@cache
def demo_cases() -> dict[str, CaseRecord]:
    lines = (DEMO / "cases.jsonl").read_text("utf-8").splitlines()
    cases = [read_record(line)[0] for line in lines]
    return {case.ref: case for case in cases if case.kind in KINDS}


def test_the_versions_are_sound_alone_and_beside_each_other(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / FOLDER.name)  # alone: other rulebooks have their own tests
    assert tuple(item.rulebook.version for item in books()) == VERSIONS
    assert check_folder(tmp_path) == []


@pytest.mark.parametrize(("before", "version"), list(zip((None, *VERSIONS[:-1]), VERSIONS, strict=True)))
def test_a_version_begins_at_midnight_in_shanghai(before: str | None, version: str) -> None:
    midnight = datetime.fromisoformat(version).replace(tzinfo=SHANGHAI)
    assert version_at(midnight - timedelta(days=1)) == before
    assert version_at(midnight - timedelta(microseconds=1)) == before
    assert version_at(midnight) == version
    assert version_at(midnight + timedelta(days=1)) == version


def test_the_last_version_has_no_end() -> None:
    assert version_at(NOW + timedelta(days=3650)) == VERSIONS[-1]


@pytest.mark.parametrize("version", VERSIONS)
def test_ids_of_senders_lead_to_clauses(version: str) -> None:
    rulebook = book(version).rulebook
    found = {sender: rulebook.for_sender_id(sender) for sender in ALWAYS_MAPPED}
    later = BEFORE.get(version, ())
    mapped = (
        {s: None if s.startswith(later) else clause for s, clause in ALWAYS_MAPPED.items()} if later else ALWAYS_MAPPED
    )
    assert {sender: clause.id if clause else None for sender, clause in found.items()} == mapped


@pytest.mark.parametrize("version", VERSIONS)
def test_filings_are_judged_by_the_entry_standard_from_its_day_on(version: str) -> None:
    rulebook = book(version).rulebook
    before = version < "2025-01-23"
    cited = {item.source for clause in rulebook.clauses for item in clause.citations}
    assert ("platform-entry" in cited) is not before
    there = {clause.id for clause in rulebook.clauses_for(CaseKind.FILING)}
    assert there & BY_THE_ENTRY_STANDARD == (set() if before else BY_THE_ENTRY_STANDARD)
    assert {"scope", "declared-matches", "credit-code", "lab-report", "qualification"} <= there
    assert ("bar" in {measure.id for measure in rulebook.measures}) is not before


def test_the_certification_regulation_is_cited_as_read_from_its_day_on() -> None:
    cited = {version: _citations(version, "compulsory-certification") for version in VERSIONS}
    assert [version for version in VERSIONS if ("certification-regulation", "27-28, 66") in cited[version]] == list(
        VERSIONS[1:]
    )
    first = book(VERSIONS[0]).rulebook.clause("compulsory-certification")
    assert first is not None
    assert [item.read for item in first.citations] == [False, False]


@pytest.mark.parametrize(
    ("sender", "clause", "since_until"),
    [
        (AUCL_OLD, "false-promotion", ("2023-05-01", "2025-10-15")),
        (AUCL_NEW, "false-promotion", ("2025-10-15", "9")),
        ("cn-order117@2025-12-18#34", "false-promotion", ("2026-02-01", "9")),
        ("cn-order117@2025-12-18#27", "compulsory-certification", ("2026-02-01", "9")),
        ("cn-platformprice@2025-1607", "price-terms", ("2026-04-10", "9")),
        ("platform-shelf-life@2026-06-02", "food-label", ("2026-06-02", "9")),
    ],
)
def test_an_id_is_known_only_while_its_text_is_in_force(sender: str, clause: str, since_until: tuple[str, str]) -> None:
    since, until = since_until
    found = [book(version).rulebook.for_sender_id(sender) for version in VERSIONS]
    assert [item.id if item else None for item in found] == [clause if since <= v < until else None for v in VERSIONS]


def test_the_unfair_competition_act_is_cited_by_the_article_in_force() -> None:
    citations = {version: _citations(version, "false-promotion") for version in VERSIONS}
    assert all(("aucl-2019", "8, 20") in citations[version] for version in VERSIONS[:3])
    assert all(("aucl-2025", "9, 25") in citations[version] for version in VERSIONS[3:])
    assert [version for version in VERSIONS if ("order-117", "34") in citations[version]] == list(VERSIONS[4:])


def test_from_the_qualification_rule_on_a_shop_may_close_over_its_papers() -> None:
    before, after = (book(version).rulebook.clause("qualification") for version in VERSIONS[-2:])
    assert before is not None
    assert after is not None
    assert (before.severity, after.severity) == (Severity.HIGH, Severity.GRAVE)
    assert (before.measures[0], after.measures[0]) == ("papers-72h", "reject-filing")
    assert "close-shop" not in before.measures
    assert "close-shop" in after.measures


def test_a_rejected_filing_over_its_qualification_is_signed_off_only_under_the_later_version() -> None:
    severities = {"2026-06-02": 2, "2026-07-30": 3}
    reasons = {
        version: signoff_reasons(
            book(version).rulebook.procedure,
            SignoffFacts("filing", "zh-CN", "violation", findings=1, severity=severity, impact=2),
        )
        for version, severity in severities.items()
    }
    assert reasons == {"2026-06-02": (), "2026-07-30": ("grave-clause",)}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (SignoffFacts("listing", "zh-CN", "violation", severity=1, impact=2, gmv=9999.99), ()),
        (SignoffFacts("listing", "zh-CN", "violation", severity=1, impact=2, gmv=10000.0), ("large-sales",)),
        (SignoffFacts("listing", "zh-CN", "violation", severity=1, impact=0, gmv=10000.0), ()),
        (SignoffFacts("listing", "zh-CN", "violation", severity=2, impact=3), ("high-impact",)),
        (SignoffFacts("listing", "zh-CN", "pass", disagreed_score=0.9), ("strong-flag-denied",)),
        (SignoffFacts("listing", "zh-CN", "pass", disagreed_score=0.89), ()),
        (SignoffFacts("filing", "zh-CN", "pass", sample=0.049), ("sample",)),
    ],
)
def test_sign_off_is_asked_for_where_much_hangs_on_it(facts: SignoffFacts, expected: tuple[str, ...]) -> None:
    assert signoff_reasons(book(VERSIONS[-1]).rulebook.procedure, facts) == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_a_finding_stays_quick_at_the_desk(version: str) -> None:
    for clause in book(version).rulebook.clauses:
        proofs = [element.proof for element in clause.elements]
        assert proofs[0] is Proof.ANCHOR, clause.id
        assert proofs.count(Proof.STATEMENT) <= 2, clause.id
        assert len(clause.kinds) == 1, clause.id
        assert {example.violates for example in clause.examples} == {True, False}, clause.id


@pytest.mark.parametrize("ref", sorted(demo_cases()))
def test_every_clause_id_of_the_demo_cases_is_known_where_its_text_is_in_force(ref: str) -> None:
    case = demo_cases()[ref]
    chosen = books_for(books(), case.kind, case.conduct_at, NOW)
    for flag, clause in zip(case.flags, flag_clauses(case, chosen), strict=True):
        # demo-listing-02 carries, on purpose, the 2019 text on the first day of the 2025 text.
        unknown = flag.clause is None or (ref, flag.clause) == ("demo-listing-02", AUCL_OLD)
        assert (clause is None) is unknown, flag.clause
        assert clause is None or case.kind in clause.kinds


def test_every_clause_that_is_true_of_a_demo_case_can_be_found() -> None:
    for entry in json.loads((DEMO / "truth.json").read_text("utf-8")):
        case = demo_cases().get(entry["ref"])
        if case is None:
            continue
        chosen = in_force(books(), case.conduct_at, NOW)
        assert chosen is not None
        for finding in entry["findings"]:
            for sender in (finding["clause"], *finding.get("also", ())):
                assert chosen.rulebook.for_sender_id(sender) is not None, (case.ref, sender)


def test_the_risk_of_a_demo_listing_is_the_sum_of_its_parts() -> None:
    case = demo_cases()["demo-listing-01"]
    chosen = books_for(books(), case.kind, case.conduct_at, NOW)
    found = risk(chosen[0].rulebook.procedure, risk_facts(case, chosen))
    # By hand: medium 1/3 of 30, score 0.93 of 20, sales over 20,000 all of 15, (1 x 3 + 4) / 20 of 10, 2 / 5 of 15.
    exact = {"severity": 10, "flag-score": 18.6, "sales": 15, "complaints": 3.5, "merchant-record": 6, "origin": 0}
    assert {part.id: pytest.approx(part.value * part.weight) for part in found.terms} == exact
    assert sum(part.points for part in found.terms) == found.score == 53


def _citations(version: str, clause_id: str) -> set[tuple[str, str]]:
    clause = book(version).rulebook.clause(clause_id)
    assert clause is not None
    return {(citation.source, citation.clause) for citation in clause.citations}
