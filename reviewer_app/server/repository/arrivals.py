"""SQL for what is known when an operation arrives: earlier answer, device, head of the case and lease, in one go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, text

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

_ENTRY, _DEVICE, _LEASE = t.ledger.c, t.devices.c, t.leases.c
_HEAD, _CASE = t.case_heads.c, t.cases.c
_CASE_COLUMNS = (
    *(_HEAD.case_id, _HEAD.state, _HEAD.hidden, _HEAD.row, _HEAD.seq, _HEAD.seen, _CASE.summary),
    *(_LEASE.epoch, _LEASE.holder, _LEASE.round, _LEASE.attempt, _LEASE.seat, _LEASE.taken_at, _LEASE.counts),
)
_OF_CASE = tuple(column.key for column in _CASE_COLUMNS)
# `binding` is written as its index has it: SQLite finds `binding = 1` in no partial index.
_KNOWN = Prepared(
    select(
        *(_ENTRY[name].label(f"entry_{name}") for name in ("seq", "link", "received_at", "body_digest", "fate")),
        *(_ENTRY[name].label(f"entry_{name}") for name in ("problem", "case_version")),
        _DEVICE.last_seq,
        _DEVICE.last_link,
        *_CASE_COLUMNS,
    )
    .select_from(t.counters)
    .outerjoin(t.ledger, and_(_ENTRY.op_id == bindparam("op_id"), text("ledger.binding")))
    .outerjoin(t.devices, and_(_DEVICE.account == bindparam("account"), _DEVICE.device == bindparam("device")))
    .outerjoin(t.case_heads, _HEAD.case_id == bindparam("of_case"))
    .outerjoin(t.cases, _CASE.case_id == _HEAD.case_id)
    .outerjoin(t.leases, and_(_LEASE.case_id == bindparam("of_case"), _LEASE.epoch == bindparam("epoch")))
    .where(t.counters.c.id == 1)
)


def known(conn: Connection, account: str, device: str, op_id: str, case_id: str, epoch: int) -> Any:
    """One row: `entry_` columns are the operation's own entry, the others device, head and lease; None where none is.

    Everything in it is from this transaction, which holds the counters already.
    """
    return _KNOWN.one(conn, {"account": account, "device": device, "op_id": op_id, "of_case": case_id, "epoch": epoch})


def same_case(one: Any, other: Any) -> bool:
    """Whether head and lease are the same in two rows, so that what was made of the one holds for the other."""
    return all(getattr(one, name) == getattr(other, name) for name in _OF_CASE)
