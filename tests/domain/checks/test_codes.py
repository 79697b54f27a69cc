"""Check characters: known codes, every single slip noticed, and what is no code said to be none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.checks.codes import (
    ALPHABET,
    check_registration,
    credit_code_character,
    registration_digit,
)
from reviewer_app.domain.checks.gtin import LENGTHS, check_gtin, gtin_digit
from reviewer_app.domain.checks.result import State


@pytest.mark.parametrize(
    ("value", "state", "said"),
    [
        ("91350100M000100Y43", State.MATCH, "credit-code"),
        ("91330199MAF6J9XF0N", State.MATCH, "credit-code"),
        (" 9133 0199-maf6j9xf0n ", State.MATCH, "credit-code"),
        ("９１３３０１９９ＭＡＦ６Ｊ９ＸＦ０Ｎ", State.MATCH, "credit-code"),
        ("91330199MAF6J9XF0M", State.MISMATCH, "credit-code"),
        ("110108000000016", State.MATCH, "registration"),
        ("110108000000017", State.MISMATCH, "registration"),
        ("91330199MAF6J9XF0", State.MISMATCH, "code-length"),
        ("91330199MAF6J9XFON", State.MISMATCH, "code-character"),
        ("  ", State.UNREADABLE, "code-empty"),
    ],
)
def test_registrations(value: str, state: State, said: str) -> None:
    check = check_registration(value)
    assert (check.state, check.said) == (state, said)


def test_the_sum_says_which_character_it_should_be() -> None:
    check = check_registration("91330199MAF6J9XF0M")
    assert (check.fact("last"), check.fact("meant")) == ("M", "N")
    assert check.basis is not None and check.basis.source == "GB 32100-2015"


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(head: str, place: int, other: str) -> None:
    code = head + credit_code_character(head)
    assert check_registration(code).state is State.MATCH
    slipped = code[:place] + other + code[place + 1 :]
    assert (check_registration(slipped).state is State.MATCH) == (slipped == code)


@given(st.text(alphabet="0123456789", min_size=14, max_size=14), st.integers(0, 13), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_older_number_is_always_noticed(head: str, place: int, other: str) -> None:
    number = head + registration_digit(head)
    assert check_registration(number).state is State.MATCH
    slipped = number[:place] + other + number[place + 1 :]
    assert (check_registration(slipped).state is State.MATCH) == (slipped == number)


@pytest.mark.parametrize(
    ("value", "state", "said"),
    [
        ("96385074", State.MATCH, "gtin"),
        ("036000291452", State.MATCH, "gtin"),
        ("6901234567892", State.MATCH, "gtin"),
        ("10614141000415", State.MATCH, "gtin"),
        ("6901234567893", State.MISMATCH, "gtin"),
        ("690123456789", State.MISMATCH, "gtin"),
        ("69012345678", State.MISMATCH, "gtin-length"),
        ("69O1234567892", State.MISMATCH, "gtin-letters"),
        ("", State.UNREADABLE, "gtin-empty"),
    ],
)
def test_numbers_of_goods(value: str, state: State, said: str) -> None:
    check = check_gtin(value)
    assert (check.state, check.said) == (state, said)


@given(st.sampled_from(LENGTHS), st.data())
def test_a_number_of_goods_with_its_digit_is_sound_and_with_any_other_is_not(length: int, data: st.DataObject) -> None:
    head = data.draw(st.text(alphabet="0123456789", min_size=length - 1, max_size=length - 1))
    meant = gtin_digit(head + "0")
    assert [digit for digit in "0123456789" if check_gtin(head + digit).state is State.MATCH] == [meant]
