"""The presented frames of a clip as a list of pts: steps, seconds, whole-frame ranges, and times in words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reviewer_app.media.times import frame_index, pts_at
from reviewer_app.media.values import ClipProbe


@dataclass(frozen=True)
class Timeline:
    """The presented frames of a clip: `pts` ascending, the last one lasting until `end_pts`."""

    pts: Sequence[int]
    end_pts: int
    time_base: tuple[int, int]
    rate: tuple[int, int] = (0, 1)

    @classmethod
    def of(cls, probe: ClipProbe) -> Timeline:
        """The timeline of a probed clip."""
        return cls(probe.pts, probe.end_pts, probe.time_base, probe.average_rate)

    @property
    def first(self) -> int:
        """The first presented instant."""
        return self.pts[0]

    def seconds(self, pts: int) -> Fraction:
        """Seconds from the first presented instant, exact."""
        return (pts - self.first) * Fraction(*self.time_base)

    @property
    def duration(self) -> Fraction:
        """Seconds from the first presented instant to the end of the last frame."""
        return self.seconds(self.end_pts)

    def at(self, seconds: Fraction | float) -> int:
        """The pts of the frame on screen at an instant; clamped to the clip."""
        return pts_at(seconds, self.pts, self.time_base)

    def frame(self, pts: int) -> int:
        """The pts of the frame that covers an instant of the stream."""
        return self.pts[frame_index(pts, self.pts)]

    def has(self, pts: int) -> bool:
        """Whether a frame starts exactly here."""
        at = bisect_left(self.pts, pts)
        return at < len(self.pts) and self.pts[at] == pts

    def step(self, pts: int, frames: int) -> int:
        """The pts so many frames on, or back; it is the list that counts, never time multiplied by a rate."""
        at = frame_index(pts, self.pts) + frames
        return self.pts[min(max(at, 0), len(self.pts) - 1)]

    def after(self, pts: int) -> int:
        """Where the frame that covers `pts` ends: the next one's pts, or the end of the clip."""
        at = bisect_right(self.pts, pts)
        return self.pts[at] if at < len(self.pts) else self.end_pts

    def span(self, start_s: Fraction | float, end_s: Fraction | float) -> tuple[int, int]:
        """The half-open range of whole frames on screen within [start_s, end_s): at least one frame."""
        start = self.at(start_s)
        last = bisect_left(self.pts, self.first + Fraction(end_s) / Fraction(*self.time_base)) - 1
        return start, self.after(max(self.pts[max(last, 0)], start))


def clock(seconds: Fraction | float, places: int = 3) -> str:
    """Seconds as `0:03.219`, cut and not rounded, so that a frame never seems later than it is."""
    above, below = seconds.as_integer_ratio()  # whole numbers: hundreds of times are said at once beside a stream
    ticks = abs(above) * 10**places // below * (1 if above >= 0 else -1)
    whole, rest = divmod(ticks, 10**places)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    head = f"{hours}:{minute:02d}" if hours else f"{minute}"
    return f"{head}:{second:02d}" + (f".{rest:0{places}d}" if places else "")


def near_clock(seconds: float, places: int = 3) -> str:
    """Seconds that were counted in floating point, as `clock` says them: to the microsecond before they are cut."""
    return clock(Fraction(round(seconds * 1_000_000), 1_000_000), places)
