"""A clock that tests set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SetClock:
    """Stands still until it is moved."""

    def __init__(self, at: str = "2026-06-01T12:00:00+00:00") -> None:
        self.at = datetime.fromisoformat(at).astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at

    def monotonic(self) -> float:
        """Seconds that follow the instant."""
        return self.at.timestamp()

    def forward(self, **by: float) -> None:
        """Moves on, with the arguments of timedelta."""
        self.at += timedelta(**by)
