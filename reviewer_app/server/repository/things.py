"""SQL for settings, generations of the feed, rulebooks, schedules and assets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, inspect, select, update

from reviewer_app.server.repository import tables as t


def setting(conn: Connection, key: str) -> str | None:
    """A stored setting."""
    return conn.scalar(select(t.meta.c.value).where(t.meta.c.key == key))


def set_setting(conn: Connection, key: str, value: str) -> None:
    """Stores a setting, new or changed."""
    if setting(conn, key) is None:
        conn.execute(insert(t.meta), {"key": key, "value": value})
    else:
        conn.execute(update(t.meta).where(t.meta.c.key == key), {"value": value})


def add_generation(conn: Connection, generation: str, start_seq: int) -> None:
    """Notes that the server started anew at a number of the feed."""
    last = conn.scalar(select(func.max(t.generations.c.ordinal))) or 0
    row = {"generation": generation, "start_seq": start_seq, "ordinal": last + 1}
    conn.execute(insert(t.generations), row)


def generations(conn: Connection) -> list[tuple[str, int]]:
    """Every generation with its first number, oldest first."""
    found = conn.execute(select(t.generations).order_by(t.generations.c.ordinal))
    return [(row.generation, row.start_seq) for row in found]


def feed_end(conn: Connection) -> int:
    """The last number of the feed that is committed."""
    return conn.scalar(select(t.counters.c.feed)) or 0


def rulebooks(conn: Connection) -> list[Any]:
    """Every rulebook version with its bytes."""
    return list(conn.execute(select(t.rulebooks).order_by(t.rulebooks.c.id, t.rulebooks.c.version)))


def add_rulebook(conn: Connection, row: dict[str, Any]) -> None:
    """Stores a rulebook version."""
    conn.execute(insert(t.rulebooks), row)


def schedules(conn: Connection) -> list[Any]:
    """Every version of the schedules with its bytes."""
    return list(conn.execute(select(t.schedules).order_by(t.schedules.c.id, t.schedules.c.version)))


def published_before(conn: Connection) -> list[Any]:
    """The names and digests of versions in a database that may lack tables yet: asked before anything is migrated."""
    there = inspect(conn)
    tables = [table for table in (t.rulebooks, t.schedules) if there.has_table(table.name)]
    return [row for one in tables for row in conn.execute(select(one.c.id, one.c.version, one.c.digest))]


def add_schedule(conn: Connection, row: dict[str, Any]) -> None:
    """Stores a version of a schedule."""
    conn.execute(insert(t.schedules), row)


def asset(conn: Connection, sha256: str) -> Any:
    """What is known of a file, or None."""
    return conn.execute(select(t.assets).where(t.assets.c.sha256 == sha256)).one_or_none()


def assets(conn: Connection, wanted: Iterable[str]) -> dict[str, Any]:
    """What is known of files, by SHA-256."""
    names = list(wanted)
    if not names:
        return {}
    return {row.sha256: row for row in conn.execute(select(t.assets).where(t.assets.c.sha256.in_(names)))}


def add_asset(conn: Connection, row: dict[str, Any]) -> None:
    """Notes a stored file."""
    conn.execute(insert(t.assets), row)


def link_assets(conn: Connection, rows: list[dict[str, Any]]) -> None:
    """Notes which files a case has."""
    if rows:
        conn.execute(insert(t.case_assets), rows)


_OF_CASE = (
    select(t.assets)
    .join(t.case_assets, t.case_assets.c.sha256 == t.assets.c.sha256)
    .where(t.case_assets.c.case_id == bindparam("case_id"))
    .order_by(t.case_assets.c.position)
)


def assets_of(conn: Connection, case_id: str) -> list[Any]:
    """The files of a case, in the order a reviewer needs them."""
    return list(conn.execute(_OF_CASE, {"case_id": case_id}))
