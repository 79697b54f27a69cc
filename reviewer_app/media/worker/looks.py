"""Owns the looks of a clip: each picture that stands for a moment and shows something else than the one before."""

from array import array
from collections.abc import Sequence
from fractions import Fraction
from operator import sub
from typing import Final

from av.video.frame import VideoFrame

from reviewer_app.media.values import MAX_LOOKS

GRID, COLOUR_GRID = 12, 6
"""Samples along each side of a frame that are compared: of its first plane, and of each other one."""
APART: Final = 12.0
"""Mean difference of a plane's samples, of 255, from which on two frames show something else."""
ALIKE: Final = 3.0
"""The same from which on the picture moves: a fade that takes a second is a picture of its own at no time."""
STANDS: Final = Fraction(1, 10)
"""Seconds that a picture stands at least to be a look."""
SPREAD: Final = 48
"""Evenly spread instants at which the picture is looked at whether it stands or not."""

_Sample = tuple[bytes, ...]


class Looks:
    """Takes the frames of a clip as they go by in order; `found` has the pts of its looks, the first frame always."""

    def __init__(self, spread: Sequence[int], time_base: Fraction) -> None:
        self.found = array("q")
        self._spread, self._looked = spread, 0
        self._stands = STANDS / time_base
        self._noted: _Sample = ()
        self._run: tuple[int, _Sample] | None = None
        self._before: _Sample = ()

    def take(self, frame: VideoFrame) -> None:
        """Look at the next frame."""
        pts = frame.pts
        if pts is None:
            return
        sample = _sample(frame)
        if self._run is None or _apart(self._before, sample, ALIKE) or _apart(self._run[1], sample, APART):
            self.end(pts)
            self._run = pts, sample
        self._before = sample
        while self._looked < len(self._spread) and pts >= self._spread[self._looked]:
            self._looked += 1
            self._note(*self._run)

    def end(self, pts: int) -> None:
        """What was on the screen is not any more, from `pts` on."""
        if self._run is not None and pts - self._run[0] >= self._stands:
            self._note(*self._run)

    def _note(self, pts: int, sample: _Sample) -> None:
        later = not self.found or pts > self.found[-1]
        if later and len(self.found) < MAX_LOOKS and (not self._noted or _apart(self._noted, sample, APART)):
            self.found.append(pts)
            self._noted = sample


def _sample(frame: VideoFrame) -> _Sample:
    """A grid of points of each plane, coarser where it is of colour; the high bytes where there are more bits."""
    found = []
    for number, (plane, component) in enumerate(zip(frame.planes, frame.format.components, strict=False)):
        grid = COLOUR_GRID if number else GRID
        wide = 2 if component.bits > 8 else 1
        step = max(plane.width // grid, 1) * wide
        first, end, line = step // (2 * wide) * wide + wide - 1, plane.width * wide, plane.line_size
        pixels = memoryview(plane).cast("B")
        rows = ((2 * row + 1) * plane.height // (2 * grid) * line for row in range(grid))
        found.append(b"".join([bytes(pixels[at + first : at + end : step]) for at in rows]))
    return tuple(found)


def _apart(one: _Sample, other: _Sample, least: float) -> bool:
    """Whether two samples differ by that much in any plane."""
    if one == other:
        return False
    return len(one) != len(other) or any(
        len(a) != len(b) or sum(map(abs, map(sub, a, b))) >= least * len(a) for a, b in zip(one, other, strict=True)
    )
