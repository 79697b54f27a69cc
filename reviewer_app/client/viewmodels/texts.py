"""Untrusted text as it is shown: hidden characters made visible, and the way back to the stored string."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from reviewer_app.client.words import _, ngettext
from reviewer_app.domain.hidden import Found, Trick, counts_in, found_in

if TYPE_CHECKING:
    from fractions import Fraction

LONGEST = 1000
"""Code points after which a line that does not end is broken on the screen: very long ones take long to lay out."""
WINDOW = 4000
"""Code points of a long text that are shown at a time: as much as can be laid out between two frames."""

CELL = 1000
"""Code points of a value that a cell of a table shows: rows are laid out on the screen's thread."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of shown text, in UTF-16 units, half-open."""

    start: int
    end: int


class Shown:
    """A stored string and what the screen shows of it: `text` has a mark, `‹ZWSP›`, for each hidden character, and one
    behind letters that pass for others.

    Screens count in UTF-16 units of `text`, anchors in code points of `stored`; the two methods translate. With `fold`
    a line of more code points than that is broken; with a `window` only those code points are shown, between marks that
    say how many are not.
    """

    def __init__(self, stored: str, fold: int = 0, window: tuple[int, int] | None = None) -> None:
        self.stored = stored
        self._first, last = window or (0, len(stored))
        body = stored[self._first : last] if window else stored
        before = f"‹{self._first} …›\n" if self._first else ""
        after = f"\n‹… {len(stored) - last}›" if last < len(stored) else ""
        self.found = found_in(body)
        self._tail = len(after)
        breaks = tuple(_breaks(body, fold)) if fold else ()
        self._starts: Sequence[int] = range(len(before), len(before) + len(body) + 1)
        if self.found or breaks or max(body, default="") > "\uffff":
            self._starts = list(accumulate(self._widths(body, breaks), initial=len(before)))
        self.text = before + _marked(body, self.found, breaks) + after
        ends = frozenset(breaks)
        marks = [self._mark(one, one.end - 1 in ends) for one in self.found]
        if before:
            marks.insert(0, Stretch(0, len(before) - 1))
        if after:
            marks.append(Stretch(self.width - len(after) + 1, self.width))
        self.marks = tuple(marks)

    def _widths(self, body: str, breaks: Sequence[int]) -> list[int]:
        widths = [2 if character > "\uffff" else 1 for character in body]
        for one in self.found:
            widths[one.end - 1] = len(one.name) + 2 + (0 if one.trick.unseen else widths[one.end - 1])
        for place in breaks:
            widths[place] += 1
        return widths

    def _mark(self, one: Found, broken: bool) -> Stretch:
        end = self._starts[one.end] - (1 if broken else 0)
        return Stretch(end - len(one.name) - 2, end)

    def shown(self, start: int, end: int) -> Stretch:
        """Where code points [start, end) of the stored string stand on the screen; at its edge what is not shown."""
        last = len(self._starts) - 1
        first, behind = (min(max(at - self._first, 0), last) for at in (start, end))
        return Stretch(self._starts[first], self._starts[behind])

    def holds(self, start: int, end: int) -> bool:
        """Whether code points [start, end) are all shown."""
        return self._first <= start and end <= self._first + len(self._starts) - 1

    def stored_range(self, start: int, end: int) -> tuple[int, int]:
        """The code points that a stretch of the screen touches; a mark or a pair that is cut counts whole."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = min(max(bisect_left(self._starts, end), first), len(self._starts) - 1)
        return self._first + min(first, last), self._first + last

    @property
    def width(self) -> int:
        """Length on the screen in UTF-16 units."""
        return self._starts[-1] + self._tail


def _marked(body: str, found: Sequence[Found], breaks: Sequence[int]) -> str:
    ends = frozenset(breaks)
    parts, at = list[str](), 0
    for one in found:
        parts += [_broken(body, at, one.start, breaks), "" if one.trick.unseen else body[one.start : one.end]]
        parts += [f"‹{one.name}›", "\n" if one.end - 1 in ends else ""]
        at = one.end
    parts.append(_broken(body, at, len(body), breaks))
    return "".join(parts)


def _breaks(text: str, fold: int) -> Iterator[int]:
    """The code points behind which a line that does not end is broken."""
    since = 0
    while len(text) - since > fold:
        end = text.rfind("\n", since, since + fold + 1)
        if end >= 0:
            since = end + 1
            continue
        blank = text.rfind(" ", since + fold // 2, since + fold)
        since = (blank if blank >= 0 else since + fold - 1) + 1
        yield since - 1


def _broken(text: str, start: int, end: int, breaks: Sequence[int]) -> str:
    parts, at = list[str](), start
    for place in breaks[bisect_left(breaks, start) : bisect_left(breaks, end)]:
        parts += [text[at : place + 1], "\n"]
        at = place + 1
    return "".join((*parts, text[at:end]))


def beginning(stored: str) -> str:
    """A value as a cell shows it: all of it, or of one that no form has room for its beginning and how much follows."""
    return Shown(stored, window=(0, CELL) if len(stored) > CELL else None).text


def hidden_words(text: str) -> str:
    """How many hidden characters a text has, and of which kinds; empty where it has none."""
    counts = counts_in(text)
    unseen = {trick: count for trick, count in counts.items() if trick.unseen}
    said = []
    if unseen:
        count = sum(unseen.values())
        what = ", ".join(f"{_trick_words(trick)} {number}" for trick, number in unseen.items())
        said.append(
            ngettext("{count} hidden character ({what})", "{count} hidden characters ({what})", count).format(
                count=count, what=what
            )
        )
    alike, wide = counts.get(Trick.LOOKALIKE, 0), counts.get(Trick.FULL_WIDTH, 0)
    if alike:
        said.append(
            ngettext("{count} letter that looks like another", "{count} letters that look like others", alike).format(
                count=alike
            )
        )
    if wide:
        said.append(
            ngettext(
                "{count} full-width letter among half-width ones",
                "{count} full-width letters among half-width ones",
                wide,
            ).format(count=wide)
        )
    return " · ".join(said)


def _trick_words(trick: Trick) -> str:
    return {
        Trick.ZERO_WIDTH: _("zero-width"),
        Trick.BIDI: _("direction"),
        Trick.TAG: _("tag"),
        Trick.SOFT_HYPHEN: _("soft hyphen"),
        Trick.VARIATION: _("variation selector"),
        Trick.BLANK: _("blank"),
        Trick.MARK: _("mark over a character"),
        Trick.CONTROL: _("control"),
    }.get(trick, _("unassigned"))


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
    `flagged`, `spotted` (by a word list), `changed`, `added` and `removed` are code point ranges of `stored`. `note` is
    ours and stands under the text, or `beside` it; `notes` are more of them, each with its tone. `why` says why the
    line makes no anchor where one would expect it (a message id). `asset` is a picture that the line is about; of a
    very long text only the code points of its `window` are shown; `pinned` is a comment that its room was shown longer.
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
    spotted: tuple[tuple[int, int], ...] = ()
    added: tuple[tuple[int, int], ...] = ()
    removed: tuple[tuple[int, int], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    why: str = ""
    pinned: bool = False
    window: tuple[int, int] | None = None
    placeholder: str = field(default="", compare=False)

    @property
    def all_notes(self) -> tuple[tuple[str, str], ...]:
        """The notes with their tones, the first one first."""
        first = ((self.note, self.note_tone),) if self.note else ()
        return (*first, *self._part(), *self.notes)

    def _part(self) -> tuple[tuple[str, str], ...]:
        if self.window is None:
            return ()
        said = _("characters {first} to {last} of {whole} are shown; Space shows the next ones")
        first, last = self.window
        return ((said.format(first=first + 1, last=last, whole=len(self.stored)), "accent"),)

    @cached_property
    def name(self) -> str:
        """The key as it is shown."""
        return Shown(self.key).text

    @cached_property
    def shown(self) -> Shown:
        """The text with its hidden characters visible; where there is none, nothing."""
        return Shown(self.stored, LONGEST, self.window)


def window_at(text: str, place: int) -> tuple[int, int] | None:
    """The window of a long text that has a place in it, with some of what stands before; None for a text that fits."""
    if len(text) <= WINDOW + WINDOW // 4:
        return None
    start = min(max(place - WINDOW // 8, 0), len(text) - WINDOW)
    line = text.rfind("\n", max(start - WINDOW // 8, 0), start)
    start = line + 1 if line >= 0 and start else start
    rest = len(text) - start - WINDOW
    return start, len(text) if rest <= WINDOW // 8 else start + WINDOW


def place_of(text: str, exact: str, start: int | None) -> tuple[int, int] | None:
    """Where a sender's words stand: at their offset if they do, else where they stand first, else nowhere."""
    if not exact:
        return None
    at = start if start is not None and text.startswith(exact, start) else text.find(exact)
    return (at, at + len(exact)) if at >= 0 else None
