"""What can be read beside a clip: the words spoken and on screen, the comments, the goods on the shelf."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from fractions import Fraction

from reviewer_app.client.viewmodels.lines import Lines, ManyLines
from reviewer_app.client.viewmodels.shelf import goods_words
from reviewer_app.client.viewmodels.textplaces import flags_in
from reviewer_app.client.viewmodels.texts import Line, Whole
from reviewer_app.client.viewmodels.timeline import clock
from reviewer_app.client.words import _
from reviewer_app.client.workbench.shelf import Goods
from reviewer_app.domain.cases import CaseRecord, ClipSubject, TextPlace, TimePlace
from reviewer_app.media.values import Transcript


class CueLines(ManyLines):
    """The cues of a transcript, and behind them what has no time there.

    Those that lie for their greater part in a flag's time without a box are marked.
    """

    def __init__(self, record: CaseRecord | None, transcript: Transcript, sha256: str) -> None:
        cues = transcript.cues
        said = [text.replace("\n", " ") for text in (*(cue.text for cue in cues), *transcript.untimed)]
        super().__init__(said, _seconds(cue.start_s for cue in cues), _seconds(cue.end_s for cue in cues))
        self._sha256 = sha256
        self._exact = _ratios(cue.start_s for cue in cues), _ratios(cue.end_s for cue in cues)
        places = [flag.anchor for flag in (record.flags if record else ())]
        self._heard = [(one.start, one.end) for one in places if isinstance(one, TimePlace) and one.box is None]
        self._note = _("without a time in the file: to use it, mark the time in the clip")

    def made(self, row: int) -> Line:
        text = self.texts[row]
        if row >= self.timed:
            return Line("", text, whole=Whole.TIME, note=self._note, note_tone="warn", asset=self._sha256)
        start, end = (Fraction(*parts[2 * row : 2 * row + 2]) for parts in self._exact)
        return Line(
            clock(start, 1),
            text,
            whole=Whole.TIME,
            start_s=start,
            end_s=end,
            flagged=((0, len(text)),) if self.flagged(row) else (),
            asset=self._sha256,
        )

    def flagged(self, row: int) -> bool:
        if not self._heard or row >= self.timed:
            return False
        start, end = self._starts[row], self._ends[row]
        middle, half = (start + end) / 2, (end - start) / 2  # what has more than a half of it has its middle
        return any(a <= middle <= b and min(end, b) - max(start, a) > half for a, b in self._heard)

    def pinned(self, row: int) -> bool:
        return False

    def at_places_of(self, other: Lines) -> bool:
        return isinstance(other, CueLines) and len(self) == len(other)

    def row_of(self, pointer: str) -> int | None:
        return None  # they stand in a file of their own, at no pointer


class CommentLines(ManyLines):
    """The comments in the order in which they came, each at its own pointer."""

    def __init__(self, record: CaseRecord, subject: ClipSubject) -> None:
        self._record, self._comments = record, subject.comments
        # What counts now is sought in the order of time; a sender's may be any. Those at one time keep it.
        self._order = sorted(range(len(self._comments)), key=lambda index: self._comments[index].at)
        ordered = [self._comments[index] for index in self._order]
        super().__init__([one.text for one in ordered], array("d", (one.at for one in ordered)), array("d"))
        self._aimed = {flag.anchor.field for flag in record.flags if isinstance(flag.anchor, TextPlace)}

    def made(self, row: int) -> Line:
        index = self._order[row]
        comment, pointer = self._comments[index], f"/comments/{index}/text"
        at = Fraction(str(comment.at))
        flagged = flags_in(self._record, pointer, comment.text) if pointer in self._aimed else ()
        return Line(
            clock(at, 1),
            comment.text,
            pointer=pointer,
            whole=Whole.TEXT,
            start_s=at,
            flagged=tuple(spot for _flag, spot in flagged),
            note=" · ".join(part for part in (comment.by or "", _("pinned") if comment.pinned else "") if part),
            note_tone="warn" if comment.pinned else "",
            beside=True,
            pinned=bool(comment.pinned),
        )

    def pinned(self, row: int) -> bool:
        return self._comments[self._order[row]].pinned

    def at_places_of(self, other: Lines) -> bool:
        return isinstance(other, CommentLines) and self._order == other._order

    def row_of(self, pointer: str) -> int | None:
        index = pointer.removeprefix("/comments/").removesuffix("/text")
        found = int(index) if index.isascii() and index.isdigit() and pointer == f"/comments/{index}/text" else -1
        return self._order.index(found) if 0 <= found < len(self._order) else None


def _seconds(instants: Iterable[Fraction]) -> array[float]:
    return array("d", map(float, instants))


def _ratios(instants: Iterable[Fraction]) -> array[int]:
    """Instants as they are exactly, each in two numbers."""
    return array("q", (part for instant in instants for part in (instant.numerator, instant.denominator)))


def _in_time(lines: list[Line]) -> tuple[Line, ...]:
    """In the order of time, as what counts now is sought in them; a sender's may be any. Those at one time keep it."""
    return tuple(sorted(lines, key=lambda line: float(line.start_s or 0)))


def shelf_lines(subject: ClipSubject, goods: Mapping[str, Goods]) -> Lines:
    """The goods on the shelf as they came, from when to when; then what the clip and its room are called.

    `goods` says of their listings where the cases stand; of those that are not in it nothing is said.
    """
    lines = []
    for index, item in enumerate(subject.shelf):
        until = clock(Fraction(str(item.to)), 1) if item.to is not None else _("the end")
        shown_from = clock(Fraction(str(item.from_)), 1)
        price = f"{item.price} · " if item.price else ""
        lines.append(
            Line(
                shown_from,
                item.title,
                pointer=f"/shelf/{index}/title",
                whole=Whole.TEXT,
                start_s=Fraction(str(item.from_)),
                end_s=Fraction(str(item.to)) if item.to is not None else None,
                note=f"{price}{item.listing} · {shown_from} – {until}",
                notes=(goods_words(goods[item.listing]),) if item.listing in goods else (),
            )
        )
    names = ((_("Title"), subject.title, "/title"), (_("Room"), subject.room, "/room"))
    named = [Line(key, name, pointer=at, whole=Whole.TEXT) for key, name, at in names if name]
    return Lines((*_in_time(lines), *named))
