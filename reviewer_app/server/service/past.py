"""Earlier filings at the server: who may compare which, and what of them is told, without a trace of who judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reviewer_app.domain.cases import CaseKind, CaseRecord, FilingSubject
from reviewer_app.domain.counts import subjects_of
from reviewer_app.domain.drafts import of_papers
from reviewer_app.domain.events import Status
from reviewer_app.domain.past import (
    FILINGS,
    LOOKED,
    REPLY,
    SIZE,
    Handed,
    Past,
    PastBreach,
    PastFiling,
    PastVerdict,
    reduced,
)
from reviewer_app.domain.rounds import CaseState
from reviewer_app.domain.schedule import Subject
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.server.clock import instant
from reviewer_app.server.repository import cases, ledger, ties
from reviewer_app.server.service import views
from reviewer_app.server.service.core import Viewer
from reviewer_app.server.service.standing import read_entry, standing
from reviewer_app.wire.record import read_record


@dataclass(slots=True)
class Room:
    """The bytes that earlier filings may still take in a reply, over all its cases."""

    left: int = REPLY


def of_case(
    conn: Connection, case_id: str, record: CaseRecord, viewer: Viewer, now: datetime, room: Room
) -> Past | None:
    """The merchant's filings of before, as far as the viewer may know of them; None for what is no filing."""
    if not isinstance(record.subject, FilingSubject):
        return None
    holds = case_id in ties.filings_in_hand(conn, _merchant(record), viewer.account)
    looked = ties.filings_of(conn, _merchant(record), case_id, LOOKED + 1)
    found: list[tuple[datetime, str, PastFiling]] = []
    for other in looked[:LOOKED]:
        case = cases.whole(conn, other)
        filing = _told(conn, case, viewer, holds)
        if _before(filing.conduct_at, other, record.conduct_at, case_id):
            found.append((filing.conduct_at, other, filing))
    found.sort(key=lambda one: one[:2], reverse=True)
    filings = tuple(filing for _at, _id, filing in found[:FILINGS])
    return Past(at=now, filings=_fitting(filings, room), more=len(found) > FILINGS or len(looked) > LOOKED)


def may_compare(conn: Connection, earlier: str, viewer: Viewer) -> bool:
    """Whether the viewer has a later filing of the same merchant in hand: then a decided one of before may be seen."""
    case = cases.whole(conn, earlier)
    if case is None or case.kind != CaseKind.FILING:
        return False
    if views.load_head(case.state, case.hidden).state.status is not Status.DECIDED:
        return False
    record, _subject = read_record(case.record)
    for held in ties.filings_in_hand(conn, _merchant(record), viewer.account):
        later = cases.whole(conn, held)
        now = read_record(later.record)[0] if later is not None else None
        if now is not None and _before(record.conduct_at, earlier, now.conduct_at, held):
            return True
    return False


def _merchant(record: CaseRecord) -> str:
    return subjects_of(record)[Subject.MERCHANT]


def _before(at: datetime, case_id: str, than: datetime, than_id: str) -> bool:
    """Whether a filing was handed in before another; of one instant, the one that came in first."""
    return (at, case_id) < (than, than_id)


def _told(conn: Connection, case: Any, viewer: Viewer, holds: bool) -> PastFiling:
    """A filing as the viewer may know of it: named while nothing is decided, else with what was handed in.

    Who has no right to it is told how it ended, as of any case that is tied to theirs, and not by which clauses.
    """
    head = views.load_head(case.state, case.hidden)
    record, _subject = read_record(case.record)
    named = PastFiling(case_id=case.case_id, ref=record.ref, conduct_at=record.conduct_at)
    if head.state.status is not Status.DECIDED or not isinstance(record.subject, FilingSubject):
        return named
    verdict, corrections, stated = _decision(conn, head.state)
    if not (holds or views.may_open(head, viewer.account, viewer.roles)):
        ended = verdict and PastVerdict(outcome=verdict.outcome, at=verdict.at, round=verdict.round)
        return named.model_copy(update={"verdict": ended})
    merchant = reduced(record.merchant)
    handed = Handed(merchant=merchant, subject=record.subject, corrections=corrections, stated=stated)
    return named.model_copy(update={"verdict": verdict, "handed": handed})


_Decision = tuple[PastVerdict | None, tuple[Correction, ...], tuple[Stated, ...]]


def _decision(conn: Connection, state: CaseState) -> _Decision:
    entry = ledger.by_op(conn, state.decision) if state.decision is not None else None
    outcome = views.outcome_of(state)
    if entry is None or outcome is None:
        return None, (), ()
    decided = read_entry(entry)
    stands = standing(conn, decided) or decided
    adverse = stands.verdict.stands_for == "violation"
    breaches = tuple(
        PastBreach(clause=one.clause, rulebook=one.rulebook, measure=one.measure) for one in stands.verdict.findings
    )
    verdict = PastVerdict(
        outcome=stands.verdict.stands_for or outcome,
        at=instant(entry.received_at),
        round=decided.round,
        rulebooks=stands.verdict.rulebooks,
        breaches=breaches if adverse else (),
    )
    corrected = {one.field: one for one in (*stands.verdict.corrections, *decided.verdict.corrections)}
    said = {one.name: one for one in of_papers((*stands.verdict.stated, *decided.verdict.stated))}
    return verdict, tuple(corrected.values()), tuple(said.values())


def _fitting(filings: tuple[PastFiling, ...], room: Room) -> tuple[PastFiling, ...]:
    """The filings, of which those beyond the case's size, or the reply's room, are only named."""
    own, fitting = SIZE, []
    for filing in filings:
        size = len(filing.handed.model_dump_json().encode()) if filing.handed is not None else 0
        if size > min(own, room.left):
            own, size, filing = (
                0,
                0,
                filing.model_copy(update={"handed": None}),
            )  # none beyond it: the latest come first
        own, room.left = own - size, room.left - size
        fitting.append(filing)
    return tuple(fitting)
