"""Tests the stretches of a clip that were watched: joining, the share, what was left out, a verdict's bytes."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reviewer_app.domain.coverage import FILES, MOST, Stretch, Watched, joined, leafed, limited, of_asset
from reviewer_app.domain.drafts import Draft, draft_of, verdict_of, with_watched
from reviewer_app.domain.verdicts import Outcome, Verdict
from tests.domain.made import CLIP, PICTURE, sheet


def watched(*stretches: Stretch, asset: str = CLIP) -> Watched:
    return Watched(asset=asset, time_base=(1, 100), first_pts=900, end_pts=1900, stretches=stretches)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=30))
def test_joining_is_the_union_of_the_instants(pieces: list[tuple[int, int]]) -> None:
    stretches: tuple[Stretch, ...] = ()
    instants: set[int] = set()
    for start, length in pieces:
        stretches = joined(stretches, start, start + length)
        instants |= set(range(start, start + length))
    assert {n for start, end in stretches for n in range(start, end)} == instants
    assert all(end < start for (_, end), (start, _) in pairwise(stretches))


def test_the_share_and_what_was_not_watched_are_exact() -> None:
    seen = watched((1000, 1300), (1500, 1900))
    assert seen.share == Fraction(7, 10)
    assert seen.unwatched == ((Fraction(0), Fraction(1)), (Fraction(4), Fraction(6)))
    assert watched().unwatched == ((Fraction(0), Fraction(10)),)
    assert watched((900, 1900)).unwatched == ()


@pytest.mark.parametrize(
    "stretches",
    [((800, 1000),), ((900, 1901),), ((950, 950),), ((1000, 1100), (950, 990)), ((1000, 1100), (1100, 1200))],
)
def test_stretches_out_of_order_or_out_of_the_clip_are_refused(stretches: tuple[Stretch, ...]) -> None:
    with pytest.raises(ValidationError):
        watched(*stretches)


def test_a_record_that_is_too_long_claims_less_and_never_more() -> None:
    many = [(10 * n, 10 * n + (2 if n % 3 else 5)) for n in range(2 * MOST)]
    kept = limited(many)
    assert len(kept) == MOST
    assert set(kept) < set(many)
    assert {one for one in many if one[1] - one[0] == 5} <= set(kept)
    assert list(kept) == sorted(kept)


def test_a_verdict_carries_what_was_watched_and_one_without_has_the_bytes_it_always_had() -> None:
    draft = with_watched(Draft(outcome=Outcome.PASS), [watched((900, 1000)), watched((900, 950), asset=PICTURE)])
    draft = with_watched(draft, [watched((900, 1200))])
    verdict = verdict_of(draft, sheet())
    assert of_asset(verdict.watched, CLIP) == watched((900, 1200))
    assert of_asset(draft.watched, PICTURE) == watched((900, 950), asset=PICTURE)
    assert Verdict.model_validate_json(verdict.model_dump_json()) == verdict
    assert draft_of(verdict).watched == verdict.watched == (watched((900, 1200)),)  # the case has no such picture
    bare = verdict_of(Draft(outcome=Outcome.PASS), sheet())
    assert "watched" not in json.loads(bare.model_dump_json())


def test_to_have_watched_is_not_to_have_entered_anything() -> None:
    assert with_watched(Draft(), [watched((900, 1000))]).empty
    assert not with_watched(Draft(outcome=Outcome.PASS), []).empty
    assert with_watched(Draft(), [watched()]) == Draft()


@given(st.integers(1, 40), st.data())
def test_pictures_that_were_looked_at_are_counted_one_by_one(pictures: int, data: st.DataObject) -> None:
    seen = data.draw(st.sets(st.integers(1, pictures)))
    one = leafed(PICTURE, pictures, seen)
    assert {n + 1 for start, end in one.stretches for n in range(start, end)} == seen
    assert (one.length, one.share) == (len(seen), Fraction(len(seen), pictures))
    assert one.counts_pictures
    assert not watched().counts_pictures


def test_a_verdict_has_room_for_as_many_files_as_its_draft_keeps() -> None:
    many = [leafed(f"{number:064x}", 3, (1,)) for number in range(FILES + 9)]
    draft = with_watched(Draft(outcome=Outcome.PASS), many)
    assert draft.watched == tuple(many[-FILES:])
    verdict = verdict_of(draft, sheet()).model_copy(update={"watched": draft.watched})
    assert Verdict.model_validate_json(verdict.model_dump_json()) == verdict


def test_files_that_were_seen_before_never_crowd_out_the_clip_that_is_watched_now() -> None:
    before = with_watched(Draft(outcome=Outcome.PASS), [leafed(f"{n:064x}", 3, (1,)) for n in range(FILES)])
    now = with_watched(before, [watched((900, 1900))])
    assert of_asset(now.watched, CLIP) == watched((900, 1900))
    assert len(now.watched) == FILES


def test_a_verdict_says_nothing_of_a_file_that_a_newer_state_of_its_case_no_longer_has() -> None:
    gone = leafed("e" * 64, 3, (1, 2))
    draft = with_watched(Draft(outcome=Outcome.PASS), [gone, watched((900, 1000))])
    assert gone in draft.watched
    assert verdict_of(draft, sheet()).watched == (watched((900, 1000)),)
