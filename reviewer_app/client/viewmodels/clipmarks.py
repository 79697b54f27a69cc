"""Marks on a clip, the anchors they make, and the way to the places of flags and anchors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from reviewer_app.client.viewmodels.cannot import BOX_ELSEWHERE, CHANGED, UNPLACED, Cannot
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.clipopening import ClipOpening
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.texts import Line
from reviewer_app.client.viewmodels.timeline import Timeline, clock
from reviewer_app.domain.cases import Box, TimePlace
from reviewer_app.domain.evidence import Quote, TimeAnchor
from reviewer_app.media.values import Frame


@dataclass(frozen=True, slots=True)
class _Binding:
    """What an anchor is made of, but for the digest of its first frame."""

    marked: tuple[int, int]
    box: Box | None = None
    quote: Quote | None = None


Made = Callable[[TimeAnchor | Cannot | None], None]
"""Hears the anchor that was asked for, why it cannot be made, or that there is nothing to make one of."""


class ClipMarks(ClipOpening):
    """The marks, the box, and what they bind."""

    def __init__(self, reader: Reader, carried: Carried | None = None, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(reader, carried=carried, clock=clock)
        self._target: TimePlace | TimeAnchor | None = None
        self._wanted: TimeAnchor | None = None

    # -- marking ------------------------------------------------------------------------------------------------------

    def set_in(self) -> None:
        """The range begins with the frame on screen."""
        out = self.state.out
        self._set(mark_in=self.state.at, out=out if out is None or out >= self.state.at else None, boxed=self._boxed())
        self._loop_anew()

    def set_out(self) -> None:
        """The range ends with the frame on screen, which belongs to it."""
        start = self.state.mark_in
        start = start if start is None or start <= self.state.at else None
        self._set(out=self.state.at, mark_in=start, boxed=self._boxed())
        self._loop_anew()

    def set_box(self, box: Box | None) -> None:
        """A box drawn on the frame where the clip stands: of the frames of the range, which that one has to be in."""
        self._set(box=box, boxed=self.state.at if box is not None and self.has_marks else None)

    def _boxed(self) -> int | None:
        """The frame of the box when a mark is set: without marks the box was seen on every frame, so it is on this."""
        return self.state.boxed if self.has_marks or self.state.box is None else self.state.at

    def unmark(self) -> None:
        """Takes marks and box away."""
        self._set(mark_in=None, out=None, box=None, boxed=None)
        self._loop_anew()

    def box_here(self) -> Box | None:
        """The box, where the picture on the screen is one of the frames that it belongs to, or was drawn on."""
        marked, shown = self.marked(), self.state.shown
        if marked is None or shown is None or not self.has_marks or marked[0] <= shown < marked[1]:
            return self.state.box
        return self.state.box if shown == self.state.boxed else None

    def _box_elsewhere(self, marked: tuple[int, int]) -> bool:
        """Whether the box was drawn on a frame that is not within the marks."""
        boxed = self.state.boxed
        return self.state.box is not None and boxed is not None and not marked[0] <= boxed < marked[1]

    @property
    def has_marks(self) -> bool:
        """Whether in or out is marked."""
        return self.state.mark_in is not None or self.state.out is not None

    def marked(self) -> tuple[int, int] | None:
        """The half-open range that an anchor would bind: the marks, or the frame on screen where there are none."""
        timeline, state = self.state.timeline, self.state
        if timeline is None:
            return None
        start, last = state.mark_in, state.out  # zero is a frame like any other
        if start is None:
            start = state.at if last is None else min(state.at, last)
        return start, timeline.after(last if last is not None else max(state.at, start))

    def range_text(self) -> str:
        """The marks as times, half-open; empty where there are none."""
        timeline, marked = self.state.timeline, self.marked()
        if timeline is None or marked is None or not self.has_marks:
            return ""
        return f"{clock(timeline.seconds(marked[0]))}–{clock(timeline.seconds(marked[1]))}"

    # -- looping ------------------------------------------------------------------------------------------------------

    def toggle_loop(self) -> bool:
        """Plays what is marked over and over, or no more; False where nothing is marked that is longer than a frame."""
        if self.state.loop is not None:
            self._set(loop=None)
            return True
        marked, timeline = self.marked(), self.state.timeline
        if marked is None or timeline is None or not self.has_marks or timeline.after(marked[0]) >= marked[1]:
            return False
        self._set(loop=marked)
        if not self.state.playing:
            self._play(self.carried.speed)
        return True

    def _loop_anew(self) -> None:
        """Marks that are moved move the loop with them."""
        marked, timeline = self.marked(), self.state.timeline
        if self.state.loop is not None and marked is not None and timeline is not None:
            self._set(loop=marked if self.has_marks and timeline.after(marked[0]) < marked[1] else None)

    # -- binding ------------------------------------------------------------------------------------------------------

    def anchor(self, then: Made) -> None:
        """The anchor of the marks and the box; comes when the digest of its first frame is known.

        It is of the clip that is on the desk now, whatever is there when it comes. Where the box was drawn outside the
        marks nothing is made, and the frame that it was drawn on is shown.
        """
        timeline, marked = self.state.timeline, self.marked()
        if timeline is None or marked is None:
            then(None)
        elif self._box_elsewhere(marked):
            self.seek(self.state.boxed or 0)
            then(BOX_ELSEWHERE)
        else:
            self._bind(timeline, _Binding(marked, self.state.box), then)

    def line_anchor(self, lines: Sequence[Line], then: Made, words: str = "") -> None:
        """The anchor of the time in which lines are spoken or shown, as whole frames, and of the words that are meant.

        Without `words` they are those of the lines, one line each.
        """
        timeline = self.state.timeline
        timed = [line for line in lines if line.start_s is not None and line.end_s is not None]
        if timeline is None or not timed:
            then(None)
        else:
            start = min(line.start_s for line in timed if line.start_s is not None)
            end = max(line.end_s for line in timed if line.end_s is not None)
            exact, asset = words or "\n".join(line.stored for line in timed), timed[0].asset
            quote = Quote(asset=asset, exact=exact) if asset is not None and exact else None
            self._bind(timeline, _Binding(timeline.span(start, end), quote=quote), then)

    def _bind(self, timeline: Timeline, binding: _Binding, then: Made) -> None:
        asset, for_now = self.state.asset, self._turn

        def bound(frame: Frame | Cannot) -> None:
            if isinstance(frame, Cannot):
                if self._turn == for_now:
                    self._set(trouble=frame)
                then(frame)
                return
            then(
                TimeAnchor(
                    asset=asset,
                    start_pts=binding.marked[0],
                    end_pts=binding.marked[1],
                    first_pts=timeline.first,
                    time_base=timeline.time_base,
                    box=binding.box,
                    frame_sha256=frame.sha256,
                    quote=binding.quote,
                )
            )

        held = self.hand.get(binding.marked[0])
        if held is not None:
            bound(held)
        else:
            self._reader.frame(asset, binding.marked[0], bound)

    # -- going to places ----------------------------------------------------------------------------------------------

    def go_to_place(self, place: TimePlace) -> None:
        """Goes to a flag's place and takes its range and box as marks, to be bound as they are or corrected."""
        timeline = self.state.timeline
        if place.asset != self.state.asset:
            self._set(note=UNPLACED)
            return
        self._target, self._wanted = place, None
        if timeline is None:
            return
        first, behind = timeline.span(place.start, place.end)
        last = timeline.step(timeline.frame(behind - 1), 0)
        self._set(mark_in=first, out=last, box=place.box, boxed=None, loop=None)
        self.seek(first)

    def go_to_anchor(self, anchor: TimeAnchor) -> None:
        """Goes to the very frame at which an anchor starts, with its range and box; says so where it is not there."""
        timeline = self.state.timeline
        self._target = self._wanted = anchor
        if anchor.asset != self.state.asset:
            self._set(note=CHANGED)
            return
        if timeline is None:
            return
        there = timeline.has(anchor.start_pts) and anchor.end_pts <= timeline.end_pts
        same = anchor.first_pts == timeline.first and anchor.time_base == timeline.time_base
        last = timeline.frame(anchor.end_pts - 1)
        self._set(mark_in=timeline.frame(anchor.start_pts), out=last, box=anchor.box, boxed=None, loop=None)
        self.seek(anchor.start_pts)
        note = None if there and same else CHANGED
        self._set(note=note or (self._altered(self.state.frame) if self.state.exact and self.state.frame else None))

    def _catch_up(self) -> None:
        """Goes where one was sent before the frames were known."""
        if isinstance(self._target, TimeAnchor):
            self.go_to_anchor(self._target)
        elif self._target is not None:
            self.go_to_place(self._target)

    def _altered(self, frame: Frame) -> Cannot | None:
        """Whether the frame that an anchor bound is another one now."""
        wanted = self._wanted
        if wanted is None or wanted.frame_sha256 is None or wanted.start_pts != frame.pts:
            return None
        return None if wanted.frame_sha256 == frame.sha256 else CHANGED
