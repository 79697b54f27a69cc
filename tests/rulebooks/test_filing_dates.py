"""Tests of filing thresholds from dates: the day before, the day and the day after each of them turns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reviewer_app.domain.score import Lacking
from reviewer_app.domain.tables import filing_facts
from reviewer_app.rulebooks.effects import Judged, ask
from reviewer_app.rulebooks.shipped import shipped_schedules

(BOOK,) = (item.schedule for item in shipped_schedules() if item.schedule.id == "filing-thresholds")
ON = date(2026, 1, 31)


def met(threshold: str, facts: dict[str, int | float | bool | str]) -> bool | Lacking:
    found = ask(BOOK, threshold, facts)
    assert isinstance(found, Judged | Lacking)
    return found.met if isinstance(found, Judged) else found


@pytest.mark.parametrize(("days", "enough"), [(14, False), (15, False), (16, True)])
def test_a_licence_must_last_more_than_fifteen_days(days: int, enough: bool) -> None:
    facts = filing_facts(ON, licence_until=ON + timedelta(days=days))
    assert met("licence-days", {"licence_open_ended": False, **facts}) is enough


@pytest.mark.parametrize(
    ("until", "enough"), [(date(2026, 2, 27), False), (date(2026, 2, 28), False), (date(2026, 3, 1), True)]
)
def test_an_identity_card_must_last_more_than_a_month_of_the_calendar(until: date, enough: bool) -> None:
    assert met("identity", {**filing_facts(ON, identity_until=until)}) is enough


@pytest.mark.parametrize(("days", "enough"), [(6, False), (7, False), (8, True)])
def test_an_authorisation_must_last_more_than_seven_days(days: int, enough: bool) -> None:
    facts = filing_facts(ON, authorised_until=ON + timedelta(days=days))
    assert met("authorisation-days", {**facts}) is enough


@pytest.mark.parametrize(
    ("accepted", "fits"),
    [
        (date(2025, 8, 1), False),
        (date(2025, 7, 31), True),
        (date(2025, 7, 30), True),
        (date(2024, 2, 1), True),
        (date(2024, 1, 31), True),
        (date(2024, 1, 30), False),
    ],
)
def test_a_mark_fits_from_six_to_twenty_four_months_after_it_was_accepted(accepted: date, fits: bool) -> None:
    facts = filing_facts(ON, mark_accepted=accepted)
    assert met("trademark", {"trademark": "accepted", **facts}) is fits


def test_a_date_that_is_not_given_is_named_and_not_guessed() -> None:
    assert filing_facts(ON) == {}
    assert met("identity", {}) == Lacking(("id_days_past_a_month",))
    assert met("authorisation-days", {}) == Lacking(("authorisation_days_left",))
