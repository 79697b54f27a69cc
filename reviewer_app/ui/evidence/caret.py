"""Where a person is in lines of evidence, whatever part of them stands in a document: rows and code points."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.client.viewmodels.texts import Line

At = tuple[int, int]
"""A row, and a code point of its stored text."""


@dataclass(frozen=True, slots=True)
class Caret:
    """Where the caret is, and where what is selected began; the two are the same where nothing is."""

    began: At = (0, 0)
    at: At = (0, 0)

    @property
    def first(self) -> At:
        """Where what is selected begins in the text."""
        return min(self.began, self.at)

    @property
    def last(self) -> At:
        """Where it ends."""
        return max(self.began, self.at)

    @property
    def selects(self) -> bool:
        """Whether anything is selected."""
        return self.began != self.at

    @property
    def rows(self) -> range:
        """The rows that it touches."""
        return range(self.first[0], self.last[0] + 1)

    def within(self, row: int, line: Line) -> tuple[int, int] | None:
        """The code points of a row's text that are selected, of those that are shown; None where none are."""
        low, high = line.window or (0, len(line.stored))
        start = max(low, self.first[1]) if row == self.first[0] else low
        end = min(high, self.last[1]) if row == self.last[0] else high
        return (start, end) if row in self.rows and start < end else None
