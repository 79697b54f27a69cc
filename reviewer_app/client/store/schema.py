"""How a database file gets its schema: migrations in a row, a copy of the file first, a newer file refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3.dbapi2 import complete_statement

from reviewer_app.client.errors import NewerFile

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    from reviewer_app.client.store.driver import EncryptedFile

KEEP_COPIES = timedelta(days=14)
Step = Callable[["Database"], None]


class Steps:
    """A file's migrations in a row, declared as decorated functions, by whose names it is known which are applied."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._steps: list[Step] = []

    def __call__(self, step: Step) -> Step:
        self._steps.append(step)
        return step

    @property
    def known(self) -> frozenset[str]:
        """The names of all of them."""
        return frozenset(step.__name__ for step in self._steps)

    def applied(self, file: EncryptedFile) -> frozenset[str]:
        """The names of those that a file has had, read without sqlite-utils: at most starts there is no other."""
        if file.row("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'") is None:
            return frozenset()
        rows = file.rows("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (self.name,))
        return frozenset(name for (name,) in rows)

    def migrations(self) -> Migrations:
        """What sqlite-utils applies."""
        from sqlite_utils.migrations import Migrations

        made = Migrations(self.name)
        for step in self._steps:
            made()(step)
        return made


def bring_up(file: EncryptedFile, steps: Steps) -> None:
    """Applies the migrations that a file lacks. Raises NewerFile where it has some that are not known here."""
    applied = steps.applied(file)
    if applied - steps.known:
        raise NewerFile(file.path.name)
    if not steps.known - applied:
        return
    if applied:
        _copy_first(file, len(applied))
    steps.migrations().apply(file.utils())


def run_script(db: Database, script: str) -> None:
    """Runs statements, each of which ends with a line, in the transaction that the migrations are in.

    Statement by statement, or SQLite's own way would commit first; sqlite-utils looks for their ends character by
    character, each time from the first, which was half of what making a profile's files took.
    """
    lines: list[str] = []
    for line in script.splitlines(keepends=True):
        lines.append(line)
        if complete_statement(statement := "".join(lines)):
            db.conn.execute(statement)
            lines.clear()
    if "".join(lines).strip():
        raise ValueError("the last statement has no end")


def dumped(file: EncryptedFile) -> str:
    """The schema as SQL text, sorted by name, without SQLite's and the migrations' own tables."""
    rows = file.rows(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' AND tbl_name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY name"
    )
    return "".join(f"{sql};\n" for (sql,) in rows)


def drop_old_copies(folder: Path, now: datetime) -> None:
    """Deletes the copies made before migrations once they are two weeks old."""
    for path in folder.glob("*.before-*.db"):
        if path.stat().st_mtime < (now - KEEP_COPIES).timestamp():
            path.unlink(missing_ok=True)


def _copy_first(file: EncryptedFile, steps: int) -> Path:
    file.checkpoint()
    target = file.path.with_suffix(f".before-{steps + 1}.db")
    shutil.copyfile(file.path, target)
    with target.open("rb+") as copy:
        os.fsync(copy.fileno())
    return target
