"""SQL for the ledger of operations: look-ups and appending, nothing else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from reviewer_app.server.repository import tables as t

c = t.ledger.c
_ADD = insert(t.ledger)
_BY_OP = select(t.ledger).where(c.op_id == bindparam("op_id"), c.binding)
_OF_CASE = (
    select(t.ledger)
    .where(c.case_id == bindparam("case_id"), c.fate.in_(("accepted", "advisory")), c.binding)
    .order_by(c.seq)
)


def by_op(conn: Connection, op_id: str) -> Any:
    """The entry that answered an operation, or None."""
    return conn.execute(_BY_OP, {"op_id": op_id}).one_or_none()


def append(conn: Connection, row: dict[str, Any]) -> None:
    """Appends an entry."""
    conn.execute(_ADD, row)


def of_case(conn: Connection, case_id: str) -> list[Any]:
    """Accepted and advisory entries of a case, in order."""
    return list(conn.execute(_OF_CASE, {"case_id": case_id}))


def entries(conn: Connection) -> list[Any]:
    """The whole ledger, in order."""
    return list(conn.execute(select(t.ledger).order_by(c.seq)))
