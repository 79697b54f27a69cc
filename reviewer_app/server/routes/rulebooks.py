"""Routes for rulebooks: the list, and a version's exact bytes by digest."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response

from reviewer_app.server.routes.body import told
from reviewer_app.server.routes.session import AServer, AViewer
from reviewer_app.wire.messages import RulebookList

router = APIRouter(tags=["rulebooks"])
_GIVES: dict[int | str, dict[str, Any]] = {
    200: {"description": "A compiled rulebook version, canonical JSON", "content": {"application/json": {}}}
}


@router.get("/rulebooks", response_model=RulebookList)
def rulebooks(server: AServer, viewer: AViewer) -> Any:
    """Every published version."""
    return told(server.rulebooks.entries())


@router.get("/rulebooks/{digest}", response_class=Response, responses=_GIVES)
def rulebook(server: AServer, viewer: AViewer, digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
    """A version's exact bytes; they never change."""
    headers = {"ETag": f'"{digest}"', "Cache-Control": "private, max-age=31536000, immutable"}
    return Response(server.rulebooks.body(digest), media_type="application/json", headers=headers)
