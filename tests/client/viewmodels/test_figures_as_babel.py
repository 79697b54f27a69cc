"""The figures and dates that are written out here, beside what Babel makes of them: not a sign is different."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_skeleton
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import language, speak

LOCALES = {"zh_CN": "zh_Hans_CN", "en": "en"}
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4)


@pytest.fixture(params=LOCALES)
def spoken(request: pytest.FixtureRequest) -> object:
    before = language()
    speak(request.param)
    yield LOCALES[request.param]
    speak(before)


def _in_both(check: object) -> None:
    before = language()
    try:
        for tag, name in LOCALES.items():
            speak(tag)
            check(name)  # type: ignore[operator]
    finally:
        speak(before)


@given(st.integers(-(10**12), 10**12))
def test_counts(number: int) -> None:
    def check(name: str) -> None:
        assert words.count(number) == format_decimal(number, locale=name)

    _in_both(check)


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_decimals(number: float, digits: int) -> None:
    def check(name: str) -> None:
        assert words.decimal(number, digits) == format_decimal(round(number, digits), locale=name)

    _in_both(check)


@given(AMOUNTS)
def test_money(amount: Decimal) -> None:
    def check(name: str) -> None:
        assert words.money(str(amount), "CNY") == format_currency(amount, "CNY", locale=name)
        whole = format_currency(amount, "CNY", "¤#,##0", locale=name, currency_digits=False)
        assert words.money(str(amount), "CNY", cents=False) == whole
        assert words.money(str(amount), "USD") == format_currency(amount, "USD", locale=name)

    _in_both(check)


def test_every_day_of_a_year(spoken: str) -> None:
    now = datetime.fromisoformat("2028-01-01T12:00:00+00:00")
    for days in range(2, 299):
        at = now + timedelta(days=days)
        assert words.due(at, now, now.tzinfo) == format_skeleton("MMMd", at, locale=spoken)
