"""Schedules, the breaches of decisions that stand, and the counts that come with leases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes tables and columns, and writes down the breaches of what has been decided."""
    op.create_table(
        "schedules",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sa.UniqueConstraint("id", "version", name="schedules_id_version"),
    )
    op.create_table(
        "breaches",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("conduct_at", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("piece", sa.Text(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"]),
        sa.PrimaryKeyConstraint("case_id", "finding", "subject"),
    )
    op.create_index("breaches_subject", "breaches", ["subject", "conduct_at"], unique=False)
    op.add_column("leases", sa.Column("counts", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("counted_as", sa.Text(), nullable=True))
    _write_down(op.get_bind())


# The words of records and verdicts are read as they were when this was written; later forms are no matter here.


def _write_down(conn: Any) -> None:
    breaches = sa.table("breaches", *(sa.column(name) for name in _COLUMNS))
    severities = _severities(conn)
    decided = conn.execute(sa.text('SELECT case_id, state FROM case_heads WHERE state LIKE \'%"decision":"%\''))
    for case_id, state in list(decided):
        decision = json.loads(state).get("decision")
        verdict = _standing(conn, decision) if decision else None
        if verdict is None:
            continue
        text = sa.text("SELECT record FROM cases WHERE case_id = :case_id")
        record = json.loads(conn.execute(text, {"case_id": case_id}).scalar())
        rows = list(_rows(case_id, record, verdict, severities))
        if rows:
            conn.execute(sa.insert(breaches), rows)


_COLUMNS = ("case_id", "finding", "subject", "conduct_at", "clause", "severity", "piece", "scene")


def _severities(conn: Any) -> dict[tuple[str, str], str]:
    found = {}
    for digest, body in conn.execute(sa.text("SELECT digest, body FROM rulebooks")):
        for clause in json.loads(bytes(body))["clauses"]:
            found[digest, clause["id"]] = clause["severity"]
    return found


def _standing(conn: Any, op_id: str) -> dict[str, Any] | None:
    """The verdict that found what stands: what confirms or upholds another leads to that one."""
    for _ in range(100):
        text = sa.text("SELECT body FROM ledger WHERE op_id = :op_id AND binding")
        body = conn.execute(text, {"op_id": op_id}).scalar()
        if body is None:
            return None
        verdict: dict[str, Any] = json.loads(body)["verdict"]
        stands = verdict["outcome"] if verdict["outcome"] in ("pass", "violation") else verdict.get("result")
        if stands is not None or not verdict.get("on"):
            return verdict if stands == "violation" else None
        op_id = verdict["on"]
    return None


def _rows(
    case_id: str, record: dict[str, Any], verdict: dict[str, Any], severities: dict[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    subjects, piece, scene = _counted_as(record)
    for finding in {one["id"]: one for one in verdict["findings"]}.values():
        severity = severities.get((finding["rulebook"]["digest"], finding["clause"]))
        for subject in subjects if severity is not None else ():
            yield {
                "case_id": case_id,
                "finding": finding["id"],
                "subject": subject,
                "conduct_at": _stamp(finding["conduct_at"]),
                "clause": f"{finding['rulebook']['id']}:{finding['clause']}",
                "severity": severity,
                "piece": piece,
                "scene": scene,
            }


def _counted_as(record: dict[str, Any]) -> tuple[list[str], str, str | None]:
    subject, kind, merchant = record["subject"], record["kind"], record["merchant"]["id"]
    subjects = [_key("merchant", merchant)]
    if record.get("creator"):
        subjects.append(_key("creator", record["creator"]["id"]))
    if kind == "clip" and subject.get("room"):
        stream = _key("stream", subject["room"])
        return [*subjects, stream], stream, "stream"
    if kind == "clip":
        return subjects, _key("video", subject["video"]["sha256"]), "video"
    product = subject.get("product", {}) if kind == "listing" else {}
    if product.get("gtin"):
        subjects.append(_key("goods", product["gtin"]))
    elif product.get("sku"):
        subjects.append(_key("goods", f"{merchant}/{product['sku']}"))
    return subjects, _key("case", record["ref"]), None


def _key(kind: str, name: str) -> str:
    """As the program of this day makes it; written out, because a migration never changes with the program."""
    if len(name) <= 200 and name.isprintable():
        return f"{kind}:{name}"
    return f"{kind}:sha256:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _stamp(word: str) -> str:
    instant = datetime.fromisoformat(word).astimezone(UTC).replace(tzinfo=None)
    return instant.isoformat(timespec="microseconds") + "Z"
