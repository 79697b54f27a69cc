"""How a database file gets its schema: migrations in a row, a copy of the file first, a newer file refused."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils.migrations import Migrations

from reviewer_app.client.errors import NewerFile
from reviewer_app.client.store.driver import EncryptedFile

KEEP_COPIES = timedelta(days=14)


def bring_up(file: EncryptedFile, migrations: Migrations) -> None:
    """Applies the migrations that a file lacks. Raises NewerFile where it has some that are not known here."""
    known = {step.name for step in migrations._migrations}
    db = file.utils()
    applied = {step.name for step in migrations.applied(db)}
    if applied - known:
        raise NewerFile(file.path.name)
    if not known - applied:
        return
    if applied:
        _copy_first(file, len(applied))
    migrations.apply(db)


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
