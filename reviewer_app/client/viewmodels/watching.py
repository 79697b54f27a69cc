"""What of the clip on the desk reached the screen: frame by frame as they are painted, kept as stretches."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from time import monotonic

from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.domain.coverage import Stretch, Watched, joined, limited

DROPPED = Fraction(1, 5)
"""Seconds of a clip by which two pictures may lie apart while it plays: a machine drops some in between."""


FASTEST = 3
"""Seconds of a clip that a second before the eyes earns at the most: that fast a clip is played."""


class Watching:
    """The stretches of one clip. A frame that is gone to counts alone; while it plays, what lies between two too.

    A frame that stands long is earned as time goes by, up to the next one: `clock` tells how long it has stood.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._timeline: Timeline | None = None
        self._asset = ""
        self._stretches: tuple[Stretch, ...] = ()
        self._before: int | None = None
        self._early: int | None = None
        self._standing: int | None = None
        self._since = 0.0

    def begin(self, asset: str, timeline: Timeline, before: Watched | None = None) -> None:
        """A clip is on the desk; what was watched of the same one before counts on."""
        same = before is not None and (before.first_pts, before.end_pts, before.time_base) == (
            timeline.first,
            timeline.end_pts,
            timeline.time_base,
        )
        self._asset, self._timeline, self._before = asset, timeline, None
        self._stretches = before.stretches if before is not None and same else ()
        early, self._early = self._early, None
        if early is not None and timeline.has(early):
            self._standing = early  # since it was painted, which was before

    def forget(self) -> None:
        """No clip is on the desk."""
        self._timeline, self._asset, self._stretches, self._before = None, "", (), None
        self._early = self._standing = None

    def seen(self, pts: int, playing: bool) -> None:
        """The frame at `pts` was painted, while the clip played forward or by itself."""
        timeline = self._timeline
        if timeline is None:
            if self._early != pts:
                self._early, self._since = pts, self._clock()  # it is painted before all the others are known
            return
        if not timeline.has(pts):
            return
        before = self._before if playing else None
        follows = before is not None and before < pts
        self._close(DROPPED if follows else Fraction(0))
        if before is not None and follows and timeline.seconds(pts) - timeline.seconds(before) <= DROPPED:
            self._stretches = joined(self._stretches, before, pts)
        self._before = pts if playing else None
        self._standing, self._since = pts, self._clock()

    def gone(self) -> None:
        """Nothing of the clip is before the eyes any more: it is blurred, or behind, or other frames rush by."""
        self._close()
        self._early = self._standing = self._before = None

    def stop(self) -> None:
        """Playing came to an end, or went elsewhere: what comes next does not follow on what was painted last."""
        self._before = None

    def _close(self, more: Fraction = Fraction(0)) -> None:
        """Counts what the frame that stands has earned, and `more` seconds of the clip where the next one follows on.

        How long a frame of a clip that plays stood cannot be told more exactly than a busy machine paints.
        """
        self._stretches = self._earned(more)
        self._since = self._clock()

    def _earned(self, more: Fraction = Fraction(0)) -> tuple[Stretch, ...]:
        timeline, pts = self._timeline, self._standing
        if timeline is None or pts is None:
            return self._stretches
        start, end = _open(self._stretches, pts), timeline.after(pts)
        stood = FASTEST * Fraction(self._clock() - self._since) + more
        reached = min(end, start + int(stood / Fraction(*timeline.time_base)))
        return joined(self._stretches, start, reached) if reached > start else self._stretches

    @property
    def lacking(self) -> float:
        """Seconds for which the frame that stands has to stand on until all of it is earned; 0 where it is."""
        timeline, pts = self._timeline, self._standing
        if timeline is None or pts is None:
            return 0.0
        start, end = _open(self._earned(), pts), timeline.after(pts)
        return max(float((end - start) * Fraction(*timeline.time_base) / FASTEST), 0.0)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """What was watched, as half-open ranges of pts."""
        return self._earned()

    def record(self) -> Watched | None:
        """What was watched, for the record; None where no clip is known."""
        timeline = self._timeline
        if timeline is None:
            return None
        return Watched(
            asset=self._asset,
            time_base=timeline.time_base,
            first_pts=timeline.first,
            end_pts=timeline.end_pts,
            stretches=limited(self._earned()),
        )


def _open(stretches: tuple[Stretch, ...], pts: int) -> int:
    """From where on the frame at `pts` is not watched yet."""
    return next((end for start, end in stretches if start <= pts < end), pts)
