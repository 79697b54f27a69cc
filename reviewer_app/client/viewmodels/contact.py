"""The contact sheet of a clip: which of its small frames are worth seeing side by side, and how they fill a page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from reviewer_app.media.values import Filmstrip

TILES, TALL = 48, 200
"""Frames that are looked through for a sheet, and their height in pixels."""
EVENLY = 24
"""Frames of a sheet of a clip that stands still."""
GRID = 12
"""Samples along each side of a frame that are compared."""
APART = 12.0
"""Mean difference of samples, of 255, from which on two frames show something else."""


def distinct(strip: Filmstrip) -> tuple[int, ...]:
    """The numbers of the tiles to show: the first of each picture, however many there are; evenly spread ones where
    there is but one picture.
    """
    count = len(strip.pts)
    seen: list[bytes] = []
    kept: list[int] = []
    for number in range(count):
        sample = _sample(strip, number)
        if not seen or _difference(seen[-1], sample) >= APART:
            kept.append(number)
            seen.append(sample)
    if len(kept) > 1:
        return tuple(kept)
    step = max(1, ceil(count / EVENLY))
    return tuple(range(0, count, step))


def _sample(strip: Filmstrip, number: int) -> bytes:
    """Green of a grid of points on a tile: enough to tell two slides apart."""
    left, pixels = number * strip.tile_width, strip.pixels
    points = bytearray()
    for row in range(GRID):
        y = (2 * row + 1) * strip.height // (2 * GRID)
        for column in range(GRID):
            x = left + (2 * column + 1) * strip.tile_width // (2 * GRID)
            points.append(pixels[y * strip.stride + 4 * x + 1])
    return bytes(points)


def _difference(one: bytes, other: bytes) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / max(len(one), 1)


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
