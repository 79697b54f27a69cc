"""A case whole, as one viewer may see it: record, events, verdicts and files, blind seats left out."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from reviewer_app.domain.access import visible
from reviewer_app.domain.rounds import CaseState
from reviewer_app.server.repository import cases, ledger, people, things
from reviewer_app.server.service import past, ties, views
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.refusal import refuse
from reviewer_app.server.service.views import Head
from reviewer_app.wire.problems import Code
from reviewer_app.wire.record import read_record


class CaseFileService:
    """Opens cases."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def open(
        self, case_id: str, viewer: Viewer, tied: bool = False, shelf: bool = False, before: past.Room | None = None
    ) -> str:
        """The JSON text of a `CaseFile`, `tied` with what ties it to others, with earlier filings as `before` has room.

        With `shelf` the ties say which cases the goods on a clip's shelf have.
        Raises Refusal, alike for a case that is not there and one out of scope.
        """
        with self._core.database.read() as conn:
            case = cases.whole(conn, case_id)
            if case is None:
                raise refuse(Code.NOT_FOUND, case_id)
            head = views.load_head(case.state, case.hidden)
            if not views.may_open(head, viewer.account, viewer.roles):
                raise refuse(Code.NOT_FOUND, case_id)
            text = file_text(conn, case, head, viewer.account)
            if not tied and before is None:
                return text
            record, _subject = read_record(case.record)
            asked = (case_id, record, viewer, self._core.now())
            if tied:
                text = f'{text[:-1]},"ties":{ties.of_case(conn, *asked, shelf).model_dump_json()}}}'
            earlier = past.of_case(conn, *asked, before) if before is not None else None
            return text if earlier is None else f'{text[:-1]},"past":{earlier.model_dump_json()}}}'


def file_text(conn: Connection, case: Any, head: Head, viewer: str) -> str:
    """The JSON text of a `CaseFile`; the record goes as the exact text that came in."""
    state = head.state
    events = _events(conn, case.case_id, head, viewer)
    verdicts = _verdicts(conn, case.case_id, state, viewer)
    moving = views.moving_part(head, viewer)
    on = views.under_signoff(state)
    shown = {g.verdict_id for g in visible(state, viewer)}
    file = {
        "case_id": case.case_id,
        "record": case.record,
        "version": moving["version"],
        "status": moving["status"],
        "round": state.round,
        "attempt": state.attempt,
        "verdicts": verdicts,
        "assets": [
            {"sha256": a.sha256, "bytes": a.bytes, "type": a.type, "problem": a.problem}
            for a in things.assets_of(conn, case.case_id)
        ],
        "due_at": case.due_at,
        "risk": case.risk,
        "risk_parts": json.loads(case.risk_parts),
        "risk_book": case.risk_book,
        "decision": state.decision,
        "on": on.verdict_id if on is not None and on.verdict_id in shown else None,
        "remark": state.remark,
        "signoff": list(state.signoff),
        "names": people.names(conn, _actors(events) | {verdict["actor"] for verdict in verdicts}),
    }
    return f'{json.dumps(file, ensure_ascii=False)[:-1]},"events":[{",".join(events)}]}}'


def _events(conn: Connection, case_id: str, head: Head, viewer: str) -> list[str]:
    unseen = {version for version, actor in head.hidden if actor != viewer}
    return [body for version, body in cases.events_of(conn, case_id) if version not in unseen]


def _actors(events: list[str]) -> set[str]:
    return {json.loads(body)["actor"] for body in events}


def _verdicts(conn: Connection, case_id: str, state: CaseState, viewer: str) -> list[dict[str, Any]]:
    """Counted verdicts that the viewer may know of, their own ones, and advisory ones once no seat is blind."""
    shown = {g.verdict_id for g in visible(state, viewer)}
    rows = [row for row in ledger.of_case(conn, case_id) if _may_see(row, state, viewer, shown)]
    names = people.names(conn, {row.account for row in rows})
    return [
        {
            "verdict_id": row.op_id,
            "actor": row.account,
            "name": names.get(row.account, row.account),
            "round": row.round,
            "attempt": row.attempt,
            "seat": row.seat,
            "received_at": row.received_at,
            "fate": row.fate,
            "digest": row.body_digest,
            "body": row.body,
        }
        for row in rows
    ]


def _may_see(row: Any, state: CaseState, viewer: str, shown: set[str]) -> bool:
    if row.account == viewer or row.op_id in shown:
        return True
    counted_ids = {g.verdict_id for g in state.given}
    # What is no counted verdict (a hold, an advisory opinion) is anybody's to see unless seats are blind right now.
    return row.op_id not in counted_ids and not views.blind(state)
