"""SQL for leases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

c = t.leases.c
_ADD = Prepared(insert(t.leases))
_ONE = Prepared(select(t.leases).where(c.case_id == bindparam("case_id"), c.epoch == bindparam("epoch")))
_LATER = (
    select(func.count())
    .select_from(t.leases)
    .where(
        c.case_id == bindparam("case_id"),
        c.epoch > bindparam("epoch"),
        c.round == bindparam("round"),
        c.attempt == bindparam("attempt"),
        c.seat == bindparam("seat"),
        c.holder != bindparam("holder"),
    )
)
# Epochs count from one. Without them SQLite would go through everything that the holder has in hand.
_CLOSE = Prepared(
    update(t.leases).where(c.case_id == bindparam("of_case"), c.epoch >= 1, c.holder == bindparam("of_holder"), c.open),
    "open",
)


def add(conn: Connection, row: dict[str, Any]) -> None:
    """Stores a new lease."""
    _ADD.run(conn, row)


def one(conn: Connection, case_id: str, epoch: int) -> Any:
    """The lease of that epoch, or None."""
    return _ONE.one(conn, {"case_id": case_id, "epoch": epoch})


def counts_of(conn: Connection, case_id: str, epoch: int) -> str | None:
    """The counts that came with a lease, as JSON text."""
    found = one(conn, case_id, epoch)
    return found.counts if found is not None else None


def passed_on(conn: Connection, lease: Any) -> bool:
    """Whether somebody else got the same seat later."""
    keys = ("case_id", "epoch", "round", "attempt", "seat", "holder")
    return bool(conn.scalar(_LATER, {key: getattr(lease, key) for key in keys}))


def extend(conn: Connection, case_id: str, epoch: int, until: str) -> None:
    """Sets a lease's end."""
    conn.execute(update(t.leases).where(c.case_id == case_id, c.epoch == epoch), {"until": until})


def set_counts(conn: Connection, case_id: str, epoch: int, counts: str) -> None:
    """Writes a lease's counts, as JSON text."""
    conn.execute(update(t.leases).where(c.case_id == case_id, c.epoch == epoch), {"counts": counts})


def close(conn: Connection, case_id: str, holder: str) -> None:
    """Ends the open lease that a holder has on a case."""
    _CLOSE.run(conn, {"of_case": case_id, "of_holder": holder, "open": False})


def open_of(conn: Connection, holder: str) -> list[Any]:
    """Every open lease of a holder."""
    return list(conn.execute(select(t.leases).where(c.holder == holder, c.open)))


def lapsed(conn: Connection, now: str, case_id: str | None = None) -> list[Any]:
    """Open leases whose term is over, of one case or of all."""
    query = select(t.leases).where(c.open, c.until <= now).order_by(c.until).limit(500)
    return list(conn.execute(query if case_id is None else query.where(and_(c.case_id == case_id))))
