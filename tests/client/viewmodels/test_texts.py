"""Untrusted text: what is hidden shows, and every place on the screen leads back to the stored code points."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.texts import Shown, escape, hidden, occurrences, place_of
from reviewer_app.domain.evidence import look_up

ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\u200b\u202e\u2066😀中e\u0301"), max_size=40
)


def test_hidden_characters_become_marks() -> None:
    shown = Shown("最\u200b低\u202e价")
    assert shown.text == "最‹U+200B›低‹U+202E›价"
    assert [shown.text[mark.start : mark.end] for mark in shown.marks] == ["‹U+200B›", "‹U+202E›"]


def test_what_shows_by_itself_is_no_mark() -> None:
    assert not any(hidden(character) for character in "a中😀\n\t e\u0301\ufe0f")
    assert all(
        hidden(character)
        for character in "\u200b\u200d\u202e\u2066\ufeff\u00ad\u3164\u2800\U000e0041\U000e0101\x07\u2028"
    )


def test_a_mark_that_is_typed_is_no_mark() -> None:
    assert Shown("‹U+200B›").marks == ()


def test_a_selection_that_cuts_a_mark_takes_the_character() -> None:
    shown = Shown("最\u200b低")
    assert shown.stored_range(3, 5) == (1, 2)
    assert shown.stored_range(0, 4) == (0, 2)


def test_pairs_count_as_one_code_point() -> None:
    shown = Shown("a😀b")
    assert shown.width == 4
    assert shown.stored_range(1, 3) == (1, 2)
    assert shown.stored_range(2, 3) == (1, 2)


@given(ANY_TEXT, st.data())
def test_every_range_comes_back(text: str, data: st.DataObject) -> None:
    shown = Shown(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    stretch = shown.shown(start, end)
    assert shown.stored_range(stretch.start, stretch.end) == (start, end)
    assert shown.width == len(shown.text.encode("utf-16-le")) // 2


@given(st.text(max_size=12))
def test_pointers_reach_any_name(name: str) -> None:
    assert look_up({"attributes": {name: "x"}}, f"/attributes/{escape(name)}") == "x"


def test_words_are_found_in_any_case_and_none_in_nothing() -> None:
    assert occurrences("VX 加 vx", "vx") == ((0, 2), (5, 7))
    assert occurrences("abc", "") == ()
    assert occurrences("straße STRASSE", "STRASSE") == ((7, 14),)


def test_a_wrong_offset_finds_the_words_where_they_stand() -> None:
    assert place_of("加我微信", "微信", 2) == (2, 4)
    assert place_of("加我微信", "微信", 0) == (2, 4)
    assert place_of("加我微信", "支付宝", 0) is None
