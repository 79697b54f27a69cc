"""SQL for the ledger of operations: look-ups and appending, nothing else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

c = t.ledger.c
_ADD = Prepared(insert(t.ledger))
# Written as its index has it: SQLite finds `binding = 1` in no partial index and would read the whole ledger.
_BY_OP = Prepared(select(t.ledger).where(c.op_id == bindparam("op_id"), text("binding")))
_OF_CASE = (
    select(t.ledger)
    .where(c.case_id == bindparam("case_id"), c.fate.in_(("accepted", "advisory")), c.binding)
    .order_by(c.seq)
)


def by_op(conn: Connection, op_id: str) -> Any:
    """The entry that answered an operation, or None."""
    return _BY_OP.one(conn, {"op_id": op_id})


def append(conn: Connection, row: dict[str, Any]) -> None:
    """Appends an entry."""
    _ADD.run(conn, row)


def of_case(conn: Connection, case_id: str) -> list[Any]:
    """Accepted and advisory entries of a case, in order."""
    return list(conn.execute(_OF_CASE, {"case_id": case_id}))


def entries(conn: Connection) -> list[Any]:
    """The whole ledger, in order."""
    return list(conn.execute(select(t.ledger).order_by(c.seq)))
