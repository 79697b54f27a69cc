"""Routes for rulebooks: the list, and a version's exact bytes by digest."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from reviewer_app.server.routes.body import Digest, for_ever, told
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
def rulebook(server: AServer, viewer: AViewer, digest: Digest) -> Response:
    """A version's exact bytes; they never change."""
    return for_ever(server.rulebooks.body(digest), digest)
