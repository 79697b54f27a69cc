"""Tests the transition table row by row, and that nothing happens for which it has no row."""

from __future__ import annotations

from itertools import product

import pytest

from reviewer_app.domain.events import EVENTS, AnyEvent, Round, Status
from reviewer_app.domain.rounds import CONDITIONS, TABLE, CaseState, NotAllowed, Row, apply, fold, row_for
from tests.domain import lives
from tests.domain.lives import all_lives, possible, rows_of, short

EVENT_TYPES = sorted({event.type for event in possible(CaseState())} | {"released"})
PLACES = [
    (None, None),
    (Status.DECIDED, None),
    (Status.CANCELLED, None),
    *product((Status.WAITING, Status.WORKING, Status.HELD), Round),
]


@pytest.mark.parametrize("row", TABLE, ids=short)
def test_each_row_can_be_reached_and_leads_where_it_says(row: Row) -> None:
    life, event = all_lives()[0][row]
    before = fold(life)
    after = apply(before, event)
    stays = before.under_signoff if row.event == "returned" else before.round
    ends = row.then in (Status.DECIDED, Status.CANCELLED)
    assert (after.status, after.round) == (row.then, None if ends else row.to or stays)
    assert after.version == before.version + 1 == len(life) + 1


@pytest.mark.parametrize(("status", "round_"), PLACES, ids=str)
def test_without_a_row_nothing_happens(status: Status | None, round_: Round | None) -> None:
    have = {row.event for row in TABLE if (row.status, row.round) == (status, round_)}
    tried = set()
    for life in all_lives()[1][status, round_]:
        state = fold(life)
        for event in possible(state):
            if event.type not in have:
                tried.add(event.type)
                with pytest.raises(NotAllowed):
                    apply(state, event)
    assert tried == set(EVENT_TYPES) - have


def test_every_kind_of_event_is_tried() -> None:
    mapping = EVENTS.json_schema()["discriminator"]["mapping"]
    assert sorted(mapping) == EVENT_TYPES


def test_every_condition_is_used_and_every_row_is_once() -> None:
    assert {row.when for row in TABLE} == set(CONDITIONS)
    assert len(set(TABLE)) == len(TABLE)


def test_the_rows_of_verdicts_as_written_by_hand() -> None:
    found = rows_of(["verdict", "returned"])
    expected = set()
    for status in ("waiting", "working"):
        expected |= {
            f"{status} first: verdict, more seats to come -> waiting",
            f"{status} first: verdict, the seats differ -> waiting adjudication",
            f"{status} signoff: verdict, always -> decided",
            f"{status} signoff: returned, always -> waiting",
            f"{status} quality: verdict, always -> decided",
        }
        for round_ in ("first", "adjudication", "rereview", "appeal"):
            expected.add(f"{status} {round_}: verdict, settled, sign-off asked for -> waiting signoff")
            expected.add(f"{status} {round_}: verdict, settled -> decided")
    assert found == expected | {"working first: verdict, more seats to come, one at work -> working"}


def test_the_rows_after_a_decision_as_written_by_hand() -> None:
    assert {short(row) for row in TABLE if row.status is Status.DECIDED} == {
        "decided -: flags_joined, always -> decided",
        "decided -: measure_due, sign-off asked for -> waiting signoff",
        "decided -: measure_due, always -> decided",
        "decided -: appealed, always -> waiting appeal",
        "decided -: rereview_asked, always -> waiting rereview",
        "decided -: quality_drawn, always -> waiting quality",
    }


TWO = (lives.opened(2), lives.taken("a", 1, 1), lives.taken("b", 2, 2))


def test_a_late_verdict_does_not_hide_the_peer_at_work() -> None:
    state = fold((*TWO, lives.released("a", 1, 1), lives.verdict("a", seat=1)))
    assert (state.status, [w.actor for w in state.working]) == (Status.WORKING, ["b"])


def test_a_peer_works_on_through_a_hold() -> None:
    state = fold((*TWO, lives.held("b")))
    assert (state.status, [w.actor for w in state.working]) == (Status.HELD, ["a"])
    assert apply(state, lives.hold_ended()).status is Status.WORKING
    gone = apply(state, lives.released("a", 1, 1))
    assert (gone.status, gone.working) == (Status.HELD, ())
    assert apply(gone, lives.hold_ended()).status is Status.WAITING


@pytest.mark.parametrize(
    "event",
    [
        lives.taken("c", 3, 1),  # that seat is taken
        lives.taken("c", 3, 3),  # there is no such seat
        lives.verdict("a", seat=1, attempt=2),
        lives.verdict("a", Round.SIGNOFF, seat=1),
        lives.verdict("a", seat=3),
        lives.released("a", 9, 1),
        lives.returned("c"),
    ],
)
def test_an_event_about_another_seat_attempt_or_lease_is_not_allowed(event: AnyEvent) -> None:
    state = fold(TWO)
    with pytest.raises(NotAllowed) as caught:
        row_for(state, event)
    assert (caught.value.state, caught.value.event) == (state, event)


def test_one_person_never_fills_both_seats() -> None:
    with pytest.raises(NotAllowed):
        fold((lives.opened(2), lives.taken("a", 1, 1), lives.taken("a", 2, 2)))
    state = fold((lives.opened(2), lives.verdict("a", seat=1)))
    with pytest.raises(NotAllowed):
        apply(state, lives.verdict("a", seat=2))


def test_epochs_only_rise() -> None:
    begun = (lives.opened(), lives.taken("a", 1), lives.released("a", 1))
    assert fold((*begun, lives.taken("b", 2))).epoch == 2
    with pytest.raises(NotAllowed):
        fold((*begun, lives.taken("b", 1)))


def test_there_is_no_seat_between_rounds() -> None:
    decided = fold((lives.opened(), lives.verdict("a")))
    assert decided.open_seat() is None
    assert CaseState().open_seat() is None
    assert fold((lives.opened(2), lives.taken("a", 1, 1))).open_seat() == 2
    assert fold(TWO).open_seat() is None


def test_the_latest_verdict_of_a_round() -> None:
    state = fold((lives.opened(), lives.verdict("a")))
    given = state.decided_in(Round.FIRST)
    assert given is not None and given.actor == "a"
    assert state.decided_in(Round.APPEAL) is None


@pytest.mark.parametrize("agrees", [True, False, None])
def test_one_seat_alone_never_differs(agrees: bool | None) -> None:
    assert fold((lives.opened(), lives.verdict("a", agrees=agrees))).status is Status.DECIDED
    two = (lives.opened(2), lives.verdict("a", seat=1), lives.verdict("b", seat=2, agrees=False))
    assert fold((*two, lives.verdict("c", Round.ADJUDICATION, agrees=agrees))).status is Status.DECIDED
