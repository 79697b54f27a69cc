"""For how long a case was looked at, and what of its clips was seen: both add up over what was before."""

from __future__ import annotations

from collections.abc import Iterable

from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.drafts import Draft, with_watched


def with_seen(draft: Draft, case: OpenCase | None, watched: Iterable[Watched]) -> Draft:
    """A draft with what was watched up to now; of other clips than the case's nothing is taken."""
    assets = {asset.sha256 for asset in case.record.assets()} if case is not None else set()
    return with_watched(draft, [one for one in watched if one.asset in assets])


class Looking:
    """Milliseconds on the screen, by a clock that nobody sets."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: float | None = None
        self._before = 0

    def begin(self, before: int) -> None:
        """Another case is on the screen from now on, looked at for so many milliseconds before."""
        self._before, self._since = before, self._clock.monotonic()

    def pause(self) -> None:
        """The screen shows something else."""
        self._before, self._since = self.ms(), None

    def go_on(self) -> None:
        """The case is on the screen again."""
        if self._since is None:
            self._since = self._clock.monotonic()

    def ms(self) -> int:
        """Milliseconds up to now."""
        looking = 0.0 if self._since is None else self._clock.monotonic() - self._since
        return self._before + int(1000 * looking)
