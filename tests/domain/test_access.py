"""Tests who may take a case, on which seat, and who may know of which verdict."""

from __future__ import annotations

import pytest

from reviewer_app.domain.access import ROUND_ROLES, Bar, Role, bar_to, seat_for, visible
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.rounds import CaseState, fold
from tests.domain.lives import Life, all_lives, cancelled, held, opened, quality_drawn, returned, taken, verdict

REVIEWER, SUPERVISOR = frozenset({Role.REVIEWER}), frozenset({Role.SUPERVISOR})
ALL = frozenset(Role)


def test_every_round_has_its_role_and_it_is_asked_for() -> None:
    assert set(ROUND_ROLES) == set(Round)
    for (status, round_), found in all_lives()[1].items():
        if status is Status.WAITING and round_ is not None:
            state = fold(found[0])
            assert bar_to(state, "stranger", ALL - {ROUND_ROLES[round_]}) is Bar.ROLE
            assert bar_to(state, "stranger", frozenset({ROUND_ROLES[round_]})) is None


@pytest.mark.parametrize("life", [(), (opened(), verdict("a")), (opened(), cancelled())], ids=["new", "decided", "off"])
def test_a_case_that_is_not_open_is_nobodys(life: Life) -> None:
    assert bar_to(fold(life), "b", ALL) is Bar.NOT_OPEN


def test_one_seat_is_one_persons() -> None:
    state = fold((opened(), taken("a", 1)))
    assert bar_to(state, "a", REVIEWER) is Bar.YOURS_ALREADY
    assert bar_to(state, "b", REVIEWER) is Bar.NO_SEAT
    assert seat_for(state, "b") is None


def test_two_seats_are_two_persons() -> None:
    state = fold((opened(2), taken("a", 1, 1)))
    assert (bar_to(state, "b", REVIEWER), seat_for(state, "b")) == (None, 2)
    given = fold((opened(2), taken("a", 1, 1), verdict("a", seat=1)))
    assert bar_to(given, "a", REVIEWER) is Bar.ACTED_BEFORE
    assert (bar_to(given, "b", REVIEWER), seat_for(given, "b")) == (None, 2)


def test_a_returned_case_goes_back_to_who_judged_it_on_the_same_seat() -> None:
    state = fold((opened(2), verdict("a", seat=1), verdict("b", seat=2, agrees=True, signoff=("i",)), returned("s")))
    assert [seat_for(state, who) for who in ("a", "b", "c")] == [1, 2, None]
    assert [bar_to(state, who, REVIEWER) for who in ("a", "b", "c")] == [None, None, Bar.OTHERS_RETURN]
    assert bar_to(state, "s", ALL) is Bar.ACTED_BEFORE


def test_a_held_case_is_left_to_who_held_it_and_whose_list_it_is_on() -> None:
    state = fold((opened(), taken("a", 1), held("a", owner="supervisor")))
    assert bar_to(state, "a", REVIEWER) is None
    assert bar_to(state, "b", REVIEWER | SUPERVISOR) is None
    assert bar_to(state, "c", REVIEWER) is Bar.NOT_OPEN


def _seen(state: CaseState, viewer: str) -> list[str]:
    return [given.actor for given in visible(state, viewer)]


def test_a_blind_verdict_is_its_own_persons_until_both_are_in() -> None:
    half = fold((opened(2), taken("a", 1, 1), taken("b", 2, 2), verdict("a", seat=1)))
    assert [_seen(half, who) for who in ("a", "b", "stranger")] == [["a"], [], []]
    differ = fold((opened(2), verdict("a", seat=1), verdict("b", seat=2, agrees=False)))
    assert differ.round is Round.ADJUDICATION
    assert [_seen(differ, who) for who in ("a", "b", "judge")] == [["a", "b"]] * 3


def test_in_a_second_attempt_the_first_is_seen_and_the_other_seat_is_not() -> None:
    life = (opened(2), verdict("a", seat=1), verdict("b", seat=2, agrees=True, signoff=("i",)), returned("s"))
    state = fold((*life, verdict("a", seat=1, attempt=2)))
    assert _seen(state, "b") == ["a", "b", "s"]
    assert _seen(state, "a") == ["a", "b", "s", "a"]


def test_a_single_seat_hides_nothing() -> None:
    assert _seen(fold((opened(), verdict("a"))), "anyone") == ["a"]


def test_the_second_look_for_quality_is_blind_while_it_lasts() -> None:
    life = (opened(), verdict("a"), quality_drawn(), taken("q", 1))
    assert [_seen(fold(life), who) for who in ("q", "a", "auditor")] == [[], ["a"], ["a"]]
    done = fold((*life, verdict("q", Round.QUALITY)))
    assert _seen(done, "q") == ["a", "q"]
    again = fold((*life, verdict("q", Round.QUALITY), quality_drawn()))
    assert _seen(again, "auditor") == ["a"]
