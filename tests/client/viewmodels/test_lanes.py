"""The arithmetic of the time line: what is in sight, which lanes give way, levels, ruler, density, loudness, tiles."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.laid import LEVELS, following, in_sight, laid, row
from reviewer_app.client.viewmodels.lanes import (
    CLOSEST,
    FOLDED_FIRST,
    PLAIN,
    Item,
    Lane,
    Row,
    Window,
    density,
    fold,
    loudness,
    ticks,
    tiles,
)

MINUTE = Window.over(60.0)
seconds = st.floats(0, 60)


@given(st.lists(st.one_of(st.floats(0.2, 5), st.tuples(seconds, st.floats(-90, 90))), max_size=12), seconds)
def test_whatever_is_done_the_sight_stays_within_the_clip(
    moves: list[float | tuple[float, float]], about: float
) -> None:
    window = MINUTE
    for move in moves:
        window = window.scrolled(move[1]) if isinstance(move, tuple) else window.zoomed(move, about)
        assert 0 <= window.start <= window.end <= 60 + 1e-6
        assert CLOSEST - 1e-9 <= window.span <= 60


@given(seconds, st.floats(1.1, 20))
def test_zooming_keeps_the_instant_under_the_hand_in_its_place(about: float, factor: float) -> None:
    closer = MINUTE.zoomed(factor, about)
    assert closer.x(about, 600) == pytest.approx(MINUTE.x(about, 600), abs=1e-6)
    assert closer.at(closer.x(about, 600), 600) == pytest.approx(about)


def test_following_pages_on_only_when_the_instant_is_out_of_sight() -> None:
    closer = MINUTE.zoomed(6, 0.0)
    assert closer.showing(9.0) is closer
    assert closer.showing(30.0) == Window(60.0, 30.0 - 10 / 8, 10.0)
    assert closer.showing(60.0).end == 60.0


def test_a_click_outside_means_the_nearest_end() -> None:
    assert (MINUTE.at(-5, 100), MINUTE.at(500, 100)) == (0.0, 60.0)


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0.1, 20)), max_size=30))
def test_items_on_one_level_do_not_overlap_before_the_last_level(spans: list[tuple[float, float]]) -> None:
    placed = row(Lane.FLAGS, [Item(start, start + length) for start, length in spans])
    assert placed.levels <= LEVELS
    for level in range(LEVELS - 1):
        own = [item for item in placed.items if item.level == level]
        assert all(one.end <= other.start + 1e-6 for one, other in pairwise(own))
    assert [item.start for item in placed.items] == sorted(start for start, _length in spans)


ROWS = [Row(lane) for lane in Lane]
HIGH = [20.0] * len(ROWS)


def test_lanes_give_way_in_their_order_and_the_line_that_names_them_counts() -> None:
    assert fold(ROWS, HIGH, 180, 16) == (frozenset(), 180)
    assert fold(ROWS, HIGH, 179, 16) == (frozenset(FOLDED_FIRST[:1]), 176)
    assert fold(ROWS, HIGH, 175, 16) == (frozenset(FOLDED_FIRST[:2]), 156)
    folded, high = fold(ROWS, HIGH, 10, 16)
    assert folded == frozenset(FOLDED_FIRST)
    assert high == 20 * 3 + 16  # flags, one's own evidence and what was watched never give way


@given(st.floats(0.5, 36_000), st.floats(1, 4000))
def test_marks_of_the_ruler_have_room(span: float, width: float) -> None:
    marks, _places = ticks(Window.over(span), width, 70)
    gaps = [b - a for a, b in pairwise(marks)]
    assert all(gap / span * width >= 70 - 1e-6 or gap == 3600 for gap in gaps)
    assert all(0 <= mark <= span + 1e-6 for mark in marks)


def test_the_ruler_has_decimals_only_between_seconds() -> None:
    assert ticks(MINUTE, 600, 70) == ((0, 10, 20, 30, 40, 50, 60), 0)
    marks, places = ticks(MINUTE.zoomed(60, 0.0), 600, 70)
    assert (marks, places) == (pytest.approx((0, 0.2, 0.4, 0.6, 0.8, 1.0)), 1)


@given(st.lists(seconds, max_size=80), st.integers(1, 40))
def test_every_comment_in_sight_counts_once(times: list[float], columns: int) -> None:
    assert sum(density(sorted(times), MINUTE, columns)) == len(times)


def test_density_is_of_what_is_in_sight() -> None:
    assert density((1, 2, 31, 32, 33, 60), MINUTE, 2) == (2, 4)
    assert density((1, 2, 31, 32, 33, 60), Window(60, 30, 3), 3) == (0, 1, 1)


def test_loudness_is_the_loudest_sample_of_a_column() -> None:
    peaks = bytes([0, 10, 0xFF, 127, 0x81, 5, 0, 0])  # (0, 10), (-1, 127), (-127, 5), (0, 0)
    assert loudness(peaks, 15.0, MINUTE, 4) == pytest.approx((10 / 127, 1.0, 1.0, 0.0))
    assert loudness(peaks, 15.0, MINUTE, 2) == pytest.approx((1.0, 1.0))
    assert loudness(peaks, 15.0, MINUTE, 8)[:2] == pytest.approx((10 / 127, 10 / 127))
    assert loudness(b"", 15.0, MINUTE, 8) == ()


def test_each_place_of_the_strip_has_the_frame_on_screen_in_its_middle() -> None:
    starts = (0.0, 20.0, 40.0)
    assert tiles(starts, MINUTE, 600, 200) == ((0, 0), (200, 1), (400, 2))
    assert tiles(starts, MINUTE, 600, 90)[:3] == ((0, 0), (90, 0), (180, 1))
    assert tiles(starts, MINUTE.zoomed(6, 42.0), 600, 300) == ((0, 1), (300, 2))
    assert tiles((), MINUTE, 600, 90) == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=30))
def test_the_next_item_of_a_level_is_the_first_that_begins_later_on_it(spans: list[tuple[int, int]]) -> None:
    items = row(Lane.SPEECH, [Item(start, start + long) for start, long in spans]).items
    later = [[i.start for i in items if i.level == item.level and i.start > item.start] for item in items]
    assert following(items) == tuple(min(starts, default=None) for starts in later)


def _columns(item: Item, columns: int) -> range:
    """The columns of a minute that an item lies in."""
    return range(int(item.start * columns / 60), int(item.end * columns / 60) + 1)


@given(st.lists(st.tuples(seconds, st.floats(0, 5), st.booleans()), max_size=400), st.integers(1, 60))
def test_of_many_items_those_are_drawn_that_can_be_told_apart(
    stretches: list[tuple[float, float, bool]], columns: int
) -> None:
    made = [Item(start, start + lasts, tone="warn" if loud else "neutral") for start, lasts, loud in stretches]
    items = row(Lane.SPEECH, made).items
    drawn = in_sight(items, MINUTE, columns)
    covered = {(one.level, n) for one in drawn if one.tone == "warn" for n in _columns(one, columns)}
    assert {(one.level, n) for one in items if one.tone == "warn" for n in _columns(one, columns)} <= covered
    assert len([item for item in drawn if item.tone == "warn"]) <= max(2 * columns, LEVELS * 2 * (columns + 6))
    if len(items) <= 2 * columns:
        assert drawn == list(items)
    assert len([item for item in drawn if item.tone == "neutral"]) <= max(2 * columns, LEVELS * (columns + 1))
    begun = {(item.level, int(item.start * columns / 60)) for item in items}
    assert {(item.level, int(item.start * columns / 60)) for item in drawn} == begun, "no column is left empty"


def _one_by_one(items: list[Item], window: Window, columns: int) -> list[Item]:
    """What `in_sight` says, by going through every item."""
    found, last, reached = [], [-1] * LEVELS, dict[object, tuple[int, int]]()
    for item in items:
        if item.start > window.end or item.end < window.start:
            continue
        first, until = (int((at - window.start) * columns / window.span) for at in (item.start, item.end))
        first, alike = max(first, 0), (item.level, item.look)
        begun, drawn = reached.get(alike, (-1, -1))
        loud = item.look != PLAIN and (first > begun or until > drawn)
        if loud or first > last[item.level]:
            found.append(item)
            last[item.level] = first
            if item.look != PLAIN:
                reached[alike] = first, max(until, drawn)
    return found


quarters = st.integers(0, 240).map(lambda n: n / 4)


@given(
    st.lists(st.tuples(quarters, st.integers(0, 20).map(lambda n: n / 4), st.booleans(), st.booleans()), max_size=300),
    quarters,
    st.integers(1, 64).map(lambda n: n / 4),
    st.integers(1, 16),
)
def test_what_is_drawn_of_many_is_found_without_going_through_them(
    stretches: list[tuple[float, float, bool, bool]], start: float, span: float, columns: int
) -> None:
    made = [
        Item(at, at + lasts, tone="warn" if loud else "neutral", strong=strong) for at, lasts, loud, strong in stretches
    ]
    items, window = laid(made), Window(60.0, start, span)
    seen = [item for item in items if item.start <= window.end and item.end >= start]
    assert items.between(start, window.end) == seen
    if items.near(start, window.end) > 2 * columns:
        assert in_sight(items, window, columns) == _one_by_one(list(items), window, columns)
    else:
        assert in_sight(items, window, columns) == seen


def test_lanes_are_the_same_where_what_lies_in_them_is() -> None:
    made = [Item(1.0, 2.0, "a"), Item(1.5, 3.0, "b")]
    assert row(Lane.FLAGS, made) == row(Lane.FLAGS, list(made))
    assert row(Lane.FLAGS, made) != row(Lane.FLAGS, [made[0], Item(1.5, 3.0, "c")])
    assert row(Lane.FLAGS, made) != row(Lane.SHELF, made)
