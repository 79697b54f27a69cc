"""Two clips side by side: which second one, which of the two the keys move, and how they move together by time."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.clip import ClipModel
from reviewer_app.client.viewmodels.clipmoving import ClipMoving
from reviewer_app.client.viewmodels.clipopening import ClipOpening
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.ties import TIES
from reviewer_app.client.viewmodels.timeline import clock
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.values import Beside, OpenCase
from reviewer_app.domain.cases import ClipSubject

SHARE = 0.5
"""The second clip's frames at hand, as a share of the first one's."""
DRIFT, BETWEEN = Fraction(3, 20), 1
"""Seconds at normal speed that two playing clips may be apart, and seconds of play between two corrections."""
TAIL = Fraction(3, 10)
"""Seconds before its end from which on a clip that follows is shown frame by frame: a player may end a little early."""
NOT_THIS_ONE = Cannot(
    "beside",
    N_("The keys move the second clip, and evidence is bound on the case's own."),
    N_("Go back to it with Shift+D."),
)
GONE = Cannot("beside_gone", N_("The case of the second clip is not in hand any more, and its clip is put away."), "")
Ask = Callable[[OpenCase, Callable[[tuple[Beside, ...]], None]], None]


class Side(StrEnum):
    """One of the two clips: the case's own, or the one beside it."""

    OWN = "own"
    OTHER = "other"


class SecondClip(ClipOpening):
    """A clip to look at: it makes no sound, nothing is bound on it, and what is seen of it is no part of a verdict."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, SHARE)

    def show(self, asset: str, speed: float) -> None:
        """Shows a clip from its first frame."""
        self._holding = True  # what was made ahead answers at once: all of it is one change
        self.carried.take(speed=speed, muted=True)
        self.clear()
        self._set(asset=asset)
        self._ask_pictures()
        self._holding = False
        self.changed()


class PairModel(Observed):
    """The clip of the case, `own`, and beside it, while `on`, a clip of another case in hand. On the screen's thread.

    `told` hears which case is about to be seen beside, before any of it is, and None when it is put away. Together,
    both stand at the same time, `offset` seconds later in the other one; who has the keys leads and the other follows.
    """

    def __init__(self, own: ClipModel, reader: Reader, ask: Ask) -> None:
        super().__init__()
        self.own, self.other, self._ask = own, SecondClip(reader), ask
        self.told: Callable[[OpenCase | None], None] = lambda case: None
        self.offered: tuple[Beside, ...] = ()
        self.number = 0
        self.on, self.together = False, False
        self.side, self.offset = Side.OWN, Fraction(0)
        self.note: Cannot | None = None
        self._turn = 0
        self._jumps, self._corrected = 0, Fraction(0)
        own.watch(lambda: self._moved(own))
        self.other.watch(lambda: self._moved(self.other))

    # -- which clip ---------------------------------------------------------------------------------------------------

    @property
    def beside(self) -> Beside | None:
        """What lies beside; None where nothing does, or nothing can."""
        return self.offered[self.number] if self.on and self.number < len(self.offered) else None

    @property
    def asset(self) -> str | None:
        """The SHA-256 of the clip that lies beside."""
        beside = self.beside
        return _video(beside.case) if beside is not None else None

    def open(self, case: OpenCase) -> None:
        """Puts the first clip that is tied to the case beside its own; where there is none, says so in its place."""
        self._turn += 1

        def came(offered: tuple[Beside, ...]) -> None:
            self.on, self.offered, self.note = True, offered, None
            self._choose(0)

        self._ask(case, self._unless_late(came))

    def next(self, by: int) -> bool:
        """Another of the clips that can be put there; False where there is none."""
        if self.beside is None or len(self.offered) < 2:
            return False
        self.note = None
        self._choose((self.number + by) % len(self.offered))
        return True

    def close(self) -> None:
        """Puts the second clip away; its bytes and frames go."""
        self._turn += 1
        if not self.on:
            return
        self.on, self.offered, self.number, self.note = False, (), 0, None
        self._apart()
        self.other.clear()
        self.told(None)
        self.changed()

    def check(self, case: OpenCase) -> None:
        """Cases in hand came or went: a clip whose case is not in hand any more is put away."""
        if not self.on:
            return

        def came(offered: tuple[Beside, ...]) -> None:
            before, ids = self.beside, [one.case.case_id for one in offered]
            self.offered = offered
            if before is not None and before.case.case_id in ids:
                self.number = ids.index(before.case.case_id)
                self.changed()
            elif before is not None or offered:
                self.note = GONE if before is not None else None
                self._choose(0)

        self._turn += 1
        self._ask(case, self._unless_late(came))

    def _unless_late(self, came: Callable[[tuple[Beside, ...]], None]) -> Callable[[tuple[Beside, ...]], None]:
        turn = self._turn
        return lambda offered: came(offered) if turn == self._turn else None

    def _choose(self, number: int) -> None:
        self.number = number
        self._apart()
        beside, asset = self.beside, self.asset
        self.told(beside.case if beside is not None else None)
        if asset is None:
            self.other.clear()
        else:
            self.other.show(asset, abs(self.own.state.speed))
        self.changed()

    def _apart(self) -> None:
        self.side, self.together, self.offset = Side.OWN, False, Fraction(0)

    # -- who has the keys ---------------------------------------------------------------------------------------------

    @property
    def here(self) -> ClipOpening:
        """The clip that the keys move."""
        return self.other if self.side is Side.OTHER else self.own

    @property
    def _there(self) -> ClipMoving:
        return self.own if self.side is Side.OTHER else self.other

    def take(self, side: Side) -> None:
        """The keys move this clip from now on, and where both go together it leads."""
        wanted = side if self.beside is not None else Side.OWN
        if wanted is not self.side:
            self.side = wanted
            self._jumps = self.here.state.jumps
            self.changed()

    def step(self, frames: int) -> None:
        """Frames on or back in the clip that has the keys; the other goes to the frame of the same time."""
        self.here.step(frames)
        if self.together:
            self._there.near(1 if frames > 0 else -1)

    # -- together -----------------------------------------------------------------------------------------------------

    def turn_together(self) -> bool:
        """Both move together from now on, at the offset that was set; or each by itself again.

        False where there is no second.
        """
        if self.beside is None:
            return False
        self.together = not self.together
        self._jumps = self.here.state.jumps
        if self.together:
            self._follow()
        else:
            self._there.halt()
        self.changed()
        return True

    def align(self) -> bool:
        """The frames that are on the screen now belong together: their difference in time is the offset from now on.

        False where there are no two.
        """
        own, other = self.own.state, self.other.state
        if own.timeline is None or other.timeline is None:
            return False
        self.offset = other.timeline.seconds(other.at) - own.timeline.seconds(own.at)
        self.together = False
        return self.turn_together()

    def _moved(self, who: ClipMoving) -> None:
        if self.together and who is self.here:  # what the other does is the following
            self._follow()

    def _follow(self) -> None:
        """Brings the other clip to the time of the one that leads."""
        lead, other = self.here.state, self._there.state
        if lead.timeline is None or other.timeline is None:
            return
        time = lead.timeline.seconds(lead.at) + (self.offset if self.side is Side.OWN else -self.offset)
        runs = lead.playing and lead.speed > 0 and self._there.playable
        if runs and 0 <= time < other.timeline.duration - TAIL:
            self._run_along(time)
        elif other.at != (at := other.timeline.at(time)) or other.playing:
            self._there.seek(at)
            if lead.playing and lead.speed < 0:
                self._there.near(-1)

    def _run_along(self, time: Fraction) -> None:
        """The other clip plays too; where it is too far off, or the one that leads leapt, it goes on from there."""
        lead, other = self.here.state, self._there.state
        if other.timeline is None:
            return
        leapt, self._jumps = lead.jumps != self._jumps, lead.jumps
        off = abs(other.timeline.seconds(other.at) - time)
        speed = Fraction(lead.speed)
        rested = abs(time - self._corrected) >= BETWEEN * speed
        far = off > DRIFT * max(speed, Fraction(1)) and rested
        if not other.playing or other.speed < 0 or leapt or far:
            self._corrected = time
            self._there.play_along(other.timeline.at(time), lead.speed)
        elif other.speed != lead.speed:
            self._there.play_at(lead.speed)

    # -- in words -----------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """What the case beside is called."""
        beside = self.beside
        return words.plain(beside.case.record.title) if beside is not None else ""

    def about(self) -> str:
        """Why it may lie there, when it happened, and what it is called where it came from."""
        beside = self.beside
        if beside is None:
            return ""
        record = beside.case.record
        same = [_("The same file")] if self.asset == self.own.state.asset else []
        ties = [_(TIES[kind]) for kind in beside.ties]
        return " · ".join([*same, *ties, words.day(record.conduct_at), words.plain(record.ref)])

    def together_text(self) -> str:
        """How the two move, with the offset as the other clip's time less the own one's."""
        if not self.together:
            return _("each by itself")
        sign = "+" if self.offset >= 0 else "−"
        return _("together, {offset}").format(offset=f"{sign}{clock(abs(self.offset))}")


def _video(case: OpenCase) -> str | None:
    subject = case.record.subject
    return subject.video.sha256 if isinstance(subject, ClipSubject) else None
