"""Lab reports: an item's result against its limit, worked out from what both say."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from reviewer_app.domain.checks.names import plain
from reviewer_app.domain.checks.result import Checked, Fact, State, checked

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"[×x*·]10(?:\^?([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|\^(-?[0-9]+))")
_NUMBER = r"-?[0-9][0-9,]*(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
_LOST_POWER = re.compile(rf"({_NUMBER})[×x*](10)([0-9]{{1,2}})(?![0-9.])")
_AMOUNT = re.compile(rf"^([<>≤≥]?)({_NUMBER})")
_RANGE = re.compile(rf"^({_NUMBER})(?:[~～—–至]|-|to)({_NUMBER})", re.I)
_AROUND = re.compile(rf"^({_NUMBER})(?:±|\+/-)({_NUMBER})")
_BOUND = re.compile(
    rf"^(≤|<=|≦|不大于|不超过|最大|max\.?|<|小于|≥|>=|≧|不小于|不低于|最小|min\.?|>|大于)({_NUMBER})", re.I
)
_AFTER = re.compile(rf"^({_NUMBER})[^0-9]*(以下|以上|max|min)", re.I)
_NOTHING = re.compile(r"^(?:不得检出|不应检出|未检出|阴性|nd|notdetected|nonedetected|absent|negative|n\.d\.?)")
_BAD = re.compile(
    r"不合格|不符合|不通过|未通过|不达标|notconform|non-?conform|nonconform|doesnotmeet|donotmeet|fail|reject"
)
_GOOD = re.compile(r"合格|符合|通过|达标|conform|pass|meets|accept")
_NONE, _LONGEST, _LARGEST = Decimal("NaN"), 40, 30
"""No number; characters of a number and powers of ten beyond which none is read."""
_AT_MOST = ("≤", "<=", "≦", "不大于", "不超过", "最大", "max", "max.", "以下")
_BELOW = ("<", "小于")
_ABOVE = (">", "大于")


class Verdict(StrEnum):
    """What is said of an item, or of a whole report."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Range:
    """The values a limit lets be, each end with whether it is one of them; None where there is no end."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = True
    high_in: bool = True

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies within."""
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        below = self.high is None or value < self.high or (self.high_in and value == self.high)
        return above and below


def verdict_in(words: str) -> Verdict:
    """What a conclusion says: `不合格` is no `合格`."""
    text = plain(words)
    if _BAD.search(text):
        return Verdict.FAIL
    return Verdict.PASS if _GOOD.search(text) else Verdict.UNKNOWN


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """The number that a result starts with; two where it can be read in two ways: `7.9×104` may be 7.9×10⁴.

    Machines lose the raised digit of a power. Empty where there is no number.
    """
    narrow = _narrow(text)
    lost = _LOST_POWER.match(narrow.lstrip("<>≤≥"))
    if lost is not None:
        base, power = _decimal(lost[1]), int(lost[3])
        if base.is_nan():
            return ()
        return (base * _decimal(lost[2] + lost[3]), base.scaleb(power))
    found = _AMOUNT.match(narrow)
    value = _decimal(found[2]) if found is not None else _NONE
    return () if value.is_nan() else (value,)


def limit_of(text: str) -> Range | None:
    """What a limit lets be; None where it cannot be told: words, or a number without a sign."""
    found = _limit_of(_narrow(text))
    ends = [end for end in (found.low, found.high) if end is not None] if found is not None else []
    return None if any(end.is_nan() for end in ends) else found


def _limit_of(narrow: str) -> Range | None:
    if (found := _AROUND.match(narrow)) is not None:
        middle, off = _decimal(found[1]), _decimal(found[2])
        return Range(middle - off, middle + off)
    if (found := _RANGE.match(narrow)) is not None:
        return Range(_decimal(found[1]), _decimal(found[2]))
    if (found := _BOUND.match(narrow)) is not None:
        sign, value = found[1].lower(), _decimal(found[2])
    elif (found := _AFTER.match(narrow)) is not None:
        sign, value = found[2].lower(), _decimal(found[1])
    else:
        return None
    if sign in _AT_MOST or sign in _BELOW:
        return Range(high=value, high_in=sign not in _BELOW)
    return Range(low=value, low_in=sign not in _ABOVE)


def work_out(limit: str, result: str) -> Verdict:
    """Whether a result keeps to its limit; UNKNOWN where the two do not settle it.

    `<10` may be anything below ten, and `未检出` anything below what the method finds: both keep a limit from above. A
    result in words keeps a limit in the same words; that other words break it, no sum can say.
    """
    nothing = bool(_NOTHING.match(plain(result)))
    if _NOTHING.match(plain(limit)):
        if nothing:
            return Verdict.PASS
        return Verdict.FAIL if numbers_in(result) and not _narrow(result).startswith("<") else Verdict.UNKNOWN
    range_ = limit_of(limit)
    if range_ is None:
        return Verdict.PASS if plain(limit) and plain(limit) == plain(result) else Verdict.UNKNOWN
    if nothing:
        return Verdict.PASS if range_.low is None else Verdict.UNKNOWN
    return _within(range_, _narrow(result)[:1], numbers_in(result))


def _within(range_: Range, sign: str, values: tuple[Decimal, ...]) -> Verdict:
    """A number or a bound against a range; where it can be read in two ways, both must say the same."""
    if not values:
        return Verdict.UNKNOWN
    if sign in ("<", "≤"):
        kept = range_.low is None and range_.high is not None and values[0] <= range_.high
        return Verdict.PASS if kept else Verdict.UNKNOWN
    if sign in (">", "≥"):
        broken = range_.high is not None and values[0] >= range_.high
        return Verdict.FAIL if broken else Verdict.UNKNOWN
    held = {range_.holds(value) for value in values}
    if len(held) > 1:
        return Verdict.UNKNOWN
    return Verdict.PASS if held.pop() else Verdict.FAIL


def check_item(limit: str, result: str, said: str) -> Checked:
    """An item: what is worked out beside what the report says of it. A failed one, by either, is a mismatch."""
    made, given = work_out(limit, result), verdict_in(said)
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
    if given is Verdict.PASS:  # words, or a limit without a sign: there is no sum, and nothing against it
        return checked(State.NOT_APPLICABLE, "item-passed", None, **facts)
    return checked(State.UNREADABLE, "item-unknown", None, **facts)


def check_conclusion(declared: str, read: str) -> Checked:
    """Whether a declared conclusion says what the report concludes, in whatever words."""
    one, other = verdict_in(declared), verdict_in(read)
    if Verdict.UNKNOWN in (one, other):
        return checked(State.UNREADABLE, "conclusion-unknown")
    if one is other:
        return checked(State.MATCH, "conclusion-same")
    return checked(State.MISMATCH, "conclusion-passed" if one is Verdict.PASS else "conclusion-failed")


def _narrow(text: str) -> str:
    """A figure without blanks, raised digits kept as powers."""
    joined = "".join(text.split())
    powered = _POWER.sub(lambda found: f"e{(found[1] or found[2]).translate(_RAISED)}", joined)
    return unicodedata.normalize("NFKC", powered).replace("〜", "~").lower()


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
