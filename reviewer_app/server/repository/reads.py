"""SQL for who read a decided case for a back-test: look-ups and appending, nothing else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select

from reviewer_app.server.repository import tables as t

c = t.case_reads.c


def add(conn: Connection, account: str, case_id: str, at: str) -> None:
    """Notes that somebody read a case at an instant; the same again changes nothing."""
    same = (c.account == account, c.case_id == case_id, c.at == at)
    if conn.execute(select(c.at).where(*same)).first() is None:
        conn.execute(insert(t.case_reads), {"account": account, "case_id": case_id, "at": at})


def has_read(conn: Connection, account: str, case_id: str) -> bool:
    """Whether somebody read a case in this way."""
    return conn.execute(select(c.at).where(c.account == account, c.case_id == case_id)).first() is not None


def latest(conn: Connection, limit: int) -> list[Any]:
    """The latest notes, newest first."""
    return list(conn.execute(select(t.case_reads).order_by(c.at.desc(), c.account, c.case_id).limit(limit)))
