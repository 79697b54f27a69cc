"""The geometry of looking at a picture: rotation, zoom and boxes come back to the fractions they came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.boxes import MOST, View, between, moved, resized, turned
from reviewer_app.domain.evidence import RegionAnchor

FRACTION = st.floats(0.02, 0.98)
VIEWS = st.builds(
    View,
    full=st.tuples(st.integers(20, 4000), st.integers(20, 4000)),
    window=st.tuples(st.integers(120, 1200), st.integers(120, 900)),
    zoom=st.floats(1, MOST),
    centre=st.tuples(FRACTION, FRACTION),
    quarter=st.integers(0, 3),
)


@given(VIEWS, FRACTION, FRACTION)
def test_a_point_comes_back_through_any_view(view: View, x: float, y: float) -> None:
    left, top, _width, _height = view.to_window((x, y, 0, 0))
    back = view.to_picture(left, top)
    assert back == pytest.approx((x, y), abs=1e-6)


@given(VIEWS)
def test_a_zoomed_picture_leaves_no_gap(view: View) -> None:
    left, top, width, height = view.rect
    for start, length, window in ((left, width, view.window[0]), (top, height, view.window[1])):
        if length >= window:
            assert start <= 1e-6
            assert start + length >= window - 1e-6
        else:
            assert start == pytest.approx((window - length) / 2)


def test_zooming_keeps_the_point_under_the_mouse() -> None:
    view = View((800, 600), (400, 300))
    before = view.to_picture(300, 200)
    closer = view.zoomed(2, 300, 200)
    assert closer.to_picture(300, 200) == pytest.approx(before)
    assert view.zoomed(0.1).zoom == 1.0


def test_a_quarter_turn_takes_the_upper_left_to_the_upper_right() -> None:
    view = View((400, 200), (200, 400), quarter=1)
    x, y, width, height = view.to_window((0, 0, 0.5, 0.5))
    assert (x, y, width, height) == pytest.approx((100, 0, 100, 200))


def test_a_small_box_is_brought_near_and_into_the_middle() -> None:
    view = View((1000, 1000), (500, 500)).near((0.8, 0.5, 0.1, 0.01), 12)
    x, y, width, height = view.to_window((0.8, 0.5, 0.1, 0.01))
    assert height == pytest.approx(12)
    assert x >= 0 and x + width <= 500 and y >= 0 and y + height <= 500


@pytest.mark.parametrize(("at", "whole"), [(0.3, True), (0.6, False), (0.9, False)])
def test_what_stands_before_a_box_is_brought_along(at: float, whole: bool) -> None:
    """The name of a field stands at the left: it is not cut where box and name have room, and as little as can be."""
    box = (at, 0.5, 0.1, 0.01)
    view = View((1000, 1000), (500, 500), margin=12).near(box, 10)
    x, _y, width, _height = view.to_window(box)
    assert x >= 0 and x + width <= 500
    assert (view.rect[0] == 0) is whole
    assert whole or x + width == pytest.approx(488) or view.rect[0] + view.rect[2] == pytest.approx(500)


@given(FRACTION, FRACTION, FRACTION, FRACTION, st.floats(-1, 1), st.floats(-1, 1))
def test_a_box_never_leaves_the_picture(ax: float, ay: float, bx: float, by: float, dx: float, dy: float) -> None:
    box = between(ax, ay, bx, by)
    if box is not None:
        for made in (box, moved(box, dx, dy), resized(box, dx, dy)):
            assert RegionAnchor(asset="0" * 64, box=made).box == made


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_a_box_turned_lies_where_the_eye_sees_it_and_comes_back(quarter: int) -> None:
    box = (0.1, 0.2, 0.3, 0.05)
    seen = View((1000, 1000), (500, 500), quarter=quarter).to_window(box)
    assert turned(box, quarter) == pytest.approx([one / 500 for one in seen])
    assert turned(turned(box, quarter), -quarter) == box


def test_a_slip_of_the_hand_is_no_box() -> None:
    assert between(0.5, 0.5, 0.501, 0.9) is None
