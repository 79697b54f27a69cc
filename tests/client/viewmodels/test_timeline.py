"""The list of frames: steps by index, ranges of whole frames, times that are cut."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.timeline import Timeline, clock, near_clock
from tests.client.viewmodels.evidence_fakes import UNEVEN, clip_probe

LINE = Timeline.of(clip_probe())


def test_steps_follow_the_list_not_the_rate() -> None:
    assert [LINE.step(1024, n) for n in range(5)] == list(UNEVEN[:5])
    assert LINE.step(3072, -1) == 1536
    assert LINE.step(1024, -10) == 1024
    assert LINE.step(UNEVEN[-1], 10) == UNEVEN[-1]


def test_a_frame_ends_where_the_next_begins() -> None:
    assert LINE.after(1536) == 3072
    assert LINE.after(UNEVEN[-1]) == LINE.end_pts


def test_a_range_takes_the_frames_on_screen_within_it() -> None:
    one_sixtieth = Fraction(256, 15_360)
    assert LINE.span(0, one_sixtieth) == (1024, 1280)
    assert LINE.span(one_sixtieth, 8 * one_sixtieth) == (1280, 3072)
    assert LINE.span(2 * one_sixtieth, 8 * one_sixtieth + Fraction(1, 10**6)) == (1536, 3584)
    assert LINE.span(99, 100) == (UNEVEN[-1], LINE.end_pts)


@given(st.fractions(-1, 3), st.fractions(-1, 3))
def test_a_range_always_has_a_frame(start: Fraction, end: Fraction) -> None:
    first, behind = LINE.span(start, end)
    assert LINE.has(first)
    assert first < behind <= LINE.end_pts


def test_times_are_cut_so_that_no_frame_seems_late() -> None:
    assert clock(Fraction(3219999, 1000000)) == "0:03.219"
    assert clock(Fraction(3661)) == "1:01:01.000"
    assert clock(75.99, 1) == "1:15.9"


@pytest.mark.parametrize(("seconds", "shown"), [(3.219, "0:03.219"), (59.9999, "0:59.999"), (75.0, "1:15.000")])
def test_places_in_a_clip_are_never_rounded_up(seconds: float, shown: str) -> None:
    """A frame at 59.9999 s is still in the first minute."""
    assert near_clock(seconds) == shown
