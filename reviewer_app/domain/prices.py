"""Whether a struck price is supported by the lowest price of the seven days before (SAMR Order 56, article 16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from zoneinfo import ZoneInfo

from reviewer_app.domain.cases import PricePoint

DAYS = 7
ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which the days of the rule begin and end."""


class Support(StrEnum):
    """What the record says of a struck price."""

    SUPPORTED = "supported"
    EXCEEDS = "exceeds"
    NO_RECORD = "no_record"
    NOTHING_STRUCK = "nothing_struck"
    HANGS = "hangs"


@dataclass(frozen=True, slots=True)
class Reference:
    """The record before a conduct. The window is the half-open [`since`, `until`) of whole days in `ZONE`.

    `lowest` are the indices of the lowest prices in the window; where none was charged in it, `before` is the index of
    the last one charged earlier. `reference` is the price that counts, `over` by how much the struck price exceeds it.
    `carried` is the index of the last price before the window where nothing is on record on the window's first day: a
    record may have every day or only the changes, and in the second case that price was charged within the window, too.
    """

    since: date
    until: date
    lowest: tuple[int, ...]
    before: int | None
    carried: int | None
    carried_price: Decimal | None
    missing: tuple[date, ...]
    struck: Decimal | None
    reference: Decimal | None
    unreadable: tuple[int, ...]

    @property
    def charged_days(self) -> int:
        """On how many days of the window a price is on record."""
        return DAYS - len(self.missing)

    @property
    def over(self) -> Decimal | None:
        """Struck less reference; None where one of them is lacking."""
        return self.struck - self.reference if self.struck is not None and self.reference is not None else None

    @property
    def support(self) -> Support:
        """What follows for the struck price."""
        if self.struck is None:
            return Support.NOTHING_STRUCK
        over = self.over
        if over is None:
            return Support.NO_RECORD
        if over > 0:
            return Support.EXCEEDS
        doubted = self.carried_price is not None and self.struck > self.carried_price
        return Support.HANGS if doubted else Support.SUPPORTED


def amount(text: str | None) -> Decimal | None:
    """A stored price as a number; None where it is none that can be compared."""
    try:
        found = Decimal(text) if text is not None else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A struck price against the days before the conduct and, where the price now charged began earlier, against those
    before that day: the rule looks at the days before the promotion, and the record does not say when one began."""

    conduct: Reference
    earlier: Reference | None

    @property
    def support(self) -> Support:
        """What follows; HANGS where it turns on which day the promotion began, or on what was charged on no record."""
        found = self.conduct.support
        if found is Support.EXCEEDS and self.earlier is not None:
            return Support.HANGS if self.earlier.support in (Support.SUPPORTED, Support.HANGS) else found
        return found


def weigh(prices: Sequence[PricePoint], struck: str | None, price: str | None, conduct_at: datetime) -> Weighed:
    """Whether the record supports a struck price beside the `price` that is charged."""
    day = conduct_at.astimezone(ZONE).date()
    began = run_start(prices, price, conduct_at)
    earlier = reference_of(prices, struck, began) if began is not None and began < day else None
    return Weighed(reference_of(prices, struck, day), earlier)


def run_start(prices: Sequence[PricePoint], price: str | None, conduct_at: datetime) -> date | None:
    """The day from which on, without a break up to the conduct, only `price` is on record; None where it never is."""
    known = sorted((point.at, amount(point.price)) for point in prices if amount(point.price) is not None)
    began: date | None = None
    for at, value in reversed([one for one in known if one[0] <= conduct_at]):
        if value != amount(price):
            break
        began = at.astimezone(ZONE).date()
    return began


def reference_of(prices: Sequence[PricePoint], struck: str | None, until: date) -> Reference:
    """The reference of the seven days before a day in Shanghai.

    The day itself is left out: what is charged on it is the price that is compared. A price that is no number counts
    for nothing and is named.
    """
    since = until - timedelta(days=DAYS)
    known = [(index, point.at.astimezone(ZONE), amount(point.price)) for index, point in enumerate(prices)]
    within = [
        (index, at.date(), value) for index, at, value in known if value is not None and since <= at.date() < until
    ]
    least = min((value for _index, _day, value in within), default=None)
    earlier = [(at, index, value) for index, at, value in known if value is not None and at.date() < since]
    last = max(earlier, default=None)
    days = {day for _index, day, _value in within}
    carries = least is not None and since not in days
    return Reference(
        since=since,
        until=until,
        lowest=tuple(index for index, _day, value in within if value == least),
        before=last[1] if last and least is None else None,
        carried=last[1] if last and carries else None,
        carried_price=last[2] if last and carries else None,
        missing=tuple(day for n in range(DAYS) if (day := since + timedelta(days=n)) not in days),
        struck=amount(struck),
        reference=least if least is not None else (last[2] if last else None),
        unreadable=tuple(index for index, _at, value in known if value is None),
    )
