"""The contact sheet: every look is on one of its pages, and the grid fills the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.contact import PAGE, grid, pages_of
from reviewer_app.client.viewmodels.timeline import Timeline

TIMELINE = Timeline(tuple(range(0, 96_000, 1000)), 96_000, (1, 1000))


@pytest.mark.parametrize("count", [2, PAGE, PAGE + 1, 140])
def test_every_look_is_on_one_page_in_its_order(count: int) -> None:
    looks = tuple(range(0, 7 * count, 7))
    pages = pages_of(looks, TIMELINE)
    walked = [pages.turned(by) for by in range(pages.pages)]
    assert [pts for page in walked for pts in page.here] == list(looks)
    assert all(0 < len(page.here) <= PAGE for page in walked)
    assert (pages.turned(-1), pages.turned(99)) == (pages, walked[-1])
    assert [pages.at(pts) for pts in (0, looks[-1] + 3)] == [pages, walked[-1]]
    assert all(page.at(pts) == page for page in walked for pts in page.here)


def test_of_what_stands_still_frames_are_spread_evenly() -> None:
    assert pages_of((0,), TIMELINE).here == tuple(range(0, 96_000, 4000))
    assert pages_of((), Timeline((5, 9), 12, (1, 1000))).here == (5, 9)


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
