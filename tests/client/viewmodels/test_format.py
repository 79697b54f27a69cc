"""Figures, dates and spans in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from babel.numbers import format_percent
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import speak

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 8, 11, 20, 14, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    speak("en")
    yield
    speak("en")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (24, "24 s"),
        (600, "10 min"),
        (7_800, "2 h 10 min"),
        (7_200, "2 h"),
        (273_600, "3 d 4 h"),
        (86_400, "1 d"),
    ],
)
def test_a_span_has_its_two_largest_units(seconds: float, shown: str) -> None:
    """Nothing is said to the second that is hours away."""
    assert words.span(seconds) == shown


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        (timedelta(hours=2, minutes=10), "2 h 10 min"),
        (timedelta(minutes=-20), "20 min late"),
        (timedelta(hours=-30), "1 d 6 h late"),
        (timedelta(hours=22), "tomorrow 18:14"),
        (timedelta(days=3), "Aug 14"),
        (timedelta(days=400), "2027-09-15"),
    ],
)
def test_due_is_said_in_words(after: timedelta, shown: str) -> None:
    """A span when it is near, a day when it is far."""
    assert words.due(NOW + after, NOW, SHANGHAI) == shown


def test_today_is_by_the_clock() -> None:
    """From six hours on the time of day is said."""
    morning = NOW.replace(hour=8)
    assert words.due(morning.replace(hour=18, minute=0), morning, SHANGHAI) == "today 18:00"


def test_what_is_late_says_that_alone() -> None:
    assert words.due_said(NOW + timedelta(hours=2), NOW, SHANGHAI) == "Due 2 h"
    assert words.due_said(NOW - timedelta(days=108), NOW, SHANGHAI) == "108 d late"


def test_conduct_is_shown_in_the_zone_of_its_rulebook() -> None:
    """Not in this computer's, which the tests set to another one."""
    assert words.conduct(NOW.astimezone(UTC), "Asia/Shanghai") == "2026-08-11 20:14:00 Asia/Shanghai"
    assert words.when(NOW) == "2026-08-11 09:44"  # Newfoundland, where the tests live


@pytest.mark.parametrize(("seconds", "shown"), [(581, "9:41"), (0, "0:00"), (-3, "0:00"), (7_781, "2:09:41")])
def test_countdown(seconds: float, shown: str) -> None:
    """Minutes and seconds, with hours from one hour on."""
    assert words.countdown(seconds) == shown


def test_money_speaks_both_languages() -> None:
    """The sign of the currency is the locale's; what is no number stays as it came in."""
    assert words.money("37738.80", "CNY") == "CN¥37,738.80"
    speak("zh_CN")
    assert words.money("37738.80", "CNY") == "¥37,738.80"
    assert words.money("37738.80", "CNY", cents=False) == "¥37,739"
    assert words.money(None, "CNY") == words.NOTHING
    assert words.money("about ten", None) == "about ten"
    assert words.money("NaN", None) == "NaN"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (1_322_530, "1.3 MB"), (999_960, "1 MB"), (5_000_000_000, "5 GB")],
)
def test_sizes(number: int, shown: str) -> None:
    """Steps of a thousand."""
    assert words.size(number) == shown


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
@given(st.floats(-20, 20).map(lambda share: round(share, 6)))
def test_a_share_is_written_as_both_languages_write_it(tongue: str, share: float) -> None:
    assert words.percent(share) == format_percent(share, locale=tongue)


def test_counts_and_shares() -> None:
    """Groups of three digits."""
    assert words.count(128_400) == "128,400"
    assert words.count(None) == words.NOTHING
    assert words.percent(0.934) == "93%"
    assert words.decimal(82.4) == "82.4"
    assert words.ago(NOW - timedelta(minutes=3), NOW) == "3 min ago"
