"""Chains of authorisation that hold or break, and days and ages at their edges."""

from __future__ import annotations

import time
from datetime import date
from itertools import product

import pytest

from reviewer_app.domain.checks.chain import Brand, Letter, brand_of, chain_of
from reviewer_app.domain.checks.dates import Term
from reviewer_app.domain.checks.result import State, worst
from reviewer_app.domain.checks.validity import (
    Mark,
    age_on,
    authorisation_facts,
    check_status,
    check_valid,
    identity_facts,
    licence_facts,
    mark_facts,
)

ON = date(2026, 7, 29)
YEAR = Term(date(2026, 1, 1), date(2026, 12, 31))


def letter(giver: str, receiver: str, term: Term | None = YEAR, document: int = 0) -> Letter:
    return Letter(giver, receiver, term, document)


@pytest.mark.parametrize(
    ("holder", "letters", "state", "said", "levels"),
    [
        ("Shop", (), State.MATCH, "chain-own", 0),
        ("Owner", (letter("Owner", "Shop"),), State.MATCH, "chain-whole", 1),
        ("Owner", (letter("Mid", "Shop", document=1), letter("Owner", "Mid")), State.MATCH, "chain-whole", 2),
        ("Owner", (), State.MISMATCH, "chain-no-letter", None),
        ("Owner", (letter("Other", "Shop"),), State.MISMATCH, "chain-broken", None),
        ("Owner", (letter("Owner", "Sister"),), State.MISMATCH, "chain-not-shop", None),
        ("Owner", (letter("Owner", "Shop", None),), State.UNREADABLE, "chain-term", 1),
        (None, (letter("Other", "Shop"),), State.UNREADABLE, "chain-no-mark", None),
        ("Owner", (letter("A", "B"), letter("B", "A", document=1)), State.MISMATCH, "chain-not-shop", None),
        ("Owner", (letter("A", "Shop"), letter("Shop", "A", document=1)), State.MISMATCH, "chain-broken", None),
        (
            "Owner",
            (letter("Owner", "Shop", Term(date(2026, 7, 30), date(2027, 1, 1))),),
            State.MISMATCH,
            "chain-outside",
            1,
        ),
    ],
)
def test_chains(holder: str | None, letters: tuple[Letter, ...], state: State, said: str, levels: int | None) -> None:
    chain = chain_of(holder, "Shop", letters, ON)
    assert chain is not None
    assert (chain.check.state, chain.check.said, chain.levels) == (state, said, levels)


def test_of_two_ways_the_shorter_counts_and_rings_lead_nowhere() -> None:
    round_about = [letter("Owner", "A"), letter("A", "Owner", document=1), letter("A", "B", document=2)]
    whole = chain_of("Owner", "Shop", [*round_about, letter("B", "Shop", document=3), letter("A", "Shop")], ON)
    assert whole is not None and whole.levels == 2
    assert [one.receiver for one in whole.letters] == ["A", "Shop"]


@pytest.mark.parametrize("names", [("Owner",), ("Owner", "Mid"), ("Owner", "A", "B", "C")])
def test_two_hundred_letters_in_rings_take_no_time(names: tuple[str, ...]) -> None:
    rings = [letter(one, other, document=i) for i, (one, other) in enumerate(list(product(names, names)) * 200)][:200]
    before = time.process_time()
    chain = chain_of("Owner", "Shop", rings, ON)
    assert time.process_time() - before < 0.5
    assert chain is not None and chain.check.said == "chain-not-shop"


def test_a_chain_of_two_hundred_letters_holds() -> None:
    letters = [letter(f"firm {i}", f"firm {i + 1}", document=i) for i in range(200)]
    before = time.process_time()
    chain = chain_of("firm 0", "firm 200", letters[::-1], ON)
    assert time.process_time() - before < 0.5
    assert chain is not None and (chain.levels, chain.check.said) == (200, "chain-whole")


MARK = brand_of("云岭 YUNLING", "第12345678号")
LAST_YEAR = Term(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("brand", "state", "said", "levels"),
    [
        (brand_of("云岭", None), State.MATCH, "chain-whole", 1),
        (brand_of("yunling", "87654321"), State.MATCH, "chain-whole", 1),
        (brand_of(None, "12345678"), State.MATCH, "chain-whole", 1),
        (brand_of("海山、云岭", "87654321"), State.MATCH, "chain-whole", 1),
        (brand_of("海山", "87654321"), State.MISMATCH, "chain-other-brand", None),
        (brand_of("云岭山", None), State.MISMATCH, "chain-other-brand", None),
        (brand_of("云", None), State.MISMATCH, "chain-other-brand", None),
        (brand_of(None, "第1234567号"), State.MISMATCH, "chain-other-brand", None),
        (Brand(), State.UNREADABLE, "chain-brand", 1),
    ],
)
def test_a_letter_counts_for_the_brand_that_it_is_about(brand: Brand, state: State, said: str, levels: int) -> None:
    chain = chain_of("Owner", "Shop", (Letter("Owner", "Shop", YEAR, 1, brand),), ON, brand=MARK)
    assert chain is not None
    assert (chain.check.state, chain.check.said, chain.levels) == (state, said, levels)


def test_the_letter_that_is_surely_about_the_brand_counts_before_one_that_may_be() -> None:
    letters = [Letter("Owner", "Shop", YEAR, 1), Letter("Owner", "Shop", YEAR, 2, brand_of("云岭", None))]
    chain = chain_of("Owner", "Shop", letters, ON, brand=MARK)
    assert chain is not None and chain.check.said == "chain-whole" and chain.letters == (letters[1],)


@pytest.mark.parametrize("turn", [1, -1])
def test_of_a_letter_and_its_renewal_the_one_that_holds_counts(turn: int) -> None:
    old, new = letter("Owner", "Shop", LAST_YEAR), letter("Owner", "Shop", document=1)
    chain = chain_of("Owner", "Shop", [old, new][::turn], ON)
    assert chain is not None and (chain.check.said, chain.letters) == ("chain-whole", (new,))
    chain = chain_of("Owner", "Shop", [old, letter("Owner", "Shop", None, 2)][::turn], ON)
    assert chain is not None and chain.check.said == "chain-term"  # whether the newer one holds, a person says
    longer = [old, letter("Owner", "Mid"), letter("Mid", "Shop")][::turn]
    chain = chain_of("Owner", "Shop", longer, ON)
    assert chain is not None and (chain.check.said, chain.levels) == ("chain-whole", 2)


def test_no_mark_and_no_letter_is_no_chain() -> None:
    assert chain_of(None, "Shop", (), ON) is None


def test_a_break_names_both_sides_of_the_gap() -> None:
    chain = chain_of("Owner", "Shop", (letter("Far", "Near"), letter("Near", "Shop", document=1)), ON)
    assert chain is not None
    assert (chain.check.fact("holder"), chain.check.fact("giver")) == ("Owner", "Far")


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2010, 7, 29), ON, 16),
        (date(2010, 7, 30), ON, 15),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2025, 2, 28), 16),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
    ],
)
def test_ages(birth: date, on: date, age: int) -> None:
    assert age_on(birth, on) == age


@pytest.mark.parametrize(
    ("term", "state", "said"),
    [
        (Term(None, ON), State.MATCH, "valid-days"),
        (Term(None, date(2026, 7, 28)), State.MISMATCH, "valid-past"),
        (Term(date(2026, 7, 30), date(2027, 1, 1)), State.MISMATCH, "valid-not-yet"),
        (Term(None, None, open_ended=True), State.MATCH, "valid-open"),
        (None, State.UNREADABLE, "term-unread"),
    ],
)
def test_certificates(term: Term | None, state: State, said: str) -> None:
    check = check_valid(term, ON)
    assert (check.state, check.said) == (state, said)


def test_facts_for_the_thresholds() -> None:
    until = Term(None, date(2026, 8, 8))
    endless = Term(None, None, open_ended=True)
    assert licence_facts(until, ON) == {"licence_open_ended": False, "licence_days_left": 10}
    assert licence_facts(endless, ON) == {"licence_open_ended": True}
    assert identity_facts(Term(None, date(2026, 8, 30)), ON) == {"id_days_past_a_month": 1}
    assert int(identity_facts(endless, ON)["id_days_past_a_month"]) > 10**5
    assert authorisation_facts(until, ON) == {"authorisation_days_left": 10}
    assert int(authorisation_facts(endless, ON)["authorisation_days_left"]) > 10**5
    assert mark_facts(Mark(True), ON) == {"trademark": "registered"}
    accepted = mark_facts(Mark(False, date(2026, 1, 29)), ON)
    assert (accepted["trademark"], accepted["mark_days_past_6_months"]) == ("accepted", 0)


def test_the_gravest_state_of_several_counts() -> None:
    assert worst([State.MATCH, State.MISMATCH, State.UNREADABLE]) is State.MISMATCH
    assert worst([State.NOT_APPLICABLE, State.MATCH]) is State.MATCH
    assert worst([]) is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("value", "state", "said"),
    [
        ("有效", State.MATCH, "status-valid"),
        ("暂停", State.MISMATCH, "status-suspended"),
        ("撤销", State.MISMATCH, "status-withdrawn"),
        ("Revoked", State.MISMATCH, "status-withdrawn"),
        ("注 销", State.MISMATCH, "status-cancelled"),
        ("无效", State.UNREADABLE, "status-unknown"),
        ("有效期至2027年", State.UNREADABLE, "status-unknown"),
    ],
)
def test_the_state_of_a_certificate_goes_by_the_words_of_registers(value: str, state: State, said: str) -> None:
    found = check_status(value)
    assert (found.state, found.said) == (state, said)
