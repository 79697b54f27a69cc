"""The clip without a screen: what is asked for when one comes to the desk, and the lines that can be read beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from reviewer_app.client.viewmodels.cliplines import comment_lines, cue_lines, shelf_lines
from reviewer_app.client.viewmodels.clipmarks import ClipMarks
from reviewer_app.client.viewmodels.clipstate import ClipState, Tab
from reviewer_app.client.viewmodels.contact import TALL, TILES
from reviewer_app.client.viewmodels.evidence import PARTLY, Cannot, Reader, WholeClip
from reviewer_app.client.viewmodels.texts import Line, Role
from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseRecord, ClipSubject
from reviewer_app.domain.coverage import Watched, of_asset
from reviewer_app.media.recipes import FRAME_SIDE
from reviewer_app.media.room import Probe
from reviewer_app.media.values import ClipProbe, Cue, Filmstrip, Frame


class ClipModel(ClipMarks):
    """The clip on the desk. Lives on the screen's thread; `watch` tells of every change."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self.record: CaseRecord | None = None
        self._before: tuple[Watched, ...] = ()

    # -- opening ------------------------------------------------------------------------------------------------------

    def show(self, case: OpenCase, room: tuple[float, float] = (FRAME_SIDE, FRAME_SIDE)) -> None:
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
        self.state = replace(self.state, asset=subject.video.sha256, lines=_given(case.record, subject))
        for_now = self._turn
        self._ask_all(subject, room, lambda: self._turn == for_now)
        self._holding = False
        self.changed()

    def retranslate(self) -> None:
        """Words the lines again that came with the case, in the language that is spoken now."""
        if self.record is not None and isinstance(self.record.subject, ClipSubject):
            self._set(lines=self.state.lines | _given(self.record, self.record.subject))

    def clear(self) -> None:
        """Takes the clip off the desk."""
        self._turn += 1
        self._asking, self._seek, self._wanted, self.record = None, None, None, None
        self._near, self._painted, self._before = False, None, ()
        self.hand.drop()
        self.watching.forget()
        self.state = ClipState(speed=self._speed, muted=self._muted)
        if not self._holding:
            self.changed()

    def _ask_all(self, subject: ClipSubject, room: tuple[float, float], current: Callable[[], bool]) -> None:
        video = subject.video.sha256

        def first(frame: Frame | Cannot) -> None:
            if current():
                self._poster(frame, None)
                self._reader.after_paint(whole)

        def whole() -> None:
            if current() and self.state.frame is not None:
                seen = self.state.frame
                self._reader.poster(video, lambda frame: self._poster(frame, seen) if current() else None)

        self._reader.first(video, room, first)

        def probed(probe: Probe | Cannot) -> None:
            if current():
                self._probed(probe)
                # Last, behind the frame that a flag points at: decoding all of it keeps the worker busy for a while.
                self._reader.after_paint(prepare)

        def prepare() -> None:
            if current():
                self._reader.prepare(video, lambda made: self._prepared(made) if current() else None)

        for tab, asset in ((Tab.SPEECH, subject.transcript), (Tab.SCREEN, subject.screen_text)):
            if asset is not None:
                self._ask_cues(tab, asset.sha256, current)
        self._reader.probe(video, probed)

    def _ask_cues(self, tab: Tab, sha256: str, current: Callable[[], bool]) -> None:
        self._reader.cues(sha256, lambda cues: self._cued(tab, sha256, cues) if current() else None)

    def _poster(self, frame: Frame | Cannot, instead_of: Frame | None) -> None:
        """The first frame came; it is shown in place of nothing, or of the very frame in a smaller size."""
        if isinstance(frame, Cannot):
            self._set(trouble=frame)
        elif self.state.frame is None:
            self._set(frame=frame, at=frame.pts, shown=frame.pts)
        elif self.state.frame is instead_of and frame.pts == instead_of.pts and frame is not instead_of:
            self._set(frame=frame)

    def _probed(self, probe: Probe | Cannot) -> None:
        if isinstance(probe, Cannot):
            self._set(trouble=probe)
        elif isinstance(probe, ClipProbe):
            timeline = Timeline.of(probe)
            at = self.state.at if self.state.frame is not None else timeline.first
            self.hand.hold(self.state.asset, timeline)
            self.watching.begin(self.state.asset, timeline, of_asset(self._before, self.state.asset))
            self._set(probe=probe, timeline=timeline, at=at)
            self._catch_up()

    def _cued(self, tab: Tab, sha256: str, cues: list[Cue] | Cannot) -> None:
        if isinstance(cues, Cannot):
            lines: tuple[Line, ...] = (Line("", _(cues.what), role=Role.DIM),)
        else:
            lines = cue_lines(self.record, cues, sha256)
        self._set(lines=self.state.lines | {tab: lines})

    def _prepared(self, made: WholeClip | Cannot) -> None:
        if isinstance(made, Cannot):
            self._set(whole=False, trouble=made)
        else:
            whole = bool(made.probe.whole)
            self._set(whole=whole, trouble=None if whole else PARTLY, film=made.filmstrip, wave=made.waveform)

    def ask_sheet(self) -> None:
        """Asks for the pictures of the contact sheet; until they are there, those of the time line do."""
        if self.state.timeline is None or self.state.sheet is not None:
            return
        for_now = self._turn

        def came(strip: Filmstrip | Cannot) -> None:
            if self._turn == for_now and not isinstance(strip, Cannot):
                self._set(sheet=strip)

        self._reader.filmstrip(self.state.asset, TILES, TALL, came)

    # -- reading ------------------------------------------------------------------------------------------------------

    def line_now(self, tab: Tab) -> int | None:
        """Which line is spoken or shown while the frame lasts; of comments, the last one that came."""
        timeline = self.state.timeline
        lines = [line for line in self.state.lines.get(tab, ()) if line.start_s is not None]
        if not lines or timeline is None:
            return None
        now, until = timeline.seconds(self.state.at), timeline.seconds(timeline.after(self.state.at))
        at = bisect_left([line.start_s or Fraction(0) for line in lines], until) - 1
        if at < 0:
            return None
        end = lines[at].end_s
        return at if tab is Tab.COMMENTS or end is None or now < end else None


def _given(record: CaseRecord, subject: ClipSubject) -> dict[Tab, tuple[Line, ...]]:
    """The lines that need no file of their own to be read."""
    return {Tab.COMMENTS: comment_lines(record, subject), Tab.SHELF: shelf_lines(subject)}
