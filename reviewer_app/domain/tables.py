"""Arithmetic that rule texts fix: shelf lives in days, days left, days past months, amounts rounded down."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from reviewer_app.domain.schedule import Penalty, Table, Term


def in_days(amount: float | int, unit: str, units: Mapping[str, int]) -> int:
    """A span in whole days, rounded up. Raises ValueError for a unit that is not listed or an amount below 0."""
    if unit not in units or amount < 0:
        raise ValueError(f"{amount} {unit} is no span in {', '.join(sorted(units))}")
    return math.ceil(Fraction(Decimal(str(amount))) * units[unit])


def looked_up(table: Table, value: int) -> int | None:
    """What the table gives for a value; None below its last row."""
    return next((row.gives for row in table.rows if value >= row.at_least), None)


def near_expiry(table: Table, life_days: int, days_left: int) -> bool:
    """Whether food with a shelf life of `life_days` and so many days left is near its expiry; none left is past it."""
    limit = looked_up(table, life_days)
    return limit is not None and 0 < days_left <= limit


def rounded_down(penalty: Penalty, amount: float | int) -> int:
    """The penalty in yuan: down to whole units, nothing below the least. Raises ValueError for an amount below 0."""
    if amount < 0:
        raise ValueError("a penalty is worked out from an amount that is not below 0")
    whole = math.floor(Fraction(Decimal(str(amount))) / penalty.unit) * penalty.unit
    return whole if whole >= penalty.least else 0


def share(term: Term, amount: float | int) -> Decimal | None:
    """The share of an amount that a term holds back, in yuan down to the fen; None where it holds none back."""
    if term.percent is None:
        return None
    return (Decimal(str(amount)) * term.percent / 100).quantize(Decimal("0.01"), rounding=ROUND_FLOOR)


def days_left(on: date, until: date) -> int:
    """Days from a day to the last day on which a paper is valid; below 0 once it has expired."""
    return (until - on).days


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_past_months(start: date, months: int, day: date) -> int:
    """How many days `day` lies past the day `months` months after `start`; below 0 before it."""
    return (day - months_after(start, months)) // timedelta(days=1)


def filing_facts(
    on: date,
    *,
    licence_until: date | None = None,
    identity_until: date | None = None,
    authorised_until: date | None = None,
    mark_accepted: date | None = None,
) -> dict[str, int]:
    """The inputs of the filing thresholds that follow from dates, for a filing made on a day.

    A date that is not given leaves its inputs out, so that the threshold names them as lacking.
    """
    facts: dict[str, int] = {}
    if licence_until is not None:
        facts["licence_days_left"] = days_left(on, licence_until)
    if identity_until is not None:
        facts["id_days_past_a_month"] = days_past_months(on, 1, identity_until)
    if authorised_until is not None:
        facts["authorisation_days_left"] = days_left(on, authorised_until)
    if mark_accepted is not None:
        facts["mark_days_past_6_months"] = days_past_months(mark_accepted, 6, on)
        facts["mark_days_past_24_months"] = days_past_months(mark_accepted, 24, on)
    return facts
