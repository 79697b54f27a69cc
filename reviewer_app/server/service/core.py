"""What every service shares: database, clock, settings, identity of the server, and the rulebooks at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.access import Role
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.server.repository.engine import Database
from reviewer_app.server.settings import ServerSettings
from reviewer_app.wire.messages import Signed


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: the account, its roles, and the session's device."""

    account: str
    name: str
    roles: frozenset[Role]
    device: str
    token_hash: str


@dataclass(slots=True)
class Core:
    """The parts that services stand on."""

    database: Database
    clock: Clock
    settings: ServerSettings
    server_id: str = ""
    generation: str = ""
    versions: tuple[Published, ...] = ()
    bodies: dict[str, bytes] = field(default_factory=dict)
    signed: dict[str, Signed] = field(default_factory=dict)
    schedules: tuple[PublishedSchedule, ...] = ()
    schedule_bodies: dict[str, bytes] = field(default_factory=dict)
    since: datetime | None = None  # when the first case came in, once it is known

    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    @property
    def asset_folder(self) -> Path:
        """Where files lie, by SHA-256."""
        return self.settings.data / "assets"
