"""Which verdict stands: the decision itself, or the one that it confirms or upholds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from reviewer_app.domain.events import Status
from reviewer_app.domain.rounds import CaseState
from reviewer_app.domain.verdicts import Operation
from reviewer_app.server.repository import ledger

_MOST_STEPS = 100


def standing(conn: Connection, op: Operation | None) -> Operation | None:
    """The operation whose findings stand where this one decides; None where what it is about is not here."""
    for _ in range(_MOST_STEPS):
        if op is None or op.verdict.stands_for is not None or op.verdict.on is None:
            return op
        op = by_id(conn, op.verdict.on)
    return None


def standing_of(conn: Connection, state: CaseState) -> Operation | None:
    """The operation whose findings stand for a decided case; None for any other."""
    if state.status is not Status.DECIDED or state.decision is None:
        return None
    return standing(conn, by_id(conn, state.decision))


def by_id(conn: Connection, op_id: str) -> Operation | None:
    """The operation of that id as the ledger has it."""
    row = ledger.by_op(conn, op_id)
    return read_entry(row) if row is not None else None


def read_entry(row: Any) -> Operation:
    """The operation in an entry of the ledger."""
    return Operation.model_validate_json(row.body)
