"""Leases: taking cases, keeping them alive, giving them back, and sweeping up what has lapsed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reviewer_app.domain.access import Bar, bar_to, seat_for
from reviewer_app.domain.events import HoldEnded, Released, Round, Taken
from reviewer_app.domain.leases import Lease, LeaseKind
from reviewer_app.domain.rounds import NotAllowed
from reviewer_app.server.clock import instant, stamp
from reviewer_app.server.repository import cases, leases, people
from reviewer_app.server.repository.engine import Unit
from reviewer_app.server.service import counting, transitions
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.lease_choice import candidates
from reviewer_app.server.service.refusal import refuse
from reviewer_app.server.service.transitions import SERVER, Loaded
from reviewer_app.wire.messages import CaseCounts, CaseRefused, CountsTold, Held, LeasesTold, TakeAsk
from reviewer_app.wire.problems import Code, Problem, problem

BARS: dict[Bar, Code] = {
    Bar.NOT_OPEN: Code.CASE_NOT_OPEN,
    Bar.ROLE: Code.FORBIDDEN,
    Bar.ACTED_BEFORE: Code.ACTED_BEFORE,
    Bar.OTHERS_RETURN: Code.TAKEN,
    Bar.NO_SEAT: Code.TAKEN,
    Bar.YOURS_ALREADY: Code.TAKEN,
}


@dataclass(frozen=True, slots=True)
class Taking:
    """What a taking brought: leases to be shown with their case, and refusals."""

    leases: tuple[Lease, ...]
    refused: tuple[CaseRefused, ...]


class LeaseService:
    """Who has which case in hand."""

    def __init__(self, core: Core) -> None:
        self._core = core

    # -- taking --------------------------------------------------------------------------------------------------

    def take(self, ask: TakeAsk, viewer: Viewer) -> Taking:
        """Takes the named cases and the next ones in risk order; each by itself, all in one transaction.

        Raises Refusal for an account that was disabled after its request came in: nobody would give the cases back.
        """
        given: list[Lease] = []
        refused: list[CaseRefused] = []
        with self._core.database.write() as unit:
            if people.is_disabled(unit.conn, viewer.account):
                raise refuse(Code.UNAUTHENTICATED)
            now = self._core.now()
            room = self._room(unit, ask, viewer)
            for case_id in dict.fromkeys(ask.case_ids):
                found = self._take_one(unit, case_id, ask, viewer, now, room - len(given))
                (given if isinstance(found, Lease) else refused).append(found)  # type: ignore[arg-type]
            if ask.count:
                self._sweep(unit, now)
                given += self._take_next(unit, ask, viewer, now, min(ask.count, room - len(given)))
        return Taking(tuple(given), tuple(refused))

    def _room(self, unit: Unit, ask: TakeAsk, viewer: Viewer) -> int:
        """How many more cases the person may take; desk and offline leases are counted apart."""
        policy = self._core.settings.policy
        most = policy.in_hand if ask.kind is LeaseKind.DESK else policy.offline_cases
        kinds = [lease.kind for lease in leases.open_of(unit.conn, viewer.account)]
        return most - kinds.count(ask.kind.value)

    def _take_one(
        self, unit: Unit, case_id: str, ask: TakeAsk, viewer: Viewer, now: datetime, room: int
    ) -> Lease | CaseRefused:
        case = transitions.load(unit, case_id)
        if case is None:
            return CaseRefused(case_id=case_id, problem=problem(Code.NOT_FOUND, case_id))
        bar = bar_to(case.head.state, viewer.account, viewer.roles)
        if bar is Bar.YOURS_ALREADY:
            return self._keep_or_prolong(unit, case, ask, viewer, now)
        if bar is Bar.NO_SEAT:
            case = self._release_lapsed(unit, case, now)
            bar = bar_to(case.head.state, viewer.account, viewer.roles)
        if bar is not None:
            return CaseRefused(case_id=case_id, problem=problem(BARS[bar], bar.value))
        if room <= 0:
            return CaseRefused(case_id=case_id, problem=problem(Code.LEASE_LIMIT))
        return self._grant(unit, case, ask, viewer, now)

    def _take_next(self, unit: Unit, ask: TakeAsk, viewer: Viewer, now: datetime, wanted: int) -> list[Lease]:
        given: list[Lease] = []
        seen: set[str] = set()
        while len(given) < wanted:
            fresh = [c for c in candidates(unit.conn, ask, viewer, seen, wanted + 20) if c not in seen]
            if not fresh:
                break
            for case_id in fresh[: max(wanted - len(given), 1)]:
                seen.add(case_id)
                case = transitions.load(unit, case_id)
                if case is None or bar_to(case.head.state, viewer.account, viewer.roles) is not None:
                    continue
                if ask.rounds and case.head.state.round not in ask.rounds:
                    continue
                given.append(self._grant(unit, case, ask, viewer, now))
        return given

    def _grant(self, unit: Unit, case: Loaded, ask: TakeAsk, viewer: Viewer, now: datetime) -> Lease:
        state = case.head.state
        seat = seat_for(state, viewer.account)
        if seat is None or state.round is None:
            raise AssertionError("bar_to let a case through that has no seat")
        until = now + self._term(ask)
        event = Taken(at=now, actor=viewer.account, seat=seat, epoch=state.epoch + 1, lease=ask.kind.value, until=until)
        transitions.record(unit, case, [event])
        lease = Lease(
            case_id=case.case_id,
            epoch=event.epoch,
            holder=viewer.account,
            kind=ask.kind,
            round=state.round,
            attempt=state.attempt,
            seat=seat,
            taken_at=now,
            until=until,
        )
        counted = counting.snapshot(self._core, unit.conn, case.case_id, now)
        leases.add(unit.conn, _row(lease) | {"counts": counted.model_dump_json()})
        return lease

    def counts(self, lease: Lease, parties: bool) -> str | None:
        """What was counted when a lease was given, as the JSON text of a `Snapshot`; of parties where that is asked."""
        with self._core.database.read() as conn:
            kept = counting.read_counts(leases.counts_of(conn, lease.case_id, lease.epoch))
        return kept.told(parties).model_dump_json() if kept is not None else None

    def recount(self, named: tuple[Held, ...], viewer: Viewer, parties: bool) -> CountsTold:
        """The counts of the viewer's leases, with those for versions of schedules that were published meanwhile.

        What was counted when the lease was given stays as it was: a verdict may stand on it already.
        """
        told = []
        with self._core.database.write() as unit:
            now = self._core.now()
            for item in named:
                row = leases.one(unit.conn, item.case_id, min(item.epoch, 2**31 - 1))
                kept = counting.read_counts(row.counts) if row is not None and row.holder == viewer.account else None
                if kept is None or not row.open:
                    continue
                made = counting.with_new_versions(self._core, unit.conn, item.case_id, kept, now)
                if made != kept:
                    leases.set_counts(unit.conn, item.case_id, item.epoch, made.model_dump_json())
                told.append(CaseCounts(case_id=item.case_id, epoch=item.epoch, counts=made.told(parties)))
        return CountsTold(cases=tuple(told))

    def _keep_or_prolong(
        self, unit: Unit, case: Loaded, ask: TakeAsk, viewer: Viewer, now: datetime
    ) -> Lease | CaseRefused:
        """Asking again for what one has gives the same lease; a reply that was lost costs nothing."""
        mine = next(w for w in case.head.state.working if w.actor == viewer.account)
        row = leases.one(unit.conn, case.case_id, mine.epoch)
        if row is None:
            return CaseRefused(case_id=case.case_id, problem=problem(Code.TAKEN))
        lease = lease_of(row)
        if lease.kind is not ask.kind:
            released = Released(at=now, actor=viewer.account, seat=mine.seat, epoch=mine.epoch, why="given_back")
            leases.close(unit.conn, case.case_id, viewer.account)
            return self._grant(unit, transitions.record(unit, case, [released]), ask, viewer, now)
        return self._extended(unit, lease, now)

    def _term(self, ask: TakeAsk) -> timedelta:
        policy = self._core.settings.policy
        if ask.kind is LeaseKind.DESK:
            return timedelta(seconds=policy.desk_seconds)
        return timedelta(hours=min(ask.hours or policy.offline_hours, policy.offline_hours))

    # -- keeping and giving back -----------------------------------------------------------------------------------

    def heartbeat(self, named: tuple[Held, ...], viewer: Viewer) -> LeasesTold:
        """Extends desk leases; offline ones keep their end. What passed on is told as lost."""
        return self._each(named, viewer, self._extended)

    def release(self, named: tuple[Held, ...], viewer: Viewer) -> LeasesTold:
        """Gives cases back."""
        return self._each(named, viewer, self._given_back)

    def _each(
        self, named: tuple[Held, ...], viewer: Viewer, act: Callable[[Unit, Lease, datetime], Lease]
    ) -> LeasesTold:
        told: list[Lease] = []
        lost: list[CaseRefused] = []
        with self._core.database.write() as unit:
            now = self._core.now()
            for item in named:
                row = leases.one(unit.conn, item.case_id, min(item.epoch, 2**31 - 1))
                if row is not None and row.holder == viewer.account and row.open:
                    told.append(act(unit, lease_of(row), now))
                else:
                    lost.append(CaseRefused(case_id=item.case_id, problem=_why_lost(row, viewer)))
        return LeasesTold(leases=tuple(told), lost=tuple(lost))

    def _extended(self, unit: Unit, lease: Lease, now: datetime) -> Lease:
        if lease.kind is not LeaseKind.DESK:
            return lease
        until = max(lease.until, now + timedelta(seconds=self._core.settings.policy.desk_seconds))
        leases.extend(unit.conn, lease.case_id, lease.epoch, stamp(until))
        return lease.model_copy(update={"until": until})

    def _given_back(self, unit: Unit, lease: Lease, now: datetime) -> Lease:
        case = transitions.load(unit, lease.case_id)
        if case is not None:
            _release(unit, case, lease, now, "given_back")
        return lease.model_copy(update={"until": now})

    def revoke(self, unit: Unit, account: str) -> int:
        """Takes every case out of somebody's hand, in the caller's transaction; how many were taken back.

        A lease whose term was over had lapsed before, and a case may have moved on: neither was in the hand any more.
        """
        now, count = self._core.now(), 0
        for row in leases.open_of(unit.conn, account):
            case, lease = transitions.load(unit, row.case_id), lease_of(row)
            if case is not None:
                lapsed = lease.lapsed(now)
                changed = _release(unit, case, lease, now, "lapsed" if lapsed else "revoked") is not case
                count += changed and not lapsed
        return count

    # -- sweeping --------------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Ends leases whose term is over and holds that ran out."""
        with self._core.database.write() as unit:
            self._sweep(unit, self._core.now())

    def _sweep(self, unit: Unit, now: datetime) -> None:
        for row in leases.lapsed(unit.conn, stamp(now)):
            case = transitions.load(unit, row.case_id)
            if case is not None:
                _release(unit, case, lease_of(row), now, "lapsed")
        for case_id in cases.holds_over(unit.conn, stamp(now)):
            case = transitions.load(unit, case_id)
            if case is not None and case.head.state.hold is not None:
                transitions.record(unit, case, [HoldEnded(at=now, actor=SERVER)])

    def _release_lapsed(self, unit: Unit, case: Loaded, now: datetime) -> Loaded:
        for row in leases.lapsed(unit.conn, stamp(now), case.case_id):
            case = _release(unit, case, lease_of(row), now, "lapsed")
        return case


def _release(unit: Unit, case: Loaded, lease: Lease, now: datetime, why: Any) -> Loaded:
    leases.close(unit.conn, lease.case_id, lease.holder)
    if not any(w.epoch == lease.epoch for w in case.head.state.working):
        return case  # the case has moved on (cancelled, say): only the lease was left over
    event = Released(at=now, actor=lease.holder, seat=lease.seat, epoch=lease.epoch, why=why)
    try:
        return transitions.record(unit, case, [event])
    except NotAllowed:
        return case


def _why_lost(row: Any, viewer: Viewer) -> Problem:
    if row is None or row.holder != viewer.account:
        return problem(Code.NOT_YOURS)
    return problem(Code.LEASE_LOST)


def _row(lease: Lease) -> dict[str, Any]:
    times = {"taken_at": stamp(lease.taken_at), "until": stamp(lease.until), "open": True}
    return lease.model_dump(mode="json") | times


def lease_of(row: Any) -> Lease:
    """The lease of a stored row."""
    return Lease(
        case_id=row.case_id,
        epoch=row.epoch,
        holder=row.holder,
        kind=LeaseKind(row.kind),
        round=Round(row.round),
        attempt=row.attempt,
        seat=row.seat,
        taken_at=instant(row.taken_at),
        until=instant(row.until),
    )
