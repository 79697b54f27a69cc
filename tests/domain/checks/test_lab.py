"""Lab items worked out: bounds, ranges, what was not found, powers that a machine lost, and what no sum settles."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer_app.domain.checks.conclusions import Verdict
from reviewer_app.domain.checks.lab import (
    Amount,
    Range,
    check_conclusion,
    check_item,
    limit_of,
    numbers_in,
    work_out,
)
from reviewer_app.domain.checks.result import State

D = Decimal


@pytest.mark.parametrize(
    ("limit", "result", "verdict"),
    [
        ("≤500", "500", Verdict.PASS),
        ("≤500", "500.1", Verdict.FAIL),
        ("<500", "500", Verdict.FAIL),
        ("＜ 500", "499", Verdict.PASS),
        ("≥ 95.0 %", "95.0%", Verdict.PASS),
        (">95", "95", Verdict.FAIL),
        ("不大于 0.5", "0.51", Verdict.FAIL),
        ("不得超过", "0.51", Verdict.UNKNOWN),
        ("10以下", "11", Verdict.FAIL),
        ("5.5～10.5", "10.5", Verdict.PASS),
        ("5.5-10.5", "5.4", Verdict.FAIL),
        ("350 ± 15", "365", Verdict.PASS),
        ("350 ± 15", "366", Verdict.FAIL),
        ("≤1,000", "1,200", Verdict.FAIL),
        ("≤500", "7.9×10⁴", Verdict.FAIL),
        ("≤500 CFU/g", "7.9 × 10^4 CFU/g", Verdict.FAIL),
        ("≤1000", "7.9×10²", Verdict.PASS),
        ("≤500", "7.9×104", Verdict.FAIL),
        ("≤1000", "7.9×104", Verdict.UNKNOWN),
        ("≤100", "<10", Verdict.PASS),
        ("≤5", "<10", Verdict.UNKNOWN),
        ("≥5", "<10", Verdict.UNKNOWN),
        ("≤100", ">100", Verdict.FAIL),
        ("≤0.5", "未检出", Verdict.PASS),
        ("≤0.5", "ND", Verdict.PASS),
        ("≥0.5", "未检出", Verdict.UNKNOWN),
        ("不得检出", "未检出", Verdict.PASS),
        ("不得检出", "3", Verdict.FAIL),
        ("不得检出", "<3", Verdict.UNKNOWN),
        ("no cracks", "No cracks", Verdict.PASS),
        ("玻片无划痕", "无划痕", Verdict.UNKNOWN),
        ("130", "140", Verdict.UNKNOWN),
        ("", "", Verdict.UNKNOWN),
        # units: converted where both are of one thing; where one side alone has one, a person reads the other's
        ("≤500 mg/kg", "0.6 g/kg", Verdict.FAIL),
        ("≤0.5 g/kg", "300 mg/kg", Verdict.PASS),
        ("≤0.5mg/kg", "920μg/kg", Verdict.FAIL),
        ("≤0.5mg/kg", "480 µg/kg", Verdict.PASS),
        ("≤0.5毫克/千克", "0.92mg/kg", Verdict.FAIL),
        ("≤5 g/100g", "49 g/kg", Verdict.PASS),
        ("≤500 CFU/g", "7.9×10⁴ CFU/mL", Verdict.UNKNOWN),
        ("≤500", "7.9 × 10^4 CFU/g", Verdict.UNKNOWN),
        ("≤500CFU/g", "7.9×10⁴", Verdict.UNKNOWN),
        ("≤0.5mg/kg", "0.92", Verdict.UNKNOWN),
        ("≤0.5mg/kg", "0.42", Verdict.UNKNOWN),
        ("≥90%", "0.95", Verdict.UNKNOWN),
        ("≥90%", "0.85", Verdict.UNKNOWN),
        ("≥0.1", "0,15", Verdict.UNKNOWN),
        ("≤10或≥20", "25", Verdict.UNKNOWN),
        ("≤1.0 MG/KG", "1.5(mg/kg)", Verdict.FAIL),
        ("≤1.0 mg/kg（以Pb计）", "0.4 mg/kg", Verdict.PASS),
        ("10 μg/kg以下", "11 µg/kg", Verdict.FAIL),
        # bounds as results: every reading of them, open ends apart from closed ones
        ("≤1000", "<7.9×104", Verdict.UNKNOWN),
        ("≤100000", "<7.9×104", Verdict.PASS),
        ("<10", "≤10", Verdict.UNKNOWN),
        ("<10", "<10", Verdict.PASS),
        ("≤10", "<=10", Verdict.PASS),
        ("≤10", "≥10", Verdict.UNKNOWN),
        ("≤10", ">10", Verdict.FAIL),
        ("<10", "≥10", Verdict.FAIL),
        ("≥5", "<5", Verdict.FAIL),
        ("≥5", "小于5", Verdict.FAIL),
        # what is not understood of a figure leaves it open
        ("≤0.2", "0,15", Verdict.UNKNOWN),
        ("≤0.2", "0,150", Verdict.UNKNOWN),
        ("≥5且≤10", "12", Verdict.UNKNOWN),
        ("5.5～10.5", "5.0-7.0", Verdict.UNKNOWN),
        ("5.5～10.5", "6.0-7.0", Verdict.PASS),
        ("≤10", "9.8±0.5", Verdict.UNKNOWN),
        ("≤10⁵", "2000", Verdict.PASS),
        ("≤10^2", "2000", Verdict.FAIL),
        ("≤0.05", "未检出（<0.1）", Verdict.UNKNOWN),
        ("≤0.05", "未检出（检出限：0.01）", Verdict.PASS),
        ("≤0.05", "ND (<0.05)", Verdict.PASS),
        ("≤0.05", "negative pressure", Verdict.UNKNOWN),
        ("不得检出/25g", "未检出", Verdict.PASS),
        ("不得检出/25g", "未检出/100g", Verdict.UNKNOWN),
        ("不得检出/25g", "0", Verdict.UNKNOWN),
        ("不得检出", ">0", Verdict.FAIL),
    ],
)
def test_a_result_against_its_limit(limit: str, result: str, verdict: Verdict) -> None:
    assert work_out(limit, result) is verdict


@pytest.mark.parametrize(
    ("limit", "result", "column", "verdict"),
    [
        ("≤0.5mg/kg", "0.92", "mg/kg", Verdict.FAIL),
        ("≤0.5 mg/kg", "0.42", "（mg/kg）", Verdict.PASS),
        ("≤0.5mg/kg", "480", "μg/kg", Verdict.PASS),
        ("≤500", "7.9×10⁴ CFU/g", "CFU/g", Verdict.FAIL),
        ("≤0.5mg/kg", "未检出（检出限：0.01）", "mg/kg", Verdict.PASS),
        ("≤0.5mg/kg", "0.92 mg/kg", "μg/kg", Verdict.FAIL),
        ("≤0.5mg/kg", "0.92", "-", Verdict.UNKNOWN),
        ("≤0.5mg/kg", "0.92", "CFU/g", Verdict.UNKNOWN),
        ("≤10", "11", "/", Verdict.FAIL),
    ],
)
def test_a_figure_without_a_unit_has_that_of_its_column_where_that_was_read(
    limit: str, result: str, column: str, verdict: Verdict
) -> None:
    assert work_out(limit, result, column) is verdict


def test_a_lost_power_is_read_in_both_ways() -> None:
    assert numbers_in("7.9×104") == (D("821.6"), D("79000"))
    assert numbers_in("7.9×10^4") == (D("79000"),)
    assert numbers_in("<7.9×104") == (D("821.6"), D("79000"))
    assert numbers_in("无") == ()


def test_limits() -> None:
    assert limit_of("≤0.5 mg/kg") == Amount((Range(high=D("0.5")),), "mg/kg")
    assert limit_of("350±15") == Amount((Range(D(335), D(365)),), "")
    assert limit_of("0.5") is None


@pytest.mark.parametrize(
    ("limit", "result", "report", "state", "said"),
    [
        ("≤500", "7.9×104", "不合格", State.MISMATCH, "item-outside-power"),
        ("≤500", "501", "不合格", State.MISMATCH, "item-outside"),
        ("≤500", "501", "合格", State.MISMATCH, "item-outside-passed"),
        ("≤500", "499", "不合格", State.MISMATCH, "item-within-failed"),
        ("0.5", "0.62", "FAIL", State.MISMATCH, "item-failed"),
        ("≤500", "499", "", State.MATCH, "item-within"),
        ("≤0.5mg/kg", "0.92", "合格", State.UNREADABLE, "item-one-unit"),
        ("≤0.5mg/kg", "0.92", "不合格", State.MISMATCH, "item-failed"),
        ("≤500CFU/g", "7.9×10⁴", "合格", State.UNREADABLE, "item-one-unit"),
        ("≤0.5mg/kg", "920μg/kg", "合格", State.MISMATCH, "item-outside-passed"),
        ("≤0.5mg/kg", "0.42", "合格", State.UNREADABLE, "item-one-unit"),
        ("≤500 CFU/g", "79000 CFU/mL", "合格", State.UNREADABLE, "item-two-units"),
        ("≤1000", "7.9×104", "合格", State.UNREADABLE, "item-open"),
        ("≤0.2", "0,15", "合格", State.UNREADABLE, "item-open"),
        ("≥0.5", "未检出", "合格", State.UNREADABLE, "item-open"),
        ("0.5", "0.42", "合格", State.NOT_APPLICABLE, "item-passed"),
        ("无划痕", "未见划痕", "合格", State.NOT_APPLICABLE, "item-passed"),
        ("无划痕", "未见划痕", "", State.UNREADABLE, "item-unknown"),
    ],
)
def test_items(limit: str, result: str, report: str, state: State, said: str) -> None:
    check = check_item(limit, result, report)
    assert (check.state, check.said) == (state, said)


def test_a_conclusion_may_be_declared_in_other_words() -> None:
    assert check_conclusion("合格", "所检项目符合要求").state is State.MATCH
    assert check_conclusion("合格", "检验结论为不合格").said == "conclusion-passed"
    assert check_conclusion("不合格", "合格").said == "conclusion-failed"
    assert check_conclusion("见报告", "合格").state is State.UNREADABLE
