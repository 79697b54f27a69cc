"""Untrusted text: what is hidden shows, and every place on the screen leads back to the stored code points."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.texts import Shown, Stretch, hidden_words, place_of, window_at
from reviewer_app.domain.evidence import escaped, look_up

ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\u200b\u202e\u2066😀中e\u0301"), max_size=40
)


def test_hidden_characters_become_marks() -> None:
    shown = Shown("最\u200b低\u202e价")
    assert shown.text == "最‹ZWSP›低‹RLO›价"
    assert [shown.text[mark.start : mark.end] for mark in shown.marks] == ["‹ZWSP›", "‹RLO›"]


def test_letters_that_pass_for_others_stay_and_are_marked_behind() -> None:
    shown = Shown("p\u0430\u0430l 36\uff10g")
    assert shown.text == "p\u0430\u0430‹Cyrillic›l 36\uff10‹full-width›g"
    assert shown.shown(1, 2) == Stretch(1, 2)
    assert shown.stored_range(1, 3 + len("‹Cyrillic›")) == (1, 3)


def test_what_is_hidden_is_counted_in_words() -> None:
    assert hidden_words("a\u200bb\u200b\u202e") == "3 hidden characters (zero-width 2, direction 1)"
    assert hidden_words("p\u0430l") == "1 letter that looks like another"
    assert hidden_words("plain 中文 😀") == ""


def test_a_line_without_an_end_is_broken_and_every_place_comes_back() -> None:
    text = "<b>最\u200b佳</b> " * 400 + "\n" + "x" * 2500
    shown = Shown(text, 1000)
    assert max(map(len, shown.text.split("\n"))) < 2000
    assert shown.text.replace("\n", "").replace("‹ZWSP›", "\u200b") == text.replace("\n", "")
    assert shown.width == len(shown.text)
    for start in range(0, len(text), 97):
        stretch = shown.shown(start, start + 1)
        assert shown.stored_range(stretch.start, stretch.end) == (start, start + 1)
        assert shown.text[stretch.start] in (text[start], "‹")
    assert all(shown.text[mark.start] + shown.text[mark.end - 1] == "‹›" for mark in shown.marks)


def test_a_mark_that_is_typed_is_no_mark() -> None:
    assert Shown("‹ZWSP›").marks == ()


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


def test_a_window_shows_its_code_points_and_says_how_many_are_left_out() -> None:
    text = "".join(f"第{number}行\u200b\n" for number in range(3000))
    window = window_at(text, text.index("第2000行"))
    assert window is not None
    shown = Shown(text, 1000, window)
    assert shown.text.startswith(f"‹{window[0]} …›\n")
    assert shown.text.endswith(f"‹… {len(text) - window[1]}›")
    assert shown.width == len(shown.text)
    start = text.index("第2000行")
    stretch = shown.shown(start, start + 6)
    assert shown.text[stretch.start : stretch.end] == "第2000行"
    assert shown.stored_range(stretch.start, stretch.end) == (start, start + 6)
    assert shown.holds(start, start + 6)
    assert not shown.holds(0, 1)
    assert shown.stored_range(0, 3) == (window[0], window[0])
    assert shown.stored_range(shown.width - 1, shown.width) == (window[1], window[1])
    assert [shown.text[mark.start] for mark in shown.marks] == ["‹"] * len(shown.marks)
    assert window_at("short", 0) is None


@given(st.text(max_size=12))
def test_pointers_reach_any_name(name: str) -> None:
    assert look_up({"attributes": {name: "x"}}, f"/attributes/{escaped(name)}") == "x"


def test_a_wrong_offset_finds_the_words_where_they_stand() -> None:
    assert place_of("加我微信", "微信", 2) == (2, 4)
    assert place_of("加我微信", "微信", 0) == (2, 4)
    assert place_of("加我微信", "支付宝", 0) is None
