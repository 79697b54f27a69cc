"""Tests of the reference price: seven whole days in Shanghai before the day of the conduct, lowest price charged."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from reviewer_app.domain.cases import PricePoint
from reviewer_app.domain.prices import Support, reference_of, run_start, weigh

CONDUCT = datetime.fromisoformat("2025-10-12T20:00:00+08:00")
DAY = date(2025, 10, 12)


def point(at: str, price: str) -> PricePoint:
    return PricePoint(at=datetime.fromisoformat(at), price=price)


def daily(price: str, *days: int) -> list[PricePoint]:
    return [point(f"2025-10-{day:02}T09:00:00+08:00", price) for day in days]


def test_a_price_never_charged_exceeds_the_lowest() -> None:
    found = reference_of(daily("99.00", *range(2, 13)), "1299.00", DAY)
    assert (found.since, found.until) == (date(2025, 10, 5), date(2025, 10, 12))
    assert (found.reference, found.over, found.support) == (Decimal("99.00"), Decimal("1200.00"), Support.EXCEEDS)
    assert found.charged_days == 7
    assert found.missing == ()


def test_a_price_charged_on_each_day_is_supported_although_the_day_itself_is_cheaper() -> None:
    prices = [*daily("36.90", *range(5, 12)), point("2025-10-12T00:01:00+08:00", "19.90")]
    found = reference_of(prices, "36.90", DAY)
    assert (found.reference, found.support) == (Decimal("36.90"), Support.SUPPORTED)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("2025-10-04T23:59:59+08:00", False),
        ("2025-10-05T00:00:00+08:00", True),
        ("2025-10-04T16:00:00+00:00", True),  # midnight in Shanghai
        ("2025-10-11T23:59:59+08:00", True),
        ("2025-10-12T00:00:00+08:00", False),
    ],
)
def test_the_window_is_half_open_in_shanghai(at: str, counts: bool) -> None:
    found = reference_of([point(at, "10.00"), *daily("50.00", 8)], "50.00", DAY)
    assert (found.reference == Decimal("10.00")) is counts


def test_days_without_a_price_are_named() -> None:
    found = reference_of(daily("50.00", 5, 6, 8, 9, 11), "50.00", DAY)
    assert found.missing == (date(2025, 10, 7), date(2025, 10, 10))
    assert found.charged_days == 5


def test_without_a_price_in_the_window_the_last_one_before_counts() -> None:
    found = reference_of(daily("80.00", 1) + daily("70.00", 3), "79.00", DAY)
    assert (found.lowest, found.before, found.reference) == ((), 1, Decimal("70.00"))
    assert found.support is Support.EXCEEDS


def test_nothing_struck_nothing_recorded_and_prices_that_are_no_numbers() -> None:
    assert reference_of(daily("9", 8), None, DAY).support is Support.NOTHING_STRUCK
    assert reference_of([], "9", DAY).support is Support.NO_RECORD
    odd = reference_of([*daily("call us", 8), *daily("NaN", 9), *daily("7", 10)], "9", DAY)
    assert (odd.reference, odd.unreadable) == (Decimal("7"), (0, 1))


def test_a_promotion_that_began_earlier_is_weighed_from_its_first_day() -> None:
    prices = daily("99.00", *range(1, 10)) + daily("89.00", 10, 11, 12)
    assert run_start(prices, "89.00", CONDUCT) == date(2025, 10, 10)
    found = weigh(prices, "99.00", "89.00", CONDUCT)
    assert found.conduct.support is Support.EXCEEDS
    assert found.earlier is not None
    assert (found.earlier.until, found.earlier.support) == (date(2025, 10, 10), Support.SUPPORTED)
    assert found.support is Support.HANGS
    assert weigh(prices, "1299.00", "89.00", CONDUCT).support is Support.EXCEEDS


def test_a_price_that_began_on_the_day_is_weighed_once() -> None:
    prices = daily("99.00", *range(1, 12)) + daily("89.00", 12)
    found = weigh(prices, "99.00", "89.00", CONDUCT)
    assert (found.earlier, found.support) == (None, Support.SUPPORTED)
    assert run_start(prices, "50", CONDUCT) is None


@pytest.mark.parametrize(
    ("days", "struck", "support"),
    [
        ((1, 11), "399", Support.HANGS),  # 119 may have stood until the evening of the 11th
        ((4, 11), "399", Support.HANGS),
        ((4, 5, 11), "399", Support.EXCEEDS),
        ((1, 11), "119", Support.SUPPORTED),
        ((1, 11), "400", Support.EXCEEDS),
        ((11,), "399", Support.SUPPORTED),
    ],
)
def test_a_lower_price_that_may_have_stood_into_the_window_leaves_it_open(
    days: tuple[int, ...], struck: str, support: Support
) -> None:
    prices = [*daily("119", *days[:-1]), point("2025-10-11T22:00:00+08:00", "399"), *daily("119", 12)]
    assert weigh(prices, struck, "119", CONDUCT).support is support


def test_a_higher_price_that_stood_before_takes_nothing_away() -> None:
    prices = [*daily("500", 1), *daily("399", 8, 9)]
    found = reference_of(prices, "399", DAY)
    assert (found.carried, found.support) == (0, Support.SUPPORTED)


def test_with_a_price_on_the_first_day_nothing_is_carried_in() -> None:
    found = reference_of([*daily("10", 4), *daily("50", 5, 6)], "50", DAY)
    assert (found.carried, found.support) == (None, Support.SUPPORTED)
