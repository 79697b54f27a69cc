"""The server's own clock, its ids, and how instants are written so that text sorts as time."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

from reviewer_app.domain.clock import Clock
from reviewer_app.domain.ids import uuid7


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()


def new_id(clock: Clock) -> str:
    """A fresh UUIDv7."""
    return uuid7(int(clock.now().timestamp() * 1000), secrets.token_bytes(10))


def stamp(instant: datetime) -> str:
    """An instant as fixed-width UTC text: text order is time order in every database."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant(text: str) -> datetime:
    """The instant that `stamp` wrote."""
    return datetime.fromisoformat(text)
