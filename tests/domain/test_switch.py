"""A clip over a switch of versions: what lies on either side stands in a finding of its own version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.completeness import Lack, missing
from reviewer_app.domain.drafts import Draft, with_anchor, with_finding, with_statement, without_anchor
from reviewer_app.domain.evidence import Anchor
from reviewer_app.domain.switch import astray, home_of, with_twin
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.domain.withheld import Why, Withheld
from tests.domain.made import NEW, OLD, TITLE, TURN, accusing, an_id, clause, range_at, record, sheet, version

SHEET = sheet()
ONE = an_id(1)


def bound(draft: Draft, anchor: Anchor, at: str = ONE) -> Draft:
    """A place bound as the desk binds it."""
    home = home_of(draft, SHEET, at, anchor)
    if home is None:
        home = an_id(len(draft.findings) + 1)
        draft = with_twin(draft, at, home)
    return with_anchor(draft, SHEET, home, anchor)


def begun() -> Draft:
    return with_finding(Draft(outcome=Outcome.VIOLATION, reason="long enough"), SHEET, ONE, "live", "absolute", flag=0)


def test_a_place_beyond_the_switch_gets_a_finding_under_its_own_version() -> None:
    draft = bound(bound(with_statement(begun(), ONE, "about", True, "it is"), range_at(5)), range_at(11))
    before, after = draft.findings
    assert (before.rulebook, before.conduct_at, before.anchors) == (
        OLD.cite,
        TURN - timedelta(seconds=5),
        (range_at(5),),
    )
    assert (after.rulebook, after.conduct_at, after.anchors) == (NEW.cite, TURN + timedelta(seconds=1), (range_at(11),))
    assert (after.clause, after.flag) == (before.clause, before.flag)
    assert [m.element for m in after.met] == ["said"]  # what was stated was stated of the other side
    assert [(m.lack, m.finding, m.detail) for m in missing(draft, SHEET)] == [(Lack.ELEMENT, after.id, "about")]
    assert missing(with_statement(draft, after.id, "about", True), SHEET) == ()


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8, unique=True))
def test_whatever_the_order_each_side_has_one_finding_and_nothing_lies_astray(seconds: list[int]) -> None:
    draft = begun()
    for second in seconds:
        draft = bound(draft, range_at(second), draft.findings[second % len(draft.findings)].id)
    sides = {False: OLD.cite, True: NEW.cite}
    assert {f.rulebook for f in draft.findings} == {sides[second >= 10] for second in seconds}
    assert len(draft.findings) == len({second >= 10 for second in seconds})
    assert sorted(a.start_s for f in draft.findings for a in f.anchors) == sorted(seconds)  # type: ignore[union-attr]
    assert all(astray(finding, SHEET) == () for finding in draft.findings)


def test_an_empty_finding_takes_the_first_place_of_either_side_and_no_third_is_begun() -> None:
    draft = bound(bound(begun(), range_at(5)), range_at(11))
    after = draft.findings[1].id
    emptied = without_anchor(draft, SHEET, after, 0)
    assert [len(f.anchors) for f in bound(emptied, range_at(6), after).findings] == [2, 0]
    again = bound(emptied, range_at(12), ONE)
    assert [f.rulebook for f in again.findings] == [OLD.cite, NEW.cite] and again.findings[1].id == after


def test_words_and_fields_have_no_side() -> None:
    draft = bound(bound(begun(), range_at(11)), TITLE)
    (finding,) = draft.findings
    assert (finding.rulebook, finding.anchors) == (NEW.cite, (range_at(11), TITLE))


def test_places_on_both_sides_of_one_finding_are_said_and_keep_it_from_counting() -> None:
    draft = accusing(SHEET)
    for second in (12, 2, 11):
        draft = with_anchor(draft, SHEET, ONE, range_at(second))
    found = [(m.lack, m.detail, m.blocking) for m in missing(draft, SHEET)]
    assert found == [(Lack.ACROSS_SWITCH, "1", True), (Lack.ACROSS_SWITCH, "3", True)]
    going_on = sheet(versions=(version("old", TURN - timedelta(days=365)),))  # no switch, and so no sides
    assert missing(draft, going_on) == ()


def test_beyond_the_switch_a_version_that_is_not_used_is_another_side_too() -> None:
    unused = Withheld("live", "new", NEW.digest, Why.UNKNOWN_KEY, published_at=TURN, effective_from=TURN)
    dark = replace(SHEET, versions=(OLD,), withheld=(unused,))
    draft = with_anchor(begun(), dark, ONE, range_at(5))
    assert home_of(draft, dark, ONE, range_at(6)) == ONE
    assert home_of(draft, dark, ONE, range_at(11)) is None


def test_a_measure_that_the_other_version_does_not_have_is_not_taken_along() -> None:
    milder = version("new", TURN, clauses=(clause(measures=("warn",)),))
    there = sheet(versions=(OLD, milder))
    draft = with_finding(Draft(), there, ONE, "live", "absolute")
    closed = draft.model_copy(update={"findings": (draft.findings[0].model_copy(update={"measure": "close"}),)})
    assert with_anchor(closed, there, ONE, range_at(5)).findings[0].measure == "close"
    assert with_anchor(closed, there, ONE, range_at(11)).findings[0].measure == "warn"


def test_a_clause_that_begins_in_the_clip_can_be_found_where_it_counts() -> None:
    later = version("new", TURN, clauses=(clause(), clause("fresh")))
    there = sheet(versions=(OLD, later))
    assert there.begins() == (later,)
    draft = with_finding(Draft(outcome=Outcome.VIOLATION, reason="long enough"), there, ONE, "live", "fresh", flag=0)
    draft = with_statement(draft, ONE, "about", True)
    assert [m.lack for m in missing(draft, there)] == [Lack.WRONG_VERSION]
    assert missing(with_anchor(draft, there, ONE, range_at(11)), there) == ()
    early = missing(with_anchor(draft, there, ONE, range_at(5)), there)
    assert [m.lack for m in early] == [Lack.CLAUSE_NOT_IN_FORCE]
    with pytest.raises(LookupError):
        with_finding(Draft(), replace(there, record=record(conduct_at=TURN - timedelta(days=2))), ONE, "live", "fresh")
