"""Every clause id of the shared pack, against the shipped versions: known by its conduct, or left as words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.rulebook import Published, books_for
from reviewer_app.rulebooks.compiled import published
from reviewer_app.rulebooks.conditions import risk
from reviewer_app.rulebooks.facts import flag_clauses, risk_facts
from reviewer_app.rulebooks.shipped import shipped
from reviewer_app.wire.record import read_record

PACK = Path(__file__).parents[3] / "shared" / "data" / "real"
LINES = (PACK / "cases.jsonl").read_text("utf-8").splitlines() if PACK.is_dir() else []
TRUTHS: list[dict[str, Any]] = json.loads((PACK / "truth.json").read_text("utf-8")) if PACK.is_dir() else []

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not LINES, reason="the shared data pack does not stand beside the project"),
]

AS_WORDS = {
    ("clip-02", "cn-order117@2025-12-18#34"),  # Order 117 was not in force
    ("clip-04", "cn-aucl@2025-06-27#9"),  # the last day of the 2019 text
}
"""Flags that name a text of the wrong day."""


def cases() -> dict[str, CaseRecord]:
    return {record.ref: record for record, *_ in map(read_record, LINES)}


def versions_for(case: CaseRecord) -> tuple[Published, ...]:
    return books_for(published(shipped()), case.kind, case.conduct_at, case.flagged_at)


def test_each_case_has_one_rulebook_in_force_at_its_conduct() -> None:
    assert all(len(versions_for(case)) == 1 for case in cases().values())


def test_flags_stand_for_clauses_except_those_of_the_wrong_day() -> None:
    unknown = {
        (case.ref, flag.clause)
        for case in cases().values()
        for flag, clause in zip(case.flags, flag_clauses(case, versions_for(case)), strict=True)
        if flag.clause is not None and clause is None
    }
    assert unknown == AS_WORDS


def test_every_true_finding_has_a_clause_for_that_kind_of_case() -> None:
    known = cases()
    for truth in TRUTHS:
        case = known[truth["ref"]]
        for finding in truth.get("findings", ()):
            clause = versions_for(case)[0].rulebook.for_sender_id(finding["clause"])
            assert clause is not None, (case.ref, finding["clause"])
            assert not clause.kinds or case.kind in clause.kinds, (case.ref, clause.id)


def test_risks_spread_the_cases_out_and_add_up() -> None:
    scores = {}
    for case in cases().values():
        versions = versions_for(case)
        found = risk(versions[0].rulebook.procedure, risk_facts(case, versions))
        assert sum(part.points for part in found.terms) == found.score
        scores[case.ref] = found.score
    assert scores["clip-03"] > scores["clip-01"] > scores["clip-07"]
    assert len(set(scores.values())) > 12
