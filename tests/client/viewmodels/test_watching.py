"""What a frame earns by standing before the eyes, by a clock moved by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.client.viewmodels.watching import Watching
from tests.client.samples import Clock

SLIDES = (0, 12_000, 24_000, 36_000, 48_000)
"""A clip of five slides of twelve seconds each, a minute in all, in thousandths."""


class Bed:
    """Somebody before a clip of slides."""

    def __init__(self, pts: tuple[int, ...] = SLIDES, end: int = 60_000) -> None:
        self.clock, self.timeline = Clock(), Timeline(pts, end, (1, 1000))
        self.watching = Watching(self.clock.monotonic)
        self.watching.begin("a" * 64, self.timeline)

    def stands(self, pts: int, seconds: float, playing: bool = False) -> None:
        """A frame is painted and stands for so long."""
        self.watching.seen(pts, playing)
        self.clock.go_on(seconds)

    @property
    def share(self) -> Fraction:
        """How much was watched."""
        record = self.watching.record()
        assert record is not None
        return record.share


def test_slides_that_are_stepped_through_in_no_time_were_not_watched() -> None:
    bed = Bed()
    for pts in SLIDES:
        bed.stands(pts, 0.03125)
    assert bed.share == Fraction(5 * 93, 60_000)


def test_a_slide_that_stands_is_earned_as_time_goes_by_and_no_further_than_the_next() -> None:
    bed = Bed()
    bed.stands(12_000, 1)
    assert bed.watching.stretches == ((12_000, 15_000),)
    assert bed.watching.lacking == 3.0
    bed.clock.go_on(2)
    assert bed.watching.stretches == ((12_000, 21_000),)
    bed.clock.go_on(500)
    assert bed.watching.stretches == ((12_000, 24_000),)
    assert bed.watching.lacking == 0.0


def test_what_was_earned_of_a_slide_counts_on_when_it_is_gone_to_again() -> None:
    bed = Bed()
    bed.stands(0, 2)
    bed.stands(24_000, 1)
    bed.stands(0, 1)
    assert bed.watching.stretches == ((0, 9_000), (24_000, 27_000))


def test_nothing_is_earned_of_what_is_gone_from_the_eyes() -> None:
    bed = Bed()
    bed.stands(0, 1)
    bed.watching.gone()
    bed.clock.go_on(60)
    assert bed.watching.stretches == ((0, 3_000),)
    assert bed.watching.lacking == 0.0
    bed.stands(0, 1)
    assert bed.watching.stretches == ((0, 6_000),)


def test_what_plays_on_unseen_between_two_pictures_that_are_seen_is_not_watched() -> None:
    """It is blurred after 40 ms, and seen again at 200 ms: less than a machine may drop, and hidden all the same."""
    bed = Bed(tuple(range(0, 2_000, 40)), 2_000)
    bed.stands(0, 0.03125, playing=True)
    bed.stands(40, 0, playing=True)
    bed.watching.gone()
    bed.clock.go_on(0.125)
    bed.stands(200, 0.03125, playing=True)
    bed.stands(240, 0, playing=True)
    assert bed.watching.stretches == ((0, 40), (200, 240))


@pytest.mark.parametrize("speed", [0.25, 1.0, 3.0])
def test_slides_that_play_are_watched_to_the_end(speed: float) -> None:
    bed = Bed()
    for pts in SLIDES:
        bed.stands(pts, 12 / speed - (0.015625 if pts == 24_000 else 0), playing=True)
    assert bed.watching.stretches == ((0, 60_000),)


def test_playing_past_a_slide_that_hardly_stood_earns_a_fifth_of_a_second_more() -> None:
    bed = Bed()
    bed.stands(0, 1, playing=True)
    bed.stands(12_000, 0, playing=True)
    assert bed.watching.stretches == ((0, 3_200),)
    bed.watching.stop()
    bed.stands(24_000, 0, playing=True)
    assert bed.watching.stretches == ((0, 3_200),)


def test_frames_of_a_clip_that_plays_leave_no_hole_however_unevenly_they_are_painted() -> None:
    bed = Bed(tuple(range(0, 2_000, 40)), 2_000)
    for number, pts in enumerate(range(0, 2_000, 80)):  # every other one is dropped
        bed.stands(pts, 0.001 if number % 2 else 0.05, playing=True)
    bed.watching.seen(1_960, True)
    bed.clock.go_on(1)
    assert bed.watching.stretches == ((0, 2_000),)


def test_a_first_frame_is_earned_from_when_it_was_painted_though_the_list_came_later() -> None:
    clock = Clock()
    watching = Watching(clock.monotonic)
    watching.seen(0, False)
    clock.go_on(1)
    watching.seen(0, False)  # the same, sharper
    clock.go_on(1)
    watching.begin("a" * 64, Timeline(SLIDES, 60_000, (1, 1000)))
    assert watching.stretches == ((0, 6_000),)


def test_what_stands_goes_into_the_record_and_on_with_it() -> None:
    bed = Bed()
    bed.stands(0, 1)
    record = bed.watching.record()
    bed.watching.forget()
    assert bed.watching.record() is None
    bed.watching.begin("a" * 64, bed.timeline, record)
    assert bed.watching.stretches == ((0, 3_000),)
    bed.stands(0, 1)
    assert bed.watching.stretches == ((0, 6_000),)
