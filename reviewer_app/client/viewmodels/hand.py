"""The decoded frames around the one on the screen, so that a step waits for nothing: bounded, filled as one goes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.media.values import Frame

MOST = 48
"""Frames at hand at the most."""
BYTES = 256 * 1024 * 1024
"""Bytes of pixels at hand at the most; large frames are fewer."""
AHEAD, BEHIND = 24, 12
"""Frames that are wanted in the direction of the last step, and in the other one."""
BATCH = 12
"""Frames that are asked for at once: what the person asks for in between waits no longer than these take.

Twice as many going back, where each batch is decoded from the key frame before it.
"""

URGENT = 8
"""Frames in the direction of the last step of which none may be missing; else it waits until half a batch is."""


class Hand:
    """Frames by their pts, a `share` of BYTES at the most. Lives on the screen's thread; one batch is under way at a
    time."""

    def __init__(self, reader: Reader, share: float = 1.0) -> None:
        self._reader, self._share = reader, share
        self._asset = ""
        self._timeline: Timeline | None = None
        self._frames: dict[int, Frame] = {}
        self._failed: set[int] = set()
        self._turn = 0
        self._asking: frozenset[int] = frozenset()
        self._wish: tuple[int, int] | None = None
        self._way = 1
        self.came: Callable[[], None] = lambda: None

    def hold(self, asset: str, timeline: Timeline) -> None:
        """Holds frames of this clip from now on."""
        self.drop()
        self._asset, self._timeline = asset, timeline

    def drop(self) -> None:
        """Lets go of everything."""
        self._turn += 1
        self._asset, self._timeline, self._asking, self._wish = "", None, frozenset(), None
        self._frames, self._failed = {}, set()

    def get(self, pts: int) -> Frame | None:
        """The frame at a pts, where it is at hand."""
        return self._frames.get(pts)

    def expects(self, pts: int) -> bool:
        """Whether the frame at a pts is among those under way."""
        return pts in self._asking

    def put(self, frame: Frame) -> None:
        """Takes a frame that was decoded for itself."""
        if self._timeline is not None:
            self._frames[frame.pts] = frame
            self._bound(frame.pts, self._way)

    def __len__(self) -> int:
        return len(self._frames)

    def around(self, pts: int, way: int) -> None:
        """Sees to it that the frames around `pts` come to hand, those in the direction `way` (1 or -1) first.

        The frame at `pts` itself is asked for by who shows it.
        """
        self._way = way
        if self._asking:
            self._wish = (pts, way)
            return
        near = self._near(pts, way)
        wanted = [one for one in near if one not in self._frames and one not in self._failed]
        few = len(wanted) < BATCH // 2 and not set(wanted) & set(near[:URGENT])
        if not wanted or few or self._timeline is None:
            return
        batch = tuple(sorted(wanted[: BATCH if way > 0 else 2 * BATCH]))
        self._asking, for_now = frozenset(batch), self._turn

        def came(frames: list[Frame] | Cannot) -> None:
            if self._turn != for_now:
                return
            self._asking = frozenset()
            if isinstance(frames, Cannot):
                self._failed.update(batch)
            else:
                self._frames.update((frame.pts, frame) for frame in frames)
                self._failed.update(set(batch) - self._frames.keys())
            at, on = self._wish or (pts, way)
            self._wish = None
            self._bound(at, on)
            self.came()
            self.around(at, on)

        self._reader.frames(self._asset, batch, came)

    def _near(self, pts: int, way: int) -> list[int]:
        """The pts of the frames that are wanted at hand, those in the direction first."""
        if self._timeline is None:
            return []
        order, here = self._timeline.pts, bisect_left(self._timeline.pts, pts)
        room = self._room() - 1
        ahead, behind = min(AHEAD, room * 2 // 3), min(BEHIND, room // 3)
        places = [here + way * n for n in range(1, ahead + 1)] + [here - way * n for n in range(1, behind + 1)]
        return [order[place] for place in places if 0 <= place < len(order)]

    def _room(self) -> int:
        """How many frames of this size are held."""
        size = max((len(frame.pixels) for frame in self._frames.values()), default=1)
        return max(4, min(MOST, int(BYTES * self._share) // max(size, 1)))

    def _bound(self, pts: int, way: int) -> None:
        """Lets go of frames that are not wanted, those first that lie furthest from where the person is."""
        timeline, room = self._timeline, self._room()
        if timeline is None or len(self._frames) <= room:
            return
        here, near = bisect_left(timeline.pts, pts), frozenset(self._near(pts, way))
        kept = sorted(self._frames, key=lambda one: (one not in near, abs(bisect_left(timeline.pts, one) - here)))
        for one in kept[room:]:
            del self._frames[one]
