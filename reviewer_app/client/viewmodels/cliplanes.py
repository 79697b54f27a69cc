"""What lies in the lanes of the clip on the desk: flags, words, goods, comments, one's anchors, what was watched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from reviewer_app.client.viewmodels.clipstate import ClipState, Tab
from reviewer_app.client.viewmodels.format import decimal, plain
from reviewer_app.client.viewmodels.laid import Laid, row
from reviewer_app.client.viewmodels.lanes import PLAIN, Item, Lane, Look, Row
from reviewer_app.client.viewmodels.lines import NO_LINES, Lines
from reviewer_app.client.viewmodels.timeline import Timeline, near_clock
from reviewer_app.client.words import N_, _
from reviewer_app.domain.cases import CaseRecord, TimePlace
from reviewer_app.domain.coverage import Stretch
from reviewer_app.domain.evidence import Anchor, TimeAnchor

NAMES = {
    Lane.FILM: N_("Picture"),
    Lane.SOUND: N_("Sound"),
    Lane.FLAGS: N_("Flags"),
    Lane.SPEECH: N_("Speech"),
    Lane.SCREEN: N_("Screen text"),
    Lane.SHELF: N_("Shelf"),
    Lane.COMMENTS: N_("Comments"),
    Lane.ANCHORS: N_("Evidence"),
    Lane.WATCHED: N_("Watched"),
}
READ = {Lane.SPEECH: Tab.SPEECH, Lane.SCREEN: Tab.SCREEN, Lane.SHELF: Tab.SHELF, Lane.COMMENTS: Tab.COMMENTS}
"""Lanes whose items are the lines that can be read beside the clip; of comments, those that were pinned."""
PINNED: Look = ("warn", True)
FLAGGED: Look = ("warn", False)
COMMENT_LASTS = 3.0
"""Seconds for which a pinned comment is drawn; the record says only when it came."""


class ClipLanes:
    """The rows of the lanes. Those of what came with the clip are laid out once: there may be many thousand items."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._fixed: tuple[Row, ...] = ()

    def forget(self) -> None:
        """Lets go of every text, and of the language that it was said in."""
        self._of, self._fixed = (), ()

    def rows(
        self, state: ClipState, record: CaseRecord | None, anchors: Sequence[Anchor], watched: Iterable[Stretch]
    ) -> tuple[Row, ...]:
        """The lanes that have something in them; that of what was watched always: nothing watched is worth saying."""
        timeline = state.timeline
        if timeline is None:
            return ()
        of = (timeline, state.asset, state.film, state.wave, record, *(state.lines.get(tab) for tab in READ.values()))
        if len(of) != len(self._of) or any(one is not other for one, other in zip(of, self._of, strict=True)):
            self._of, self._fixed = of, _fixed_rows(state, record, float(timeline.duration))
        own = row(Lane.ANCHORS, _anchors(state, anchors))
        seen = Row(Lane.WATCHED, tuple(_stretch(timeline, *one) for one in watched))
        return (*self._fixed, *((own,) if own.items else ()), seen)


def _fixed_rows(state: ClipState, record: CaseRecord | None, whole: float) -> tuple[Row, ...]:
    found: list[Row] = []
    if state.film is not None:
        found.append(Row(Lane.FILM))
    if state.wave is not None and any(state.wave.peaks):
        found.append(Row(Lane.SOUND))
    found.append(row(Lane.FLAGS, _flags(state, record, whole)))
    for lane, tab in READ.items():
        found.append(state.laid.get(tab) or _row_of(lane, state.lines.get(tab, NO_LINES), whole))
    return tuple(one for one in found if one.items or one.times or one.lane in (Lane.FILM, Lane.SOUND))


def lane_of(tab: Tab, lines: Lines) -> Row:
    """The lane of a tab's lines, laid out without knowing how long the clip is."""
    lane = next(lane for lane, read in READ.items() if read is tab)
    return _row_of(lane, lines, max((end for _start, end, _at in lines.spans() if end is not None), default=inf))


def _row_of(lane: Lane, lines: Lines, whole: float) -> Row:
    """Of comments those that were pinned; of others those with a time, until the clip's end where they have none."""
    comments = lane is Lane.COMMENTS
    times = [start for start, _end, _at in lines.spans()] if comments else []

    def until(start: float, end: float | None) -> float:
        return min(start + COMMENT_LASTS, whole) if comments else min(end, whole) if end is not None else whole

    def look(at: int) -> Look:
        return PINNED if comments else FLAGGED if lines.flagged(at) else PLAIN

    def item(start: float, end: float, at: int, level: int) -> Item:
        tone, strong = look(at)
        return Item(start, end, "", tone, at, level, strong, lines)

    drawn = ((start, end, at) for start, end, at in lines.spans() if (lines.pinned(at) if comments else start < whole))
    return row(lane, Laid(lines, ((start, until(start, end), at) for start, end, at in drawn), look, item), times)


def _flags(state: ClipState, record: CaseRecord | None, whole: float) -> list[Item]:
    items = []
    for index, flag in enumerate(record.flags if record else ()):
        place = flag.anchor
        if isinstance(place, TimePlace) and place.asset == state.asset:
            score = f" {decimal(flag.score)}" if flag.score is not None else ""
            items.append(Item(place.start, min(place.end, whole), plain(flag.reason) + score, "bad", index))
    return items


def _anchors(state: ClipState, anchors: Sequence[Anchor]) -> list[Item]:
    """One's own anchors in this clip, numbered as they are beside it."""
    return [
        Item(float(a.start_s), float(a.end_s), f"E{index + 1}", "accent", index, strong=a.start_pts == state.at)
        for index, a in enumerate(anchors)
        if isinstance(a, TimeAnchor) and a.asset == state.asset
    ]


def _stretch(timeline: Timeline, start: int, end: int) -> Item:
    return Item(float(timeline.seconds(start)), float(timeline.seconds(end)), tone="ok")


def item_words(lane: Lane, item: Item) -> str:
    """An item in words, for pointing at it and for who cannot see it."""
    span = f"{near_clock(max(item.start, 0.0), 1)} – {near_clock(max(item.end, 0.0), 1)}"
    line = item.line
    notes = [note for note, _tone in line.notes] if line is not None else []
    return "\n".join(filter(None, (f"{_(NAMES[lane])} · {span}", item.words, *notes)))
