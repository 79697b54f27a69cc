"""The geometry of looking at a picture: fit, zoom, pan, rotation, and boxes as fractions of the upright picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reviewer_app.domain.cases import Box

SMALLEST = 0.004
"""The smallest side of a box, as a fraction: a slip of the hand is no box."""
MOST = 16.0
"""The largest zoom, times fit."""


def between(ax: float, ay: float, bx: float, by: float) -> Box | None:
    """The box between two corners, kept on the picture; None where it is too small to be meant."""
    left, right = sorted((_clamp(ax), _clamp(bx)))
    top, bottom = sorted((_clamp(ay), _clamp(by)))
    if right - left < SMALLEST or bottom - top < SMALLEST:
        return None
    return _rounded(left, top, right - left, bottom - top)


def moved(box: Box, dx: float, dy: float) -> Box:
    """The box moved, as far as the picture goes."""
    x, y, width, height = box
    return _rounded(min(max(x + dx, 0), 1 - width), min(max(y + dy, 0), 1 - height), width, height)


def resized(box: Box, dw: float, dh: float) -> Box:
    """The box with its lower right corner moved, as far as the picture goes."""
    x, y, width, height = box
    return _rounded(x, y, min(max(width + dw, SMALLEST), 1 - x), min(max(height + dh, SMALLEST), 1 - y))


def turned(box: Box, quarter: int) -> Box:
    """The box as it lies on the picture turned clockwise by so many quarters; by as many more to four, back again."""
    x, y, width, height = box
    for _quarter in range(quarter % 4):
        x, y, width, height = 1 - y - height, x, height, width
    return _rounded(x, y, width, height)


def _clamp(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _rounded(x: float, y: float, width: float, height: float) -> Box:
    """Six places are a tenth of a pixel on the largest picture; the sum of two never passes one."""
    x, y = round(max(x, 0.0), 6), round(max(y, 0.0), 6)
    return x, y, round(min(width, 1 - x), 6), round(min(height, 1 - y), 6)


@dataclass(frozen=True, slots=True)
class View:
    """How an upright picture of `full` size lies in a window: rotated clockwise by quarter turns, fitted, zoomed.

    `centre` is the point of the rotated picture (fractions) in the middle of the window. Sizes are in any one unit.
    """

    full: tuple[float, float]
    window: tuple[float, float]
    zoom: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)
    quarter: int = 0
    margin: float = 0.0

    @property
    def turned(self) -> tuple[float, float]:
        """Size of the picture after its rotation."""
        width, height = max(self.full[0], 1), max(self.full[1], 1)
        return (height, width) if self.quarter % 2 else (width, height)

    @property
    def scale(self) -> float:
        """Window units for one unit of the picture."""
        width, height = self.turned
        room = max(self.window[0] - 2 * self.margin, 1), max(self.window[1] - 2 * self.margin, 1)
        return min(room[0] / width, room[1] / height) * self.zoom

    @property
    def rect(self) -> tuple[float, float, float, float]:
        """Where the rotated picture lies in the window: x, y, width, height."""
        width, height = self.turned[0] * self.scale, self.turned[1] * self.scale
        return (
            _along(self.window[0], width, self.centre[0]),
            _along(self.window[1], height, self.centre[1]),
            width,
            height,
        )

    def to_window(self, box: Box) -> tuple[float, float, float, float]:
        """Where a box of the upright picture lies in the window."""
        x, y, width, height = box
        (ax, ay), (bx, by) = self._turn(x, y), self._turn(x + width, y + height)
        left, top, wide, high = self.rect
        return (
            left + min(ax, bx) * wide,
            top + min(ay, by) * high,
            abs(bx - ax) * wide,
            abs(by - ay) * high,
        )

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """The point of the upright picture under a point of the window, in fractions, clamped to it."""
        left, top, wide, high = self.rect
        u, v = _clamp((x - left) / wide), _clamp((y - top) / high)
        match self.quarter % 4:
            case 1:
                return v, 1 - u
            case 2:
                return 1 - u, 1 - v
            case 3:
                return 1 - v, u
        return u, v

    def zoomed(self, factor: float, x: float | None = None, y: float | None = None) -> View:
        """Zoomed about a point of the window, its middle by default; never smaller than fitted."""
        x = self.window[0] / 2 if x is None else x
        y = self.window[1] / 2 if y is None else y
        left, top, wide, high = self.rect
        u, v = (x - left) / wide, (y - top) / high
        wider = replace(self, zoom=min(max(self.zoom * factor, 1.0), MOST))
        _left, _top, wide, high = wider.rect
        centre = u + (self.window[0] / 2 - x) / wide, v + (self.window[1] / 2 - y) / high
        return replace(wider, centre=(_clamp(centre[0]), _clamp(centre[1])))

    def wide(self) -> View:
        """As wide as the window, from the top: for reading a page line by line."""
        whole = replace(self, zoom=1.0)
        room = max(self.window[0] - 2 * self.margin, 1)
        zoom = min(max(room / max(whole.rect[2], 1), 1.0), MOST)
        return replace(self, zoom=zoom, centre=(0.5, 0.0))

    def panned(self, dx: float, dy: float) -> View:
        """Pulled by window units."""
        _left, _top, wide, high = self.rect
        return replace(self, centre=(_clamp(self.centre[0] - dx / wide), _clamp(self.centre[1] - dy / high)))

    def near(self, box: Box, height: float) -> View:
        """Zoomed, up to three times, until a box is so many units high, and with the box in the middle.

        As much of what stands before it on its line comes along as leaves the box in sight: there a field has its name.
        """
        high = self.to_window(box)[3]
        if high >= height or self.zoom > 1:
            return self.brought(box)
        x, y, width, tall = box
        ux, uy = self._turn(x + width / 2, y + tall / 2)
        near = replace(self, zoom=min(height / max(high, 0.1), 3.0), centre=(_clamp(ux), _clamp(uy)))
        left, _top, wide, _high = near.to_window(box)
        edge, _top, length, _high = near.rect
        spare = min(-edge, near.window[0] - near.margin - left - wide)
        middle = (near.window[0] / 2 - edge - spare) / length
        return replace(near, centre=(_clamp(middle), near.centre[1])) if spare > 0 else near

    def brought(self, box: Box) -> View:
        """With a box of the upright picture in sight: panned only where it lies outside the window."""
        x, y, width, height = self.to_window(box)
        inside = x >= 0 and y >= 0 and x + width <= self.window[0] and y + height <= self.window[1]
        if inside:
            return self
        return self.panned(self.window[0] / 2 - x - width / 2, self.window[1] / 2 - y - height / 2)

    def _turn(self, u: float, v: float) -> tuple[float, float]:
        match self.quarter % 4:
            case 1:
                return 1 - v, u
            case 2:
                return 1 - u, 1 - v
            case 3:
                return v, 1 - u
        return u, v


def _along(window: float, length: float, centre: float) -> float:
    """Where a picture begins along one side: in the middle while it fits, else so that no edge leaves a gap."""
    if length <= window:
        return (window - length) / 2
    return min(max(window / 2 - centre * length, window - length), 0.0)
