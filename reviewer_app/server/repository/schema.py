"""Brings a database to this program's schema, and refuses one that a newer program made."""

from __future__ import annotations

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


def upgrade(database: Database) -> None:
    """Runs the migrations that are missing, in one transaction. Raises DatabaseRefused for a newer database."""
    settings = config()
    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    with database.plain_write() as conn:
        present = MigrationContext.configure(conn).get_current_revision()
        if present is not None and present not in known:
            raise DatabaseRefused(
                "A newer version of the server made this database. Start that version; nothing changed."
            )
        settings.attributes["connection"] = conn
        command.upgrade(settings, "head")
