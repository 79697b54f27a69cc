"""Tests properties of what a verdict sets off: the order of findings is nothing, and what is missing lowers no step."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.drafts import Draft, Sheet
from reviewer_app.rulebooks.consequences import LadderEffect, set_off
from tests.rulebooks.verdicts_made import FALSE, STAGED, clip, draft_of, finding, sheet_of

INSTANTS = ("2026-07-12T23:59:59", "2026-08-06T23:59:50", "2026-08-20T12:00:00", "2026-09-08T00:00:00")
CLAUSES = (FALSE, STAGED, "livestream:health-claims", "livestream:offsite")
NAMES = ("breaches_in_stream", "streams_14d", "videos_14d", "violations_90d", "serious_violations_90d")
counts = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 20))
whats = st.lists(st.tuples(st.sampled_from(CLAUSES), st.integers(0, 40)), min_size=1, max_size=4)
harms = st.sampled_from(("none", "light", "heavier", "serious"))


@st.composite
def judged(draw: st.DrawFn) -> tuple[Draft, Sheet]:
    case = clip(draw(st.sampled_from(INSTANTS)), draw(st.sampled_from(("room-1", None))))
    found = [finding(n, case, name, after) for n, (name, after) in enumerate(draw(whats), start=1)]
    return draft_of(*found, harm=draw(harms)), sheet_of(case, draw(counts))


def without(sheet: Sheet, names: frozenset[str]) -> Sheet:
    """The sheet with some counts gone."""
    assert sheet.counts is not None
    tallies = tuple(
        one.model_copy(update={"counts": {name: n for name, n in one.counts.items() if name not in names}})
        for one in sheet.counts.tallies
    )
    made: Snapshot = sheet.counts.model_copy(update={"tallies": tallies})
    return replace(sheet, counts=made)


@given(judged(), st.data())
def test_the_order_of_findings_does_not_matter(case: tuple[Draft, Sheet], data: st.DataObject) -> None:
    draft, sheet = case
    shuffled = tuple(data.draw(st.permutations(draft.findings)))
    assert set_off(draft.model_copy(update={"findings": shuffled}), sheet) == set_off(draft, sheet)


def key(one: LadderEffect) -> tuple[str, str]:
    return one.cite.digest, one.ladder.id


@given(judged(), st.frozensets(st.sampled_from((*NAMES, "harm"))))
def test_a_missing_input_gives_no_lower_step_than_the_known_one(
    case: tuple[Draft, Sheet], gone: frozenset[str]
) -> None:
    draft, sheet = case
    whole = {key(one): one for one in set_off(draft, sheet).ladders}
    less = draft.model_copy(update={"stated": ()}) if "harm" in gone else draft
    for one in set_off(less, without(sheet, gone)).ladders:
        known = whole[key(one)].step
        if one.lacking:
            assert one.step is None
            assert (one.at_least.number if one.at_least else 0) <= (known.number if known else 0)
        else:
            assert one.step == known


@given(judged(), st.sampled_from(NAMES))
def test_one_more_earlier_breach_never_lowers_a_step(case: tuple[Draft, Sheet], name: str) -> None:
    draft, sheet = case
    assert sheet.counts is not None
    tallies = tuple(
        one.model_copy(update={"counts": {n: c + (n == name) for n, c in one.counts.items()}})
        for one in sheet.counts.tallies
    )
    more = replace(sheet, counts=sheet.counts.model_copy(update={"tallies": tallies}))
    before, after = (
        {key(one): one.step.number if one.step else 0 for one in set_off(draft, on).ladders} for on in (sheet, more)
    )
    assert before.keys() == after.keys()
    assert all(after[at] >= before[at] for at in before)


@given(judged(), st.frozensets(st.sampled_from(NAMES)))
def test_points_of_a_score_are_known_or_lacking_and_never_above_the_most(
    case: tuple[Draft, Sheet], gone: frozenset[str]
) -> None:
    draft, sheet = case
    for one in set_off(draft, without(sheet, gone)).scores:
        assert (one.points is None) == bool(one.lacking)
        assert one.points is None or 0 <= one.points <= one.most
