"""Numbers under which businesses are registered: the unified social credit code and the older number of 15 digits."""

from __future__ import annotations

import unicodedata

from reviewer_app.domain.checks.result import Basis, Checked, State, checked

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015 in the order of their values: no I, O, S, V and Z."""
CREDIT_CODE = Basis("GB 32100-2015")
REGISTRATION = Basis("GS 15-2006")
_LENGTH, _OLD_LENGTH = 18, 15


def plain_code(value: str) -> str:
    """A code as it is compared: narrow capitals without blanks and hyphens, which papers set as they please."""
    narrow = unicodedata.normalize("NFKC", value).upper()
    return "".join(character for character in narrow if not character.isspace() and character != "-")


def credit_code_character(code: str) -> str:
    """The check character that belongs to the first 17 characters (GB 32100-2015).

    Each value is weighed with 3 to the power of its place (from 0), modulo 31; the check character makes the sum a
    multiple of 31. Raises ValueError for a character that the standard does not have.
    """
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return ALPHABET[-total % 31]


def registration_digit(number: str) -> str:
    """The check digit that belongs to the first 14 digits of an older registration number (ISO 7064, MOD 11,10)."""
    kept = 10
    for digit in number[:14]:
        kept = (kept + int(digit)) % 10 or 10
        kept = kept * 2 % 11
    return str((11 - kept) % 10)


def check_registration(value: str) -> Checked:
    """Whether a credit code, or an older registration number, has the check character that belongs to it."""
    code = plain_code(value)
    if not code:
        return checked(State.UNREADABLE, "code-empty", CREDIT_CODE)
    if len(code) == _OLD_LENGTH and code.isascii() and code.isdigit():
        return _compared("registration", code, registration_digit(code), REGISTRATION)
    if len(code) != _LENGTH:
        return checked(State.MISMATCH, "code-length", CREDIT_CODE, code=code, length=len(code))
    strange = next((character for character in code if character not in ALPHABET), None)
    if strange is not None:
        place = code.index(strange) + 1
        return checked(State.MISMATCH, "code-character", CREDIT_CODE, code=code, character=strange, place=place)
    return _compared("credit-code", code, credit_code_character(code), CREDIT_CODE)


def _compared(said: str, code: str, meant: str, basis: Basis) -> Checked:
    state = State.MATCH if code[-1] == meant else State.MISMATCH
    return checked(state, said, basis, code=code, last=code[-1], meant=meant)
