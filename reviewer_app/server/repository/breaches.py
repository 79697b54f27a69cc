"""SQL for the findings of decisions that stand, as they are counted by subject and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

c = t.breaches.c
_OF_SUBJECT = Prepared(
    select(c.clause, c.severity, c.scene, c.conduct_at, c.piece).where(
        c.subject == bindparam("of_subject"),
        c.conduct_at >= bindparam("from_"),
        c.conduct_at < bindparam("until"),
        c.case_id != bindparam("but_case"),
    )
)
_DROP = Prepared(delete(t.breaches).where(c.case_id == bindparam("of_case")))
_ADD = Prepared(insert(t.breaches))
EVER = ("0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z")
"""Bounds that every instant lies between, as `clock.stamp` writes them: alike in length, whatever the collation."""


def of_subject(conn: Connection, subject: str, bounds: tuple[str, str], but_case: str) -> list[Any]:
    """Breaches of a subject from one instant on and before another, those of one case left out.

    Each is bare: clause, severity, scene, conduct time, piece. Somebody may have thousands.
    """
    given = {"of_subject": subject, "from_": bounds[0], "until": bounds[1], "but_case": but_case}
    return _OF_SUBJECT.bare(conn, given)


def replace(conn: Connection, case_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Writes the breaches of a case in place of those that were there."""
    _DROP.run(conn, {"of_case": case_id})
    for row in rows:
        _ADD.run(conn, row)
