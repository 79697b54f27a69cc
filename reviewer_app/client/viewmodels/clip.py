"""The clip without a screen: the frame on it, the marks and the box, the lines, and the anchor they make."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from reviewer_app.client.viewmodels.cliplines import comment_lines, cue_lines, shelf_lines
from reviewer_app.client.viewmodels.evidence import CHANGED, PARTLY, Cannot, Reader
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.texts import Line, Role
from reviewer_app.client.viewmodels.timeline import Timeline, clock
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Box, CaseRecord, ClipSubject, TimePlace
from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.media.room import Probe
from reviewer_app.media.values import ClipProbe, Cue, Frame

SPEEDS = (1.0, 1.5, 2.0, 3.0)
"""Playing speeds, slowest first; the shuttle keys walk them."""
BACK_EVERY = 0.1
"""Seconds between two pictures of the shuttle backwards."""


class Tab(StrEnum):
    """What can be read beside the picture."""

    SPEECH = "speech"
    SCREEN = "screen"
    COMMENTS = "comments"
    SHELF = "shelf"


@dataclass(frozen=True, slots=True)
class ClipState:
    """All that is shown of a clip. `at` is the pts on screen; `out` the last frame within the marks, not the end.

    `whole` is None until the worker has decoded the clip to its end; it is played only when that went well.
    `speed` is negative while shuttling back. `note` says what is wrong with a place that was asked for.
    """

    asset: str = ""
    timeline: Timeline | None = None
    probe: ClipProbe | None = None
    frame: Frame | None = None
    at: int = 0
    mark_in: int | None = None
    out: int | None = None
    box: Box | None = None
    playing: bool = False
    speed: float = 1.5
    muted: bool = False
    whole: bool | None = None
    trouble: Cannot | None = None
    note: Cannot | None = None
    lines: dict[Tab, tuple[Line, ...]] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether the frame here is the one at `at`."""
        return self.frame is not None and self.frame.pts == self.at


class ClipModel(Observed):
    """The clip on the desk. Lives on the screen's thread; `watch` tells of every change."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._turn = 0
        self._asking: int | None = None
        self._speed, self._muted = 1.5, False
        self._holding = False
        self._seek: tuple[float, float, Box | None] | None = None
        self._wanted: TimeAnchor | None = None
        self.record: CaseRecord | None = None
        self.state = ClipState()

    # -- opening ------------------------------------------------------------------------------------------------------

    def show(self, case: OpenCase) -> None:
        """Puts a clip on the desk: its first frame, then what is read and said in it, then whether it is whole."""
        subject = case.record.subject
        if not isinstance(subject, ClipSubject):
            raise TypeError("not a clip")
        self._holding = True  # what was decoded ahead answers at once: all of it is one change
        self.clear()
        self.record = case.record
        self.state = replace(self.state, asset=subject.video.sha256, lines=_given(case.record, subject))
        for_now = self._turn
        self._ask_all(subject, lambda: self._turn == for_now)
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
        self.state = ClipState(speed=self._speed, muted=self._muted)
        if not self._holding:
            self.changed()

    def _ask_all(self, subject: ClipSubject, current: Callable[[], bool]) -> None:
        video = subject.video.sha256
        self._reader.poster(video, lambda frame: self._poster(frame) if current() else None)

        def probed(probe: Probe | Cannot) -> None:
            if current():
                self._probed(probe)
                # Last, behind the frame that a flag points at: decoding all of it keeps the worker busy for a while.
                self._reader.verify(video, lambda whole: self._verified(whole) if current() else None)

        for tab, asset in ((Tab.SPEECH, subject.transcript), (Tab.SCREEN, subject.screen_text)):
            if asset is not None:
                self._ask_cues(tab, asset.sha256, current)
        self._reader.probe(video, probed)

    def _ask_cues(self, tab: Tab, sha256: str, current: Callable[[], bool]) -> None:
        self._reader.cues(sha256, lambda cues: self._cued(tab, sha256, cues) if current() else None)

    def _poster(self, frame: Frame | Cannot) -> None:
        if isinstance(frame, Cannot):
            self._set(trouble=frame)
        elif self.state.frame is None:
            self._set(frame=frame, at=frame.pts)

    def _probed(self, probe: Probe | Cannot) -> None:
        if isinstance(probe, Cannot):
            self._set(trouble=probe)
        elif isinstance(probe, ClipProbe):
            timeline = Timeline.of(probe)
            at = self.state.at if self.state.frame is not None else timeline.first
            self._set(probe=probe, timeline=timeline, at=at)
            self._catch_up()

    def _catch_up(self) -> None:
        """Goes where one was sent before the frames were known."""
        if self._wanted is not None:
            self.go_to_anchor(self._wanted)
        elif self._seek is not None:
            self._go_to(*self._seek)

    def _cued(self, tab: Tab, sha256: str, cues: list[Cue] | Cannot) -> None:
        if isinstance(cues, Cannot):
            lines: tuple[Line, ...] = (Line("", _(cues.what), role=Role.DIM),)
        else:
            lines = cue_lines(self.record, cues, sha256)
        self._set(lines=self.state.lines | {tab: lines})

    def _verified(self, probe: Probe | Cannot) -> None:
        if isinstance(probe, Cannot):
            self._set(whole=False, trouble=probe)
        elif isinstance(probe, ClipProbe):
            whole = bool(probe.whole)
            self._set(whole=whole, trouble=None if whole else PARTLY)

    # -- moving -------------------------------------------------------------------------------------------------------

    def step(self, frames: int) -> None:
        """Goes frames on or back, exactly; stops playing."""
        if self.state.timeline is not None:
            self.seek(self.state.timeline.step(self.state.at, frames))

    def seek(self, pts: int) -> None:
        """Stops at the frame that covers `pts` and shows it exactly."""
        timeline = self.state.timeline
        if timeline is not None:
            self._set(at=timeline.frame(pts), playing=False, note=None)
            self._ask_frame()

    def seek_seconds(self, seconds: Fraction | float) -> None:
        """Stops at the frame on screen at an instant."""
        if self.state.timeline is not None:
            self.seek(self.state.timeline.at(seconds))

    def _ask_frame(self) -> None:
        """Asks for the exact frame, one at a time: where the person has gone on meanwhile, the last place counts."""
        if self._asking is not None or self.state.exact or self.state.timeline is None:
            return
        self._asking, for_now = self.state.at, self._turn

        def came(frame: Frame | Cannot) -> None:
            if self._turn != for_now:
                return
            self._asking = None
            if isinstance(frame, Cannot):
                self._set(trouble=frame)
            else:
                self._frame_came(frame)

        self._reader.frame(self.state.asset, self.state.at, came)

    def _frame_came(self, frame: Frame) -> None:
        if self.state.playing and self.state.speed > 0:
            return
        self._set(frame=frame, note=self._altered(frame) or self.state.note)
        if frame.pts != self.state.at:
            self._ask_frame()
        elif not self.state.playing and self.state.timeline is not None:
            following = self.state.timeline.step(frame.pts, 1)
            self._reader.frame(self.state.asset, following, lambda ahead: None)

    def _altered(self, frame: Frame) -> Cannot | None:
        """Whether the frame that an anchor bound is another one now."""
        wanted = self._wanted
        if wanted is None or wanted.frame_sha256 is None or wanted.start_pts != frame.pts:
            return None
        return None if wanted.frame_sha256 == frame.sha256 else CHANGED

    # -- playing ------------------------------------------------------------------------------------------------------

    @property
    def playable(self) -> bool:
        """Whether the clip may be given to the player."""
        return self.state.whole is True and self.state.timeline is not None

    def play_or_pause(self) -> None:
        """Plays at the person's speed, or pauses."""
        if self.state.playing:
            self.pause()
            return
        timeline = self.state.timeline
        if timeline is not None and self.playable:
            at = timeline.first if self.state.at >= timeline.pts[-1] else self.state.at
            self._set(playing=True, speed=self._speed, at=at, note=None)

    def pause(self) -> None:
        """Stops where it is; the exact frame follows."""
        self._set(playing=False, speed=abs(self.state.speed))
        self._ask_frame()

    def forward(self) -> None:
        """The shuttle forward: plays, then faster with every press."""
        if not self.state.playing or self.state.speed < 0:
            self._set(playing=False)
            self.play_or_pause()
            return
        faster = [speed for speed in SPEEDS if speed > self.state.speed]
        self._set(speed=faster[0] if faster else self.state.speed)

    def back(self) -> None:
        """The shuttle backwards: frame by frame at one second per second, then faster with every press."""
        if self.state.timeline is None:
            return
        speed = self.state.speed if self.state.playing else 0.0
        slower = [-s for s in (1.0, 2.0, 4.0, 8.0) if -s < min(speed, 0.0)]
        self._set(playing=True, speed=slower[0] if slower else speed)

    def back_tick(self) -> None:
        """Goes on backwards; called every `BACK_EVERY` seconds while shuttling back."""
        state = self.state
        if state.playing and state.speed < 0 and state.timeline is not None:
            here = state.timeline.seconds(state.at) + Fraction(state.speed) * Fraction(BACK_EVERY)
            at = min(state.timeline.at(max(here, Fraction(0))), state.timeline.step(state.at, -1))
            self._set(at=at, playing=at > state.timeline.first, speed=state.speed)
            self._ask_frame()

    def played_to(self, pts: int) -> None:
        """The player has painted the frame at `pts`."""
        if self.state.playing and self.state.speed > 0:
            self._set(at=pts)

    def play_ended(self, trouble: Cannot | None = None) -> None:
        """The player came to the end, or could not read on: then the clip is not played again."""
        if trouble is not None:
            self._set(whole=False, trouble=trouble)
        self.pause()

    def set_playback(self, speed: float, muted: bool) -> None:
        """The person's preferences: the speed at which playing starts, and whether it starts muted."""
        self._speed, self._muted = speed, muted
        self._set(speed=speed if not self.state.playing else self.state.speed, muted=muted)

    def toggle_mute(self) -> None:
        """Sound off, or on again."""
        self._muted = not self.state.muted
        self._set(muted=self._muted)

    # -- marking ------------------------------------------------------------------------------------------------------

    def set_in(self) -> None:
        """The range begins with the frame on screen."""
        out = self.state.out
        self._set(mark_in=self.state.at, out=out if out is None or out >= self.state.at else None)

    def set_out(self) -> None:
        """The range ends with the frame on screen, which belongs to it."""
        start = self.state.mark_in
        self._set(out=self.state.at, mark_in=start if start is None or start <= self.state.at else None)

    def set_box(self, box: Box | None) -> None:
        """The box on the frames of the range."""
        self._set(box=box)

    def unmark(self) -> None:
        """Takes marks and box away."""
        self._set(mark_in=None, out=None, box=None)

    def marked(self) -> tuple[int, int] | None:
        """The half-open range that an anchor would bind: the marks, or the frame on screen where there are none."""
        timeline, state = self.state.timeline, self.state
        if timeline is None:
            return None
        start = state.mark_in if state.mark_in is not None else min(state.at, state.out or state.at)
        last = state.out if state.out is not None else max(state.at, start)
        return start, timeline.after(last)

    def anchor(self, then: Callable[[TimeAnchor], None]) -> None:
        """The anchor of the marks and the box; comes when the digest of its first frame is known."""
        timeline, marked = self.state.timeline, self.marked()
        if timeline is not None and marked is not None:
            self._bind(timeline, marked, self.state.box, then)

    def line_anchor(self, lines: Sequence[Line], then: Callable[[TimeAnchor], None]) -> None:
        """The anchor of the time in which lines are spoken or shown, as whole frames."""
        timeline = self.state.timeline
        timed = [line for line in lines if line.start_s is not None and line.end_s is not None]
        if timeline is not None and timed:
            start = min(line.start_s for line in timed if line.start_s is not None)
            end = max(line.end_s for line in timed if line.end_s is not None)
            self._bind(timeline, timeline.span(start, end), None, then)

    def _bind(
        self, timeline: Timeline, marked: tuple[int, int], box: Box | None, then: Callable[[TimeAnchor], None]
    ) -> None:
        asset, for_now = self.state.asset, self._turn

        def bound(frame: Frame | Cannot) -> None:
            if self._turn != for_now:
                return
            if isinstance(frame, Cannot):
                self._set(trouble=frame)
                return
            then(
                TimeAnchor(
                    asset=asset,
                    start_pts=marked[0],
                    end_pts=marked[1],
                    first_pts=timeline.first,
                    time_base=timeline.time_base,
                    box=box,
                    frame_sha256=frame.sha256,
                )
            )

        self._reader.frame(asset, marked[0], bound)

    # -- going to places ----------------------------------------------------------------------------------------------

    def go_to_place(self, place: TimePlace) -> None:
        """Goes to a flag's place and takes its range and box as marks, to be bound as they are or corrected."""
        if place.asset != self.state.asset:
            self._set(note=CHANGED)
            return
        self._go_to(place.start, place.end, place.box)

    def _go_to(self, start: float, end: float, box: Box | None) -> None:
        timeline = self.state.timeline
        if timeline is None:
            self._seek = (start, end, box)
            return
        self._seek, self._wanted = None, None
        first, behind = timeline.span(start, end)
        self._set(mark_in=first, out=timeline.step(timeline.frame(behind - 1), 0), box=box)
        self.seek(first)

    def go_to_anchor(self, anchor: TimeAnchor) -> None:
        """Goes to the very frame at which an anchor starts, with its range and box; says so where it is not there."""
        timeline = self.state.timeline
        self._wanted = anchor
        if anchor.asset != self.state.asset:
            self._set(note=CHANGED)
            return
        if timeline is None:
            return
        there = timeline.has(anchor.start_pts) and anchor.end_pts <= timeline.end_pts
        same = anchor.first_pts == timeline.first and anchor.time_base == timeline.time_base
        last = timeline.frame(anchor.end_pts - 1)
        self._set(mark_in=timeline.frame(anchor.start_pts), out=last, box=anchor.box)
        self.seek(anchor.start_pts)
        note = None if there and same else CHANGED
        self._set(note=note or (self._altered(self.state.frame) if self.state.exact and self.state.frame else None))

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

    def time_text(self) -> str:
        """Where the picture is, to the frame: time, pts, time base, mean rate; dots while that frame is on its way."""
        timeline = self.state.timeline
        if timeline is None:
            return ""
        base = f"{timeline.time_base[0]}/{timeline.time_base[1]}"
        fps = Fraction(*timeline.rate) if timeline.rate[0] else Fraction(0)
        coming = "" if self.state.exact or self.state.playing else " …"
        time = clock(timeline.seconds(self.state.at))
        return f"{time} · pts {self.state.at:,} · {base} · {float(fps):.2f} fps{coming}"

    def range_text(self) -> str:
        """The marks as times, half-open; empty where there are none."""
        timeline, marked = self.state.timeline, self.marked()
        if timeline is None or marked is None or (self.state.mark_in is None and self.state.out is None):
            return ""
        return f"{clock(timeline.seconds(marked[0]))} – {clock(timeline.seconds(marked[1]))}"

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        if not self._holding:
            self.changed()


def _given(record: CaseRecord, subject: ClipSubject) -> dict[Tab, tuple[Line, ...]]:
    """The lines that need no file of their own to be read."""
    return {Tab.COMMENTS: comment_lines(record, subject), Tab.SHELF: shelf_lines(subject)}
