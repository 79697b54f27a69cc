"""How long to wait before asking a server again that was away."""

from __future__ import annotations

from collections.abc import Callable
from secrets import SystemRandom

FIRST_SECONDS, MOST_SECONDS = 2.0, 30.0
WAITING_MOST_SECONDS = 15.0
"""The most while a decision waits to be sent: its person watches the outbox, and asking costs a server little."""
_CHANCE = SystemRandom()


class Backoff:
    """Doubles the wait from failure to failure, spread by chance so that many desks do not come back at once."""

    def __init__(self, chance: Callable[[], float] = _CHANCE.random) -> None:
        self._chance = chance
        self._failures = 0

    def worked(self) -> None:
        """Begins anew."""
        self._failures = 0

    def failed(self, retry_after: float | None = None, waiting: bool = False) -> float:
        """Seconds to wait now; never less than the server asked for, never more than the most."""
        most = WAITING_MOST_SECONDS if waiting else MOST_SECONDS
        base = FIRST_SECONDS * (1 << min(self._failures, 16))
        self._failures += 1
        return max(min(base * (0.5 + self._chance()), most * (0.5 + self._chance() / 2)), retry_after or 0.0)
