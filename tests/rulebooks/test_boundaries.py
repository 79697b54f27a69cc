"""Every boundary that a shipped rule text has: the day before, the day and the day after; below, at and above.

Days that the sources name and on which nothing that is judged begins stand in `UNCHANGED` with why; on those the day
before, the day and the day after have one and the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from reviewer_app.domain.counts import Sort, counted_as, tally
from reviewer_app.domain.rulebook import Severity, in_force
from reviewer_app.domain.schedule import Scene, Subject, schedule_in_force
from reviewer_app.domain.tables import in_days, looked_up, near_expiry, rounded_down
from reviewer_app.rulebooks.cases import RuleCase, read_cases
from reviewer_app.rulebooks.compiled import published
from reviewer_app.rulebooks.shipped import shipped, shipped_folder, shipped_schedules
from tests.domain.test_counts import clip

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 1, tzinfo=SHANGHAI)
DAY = timedelta(days=1)

BEGINS = {
    "2023-05-01": ("livestream", "listings-filings", "goods-papers", "listing-words", "ip-clock", "minors"),
    "2023-07-20": ("listings-filings", "goods-papers"),
    "2023-08-10": ("goods-papers",),
    "2025-01-23": ("filing-thresholds", "listings-filings"),
    "2025-08-15": ("goods-papers",),
    "2025-10-15": ("livestream", "listings-filings"),
    "2026-02-01": ("livestream", "listings-filings"),
    "2026-04-10": ("listings-filings",),
    "2026-05-07": ("merchant-score",),
    "2026-06-02": ("food-labels", "listings-filings"),
    "2026-07-13": ("creator-measures", "appeals"),
    "2026-07-14": ("merchant-score",),
    "2026-07-30": ("listings-filings", "merchant-measures"),
    "2026-08-07": ("creator-measures", "creator-score"),
    "2026-08-10": ("merchant-measures",),
    "2026-09-08": ("merchant-score",),
}
"""What begins on which day."""
EVERY = sorted({name for names in BEGINS.values() for name in names})
UNCHANGED = {
    **dict.fromkeys(
        [
            "2013-10-25",
            "2018-08-31",
            "2018-11-28",
            "2018-12-29",
            "2019-01-01",
            "2019-04-23",
            "2020-06-16",
            "2020-10-09",
            "2021-01-01",
            "2021-03-15",
            "2021-04-16",
            "2021-04-23",
            "2021-04-29",
            "2021-05-01",
            "2021-05-25",
            "2022-04-14",
            "2022-07-01",
        ],
        "the books begin on 2023-05-01, and what happened before can only be held",
    ),
    "2024-02-21": "the first red lines of creators: their text was not read, so nothing is worked out from it",
    "2024-09-01": "unfair competition online, at second hand: the version in force then does not cite it, and says so",
    "2024-10-21": "the rule on reviews of another country: an analogue, by which nothing is judged here",
    "2025-03-18": "Order 101 is issued; it counts from 2025-05-01",
    "2025-05-01": "Order 101 changes what a platform must do, and nothing that is judged in a case",
    "2025-06-27": "the law against unfair competition is adopted; it counts from 2025-10-15",
    "2025-07-31": "news of a guideline on fees: no text of a rule",
    "2025-10-01": "the day that a third party gives for that law; the law itself says 2025-10-15",
    "2025-12-18": "Orders 116 and 117 are published; they count from 2026-02-01",
    **dict.fromkeys(
        ("2026-05-01", "2026-06-15", "2026-06-30", "2026-07-21"),
        "earlier texts of platform rules, which were not read; a later one is judged by from its own day",
    ),
    "2026-07-08": "the red lines revised: their text was not read",
    "2026-07-29": "the line of the alliance hangs on the score, and is in its version of 2026-09-08",
    "2026-08-06": "the day that the notice of the creators' ladder expected; the old text lapsed on 2026-08-07",
    "2026-08-22": "the day on which the rules were collected",
}
"""Days that the sources name without anything beginning that a case is judged by, and why."""
BOUNDARIES = [(day, name) for day, names in BEGINS.items() for name in names]


def version_at(name: str, instant: datetime) -> str | None:
    """The version of a book or a schedule that counts at an instant."""
    book = in_force([one for one in published(shipped()) if one.rulebook.id == name], instant, NOW)
    schedule = schedule_in_force([one for one in shipped_schedules() if one.schedule.id == name], instant, NOW)
    found = book.rulebook if book else schedule.schedule if schedule else None
    return found.version if found else None


@cache
def cases_of(name: str) -> tuple[RuleCase, ...]:
    """All cases beside the versions of a book or a schedule."""
    paths = sorted((shipped_folder() / name / "cases").glob("*.yaml"))
    return tuple(case for path in paths for case in read_cases(path.read_bytes(), path.name)[1].cases)


def test_no_version_begins_on_a_day_that_is_not_listed() -> None:
    begins = defaultdict(set)
    for version in (*(one.rulebook for one in published(shipped())), *(one.schedule for one in shipped_schedules())):
        assert version.version == version.effective_from.astimezone(SHANGHAI).date().isoformat()
        begins[version.version].add(version.id)
    assert begins == {day: set(names) for day, names in BEGINS.items()}


@pytest.mark.parametrize(("day", "name"), BOUNDARIES)
def test_a_version_begins_at_midnight_in_shanghai_and_not_a_moment_before(day: str, name: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    before = version_at(name, midnight - DAY)
    assert before != day
    assert version_at(name, midnight - timedelta(microseconds=1)) == before
    assert version_at(name, midnight) == version_at(name, midnight.astimezone(UTC)) == day
    assert version_at(name, midnight + DAY) == day


@pytest.mark.parametrize("day", UNCHANGED)
def test_a_day_on_which_nothing_begins_is_judged_as_the_day_before_it(day: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    answers = [
        {name: version_at(name, midnight + days * DAY + moment) for name in EVERY}
        for days, moment in ((-1, timedelta()), (0, -timedelta(microseconds=1)), (0, timedelta()))
    ]
    assert day not in BEGINS
    assert answers[0] == answers[1] == answers[2]
    tomorrow = (midnight + DAY).date().isoformat()
    after = {name: version_at(name, midnight + DAY) for name in EVERY}
    assert after == answers[0] | dict.fromkeys(BEGINS.get(tomorrow, ()), tomorrow)
    assert any(answers[0].values()) == (day > "2023-05-01")


@pytest.mark.parametrize(("day", "name"), BOUNDARIES)
def test_there_is_a_case_for_the_day_before_the_day_and_the_day_after(day: str, name: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    days = {case.at.astimezone(SHANGHAI).date() for case in cases_of(name) if "version" in case.gives}
    assert {(midnight + days_on * DAY).date() for days_on in (-1, 0, 1)} <= days


VALUES = [
    ("filing-thresholds", "licence-days", "licence_days_left", 15),
    ("filing-thresholds", "identity", "id_days_past_a_month", 0),
    ("filing-thresholds", "age", "person_age", 16),
    ("filing-thresholds", "authorisation-days", "authorisation_days_left", 7),
    ("filing-thresholds", "trademark", "mark_days_past_6_months", 0),
    ("filing-thresholds", "trademark", "mark_days_past_24_months", 0),
    ("filing-thresholds", "shops-of-type", "shops_of_type", 3),
    ("filing-thresholds", "shops-of-type", "shops_of_type", 5),
    *(("food-labels", "near-expiry", "shelf_life_days", days) for days in (15, 30, 90, 180, 365)),
    *(("food-labels", "near-expiry-marked", "days_left", days) for days in (4, 5, 10, 20, 30, 45)),
    *(("merchant-measures", "fake-trade", "penalty_base", yuan) for yuan in (1000, 2000)),
    ("ip-clock", "measure-stands", "days_since_it_came", 15),
    ("appeals", "creator-in-time", "days_since_notice", 14),
    ("appeals", "merchant-in-time", "days_since_notice", 7),
    ("appeals", "papers-in-time", "hours_since_asked", 72),
    ("appeals", "retest-in-time", "days_since_result", 15),
    ("minors", "host", "host_age", 16),
    ("minors", "host", "host_age", 18),
    ("minors", "endorser", "endorser_age", 10),
    *(("creator-measures", "false-advertising", "streams_14d", streams) for streams in (2, 3, 5, 6)),
    *(("creator-measures", "false-advertising", "videos_14d", videos) for videos in (2, 6, 10)),
    *(("creator-measures", "false-advertising", "breaches_in_stream", breaches) for breaches in (2, 3)),
]
"""Where an answer turns: of which schedule and part, by which input, at which value."""


@pytest.mark.parametrize(("name", "part", "given", "value"), VALUES)
def test_there_is_a_case_below_at_and_above(name: str, part: str, given: str, value: int) -> None:
    asked = [case for case in cases_of(name) if case.ask == part and given in case.facts]
    assert {value - 1, value, value + 1} <= {case.facts[given] for case in asked}


@pytest.mark.parametrize(("days", "counts"), [(91, 0), (90 + 1e-6, 0), (90, 1), (90 - 1e-6, 1), (89, 1)])
def test_a_window_of_ninety_days_holds_the_ninetieth_and_no_more(days: float, counts: int) -> None:
    score = next(one for one in shipped_schedules() if one.schedule.id == "creator-score")
    case = clip()
    sort = Sort(clause="livestream:offsite", severity=Severity.HIGH, scene=Scene.STREAM)
    breaches = {Subject.CREATOR: {sort: [(case.conduct_at - timedelta(days=days), "stream:room-2")]}}
    assert tally(score, counted_as(case), breaches).counts["violations_90d"] == counts


@pytest.mark.parametrize(
    ("amount", "unit", "days"), [(12, "month", 360), (13, "month", 390), (1, "year", 365), (0.5, "year", 183)]
)
def test_months_are_thirty_days_and_years_three_hundred_and_sixty_five(amount: float, unit: str, days: int) -> None:
    (table,) = next(one.schedule for one in shipped_schedules() if one.schedule.id == "food-labels").tables
    assert in_days(amount, unit, table.units) == days
    limit = looked_up(table, days)
    assert limit == (45 if days >= 365 else 30)
    assert [near_expiry(table, days, limit + more) for more in (-1, 0, 1)] == [True, True, False]


@pytest.mark.parametrize(
    ("amount", "yuan"), [(999.99, 0), (1000, 1000), (1000.01, 1000), (7565, 7000), (7999.99, 7000)]
)
def test_penalties_go_down_to_whole_thousands(amount: float, yuan: int) -> None:
    (penalty,) = (penalty for one in shipped_schedules() for penalty in one.schedule.penalties)
    assert rounded_down(penalty, amount) == yuan
