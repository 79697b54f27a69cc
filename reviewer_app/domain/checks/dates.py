"""Dates and terms as papers write them: 2026-08-08, 2026年8月8日, 二〇二六年八月八日, from ... to ..., 长期."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_CHINESE = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0"}
_WRITTEN = re.compile(
    r"(?P<y>[0-9]{4})\s*[-/.年]\s*(?P<m>[0-9]{1,2})\s*[-/.月]\s*(?P<d>[0-9]{1,2})\s*日?(?![0-9])"
    r"|(?<![0-9])(?P<run>(?:19|20)[0-9]{6})(?![0-9])"
)
_IN_CHINESE = re.compile(
    r"([〇○零O一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?"
)
_ENDLESS = 9999
"""The year with which registers write that there is no end."""
_OPEN = re.compile(
    r"长期|永久|永续|无固定期限|不约定期限|无期限|long[ -]?term|indefinite|permanent|no (?:fixed )?(?:end|term)", re.I
)
_MARKS = r"[\s:,。.;()~\-—–、\"']"
_ENDS = re.compile(
    rf"(?:{_MARKS}|证书|执照|许可证|授权|营业|经营|使用|有效期|期限|有效|日期|本|截至|截止|至|到|止|前|为|于"
    r"|(?:valid|until|till|through|thru|expires|expiry|expiration|date|ends?|on|to|up|of)\b)*+",
    re.I,
)
"""What may stand around a single date that is the last day."""
_BEGINS = re.compile(
    rf"(?:{_MARKS}|自|从|由|于|起|开始|生效|计算|算|签发|颁发|发证|有效期|期限|有效|日期|日|为|共|限"
    r"|(?:valid|from|since|issued|effective|starting|for|as|of|on|date)\b)*+",
    re.I,
)
"""What may stand around a single date that is the first day, and around how long it goes on from there."""
_LENGTH = re.compile(r"([0-9]{1,3}|[一二两三四五六七八九十]{1,3})\s*(年|个月|years?\b|months?\b)", re.I)
_BEGUN_BEFORE = re.compile(
    rf"(?:自|从|由|签发|颁发|发证|生效|(?:\b(?:from|since|issued)\b))(?:日期|日|于|on|{_MARKS})*$", re.I
)
_BEGUN_AFTER = re.compile(r"\s*(?:日|之日)?(?:起|开始|生效)")
_LAST_BEFORE = re.compile(
    rf"(?:至|(?<![收送接达])到|截止|\b(?:until|till|through|thru|to|expires|expiry))(?:日期|日|为|于|on|{_MARKS})*$",
    re.I,
)
_LAST_AFTER = re.compile(r"\s*(?:日|之日)?(?:到期|届满|期满|为止|止|截止)")
_INCLUDED = re.compile(r"\s*\(含[^()]*\)")
"""What says of a single date that it is the last day, whatever else stands there; `(含当日)` is said of either end."""


@dataclass(frozen=True, slots=True)
class Term:
    """For how long a paper holds. `until` is its last day; None with `open_ended` where it has none."""

    since: date | None
    until: date | None
    open_ended: bool = False

    def overlaps(self, other: Term) -> bool:
        """Whether there is a day on which both hold."""
        starts = [term.since for term in (self, other) if term.since is not None]
        ends = [term.until for term in (self, other) if term.until is not None]
        return not starts or not ends or max(starts) <= min(ends)


def dates_in(text: str) -> tuple[date, ...]:
    """Every date written in a text, in order. Raises ValueError for one that no calendar has."""
    return tuple(_made(found) for found in _WRITTEN.finditer(_narrow(text)))


def read_date(text: str) -> date | None:
    """The one date that a text is; None where it has none, several, or one that no calendar has."""
    try:
        found = dates_in(text)
    except ValueError:
        return None
    return found[0] if len(found) == 1 else None


def read_term(text: str) -> Term | None:
    """The term that a text gives: from ... to ..., until ..., without end; None where it cannot be read.

    A single date is the last day where the words beside it say so (`至 ...`, `... 到期`), whatever else stands there,
    or where nothing around it says otherwise: who asks, asks for a field that says how long a paper holds. One that is
    a first day (`自 ... 起`, `issued ...`), or stands with unknown words, is none.
    """
    try:
        found = dates_in(text)
    except ValueError:
        return None
    narrow = _narrow(text)
    if _OPEN.search(narrow):
        return Term(found[0] if found else None, None, open_ended=True) if len(found) <= 1 else None
    if found and found[-1].year == _ENDLESS and len(found) <= 2:
        return Term(found[0] if len(found) == 2 else None, None, open_ended=True)
    if len(found) == 2:
        return Term(found[0], found[1]) if found[0] <= found[1] and not _begins_twice(narrow) else None
    return Term(None, found[0]) if len(found) == 1 and _ends(narrow) else None


def read_begin(text: str) -> tuple[date, int | None] | None:
    """The first day that a text gives and for how many months from there, None where it says no length.

    None for a text that is not one date with known words: when it ends is for a person to say.
    """
    try:
        found = dates_in(text)
    except ValueError:
        return None
    around = _WRITTEN.sub("", _narrow(text))
    lengths = _LENGTH.findall(around)
    if len(found) != 1 or len(lengths) > 1 or not _BEGINS.fullmatch(_LENGTH.sub("", around)):
        return None
    if not lengths:
        return found[0], None
    number, unit = lengths[0]
    count = int(number) if number.isdigit() else _counted(number.replace("两", "二"))
    return found[0], count * (12 if unit[0] in "年yY" else 1)


def _ends(narrow: str) -> bool:
    """Whether the one date of a text is a last day: said so beside it, or with nothing around that says otherwise."""
    one = next(_WRITTEN.finditer(narrow))
    before, after = narrow[: one.start()], narrow[one.end() :]
    included = _INCLUDED.match(after)
    after = after[included.end() :] if included is not None else after
    if _BEGUN_AFTER.match(after):
        return False
    if _LAST_BEFORE.search(before):
        return True
    if _BEGUN_BEFORE.search(before):
        return False
    return bool(included or _LAST_AFTER.match(after) or _ENDS.fullmatch(before + after))


def _begins_twice(narrow: str) -> bool:
    """Whether the second of two dates is said to be a first day, too."""
    first, second = _WRITTEN.finditer(narrow)
    between, after = narrow[first.end() : second.start()], narrow[second.end() :]
    return bool(_BEGUN_BEFORE.search(between) or _BEGUN_AFTER.match(after))


def _narrow(text: str) -> str:
    """A text in narrow characters, dates in Chinese numerals written in digits."""
    return _IN_CHINESE.sub(_as_digits, unicodedata.normalize("NFKC", text))


def _made(found: re.Match[str]) -> date:
    run = found["run"]
    parts = (run[:4], run[4:6], run[6:]) if run else (found["y"], found["m"], found["d"])
    return date(*(int(part) for part in parts))


def _as_digits(found: re.Match[str]) -> str:
    year = "".join(_CHINESE.get(digit, digit) for digit in found[1])
    return f"{year}-{_counted(found[2])}-{_counted(found[3])}"


def _counted(words: str) -> int:
    """A month or a day in Chinese numerals, up to 三十一."""
    tens, ten, ones = words.partition("十")
    if not ten:
        return int("".join(_CHINESE[digit] for digit in words))
    return 10 * int(_CHINESE.get(tens, "1")) + int(_CHINESE.get(ones, "0"))
