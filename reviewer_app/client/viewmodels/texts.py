"""Untrusted text as it is shown: hidden characters made visible, and the way back to the stored string."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

# Invisible though their general category does not say so: fillers, the blank of braille, joiners without a glyph.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_SMUGGLERS = range(0xE0100, 0xE01F0)
"""Supplementary variation selectors: they show nothing and can carry any bytes."""


def hidden(character: str) -> bool:
    """Whether a character shows nothing, or changes how its neighbours show (line ends and tabs are no secret)."""
    if character in "\n\t":
        return False
    return unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _BLANKS or ord(character) in _SMUGGLERS


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of shown text, in UTF-16 units, half-open."""

    start: int
    end: int


class Shown:
    """A stored string and what the screen shows of it: `text` has a mark, `‹U+200B›`, for each hidden character.

    Screens count in UTF-16 units of `text`, anchors in code points of `stored`; the two methods translate.
    """

    def __init__(self, stored: str) -> None:
        self.stored = stored
        parts: list[str] = []
        starts = [0]
        marks: list[Stretch] = []
        at = 0
        for character in stored:
            part = f"‹U+{ord(character):04X}›" if hidden(character) else character
            width = len(part) + (1 if len(part) == 1 and ord(part) > 0xFFFF else 0)
            if part != character:
                marks.append(Stretch(at, at + width))
            parts.append(part)
            at += width
            starts.append(at)
        self.text = "".join(parts)
        self.marks = tuple(marks)
        self._starts = starts

    def shown(self, start: int, end: int) -> Stretch:
        """Where code points [start, end) of the stored string stand on the screen."""
        last = len(self._starts) - 1
        return Stretch(self._starts[min(start, last)], self._starts[min(end, last)])

    def stored_range(self, start: int, end: int) -> tuple[int, int]:
        """The code points that a stretch of the screen touches; a mark or a pair that is cut counts whole."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, end)
        return max(first, 0), min(max(last, first), len(self.stored))

    @property
    def width(self) -> int:
        """Length on the screen in UTF-16 units."""
        return self._starts[-1]


class Role(StrEnum):
    """How a line is set."""

    HEAD = "head"
    TITLE = "title"
    TEXT = "text"
    MONO = "mono"
    DIM = "dim"


class Whole(StrEnum):
    """What a line without selected words stands for."""

    NOTHING = "nothing"
    TEXT = "text"
    FIELD = "field"
    TIME = "time"


@dataclass(frozen=True)
class Line:
    """One line of evidence to be read: a key (a field's name or a time), the text, and where it stands.

    `pointer` is the JSON Pointer below the subject, `value` what a field anchor records (None for an absence),
    `flagged` and `changed` are code point ranges of `stored`; `note` is ours and stands under the text, or `beside` it.
    """

    key: str
    stored: str
    pointer: str = ""
    whole: Whole = Whole.NOTHING
    role: Role = Role.TEXT
    value: str | None = None
    start_s: Fraction | None = None
    end_s: Fraction | None = None
    flagged: tuple[tuple[int, int], ...] = ()
    changed: tuple[tuple[int, int], ...] = ()
    note: str = ""
    note_tone: str = ""
    beside: bool = False
    asset: str | None = None
    placeholder: str = field(default="", compare=False)

    @cached_property
    def name(self) -> str:
        """The key as it is shown."""
        return Shown(self.key).text

    @cached_property
    def shown(self) -> Shown:
        """The text with its hidden characters visible; where there is none, nothing."""
        return Shown(self.stored)


def escape(token: str) -> str:
    """A name as a token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def occurrences(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """Where `wanted` stands in `text`, in code points; case does not count. Empty for empty words."""
    found, at = [], 0
    low, want = text.casefold(), wanted.casefold()
    if not want or len(low) != len(text):  # a letter that folds into two would shift what follows
        low, want = text, wanted
    while want and (at := low.find(want, at)) >= 0:
        found.append((at, at + len(want)))
        at += len(want)
    return tuple(found)


def place_of(text: str, exact: str, start: int | None) -> tuple[int, int] | None:
    """Where a sender's words stand: at their offset if they do, else where they stand first, else nowhere."""
    if not exact:
        return None
    at = start if start is not None and text.startswith(exact, start) else text.find(exact)
    return (at, at + len(exact)) if at >= 0 else None
