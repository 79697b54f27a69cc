"""The life of a case: the transition table as data, and the fold over events that both sides use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from reviewer_app.domain.events import (
    AnyEvent,
    Appealed,
    Cancelled,
    Held,
    HoldEnded,
    MeasureDue,
    Opened,
    QualityDrawn,
    Released,
    RereviewAsked,
    Returned,
    Round,
    Status,
    Taken,
    VerdictGiven,
)


@dataclass(frozen=True, slots=True)
class Working:
    """An open lease as the fold sees it."""

    actor: str
    seat: int
    epoch: int
    lease: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """A counted verdict as the fold sees it."""

    verdict_id: str
    actor: str
    round: Round
    attempt: int
    seat: int
    outcome: str
    overrides: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """An open hold."""

    reason: str
    until: datetime
    owner: str
    by: str


@dataclass(frozen=True, slots=True)
class CaseState:
    """What a case's events add up to.

    `decision` is the verdict that stands; `back_to` says by seat who gets a returned case; `under_signoff` is the round
    that a sign-off is about.
    """

    status: Status | None = None
    round: Round | None = None
    attempt: int = 1
    seats: int = 1
    version: int = 0
    epoch: int = 0
    working: tuple[Working, ...] = ()
    given: tuple[Given, ...] = ()
    hold: Hold | None = None
    decision: str | None = None
    under_signoff: Round | None = None
    signoff: tuple[str, ...] = ()
    remark: str | None = None
    back_to: tuple[tuple[int, str], ...] = ()
    acted: tuple[tuple[str, Round], ...] = ()

    def in_this_round(self) -> tuple[Given, ...]:
        """The counted verdicts of the present round and attempt."""
        return tuple(g for g in self.given if g.round is self.round and g.attempt == self.attempt)

    def decided_in(self, round_: Round) -> Given | None:
        """The latest counted verdict of a round."""
        return next((g for g in reversed(self.given) if g.round is round_), None)

    def open_seat(self) -> int | None:
        """The lowest seat of the present round that nobody sits on and that has given no verdict, if any."""
        if self.round is None:
            return None
        taken = {w.seat for w in self.working} | {g.seat for g in self.in_this_round()}
        return next((seat for seat in range(1, self.seats_now() + 1) if seat not in taken), None)

    def seats_now(self) -> int:
        """How many people look in the present round."""
        return self.seats if self.round is Round.FIRST else 1


class NotAllowed(Exception):
    """The table has no row for this event in this state."""

    def __init__(self, state: CaseState, event: AnyEvent) -> None:
        super().__init__(f"{event.type} is not possible in {state.status}({state.round})")
        self.state, self.event = state, event


def _others_at_work(state: CaseState, event: AnyEvent) -> bool:
    """Whether somebody sits on another seat than the event's; a late verdict's own lease may be gone already."""
    return isinstance(event, Released | VerdictGiven) and bool(_without(state, event.seat))


def _last_seat(state: CaseState, event: AnyEvent) -> bool:
    return len(state.in_this_round()) + 1 >= state.seats_now()


def _differ(state: CaseState, event: AnyEvent) -> bool:
    two = state.seats_now() > 1 and _last_seat(state, event)
    return two and isinstance(event, VerdictGiven) and event.agrees is False


def _settled(state: CaseState, event: AnyEvent) -> bool:
    return _last_seat(state, event) and not _differ(state, event)


def _needs_signoff(state: CaseState, event: AnyEvent) -> bool:
    return isinstance(event, VerdictGiven | MeasureDue) and bool(event.signoff)


CONDITIONS: dict[str, Callable[[CaseState, AnyEvent], bool]] = {
    "always": lambda state, event: True,
    "a seat is free": lambda state, event: state.open_seat() is not None,
    "another seat is at work": _others_at_work,
    "somebody is at work": lambda state, event: bool(state.working),
    "an open hold": lambda state, event: state.hold is not None,
    "more seats to come, one at work": lambda s, e: not _last_seat(s, e) and _others_at_work(s, e),
    "more seats to come": lambda s, e: not _last_seat(s, e),
    "the seats differ": _differ,
    "settled, sign-off asked for": lambda s, e: _settled(s, e) and _needs_signoff(s, e),
    "settled": _settled,
    "sign-off asked for": _needs_signoff,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; `to` is None where the round stays or, on a return, goes back to what was judged."""

    status: Status | None
    round: Round | None
    event: str
    when: str
    then: Status
    to: Round | None = None


_LOOKING = (Round.FIRST, Round.ADJUDICATION, Round.REREVIEW, Round.APPEAL)
_OPEN = (Status.WAITING, Status.WORKING)


def _rows() -> Iterable[Row]:
    yield Row(None, None, "opened", "always", Status.WAITING, Round.FIRST)
    for round_ in Round:
        yield Row(Status.WAITING, round_, "taken", "a seat is free", Status.WORKING)
        yield Row(Status.HELD, round_, "taken", "a seat is free", Status.WORKING)
        if round_ is Round.FIRST:  # the only round that two people look at
            yield Row(Status.WORKING, round_, "taken", "a seat is free", Status.WORKING)
            yield Row(Status.WORKING, round_, "released", "another seat is at work", Status.WORKING)
        yield Row(Status.WORKING, round_, "released", "an open hold", Status.HELD)
        yield Row(Status.WORKING, round_, "released", "always", Status.WAITING)
        for status in _OPEN:
            yield Row(status, round_, "held", "always", Status.HELD)
        yield Row(Status.HELD, round_, "released", "always", Status.HELD)
        # A blind peer works on while the other seat holds the case.
        yield Row(Status.HELD, round_, "hold_ended", "somebody is at work", Status.WORKING)
        yield Row(Status.HELD, round_, "hold_ended", "always", Status.WAITING)
        for status in (*_OPEN, Status.HELD):
            yield Row(status, round_, "flags_joined", "always", status)
            yield Row(status, round_, "cancelled", "always", Status.CANCELLED)
        yield Row(Status.WORKING, round_, "hold_ended", "an open hold", Status.WORKING)
    for status in _OPEN:
        yield from _verdict_rows(status)
    yield Row(Status.DECIDED, None, "flags_joined", "always", Status.DECIDED)
    yield Row(Status.DECIDED, None, "measure_due", "sign-off asked for", Status.WAITING, Round.SIGNOFF)
    yield Row(Status.DECIDED, None, "measure_due", "always", Status.DECIDED)
    yield Row(Status.DECIDED, None, "appealed", "always", Status.WAITING, Round.APPEAL)
    yield Row(Status.DECIDED, None, "rereview_asked", "always", Status.WAITING, Round.REREVIEW)
    yield Row(Status.DECIDED, None, "quality_drawn", "always", Status.WAITING, Round.QUALITY)
    for status in (*_OPEN, Status.HELD):
        yield Row(status, Round.QUALITY, "appealed", "always", Status.WAITING, Round.APPEAL)


def _verdict_rows(status: Status) -> Iterable[Row]:
    if status is Status.WORKING:
        yield Row(status, Round.FIRST, "verdict", "more seats to come, one at work", Status.WORKING)
    yield Row(status, Round.FIRST, "verdict", "more seats to come", Status.WAITING)
    yield Row(status, Round.FIRST, "verdict", "the seats differ", Status.WAITING, Round.ADJUDICATION)
    for round_ in _LOOKING:
        yield Row(status, round_, "verdict", "settled, sign-off asked for", Status.WAITING, Round.SIGNOFF)
        yield Row(status, round_, "verdict", "settled", Status.DECIDED)
    yield Row(status, Round.SIGNOFF, "verdict", "always", Status.DECIDED)
    yield Row(status, Round.SIGNOFF, "returned", "always", Status.WAITING)
    yield Row(status, Round.QUALITY, "verdict", "always", Status.DECIDED)


TABLE: tuple[Row, ...] = tuple(_rows())
_BY_KEY: dict[tuple[Status | None, Round | None, str], list[Row]] = {}
for _row in TABLE:
    _BY_KEY.setdefault((_row.status, _row.round, _row.event), []).append(_row)


def _fits(state: CaseState, event: AnyEvent) -> bool:
    """Whether the event is about the seat, attempt and people of the state; what holds for every row alike."""
    match event:
        case Taken():
            idle = all(w.seat != event.seat and w.actor != event.actor for w in state.working)
            return idle and event.epoch > state.epoch and _may_sit(state, event.actor, event.seat)
        case Released():
            return any((w.seat, w.epoch) == (event.seat, event.epoch) for w in state.working)
        case VerdictGiven():
            here = (event.round, event.attempt) == (state.round, state.attempt)
            return here and _may_sit(state, event.actor, event.seat)
        case Returned():
            return event.attempt == state.attempt and _may_sit(state, event.actor, 1)
        case _:
            return True


def _may_sit(state: CaseState, actor: str, seat: int) -> bool:
    """Whether the seat has given no verdict and is this person's to give: nobody acts in two rounds or on two seats."""
    given = state.in_this_round()
    free = 1 <= seat <= state.seats_now() and all(g.seat != seat and g.actor != actor for g in given)
    elsewhere = any(who == actor and where is not state.round for who, where in state.acted)
    return free and not elsewhere and (not state.back_to or (seat, actor) in state.back_to)


def row_for(state: CaseState, event: AnyEvent) -> Row:
    """The first row whose condition holds. Raises NotAllowed where none does, or where the event fits no seat."""
    if not _fits(state, event):
        raise NotAllowed(state, event)
    for row in _BY_KEY.get((state.status, state.round, event.type), ()):
        if CONDITIONS[row.when](state, event):
            return row
    raise NotAllowed(state, event)


def apply(state: CaseState, event: AnyEvent) -> CaseState:
    """The state after one more event. Raises NotAllowed."""
    row = row_for(state, event)
    after = _effects(state, event, row)
    round_ = None if row.then in (Status.DECIDED, Status.CANCELLED) else after.round
    return replace(after, status=row.then, round=round_, version=state.version + 1)


def fold(events: Iterable[AnyEvent]) -> CaseState:
    """The state that a list of events adds up to. Raises NotAllowed at the first event that cannot be."""
    state = CaseState()
    for event in events:
        state = apply(state, event)
    return state


def _without(state: CaseState, seat: int) -> tuple[Working, ...]:
    return tuple(w for w in state.working if w.seat != seat)


def _effects(state: CaseState, event: AnyEvent, row: Row) -> CaseState:
    match event:
        case Opened():
            return replace(state, round=row.to, seats=event.seats)
        case Taken():
            lease = Working(event.actor, event.seat, event.epoch, event.lease, event.until)
            return replace(state, working=(*state.working, lease), epoch=event.epoch)
        case Released():
            return replace(state, working=_without(state, event.seat))
        case VerdictGiven():
            return _given(state, event, row)
        case Returned():
            return _returned(state, event)
        case Held():
            hold = Hold(event.reason, event.until, event.owner, event.actor)
            return replace(state, hold=hold, working=tuple(w for w in state.working if w.actor != event.actor))
        case HoldEnded():
            return replace(state, hold=None)
        case MeasureDue() if row.then is Status.WAITING:
            return _enter(replace(state, signoff=event.signoff, under_signoff=_last_look(state)), Round.SIGNOFF)
        case Appealed() | RereviewAsked() | QualityDrawn():
            return _enter(state, row.to)
        case Cancelled():
            return replace(state, working=(), hold=None)
        case _:
            return state


def _last_look(state: CaseState) -> Round:
    return next((g.round for g in reversed(state.given) if g.round in _LOOKING), Round.FIRST)


def _enter(state: CaseState, round_: Round | None) -> CaseState:
    """Moves on to a round; its attempt counts on from what that round has seen."""
    before = [g.attempt for g in state.given if g.round is round_]
    return replace(state, round=round_, attempt=max(before, default=0) + 1, working=(), back_to=(), hold=None)


def _given(state: CaseState, event: VerdictGiven, row: Row) -> CaseState:
    mine = Given(event.verdict_id, event.actor, event.round, event.attempt, event.seat, event.outcome, event.overrides)
    after = replace(
        state,
        given=(*state.given, mine),
        acted=(*state.acted, (event.actor, event.round)),
        working=_without(state, event.seat),
        hold=None,
    )
    if row.then is Status.DECIDED:
        stands = state.decision if event.round is Round.QUALITY else event.verdict_id
        return replace(after, decision=stands, signoff=(), remark=None)
    if row.to is Round.SIGNOFF:
        after = replace(after, signoff=event.signoff, under_signoff=event.round)
    return after if row.to is None else _enter(after, row.to)


def _returned(state: CaseState, event: Returned) -> CaseState:
    target = state.under_signoff or Round.FIRST
    last = max((g.attempt for g in state.given if g.round is target), default=1)
    seats = tuple((g.seat, g.actor) for g in state.given if g.round is target and g.attempt == last)
    acted = (*state.acted, (event.actor, Round.SIGNOFF))
    signed = Given(event.verdict_id, event.actor, Round.SIGNOFF, event.attempt, 1, "return")
    moved = _enter(replace(state, acted=acted, given=(*state.given, signed), hold=None), target)
    return replace(moved, back_to=seats, remark=event.remark, signoff=(), under_signoff=None)
