"""Units of lab reports: what is one, which two say the same, and by how much one is another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_WORDS = (("微克", "μg"), ("毫克", "mg"), ("千克", "kg"), ("公斤", "kg"), ("克", "g"), ("毫升", "ml"), ("升", "l"))
_SCALES: dict[str, tuple[str, str]] = {
    "ng": ("mass", "1e-9"),
    "μg": ("mass", "1e-6"),
    "ug": ("mass", "1e-6"),
    "mcg": ("mass", "1e-6"),
    "mg": ("mass", "1e-3"),
    "g": ("mass", "1"),
    "kg": ("mass", "1e3"),
    "μl": ("volume", "1e-6"),
    "ml": ("volume", "1e-3"),
    "l": ("volume", "1"),
    "cfu": ("cfu", "1"),
    "mpn": ("mpn", "1"),
    "%": ("share", "1e-2"),
    "‰": ("share", "1e-3"),
}
_WRITTEN = re.compile(r"(?P<of>[a-zμ%‰°个倍度级]+)(?:/(?P<count>[0-9]+(?:\.[0-9]+)?)?(?P<per>[a-zμ%°个倍度级]+[23]?))?")
"""A unit in small letters: one word, or one by another, in a sample of so many (`cfu/25g`)."""


@dataclass(frozen=True, slots=True)
class Factors:
    """What figures in two units are multiplied by to be compared; exact, so neither is divided."""

    one: Decimal
    other: Decimal


def is_unit(text: str) -> bool:
    """Whether what follows a figure is a unit; other words may change what the figure says."""
    return _WRITTEN.fullmatch(_spelled(text)) is not None


def factors(one: str, other: str) -> Factors | None:
    """How figures in two units compare; None where they are of different things, or not known."""
    if one == other:
        return Factors(Decimal(1), Decimal(1))
    first, second = _scale(one), _scale(other)
    if first is None or second is None or first[0] != second[0]:
        return None
    return Factors(first[1] * second[2], second[1] * first[2])


def _scale(unit: str) -> tuple[tuple[str, str], Decimal, Decimal] | None:
    """Of what a unit is, by what it is more than one, and by what its sample is."""
    found = _WRITTEN.fullmatch(_spelled(unit))
    if found is None:
        return None
    of, per = _SCALES.get(found["of"]), _SCALES.get(found["per"] or "", ("", "1") if found["per"] is None else None)
    if of is None or per is None:
        return None
    return (of[0], per[0]), Decimal(of[1]), Decimal(found["count"] or 1) * Decimal(per[1])


def _spelled(unit: str) -> str:
    for word, sign in _WORDS:
        unit = unit.replace(word, sign)
    return unit
