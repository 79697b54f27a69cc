"""The prices of a listing as lines and as a plot: what was charged, the reference of seven days, and the sum."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.texts import Line, Role, Whole
from reviewer_app.client.words import _, ngettext
from reviewer_app.domain.cases import CaseRecord, ListingSubject
from reviewer_app.domain.prices import DAYS, ZONE, Reference, Support, Weighed, amount, weigh

TONES = {
    Support.SUPPORTED: "ok",
    Support.EXCEEDS: "bad",
    Support.NO_RECORD: "warn",
    Support.NOTHING_STRUCK: "",
    Support.HANGS: "warn",
}


@dataclass(frozen=True, slots=True)
class Dot:
    """A price charged at an instant; `index` is its place in the stored history, `lowest` that it is the reference."""

    at: datetime
    price: Decimal
    index: int
    lowest: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """What the plot draws, in Shanghai time: dots by time, the window [since, until), the struck price, the conduct."""

    dots: tuple[Dot, ...]
    since: datetime
    until: datetime
    conduct_at: datetime
    struck: Decimal | None
    reference: Decimal | None
    currency: str
    said: str
    tone: str


def plot_of(record: CaseRecord, subject: ListingSubject) -> Plot:
    """The plot of a listing's prices."""
    weighed = weighed_of(record, subject)
    found = weighed.conduct
    dots = [
        Dot(point.at.astimezone(ZONE), value, index, index in found.lowest or index == found.before)
        for index, point in enumerate(subject.price_history)
        if (value := amount(point.price)) is not None
    ]
    return Plot(
        dots=tuple(sorted(dots, key=lambda dot: dot.at)),
        since=datetime.combine(found.since, datetime.min.time(), ZONE),
        until=datetime.combine(found.until, datetime.min.time(), ZONE),
        conduct_at=record.conduct_at.astimezone(ZONE),
        struck=found.struck,
        reference=found.reference,
        currency=subject.product.currency or "",
        said=sum_words(found),
        tone=TONES[weighed.support],
    )


def weighed_of(record: CaseRecord, subject: ListingSubject) -> Weighed:
    """What the record of prices says of a listing's struck price."""
    product = subject.product
    return weigh(subject.price_history, product.list_price, product.price, record.conduct_at)


def sum_notes(weighed: Weighed) -> tuple[tuple[str, str], ...]:
    """The sum before the conduct and, where it counts for something, before the day the present price began."""
    now, earlier, tone = sum_words(weighed.conduct), weighed.earlier, TONES[weighed.support]
    if earlier is None or weighed.conduct.support is not Support.EXCEEDS or earlier.reference is None:
        return ((now, tone),)
    if weighed.support is Support.HANGS:
        now = _("If the promotion began with the conduct: {sum}").format(sum=now)
    said = _("If the promotion began on {day}, when the present price did: {sum}")
    return (now, tone), (said.format(day=earlier.until, sum=sum_words(earlier)), TONES[earlier.support])


def sum_words(found: Reference) -> str:
    """The sum that says whether the struck price is supported."""
    match found.support:
        case Support.NOTHING_STRUCK:
            return _("No price is struck: nothing is compared.")
        case Support.NO_RECORD:
            return _(
                "No price is on record before the conduct: the struck price {struck} rests on nothing here."
            ).format(struck=found.struck)
        case Support.SUPPORTED:
            return _("{struck} is not above {reference}: the struck price is supported.").format(
                struck=found.struck, reference=found.reference
            )
        case Support.HANGS:
            return _(
                "{struck} is not above {reference}; but {carried} was charged last before the seven days, and nothing "
                "says until when: the struck price is in doubt."
            ).format(struck=found.struck, reference=found.reference, carried=found.carried_price)
    return _("{struck} − {reference} = {over} too high: the struck price is not supported.").format(
        struck=found.struck, reference=found.reference, over=found.over
    )


def badge_of(weighed: Weighed) -> str:
    """The outcome in a word or two, for the name of the section; empty where all is well."""
    words_ = {Support.EXCEEDS: _("too high"), Support.NO_RECORD: _("no record"), Support.HANGS: _("in doubt")}
    return words_.get(weighed.support, "")


def price_lines(record: CaseRecord, subject: ListingSubject) -> Iterator[Line]:
    """The sum, then every price on record, newest first."""
    prices, product = subject.price_history, subject.product
    weighed = weighed_of(record, subject)
    found = weighed.conduct
    currency = " · " + product.currency if product.currency else ""
    last = found.until - timedelta(days=1)
    span = _("{since} to {last}, whole days in Shanghai; the day of the conduct is left out (Order 56, article 16)")
    yield Line("", _("The seven days before"), role=Role.HEAD, note=span.format(since=found.since, last=last))
    yield _struck(product.list_price, currency, weighed)
    yield _reference(subject, found, currency)
    yield Line("", _("Prices on record"), role=Role.HEAD, note="" if prices else _("none is recorded"))
    for index in sorted(range(len(prices)), key=lambda index: prices[index].at, reverse=True):
        point = prices[index]
        note, tone = _point_note(index, point.at.astimezone(ZONE).date(), found)
        yield Line(
            f"{point.at.astimezone(ZONE):%m-%d %H:%M}",
            point.price,
            f"/price_history/{index}/price",
            Whole.FIELD,
            Role.MONO,
            point.price,
            note=note,
            note_tone=tone,
            beside=True,
        )


def _struck(struck: str | None, currency: str, weighed: Weighed) -> Line:
    name, pointer, notes = _("Struck price") + currency, "/product/list_price", sum_notes(weighed)
    if struck is None:
        return Line(name, "", pointer, Whole.FIELD, Role.DIM, notes=notes, placeholder=_("not stated"))
    return Line(name, struck, pointer, Whole.FIELD, Role.TITLE, struck, notes=notes)


def _reference(subject: ListingSubject, found: Reference, currency: str) -> Line:
    prices = subject.price_history
    value = json.dumps([{"at": p.at.isoformat(), "price": p.price} for p in prices], ensure_ascii=False)
    if not prices:
        nothing = _("none is recorded")
        return Line(_("Lowest") + currency, "", "/price_history", Whole.FIELD, Role.DIM, placeholder=nothing)
    shown = prices[found.lowest[0]].price if found.lowest else ""
    if found.lowest:
        charged = ngettext("charged on {count} of {days} days", "charged on {count} of {days} days", len(found.lowest))
        on = len({prices[index].at.astimezone(ZONE).date() for index in found.lowest})
        note = charged.format(count=on, days=DAYS)
    elif found.before is not None:
        day = f"{prices[found.before].at.astimezone(ZONE):%Y-%m-%d}"
        note = _("no price in the seven days; the last one before counts: {price} on {day}").format(
            price=prices[found.before].price, day=day
        )
    else:
        note = ""
    more = [(_missing(found.missing), "warn")] if found.missing else []
    if found.unreadable:
        said = ngettext("{count} price is no number", "{count} prices are no numbers", len(found.unreadable))
        more.append((said.format(count=len(found.unreadable)), "warn"))
    blank = "" if shown else _("no price is recorded there")
    return Line(
        _("Lowest") + currency,
        shown,
        "/price_history",
        Whole.FIELD,
        Role.TITLE if shown else Role.DIM,
        value,
        note=note,
        notes=tuple(more),
        placeholder=blank,
    )


def _missing(days: tuple[date, ...]) -> str:
    said = ngettext(
        "no price on record on {count} day: {days}", "no price on record on {count} days: {days}", len(days)
    )
    return said.format(count=len(days), days=_(", ").join(f"{day:%m-%d}" for day in days))


def _point_note(index: int, day: date, found: Reference) -> tuple[str, str]:
    if index in found.lowest:
        return _("lowest"), "ok"
    if index in (found.before, found.carried):
        return _("the last before"), "ok" if index == found.before else "warn"
    if index in found.unreadable:
        return _("no number"), "warn"
    return (_("day of the conduct"), "") if day == found.until else ("", "")


def dot_words(dot: Dot, currency: str) -> str:
    """A dot of the plot, as it is read out."""
    price = words.money(str(dot.price), currency or None)
    return f"{dot.at:%Y-%m-%d %H:%M} · {price}" + (f" · {_('lowest')}" if dot.lowest else "")
