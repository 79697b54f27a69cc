"""Routes for schedules: the list, and a version's exact bytes by digest."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from reviewer_app.server.routes.body import Digest, for_ever, told
from reviewer_app.server.routes.session import AServer, AViewer
from reviewer_app.wire.messages import ScheduleList

router = APIRouter(tags=["schedules"])
_GIVES: dict[int | str, dict[str, Any]] = {
    200: {"description": "A compiled version of a schedule, canonical JSON", "content": {"application/json": {}}}
}


@router.get("/schedules", response_model=ScheduleList)
def schedules(server: AServer, viewer: AViewer) -> Any:
    """Every published version."""
    return told(server.schedules.entries())


@router.get("/schedules/{digest}", response_class=Response, responses=_GIVES)
def schedule(server: AServer, viewer: AViewer, digest: Digest) -> Response:
    """A version's exact bytes; they never change."""
    return for_ever(server.schedules.body(digest), digest)
