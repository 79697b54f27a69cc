"""Lines of evidence as one sequence: few of them as they are, tens of thousands each made when it is read."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, repeat
from typing import TYPE_CHECKING, overload

from reviewer_app.client.viewmodels.texts import Line

if TYPE_CHECKING:
    from fractions import Fraction

KEPT = 1000
"""Lines that are kept of those that were made: more than stand in a document at once."""


class Lines(Sequence[Line]):
    """Lines that are read, sought in and gone to. `texts` are their words as stored, `timed` how many have a time.

    Those that have one stand in its order where they are `spans`, and before all that have none.
    """

    texts: Sequence[str]
    timed: int

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._lines = tuple(lines)
        self.texts = [line.stored for line in self._lines]
        self.timed = sum(line.start_s is not None for line in self._lines)

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Line, ...]: ...

    def __getitem__(self, at: int | slice) -> Line | tuple[Line, ...]:
        rows = range(len(self))[at]
        return self._line(rows) if isinstance(rows, int) else tuple(map(self._line, rows))

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) is Lines and self._lines == other._lines)

    __hash__ = None  # type: ignore[assignment]  # they are compared, and kept under no key

    def _line(self, row: int) -> Line:
        return self._lines[row]

    def at_places_of(self, other: Lines) -> bool:
        """Whether each stands where the other's of its row does, whatever they say."""
        return len(self) == len(other) and all(one.pointer == two.pointer for one, two in zip(self, other, strict=True))

    def row_of(self, pointer: str) -> int | None:
        """The row of the text at a pointer."""
        return next((row for row, line in enumerate(self) if line.pointer == pointer), None)

    def during(self, start_s: Fraction, end_s: Fraction) -> Iterable[int]:
        """The rows of lines that may last into a stretch of time; all that do are among them."""
        return range(len(self))

    def spans(self) -> Iterator[tuple[float, float | None, int]]:
        """When lines with a time begin and end, in seconds, and their rows; None where one has no end of its own."""
        for row, line in enumerate(self):
            if line.start_s is not None:
                yield float(line.start_s), float(line.end_s) if line.end_s is not None else None, row

    def flagged(self, row: int) -> bool:
        """Whether a flag points at words of a row, or at its time."""
        return bool(self[row].flagged)

    def pinned(self, row: int) -> bool:
        """Whether a row is a comment that was pinned."""
        return self[row].pinned


class ManyLines(Lines):
    """Lines of which words and times are kept, and which are made when they are read.

    To make tens of thousands of values would take seconds, and every search for cycles would go through them. `ends` is
    empty where none has an end.
    """

    def __init__(self, texts: Sequence[str], starts: array[float], ends: array[float]) -> None:
        self.texts, self.timed = texts, len(starts)
        self._starts, self._ends = starts, ends
        self._kept: dict[int, Line] = {}

    def _line(self, row: int) -> Line:
        if row not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[row] = self.made(row)
        return self._kept[row]

    def made(self, row: int) -> Line:
        """The line of a row."""
        raise NotImplementedError

    def during(self, start_s: Fraction, end_s: Fraction) -> Iterable[int]:
        behind = bisect_left(self._starts, float(end_s)) + 1  # as near as floating point says; who asks looks closer
        return [row for row, end in enumerate(self._ends[:behind]) if end >= float(start_s)]

    def spans(self) -> Iterator[tuple[float, float | None, int]]:
        return zip(self._starts, self._ends or repeat(None), count())


NO_LINES = Lines()
