"""Figures, dates and spans as people read them, in the language in use.

Both languages group and point their figures alike, and so does Python; what else the queue shows is written out here.
For all other things there is Babel, which takes 25 ms to be there and is loaded with the first of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import _, language

if TYPE_CHECKING:
    from babel import Locale

NOTHING = "—"
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YUAN = {"zh_CN": "¥", "en": "CN¥"}


@cache
def _locale(tag: str) -> Locale:
    from babel import Locale

    return Locale.parse("zh_Hans_CN" if tag.startswith("zh") else "en")


def local(at: datetime, zone: tzinfo | None = None) -> datetime:
    """The instant in a zone; in this computer's where none is given."""
    return at.astimezone(zone)


def when(at: datetime, zone: tzinfo | None = None) -> str:
    """An instant to the minute, `2026-08-11 20:14`, on this computer's clock or a zone's."""
    return local(at, zone).strftime("%Y-%m-%d %H:%M")


def zoned(at: datetime) -> str:
    """An instant on this computer's clock with how far that is from UTC: `2026-08-11 20:14 UTC+8`.

    For what another zone's rules count by, where those are not at hand.
    """
    here = local(at)
    hours, minutes = divmod(abs(here.utcoffset() or timedelta(0)) // timedelta(minutes=1), 60)
    sign = "-" if (here.utcoffset() or timedelta(0)) < timedelta(0) else "+"
    away = f"{sign}{hours}" + (f":{minutes:02}" if minutes else "")
    return f"{when(at)} UTC{away if hours or minutes else ''}"


def conduct(at: datetime, zone: str) -> str:
    """An instant in the zone of the rulebook that judges it, with the zone's name: what happened there counts there."""
    from zoneinfo import ZoneInfo

    return f"{local(at, ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} {zone}"


def day(at: datetime, zone: tzinfo | None = None) -> str:
    """The date of an instant, `2026-08-11`."""
    return local(at, zone).strftime("%Y-%m-%d")


def clock(at: datetime, zone: tzinfo | None = None) -> str:
    """The time of day, `20:14`."""
    return local(at, zone).strftime("%H:%M")


def span(seconds: float) -> str:
    """A length of time in its two largest units: `2 h 10 min`, `3 d 4 h`, `45 s`."""
    whole = max(0, round(seconds))
    days, hours, minutes = whole // _DAY, whole % _DAY // _HOUR, whole % _HOUR // _MINUTE
    if days:
        return _("{days} d {hours} h").format(days=days, hours=hours) if hours else _("{days} d").format(days=days)
    if hours:
        words = _("{hours} h {minutes} min") if minutes else _("{hours} h")
        return words.format(hours=hours, minutes=minutes)
    return _("{minutes} min").format(minutes=minutes) if minutes else _("{seconds} s").format(seconds=whole)


def due(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """When something is due: a span under six hours, then today or tomorrow by the clock, then the date."""
    left = (at - now).total_seconds()
    if left < 0:
        return _("{span} late").format(span=span(-left))
    if left < 6 * _HOUR:
        return span(left)
    days = (local(at, zone).date() - local(now, zone).date()).days
    if days == 0:
        return _("today {time}").format(time=clock(at, zone))
    if days == 1:
        return _("tomorrow {time}").format(time=clock(at, zone))
    if days < 300:
        return _month_day(local(at, zone))
    return day(at, zone)


def _month_day(at: datetime) -> str:
    zh = language().startswith("zh")
    return f"{at.month}月{at.day}日" if zh else f"{_MONTHS[at.month - 1]} {at.day}"


def due_said(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """The same with its word: what is late says that alone."""
    when = due(at, now, zone)
    return when if at < now else _("Due {when}").format(when=when)


def ago(at: datetime, now: datetime) -> str:
    """How long ago something was."""
    return _("{span} ago").format(span=span((now - at).total_seconds()))


def countdown(seconds: float) -> str:
    """Minutes and seconds that are left, `9:41`; with hours from one hour on, `2:09:41`."""
    whole = max(0, int(seconds))
    hours, minutes = whole // _HOUR, whole % _HOUR // _MINUTE
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def money(amount: str | None, currency: str | None, cents: bool = True) -> str:
    """A decimal amount in its currency; a dash where there is none, the bare text where it is no number."""
    return NOTHING if amount is None else _money(amount, currency or "CNY", cents, language())


@lru_cache(maxsize=4096)
def _money(amount: str, unit: str, cents: bool, tag: str) -> str:
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return amount
    if not value.is_finite():
        return amount
    if unit == "CNY":
        return f"{'-' if value < 0 else ''}{_YUAN[tag]}{abs(value):,.{2 if cents else 0}f}"
    from babel.numbers import format_currency

    if cents:
        return str(format_currency(value, unit, locale=_locale(tag)))
    return str(format_currency(value, unit, "¤#,##0", locale=_locale(tag), currency_digits=False))


def count(number: int | None) -> str:
    """A whole number with its groups; a dash where there is none."""
    return NOTHING if number is None else f"{number:,}"


def decimal(number: float | None, digits: int = 2) -> str:
    """A number with at most so many digits behind the point."""
    return NOTHING if number is None else _pointed(number, digits)


def _pointed(number: float, digits: int) -> str:
    whole, point, rest = f"{round(number, digits):,.{digits}f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}{point}{rest}" if rest else whole


def percent(fraction: float) -> str:
    """A share of one in whole percent, halves to the even one; both languages write it alike."""
    return f"{Decimal(str(fraction)) * 100:,.0f}%"


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Untrusted words as one line in a list: hidden and turning characters made visible, line ends as spaces."""
    return " ".join(Shown(text).text.split())


def named(name: str, what: str) -> str:
    """What something is called, and what it is, with the colon of the language in use."""
    return _("{name}: {what}").format(name=name, what=what)


def size(number: int) -> str:
    """A number of bytes, `1.3 MB`, in steps of a thousand."""
    if number < 1000:
        return f"{number} B"
    value = float(number)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.5 or unit == "TB":
            return f"{_pointed(value, 1 if value < 100 else 0)} {unit}"
    raise AssertionError("unreachable: the loop ends with the largest unit")
