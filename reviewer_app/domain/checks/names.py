"""Whether two written values are the same: set alike or not, and never nearly the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reviewer_app.domain.checks.dates import read_begin, read_date, read_term
from reviewer_app.domain.checks.result import Checked, State, checked

_BRACKETS = str.maketrans({"【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "「": "(", "」": ")"})
_POINTS = re.compile(r"[·•・‧]|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])|(?<=co|td|nc|rp)[.,]+")
"""The points between the parts of a name, and those of `Co., Ltd.`, `Inc.` and `Corp.`."""
_NUMBERED = re.compile(r"^第\s*([0-9A-Z]+)\s*号$")


def plain(value: str) -> str:
    """A value as it is compared: narrow, without blanks, brackets of one kind, letters of one case."""
    narrow = unicodedata.normalize("NFKC", value).translate(_BRACKETS)
    return "".join(narrow.split()).casefold()


@lru_cache(maxsize=1024)  # the same few names are compared over and over, and one may be thousands of characters
def plain_name(value: str) -> str:
    """A name as it is compared: as `plain`, and without the points between the parts of a name.

    Any other mark is part of it: `甲、乙` is not `甲乙`.
    """
    return _POINTS.sub("", plain(value))


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for how they are set; a name that only resembles another is another."""
    return bool(plain_name(one)) and plain_name(one) == plain_name(other)


def compared(one: str, other: str) -> Checked:
    """How what a form declares and what a paper says agree.

    Dates and terms are compared as such, numbers in `第 ... 号` by their number. Where they differ, the facts `here`
    and `there` have the stretch that differs.
    """
    if one == other:
        return checked(State.MATCH, "same")
    if plain(one) == plain(other):
        return checked(State.MATCH, "same-but-set")
    if _number(one) == _number(other):
        return checked(State.MATCH, "same-number")
    term = read_term(one)
    if term is not None and term == read_term(other) and read_date(one) == read_date(other):
        return checked(State.MATCH, "same-dates")
    begun = read_begin(one)
    if term is None and begun is not None and begun == read_begin(other) and read_term(other) is None:
        return checked(State.MATCH, "same-dates")
    here, there = differing(one, other)
    return checked(State.MISMATCH, "differs", here=here, there=there)


def differing(one: str, other: str) -> tuple[str, str]:
    """The stretches from the first to the last character in which two values differ, as they are written."""
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    room = shorter - start
    tail = next((at for at in range(room) if one[-1 - at] != other[-1 - at]), room)
    return one[start : len(one) - tail], other[start : len(other) - tail]


def _number(value: str) -> str:
    narrow = unicodedata.normalize("NFKC", value).strip().upper()
    found = _NUMBERED.match(narrow)
    return found[1] if found else "".join(narrow.split())
