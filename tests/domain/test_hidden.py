"""Tests of hidden characters: each kind is found where it stands, ordinary text is left alone, and time is linear."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.hidden import Trick, as_read, counts_in, found_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("最\u200b佳", [(1, 2, Trick.ZERO_WIDTH, "ZWSP")]),
        ("a\u202eb\u2066c\u2069", [(1, 2, Trick.BIDI, "RLO"), (3, 4, Trick.BIDI, "LRI"), (5, 6, Trick.BIDI, "PDI")]),
        ("x\U000e0061", [(1, 2, Trick.TAG, "TAG a")]),
        ("no\u00adble", [(2, 3, Trick.SOFT_HYPHEN, "SHY")]),
        ("a\ufe0f", [(1, 2, Trick.VARIATION, "VS16")]),
        ("a\U000e0101", [(1, 2, Trick.VARIATION, "VS18")]),
        ("a\u3164b", [(1, 2, Trick.BLANK, "FILLER")]),
        ("最\u200a佳\u2009", [(1, 2, Trick.BLANK, "HSP"), (3, 4, Trick.BLANK, "THSP")]),
        ("最\u205f佳\u202f", [(1, 2, Trick.BLANK, "MMSP"), (3, 4, Trick.BLANK, "NNBSP")]),
        ("最\u0335佳", [(1, 2, Trick.MARK, "U+0335")]),
        ("最\u200b\u0335佳", [(1, 2, Trick.ZERO_WIDTH, "ZWSP"), (2, 3, Trick.MARK, "U+0335")]),
        ("a\x07", [(1, 2, Trick.CONTROL, "U+0007")]),
        ("a\ue123", [(1, 2, Trick.UNKNOWN, "U+E123")]),
        ("p\u0430yp\u0430l", [(1, 2, Trick.LOOKALIKE, "Cyrillic"), (4, 5, Trick.LOOKALIKE, "Cyrillic")]),
        ("B\u0395ST", [(1, 2, Trick.LOOKALIKE, "Greek")]),
        ("\u2f08民", [(0, 1, Trick.LOOKALIKE, "radical")]),
        ("\U0001d41b\U0001d41e tea", [(0, 2, Trick.LOOKALIKE, "styled")]),
        ("36\uff10g", [(2, 3, Trick.FULL_WIDTH, "full-width")]),
    ],
)
def test_each_kind_is_found_where_it_stands(text: str, found: list[tuple[int, int, Trick, str]]) -> None:
    assert [(one.start, one.end, one.trick, one.name) for one in found_in(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "一行\n两行\t表格",
        "❤️ 👨\u200d👩\u200d👧 1️⃣",  # joined emoji are seen in how they look
        "最\u00a0佳　一 二",  # blanks as wide as they look
        "cafe\u0301 が か\u3099",  # letters that do bear marks
        "５００ｇ",  # all of it full-width, as it is typed
        "μm, β-carotene, 25 ℃, № 5, XYZ™",
        "хлеб и соль",  # a word of one script is in no disguise
    ],
)
def test_ordinary_text_has_nothing_hidden(text: str) -> None:
    assert found_in(text) == ()


def test_they_are_counted_by_kind() -> None:
    assert counts_in("a\u200bb\u200b\u202ec p\u0430\u0430l") == {
        Trick.ZERO_WIDTH: 2,
        Trick.BIDI: 1,
        Trick.LOOKALIKE: 2,
    }


@given(st.text(alphabet="ab1最😀❤\ufe0e\ufe0f\u200d\u200b\u202e\u0335\u0430\uff10\u2f08\U0001d41b\n ", max_size=40))
def test_as_many_are_counted_as_are_found(text: str) -> None:
    found = [(one.trick, one.end - one.start) for one in found_in(text)]
    assert counts_in(text) == {
        trick: count for trick in Trick if (count := sum(length for kind, length in found if kind is trick))
    }


def test_text_as_an_eye_takes_it_knows_where_it_stood() -> None:
    text = "业内最\u200b佳 Ｂ\u0435ST"
    seen, places = as_read(text)
    assert seen == "业内最佳 best"
    start = seen.index("最佳")
    assert text[places[start] : places[start + 1] + 1] == "最\u200b佳"
    assert as_read("b\u0435st")[0] == "best"
    assert as_read("最\u200a\u0335佳")[0] == "最佳"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_places_lead_back_to_the_stored_text(text: str) -> None:
    seen, places = as_read(text)
    assert len(places) == len(seen) + 1
    assert list(places) == sorted(set(places))
    assert places[-1] == len(text)
    ends = [one.end for one in found_in(text)]
    assert ends == sorted(ends)


def test_long_text_takes_no_time() -> None:
    text = "<div style='x'><b>最佳\u200b p\u0430y\u200a最\u0335</b></div>" * 6000
    since = time.process_time()
    found_in(text)
    as_read(text)
    assert time.process_time() - since < 1.0
