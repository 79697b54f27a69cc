"""Decided cases as policy owners read them for a back-test: whole, read-only, and each reading on record."""

from __future__ import annotations

from reviewer_app.domain.events import Status
from reviewer_app.server.clock import instant, stamp
from reviewer_app.server.repository import cases, reads
from reviewer_app.server.service import views
from reviewer_app.server.service.case_files import file_text
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.messages import CaseRead, CaseReads
from reviewer_app.wire.problems import Code

TOLD = 1000
"""Readings that are told at once, the latest."""


class ReadingService:
    """Opens decided cases for who owns the rules."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def open(self, case_id: str, owner: Viewer) -> str:
        """The JSON text of a `CaseFile`; the reading is on record before anything is given.

        Raises Refusal, alike for a case that is not there and one that is not decided.
        """
        with self._core.database.plain_write() as conn:
            case = cases.whole(conn, case_id)
            head = views.load_head(case.state, case.hidden) if case is not None else None
            if case is None or head is None or head.state.status is not Status.DECIDED:
                raise refuse(Code.NOT_FOUND, case_id)
            reads.add(conn, owner.account, case_id, stamp(self._core.now()))
            return file_text(conn, case, head, owner.account)

    def told(self) -> CaseReads:
        """The latest readings, newest first."""
        with self._core.database.read() as conn:
            rows = reads.latest(conn, TOLD)
        return CaseReads(reads=tuple(CaseRead(account=r.account, case_id=r.case_id, at=instant(r.at)) for r in rows))
