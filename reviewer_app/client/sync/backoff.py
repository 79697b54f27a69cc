"""How long to wait before asking a server again that was away."""

from __future__ import annotations

from collections.abc import Callable
from secrets import SystemRandom

FIRST_SECONDS, MOST_SECONDS = 2.0, 60.0
_CHANCE = SystemRandom()


class Backoff:
    """Doubles the wait from failure to failure, spread by chance so that many desks do not come back at once."""

    def __init__(self, chance: Callable[[], float] = _CHANCE.random) -> None:
        self._chance = chance
        self._failures = 0

    def worked(self) -> None:
        """Begins anew."""
        self._failures = 0

    def failed(self, retry_after: float | None = None) -> float:
        """Seconds to wait now; never less than the server asked for."""
        base = min(MOST_SECONDS, FIRST_SECONDS * (1 << min(self._failures, 16)))
        self._failures += 1
        return max(base * (0.5 + self._chance()), retry_after or 0.0)
