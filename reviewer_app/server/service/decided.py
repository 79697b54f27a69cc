"""Decided cases for back-tests, page by page, and asking for some of them to be judged again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reviewer_app.domain.cases import CaseKind, CaseRecord
from reviewer_app.domain.decided import DecidedCase, DecidedFinding, NamedVersion
from reviewer_app.domain.drafts import Sheet, draft_of
from reviewer_app.domain.events import RereviewAsked, Status
from reviewer_app.domain.rounds import NotAllowed
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.domain.verdicts import OF_PAPERS, Operation, Verdict
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.consequences import LadderEffect, PenaltyEffect, ScoreEffect, set_off
from reviewer_app.rulebooks.filing import reviewed
from reviewer_app.server.clock import instant
from reviewer_app.server.repository import cases, leases, ledger
from reviewer_app.server.repository.engine import Unit
from reviewer_app.server.service import counting, transitions, views
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.followed import carries
from reviewer_app.server.service.judgement import settled
from reviewer_app.server.service.refusal import refuse
from reviewer_app.server.service.standing import read_entry, standing, standing_of
from reviewer_app.server.service.stood_on import books_of, schedules_of
from reviewer_app.wire.messages import DecidedPage, NotAsked, RereviewAsk, Rereviews
from reviewer_app.wire.problems import Code, Problem, problem
from reviewer_app.wire.record import read_record

Facts = dict[str, bool | int | float | str]
PAGE = 500
"""Cases that one page looks through, decided or not."""


class DecidedService:
    """What is decided, for policy owners and auditors."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def page(self, after: str | None, *, schedules: bool = False) -> DecidedPage:
        """The decided ones of the next cases by id; without content. With the versions of schedules where asked."""
        with self._core.database.read() as conn:
            rows = cases.heads_after(conn, after or "", PAGE)
            found = tuple(made for row in rows if (made := _decided(conn, row, self._core)) is not None)
        if not schedules:
            found = tuple(case.model_copy(update={"schedules": ()}) for case in found)
        return DecidedPage(cases=found, next=rows[-1].case_id if len(rows) == PAGE else None)

    def ask_again(self, ask: RereviewAsk, viewer: Viewer) -> Rereviews:
        """Opens a re-review round of each case that stands on the corrected version, in their order. Raises Refusal.

        Only a version that another one corrects can be named, of a rulebook or of a schedule; a case that is not
        decided, or that was judged again meanwhile, is left as it is.
        """
        known: dict[str, VersionHead] = {item.digest: item.rulebook for item in self._core.versions}
        known |= {item.digest: item.schedule for item in self._core.schedules}
        wrong = known.get(ask.corrected)
        if wrong is None:
            raise refuse(Code.RULEBOOK_UNKNOWN, ask.corrected, "/corrected")
        if not any(one.id == wrong.id and one.corrects == wrong.version for one in known.values()):
            raise refuse(Code.NOT_CORRECTED, f"{wrong.id}@{wrong.version}", "/corrected")
        asked, refused = [], []
        for case_id in dict.fromkeys(ask.case_ids):
            with self._core.database.write() as unit:
                why = self._one(unit, case_id, ask.corrected, viewer)
            if why is None:
                asked.append(case_id)
            else:
                refused.append(NotAsked(case_id=case_id, problem=why))
        return Rereviews(asked=tuple(asked), refused=tuple(refused))

    def _one(self, unit: Unit, case_id: str, corrected: str, viewer: Viewer) -> Problem | None:
        case = transitions.load(unit, case_id)
        if case is None:
            return problem(Code.NOT_FOUND, case_id)
        stands = standing_of(unit.conn, case.head.state)
        if stands is None:
            return problem(Code.CASE_NOT_OPEN, case_id)
        if corrected not in self._stands_on(unit.conn, stands):
            return problem(Code.RULEBOOK_NOT_IN_FORCE, case_id)
        event = RereviewAsked(at=self._core.now(), actor=viewer.account, corrected=corrected)
        try:
            transitions.record(unit, case, [event])
        except NotAllowed:
            return problem(Code.CASE_NOT_OPEN, case_id)
        return None

    def _stands_on(self, conn: Connection, stands: Operation) -> set[str]:
        """The digests of the versions that a verdict was given under."""
        ((_, text),) = cases.records(conn, [stands.case_id])
        record, received = read_record(text)[0], _received(conn, stands)
        counted = schedules_of(stands.verdict, record.conduct_at, received, self._core.schedules)
        return books_of(stands.verdict) | {one.digest for one in counted}


def _received(conn: Connection, op: Operation) -> datetime:
    entry = ledger.by_op(conn, op.op_id)
    return instant(entry.received_at) if entry is not None else op.decided_at


def _decided(conn: Connection, row: Any, core: Core) -> DecidedCase | None:
    state = views.load_head(row.state, row.hidden).state
    if state.status is not Status.DECIDED or state.decision is None:
        return None
    decided = ledger.by_op(conn, state.decision)
    op = standing(conn, read_entry(decided)) if decided is not None else None
    if op is None or op.verdict.stands_for is None:
        return None
    record, subject = read_record(row.record)
    adverse = op.verdict.stands_for == "violation"
    return DecidedCase(
        case_id=row.case_id,
        decision=decided.op_id,
        kind=record.kind,
        conduct_at=record.conduct_at,
        decided_at=instant(decided.received_at),
        result=op.verdict.stands_for,
        rulebooks=tuple(NamedVersion(id=cite.id, version=cite.version) for cite in op.verdict.rulebooks),
        findings=_findings(op.verdict) if adverse else (),
        flags=_flags(record),
        inputs=_inputs(conn, op, record, subject, core) if adverse or record.kind is CaseKind.FILING else {},
        schedules=tuple(
            _tried(schedules_of(op.verdict, record.conduct_at, _received(conn, op), core.schedules), adverse)
        ),
    )


def _tried(counted: Iterable[PublishedSchedule], adverse: bool) -> Iterator[NamedVersion]:
    """Those of which a back-test could say something: where nothing was found, thresholds alone."""
    for item in counted:
        one = item.schedule
        if one.thresholds or (adverse and (one.ladders or one.penalties or one.scores)):
            yield NamedVersion(id=one.id, version=one.version)


def _inputs(conn: Connection, op: Operation, record: CaseRecord, subject: Any, core: Core) -> dict[str, Facts]:
    """What was known of the inputs of schedules when the verdict was given, by schedule: as it was worked out then."""
    lease, received = leases.one(conn, op.case_id, op.epoch), _received(conn, op)
    kept = counting.read_counts(lease.counts) if lease is not None else None
    sheet = Sheet(
        record=record,
        subject=subject,
        shown=frozenset(),
        unshown=frozenset(),
        versions=core.versions,
        round=op.round,
        known_at=received,
        schedules=core.schedules,
        counts=kept.whole if kept is not None else None,
    )
    given = sheet
    if lease is not None:
        given = replace(sheet, known_at=settled(op.decided_at, instant(lease.taken_at), received))
    first = kept.first if kept is not None else None
    draft = draft_of(op.verdict)
    made = set_off(draft, given)
    for other in (sheet, replace(given, counts=first), replace(sheet, counts=first)):
        if not op.verdict.effects or carries(op.verdict, made.effects, given):
            break  # on the others it may be what the desk worked it out on
        made = set_off(draft, other)
    known: dict[str, Facts] = {}
    effects: tuple[LadderEffect | PenaltyEffect | ScoreEffect, ...] = (*made.ladders, *made.penalties, *made.scores)
    for effect in effects:
        facts = known.setdefault(effect.cite.id, {})
        facts |= {asked.input.name: asked.value for asked in effect.inputs if asked.value is not None}
    if record.kind is CaseKind.FILING and (told := reviewed(given, op.verdict.corrections, op.verdict.stated).told):
        known[OF_PAPERS] = dict(told)
    return known


def _findings(verdict: Verdict) -> tuple[DecidedFinding, ...]:
    return tuple(
        DecidedFinding(
            clause=found.clause,
            rulebook=NamedVersion(id=found.rulebook.id, version=found.rulebook.version),
            conduct_at=found.conduct_at,
            measure=found.measure,
        )
        for found in verdict.findings
    )


def _flags(record: CaseRecord) -> tuple[str, ...]:
    return tuple(flag.clause for flag in record.flags if flag.clause is not None)
