"""What of the clip on the desk reached the screen: frame by frame as they are painted, kept as stretches."""

from __future__ import annotations

from fractions import Fraction

from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.domain.coverage import Stretch, Watched, joined, limited

DROPPED = Fraction(1, 5)
"""Seconds of a clip by which two pictures may lie apart while it plays: a machine drops some in between."""


class Watching:
    """The stretches of one clip. A frame that is gone to counts alone; while it plays, what lies between two too."""

    def __init__(self) -> None:
        self._timeline: Timeline | None = None
        self._asset = ""
        self._stretches: tuple[Stretch, ...] = ()
        self._before: int | None = None
        self._early: int | None = None

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
        if early is not None:
            self.seen(early, False)

    def forget(self) -> None:
        """No clip is on the desk."""
        self._timeline, self._asset, self._stretches, self._before = None, "", (), None
        self._early = None

    def seen(self, pts: int, playing: bool) -> None:
        """The frame at `pts` was painted, while the clip played forward or by itself."""
        timeline = self._timeline
        if timeline is None:
            self._early = pts  # the first frame is painted before all the others are known
            return
        if not timeline.has(pts):
            return
        start = pts
        before = self._before
        if (
            playing
            and before is not None
            and before < pts
            and timeline.seconds(pts) - timeline.seconds(before) <= DROPPED
        ):
            start = before
        self._before = pts if playing else None
        self._stretches = joined(self._stretches, start, timeline.after(pts))

    def stop(self) -> None:
        """Playing came to an end, or went elsewhere: what comes next does not follow on what was painted last."""
        self._before = None

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """What was watched, as half-open ranges of pts."""
        return self._stretches

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
            stretches=limited(self._stretches),
        )
