"""Untrusted text as it is shown: hidden characters made visible, and the way back to the stored string."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from reviewer_app.client.words import _, ngettext
from reviewer_app.domain.hidden import Found, Trick, as_read, counted, found_in

LONGEST = 1000
"""Code points after which a line that does not end is broken on the screen: very long ones take long to lay out."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of shown text, in UTF-16 units, half-open."""

    start: int
    end: int


class Shown:
    """A stored string and what the screen shows of it: `text` has a mark, `‹ZWSP›`, for each hidden character, and one
    behind letters that pass for others.

    Screens count in UTF-16 units of `text`, anchors in code points of `stored`; the two methods translate. With `fold`
    a line of more code points than that is broken.
    """

    def __init__(self, stored: str, fold: int = 0) -> None:
        self.stored = stored
        self.found = found_in(stored)
        breaks = tuple(_breaks(stored, fold)) if fold else ()
        if not (self.found or breaks or max(stored, default="") > "\uffff"):
            self.text, self.marks = stored, tuple[Stretch, ...]()
            self._starts: Sequence[int] = range(len(stored) + 1)
            return
        ends = frozenset(breaks)
        widths = [2 if character > "\uffff" else 1 for character in stored]
        parts, at = list[str](), 0
        for one in self.found:
            mark = f"‹{one.name}›"
            parts += [_broken(stored, at, one.start, breaks), "" if one.trick.unseen else stored[one.start : one.end]]
            parts += [mark, "\n" if one.end - 1 in ends else ""]
            widths[one.end - 1] = len(mark) + (0 if one.trick.unseen else widths[one.end - 1])
            at = one.end
        parts.append(_broken(stored, at, len(stored), breaks))
        self.text = "".join(parts)
        for place in breaks:
            widths[place] += 1
        self._starts = [0, *accumulate(widths)]
        self.marks = tuple(self._mark(one, one.end - 1 in ends) for one in self.found)

    def _mark(self, one: Found, broken: bool) -> Stretch:
        end = self._starts[one.end] - (1 if broken else 0)
        return Stretch(end - len(one.name) - 2, end)

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


def hidden_words(shown: Shown) -> str:
    """How many hidden characters a text has, and of which kinds; empty where it has none."""
    counts = counted(shown.found)
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
    line makes no anchor where one would expect it (a message id). `asset` is a picture that the line is about.
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
    placeholder: str = field(default="", compare=False)

    @cached_property
    def name(self) -> str:
        """The key as it is shown."""
        return Shown(self.key).text

    @cached_property
    def shown(self) -> Shown:
        """The text with its hidden characters visible; where there is none, nothing."""
        return Shown(self.stored, LONGEST)


def escape(token: str) -> str:
    """A name as a token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def occurrences(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """Where `wanted` stands in `text`, in code points; case, hidden characters and full-width forms do not count."""
    want = as_read(wanted)[0]
    found, at = [], 0
    seen, places = as_read(text) if want else ("", ())
    while want and (at := seen.find(want, at)) >= 0:
        found.append((places[at], places[at + len(want) - 1] + 1))
        at += len(want)
    return tuple(found)


def place_of(text: str, exact: str, start: int | None) -> tuple[int, int] | None:
    """Where a sender's words stand: at their offset if they do, else where they stand first, else nowhere."""
    if not exact:
        return None
    at = start if start is not None and text.startswith(exact, start) else text.find(exact)
    return (at, at + len(exact)) if at >= 0 else None
