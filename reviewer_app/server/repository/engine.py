"""Opens the database, SQLite or PostgreSQL, and gives out read and write transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event, select, update

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared, on_driver

# SQLite's WAL mode can lose committed writes before 3.51.3 (https://www.sqlite.org/wal.html#walresetbug).
OLDEST_SQLITE = (3, 51, 3)
BUSY_MS = 30_000
STATEMENTS = 512
"""How many compiled statements a connection keeps: more than the server has. The driver's 100 are full after the
migrations, and whatever comes first after that takes one last place in turns, compiled anew each time."""


class DatabaseRefused(Exception):
    """The server does not start on this database; the text says why and what to do."""


@dataclass(slots=True)
class Unit:
    """A write transaction: nobody else writes until it ends, so numbers appear in the order of commits."""

    conn: Connection
    feed: int
    ledger: int
    link: str
    _before: tuple[int, int, str]

    def next_feed(self) -> int:
        """The next number of the change feed."""
        self.feed += 1
        return self.feed

    def flush(self) -> None:
        """Writes the counters back, at the end of the transaction."""
        if (self.feed, self.ledger, self.link) == self._before:
            return
        values = {"feed": self.feed, "ledger": self.ledger, "link": self.link}
        _COUNT_ON.run(self.conn, values)


class Database:
    """One database and its transactions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite's own waiting is a poll that starves under load; within the process a lock is fair enough and fast.
        self._turn = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction."""
        with self.engine.connect() as conn, self._transaction(conn, "BEGIN"):
            yield conn

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A write transaction that holds the counters from its start; rolls back on any exception."""
        with self.writes() as write, write() as unit:
            yield unit

    @contextmanager
    def writes(self) -> Iterator[Callable[[], AbstractContextManager[Unit]]]:
        """Write transactions one after another on one connection; between two of them others may write."""
        with self.engine.connect() as conn:
            yield partial(self._unit, conn)

    @contextmanager
    def _unit(self, conn: Connection) -> Iterator[Unit]:
        with self._turn, self._transaction(conn, "BEGIN IMMEDIATE"):
            row = _COUNTERS.one(conn, {})
            before = (row.feed, row.ledger, row.link)
            unit = Unit(conn, *before, _before=before)
            yield unit
            unit.flush()

    @contextmanager
    def plain_write(self) -> Iterator[Connection]:
        """A write transaction that touches neither cases nor the ledger: sessions, accounts, assets."""
        with self.engine.connect() as conn, self._turn, self._transaction(conn, "BEGIN IMMEDIATE"):
            yield conn

    @contextmanager
    def _transaction(self, conn: Connection, begin: str) -> Iterator[None]:
        with conn.begin():
            if self.is_sqlite:  # the driver is told to begin nothing by itself, see `_prepare`
                on_driver(conn, begin)
            yield

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


_COUNT_ON = Prepared(update(t.counters).where(t.counters.c.id == 1), "feed", "ledger", "link")
_COUNTERS = Prepared(
    select(t.counters.c.feed, t.counters.c.ledger, t.counters.c.link).where(t.counters.c.id == 1).with_for_update()
)


def open_database(path: Path, url: str | None) -> Database:
    """Opens SQLite at `path`, or PostgreSQL at `url`. Raises DatabaseRefused."""
    if url is None:
        return Database(sqlite_engine(path))
    if not url.startswith("postgresql"):
        raise DatabaseRefused("Only SQLite in the data folder or a postgresql:// address can hold the server's data.")
    address = url if "+" in url.split(":", 1)[0] else url.replace("postgresql", "postgresql+psycopg", 1)
    # Parameters are people's words: they stay out of messages and logs.
    return Database(create_engine(address, hide_parameters=True, pool_size=20, max_overflow=30, pool_pre_ping=True))


def sqlite_engine(path: Path) -> Engine:
    """SQLite through the library that carries a recent one; durable at every commit."""
    found = tuple(int(part) for part in sqlcipher3.sqlite_version.split("."))
    if found < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise DatabaseRefused(f"SQLite {sqlcipher3.sqlite_version} can lose writes; {wanted} or later is needed.")
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlcipher3.dbapi2,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000, "cached_statements": STATEMENTS},
        pool_size=50,
        max_overflow=50,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_transaction` says, not where the driver guesses
    cursor = connection.cursor()
    mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise DatabaseRefused("The data folder is on a file system that SQLite cannot use safely; choose a local disk.")
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "cache_size=-65536",
        "wal_autocheckpoint=4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
