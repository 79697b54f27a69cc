"""Who may take a case, and who may see which verdict: four eyes and blind seats, the same rules on both sides."""

from __future__ import annotations

from enum import StrEnum

from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.rounds import CaseState, Given
from reviewer_app.domain.terms import Role as Role

ROUND_ROLES: dict[Round, Role] = {
    Round.FIRST: Role.REVIEWER,
    Round.ADJUDICATION: Role.SUPERVISOR,
    Round.SIGNOFF: Role.SUPERVISOR,
    Round.APPEAL: Role.SUPERVISOR,
    Round.REREVIEW: Role.REVIEWER,
    Round.QUALITY: Role.SUPERVISOR,
}


class Bar(StrEnum):
    """Why a person may not take a case now."""

    NOT_OPEN = "not_open"
    ROLE = "role"
    ACTED_BEFORE = "acted_before"
    OTHERS_RETURN = "others_return"
    NO_SEAT = "no_seat"
    YOURS_ALREADY = "yours_already"


def bar_to(state: CaseState, person: str, roles: frozenset[Role]) -> Bar | None:
    """Why `person` may not take the case in its present round, or None where nothing stands against it.

    Nobody acts in two rounds of a case; a returned case goes back to who judged it; the same supervisor may sign again.
    """
    if state.status not in (Status.WAITING, Status.WORKING, Status.HELD) or state.round is None:
        return Bar.NOT_OPEN
    if ROUND_ROLES[state.round] not in roles:
        return Bar.ROLE
    if any(w.actor == person for w in state.working):
        return Bar.YOURS_ALREADY
    if any(who == person and where is not state.round for who, where in state.acted):
        return Bar.ACTED_BEFORE
    if any(g.actor == person for g in state.in_this_round()):
        return Bar.ACTED_BEFORE
    if (
        state.status is Status.HELD
        and state.hold is not None
        and state.hold.by != person
        and state.hold.owner not in roles
    ):
        return Bar.NOT_OPEN
    seat = seat_for(state, person)
    if seat is None:
        return Bar.OTHERS_RETURN if state.back_to else Bar.NO_SEAT
    return None


def seat_for(state: CaseState, person: str) -> int | None:
    """The seat that `person` would sit on, or None where none is free for them."""
    if state.back_to:
        taken = {w.seat for w in state.working} | {g.seat for g in state.in_this_round()}
        return next((seat for seat, who in state.back_to if who == person and seat not in taken), None)
    return state.open_seat()


def visible(state: CaseState, viewer: str) -> tuple[Given, ...]:
    """The counted verdicts that `viewer` may know of: a blind seat's only once every seat of its attempt is in.

    Who takes the second look for quality knows of no verdict while they do.
    """
    looks_again = state.round is Round.QUALITY and any(w.actor == viewer for w in state.working)
    return tuple(g for g in state.given if g.actor == viewer or not (looks_again or _still_blind(state, g)))


def _still_blind(state: CaseState, given: Given) -> bool:
    if given.round is Round.QUALITY:
        return state.round is Round.QUALITY
    if given.round is not Round.FIRST or state.seats < 2:
        return False
    peers = [g for g in state.given if g.round is Round.FIRST and g.attempt == given.attempt]
    return len(peers) < state.seats
