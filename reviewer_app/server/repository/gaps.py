"""SQL for the numbers that are missing in devices' chains."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

c = t.chain_gaps.c
_OF_DEVICE = (c.account == bindparam("account"), c.device == bindparam("device"))
_AT = Prepared(select(t.chain_gaps).where(*_OF_DEVICE, c.first_seq <= bindparam("seq"), c.last_seq >= bindparam("seq")))
_ADD = Prepared(insert(t.chain_gaps))
_DROP = Prepared(delete(t.chain_gaps).where(*_OF_DEVICE, c.first_seq == bindparam("first_seq")))


def at(conn: Connection, account: str, device: str, seq: int) -> Any:
    """The gap that holds a number, or None."""
    return _AT.one(conn, {"account": account, "device": device, "seq": seq})


def add(conn: Connection, row: dict[str, Any]) -> None:
    """Notes a gap."""
    _ADD.run(conn, row)


def drop(conn: Connection, account: str, device: str, first_seq: int) -> None:
    """Strikes a gap out."""
    _DROP.run(conn, {"account": account, "device": device, "first_seq": first_seq})


def every(conn: Connection) -> list[Any]:
    """Every gap that is open, by account, device and number."""
    return list(conn.execute(select(t.chain_gaps).order_by(c.account, c.device, c.first_seq)))
