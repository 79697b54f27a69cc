"""A clip in motion: exact steps and seeks, playing, the shuttle, the loop, and what of it reached the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from time import monotonic

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.clipstate import BACK_EVERY, SHUTTLE, SPEEDS, ClipState
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.hand import Hand
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.timeline import clock
from reviewer_app.client.viewmodels.watching import Watching
from reviewer_app.domain.cases import Box
from reviewer_app.media.values import Frame


class ClipMoving(Observed):
    """Where a clip stands and how it moves. What an anchor bound is compared by who knows anchors (`_altered`)."""

    def __init__(
        self,
        reader: Reader,
        share: float = 1.0,
        carried: Carried | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self._reader, self.carried = reader, carried or Carried()
        self._turn = 0
        self._asking: int | None = None
        self._way = 1
        self._near = False
        self._painted: int | None = None
        self._holding = False
        self.hand, self.watching = Hand(reader, share), Watching(clock)
        self.hand.came = self._at_hand
        self.state = ClipState(speed=self.carried.speed, muted=self.carried.muted)
        self.carried.watch(self._follow_habits)

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        if not self._holding:
            self.changed()

    def _altered(self, frame: Frame) -> Cannot | None:
        """What is wrong with a frame that came, beside what an anchor says of it."""
        return None

    # -- moving -------------------------------------------------------------------------------------------------------

    def step(self, frames: int) -> None:
        """Goes frames on or back, exactly; stops playing."""
        if self.state.timeline is not None:
            self._way = 1 if frames > 0 else -1
            self.seek(self.state.timeline.step(self.state.at, frames))
            self._keep_near()

    def seek(self, pts: int) -> None:
        """Stops at the frame that covers `pts` and shows it exactly."""
        timeline = self.state.timeline
        if timeline is not None:
            self.watching.stop()
            self._stand(timeline.frame(pts), playing=False, note=None)

    def seek_seconds(self, seconds: Fraction | float) -> None:
        """Stops at the frame on screen at an instant."""
        if self.state.timeline is not None:
            self.seek(self.state.timeline.at(seconds))

    def _stand(self, pts: int, **moved: object) -> None:
        """Goes to a frame: shows it at once where it is at hand, else asks for it."""
        frame = self.hand.get(pts)
        if frame is None:
            self._set(at=pts, **moved)
            self._ask_frame()
        else:
            self._set(at=pts, frame=frame, shown=pts, **moved | self._noted(frame, moved))

    def _noted(self, frame: Frame, moved: dict[str, object]) -> dict[str, object]:
        note = self._altered(frame)
        return {"note": note} if note is not None else {}

    def near(self, way: int) -> None:
        """Somebody goes frame by frame in the direction `way` (1 or -1): the frames around are brought to hand."""
        if self.state.timeline is not None:
            self._way = way
            self._keep_near()

    def _keep_near(self) -> None:
        """The person goes frame by frame here: those around are brought to hand."""
        self._near = True
        self.hand.around(self.state.at, self._way)

    def _at_hand(self) -> None:
        """Frames came to hand; the one that is waited for may be among them."""
        if not self.state.exact and not (self.state.playing and self.state.speed > 0):
            frame = self.hand.get(self.state.at)
            if frame is not None:
                self._frame_came(frame)
            else:
                self._ask_frame()

    def _ask_frame(self) -> None:
        """Asks for the exact frame, one at a time: where the person has gone on meanwhile, the last place counts."""
        if self._asking is not None or self.state.exact or self.state.timeline is None:
            return
        if self.hand.expects(self.state.at):
            return
        self._asking, for_now = self.state.at, self._turn

        def came(frame: Frame | Cannot) -> None:
            if self._turn != for_now:
                return
            self._asking = None
            if isinstance(frame, Cannot):
                self._set(trouble=frame)
            else:
                self.hand.put(frame)
                self._frame_came(frame)

        self._reader.frame(self.state.asset, self.state.at, came)

    def _frame_came(self, frame: Frame) -> None:
        if self.state.playing and self.state.speed > 0:
            return
        if self.state.exact and frame.pts != self.state.at:
            return  # what is at hand was there first
        self._set(frame=frame, shown=frame.pts, note=self._altered(frame) or self.state.note)
        if frame.pts != self.state.at:
            self._ask_frame()
        elif not self.state.playing and self.state.timeline is not None:
            if self._near:
                self.hand.around(frame.pts, self._way)
                return
            following = self.state.timeline.step(frame.pts, 1)
            if self.hand.get(following) is None:
                self._reader.frame(self.state.asset, following, self._put_by(self._turn))

    def _put_by(self, for_now: int) -> Callable[[Frame | Cannot], None]:
        """Takes a frame to hand that comes while the same clip is on the desk."""
        return lambda frame: self.hand.put(frame) if isinstance(frame, Frame) and self._turn == for_now else None

    # -- what reaches the screen --------------------------------------------------------------------------------------

    def painted(self, pts: int) -> None:
        """The frame at `pts` was painted. Counts as watched unless the shuttle goes backwards."""
        self._painted = pts
        if not self.state.playing or self.state.speed > 0:
            self.watching.seen(pts, self.state.playing)
        else:
            self.watching.gone()

    def covered(self) -> None:
        """What was painted is before nobody's eyes any more: it is blurred, or behind."""
        self._painted = None
        self.watching.gone()

    # -- playing ------------------------------------------------------------------------------------------------------

    @property
    def playable(self) -> bool:
        """Whether the clip may be given to the player."""
        return self.state.whole is True and self.state.timeline is not None

    def play_or_pause(self) -> None:
        """Plays at the person's speed, or pauses."""
        if self.state.playing:
            self.pause()
        else:
            self._play(self.carried.speed)

    def _play(self, speed: float) -> None:
        timeline = self.state.timeline
        if timeline is not None and self.playable:
            at, loop = self.state.at, self.state.loop
            if loop is not None and not loop[0] <= at < timeline.frame(loop[1] - 1):
                at = loop[0]
            elif at >= timeline.pts[-1]:
                at = timeline.first
            self.watching.stop()
            self._set(playing=True, speed=speed, at=at, note=None)

    def play_along(self, pts: int, speed: float) -> None:
        """Plays from a frame because another clip does; where it plays already, goes on from there."""
        if self.state.playing and self.state.speed > 0:
            self._jump(pts, speed=speed)
        else:
            self.watching.stop()
            self._set(playing=True, speed=speed, at=pts, note=None)

    def play_at(self, speed: float) -> None:
        """Plays on at another speed, for as long as it plays."""
        self._set(speed=speed)

    def pause(self) -> None:
        """Stops where it is; the exact frame follows, and those around it come to hand."""
        self.watching.stop()
        if self._painted is not None and self._painted == self.state.shown:
            self.watching.seen(self._painted, False)  # it stays before the eyes, however it came there
        self._set(playing=False, speed=abs(self.state.speed))
        frame = self.hand.get(self.state.at)
        if frame is not None:
            self._frame_came(frame)
        self._ask_frame()
        self._way = 1
        if self.state.timeline is not None:
            self._keep_near()

    def halt(self) -> None:
        """Stops where it is, if it moves."""
        if self.state.playing:
            self.pause()

    def forward(self) -> None:
        """The shuttle forward: plays, then faster with every press."""
        if not self.state.playing or self.state.speed < 0:
            self._set(playing=False)
            self.play_or_pause()
            return
        faster = [speed for speed in SHUTTLE if speed > self.state.speed]
        self._set(speed=faster[0] if faster else self.state.speed)

    def back(self) -> None:
        """The shuttle backwards: frame by frame at one second per second, then faster with every press."""
        if self.state.timeline is None:
            return
        speed = self.state.speed if self.state.playing else 0.0
        slower = [-s for s in (1.0, 2.0, 4.0, 8.0) if -s < min(speed, 0.0)]
        self.watching.stop()
        self._way = -1
        self._set(playing=True, speed=slower[0] if slower else speed)
        self._keep_near()

    def back_tick(self) -> None:
        """Goes on backwards; called every `BACK_EVERY` seconds while shuttling back."""
        state = self.state
        if state.playing and state.speed < 0 and state.timeline is not None:
            here = state.timeline.seconds(state.at) + Fraction(state.speed) * Fraction(BACK_EVERY)
            at = min(state.timeline.at(max(here, Fraction(0))), state.timeline.step(state.at, -1))
            self._stand(at, playing=at > state.timeline.first, speed=state.speed)
            self.hand.around(at, -1)

    def change_speed(self, by: int) -> None:
        """The next faster or slower playing speed, which stays for what is played after; playing goes on at it."""
        now = abs(self.state.speed)
        other = [s for s in SPEEDS if s > now] if by > 0 else [s for s in reversed(SPEEDS) if s < now]
        if other:
            self._set(speed=-other[0] if self.state.speed < 0 else other[0])
            self.carried.take(speed=other[0])

    def played_to(self, pts: int) -> None:
        """The player has a picture of the frame at `pts`, which goes on the screen; at a loop's end it begins anew."""
        if not (self.state.playing and self.state.speed > 0):
            return
        timeline, loop = self.state.timeline, self.state.loop
        if loop is not None and timeline is not None and timeline.after(pts) >= loop[1]:
            self._jump(loop[0], shown=pts)
        else:
            self._set(at=pts, shown=pts)

    def _jump(self, pts: int, **moved: object) -> None:
        """Playing goes on from elsewhere."""
        self._set(at=pts, jumps=self.state.jumps + 1, **moved)

    def play_ended(self, trouble: Cannot | None = None) -> None:
        """The player came to the end, or could not read on: then the clip is not played again."""
        if trouble is not None:  # one change: a clip that counts as playing is loaded, and this one would be again
            self._set(playing=False, speed=abs(self.state.speed), whole=False, trouble=trouble)
        elif self.state.loop is not None and self.state.playing:
            self._jump(self.state.loop[0])
            return
        self.pause()

    def toggle_mute(self) -> None:
        """Sound off, or on again."""
        self.carried.take(muted=not self.state.muted)

    def _follow_habits(self) -> None:
        """Speed and sound were set, here or in the other view; what plays goes on at its own speed."""
        speed = self.state.speed if self.state.playing else self.carried.speed
        if (speed, self.carried.muted) != (self.state.speed, self.state.muted):
            self._set(speed=speed, muted=self.carried.muted)

    # -- where it is --------------------------------------------------------------------------------------------------

    def box_here(self) -> Box | None:
        """The box, where the picture on the screen is one of the frames that it belongs to."""
        return self.state.box

    def time_text(self) -> str:
        """Which picture is on the screen: its time, pts, time base, mean rate; dots while another one is on its way."""
        timeline, shown = self.state.timeline, self.state.shown
        if timeline is None or shown is None:
            return ""
        base = f"{timeline.time_base[0]}/{timeline.time_base[1]}"
        fps = Fraction(*timeline.rate) if timeline.rate[0] else Fraction(0)
        coming = " …" if shown != self.state.at and not self.state.playing else ""
        return f"{clock(timeline.seconds(shown))} · pts {shown:,} · {base} · {float(fps):.2f} fps{coming}"
