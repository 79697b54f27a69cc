"""SQL for accounts, sessions and devices, and for who disabled which account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

a, s, d = t.accounts.c, t.sessions.c, t.devices.c
_SESSION = Prepared(
    select(s.token_hash, s.account, s.device, s.seen_at, s.expires_at, a.name, a.roles, a.disabled)
    .join(t.accounts, a.account == s.account)
    .where(s.token_hash == bindparam("token_hash"))
)
_DISABLED = Prepared(select(a.account).where(a.account == bindparam("account"), a.disabled.is_(False)))
_DEVICE = Prepared(
    select(d.last_seq, d.last_link).where(d.account == bindparam("account"), d.device == bindparam("device"))
)
_MOVE = Prepared(
    update(t.devices).where(d.account == bindparam("of_account"), d.device == bindparam("of_device")),
    "last_seq",
    "last_link",
)


def account(conn: Connection, name: str) -> Any:
    """The account row, or None."""
    return conn.execute(select(t.accounts).where(a.account == name)).one_or_none()


def accounts(conn: Connection) -> list[Any]:
    """Every account, by name."""
    return list(conn.execute(select(t.accounts).order_by(a.account)))


def account_count(conn: Connection) -> int:
    """How many accounts there are."""
    return conn.scalar(select(func.count()).select_from(t.accounts)) or 0


def add_account(conn: Connection, row: dict[str, Any]) -> None:
    """Stores an account."""
    conn.execute(insert(t.accounts), row)


def set_password(conn: Connection, name: str, password_hash: str) -> None:
    """Replaces a password's hash."""
    conn.execute(update(t.accounts).where(a.account == name), {"password_hash": password_hash})


def set_disabled(conn: Connection, name: str, disabled: bool) -> None:
    """Says whether an account may sign in."""
    conn.execute(update(t.accounts).where(a.account == name), {"disabled": disabled})


def is_disabled(conn: Connection, name: str) -> bool:
    """Whether an account may not sign in; an account that is not here may not."""
    return _DISABLED.one(conn, {"account": name}) is None


def add_act(conn: Connection, row: dict[str, Any]) -> None:
    """Notes who disabled or enabled an account."""
    conn.execute(insert(t.account_acts), row)


def acts(conn: Connection, limit: int) -> list[Any]:
    """The latest of these notes, newest first."""
    c = t.account_acts.c
    return list(conn.execute(select(t.account_acts).order_by(c.at.desc(), c.account, c.act).limit(limit)))


def waiting_for(conn: Connection, name: str) -> int:
    """How many cases were returned to an account and wait for it alone."""
    c = t.case_people.c
    return conn.scalar(select(func.count()).select_from(t.case_people).where(c.account == name, c.back)) or 0


def names(conn: Connection, which: Iterable[str]) -> dict[str, str]:
    """Display names by account."""
    wanted = list(which)
    if not wanted:
        return {}
    return {row.account: row.name for row in conn.execute(select(a.account, a.name).where(a.account.in_(wanted)))}


def open_session(conn: Connection, row: dict[str, Any]) -> None:
    """Stores a session."""
    conn.execute(insert(t.sessions), row)


def session(conn: Connection, token_hash: str) -> Any:
    """The session with its account, or None."""
    return _SESSION.one(conn, {"token_hash": token_hash})


def touch_session(conn: Connection, token_hash: str, seen_at: str, expires_at: str) -> None:
    """Moves a session's end on."""
    values = {"seen_at": seen_at, "expires_at": expires_at}
    conn.execute(update(t.sessions).where(s.token_hash == token_hash), values)


def close_session(conn: Connection, token_hash: str) -> None:
    """Ends a session."""
    conn.execute(delete(t.sessions).where(s.token_hash == token_hash))


def close_sessions(conn: Connection, name: str) -> None:
    """Ends every session of an account."""
    conn.execute(delete(t.sessions).where(s.account == name))


def drop_expired(conn: Connection, now: str) -> None:
    """Forgets sessions that are over."""
    conn.execute(delete(t.sessions).where(s.expires_at <= now))


def device(conn: Connection, who: str, device_id: str) -> tuple[int, str] | None:
    """Last sequence number and link of an account's device, or None before its first operation."""
    row = _DEVICE.one(conn, {"account": who, "device": device_id})
    return None if row is None else (row.last_seq, row.last_link)


def move_device(conn: Connection, who: str, device_id: str, seq: int, link: str, new: bool) -> None:
    """Moves a device's chain on."""
    if new:
        row = {"account": who, "device": device_id, "last_seq": seq, "last_link": link}
        conn.execute(insert(t.devices), row)
    else:
        values = {"of_account": who, "of_device": device_id, "last_seq": seq, "last_link": link}
        _MOVE.run(conn, values)
