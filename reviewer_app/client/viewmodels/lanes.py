"""The arithmetic of the time line: which lanes there are and what lies in them, which have room, what is in sight."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil, floor

from reviewer_app.client.viewmodels.texts import Line

CLOSEST = 0.4
"""Seconds: the shortest stretch that zooming in leaves in sight."""
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
"""Seconds between two marks of the ruler, whichever are the closest that have room."""


class Lane(StrEnum):
    """The lanes, from top to bottom."""

    FILM = "film"
    SOUND = "sound"
    FLAGS = "flags"
    SPEECH = "speech"
    SCREEN = "screen"
    SHELF = "shelf"
    COMMENTS = "comments"
    ANCHORS = "anchors"
    WATCHED = "watched"


FOLDED_FIRST = (Lane.SHELF, Lane.COMMENTS, Lane.SCREEN, Lane.SPEECH, Lane.SOUND, Lane.FILM)
"""Which lanes give way where the height is short, the first ones first; what they hold can be read beside the clip.

Flags, one's own anchors and what was watched never give way.
"""


Look = tuple[str, bool]
"""What sets an item off from others: its tone, and whether it is strong."""
PLAIN: Look = ("neutral", False)


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch in a lane, in seconds from the first frame; `index` says which of its list, `level` which row it is in.

    `strong` sets it off from the others: an anchor that was walked to, a comment that was pinned. An item that is one
    of the `lines` of evidence reads its words only when they are drawn: a stream of hours has tens of thousands.
    """

    start: float
    end: float
    text: str = ""
    tone: str = "neutral"
    index: int = -1
    level: int = 0
    strong: bool = False
    lines: Sequence[Line] | None = None

    @property
    def line(self) -> Line | None:
        """The line of evidence that it is."""
        return self.lines[self.index] if self.lines is not None else None

    @property
    def words(self) -> str:
        """What it says."""
        line = self.line
        return self.text if line is None else line.shown.text

    @property
    def look(self) -> Look:
        """What sets it off from others, if anything."""
        return self.tone, self.strong


@dataclass(frozen=True, slots=True)
class Row:
    """A lane that is shown: its items, on how many levels they lie, and for comments when each came (seconds)."""

    lane: Lane
    items: Sequence[Item] = ()
    levels: int = 1
    times: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a clip that is in sight, in seconds; `whole` is how long the clip is."""

    whole: float
    start: float = 0.0
    span: float = 0.0

    @classmethod
    def over(cls, whole: float) -> Window:
        """All of a clip."""
        return cls(whole, 0.0, whole)

    @property
    def end(self) -> float:
        """Where what is in sight ends."""
        return self.start + self.span

    @property
    def is_whole(self) -> bool:
        """Whether all of the clip is in sight."""
        return self.span >= self.whole

    def x(self, seconds: float, width: float) -> float:
        """Where an instant lies on so many pixels."""
        return (seconds - self.start) / self.span * width if self.span else 0.0

    def at(self, x: float, width: float) -> float:
        """The instant at a pixel, within the clip."""
        return _within(self.start + x / max(width, 1.0) * self.span, 0.0, self.whole)

    def zoomed(self, factor: float, about: float) -> Window:
        """Closer by a factor, or further for one below 1; the instant `about` stays where it is."""
        span = _within(self.span / factor, min(CLOSEST, self.whole), self.whole)
        share = (about - self.start) / self.span if self.span else 0.0
        return self._placed(about - share * span, span)

    def scrolled(self, seconds: float) -> Window:
        """Further along, as far as the clip goes."""
        return self._placed(self.start + seconds, self.span)

    def showing(self, seconds: float) -> Window:
        """With an instant in sight: where it is not, a page on or back so that it stands an eighth from the edge."""
        if self.start <= seconds <= self.end:
            return self
        return self._placed(seconds - self.span / 8, self.span)

    def _placed(self, start: float, span: float) -> Window:
        return replace(self, start=_within(start, 0.0, max(self.whole - span, 0.0)), span=span)


def _within(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


def fold(rows: Sequence[Row], heights: Sequence[float], room: float, foot: float) -> tuple[frozenset[Lane], float]:
    """Which lanes have to give way in a height of `room`, and how high the rest is, with the line that names them.

    `heights` are those of the rows, `foot` that of the line; a lane gives way whole, in the declared order.
    """
    high = dict(zip((one.lane for one in rows), heights, strict=True))
    folded: set[Lane] = set()
    total = sum(high.values())
    for lane in FOLDED_FIRST:
        if total + (foot if folded else 0.0) <= room:
            break
        if lane in high:
            folded.add(lane)
            total -= high[lane]
    return frozenset(folded), total + (foot if folded else 0.0)


def ticks(window: Window, width: float, least: float) -> tuple[tuple[float, ...], int]:
    """The instants of the ruler's marks, `least` pixels apart or more, and how many decimals their words need."""
    if width <= 0 or window.span <= 0:
        return (), 0
    step = next((one for one in TICKS if one / window.span * width >= least), TICKS[-1])
    first, last = ceil(window.start / step - 1e-9), floor(window.end / step + 1e-9)
    return tuple(n * step for n in range(first, last + 1)), 1 if step < 1 else 0


def density(times: Sequence[float], window: Window, columns: int) -> tuple[int, ...]:
    """How many of the times (ascending) fall into each of so many equal columns of what is in sight."""
    edges = [window.start + window.span * n / max(columns, 1) for n in range(columns + 1)]
    cuts = [bisect_left(times, edge) for edge in edges]
    if cuts and window.end >= window.whole:
        cuts[-1] = len(times)
    return tuple(cuts[n + 1] - cuts[n] for n in range(columns))


def loudness(peaks: bytes, bucket_s: float, window: Window, columns: int) -> tuple[float, ...]:
    """How loud each of so many columns is, 0 to 1: the loudest sample in it. `peaks` as a waveform holds them."""
    count = len(peaks) // 2
    if not count or bucket_s <= 0 or columns <= 0:
        return ()
    samples = memoryview(peaks).cast("b")
    found = []
    for n in range(columns):
        first = int((window.start + window.span * n / columns) / bucket_s)
        last = max(ceil((window.start + window.span * (n + 1) / columns) / bucket_s), first + 1)
        piece = samples[2 * min(first, count) : 2 * min(last, count)]
        found.append(max((abs(value) for value in piece), default=0) / 127)
    return tuple(min(value, 1.0) for value in found)


def tiles(starts: Sequence[float], window: Window, width: float, tile: float) -> tuple[tuple[float, int], ...]:
    """Which small frame stands at which pixel: side by side, each the one on screen in the middle of its place."""
    if not starts or tile <= 0:
        return ()
    placed = []
    for n in range(ceil(width / tile)):
        middle = window.at(n * tile + min(tile, width - n * tile) / 2, width)
        placed.append((n * tile, max(bisect_right(starts, middle) - 1, 0)))
    return tuple(placed)
