"""The one way into SQLite: SQLCipher under sqlite-utils, opened, checked, and its failures made typed trouble."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
import sqlcipher3.dbapi2 as dbapi

from reviewer_app.client.errors import DamagedFile, PlainFile, WrongKey
from reviewer_app.client.trouble import NotSaved

if TYPE_CHECKING:
    from sqlite_utils import Database

# Before the first import of sqlite_utils, or it catches the exception classes of another SQLite.
sys.modules["pysqlite3"], sys.modules["pysqlite3.dbapi2"] = sqlcipher3, dbapi

LEAST_SQLITE = (3, 51, 3)  # earlier ones can lose committed writes in WAL mode
PLAIN_MAGIC = b"SQLite format 3\x00"
KEY_BYTES = 32
STATEMENTS = 512
"""How many compiled statements a connection keeps. A day uses up the driver's 100, and whatever comes first after them
takes one last place in turns, compiled anew each time."""
Row = tuple[Any, ...]
ConstraintBroken = dbapi.IntegrityError

_FULL = ("database or disk is full", "disk i/o error", "readonly database", "unable to open database file")
_DAMAGED = ("malformed", "file is not a database", "corrupt", "closed database")


class UnfitSQLite(RuntimeError):
    """The SQLite at hand may lose committed writes or does not encrypt; the program must not run on it."""


class EncryptedFile:
    """An open encrypted database: one connection, usable from one thread at a time.

    Reads and transactions take the lock; a transaction that fails is undone whole.
    """

    def __init__(self, path: Path, connection: Any) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query. Raises DamagedFile where a page fails its authentication."""
        with self._lock:
            try:
                return list(self._connection.execute(sql, values))
            except dbapi.DatabaseError as error:
                raise _typed(error, self.path) from error

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        with self._lock:
            try:
                found: Row | None = self._connection.execute(sql, values).fetchone()
            except dbapi.DatabaseError as error:
                raise _typed(error, self.path) from error
            return found

    @contextmanager
    def transaction(self) -> Iterator[Writer]:
        """A write transaction, immediate and durable at its end; joins the one that is open on this thread.

        Raises NotSaved when the disk does not take it: then nothing of it happened.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield Writer(self._connection)
                return
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield Writer(self._connection)
                self._connection.execute("COMMIT")
            except dbapi.DatabaseError as error:
                self._undo()
                raise _typed(error, self.path) from error
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def utils(self) -> Database:
        """The same connection through sqlite-utils, for migrations and schema work."""
        # Late: a file whose schema is up to date is opened without it, 30 ms sooner.
        from sqlite_utils import Database

        return Database(self._connection)

    def check(self) -> None:
        """Reads every page once, some 7 ms for a megabyte. Raises DamagedFile where one fails its authentication."""
        if self.rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise DamagedFile(self.path.name)

    def checkpoint(self) -> None:
        """Moves what the write-ahead log holds into the file and empties the log."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes; the last connection to close empties the log."""
        with self._lock:
            self._connection.close()


class Writer:
    """What may be done inside a transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Runs a statement; gives how many rows it touched."""
        count: int = self._connection.execute(sql, values).rowcount
        return count

    def run_all(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        """Runs a statement once for each set of values."""
        self._connection.executemany(sql, values)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        return list(self._connection.execute(sql, values))

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found


def check_sqlite() -> None:
    """Raises UnfitSQLite where the SQLite underneath is too old or has no SQLCipher in it."""
    if dbapi.sqlite_version_info < LEAST_SQLITE:
        raise UnfitSQLite(f"SQLite {dbapi.sqlite_version} may lose committed writes; {LEAST_SQLITE} is the least")


def open_encrypted(path: Path, key: bytes, cache_mb: int = 16) -> EncryptedFile:
    """Opens or makes an encrypted database under a raw 32-byte key.

    WAL, synchronous=FULL, 4 KiB pages, `cache_mb` of page cache. Raises WrongKey, PlainFile, NotSaved, UnfitSQLite.
    """
    check_sqlite()
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    _refuse_plain(path)
    try:
        connection = dbapi.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=5.0, cached_statements=STATEMENTS
        )
    except dbapi.DatabaseError as error:
        raise _typed(error, path) from error
    try:
        _settle_in(connection, key, cache_mb)
    except dbapi.DatabaseError as error:
        connection.close()
        if "file is not a database" in str(error):
            raise WrongKey(path.name) from error
        raise _typed(error, path) from error
    except BaseException:
        connection.close()
        raise
    return EncryptedFile(path, connection)


def _refuse_plain(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(PLAIN_MAGIC))
    except FileNotFoundError:
        return
    if head == PLAIN_MAGIC:
        raise PlainFile(path.name)


def _settle_in(connection: Any, key: bytes, cache_mb: int) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")  # raw: no derivation for each connection
    connection.execute("PRAGMA cipher_page_size = 4096")
    connection.execute("PRAGMA cipher_memory_security = OFF")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{cache_mb * 1024}")
    connection.execute("PRAGMA temp_store = MEMORY")
    facts = {
        "cipher_status": "1",  # an unkeyed connection would write a plain file in silence
        "journal_mode": "wal",
        "synchronous": "2",
        "foreign_keys": "1",
    }
    for name, wanted in facts.items():
        found = str(connection.execute(f"PRAGMA {name}").fetchone()[0])
        if found != wanted:
            raise UnfitSQLite(f"{name} is {found}, not {wanted}")


def _typed(error: Exception, path: Path) -> Exception:
    words = str(error).lower()
    if any(sign in words for sign in _FULL):
        return NotSaved(path.name)
    if any(sign in words for sign in _DAMAGED):
        return DamagedFile(path.name)
    return error
