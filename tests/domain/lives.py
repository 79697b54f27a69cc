"""Plays cases: every event that could befall a state, and the shortest life that reaches each row of the table."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from reviewer_app.domain.events import (
    AnyEvent,
    Appealed,
    Cancelled,
    FlagsJoined,
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
from reviewer_app.domain.rounds import TABLE, CaseState, NotAllowed, Row, apply, row_for

AT = datetime(2026, 7, 1, tzinfo=UTC)
UNTIL = AT + timedelta(hours=1)
IMPACT = ("impact",)
Life = tuple[AnyEvent, ...]


def opened(seats: int = 1) -> Opened:
    return Opened(at=AT, actor="@server", seats=seats)


def taken(who: str, epoch: int, seat: int = 1) -> Taken:
    return Taken(at=AT, actor=who, seat=seat, epoch=epoch, lease="desk", until=UNTIL)


def released(who: str, epoch: int, seat: int = 1) -> Released:
    return Released(at=AT, actor=who, seat=seat, epoch=epoch, why="lapsed")


def verdict(who: str, round_: Round = Round.FIRST, seat: int = 1, attempt: int = 1, **more: Any) -> VerdictGiven:
    whole = {"outcome": "violation", "verdict_id": f"{round_.value}-{attempt}-{seat}", **more}
    return VerdictGiven(at=AT, actor=who, round=round_, attempt=attempt, seat=seat, **whole)


def returned(who: str, attempt: int = 1) -> Returned:
    return Returned(at=AT, actor=who, verdict_id=f"return-{attempt}", attempt=attempt, remark="look again")


def held(who: str, owner: str = "operator") -> Held:
    return Held(at=AT, actor=who, reason="papers", until=UNTIL, owner=owner)


def hold_ended() -> HoldEnded:
    return HoldEnded(at=AT, actor="@server")


def flags_joined() -> FlagsJoined:
    return FlagsJoined(at=AT, actor="@server", count=1)


def measure_due(*reasons: str) -> MeasureDue:
    return MeasureDue(at=AT, actor="@server", signoff=reasons)


def appealed(by: Any = "merchant") -> Appealed:
    return Appealed(at=AT, actor="@server", appeal_id="appeal", by=by)


def rereview_asked() -> RereviewAsked:
    return RereviewAsked(at=AT, actor="@server", corrected="v1")


def quality_drawn() -> QualityDrawn:
    return QualityDrawn(at=AT, actor="@server", sample="s1")


def cancelled() -> Cancelled:
    return Cancelled(at=AT, actor="@server", why="gone")


def possible(state: CaseState) -> Iterator[AnyEvent]:
    """One event of every sort and shape that could befall a state; the table says which of them may."""
    yield from (opened(1), opened(2), flags_joined(), hold_ended(), held("@server"), cancelled())
    yield from (measure_due(), measure_due("impact"), appealed(), rereview_asked(), quality_drawn())
    yield returned(_sitter(state, 1), state.attempt)
    yield from (held(w.actor) for w in state.working)
    for seat in range(1, state.seats_now() + 1):
        at_work = next((w for w in state.working if w.seat == seat), None)
        yield taken(_sitter(state, seat), state.epoch + 1, seat)
        yield released("anyone", at_work.epoch if at_work else state.epoch, seat)
        for signoff in ((), IMPACT):
            for agrees in (True, False):
                who, round_ = _sitter(state, seat), state.round or Round.FIRST
                yield verdict(who, round_, seat, state.attempt, agrees=agrees, signoff=signoff)


def _sitter(state: CaseState, seat: int) -> str:
    """Who would act on a seat: who is at work there, who the case went back to, or somebody new."""
    there = [w.actor for w in state.working if w.seat == seat] + [who for s, who in state.back_to if s == seat]
    return there[0] if there else f"{state.round}-{state.version}-{seat}"


def _sketch(state: CaseState) -> tuple[Any, ...]:
    """What tells states apart as far as the table goes."""
    seats = tuple(sorted(w.seat for w in state.working))
    given = tuple(sorted(g.seat for g in state.in_this_round()))
    return state.status, state.round, state.seats, seats, given, state.hold is None, state.under_signoff, state.back_to


@cache
def all_lives() -> tuple[dict[Row, tuple[Life, AnyEvent]], dict[tuple[Status | None, Round | None], list[Life]]]:
    """For each row a life and the event that takes it, and for each status and round the lives that end there."""
    rows: dict[Row, tuple[Life, AnyEvent]] = {}
    ends: dict[tuple[Status | None, Round | None], list[Life]] = {}
    seen: set[tuple[Any, ...]] = set()
    todo: deque[tuple[Life, CaseState]] = deque([((), CaseState())])
    while todo:
        life, state = todo.popleft()
        ends.setdefault((state.status, state.round), []).append(life)
        for event in possible(state):
            try:
                rows.setdefault(row_for(state, event), (life, event))
            except NotAllowed:
                continue
            after = apply(state, event)
            if (sketch := _sketch(after)[:7]) not in seen:
                seen.add(sketch)
                todo.append(((*life, event), after))
    return rows, ends


def rows_of(lines: Sequence[str]) -> set[str]:
    """The table's rows in short, as far as they are of the events named."""
    return {short(row) for row in TABLE if row.event in lines}


def short(row: Row) -> str:
    """A row as one line."""
    to = f" {row.to.value}" if row.to else ""
    return f"{row.status or '-'} {row.round or '-'}: {row.event}, {row.when} -> {row.then.value}{to}"
