"""Routes for cases: bringing records in, and reading one whole."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from reviewer_app.server.routes.body import read_body, told
from reviewer_app.server.routes.session import AnOperator, AServer, AViewer
from reviewer_app.server.service.past import Room
from reviewer_app.server.service.raw_records import records
from reviewer_app.wire.messages import CaseFile, IntakeAnswers

router = APIRouter(tags=["cases"])
_RECORDS = {"description": "Intake records, as lines or as one array", "type": "array", "items": {"type": "object"}}
_TAKES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {"schema": {"type": "string", "description": "One intake record a line"}},
            "application/json": {"schema": _RECORDS},
        },
    }
}
CASE_ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


async def _raw(request: Request) -> bytes:
    return await read_body(request, request.app.state.server.core.settings.limits.intake)


@router.post("/cases", response_model=IntakeAnswers, openapi_extra=_TAKES)
def take_in(server: AServer, operator: AnOperator, raw: Annotated[bytes, Depends(_raw)]) -> Any:
    """Brings cases in; one answer for each record, and one bad record never stops the others."""
    answers = tuple(server.intake.take_in(record, operator.account) for record in list(records(raw)))
    return told(IntakeAnswers(answers=answers))


@router.get("/cases/{case_id}", response_model=CaseFile)
def case_file(
    server: AServer,
    viewer: AViewer,
    case_id: Annotated[str, Path(pattern=CASE_ID)],
    ties: bool = False,
    past: bool = False,
    shelf: bool = False,
) -> Response:
    """A case whole, for who may read it; with ties (of its shelf, too) and earlier filings where asked."""
    return Response(
        server.case_files.open(case_id, viewer, tied=ties, shelf=shelf, before=Room() if past else None),
        media_type="application/json",
    )
