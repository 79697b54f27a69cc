"""The clip without a screen: what is asked for when one comes to the desk, and the lines that can be read beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import inf
from time import monotonic

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.cliplanes import lane_of
from reviewer_app.client.viewmodels.cliplines import CommentLines, CueLines, shelf_lines
from reviewer_app.client.viewmodels.clipmarks import ClipMarks
from reviewer_app.client.viewmodels.clipopening import ALL_OF_IT
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.contact import TALL, Pages, pages_of
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.lanes import Row
from reviewer_app.client.viewmodels.lines import NO_LINES, Lines
from reviewer_app.client.viewmodels.texts import Line, Role
from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.client.words import _
from reviewer_app.client.workbench.shelf import Goods
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseRecord, ClipSubject
from reviewer_app.domain.coverage import Watched, of_asset
from reviewer_app.media.values import Filmstrip, Looks, Transcript

MANY = 1000
"""Lines from which on the time line's items are laid out, and lines are made, off the screen's thread."""


class ClipModel(ClipMarks):
    """The clip on the desk. Lives on the screen's thread; `watch` tells of every change."""

    def __init__(self, reader: Reader, carried: Carried | None = None, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(reader, carried, clock)
        self.record: CaseRecord | None = None
        self._before: tuple[Watched, ...] = ()
        self._page: Pages | None = None
        self.goods: Mapping[str, Goods] = {}

    # -- opening ------------------------------------------------------------------------------------------------------

    def show(self, case: OpenCase, room: tuple[float, float] = ALL_OF_IT) -> None:
        """Puts a clip on the desk: its first frame, then what is read and said in it, then whether it is whole.

        `room` is how many pixels the screen has for the frame.
        """
        subject = case.record.subject
        if not isinstance(subject, ClipSubject):
            raise TypeError("not a clip")
        seen = self.watching.record() if self.record == case.record else None
        self._holding = True  # what was decoded ahead answers at once: all of it is one change
        self.clear()
        self.record, self._before = case.record, (seen,) if seen is not None else case.draft.watched
        self.state = replace(self.state, asset=subject.video.sha256)
        self._give()
        self._ask_pictures(room)
        self._ask_words(subject)
        self._holding = False
        self.changed()

    def retranslate(self) -> None:
        """Words the lines again that came with the case, in the language that is spoken now."""
        self._give()

    def _give(self) -> None:
        """The lines that need no file of their own; of a busy stream they are made off the screen's thread."""
        record, for_now = self.record, self._turn
        if record is None or not isinstance(subject := record.subject, ClipSubject):
            return
        many = len(subject.comments) > MANY
        self._set(lines=self.state.lines | {Tab.SHELF: shelf_lines(subject, self.goods)})

        def read() -> tuple[Lines, Row | None]:
            lines = CommentLines(record, subject)
            return lines, lane_of(Tab.COMMENTS, lines) if many else None

        def came(made: tuple[Lines, Row | None]) -> None:
            if self._turn == for_now:
                self._set(lines=self.state.lines | {Tab.COMMENTS: made[0]}, laid=self._laid(Tab.COMMENTS, made[1]))

        if many:
            self._reader.apart(read, came)
        else:
            came(read())

    def tell_goods(self, goods: Mapping[str, Goods]) -> None:
        """Says with the goods on the shelf how one gets to the cases of their listings."""
        if goods != self.goods and self.record is not None and isinstance(self.record.subject, ClipSubject):
            self.goods = goods
            self._set(lines=self.state.lines | {Tab.SHELF: shelf_lines(self.record.subject, goods)})

    def clear(self) -> None:
        """Takes the clip off the desk."""
        self.goods = {}
        self._target, self._wanted, self.record, self._before, self._page = None, None, None, (), None
        super().clear()

    def _ask_words(self, subject: ClipSubject) -> None:
        for_now = self._turn
        for tab, asset in ((Tab.SPEECH, subject.transcript), (Tab.SCREEN, subject.screen_text)):
            if asset is not None:
                self._ask_cues(tab, asset.sha256, lambda: self._turn == for_now)

    def _ask_cues(self, tab: Tab, sha256: str, current: Callable[[], bool]) -> None:
        record = self.record

        def read(transcript: Transcript) -> tuple[Lines, Row | None]:
            lines = CueLines(record, transcript, sha256)
            return lines, lane_of(tab, lines) if len(lines) > MANY else None

        self._reader.cues(sha256, read, lambda made: self._cued(tab, made) if current() else None)

    def _frames_known(self, timeline: Timeline) -> None:
        self.watching.begin(self.state.asset, timeline, of_asset(self._before, self.state.asset))

    def _cued(self, tab: Tab, made: tuple[Lines, Row | None] | Cannot) -> None:
        lines, row = (Lines((Line("", _(made.what), role=Role.DIM),)), None) if isinstance(made, Cannot) else made
        self._set(lines=self.state.lines | {tab: lines}, laid=self._laid(tab, row))

    def _laid(self, tab: Tab, row: Row | None) -> dict[Tab, Row]:
        """The lanes that were laid out with the lines, with that of a tab replaced."""
        return {one: kept for one, kept in self.state.laid.items() if one is not tab} | ({tab: row} if row else {})

    def ask_sheet(self) -> None:
        """Asks for the page of the contact sheet with the picture here; until it comes, the time line's frames do."""
        timeline, for_now = self.state.timeline, self._turn
        if timeline is None:
            return

        def came(looks: Looks | Cannot) -> None:
            if self._turn == for_now:
                self._open_page(pages_of(looks.pts if isinstance(looks, Looks) else (), timeline).at(self.state.at))

        if self.state.pages is not None:
            self._open_page(self.state.pages.at(self.state.at))
        else:
            self._reader.looks(self.state.asset, came)

    def turn_page(self, by: int) -> None:
        """Opens a page of the contact sheet on or back; the one that is open stays until the other has come."""
        if self._page is not None:
            self._open_page(self._page.turned(by))

    def _open_page(self, page: Pages) -> None:
        if page == self._page:
            return
        self._page, for_now = page, self._turn

        def came(strip: Filmstrip | Cannot) -> None:
            if self._turn == for_now and self._page == page and not isinstance(strip, Cannot):
                self._set(pages=page, sheet=strip)

        self._reader.tiles(self.state.asset, page.here, TALL, came)

    # -- reading ------------------------------------------------------------------------------------------------------

    def listing_at(self, row: int) -> str | None:
        """The listing of a line of the shelf; None for one that is about the clip or its room."""
        lines = self.state.lines.get(Tab.SHELF, NO_LINES)
        subject = self.record.subject if self.record is not None else None
        parts = lines[row].pointer.split("/") if row < len(lines) else []
        if not isinstance(subject, ClipSubject) or parts[1:2] != ["shelf"]:
            return None
        return subject.shelf[int(parts[2])].listing

    def goods_now(self) -> tuple[int, ...]:
        """The lines of the goods that are on the shelf at the frame that is shown."""
        timeline = self.state.timeline
        now = timeline.seconds(self.state.at) if timeline is not None else Fraction(0)
        lines = enumerate(self.state.lines.get(Tab.SHELF, NO_LINES))
        shown = ((row, line.start_s, line.end_s) for row, line in lines)
        return tuple(row for row, start, end in shown if start is not None and start <= now < (end or inf))

    def line_now(self, tab: Tab) -> int | None:
        """Which line is spoken or shown while the frame lasts; of comments, the last one that came."""
        timeline = self.state.timeline
        lines = self.state.lines.get(tab, NO_LINES)
        count = lines.timed  # what has no time, as the name of a room, stands behind all that has
        if not count or timeline is None:
            return None
        now, until = timeline.seconds(self.state.at), timeline.seconds(timeline.after(self.state.at))
        at = bisect_left(lines, until, hi=count, key=lambda line: line.start_s or Fraction(0)) - 1
        if at < 0:
            return None
        end = lines[at].end_s
        return at if tab is Tab.COMMENTS or end is None or now < end else None
