"""Two small rulebooks for tests: one clause, one measure, sign-off above an amount; seats and dates as asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.rulebooks.compiled import CompiledRulebook, compile_version

T = {"zh": "词", "en": "words"}
BEGIN = "2023-01-01T00:00:00+08:00"


def book(**changes: Any) -> CompiledRulebook:
    """A version of the test rulebook; `seats`, `digest_salt` and any field of the version can be changed."""
    seats = changes.pop("seats", 1)
    clause = {
        "id": "absolute",
        "number": "1",
        "title": T,
        "definition": T,
        "elements": [{"id": "words", "text": T, "proof": "anchor"}],
        "severity": "medium",
        "measures": ["warn", "close"],
        "citations": [{"source": "law", "clause": "9"}],
        "sender_ids": ["cn-adlaw@2021-04-29#9(3)"],
    }
    procedure = {
        "rounds": ["first", "signoff"],
        "first_seats": seats,
        "reason_min_chars": 2,
        "signoff": [{"id": "closing", "text": T, "when": "impact >= 3"}],
        "risk": [
            {"id": "sales", "text": T, "expression": "math.least(gmv / 10000.0, 1.0)", "weight": 3.0},
            {"id": "score", "text": T, "expression": "max_flag_score", "weight": 1.0},
        ],
        "hold_reasons": [{"id": "papers", "text": T, "hours": 72, "owner": "operator"}],
    }
    data = {
        "id": "test-book",
        "version": "1",
        "title": T,
        "applies_to": ["clip", "listing", "filing"],
        "zone": "Asia/Shanghai",
        "published_at": BEGIN,
        "effective_from": BEGIN,
        "summary": T,
        "sources": [{"id": "law", "title": T}],
        "clauses": [clause],
        "measures": [
            {"id": "warn", "title": T, "effect": T, "impact": 1},
            {"id": "close", "title": T, "effect": T, "impact": 4},
        ],
        "procedure": procedure,
    } | changes
    return compile_version(RulebookVersion.model_validate(_timed(data), strict=False))


def _timed(data: dict[str, Any]) -> dict[str, Any]:
    times = ("published_at", "effective_from", "effective_until")
    return {key: datetime.fromisoformat(value) if key in times else value for key, value in data.items()}
