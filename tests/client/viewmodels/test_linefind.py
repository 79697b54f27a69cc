"""Finding words in lines without a screen: as an eye reads them, part by part, on and back and round again."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.linefind import PART, LineFind, Place
from reviewer_app.domain.hidden import as_read

letters = st.text("aA哈最\u200b\u202e\u0430ｂ❤\ufe0f\n \0\u0301", max_size=8)


def found(texts: list[str], words: str) -> LineFind:
    """The search when every line was read."""
    find = LineFind(texts)
    find.seek(words)
    while not find.whole:
        find.read_on()
    return find


def all_of(find: LineFind, texts: list[str]) -> list[Place]:
    """Every place, row by row."""
    return [place for row, text in enumerate(texts) for place in find.in_row(row, 0, len(text))]


def one_by_one(texts: list[str], words: str) -> list[Place]:
    """The same without any art."""
    want, places = as_read(words)[0], list[Place]()
    for row, text in enumerate(texts):
        seen, stored = as_read(text)
        at = 0
        while want and (at := seen.find(want, at)) >= 0:
            places.append((row, stored[at], stored[at + len(want) - 1] + 1))
            at += len(want)
    return places


@given(st.lists(letters, max_size=8), st.text("aA哈最ｂ\u200b", max_size=3))
def test_everything_is_found_that_stands_in_the_lines_and_nothing_over_their_ends(texts: list[str], words: str) -> None:
    find, expected = found(texts, words), one_by_one(texts, words)
    assert all_of(find, texts) == expected
    assert find.count == len(expected)


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("VX 加 vx", "vx", [(0, 2), (5, 7)]),
        ("abc", "", []),
        ("straße STRASSE", "STRASSE", [(7, 14)]),
        ("业内最\u200b佳", "最佳", [(2, 5)]),  # what an eye reads, not what a filter does
        ("ＢＥＳＴ", "best", [(0, 4)]),
    ],
)
def test_words_are_found_as_an_eye_reads_them(text: str, words: str, places: list[tuple[int, int]]) -> None:
    assert all_of(found([text], words), [text]) == [(0, *place) for place in places]


def test_one_goes_on_and_back_from_anywhere_and_round_again() -> None:
    texts = ["甲", "x甲甲", "", "乙甲"]
    find, places = found(texts, "甲"), [(0, 0, 1), (1, 1, 2), (1, 2, 3), (3, 1, 2)]
    assert all_of(find, texts) == places
    at, on = (0, 0), list[Place]()
    for _step in range(5):
        place = find.onward(*at)
        assert place is not None
        on.append(place)
        at = place[0], place[2]
    assert on == [*places, places[0]]
    at, back = (3, 2), list[Place]()
    for _step in range(5):
        place = find.back(*at)
        assert place is not None
        back.append(place)
        at = place[0], place[1]
    assert back == [*reversed(places), places[-1]]
    assert found(["乙"], "甲").onward(0, 0) is None


def test_a_long_text_is_read_in_small_parts_and_what_is_known_by_then_is_found() -> None:
    texts = ["好" * 1000 for _row in range(30)] + ["末" * 3 * PART, "完"]
    find = LineFind(texts)
    find.seek("好")
    sizes = []
    while not find.whole:
        rows = find.read_on()
        sizes.append(sum(len(texts[row]) for row in rows))
        assert find.count == 1000 * min(rows.stop, 30)
        assert find.back(0, 0) == (min(rows.stop, 30) - 1, 999, 1000)
    assert max(size for size in sizes if size != 3 * PART) <= PART
    find.seek("完")
    assert (find.count, find.onward(3, 0)) == (1, (31, 0, 1))
    assert len(list(islice(find.in_row(0, 0, 10), 20))) == 0
