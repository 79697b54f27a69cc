"""A small schedule for tests of the server: a ladder over the test rulebook, a score, dates as asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.rulebooks.compiled import CompiledRulebook, compile_version
from tests.server.books import T

BEGIN = "2023-01-01T00:00:00+08:00"
CLAUSE = "test-book:absolute"
CITED = [{"source": "rule", "clause": "1"}]


def schedule(**changes: Any) -> CompiledRulebook:
    """A version of the test schedule: the third listing in breach in 14 days closes the shop, at `third` of them."""
    data = {
        "kind": "schedule",
        "id": "test-steps",
        "version": "1",
        "title": T,
        "zone": "Asia/Shanghai",
        "published_at": BEGIN,
        "effective_from": BEGIN,
        "notice_days": 7,
        "summary": T,
        "sources": [{"id": "rule", "title": T}],
        "measures": [
            {"id": "warn", "title": T, "effect": T, "impact": 1},
            {"id": "close", "title": T, "effect": T, "impact": 4},
        ],
        "inputs": _inputs(),
        "ladders": [_ladder(changes.pop("third", 3))],
        "scores": [_score()],
    } | changes
    times = ("published_at", "effective_from", "effective_until")
    timed = {key: datetime.fromisoformat(value) if key in times else value for key, value in data.items()}
    return compile_version(ScheduleVersion.model_validate(timed, strict=False))


def _inputs() -> list[dict[str, Any]]:
    pieces = {"of": "merchant", "what": "pieces", "clauses": [CLAUSE]}
    breaches = {"of": "merchant", "what": "breaches", "severities": ["medium"]}
    return [
        {"name": "cases_14d", "type": "count", "window_days": 14, "text": T, "counted": pieces},
        {"name": "breaches_90d", "type": "count", "window_days": 90, "text": T, "counted": breaches},
        {"name": "rating", "type": "number", "text": T},
        {"name": "harm", "type": "word", "words": ["none", "some"], "text": T, "stated": True},
    ]


def _ladder(third: int) -> dict[str, Any]:
    second = f'cases_14d >= {third} || harm == "some"'
    return {
        "id": "steps",
        "title": T,
        "clauses": [CLAUSE],
        "steps": [
            {"number": 1, "title": T, "when": "cases_14d >= 1", "terms": [{"measure": "warn"}], "citations": CITED},
            {"number": 2, "title": T, "when": second, "terms": [{"measure": "close"}], "citations": CITED},
        ],
    }


def _score() -> dict[str, Any]:
    rungs = [{"value": 5, "points": 100}, {"value": 0, "points": 50}]
    metric = {"id": "metric", "title": T, "of": "rating", "higher": True, "weight": 1, "rungs": rungs}
    return {
        "id": "score",
        "title": T,
        "of": "merchant",
        "ours": True,
        "formula": T,
        "least": 0,
        "most": 100,
        "parts": [{"id": "part", "title": T, "weight": 1, "metrics": [metric]}],
        "deductions": [{"id": "off", "title": T, "of": "breaches_90d", "points": 2, "group": "all"}],
        "bands": [{"at_least": 0, "tenths": 30}],
        "stars": [{"at_least": 0, "halves": 6}],
        "citations": CITED,
    }
