"""The schema that the migrations make is the one that the queries know, on both databases, and it is durable."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from reviewer_app.server.repository import engine as engines
from reviewer_app.server.repository.engine import DatabaseRefused, open_database
from reviewer_app.server.repository.schema import upgrade
from reviewer_app.server.repository.tables import metadata
from tests.server.migrated import empty_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """As everywhere, of a database that has never been migrated."""
    return None if request.param == "sqlite" else empty_database(request.getfixturevalue("postgres"))


def test_migrations_and_tables_are_alike(database_url: str | None, tmp_path: Path) -> None:
    database = open_database(tmp_path / "server.db", database_url)
    upgrade(database)
    upgrade(database)
    with database.read() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), metadata) == []
    database.close()


def test_sqlite_is_opened_durable(tmp_path: Path) -> None:
    database = open_database(tmp_path / "server.db", None)
    with database.read() as conn:
        found = {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
        assert found == {"journal_mode": "wal", "synchronous": 2}
        assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_a_sqlite_that_can_lose_writes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(DatabaseRefused, match="lose writes"):
        open_database(tmp_path / "server.db", None)


def test_any_other_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused):
        open_database(tmp_path / "server.db", "mysql://somewhere")


def test_a_failed_write_leaves_neither_rows_nor_numbers(database_url: str | None, tmp_path: Path) -> None:
    database = open_database(tmp_path / "server.db", database_url)
    upgrade(database)
    with pytest.raises(RuntimeError), database.write() as unit:
        unit.next_feed()
        raise RuntimeError
    with database.write() as unit:
        assert unit.next_feed() == 1
    database.close()
