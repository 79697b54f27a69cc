"""Items of lab reports in a filing: the unit of a column of its own, and readings that a machine was not sure of."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer_app.domain.checks.result import State
from reviewer_app.domain.verdicts import Correction
from reviewer_app.rulebooks.filing import ItemReview
from reviewer_app.rulebooks.filing_papers import pointer
from tests.rulebooks.test_filing_review import changed, paper, review


def item(scores: dict[str, float] | None = None, *corrections: Correction, **read: str) -> ItemReview:
    """The one item of a report, each part read with a score of 0.97 where none other is given."""
    report: dict[str, Any] = paper("lab_report", **{f"铅/{name}": value for name, value in read.items()})
    for name, score in (scores or {}).items():
        report["read"][f"铅/{name}"]["score"] = score
    (found,) = review(changed(declared={}, documents=[report]), corrections).items
    return found


@pytest.mark.parametrize(
    ("column", "state", "said"),
    [
        (None, State.UNREADABLE, "item-one-unit"),
        ("—", State.UNREADABLE, "item-one-unit"),
        ("μg/kg", State.MATCH, "item-within"),
        ("mg/kg", State.MISMATCH, "item-outside-passed"),
    ],
)
def test_a_figure_without_a_unit_is_judged_only_by_the_unit_of_its_column(
    column: str | None, state: State, said: str
) -> None:
    read = {"标准指标": "≤0.5 mg/kg", "实测值": "0.92", "单项判定": "合格"}
    found = item(**read, **({} if column is None else {"单位": column}))
    assert (found.check.state, found.check.said) == (state, said)
    assert found.check.basis is not None
    assert found.check.basis.clause == "listings-filings:lab-report"


def test_a_column_that_was_not_surely_read_gives_no_unit_until_a_person_looks() -> None:
    read = {"标准指标": "≤0.5 mg/kg", "实测值": "0.92", "单位": "mg/kg"}
    assert item({"单位": 0.6}, **read).check.said == "item-one-unit"
    looked = Correction(field=pointer(0, "铅/单位"), read="mg/kg", value="μg/kg")
    assert item({"单位": 0.6}, looked, **read).check.state is State.MATCH


def test_a_figure_that_was_not_surely_read_is_not_worked_with_until_a_person_looks() -> None:
    read = {"标准指标": "≤10", "实测值": "0.4", "单项判定": "合格"}
    doubt = item({"实测值": 0.6}, **read).check
    assert (doubt.state, doubt.said, doubt.fact("score")) == (State.UNREADABLE, "doubtful", "0.60")
    looked = Correction(field=pointer(0, "铅/实测值"), read="0.4", value="40")
    assert item({"实测值": 0.6}, looked, **read).check.state is State.MISMATCH


def test_a_report_that_surely_fails_an_item_fails_it_whatever_else_is_not_sure() -> None:
    read = {"标准指标": "≤10", "实测值": "0.4", "单项判定": "不合格"}
    assert item({"实测值": 0.6}, **read).check.state is State.MISMATCH
    assert item({"单项判定": 0.6}, **read).check.state is State.UNREADABLE


def test_figures_that_were_surely_read_fail_an_item_whose_verdict_is_not_sure() -> None:
    """What the report says of the item is left out then; a figure that is not sure leaves nothing to stand on."""
    read = {"标准指标": "≤10", "实测值": "40", "单项判定": "合格"}
    found = item({"单项判定": 0.6}, **read)
    assert (found.check.state, found.check.said) == (State.MISMATCH, "item-outside")
    assert found.verdict is not None and found.verdict.value == "合格"
    assert item({"单项判定": 0.6}, **(read | {"单项判定": "格" * 5000})).check.said == "item-outside"
    for scores in ({"单项判定": 0.6, "实测值": 0.6}, {"单项判定": 0.6, "标准指标": 0.6}):
        assert item(scores, **read).check.said == "doubtful"
    assert item({"单项判定": 0.6}, **(read | {"实测值": "0.4"})).check.said == "doubtful"
