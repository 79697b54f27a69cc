"""Owns a filmstrip in the making: which frames it takes as they go by, and the one picture that they make."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from av.video.frame import VideoFrame

from reviewer_app.media.times import frame_index
from reviewer_app.media.worker.render import Rendered, fit, render

MAX_WIDTH: Final = 16_384
"""Pixels: the widest filmstrip; the media room takes no wider picture."""
_BLACK: Final = b"\0\0\0\xff"


def spread(pts: Sequence[int], end_pts: int, count: int) -> list[int]:
    """Up to `count` of the presented `pts` (ascending), the first one first, as evenly over the clip as they lie."""
    length = end_pts - pts[0]
    return sorted({pts[frame_index(pts[0] + length * number // count, pts)] for number in range(count)})


class Strip:
    """Takes the frames at `wanted` (ascending pts) out of a clip that goes by in order of presentation.

    A frame that does not decode is stood for by the one before it, which is what is on screen there.
    """

    def __init__(self, wanted: Sequence[int], height: int, width: int = MAX_WIDTH) -> None:
        self.wanted = wanted
        self._limit = width, height
        self._before: VideoFrame | None = None
        self._tiles: dict[int, Rendered] = {}
        self._tile: tuple[int, int] | None = None
        self._taken = 0

    def take(self, frame: VideoFrame, aspect: Fraction) -> None:
        """Look at the next frame, and keep a small picture of it where it is wanted."""
        if frame.pts is None or self._taken == len(self.wanted):
            return
        while self._taken < len(self.wanted) and frame.pts >= self.wanted[self._taken]:
            exact = frame.pts == self.wanted[self._taken]
            self._keep(frame if exact or self._before is None else self._before, aspect)
            self._taken += 1
        self._before = frame

    def whole(self, aspect: Fraction) -> tuple[dict[str, Any], Rendered]:
        """The strip, when the clip is over: the fields of Filmstrip and the picture."""
        if self._before is not None and self._taken < len(self.wanted):
            self._keep(self._before, aspect)
        width, height = self._tile or (1, 1)
        pts = sorted(self._tiles)
        rows = bytearray()
        tiles = [_padded(self._tiles[at], width, height) for at in pts]
        for row in range(height):
            rows += b"".join(tile[row * width * 4 : (row + 1) * width * 4] for tile in tiles)
        return {"pts": pts, "tile_width": width}, Rendered(width * len(pts), height, width * len(pts) * 4, bytes(rows))

    def _keep(self, frame: VideoFrame, aspect: Fraction) -> None:
        if frame.pts in self._tiles or frame.pts is None:
            return
        if self._tile is None:
            first = render(frame, aspect, self._limit)
            self._tile = (first.width, first.height)
        if (len(self._tiles) + 1) * self._tile[0] <= MAX_WIDTH:
            self._tiles[frame.pts] = _held(render(frame, aspect, self._tile))


def tiles_that_fit(width: int, height: int, tiles: int, tile_height: int) -> int:
    """How many tiles of frames of that upright size stand side by side, at most `tiles`."""
    return max(1, min(tiles, MAX_WIDTH // fit(width, height, (MAX_WIDTH, tile_height))[0]))


def _held(picture: Rendered) -> Rendered:
    """The same picture in memory of its own."""
    return Rendered(picture.width, picture.height, picture.stride, bytes(picture.pixels))


def _padded(tile: Rendered, width: int, height: int) -> bytes:
    """The rows of a tile packed, in the middle of black where the clip changed its shape."""
    left = (width - tile.width) // 2
    before, after = _BLACK * left, _BLACK * (width - tile.width - left)
    above = (height - tile.height) // 2
    rows = [
        before + bytes(tile.pixels[row * tile.stride : row * tile.stride + tile.width * 4]) + after
        for row in range(tile.height)
    ]
    empty = _BLACK * width
    return b"".join([empty] * above + rows + [empty] * (height - tile.height - above))
