"""Two clips side by side without a screen: which one, whose keys, together by time, and what is let go of."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from reviewer_app.client.viewmodels.clip import ClipModel
from reviewer_app.client.viewmodels.clipmoving import ClipMoving
from reviewer_app.client.viewmodels.pair import GONE, PairModel, Side
from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.client.workbench.values import Beside, OpenCase
from reviewer_app.domain.cases import ClipSubject
from reviewer_app.domain.ties import TieKind
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.values import ClipProbe, Frame, PreparedClip, Source
from tests.client.opened import open_case
from tests.client.samples import Clock, clip_json, new_id
from tests.client.viewmodels.evidence_fakes import UNEVEN, FakeMedia, clip_probe, frame_at, reader_of

SLOW = tuple(range(0, 1000 * 30, 1000))
"""Frames of another rate, a clip a little shorter than two seconds: 15,360 units are one."""


class TwoClips(FakeMedia):
    """A media room in which the second clip has frames of its own."""

    def __init__(self, second: str) -> None:
        super().__init__()
        self.second, self.second_whole = second, True

    def probe(self, source: Source, *, verify: bool = False) -> ClipProbe:
        """The frames of either clip."""
        found = super().probe(source, verify=verify)
        assert isinstance(found, ClipProbe)
        return self._own(found) if source.sha256 == self.second else found

    def _own(self, probe: ClipProbe) -> ClipProbe:
        packed = array("q", SLOW).tobytes()
        return replace(probe, first_pts=SLOW[0], end_pts=SLOW[-1] + 1000, pts_bytes=packed)

    def poster(self, source: Source, max_w: int, max_h: int) -> Frame:
        """The first frame of either."""
        first = super().poster(source, max_w, max_h)
        return frame_at(SLOW[0]) if source.sha256 == self.second else first

    def prepare(self, source: Source, *, going: Decoding | None = None) -> PreparedClip:
        """Whether either is whole."""
        made = super().prepare(source, going=going)
        whole = self.second_whole if source.sha256 == self.second else True
        return replace(made, probe=replace(made.probe, whole=whole))


def video_of(case: OpenCase) -> str:
    """The SHA-256 of its video."""
    assert isinstance(case.record.subject, ClipSubject)
    return case.record.subject.video.sha256


class Bed:
    """A case on the desk, two other clips in hand, and what the workbench is asked."""

    def __init__(self) -> None:
        self.case = open_case(clip_json(), new_id(1))
        self.others = [open_case(clip_json(f"clip-{n}"), new_id(n)) for n in (2, 3)]
        self.media = TwoClips(video_of(self.others[0]))
        self.media.clips |= {video_of(case) for case in (self.case, *self.others)}
        self.in_hand = tuple(Beside(other, (TieKind.CREATOR, TieKind.MERCHANT)) for other in self.others)
        self.waiting: list[Callable[[], None]] = []
        self.late = False
        reader, self.assets = reader_of(self.media)
        self.clock = Clock()
        self.own = ClipModel(reader, clock=self.clock.monotonic)
        self.own.show(self.case)
        self.pair = PairModel(self.own, reader, self._ask)
        self.told: list[tuple[str | None, int]] = []
        self.pair.told = self._told

    def _told(self, case: OpenCase | None) -> None:
        self.told.append((case.case_id if case is not None else None, len(self.assets.opened)))

    def _ask(self, case: OpenCase, then: Callable[[tuple[Beside, ...]], None]) -> None:
        assert case is self.case
        answer = self.in_hand
        if self.late:
            self.waiting.append(lambda: then(answer))
        else:
            then(answer)

    def opened(self) -> Bed:
        """With the second clip beside."""
        self.pair.open(self.case)
        assert self.pair.asset == video_of(self.others[0])
        return self

    def second(self) -> Timeline:
        """The frames of the second clip."""
        assert self.pair.other.state.timeline is not None
        return self.pair.other.state.timeline

    def first(self) -> Timeline:
        """The frames of the case's own clip."""
        assert self.own.state.timeline is not None
        return self.own.state.timeline

    def plays(self, who: ClipMoving, to: int) -> None:
        """The player of a clip has come to a frame."""
        who.played_to(to)


def test_the_first_clip_that_is_tied_lies_beside_and_who_must_know_knows_before_it_is_opened() -> None:
    bed = Bed()
    before = len(bed.assets.opened)
    bed.opened()
    assert bed.told == [(bed.others[0].case_id, before)]
    assert len(bed.assets.opened) == before + 1
    assert (bed.pair.other.state.exact, bed.pair.other.playable) == (True, True)
    assert bed.pair.other.time_text() == "0:00.000 · pts 0 · 1/15360 · 30.00 fps"
    assert bed.pair.about().startswith("Same creator · Same merchant · ")
    assert bed.pair.next(1)
    assert bed.pair.asset == video_of(bed.others[1]) == bed.pair.other.state.asset
    assert bed.pair.next(1)
    assert bed.pair.asset == video_of(bed.others[0])


def test_where_no_clip_is_tied_nothing_lies_there_and_no_key_does_anything() -> None:
    bed = Bed()
    bed.in_hand = ()
    bed.pair.open(bed.case)
    assert bed.pair.on
    assert (bed.pair.beside, bed.pair.asset, bed.pair.title(), bed.pair.about()) == (None, None, "", "")
    assert (bed.pair.next(1), bed.pair.turn_together(), bed.pair.align()) == (False, False, False)
    bed.pair.take(Side.OTHER)
    assert bed.pair.here is bed.own


def test_each_is_stepped_by_itself_and_only_the_one_that_has_the_keys() -> None:
    bed = Bed().opened()
    bed.pair.step(3)
    assert (bed.own.state.at, bed.pair.other.state.at) == (UNEVEN[3], SLOW[0])
    bed.pair.take(Side.OTHER)
    bed.pair.step(5)
    assert (bed.own.state.at, bed.pair.other.state.at) == (UNEVEN[3], SLOW[5])
    assert bed.pair.other.state.exact
    assert bed.pair.together_text() == "each by itself"


@pytest.mark.parametrize("offset", [0, 7, -4])
def test_together_the_other_stands_at_the_frame_of_the_same_time_whatever_its_rate(offset: int) -> None:
    bed = Bed().opened()
    bed.own.seek(UNEVEN[12])
    bed.pair.other.seek(bed.second().at(bed.first().seconds(UNEVEN[12])))
    bed.pair.other.step(offset)
    assert bed.pair.align()
    set_to = bed.pair.offset
    assert set_to == bed.second().seconds(bed.pair.other.state.at) - bed.first().seconds(UNEVEN[12])
    for step in (1, 1, 1, 10, -1, -10, -10, 40, -3):
        bed.pair.step(step)
        time = bed.first().seconds(bed.own.state.at) + set_to
        assert bed.pair.other.state.at == bed.second().at(time)
        assert bed.pair.other.state.exact
    bed.own.seek_seconds(0.3)
    assert bed.pair.other.state.at == bed.second().at(bed.first().seconds(bed.own.state.at) + set_to)


def test_who_has_the_keys_leads_and_the_own_clip_follows_as_exactly() -> None:
    bed = Bed().opened()
    bed.own.seek(UNEVEN[6])
    bed.pair.align()
    bed.pair.take(Side.OTHER)
    for step in (1, 3, -1, 20):
        bed.pair.step(step)
        time = bed.second().seconds(bed.pair.other.state.at) - bed.pair.offset
        assert bed.own.state.at == bed.first().at(time)
    assert bed.pair.together_text() == "together, −0:00.233"


def test_beyond_its_end_and_before_its_start_the_other_waits_there() -> None:
    bed = Bed().opened()
    bed.pair.other.seek(SLOW[-2])
    bed.pair.align()
    bed.pair.step(100)
    assert bed.pair.other.state.at == SLOW[-1]
    bed.pair.step(-100)
    assert bed.pair.other.state.at == SLOW[-2]
    bed.pair.turn_together()
    bed.own.seek(UNEVEN[-1])
    bed.pair.other.seek(SLOW[0])
    bed.pair.align()
    bed.pair.step(-100)
    assert (bed.own.state.at, bed.pair.other.state.at) == (UNEVEN[0], SLOW[0])


def test_together_off_and_on_again_keeps_the_offset() -> None:
    bed = Bed().opened()
    bed.pair.other.seek(SLOW[4])
    bed.pair.align()
    assert bed.pair.turn_together()
    bed.pair.take(Side.OTHER)
    bed.pair.step(9)
    bed.pair.take(Side.OWN)
    assert bed.own.state.at == UNEVEN[0]
    bed.pair.turn_together()
    assert (bed.pair.together, bed.pair.other.state.at) == (True, SLOW[4])


def test_both_play_at_one_speed_and_stop_at_one_time() -> None:
    bed = Bed().opened()
    bed.pair.other.seek(SLOW[3])
    bed.pair.align()
    bed.own.play_or_pause()
    assert (bed.pair.other.state.playing, bed.pair.other.state.speed) == (True, bed.own.state.speed)
    bed.own.change_speed(1)
    assert bed.pair.other.state.speed == bed.own.state.speed == 2.0
    jumps = bed.pair.other.state.jumps
    bed.plays(bed.pair.other, SLOW[5])
    bed.plays(bed.own, UNEVEN[7])
    assert bed.pair.other.state.jumps == jumps
    bed.own.pause()
    assert not bed.pair.other.state.playing
    time = bed.first().seconds(UNEVEN[7]) + bed.pair.offset
    assert bed.pair.other.state.at == bed.second().at(time)
    assert bed.pair.other.state.exact


def test_a_player_that_falls_behind_is_brought_back_and_not_again_at_once() -> None:
    bed = Bed().opened()
    bed.pair.turn_together()
    bed.own.carried.take(speed=1.0, muted=False)
    bed.own.play_or_pause()
    jumps = bed.pair.other.state.jumps
    bed.plays(bed.own, UNEVEN[35])
    assert bed.pair.other.state.jumps == jumps + 1
    assert bed.pair.other.state.at == bed.second().at(bed.first().seconds(UNEVEN[35]))
    bed.plays(bed.pair.other, SLOW[4])
    bed.plays(bed.own, UNEVEN[37])
    assert bed.pair.other.state.jumps == jumps + 1


def test_a_loop_that_leaps_takes_the_other_along() -> None:
    bed = Bed().opened()
    bed.pair.turn_together()
    bed.own.seek(UNEVEN[5])
    bed.own.set_in()
    bed.own.seek(UNEVEN[20])
    bed.own.set_out()
    assert bed.own.toggle_loop()
    jumps = bed.pair.other.state.jumps
    bed.plays(bed.own, UNEVEN[20])
    assert bed.own.state.at == UNEVEN[5]
    assert bed.pair.other.state.jumps == jumps + 1
    assert bed.pair.other.state.at == bed.second().at(bed.first().seconds(UNEVEN[5]))


def test_apart_again_the_one_that_followed_stops() -> None:
    bed = Bed().opened()
    bed.pair.turn_together()
    bed.own.play_or_pause()
    bed.pair.turn_together()
    assert (bed.own.state.playing, bed.pair.other.state.playing) == (True, False)


def test_a_clip_that_is_not_whole_is_never_given_to_a_player_and_follows_frame_by_frame() -> None:
    bed = Bed()
    bed.media.second_whole = False
    bed.opened()
    assert not bed.pair.other.playable
    bed.pair.turn_together()
    bed.own.play_or_pause()
    bed.plays(bed.own, UNEVEN[20])
    assert not bed.pair.other.state.playing
    assert bed.pair.other.state.at == bed.second().at(bed.first().seconds(UNEVEN[20]))
    bed.pair.take(Side.OTHER)
    bed.pair.here.play_or_pause()
    assert not bed.pair.other.state.playing


def test_near_its_end_the_other_is_shown_frame_by_frame_and_does_not_begin_anew() -> None:
    bed = Bed().opened()
    bed.pair.other.seek(SLOW[-3])
    bed.pair.align()
    bed.own.play_or_pause()
    assert not bed.pair.other.state.playing
    bed.plays(bed.own, UNEVEN[-2])
    assert (bed.pair.other.state.playing, bed.pair.other.state.at) == (False, SLOW[-1])


def test_the_shuttle_backwards_takes_the_other_along() -> None:
    bed = Bed().opened()
    bed.own.seek(UNEVEN[30])
    bed.pair.turn_together()
    bed.own.back()
    bed.own.back_tick()
    assert bed.own.state.at < UNEVEN[30]
    assert bed.pair.other.state.at == bed.second().at(bed.first().seconds(bed.own.state.at))


def test_put_away_nothing_of_it_is_held_and_the_own_clip_stays_where_it_is() -> None:
    bed = Bed().opened()
    bed.pair.take(Side.OTHER)
    bed.pair.step(2)
    assert len(bed.pair.other.hand)
    bed.pair.close()
    assert (bed.pair.on, bed.pair.here, bed.pair.asset) == (False, bed.own, None)
    assert (len(bed.pair.other.hand), bed.pair.other.state.asset, bed.pair.other.state.frame) == (0, "", None)
    assert bed.told[-1][0] is None
    told = len(bed.told)
    bed.pair.close()
    assert len(bed.told) == told


def test_an_answer_that_comes_after_it_was_put_away_brings_nothing() -> None:
    bed = Bed()
    bed.late = True
    bed.pair.open(bed.case)
    bed.pair.close()
    bed.waiting.pop()()
    assert not bed.pair.on
    assert bed.told == []


def test_a_case_that_is_not_in_hand_any_more_takes_its_clip_along() -> None:
    bed = Bed().opened()
    bed.pair.step(2)
    bed.pair.check(bed.case)
    assert (bed.pair.note, bed.pair.asset) == (None, video_of(bed.others[0]))
    bed.in_hand = bed.in_hand[1:]
    bed.pair.check(bed.case)
    assert (bed.pair.note, bed.pair.asset) == (GONE, video_of(bed.others[1]))
    bed.in_hand = ()
    bed.pair.check(bed.case)
    assert (bed.pair.note, bed.pair.asset, bed.pair.other.state.asset) == (GONE, None, "")
    bed.in_hand = (Beside(bed.others[1], (TieKind.ROOM,)),)
    bed.pair.check(bed.case)
    assert bed.pair.asset == video_of(bed.others[1])
    assert bed.own.state.at == UNEVEN[2]


def test_another_clip_that_was_chosen_while_the_hand_was_looked_through_stays() -> None:
    bed = Bed().opened()
    bed.late = True
    bed.pair.check(bed.case)
    bed.pair.next(1)
    bed.waiting.pop()()
    assert (bed.pair.number, bed.pair.asset) == (1, video_of(bed.others[1]))
    assert bed.pair.other.state.asset == bed.pair.asset


def test_what_is_seen_of_the_second_clip_is_no_part_of_what_was_watched() -> None:
    bed = Bed().opened()
    bed.own.painted(UNEVEN[0])
    bed.clock.go_on(1)
    seen = bed.own.watching.record()
    bed.pair.other.painted(SLOW[0])
    bed.pair.take(Side.OTHER)
    bed.pair.step(1)
    bed.pair.other.painted(SLOW[1])
    assert bed.pair.other.watching.record() is None
    assert bed.own.watching.record() == seen


def test_the_very_same_file_is_said_to_be_the_same() -> None:
    bed = Bed()
    twin = open_case(clip_json(), new_id(4))
    bed.in_hand = (Beside(twin, (TieKind.ROOM,)),)
    bed.pair.open(bed.case)
    assert bed.pair.about().startswith("The same file · Same room · ")
    assert clip_probe().pts[0] == bed.pair.other.state.at
    assert bed.pair.offset == Fraction(0)
