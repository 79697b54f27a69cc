"""A clip that comes onto the desk: its first frame, the list of its frames, then whether it may be played."""

from __future__ import annotations

from math import inf

from reviewer_app.client.viewmodels.cannot import NOT_HERE, PARTLY, UNCHECKED, Cannot
from reviewer_app.client.viewmodels.clipmoving import ClipMoving
from reviewer_app.client.viewmodels.clipstate import ClipState
from reviewer_app.client.viewmodels.evidence import WholeClip
from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.media.errors import Reason
from reviewer_app.media.room import Probe
from reviewer_app.media.values import ClipProbe, Frame

ALL_OF_IT = (inf, inf)
"""Pixels for a frame that is shown as large as it gets."""


class ClipOpening(ClipMoving):
    """What every clip asks for when it is shown, and what it lets go of when it is not."""

    def clear(self) -> None:
        """Takes the clip off the desk."""
        self._turn += 1
        self._asking, self._near, self._painted = None, False, None
        self.hand.drop()
        self.watching.forget()
        self.state = ClipState(speed=self.carried.speed, muted=self.carried.muted)
        if not self._holding:
            self.changed()

    def _ask_pictures(self, room: tuple[float, float] = ALL_OF_IT) -> None:
        """Asks for all of it; what was made ahead answers at once. `room` is how many pixels there are for a frame."""
        video, for_now = self.state.asset, self._turn

        def current() -> bool:
            return self._turn == for_now

        def first(frame: Frame | Cannot) -> None:
            if current():
                self._poster(frame, None)
                self._reader.after_paint(whole)

        def whole() -> None:
            if current() and self.state.frame is not None:
                seen = self.state.frame
                self._reader.poster(video, lambda frame: self._poster(frame, seen) if current() else None)

        def probed(probe: Probe | Cannot) -> None:
            if current():
                self._probed(probe)
                # Last, behind the frame that a flag points at: decoding all of it keeps the worker busy for a while.
                self._reader.after_paint(lambda: self.ask_whole() if current() else None)

        self._reader.first(video, room, first)
        self._reader.probe(video, probed)

    def ask_whole(self) -> None:
        """Asks for the clip decoded to its end, before which it is not played; anew where its bytes did not hold."""
        turn = self._turn
        self._reader.prepare(self.state.asset, lambda made: self._prepared(made) if self._turn == turn else None)

    def _poster(self, frame: Frame | Cannot, instead_of: Frame | None) -> None:
        """The first frame came; it is shown in place of nothing, or of the very frame in a smaller size."""
        if isinstance(frame, Cannot):
            self._set(trouble=frame)
        elif self.state.frame is None:
            # It only fills the wait: once the frames are known, the clip stands where one was sent, not at its first.
            at = self.state.at if self.state.timeline is not None else frame.pts
            self._set(frame=frame, at=at, shown=frame.pts, trouble=self._left_over())
        elif self.state.frame is instead_of and frame.pts == instead_of.pts and frame is not instead_of:
            self._set(frame=frame)

    def _probed(self, probe: Probe | Cannot) -> None:
        if isinstance(probe, Cannot):
            self._set(trouble=probe)
        elif isinstance(probe, ClipProbe):
            timeline = Timeline.of(probe)
            at = self.state.at if self.state.frame is not None else timeline.first
            self.hand.hold(self.state.asset, timeline)
            self._frames_known(timeline)
            self._set(probe=probe, timeline=timeline, at=at, trouble=self._left_over())
            self._catch_up()

    def _left_over(self) -> Cannot | None:
        """The trouble that is still one when something of the clip has come: not that it was not here."""
        trouble = self.state.trouble
        return None if trouble is not None and trouble.code == NOT_HERE.code else trouble

    def _frames_known(self, timeline: Timeline) -> None:
        """The frames are known, and about to be shown as such."""

    def _catch_up(self) -> None:
        """Goes where one was sent before the frames were known."""

    @property
    def checked(self) -> float | None:
        """How far the clip has been decoded to its end, 0 to 1; None where it is not being decoded."""
        return self._reader.so_far(self.state.asset) if self.state.whole is None else None

    def _prepared(self, made: WholeClip | Cannot) -> None:
        if isinstance(made, Cannot):
            self._set(whole=False, trouble=made)
        else:
            whole = bool(made.probe.whole)
            flawed = UNCHECKED if made.probe.flaw is Reason.MORE_INSIDE else PARTLY
            self._set(whole=whole, trouble=None if whole else flawed, film=made.filmstrip, wave=made.waveform)
