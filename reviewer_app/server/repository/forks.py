"""SQL for the devices whose numbers were used by two."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

c = t.chain_forks.c
_NOTED = Prepared(select(c.noted_by).where(c.account == bindparam("account"), c.device == bindparam("device")))
_NOTE = Prepared(insert(t.chain_forks))


def is_noted(conn: Connection, account: str, device: str) -> bool:
    """Whether a device's chain has forked before."""
    return _NOTED.one(conn, {"account": account, "device": device}) is not None


def note(conn: Connection, account: str, device: str, noted_at: str, noted_by: int) -> bool:
    """Notes that a device's chain forked; False where that is known, and the first note stays."""
    if is_noted(conn, account, device):
        return False
    _NOTE.run(conn, {"account": account, "device": device, "noted_at": noted_at, "noted_by": noted_by})
    return True
