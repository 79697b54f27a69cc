"""Cases come in: records checked and stored with their exact text, each in its own transaction."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.coherence import contradictions
from reviewer_app.domain.counts import counted_as
from reviewer_app.domain.events import Opened
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rulebook import Published
from reviewer_app.rulebooks.runtime import ConditionError
from reviewer_app.server.clock import new_id, stamp
from reviewer_app.server.repository import cases, things
from reviewer_app.server.repository.engine import Unit
from reviewer_app.server.service import rulebooks, ties, transitions
from reviewer_app.server.service.core import Core
from reviewer_app.server.service.raw_records import RawRecord
from reviewer_app.wire.intake import CheckedRecord, check_record
from reviewer_app.wire.messages import RecordAnswer
from reviewer_app.wire.problems import Code, problem
from reviewer_app.wire.record import RecordRefused

log = logging.getLogger(__name__)
DUE_HOURS = 72
SHOWN_REASONS, REASON_CHARS = 8, 200


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where a case stands in the order of work, and by which procedure."""

    risk: int
    parts: dict[str, float]
    book: str | None
    seats: int
    due_at: datetime


class IntakeService:
    """The only way in for cases."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def take_in(self, raw: RawRecord, account: str) -> RecordAnswer:
        """One record, all or nothing; what becomes of it never touches another."""
        try:
            checked = check_record(raw.data)
        except RecordRefused as refused:
            told = problem(Code.RECORD_INVALID, refused.words, refused.field)
            return RecordAnswer(line=raw.line, ref=refused.ref, fate=Fate.REFUSED, problem=told)
        with self._core.database.write() as unit:
            return self._store(unit, raw.line, checked, account)

    def _store(self, unit: Unit, line: int, checked: CheckedRecord, account: str) -> RecordAnswer:
        ref = checked.record.ref
        present = cases.by_ref(unit.conn, ref)
        if present is not None and present.digest == checked.digest:
            return RecordAnswer(line=line, ref=ref, fate=Fate.ALREADY, case_id=present.case_id)
        if present is not None:
            told = problem(Code.RECORD_CONFLICT, ref, "/ref")
            return RecordAnswer(line=line, ref=ref, fate=Fate.REFUSED, problem=told)
        # Asked after the ref: what came in before this rule was there is still answered `already`.
        contrary = next(contradictions(checked.record, self._core.now()), None)
        if contrary is not None:
            told = problem(Code.RECORD_INVALID, contrary.words, contrary.field)
            return RecordAnswer(line=line, ref=ref, fate=Fate.REFUSED, problem=told)
        lacking = self._lacking(unit, checked, line)
        if lacking is not None:
            return lacking
        case_id = self._open(unit, checked, account)
        return RecordAnswer(line=line, ref=ref, fate=Fate.ACCEPTED, case_id=case_id)

    def _lacking(self, unit: Unit, checked: CheckedRecord, line: int) -> RecordAnswer | None:
        """The refusal of a record whose files are not here, or are of another size than announced."""
        here = things.assets(unit.conn, checked.assets)
        missing = tuple(name for name in checked.assets if name not in here)
        ref = checked.record.ref
        if missing:
            told = problem(Code.ASSET_MISSING, f"{len(missing)} of {len(checked.assets)}", "/subject")
            return RecordAnswer(line=line, ref=ref, fate=Fate.REFUSED, problem=told, missing_assets=missing)
        wrong = next((name for name, size in checked.assets.items() if here[name].bytes != size), None)
        if wrong is not None:
            told = problem(Code.ASSET_MISMATCH, f"{wrong} has {here[wrong].bytes} bytes", "/subject")
            return RecordAnswer(line=line, ref=ref, fate=Fate.REFUSED, problem=told)
        return None

    def _open(self, unit: Unit, checked: CheckedRecord, account: str) -> str:
        record, now = checked.record, self._core.now()
        case_id = new_id(self._core.clock)
        ranked = rank(case_id, record, self._core.versions, now)
        summary = summary_of(case_id, record, ranked)
        row: dict[str, Any] = {
            "case_id": case_id,
            "ref": record.ref,
            "kind": record.kind.value,
            "record": checked.text,
            "digest": checked.digest,
            "received_at": stamp(now),
            "received_by": account,
            "due_at": stamp(ranked.due_at),
            "risk": ranked.risk,
            "risk_parts": json.dumps(ranked.parts),
            "risk_book": ranked.book,
            "summary": json.dumps(summary, ensure_ascii=False, separators=(",", ":")),
            "counted_as": counted_as(record).model_dump_json(),
        }
        cases.insert_case(unit.conn, row)
        places = enumerate(checked.assets)
        links = [{"case_id": case_id, "sha256": name, "position": index} for index, name in places]
        things.link_assets(unit.conn, links)
        opened = Opened(at=now, actor=account, seats=ranked.seats)
        ties.write(unit.conn, case_id, record)
        transitions.open_case(unit, case_id, row["kind"], row["summary"], ranked.risk, row["due_at"], opened)
        return case_id


def rank(case_id: str, record: CaseRecord, versions: tuple[Published, ...], now: datetime) -> Ranked:
    """Risk, seats and due time by the procedure in force now; with no procedure the case waits at risk 0.

    A term that fails on the case leaves it at risk 0, too, and is in the log: the check tries only likely facts.
    """
    book = rulebooks.procedure_at(versions, record, now)
    if book is None:
        return Ranked(0, {}, None, 1, _due(record, DUE_HOURS))
    procedure = book.rulebook.procedure
    due_at = _due(record, procedure.due_hours)
    try:
        found = rulebooks.risk_of(book, versions, record, now)
    except ConditionError:
        log.warning("case %s: a risk term of %s %s fails on it", case_id, book.rulebook.id, book.rulebook.version)
        return Ranked(0, {}, None, procedure.first_seats, due_at)
    parts = {part.id: float(part.points) for part in found.terms}
    return Ranked(found.score, parts, book.digest, procedure.first_seats, due_at)


def _due(record: CaseRecord, hours: int) -> datetime:
    try:
        return record.due_at or record.flagged_at + timedelta(hours=hours)
    except OverflowError:  # flagged in the last days of the calendar
        return record.flagged_at


def summary_of(case_id: str, record: CaseRecord, ranked: Ranked) -> dict[str, Any]:
    """The part of a queue row that never changes."""
    exposure = record.exposure
    reasons = dict.fromkeys(flag.reason[:REASON_CHARS] for flag in record.flags)
    clauses = dict.fromkeys(flag.clause for flag in record.flags if flag.clause is not None)
    return {
        "case_id": case_id,
        "ref": record.ref,
        "kind": record.kind,
        "title": record.title,
        "language": record.language,
        "source": record.source,
        "merchant": record.merchant.name,
        "creator": record.creator.name if record.creator else None,
        "conduct_at": record.conduct_at.isoformat(),
        "flagged_at": record.flagged_at.isoformat(),
        "due_at": ranked.due_at.isoformat(),
        "flags": len(record.flags),
        "reasons": list(reasons)[:SHOWN_REASONS],
        "clauses": list(clauses)[:SHOWN_REASONS],
        "exposure": {
            "views": exposure.views,
            "orders": exposure.orders,
            "gmv": exposure.gmv,
            "currency": exposure.currency,
            "complaints": exposure.complaints,
        },
        "risk": ranked.risk,
        "risk_parts": ranked.parts,
        "risk_book": ranked.book,
    }
