"""Tests properties of anchors, drafts and ids that hold for every value."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.drafts import Draft, with_anchor, with_finding, without_anchor
from reviewer_app.domain.evidence import TextAnchor, holds, look_up
from reviewer_app.domain.ids import minted_at_ms, uuid7
from reviewer_app.domain.rulebook import in_force
from tests.domain.made import NEW, NOW, OLD, TURN, an_id, range_at, sheet

ONE, SHEET = an_id(1), sheet()
trees = st.recursive(
    st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def _places(tree: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Every pointer of a tree beside what stands there."""
    pairs = enumerate(tree) if isinstance(tree, list) else tree.items() if isinstance(tree, dict) else ()
    deeper = [_places(v, f"{pointer}/{str(k).replace('~', '~0').replace('/', '~1')}") for k, v in pairs]
    return [(pointer, tree), *(place for places in deeper for place in places)]


@given(trees)
def test_every_escaped_pointer_finds_its_own_place(tree: Any) -> None:
    for pointer, found in _places(tree):
        assert look_up(tree, pointer) is found


@given(trees, st.text(max_size=8).map(lambda text: f"/{text}"))
def test_any_other_pointer_finds_something_or_is_a_lookup_error(tree: Any, pointer: str) -> None:
    try:
        found = look_up(tree, pointer)
    except LookupError:
        return
    assert any(found is there for _, there in _places(tree))


@given(st.text(min_size=1, max_size=20), st.data())
def test_words_hold_where_they_were_cut_and_not_in_another_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    exact = text[start : data.draw(st.integers(start + 1, len(text)))]
    anchor = TextAnchor(field="/t", start=start, exact=exact)
    assert holds(anchor, {"t": text}, frozenset())
    assert not holds(anchor, {"t": text[:start]}, frozenset())


@given(st.lists(st.integers(0, 20), min_size=1, max_size=6, unique=True), st.data())
def test_places_keep_their_numbers_and_the_version_follows_the_earliest(
    seconds: list[int], data: st.DataObject
) -> None:
    draft = with_finding(Draft(), SHEET, ONE, "live", "absolute")
    for second in seconds:
        draft = with_anchor(draft, SHEET, ONE, range_at(second))
    left = list(seconds)
    while left:
        finding = draft.finding(ONE)
        assert [m.anchors for m in finding.met] == [tuple(range(len(left)))]
        assert finding.rulebook == (OLD if min(left) < 10 else NEW).cite
        index = data.draw(st.integers(0, len(left) - 1))
        draft = without_anchor(draft, SHEET, ONE, index)
        left.pop(index)
        assert draft.finding(ONE).anchors == tuple(range_at(second) for second in left)
    assert draft.finding(ONE).met == ()


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
def test_ids_sort_as_their_times_do(one: int, other: int, entropy: bytes) -> None:
    first, second = uuid7(one, entropy), uuid7(other, entropy)
    assert (first < second) == (one < other)
    assert minted_at_ms(first) == one


@given(st.datetimes(min_value=TURN.replace(year=2025, tzinfo=None), max_value=NOW.replace(year=2030, tzinfo=None)))
def test_the_version_that_counts_covers_the_conduct(at: Any) -> None:
    conduct = at.replace(tzinfo=TURN.tzinfo)
    counts = in_force((OLD, NEW), conduct, NOW)
    covering = [book for book in (OLD, NEW) if book.rulebook.covers(conduct)]
    assert len(covering) <= 1
    assert counts == (covering[0] if covering else None)
