"""One measured figure as a line of the table, and the table that stands them all beside their references."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

HEAD = ("what", "ours", "reference", "ratio", "reach", "")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: what, ours and the reference's in `unit`, and what is to be reached.

    `most` bounds the ratio to the reference, or ours itself where there is no reference.
    """

    what: str
    ours: float
    reference: float | None
    unit: str
    most: float
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the reference ours takes."""
        return None if self.reference is None else self.ours / self.reference

    @property
    def reached(self) -> bool:
        """Whether it is what the issue asks for."""
        return (self.ours if self.ratio is None else self.ratio) <= self.most

    def cells(self) -> tuple[str, ...]:
        """The line as it is printed, cell by cell."""
        return (
            self.what,
            f"{self.ours:.2f} {self.unit}",
            "-" if self.reference is None else f"{self.reference:.2f} {self.unit}",
            "-" if self.ratio is None else f"{self.ratio:.2f} x",
            f"<= {self.most:g} {self.unit if self.ratio is None else 'x'}",
            f"{'' if self.reached else 'MISSED '}{self.note}".strip(),
        )


def table(lines: Iterable[Line]) -> str:
    """The lines under their head, in columns that stand below each other."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(HEAD))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join("  ".join(_set(row[at], widths[at], at) for at in range(len(HEAD))).rstrip() for row in rows)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _set(text: str, width: int, at: int) -> str:
    room = " " * (width - _width(text))
    return room + text if 0 < at < 5 else text + room
