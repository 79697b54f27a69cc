"""SQL for the findings of decisions that stand, as they are counted by subject and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from reviewer_app.domain.counts import WINDOWS
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
_EACH: list[Any] = [func.count().filter(c.conduct_at >= bindparam(f"from_{days}")) for days in WINDOWS]
_IN_WINDOWS = Prepared(
    select(*(count.label(f"in_{days}") for days, count in zip(WINDOWS, _EACH, strict=True))).where(
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


def in_windows(conn: Connection, subject: str, starts: Mapping[int, str], until: str, but_case: str) -> dict[int, int]:
    """How many breaches a subject has before an instant, in each of WINDOWS (days); `starts` has when each begins."""
    given = {f"from_{days}": start for days, start in starts.items()}
    bounds = {"from_": min(starts.values()), "until": until}
    (found,) = _IN_WINDOWS.bare(conn, given | bounds | {"of_subject": subject, "but_case": but_case})
    return dict(zip(WINDOWS, found, strict=True))


def replace(conn: Connection, case_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Writes the breaches of a case in place of those that were there."""
    _DROP.run(conn, {"of_case": case_id})
    for row in rows:
        _ADD.run(conn, row)
