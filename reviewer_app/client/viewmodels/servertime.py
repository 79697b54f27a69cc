"""The server's time as the desk knows it: leases and due hours are its instants, not those of this computer's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.domain.clock import Clock

TOLD_SECONDS = 180.0
"""From this difference on it is said that this computer's clock is wrong."""


class ServerTime:
    """A clock that goes as this computer's does, put right by what the server told last; before that, as it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.skew = 0.0

    def now(self) -> datetime:
        """The present instant by the server's clock."""
        return self._clock.now() + timedelta(seconds=self.skew)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return self._clock.monotonic()

    @property
    def fast(self) -> int:
        """Whole minutes by which this computer's clock is ahead, below zero behind; 0 where it is not worth a word."""
        return round(-self.skew / 60) if abs(self.skew) >= TOLD_SECONDS else 0
