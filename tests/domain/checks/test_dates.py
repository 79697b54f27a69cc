"""Dates and terms in every way that papers write them, and none where none is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.checks.dates import Term, read_begin, read_date, read_term
from reviewer_app.domain.checks.names import compared
from reviewer_app.domain.checks.result import State

DAY = date(2026, 8, 8)


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-08",
        "2026-8-8",
        "2026/08/08",
        "2026.08.08",
        "20260808",
        "2026年8月8日",
        "2026 年 08 月 08 日",
        "２０２６年８月８日",
        "二〇二六年八月八日",
        "二○二六年八月八日",
        "至 2026年8月8日",
        "有效期至2026年08月08日",
        "至2026年8月8日止",
        "Valid until 2026-08-08",
        "本证书有效期截至：2026.08.08。",
        # said to be the last day, whatever else stands there
        "2026-08-08到期",
        "2026年8月8日（含当日）",
        "注册有效期至2026年8月8日",
        "商标专用权期限至2026年08月08日",
        "续展有效期至 2026-08-08",
        "自发证之日起至2026年8月8日",
        "有效期10年，至2026年8月8日",
        "本执照于2026年8月8日届满",
        "Registration renewed until 2026-08-08",
    ],
)
def test_one_day_in_many_ways(text: str) -> None:
    assert read_date(text) == DAY
    assert read_term(text) == Term(None, DAY)


@pytest.mark.parametrize(
    "text", ["", "登记机关", "2026-02-30", "2026-13-01", "26030201", "2026年", "330198********0021"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None
    assert read_term(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2016年08月09日至2026年08月08日",
        "2016.08.09-2026.08.08",
        "2016-08-09 to 2026-08-08",
        "自 2016年8月9日 至 2026年8月8日",
        "2016-08-09～2026-08-08",
        "2016-08-09-2026-08-08",
        "自2016年8月9日起至2026年8月8日止",
        "签发日期：2016-08-09，有效期至：2026-08-08",
        "Issued 2016-08-09, valid until 2026-08-08",
    ],
)
def test_from_and_until(text: str) -> None:
    assert read_term(text) == Term(date(2016, 8, 9), DAY)
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["长期", "2021年06月08日至长期", "永久", "无固定期限", "2021-06-08 to no fixed term"])
def test_without_an_end(text: str) -> None:
    term = read_term(text)
    assert term is not None and term.open_ended and term.until is None


@pytest.mark.parametrize(
    "text", ["2026-08-08 至 2016-08-09", "2016-01-01至2017-01-01至长期", "2016-1-1, 2017-1-1, 2018-1-1"]
)
def test_what_cannot_be_a_term_is_none(text: str) -> None:
    assert read_term(text) is None


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("2016年08月09日起三十年", (date(2016, 8, 9), 360)),
        ("有效期5年，自2016年8月9日起计算", (date(2016, 8, 9), 60)),
        ("三年（2016年8月9日）", (date(2016, 8, 9), 36)),
        ("自2016年8月9日起两年", (date(2016, 8, 9), 24)),
        ("from 2016-08-09 for 18 months", (date(2016, 8, 9), 18)),
        ("自2016年8月9日起", (date(2016, 8, 9), None)),
        ("2016-08-09 起生效", (date(2016, 8, 9), None)),
        ("Issued 2016-08-09", (date(2016, 8, 9), None)),
        ("2016年8月9日成立", None),
        ("自2016年8月9日（含当日）起三十年", None),
        ("收到2016年8月9日", None),
        ("签发于2016年8月9日（含当日）", None),
        ("至2016年8月9日起", None),
        ("2016-08-09 (see back)", None),
        ("2016-08-09，自2017-08-09起", None),
        ("Issued 2016-08-09, effective from 2016-09-01", None),
        ("签发 2016-08-09 生效日期：2016-09-01", None),
    ],
)
def test_a_beginning_is_never_read_as_an_end(text: str, begin: tuple[date, int | None] | None) -> None:
    assert read_term(text) is None
    assert read_begin(text) == begin


def test_beginnings_that_are_set_differently_are_the_same() -> None:
    assert compared("自2016年8月9日起30年", "2016-08-09起三十年").state is State.MATCH
    assert compared("自2016年8月9日起30年", "2016-08-09起二十年").state is State.MISMATCH
    assert compared("自2016年8月9日起", "2016-08-09").state is State.MISMATCH


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_comes_back(day: date) -> None:
    digits = "〇一二三四五六七八九"
    year = "".join(digits[int(one)] for one in str(day.year))

    def counted(value: int) -> str:
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")

    assert read_date(f"{day:%Y年%m月%d日}") == read_date(f"{day:%Y%m%d}") == read_date(day.isoformat()) == day
    assert read_date(f"{year}年{counted(day.month)}月{counted(day.day)}日") == day


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Term(date(2026, 1, 1), date(2026, 3, 1)), Term(date(2026, 3, 1), None, open_ended=True), True),
        (Term(date(2026, 1, 1), date(2026, 2, 28)), Term(date(2026, 3, 1), date(2026, 4, 1)), False),
        (Term(None, date(2026, 2, 28)), Term(date(2026, 3, 1), None), False),
        (Term(None, None, open_ended=True), Term(date(2026, 3, 1), date(2026, 4, 1)), True),
    ],
)
def test_terms_that_have_a_day_in_common(one: Term, other: Term, both: bool) -> None:
    assert one.overlaps(other) is other.overlaps(one) is both
