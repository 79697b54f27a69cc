"""What can be read beside a clip: the words spoken and on screen, the comments, the goods on the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from reviewer_app.client.viewmodels.evidence import flags_in
from reviewer_app.client.viewmodels.shelf import goods_words
from reviewer_app.client.viewmodels.texts import Line, Whole
from reviewer_app.client.viewmodels.timeline import clock
from reviewer_app.client.words import _
from reviewer_app.client.workbench.shelf import Goods
from reviewer_app.domain.cases import CaseRecord, ClipSubject, TextPlace, TimePlace
from reviewer_app.media.values import Cue, Transcript


def cue_lines(record: CaseRecord | None, transcript: Transcript, sha256: str) -> tuple[Line, ...]:
    """The cues of a transcript, and behind them what has no time there.

    Those that lie for their greater part in a flag's time without a box are marked.
    """
    places = [flag.anchor for flag in (record.flags if record else ())]
    heard = [(one.start, one.end) for one in places if isinstance(one, TimePlace) and one.box is None]
    timed = tuple(_cue_line(cue, sha256, heard) for cue in transcript.cues)
    note = _("without a time in the file: to use it, mark the time in the clip") if transcript.untimed else ""
    return timed + tuple(
        Line("", text.replace("\n", " "), whole=Whole.TIME, note=note, note_tone="warn", asset=sha256)
        for text in transcript.untimed
    )


def _cue_line(cue: Cue, sha256: str, heard: list[tuple[float, float]]) -> Line:
    text, start, end = cue.text.replace("\n", " "), float(cue.start_s), float(cue.end_s)
    middle, half = (start + end) / 2, (end - start) / 2  # what has more than a half of it has its middle
    flagged = any(a <= middle <= b and min(end, b) - max(start, a) > half for a, b in heard)
    return Line(
        clock(cue.start_s, 1),
        text,
        whole=Whole.TIME,
        start_s=cue.start_s,
        end_s=cue.end_s,
        flagged=((0, len(text)),) if flagged else (),
        asset=sha256,
    )


def comment_lines(record: CaseRecord, subject: ClipSubject) -> tuple[Line, ...]:
    """The comments in the order in which they came, each at its own pointer."""
    lines, flagged = [], {flag.anchor.field for flag in record.flags if isinstance(flag.anchor, TextPlace)}
    for index, comment in enumerate(subject.comments):
        pointer, at = f"/comments/{index}/text", Fraction(str(comment.at))
        lines.append(
            Line(
                clock(at, 1),
                comment.text,
                pointer=pointer,
                whole=Whole.TEXT,
                start_s=at,
                flagged=tuple(spot for _flag, spot in flags_in(record, pointer, comment.text))
                if pointer in flagged
                else (),
                note=" · ".join(part for part in (comment.by or "", _("pinned") if comment.pinned else "") if part),
                note_tone="warn" if comment.pinned else "",
                beside=True,
                pinned=bool(comment.pinned),
            )
        )
    return _in_time(lines)


def _in_time(lines: list[Line]) -> tuple[Line, ...]:
    """In the order of time, as what counts now is sought in them; a sender's may be any. Those at one time keep it."""
    return tuple(sorted(lines, key=lambda line: float(line.start_s or 0)))


def shelf_lines(subject: ClipSubject, goods: Mapping[str, Goods]) -> tuple[Line, ...]:
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
    return _in_time(lines) + tuple(Line(key, name, pointer=at, whole=Whole.TEXT) for key, name, at in names if name)
