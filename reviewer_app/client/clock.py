"""The real time, for the running program."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The computer's own clock; the server's time counts where the two differ."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()
