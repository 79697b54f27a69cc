"""SQL for the keys of policy owners and for who published which version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update

from reviewer_app.server.repository import tables as t

k, p = t.policy_keys.c, t.publications.c


def key(conn: Connection, public: str) -> Any:
    """A registered key, or None."""
    return conn.execute(select(t.policy_keys).where(k.key == public)).one_or_none()


def keys(conn: Connection) -> list[Any]:
    """Every registered key, by account."""
    return list(conn.execute(select(t.policy_keys).order_by(k.account, k.added_at)))


def add_key(conn: Connection, row: dict[str, Any]) -> None:
    """Registers a key."""
    conn.execute(insert(t.policy_keys), row)


def end_key(conn: Connection, public: str, at: str) -> None:
    """Ends a key; what was signed with it stays signed."""
    conn.execute(update(t.policy_keys).where(k.key == public, k.ended_at.is_(None)), {"ended_at": at})


def add(conn: Connection, row: dict[str, Any]) -> None:
    """Notes who published a version."""
    conn.execute(insert(t.publications), row)


def every(conn: Connection) -> list[Any]:
    """Who published what: digest, account, key, signature, at."""
    found = select(p.digest, k.account, p.key, p.signature, p.at).join(t.policy_keys, k.key == p.key)
    return list(conn.execute(found))
