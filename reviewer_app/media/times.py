"""Owns the arithmetic between stored timestamps, presented frames and seconds."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Final

_ROUNDING: Final = Fraction(1, 1_000_000)


def seconds(pts: int, first_pts: int, time_base: tuple[int, int]) -> Fraction:
    """Seconds from the first presented instant to `pts`, exactly (negative before it)."""
    return (pts - first_pts) * Fraction(*time_base)


def pts_at(at: Fraction | float, all_pts: Sequence[int], time_base: tuple[int, int]) -> int:
    """The pts of the frame that is on screen `at` seconds after the first presented instant.

    That is the last of `all_pts` (ascending, not empty) at or before it; the first frame for instants before it.
    A decimal that stands for a frame's start may lie a hair before it, so a microsecond is forgiven.
    """
    target = all_pts[0] + (Fraction(at) + _ROUNDING) / Fraction(*time_base)
    return all_pts[frame_index(floor(target), all_pts)]


def frame_index(pts: int, all_pts: Sequence[int]) -> int:
    """Position in `all_pts` of the frame that covers `pts`; 0 for a pts before the first."""
    return max(bisect_right(all_pts, pts) - 1, 0)
