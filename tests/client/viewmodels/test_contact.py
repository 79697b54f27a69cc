"""The contact sheet: slides are told from moving pictures, and the grid fills the page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.contact import EVENLY, distinct, grid
from reviewer_app.media.values import Filmstrip


def strip(shades: Sequence[int], wide: int = 16, high: int = 12) -> Filmstrip:
    """Tiles of one shade each."""
    row = b"".join(bytes([shade, shade, shade, 255]) * wide for shade in shades)
    return Filmstrip(wide * len(shades), high, len(row), row * high, tuple(1000 * n for n in range(len(shades))), wide)


def test_of_slides_the_first_of_each_is_shown() -> None:
    assert distinct(strip([10, 10, 11, 90, 90, 90, 200, 201])) == (0, 3, 6)


def test_a_slide_that_comes_back_is_shown_again() -> None:
    assert distinct(strip([10] * 4 + [90] * 4 + [10] * 4)) == (0, 4, 8)


@pytest.mark.parametrize("slides", [24, 25, 30, 40, 48])
def test_no_slide_is_left_out_however_many_there_are(slides: int) -> None:
    on_screen = [number * slides // 48 for number in range(48)]
    shown = distinct(strip([(97 * slide) % 256 for slide in on_screen]))
    assert [on_screen[number] for number in shown] == list(range(slides))


def test_of_what_stands_still_frames_are_spread_evenly() -> None:
    assert distinct(strip([50] * 48)) == tuple(range(0, 48, 2))
    assert len(distinct(strip([50] * 48))) == EVENLY
    assert distinct(strip([50] * 6)) == (0, 1, 2, 3, 4, 5)
    assert distinct(strip([50])) == (0,)


@given(st.integers(1, 60), st.floats(200, 2000), st.floats(150, 1200), st.sampled_from([9 / 16, 1.0, 16 / 9]))
def test_every_picture_is_on_the_page_and_found_where_it_lies(
    count: int, width: float, height: float, shape: float
) -> None:
    made = grid(count, width, height, shape, 20)
    assert made.columns * made.rows >= count
    for number in range(count):
        left, top = made.place(number)
        assert left + made.width <= width + 1e-6
        assert top + made.height <= height + 1e-6
        assert made.at(left + made.width / 2, top + made.height / 2) == number
    assert made.at(-1, 5) is None
    assert made.at(5, 10 * height) is None


@pytest.mark.parametrize(("number", "way", "there"), [(0, (1, 0), 1), (0, (-1, 0), 0), (1, (0, 1), 4), (5, (0, 1), 5)])
def test_arrows_walk_the_grid(number: int, way: tuple[int, int], there: int) -> None:
    made = grid(6, 300, 240, 1.0, 20)
    assert made.columns == 3
    assert made.moved(number, *way) == there
