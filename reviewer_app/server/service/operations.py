"""Pushed operations: each in one transaction with its effects, its ledger entry and its recorded answer, for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rounds import CaseState, Given, NotAllowed
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.domain.verdicts import Envelope, Operation, Verdict
from reviewer_app.server.clock import instant, stamp
from reviewer_app.server.repository import arrivals, cases, forks, gaps, leases, ledger, people, things
from reviewer_app.server.repository.engine import Unit
from reviewer_app.server.service import counting, transitions, views
from reviewer_app.server.service.chain import MOST_SEQ, Gap, Place, Step, step
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.judgement import Facts, Judgement, judge, refused
from reviewer_app.server.service.ledger import link_after
from reviewer_app.server.service.standing import by_id, standing
from reviewer_app.server.service.transitions import Loaded
from reviewer_app.wire.canonical import canonical_json, digest, strict_json
from reviewer_app.wire.messages import Answer, Answers, ChainGap, ChainGaps, Push, Receipt
from reviewer_app.wire.problems import Code, Problem, problem
from reviewer_app.wire.record import read_record

log = logging.getLogger(__name__)

UNREADABLE = "00000000-0000-7000-8000-000000000000"
"""Stands for an operation id that cannot be made out."""

_MOST = 2**31 - 1
Record = tuple[CaseRecord, Any]
Write = Callable[[], AbstractContextManager[Unit]]


class OperationService:
    """Takes verdicts in."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def missing(self) -> ChainGaps:
        """The numbers that are missing in devices' chains."""
        with self._core.database.read() as conn:
            rows = gaps.every(conn)
        return ChainGaps(gaps=tuple(_told(row) for row in rows))

    def push(self, batch: Push, viewer: Viewer) -> Answers:
        """One answer for each; a refused one never stands in the way of those behind it."""
        arrived = [
            Arrived(envelope, digest(_utf8(envelope.body)), read_operation(envelope.body))
            for envelope in batch.envelopes
        ]
        foreseen = self._foreseen(arrived, viewer)
        with self._core.database.writes() as write:
            return Answers(answers=tuple(map(partial(self._one, viewer, write), arrived, foreseen)))

    def _foreseen(self, arrived: Sequence[Arrived], viewer: Viewer) -> list[Foreseen | None]:
        """What each operation would come to by what is there now; None for one that would not be judged.

        Whoever writes keeps all others waiting, so the thinking is done before; `_one` looks again at what it was
        done on.
        """
        own = [
            item.op if isinstance(item.op, Operation) and item.op.actor == viewer.account else None for item in arrived
        ]
        with self._core.database.read() as conn:
            texts = dict(cases.records(conn, {op.case_id for op in own if op is not None}))
            records = {case_id: read_record(text) for case_id, text in texts.items()}  # what came in never changes
            return [None if op is None else self._foresee(conn, op, records.get(op.case_id), viewer) for op in own]

    def _foresee(self, conn: Connection, op: Operation, record: Record | None, viewer: Viewer) -> Foreseen | None:
        known = _known(conn, op)
        if known.entry_seq is not None:
            return None
        versions, schedules = self._core.versions, self._core.schedules
        return Foreseen(known, versions, schedules, record, *self._judged(conn, op, record, known, viewer))

    def _one(self, viewer: Viewer, write: Write, item: Arrived, foreseen: Foreseen | None) -> Answer:
        op = item.op
        with write() as unit:
            entry = Entry(self._core, unit, viewer, item.envelope, item.body_digest)
            if not isinstance(op, Operation):
                return entry.stray(op, Code.MALFORMED)
            if op.actor != viewer.account:
                return entry.stray(op.op_id, Code.OTHER_ACTOR)
            known = _known(unit.conn, op)
            if known.entry_seq is not None and not self._core.settings.unsafe.no_idempotency:
                same = known.entry_body_digest == item.body_digest
                return recorded(op.op_id, known) if same else entry.stray(op.op_id, Code.OTHER_CONTENT)
            return self._new(entry, op, known, foreseen)

    def _new(self, entry: Entry, op: Operation, known: Any, foreseen: Foreseen | None) -> Answer:
        unit, viewer = entry.unit, entry.viewer
        made = self._step(entry, op.device, known)
        if foreseen is not None and self._holds(foreseen, known):
            loaded, judgement, record = foreseen.loaded, foreseen.judgement, foreseen.record
        else:
            texts = dict(cases.records(unit.conn, [op.case_id]))
            record = read_record(texts[op.case_id]) if texts else None
            loaded, judgement = self._judged(unit.conn, op, record, known, viewer)
        if made.place is Place.BROKEN:
            judgement = refused(Code.CHAIN_BROKEN, made.words)
        version = None
        if loaded is not None and judgement.events:
            try:
                before = loaded.head.state.decision
                loaded = transitions.record(unit, loaded, judgement.events)
                if record is not None and loaded.head.state.decision != before:
                    counting.settle(unit.conn, op, record[0], self._core.versions)
                leases.close(unit.conn, op.case_id, op.actor)
            except NotAllowed:
                judgement = Judgement(Fate.ADVISORY, problem(Code.CASE_NOT_OPEN))
        if loaded is not None and judgement.fate in (Fate.ACCEPTED, Fate.ADVISORY):
            version = loaded.head.version_for(viewer.account)
        return entry.write(op, judgement, version)

    def _holds(self, foreseen: Foreseen, known: Any) -> bool:
        """Whether head, lease and rulebooks are still those that an operation was judged by."""
        if self._core.settings.unsafe.no_second_look:
            return True
        same = foreseen.versions is self._core.versions and foreseen.schedules is self._core.schedules
        return same and arrivals.same_case(foreseen.known, known)

    def _step(self, entry: Entry, device: str, known: Any) -> Step:
        """The envelope's place in its device's chain, which is noted whatever becomes of the operation."""
        conn, account, envelope = entry.unit.conn, entry.viewer.account, entry.envelope
        last = None if known.last_seq is None else (known.last_seq, known.last_link)
        late = last is not None and envelope.seq <= last[0]
        found = gaps.at(conn, account, device, envelope.seq) if late else None
        gap = found and Gap(found.first_seq, found.last_seq, found.after_link, found.before_link)
        leaps = envelope.seq > (last[0] if last else 0) + 1
        made = step(envelope, last, gap, forked=leaps and forks.is_noted(conn, account, device))
        if made.place is Place.BROKEN and self._core.settings.unsafe.any_number:
            return Step(Place.NEXT)
        if made.fork and forks.note(conn, account, device, stamp(self._core.now()), entry.unit.ledger + 1):
            log.warning("device %s: its chain forked at %d", device, envelope.seq)
        if made.moves:
            people.move_device(conn, account, device, envelope.seq, envelope.link, last is None)
        if made.place is Place.LATE and found is not None and made.gap is not None:
            gaps.drop(conn, account, device, found.first_seq)
            for left in made.gap.without(envelope):
                gaps.add(conn, _gap_row(account, device, left, found.noted_at, found.noted_by))
        elif made.place is Place.LEAP and made.gap is not None:
            gaps.add(conn, _gap_row(account, device, made.gap, stamp(self._core.now()), entry.unit.ledger + 1))
            log.warning("device %s: numbers %d to %d are missing", device, made.gap.first, made.gap.last)
        return made

    def _judged(
        self, conn: Connection, op: Operation, record: Record | None, known: Any, viewer: Viewer
    ) -> tuple[Loaded | None, Judgement]:
        loaded = transitions.loaded(known)
        if record is None or loaded is None:
            return None, refused(Code.NOT_FOUND, op.case_id, "/case_id")
        if (known.holder, known.round, known.attempt, known.seat) != (op.actor, op.round, op.attempt, op.seat):
            return loaded, refused(Code.NOT_YOURS)
        state, now = loaded.head.state, self._core.now()
        peer, peer_counts = _peer(conn, op, state)
        kept = counting.read_counts(known.counts)
        facts = Facts(
            state=state,
            sheet=self._sheet(conn, op, record, state, kept.whole if kept is not None else None),
            first_counts=kept.first if kept is not None else None,
            lease_taken=instant(known.taken_at),
            passed_on=state.epoch != op.epoch and leases.passed_on(conn, known),
            peer=peer,
            peer_counts=peer_counts,
            was_held=_was_held(conn, op.case_id, state),
            now=now,
        )
        return loaded, judge(op, facts, viewer)

    def _sheet(self, conn: Connection, op: Operation, read: Record, state: CaseState, counts: Snapshot | None) -> Sheet:
        record, subject = read
        files = {a.sha256: a.type for a in things.assets_of(conn, op.case_id)} if record.assets() else {}
        unshown = record.unshown(files)
        on = views.under_signoff(state)
        return Sheet(
            record=record,
            subject=subject,
            shown=frozenset(files) - unshown,
            unshown=unshown,
            versions=self._core.versions,
            round=op.round,
            known_at=op.decided_at,
            on=on.verdict_id if on else None,
            judged=_judged_in(conn, op, on),
            schedules=self._core.schedules,
            counts=counts,
        )


@dataclass(frozen=True, slots=True)
class Arrived:
    """An envelope, the SHA-256 of its body, and the operation in it or as much of its id as can be made out."""

    envelope: Envelope
    body_digest: str
    op: Operation | str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an operation comes to as long as head, lease and rulebooks are those that it was judged by."""

    known: Any
    versions: tuple[Published, ...]
    schedules: tuple[PublishedSchedule, ...]
    record: Record | None
    loaded: Loaded | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Entry:
    """An envelope on its way into the ledger."""

    core: Core
    unit: Unit
    viewer: Viewer
    envelope: Envelope
    body_digest: str

    def stray(self, op_id: str, code: Code) -> Answer:
        """Keeps an envelope that must not bind its operation id: the id's rightful owner may still send it."""
        return self._append(op_id, UNREADABLE, problem(code), Fate.REFUSED, {"binding": False, "counted": False})

    def write(self, op: Operation, judgement: Judgement, version: int | None) -> Answer:
        """Keeps an operation with its answer."""
        about = {
            "case_id": op.case_id,
            "case_version": version,
            "round": op.round.value,
            "attempt": op.attempt,
            "seat": op.seat,
            "counted": judgement.counted,
            "binding": not self.core.settings.unsafe.no_idempotency,
        }
        return self._append(op.op_id, op.device, judgement.problem, judgement.fate, about)

    def _append(self, op_id: str, device: str, why: Problem | None, fate: Fate, about: dict[str, Any]) -> Answer:
        unit, now = self.unit, self.core.now()
        unit.ledger += 1
        body = self.envelope.body.replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL keeps no NUL
        row: dict[str, Any] = dict.fromkeys(("case_id", "case_version", "round", "attempt", "seat")) | {
            "seq": unit.ledger,
            "received_at": stamp(now),
            "account": self.viewer.account,
            "device": device,
            "device_seq": min(self.envelope.seq, MOST_SEQ),
            "op_id": op_id,
            "body": body,
            "body_digest": self.body_digest if body is self.envelope.body else digest(body.encode()),
            "fate": fate.value,
            "problem": why.model_dump_json() if why else None,
            "signature": self.envelope.signature,
            "key": self.envelope.key,
            **about,
        }
        unit.link = row["link"] = link_after(unit.link, row)
        ledger.append(unit.conn, row)
        receipt = Receipt(seq=unit.ledger, link=unit.link, received_at=instant(row["received_at"]))
        version = about.get("case_version")
        return Answer(op_id=op_id, fate=fate, problem=why, receipt=receipt, case_version=version)


def read_operation(body: str) -> Operation | str:
    """The operation of a body, or as much of its id as can be made out where the body is not one in canonical form."""
    try:
        op = Operation.model_validate_json(body)
        canonical_json(body)
        if max(op.epoch, op.attempt, op.case_version) <= _MOST:
            return op
    except (ValueError, RecursionError):
        pass  # told below by the id alone
    return _op_id_in(body)


def _op_id_in(body: str) -> str:
    try:
        parsed = strict_json(body)
    except (ValueError, RecursionError):
        return UNREADABLE
    found = parsed.get("op_id") if isinstance(parsed, dict) else None
    return found if isinstance(found, str) and _is_op_id(found) else UNREADABLE


def _is_op_id(text: str) -> bool:
    try:
        Answer(op_id=text, fate=Fate.REFUSED)
    except ValidationError:
        return False
    return True


def _known(conn: Connection, op: Operation) -> Any:
    return arrivals.known(conn, op.actor, op.device, op.op_id, op.case_id, op.epoch)


def recorded(op_id: str, known: Any) -> Answer:
    """The first answer again; what was accepted then is `already` now."""
    fate, why = Fate(known.entry_fate), known.entry_problem
    return Answer(
        op_id=op_id,
        fate=Fate.ALREADY if fate is Fate.ACCEPTED else fate,
        problem=Problem.model_validate_json(why) if why else None,
        receipt=Receipt(seq=known.entry_seq, link=known.entry_link, received_at=instant(known.entry_received_at)),
        case_version=known.entry_case_version,
    )


def _gap_row(account: str, device: str, gap: Gap, noted_at: str, noted_by: int) -> dict[str, Any]:
    return {
        "account": account,
        "device": device,
        "first_seq": gap.first,
        "last_seq": gap.last,
        "after_link": gap.after,
        "before_link": gap.before,
        "noted_at": noted_at,
        "noted_by": noted_by,
    }


def _told(row: Any) -> ChainGap:
    return ChainGap(
        account=row.account,
        device=row.device,
        first=row.first_seq,
        last=row.last_seq,
        noted_at=instant(row.noted_at),
        noted_by=row.noted_by,
    )


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _judged_in(conn: Connection, op: Operation, on: Given | None) -> Verdict | None:
    """The verdict whose findings a sign-off or an appeal is about."""
    if on is None or op.round not in (Round.SIGNOFF, Round.APPEAL):
        return None
    stands = standing(conn, by_id(conn, on.verdict_id))
    return stands.verdict if stands is not None else None


def _peer(conn: Connection, op: Operation, state: CaseState) -> tuple[Verdict | None, Snapshot | None]:
    """The other seat's verdict where this one is the last of two, and what came with its lease."""
    if state.seats_now() < 2 or state.round is not op.round:
        return None, None
    peer = next((g for g in state.in_this_round() if g.seat != op.seat), None)
    row = ledger.by_op(conn, peer.verdict_id) if peer else None
    if row is None:
        return None, None
    given = Operation.model_validate_json(row.body)
    kept = counting.read_counts(leases.counts_of(conn, given.case_id, given.epoch))
    return given.verdict, kept.whole if kept is not None else None


def _was_held(conn: Connection, case_id: str, state: CaseState) -> bool:
    if state.hold is not None:
        return True
    if state.version <= 2:  # opened and taken: nothing to look for
        return False
    return any('"type":"held"' in body for _, body in cases.events_of(conn, case_id))
