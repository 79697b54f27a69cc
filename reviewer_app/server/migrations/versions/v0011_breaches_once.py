"""Breaches that go on over a switch of versions, written down twice by a server of before, are counted once."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Takes out what counted a second time; counts that went with a lease stay as they were given."""
    _count_once(op.get_bind())


# Decisions and the words of verdicts are read as they were when this was written; later forms are no matter here.

_GRAVITY = ("low", "medium", "high", "grave")


def _count_once(conn: Any) -> None:
    more = "SELECT case_id FROM breaches GROUP BY case_id, subject, clause HAVING count(*) > 1"
    for case_id in sorted({case_id for (case_id,) in conn.execute(sa.text(more))}):
        text = sa.text("SELECT state FROM case_heads WHERE case_id = :case_id")
        decision = json.loads(conn.execute(text, {"case_id": case_id}).scalar()).get("decision")
        digests = _digests(conn, decision) if decision else {}
        text = sa.text("SELECT finding, clause, severity FROM breaches WHERE case_id = :case_id")
        kept = {finding: (clause, severity) for finding, clause, severity in conn.execute(text, {"case_id": case_id})}
        if not kept.keys() <= digests.keys():
            continue  # not what stands now, so nothing is known of their versions
        gone = sa.text("DELETE FROM breaches WHERE case_id = :case_id AND finding = :finding")
        for finding in _second(kept, digests):
            conn.execute(gone, {"case_id": case_id, "finding": finding})


def _second(kept: dict[str, tuple[str, str]], digests: dict[str, str]) -> list[str]:
    """The findings of a clause under other versions than the one with the most of them, or else the gravest."""
    sides: dict[str, dict[str, list[str]]] = {}
    for finding, digest in digests.items():
        if finding in kept:
            sides.setdefault(kept[finding][0], {}).setdefault(digest, []).append(finding)
    gone = []
    for by_version in sides.values():
        graver = {name: max(_GRAVITY.index(kept[one][1]) for one in found) for name, found in by_version.items()}
        counts = max(by_version, key=lambda name: (len(by_version[name]), graver[name]))
        gone += [finding for name, found in by_version.items() if name != counts for finding in found]
    return gone


def _digests(conn: Any, op_id: str) -> dict[str, str]:
    """The version under which each finding of what stands was made; what confirms another leads to that one."""
    for _ in range(100):
        text = sa.text("SELECT body FROM ledger WHERE op_id = :op_id AND binding")
        body = conn.execute(text, {"op_id": op_id}).scalar()
        if body is None:
            return {}
        verdict = json.loads(body)["verdict"]
        stands = verdict["outcome"] if verdict["outcome"] in ("pass", "violation") else verdict.get("result")
        if stands is not None or not verdict.get("on"):
            return {one["id"]: one["rulebook"]["digest"] for one in verdict["findings"]}
        op_id = verdict["on"]
    return {}
