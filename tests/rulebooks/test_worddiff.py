"""Words marked in two wordings: what is marked differs, what is not is the same on both sides, nothing is lost."""

from __future__ import annotations

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


def test_a_very_long_wording_is_marked_whole() -> None:
    before = "word " * MOST
    old, new = marked(before, before + "more")
    assert [piece.differs for piece in (*old, *new)] == [True, True]
