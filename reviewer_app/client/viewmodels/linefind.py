"""Finding words in lines of evidence without a screen: as an eye reads them, a part of a long text at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer_app.domain.hidden import as_read, each_as_read

PART = 8_000
"""Code points that are read at once: even where all of them are hidden characters, that holds no key press up."""
_BETWEEN = "\0"
"""What parts rows: a character that shows nothing, and so is in no text as it is read."""

Place = tuple[int, int, int]
"""A row, and from where to where in its text, in code points of the stored string."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows as they are read, one behind the other in `text`: from `first` on, each from one of `starts` on.

    `moved` has, for rows whose text holds what is not seen, where each character stands in the stored string.
    """

    first: int
    text: str
    starts: tuple[int, ...]
    moved: dict[int, Sequence[int]]

    def index(self, row: int, at: int) -> int:
        """Where a code point of a row stands in the text."""
        start = self.starts[row - self.first]
        return start + (bisect_left(self.moved[row], at) if row in self.moved else at)

    def place(self, start: int, end: int) -> Place:
        """What a stretch of the text is of the stored string of its row."""
        row = self.first + bisect_right(self.starts, start) - 1
        first, last = start - self.starts[row - self.first], end - 1 - self.starts[row - self.first]
        moved = self.moved.get(row)
        return (row, first, last + 1) if moved is None else (row, moved[first], moved[last] + 1)


class LineFind:
    """The search over lines. They are read once, a part with every `read_on` until it is `whole`; a part is small.

    What is found is counted and sought in C and kept nowhere: a letter may stand in a transcript a million times. Case,
    hidden characters and full-width forms do not count.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._parts: list[_Part] = []
        self._read = 0
        self._want = ""
        self.count = 0

    @property
    def whole(self) -> bool:
        """Whether every line was read."""
        return self._read == len(self._texts)

    def seek(self, words: str) -> None:
        """Looks for words, in what was read and what will be."""
        self._want = as_read(words)[0]
        self.count = sum(part.text.count(self._want) for part in self._parts) if self._want else 0

    def read_on(self) -> range:
        """Reads the next part, a text that is longer by itself; answers which rows those are."""
        first, letters = self._read, 0
        while self._read < len(self._texts) and (self._read == first or letters < PART):
            letters += len(self._texts[self._read])
            if letters > PART and self._read > first:
                break
            self._read += 1
        rows = range(first, self._read)
        if rows:
            self._take(rows)
        return rows

    def _take(self, rows: range) -> None:
        starts, moved, seen, at = list[int](), dict[int, Sequence[int]](), list[str](), 0
        for row, (text, places) in zip(rows, each_as_read(self._texts[rows.start : rows.stop]), strict=True):
            starts.append(at)
            seen.append(text)
            at += len(text) + len(_BETWEEN)
            if not isinstance(places, range):
                moved[row] = places
        part = _Part(rows.start, _BETWEEN.join(seen), tuple(starts), moved)
        self._parts.append(part)
        self.count += part.text.count(self._want) if self._want else 0

    def _part_of(self, row: int) -> int:
        return max(bisect_right(self._parts, row, key=lambda part: part.first) - 1, 0)

    def onward(self, row: int, at: int) -> Place | None:
        """The first place that begins at a code point of a row or behind it, round again; None where there is none."""
        return self._walk(row, at, 1)

    def back(self, row: int, at: int) -> Place | None:
        """The last place that ends before a code point of a row, round again; None where there is none."""
        return self._walk(row, at, -1)

    def _walk(self, row: int, at: int, by: int) -> Place | None:
        if not self.count:
            return None
        number = self._part_of(row)
        here = self._parts[number]
        begin = here.index(row, at) if row < here.first + len(here.starts) else len(here.text)
        for turn in range(len(self._parts) + 1):
            part = self._parts[(number + by * turn) % len(self._parts)]
            first, last = (0, len(part.text)) if turn else (begin, len(part.text)) if by > 0 else (0, begin)
            found = (part.text.find if by > 0 else part.text.rfind)(self._want, first, last)
            if found >= 0:
                return part.place(found, found + len(self._want))
        return None

    def in_row(self, row: int, first: int, last: int) -> Iterator[Place]:
        """The places within code points [first, last) of a row."""
        if not self.count or row >= self._read:
            return
        part = self._parts[self._part_of(row)]
        at, end = part.index(row, first), part.index(row, last)
        while (at := part.text.find(self._want, at, end)) >= 0:
            yield part.place(at, at + len(self._want))
            at += len(self._want)
