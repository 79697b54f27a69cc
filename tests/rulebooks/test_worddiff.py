"""Words marked in two wordings: what is marked differs, what is not is the same on both sides, nothing is lost."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.rulebooks.worddiff import MOST, Pieces, marked

WORDINGS = st.text(alphabet="ab 虚假宣传,。\n", max_size=40)


def text(pieces: Pieces, differs: bool | None = None) -> str:
    return "".join(piece.text for piece in pieces if differs is None or piece.differs is differs)


@given(WORDINGS, WORDINGS)
def test_nothing_is_lost_and_what_is_not_marked_is_the_same(before: str, after: str) -> None:
    old, new = marked(before, after)
    assert (text(old), text(new)) == (before, after)
    assert text(old, False).split() == text(new, False).split()
    assert any(piece.differs for piece in (*old, *new)) is (before != after)


def test_latin_goes_by_words_and_chinese_by_characters() -> None:
    old, new = marked("article 8 of the 2019 act", "article 9 of the 2025 act")
    assert [piece.text for piece in old if piece.differs] == ["8", "2019"]
    assert [piece.text for piece in new if piece.differs] == ["9", "2025"]
    old, new = marked("依反不正当竞争法（2019）第八条。", "依反不正当竞争法（2025）第九条。")
    assert [piece.text for piece in old if piece.differs] == ["2019", "八"]
    assert [piece.text for piece in new if piece.differs] == ["2025", "九"]


def test_words_that_differ_side_by_side_are_one_mark() -> None:
    old, _new = marked("it is sold in haste", "it was kept in haste")
    assert [piece.text for piece in old if piece.differs] == ["is sold"]


def test_a_long_wording_goes_by_sentences_and_a_very_long_one_is_marked_whole() -> None:
    """The screen waits for it, so that no wording may take long."""
    before = "".join(f"第{n}句说的是同一件事。" for n in range(MOST))
    after = before.replace("第7句", "第七句").replace("第250句", "第二五〇句")
    _old, new = marked(before, after)
    assert [piece.text for piece in new if piece.differs] == ["第七句说的是同一件事。", "第二五〇句说的是同一件事。"]
    old, new = marked("一。二。" * MOST, "三。四。" * MOST)
    assert [piece.differs for piece in (*old, *new)] == [True, True]


def test_the_worst_wording_is_marked_in_a_moment() -> None:
    began = time.monotonic()
    marked("虚假宣传，" * (MOST // 5), "虚假的宣传" * (MOST // 5))
    marked("虚假宣传，" * 2000, "虚假的宣传" * 2000)
    assert time.monotonic() - began < 3
