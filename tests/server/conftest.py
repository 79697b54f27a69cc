"""Servers for tests: real ones over real sockets, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.settings import ServerSettings
from tests.server.clocks import SetClock
from tests.server.desk import BOOK, Desk, people
from tests.server.migrated import migrated_database, migrated_file
from tests.server.postgres import NoCluster, cluster

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a throwaway cluster; skips with the reason where there can be none."""
    try:
        with cluster() as url:
            yield url
    except NoCluster as reason:
        pytest.skip(f"no PostgreSQL cluster: {reason}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None for SQLite, an address for PostgreSQL: tests that take it run on both."""
    return None if request.param == "sqlite" else migrated_database(request.getfixturevalue("postgres"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


Start = Callable[..., EmbeddedServer]


@pytest.fixture
def start(tmp_path: Path, clock: SetClock) -> Iterator[Start]:
    """Starts servers with the usual people; they stop at the end of the test."""
    running: list[EmbeddedServer] = []

    def begin(**changes: Any) -> EmbeddedServer:
        rulebooks, schedules = changes.pop("rulebooks", (BOOK,)), changes.pop("schedules", ())
        policy = LeasePolicy(**changes.pop("policy", {}))
        at = changes.pop("at", clock)
        folder = changes.pop("data", tmp_path / "server")
        if not changes.get("database_url"):
            migrated_file(folder)
        settings = ServerSettings(data=folder, policy=policy, hasher=CHEAP, **changes)
        made = {"rulebooks": rulebooks, "schedules": schedules}
        server = EmbeddedServer(folder, settings=settings, clock=at, sweep=False, **made)
        people(server)
        server.start()
        running.append(server)
        return server

    yield begin
    for server in running:
        server.stop()


@pytest.fixture
def server(start: Start, database_url: str | None) -> EmbeddedServer:
    """A server on each of the two databases."""
    return start(database_url=database_url)


@pytest.fixture
def lite(start: Start) -> EmbeddedServer:
    """A server on SQLite, where the database is not the point."""
    return start()


@pytest.fixture
def sit(clock: SetClock) -> Iterator[Callable[[EmbeddedServer, str], Desk]]:
    """Seats people: `sit(server, "rev-a")`."""
    desks: list[Desk] = []

    def seat(server: EmbeddedServer, account: str) -> Desk:
        desks.append(Desk(server.url, account, clock))
        return desks[-1]

    yield seat
    for desk in desks:
        desk.close()
