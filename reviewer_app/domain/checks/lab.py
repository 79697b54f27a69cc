"""Lab reports: an item's result against its limit, worked out from what both say."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from reviewer_app.domain.checks.conclusions import Verdict, verdict_in
from reviewer_app.domain.checks.names import plain
from reviewer_app.domain.checks.result import Checked, Fact, State, checked
from reviewer_app.domain.checks.units import factors, is_unit

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"(?:(?<=[0-9])[×x*·]|(?<![0-9.×x*·]))10(?:\^?([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|\^(-?[0-9]+))")
_NUMBER = r"-?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})++|[0-9]++)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
_LOST_POWER = re.compile(rf"({_NUMBER})[×x*](10)([0-9]{{1,2}})(?![0-9.])")
_PLAIN_NUMBER = re.compile(rf"({_NUMBER})")
_RANGE = re.compile(rf"({_NUMBER})(?:[~～—–至]|-|to)({_NUMBER})")
_AROUND = re.compile(rf"({_NUMBER})(?:±|\+/-)({_NUMBER})")
_BOUND = re.compile(r"≤|不大于|不超过|最大|max\.?|<|小于|低于|≥|不小于|不低于|最小|min\.?|>|大于|高于")
_AFTER = re.compile(r"([^0-9]*?)(以下|以上|max\.?|min\.?)")
_NOTHING = re.compile(r"不得检出|不应检出|未检出|阴性|nd|notdetected|nonedetected|absent|negative|n\.d\.?")
_FINDS_FROM = re.compile(r"\(?(?:<|≤|检出限|定量限|lo[dq])[:=为]?(?=[0-9])")
_COUNTED_AS = re.compile(r"\(?以[^()0-9]*计\)?")
_NONE, _LONGEST, _LARGEST = Decimal("NaN"), 40, 30
"""No number; characters of a number and powers of ten beyond which none is read."""
_AT_MOST = ("≤", "不大于", "不超过", "最大", "max", "max.", "以下")
_BELOW, _ABOVE = ("<", "小于", "低于"), (">", "大于", "高于")


@dataclass(frozen=True, slots=True)
class Range:
    """The values a limit lets be, each end with whether it is one of them; None where there is no end."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = True
    high_in: bool = True

    def holds(self, other: Range) -> bool:
        """Whether every value of another range is one of this."""
        low = self.low is None or (other.low is not None and self._opens(self.low) <= other._opens(other.low))
        high = self.high is None or (other.high is not None and other._shuts(other.high) <= self._shuts(self.high))
        return low and high

    def apart(self, other: Range) -> bool:
        """Whether no value is in both."""
        return self._below(other) or other._below(self)

    def _below(self, other: Range) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and not (self.high_in and other.low_in))

    def _opens(self, low: Decimal) -> tuple[Decimal, bool]:
        return low, not self.low_in  # an end that is no value of its range lies above one that is

    def _shuts(self, high: Decimal) -> tuple[Decimal, bool]:
        return high, self.high_in


@dataclass(frozen=True, slots=True)
class Amount:
    """What a limit lets be or a result may be: the ways to read it, and the unit (`""` where none is written)."""

    readings: tuple[Range, ...]
    unit: str


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """The number that a result starts with; two where it can be read in two ways: `7.9×104` may be 7.9×10⁴.

    Machines lose the raised digit of a power. Empty where there is no number.
    """
    narrow = _narrow(text)
    sign = _BOUND.match(narrow)
    return _readings(narrow[sign.end() :] if sign is not None else narrow)[0]


def _readings(narrow: str) -> tuple[tuple[Decimal, ...], str]:
    """The ways to read the number that a text starts with, and what follows it."""
    lost = _LOST_POWER.match(narrow)
    if lost is not None:
        base, power = _decimal(lost[1]), int(lost[3])
        values = () if base.is_nan() else (base * _decimal(lost[2] + lost[3]), base.scaleb(power))
        return values, narrow[lost.end() :]
    found = _PLAIN_NUMBER.match(narrow)
    if found is None:
        return (), narrow
    value = _decimal(found[1])
    return () if value.is_nan() else (value,), narrow[found.end() :]


def amount_of(text: str) -> Amount | None:
    """What a limit or a result says; None where it cannot be told.

    A number without a sign stands for itself. Whatever follows it is its unit, so that what is not understood is
    compared with nothing but the same words.
    """
    narrow = _narrow(text)
    for both, made in ((_AROUND, _around), (_RANGE, _from_to)):
        if (found := both.match(narrow)) is not None:
            ends = made(_decimal(found[1]), _decimal(found[2]))
            return None if ends is None else Amount((ends,), _unit(narrow[found.end() :]))
    sign = _BOUND.match(narrow)
    values, rest = _readings(narrow[sign.end() :] if sign is not None else narrow)
    said = sign[0] if sign is not None else ""
    if not said and (after := _AFTER.match(rest)) is not None:
        said, rest = after[2], after[1] + rest[after.end() :]
    return Amount(tuple(_bounded(said, value) for value in values), _unit(rest)) if values else None


def _around(middle: Decimal, off: Decimal) -> Range | None:
    return None if middle.is_nan() or off.is_nan() else Range(middle - off, middle + off)


def _from_to(low: Decimal, high: Decimal) -> Range | None:
    return None if low.is_nan() or high.is_nan() else Range(low, high)


def _bounded(sign: str, value: Decimal) -> Range:
    if not sign:
        return Range(value, value)
    if sign in _AT_MOST or sign in _BELOW:
        return Range(high=value, high_in=sign not in _BELOW)
    return Range(low=value, low_in=sign not in _ABOVE)


def _unit(rest: str) -> str:
    """The unit of a figure: what follows it, without the brackets around it and what it is counted as (`以Pb计`)."""
    unit = _COUNTED_AS.sub("", rest)
    return unit[1:-1] if unit.startswith("(") and unit.endswith(")") else unit


def limit_of(text: str) -> Amount | None:
    """What a limit lets be; None where it cannot be told: words, or a number without a sign."""
    found = amount_of(text)
    return None if found is None or any(one.low == one.high for one in found.readings) else found


def work_out(limit: str, result: str, column: str = "") -> Verdict:
    """Whether a result keeps to its limit; UNKNOWN where the two do not settle it.

    `<10` may be anything below ten, and `未检出` anything below what the method finds: both keep a limit from above. A
    result in words keeps a limit in the same words; that other words break it, no sum can say. `column` is the unit
    that a column of its own gives the figures that have none.
    """
    if (asked := _NOTHING.match(plain(limit))) is not None:
        return _against_none(plain(limit)[asked.end() :], result)
    amount = _in_column(limit_of(limit), column)
    if amount is None:
        return Verdict.PASS if plain(limit) and plain(limit) == plain(result) else Verdict.UNKNOWN
    if (found := _NOTHING.match(plain(result))) is not None:
        return _not_found(amount, plain(result)[found.end() :], column)
    return _compared(amount, _in_column(amount_of(result), column))


def _in_column(amount: Amount | None, column: str) -> Amount | None:
    """A figure with the unit of its column where it has none of its own and the column names one."""
    unit = _unit(_narrow(column))
    return replace(amount, unit=unit) if amount is not None and not amount.unit and is_unit(unit) else amount


def _against_none(sample: str, result: str) -> Verdict:
    """A result against a limit that lets nothing be found, in a sample such as `/25g`."""
    if (found := _NOTHING.match(plain(result))) is not None:
        rest = plain(result)[found.end() :]
        alike = not sample or not rest or rest == sample or _FINDS_FROM.match(rest)
        return Verdict.PASS if alike else Verdict.UNKNOWN
    amount = amount_of(result)
    some = amount is not None and all(_some(one) for one in amount.readings)
    return Verdict.FAIL if some else Verdict.UNKNOWN


def _some(range_: Range) -> bool:
    """Whether a range has values above nothing alone."""
    return range_.low is not None and (range_.low > 0 or (range_.low == 0 and not range_.low_in))


def _not_found(limit: Amount, rest: str, column: str) -> Verdict:
    """Against what was not found: a limit from above is kept, unless the method finds only from beyond it."""
    if not rest:
        return Verdict.PASS if all(one.low is None for one in limit.readings) else Verdict.UNKNOWN
    told = _FINDS_FROM.match(rest)
    bound = amount_of("<" + rest[told.end() :].removesuffix(")")) if told is not None else None
    return _compared(limit, _in_column(bound, column))


def _compared(limit: Amount, result: Amount | None) -> Verdict:
    """Every way to read the result against every way to read the limit; all must say the same.

    Figures in two units of the same thing are converted. Where one side alone has a unit nothing is told: the other
    figure may be in another unit of the same thing, and a person reads which.
    """
    if result is None or (by := factors(limit.unit, result.unit)) is None:
        return Verdict.UNKNOWN
    asked, given = _times(limit.readings, by.one), _times(result.readings, by.other)
    found = {_against(one, other) for one in asked for other in given}
    return found.pop() if len(found) == 1 else Verdict.UNKNOWN


def _one_has_none(one: Amount, other: Amount) -> bool:
    """Whether one of two figures has a unit and the other has nothing behind it."""
    return not (one.unit and other.unit) and is_unit(one.unit or other.unit)


def _times(readings: tuple[Range, ...], factor: Decimal) -> tuple[Range, ...]:
    def times(end: Decimal | None) -> Decimal | None:
        return None if end is None else end * factor

    return tuple(replace(one, low=times(one.low), high=times(one.high)) for one in readings)


def _against(asked: Range, given: Range) -> Verdict:
    if asked.holds(given):
        return Verdict.PASS
    return Verdict.FAIL if asked.apart(given) else Verdict.UNKNOWN


def check_item(limit: str, result: str, said: str, column: str = "") -> Checked:
    """An item: what is worked out beside what the report says of it. A failed one, by either, is a mismatch."""
    made, given = work_out(limit, result, column), verdict_in(said)
    values = [_plainly(value) for value in numbers_in(result)]
    facts: dict[str, Fact] = {"limit": limit, "result": result, "value": values[0] if values else result}
    if made is Verdict.FAIL and len(values) > 1:
        return checked(State.MISMATCH, "item-outside-power", None, **facts, raised=values[1])
    if made is Verdict.FAIL:
        return checked(
            State.MISMATCH, "item-outside" if given is not Verdict.PASS else "item-outside-passed", None, **facts
        )
    if given is Verdict.FAIL:
        return checked(
            State.MISMATCH, "item-failed" if made is Verdict.UNKNOWN else "item-within-failed", None, **facts
        )
    if made is Verdict.PASS:
        return checked(State.MATCH, "item-within", None, **facts)
    if (why := _left_open(limit, result, column)) is not None:  # the report's word is no answer to a figure
        return checked(State.UNREADABLE, why, None, **facts)
    if given is Verdict.PASS:
        return checked(State.NOT_APPLICABLE, "item-passed", None, **facts)
    return checked(State.UNREADABLE, "item-unknown", None, **facts)


def _left_open(limit: str, result: str, column: str) -> str | None:
    """Why a figure against a limit settles nothing; None where one of the two is words, or the limit has no sign."""
    asked, found = _in_column(limit_of(limit), column), _in_column(amount_of(result), column)
    if asked is None:
        return None
    if found is None:
        return "item-open" if _NOTHING.match(plain(result)) else None
    if factors(asked.unit, found.unit) is None and _one_has_none(asked, found):
        return "item-one-unit"
    two = asked.unit != found.unit and is_unit(asked.unit) and is_unit(found.unit)
    return "item-two-units" if two and factors(asked.unit, found.unit) is None else "item-open"


def check_conclusion(declared: str, read: str) -> Checked:
    """Whether a declared conclusion says what the report concludes, in whatever words."""
    one, other = verdict_in(declared), verdict_in(read)
    if Verdict.UNKNOWN in (one, other):
        return checked(State.UNREADABLE, "conclusion-unknown")
    if one is other:
        return checked(State.MATCH, "conclusion-same")
    return checked(State.MISMATCH, "conclusion-passed" if one is Verdict.PASS else "conclusion-failed")


def _narrow(text: str) -> str:
    """A figure without blanks, raised digits kept as powers, each sign in one way."""
    joined = "".join(text.split())
    powered = _POWER.sub(_as_power, joined)
    narrow = unicodedata.normalize("NFKC", powered).replace("〜", "~").lower()
    for written, sign in (("<=", "≤"), ("≦", "≤"), ("⩽", "≤"), (">=", "≥"), ("≧", "≥"), ("⩾", "≥")):
        narrow = narrow.replace(written, sign)
    return narrow


def _as_power(found: re.Match[str]) -> str:
    times = "1" if found[0].startswith("1") else ""
    return f"{times}e{(found[1] or found[2]).translate(_RAISED)}"


def _decimal(text: str) -> Decimal:
    """The number; one beyond what anything is measured in is none (NaN), which keeps no limit and breaks none."""
    if len(text) > _LONGEST:
        return _NONE
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return _NONE
    return value if abs(value.adjusted()) <= _LARGEST else _NONE


def _plainly(value: Decimal) -> str:
    """A number as people write it: no power, no trailing zeros."""
    return f"{value.normalize():f}"
