"""What an operator may set about a server: where it keeps its data, its limits, and how long sessions last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from argon2 import PasswordHasher

from reviewer_app.domain.leases import LeasePolicy

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on what comes in, in bytes unless the name says otherwise."""

    record: int = 16 * MIB
    intake: int = 64 * MIB
    request: int = 4 * MIB
    batch: int = 16 * MIB
    asset: int = 2048 * MIB
    feed_rows: int = 1000


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Switches that break a promise on purpose, so that a fault test can prove that it would notice."""

    no_idempotency: bool = False
    any_number: bool = False
    no_folder_lock: bool = False
    no_second_look: bool = False


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One server. `database_url` is None for SQLite inside `data`, else a PostgreSQL address."""

    data: Path
    name: str = "Reviewer"
    database_url: str | None = None
    policy: LeasePolicy = field(default_factory=LeasePolicy)
    session_idle: timedelta = timedelta(hours=96)
    limits: Limits = Limits()
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    sweep_seconds: float = 15.0
    unsafe: Unsafe = Unsafe()
