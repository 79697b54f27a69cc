"""Tests of the comparison of wordings: what is marked is what differs, and the time is bounded whatever the texts."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.textdiff import differing


def words(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = differing(before, after)
    return [before[a:b] for a, b in old], [after[a:b] for a, b in new]


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("云雾绿茶 100g", "全网最佳 云雾绿茶 100g", [], ["全网最佳 "]),
        ("price 119.00 now", "price 1299.00 now", ["119.00"], ["1299.00"]),
        ("造型可人，精巧实用", "造型可人，小巧实用", ["精"], ["小"]),
        ("the best pan", "the pan", ["best "], []),
        ("same", "same", [], []),
        ("", "new", [], ["new"]),
        ("ab cd ef gh", "ab xx y zz gh", ["cd ef"], ["xx y zz"]),
    ],
)
def test_what_differs_is_marked_by_words_and_by_characters(
    before: str, after: str, old: list[str], new: list[str]
) -> None:
    assert words(before, after) == (old, new)


@given(st.text(alphabet="ab 一二，\n<>", max_size=60), st.text(alphabet="ab 一二，\n<>", max_size=60))
def test_what_is_not_marked_is_the_same_in_both(before: str, after: str) -> None:
    old, new = differing(before, after)
    assert (old == new == ()) == (before == after)
    for text, ranges in ((before, old), (after, new)):
        assert all(0 <= a < b <= len(text) for a, b in ranges)
        assert list(ranges) == sorted(ranges)


def test_two_changes_far_apart_in_a_long_text_are_both_small() -> None:
    lines = [f"<div class='c{number}'><b>第{number}段</b></div>" for number in range(6000)]
    other = list(lines)
    other[100], other[5900] = "<p>甲</p>", "<p>乙</p>"
    since = time.process_time()
    old, new = differing("\n".join(lines), "\n".join(other))
    assert time.process_time() - since < 2.0
    assert sum(b - a for a, b in (*old, *new)) < 200


@pytest.mark.parametrize("letters", ["ab", "<div>", "一"])
def test_the_worst_wordings_take_no_time(letters: str) -> None:
    shuffled = random.Random(7)
    one, other = ("".join(shuffled.choices(letters, k=200_000)) for _ in range(2))
    since = time.process_time()
    differing(one, other)
    assert time.process_time() - since < 3.0
