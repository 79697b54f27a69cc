"""What of a clip, or of a picture that moves, was watched: the stretches that were on a person's screen, and the share
they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from reviewer_app.domain.evidence import TimeBase, seconds_of
from reviewer_app.domain.values import Sha256, Value

Stretch = tuple[int, int]
"""A half-open range of pts."""
FILES = 64
"""Of how many files a verdict says what was watched: of more, of those that were seen last."""
ONE_BY_ONE = (1, 1)
"""The time base of a file whose pictures are counted, and not its time."""
MOST = 256
"""How many stretches a record holds; of more the shortest are left out, so that it never claims too much."""


class Watched(Value):
    """The stretches of one clip that were shown, in its own pts: ascending, apart, within [first_pts, end_pts).

    Only frames count that reached the screen while the clip played forward at up to three times its speed, or that were
    stepped or gone to. It says where a person looked, never what they pressed. The pictures of a file that moves are
    leafed through: they are counted from zero, one to a tick of the time base 1/1.
    """

    asset: Sha256
    time_base: TimeBase
    first_pts: int
    end_pts: int
    stretches: Annotated[tuple[Stretch, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        before = self.first_pts
        for number, (start, end) in enumerate(self.stretches):
            if start < before or (number and start == before) or end <= start:
                raise ValueError("stretches ascend, lie apart and have a length")
            before = end
        if self.end_pts <= self.first_pts or before > self.end_pts:
            raise ValueError("stretches lie within the clip, which has a length")
        return self

    @property
    def counts_pictures(self) -> bool:
        """Whether it can be of a file whose pictures are counted, and not its time."""
        return self.first_pts == 0 and self.time_base == ONE_BY_ONE

    @property
    def length(self) -> int:
        """So much was watched, in ticks of the time base."""
        return sum(end - start for start, end in self.stretches)

    @property
    def share(self) -> Fraction:
        """How much of the clip was watched, 0 to 1, exact."""
        return Fraction(self.length, self.end_pts - self.first_pts)

    @property
    def unwatched(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """The stretches that were not watched, in seconds from the first frame."""
        edges = [self.first_pts, *(edge for one in self.stretches for edge in one), self.end_pts]
        gaps = zip(edges[::2], edges[1::2], strict=True)
        return tuple((self._seconds(start), self._seconds(end)) for start, end in gaps if end > start)

    def _seconds(self, pts: int) -> Fraction:
        return seconds_of(pts, self.first_pts, self.time_base)


def leafed(asset: str, pictures: int, seen: Iterable[int]) -> Watched:
    """What was looked at of a file of so many pictures: those `seen`, counted from one."""
    stretches: tuple[Stretch, ...] = ()
    for number in sorted(seen):
        stretches = joined(stretches, number - 1, number)
    return Watched(asset=asset, time_base=ONE_BY_ONE, first_pts=0, end_pts=pictures, stretches=limited(stretches))


def joined(stretches: Sequence[Stretch], start: int, end: int) -> tuple[Stretch, ...]:
    """Stretches with one more among them; those that touch or overlap become one."""
    before = [one for one in stretches if one[1] < start]
    after = [one for one in stretches if one[0] > end]
    touching = stretches[len(before) : len(stretches) - len(after)]
    merged = (min(start, *(s for s, _ in touching)), max(end, *(e for _, e in touching))) if touching else (start, end)
    return (*before, merged, *after)


def limited(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The longest stretches, as many as a record holds, in their order."""
    if len(stretches) <= MOST:
        return tuple(stretches)
    return tuple(sorted(sorted(stretches, key=lambda one: one[0] - one[1])[:MOST]))


def of_asset(watched: Iterable[Watched], asset: str) -> Watched | None:
    """What was watched of one clip."""
    return next((one for one in watched if one.asset == asset), None)
