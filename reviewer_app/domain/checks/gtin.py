"""Numbers of goods: GTIN-8, GTIN-12, GTIN-13 and GTIN-14 with their check digit."""

from __future__ import annotations

from reviewer_app.domain.checks.codes import plain_code
from reviewer_app.domain.checks.result import Basis, Checked, State, checked

GTIN = Basis("GS1 General Specifications")
LENGTHS = (8, 12, 13, 14)


def gtin_digit(number: str) -> str:
    """The check digit that belongs to the digits before the last.

    From the right they weigh 3, 1, 3, ...; the check digit makes the sum a multiple of ten (GS1 General Specifications;
    GB 12904-2008 for the 13-digit code).
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number[:-1])))
    return str(-total % 10)


def check_gtin(value: str) -> Checked:
    """Whether a number of goods has the check digit that belongs to it."""
    number = plain_code(value)
    if not number:
        return checked(State.UNREADABLE, "gtin-empty", GTIN)
    if not (number.isascii() and number.isdigit()):
        return checked(State.MISMATCH, "gtin-letters", GTIN, number=number)
    if len(number) not in LENGTHS:
        return checked(State.MISMATCH, "gtin-length", GTIN, number=number, length=len(number))
    meant = gtin_digit(number)
    state = State.MATCH if number[-1] == meant else State.MISMATCH
    return checked(state, "gtin", GTIN, number=number, last=number[-1], meant=meant)
