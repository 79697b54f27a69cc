"""Answers put together: each case once in each group, examples kept to a number, groups too."""

from __future__ import annotations

import pytest

from reviewer_app.rulebooks import backtest_groups
from reviewer_app.rulebooks.backtest import Answer, Tried
from reviewer_app.rulebooks.backtest_groups import EXAMPLES, Group, Groups
from reviewer_app.rulebooks.backtest_values import Found, Said, Why
from tests.rulebooks.test_backtest import case

CHANGES = Said("a", Found.CHANGES, Why.OTHER_MEASURE, "warn", "stop")
UNCLEAR = Said("b", Found.UNCLEAR, Why.REWORDED, "warn")


def test_what_needs_a_person_comes_first_and_a_case_counts_once_in_a_group() -> None:
    groups = Groups()
    for _number in range(EXAMPLES + 5):
        groups.add(Tried(case(), Answer.WOULD_CHANGE, (CHANGES, CHANGES)))
    groups.add(Tried(case(), Answer.NEEDS_PERSON, (UNCLEAR, CHANGES)))
    groups.add(Tried(case(), Answer.SAME))
    groups.add(Tried(case(), Answer.OUTSIDE))
    told = [(group.answer, group.clause, count) for group, count in groups.in_order()]
    assert told == [
        (Answer.NEEDS_PERSON, "b", 1),
        (Answer.NEEDS_PERSON, "a", 1),
        (Answer.WOULD_CHANGE, "a", EXAMPLES + 5),
    ]
    assert [len(found) for found in groups.examples.values()] == [EXAMPLES, 1, 1]


def test_groups_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtest_groups, "MOST", 2)
    groups = Groups()
    for number in range(5):
        groups.add(Tried(case(), Answer.WOULD_CHANGE, (Said(f"c{number}", Found.CHANGES, Why.CLAUSE_GONE),)))
    assert groups.counts[Group(Answer.WOULD_CHANGE)] == 3
    assert groups.counts.total() == 5
