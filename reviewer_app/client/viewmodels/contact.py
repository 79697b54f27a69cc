"""The contact sheet of a clip: its looks in pages, and how the small frames of one fill the place they have."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reviewer_app.client.viewmodels.timeline import Timeline

TALL = 200
"""Pixels: the height of a picture on the sheet."""
PAGE = 40
"""Pictures of one page: as many as lie side by side in the widest strip, for frames up to twice as wide as high."""
EVENLY = 24
"""Pictures of a sheet of a clip that stands still."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a contact sheet: the pts of all its pictures, and which page is open."""

    pts: tuple[int, ...]
    page: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(len(self.pts) / PAGE))

    @property
    def here(self) -> tuple[int, ...]:
        """The pts of the page that is open."""
        return self.pts[self.page * PAGE : (self.page + 1) * PAGE]

    def at(self, pts: int) -> Pages:
        """The page that has the picture which is on the screen at a pts."""
        return Pages(self.pts, max(bisect_right(self.pts, pts) - 1, 0) // PAGE)

    def turned(self, by: int) -> Pages:
        """A page on or back, as far as there are any."""
        return Pages(self.pts, min(max(self.page + by, 0), self.pages - 1))


def pages_of(looks: Sequence[int], timeline: Timeline) -> Pages:
    """The sheet of a clip with these looks; of one that shows but one picture, evenly spread frames."""
    if len(looks) > 1:
        return Pages(tuple(looks))
    length = timeline.end_pts - timeline.first
    return Pages(tuple(sorted({timeline.frame(timeline.first + length * n // EVENLY) for n in range(EVENLY)})))


@dataclass(frozen=True, slots=True)
class Grid:
    """So many tiles on a page: in how many columns, and how large each is with the line for its time."""

    count: int
    columns: int
    width: float
    height: float

    @property
    def rows(self) -> int:
        """How many rows."""
        return ceil(self.count / self.columns) if self.columns else 0

    def place(self, number: int) -> tuple[float, float]:
        """Where a tile lies: its left and top."""
        return (number % self.columns) * self.width, (number // self.columns) * self.height

    def at(self, x: float, y: float) -> int | None:
        """The tile under a point."""
        if x < 0 or y < 0 or not self.columns or x >= self.columns * self.width:
            return None
        number = int(y // self.height) * self.columns + int(x // self.width)
        return number if number < self.count else None

    def moved(self, number: int, dx: int, dy: int) -> int:
        """The tile beside another, as far as there are any."""
        other = number + dx + dy * self.columns
        return other if 0 <= other < self.count else number


def grid(count: int, width: float, height: float, shape: float, line: float) -> Grid:
    """The grid in which tiles of a `shape` (width to height) are largest on a page; `line` is the height of a time."""
    best = Grid(count, 1, 1.0, 1.0 + line)
    size = 0.0
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        wide = min(width / columns, max(height / rows - line, 1.0) * shape)
        if wide > size:
            size = wide
            best = Grid(count, columns, width / columns, height / rows)
    return best
