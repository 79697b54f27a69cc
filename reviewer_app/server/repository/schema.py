"""Brings a database to this program's schema, and refuses one that a newer program made."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from reviewer_app.server.repository.engine import Database, DatabaseRefused

FOLDER = Path(__file__).resolve().parents[1] / "migrations"


def config() -> Config:
    """Alembic's settings, without a file."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made


@cache
def _known() -> tuple[str, ...]:
    """This program's revisions, the newest first: read once, every file of them is run to be read."""
    return tuple(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def upgrade(database: Database) -> None:
    """Runs the migrations that are missing, in one transaction. Raises DatabaseRefused for a newer database."""
    known = _known()
    with database.plain_write() as conn:
        present = MigrationContext.configure(conn).get_current_revision()
        if present is not None and present not in known:
            raise DatabaseRefused(
                "A newer version of the server made this database. Start that version; nothing changed."
            )
        if present == known[0]:
            return
        settings = config()
        settings.attributes["connection"] = conn
        command.upgrade(settings, "head")
