"""Where the lanes of the time line lie: their heights at the text size in use, and what is under a point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from reviewer_app.client.viewmodels.laid import laid
from reviewer_app.client.viewmodels.lanes import Item, Lane, Row, Window
from reviewer_app.ui.theme import px

NAMES = 92
"""Pixels for the names on the left."""
RULER, FOOT, PAD = 18, 20, 2
HEIGHTS = {Lane.FILM: 40, Lane.SOUND: 26, Lane.COMMENTS: 24, Lane.WATCHED: 16}
LEVEL = 18
"""Pixels of one level of items; a lane of items is as high as its levels and some air."""
LEAST_WIDE = 3
"""Pixels as wide as which the shortest item is drawn."""
GRIP = 3
"""Pixels beside an item at which it is still pointed at."""


def row_height(row: Row) -> float:
    """How high a lane is, in pixels."""
    if row.lane is Lane.COMMENTS and row.items:
        return px(HEIGHTS[row.lane]) + row.levels * px(LEVEL)
    return px(HEIGHTS.get(row.lane, LEVEL * row.levels + 2 * PAD))


@dataclass(frozen=True, slots=True)
class Placed:
    """A lane at its place: `track` is where its time is drawn."""

    row: Row
    track: QRectF


def place(rows: Sequence[Row], width: float) -> tuple[Placed, ...]:
    """The lanes one under the other, below the ruler."""
    top, placed = float(px(RULER)), []
    for one in rows:
        high = row_height(one)
        placed.append(Placed(one, QRectF(px(NAMES), top, max(width - px(NAMES) - 1, 1), high)))
        top += high
    return tuple(placed)


def item_rects(placed: Placed, window: Window) -> Callable[[Item], QRectF]:
    """Says where an item of a lane lies; one that is short is still seen."""
    track, level, least, high = placed.track, px(LEVEL), px(LEAST_WIDE), px(LEVEL) - px(PAD)
    begin, width, top = track.left(), track.width(), track.top() + px(PAD)
    if placed.row.lane is Lane.COMMENTS:
        top += px(HEIGHTS[Lane.COMMENTS])

    def rect(item: Item) -> QRectF:
        left, right = window.x(item.start, width), window.x(item.end, width)
        return QRectF(begin + left, top + item.level * level, max(right - left, least), high)

    return rect


def item_at(placed: Placed, window: Window, at: QPointF) -> Item | None:
    """The item under a point, the shortest where several lie there."""
    grip = px(GRIP)
    if placed.row.lane is Lane.WATCHED:
        return None
    x, width = at.x() - placed.track.left(), placed.track.width()
    since, until = window.at(x - 2 * grip, width), window.at(x + 2 * grip, width)  # many lie far from here
    near = laid(placed.row.items).between(since, until)
    rect = item_rects(placed, window)
    under = [i for i in near if rect(i).adjusted(-grip, 0, grip, 0).contains(at)]
    return min(under, key=lambda item: item.end - item.start, default=None)
