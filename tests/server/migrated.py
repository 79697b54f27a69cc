"""Databases that stand at this program's schema and hold nothing: migrated once in a process, copied ever after."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import psycopg

from reviewer_app.server.repository.engine import open_database
from reviewer_app.server.repository.schema import upgrade
from reviewer_app.server.service.server import DATABASE_FILE

_made = 0


def migrated_file(folder: Path) -> None:
    """Puts one where a server with its data in `folder` looks for it; one that is there stays."""
    if not (folder / DATABASE_FILE).exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(_file(), folder / DATABASE_FILE)


def migrated_database(cluster: str) -> str:
    """The address of a new one in a cluster of PostgreSQL."""
    return _address(cluster, _create(cluster, _template(cluster)))


def empty_database(cluster: str) -> str:
    """The address of a new database in a cluster, without any schema."""
    return _address(cluster, _create(cluster, "template1"))


@cache
def _file() -> Path:
    made = Path(tempfile.mkdtemp(dir=os.environ["XDG_CACHE_HOME"])) / DATABASE_FILE
    database = open_database(made, None)
    upgrade(database)
    database.close()
    return made


@cache
def _template(cluster: str) -> str:
    name = _create(cluster, "template1")
    database = open_database(Path(), _address(cluster, name))
    upgrade(database)
    database.close()  # nobody may be in it when it is copied
    return name


def _create(cluster: str, template: str) -> str:
    global _made
    _made += 1
    name = f"test_{_made}"
    with psycopg.connect(cluster, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
    return name


def _address(cluster: str, name: str) -> str:
    return cluster.replace("/postgres?", f"/{name}?")
