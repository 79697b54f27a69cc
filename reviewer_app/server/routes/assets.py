"""Routes for files by SHA-256: put once, read whole, in ranges, or only asked about."""

from __future__ import annotations

import base64
import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from reviewer_app.domain.access import Role
from reviewer_app.server.routes.body import Digest, chunks_of, told
from reviewer_app.server.routes.session import AnOperator, AServer, AViewer
from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.messages import AssetFact
from reviewer_app.wire.problems import Code

router = APIRouter(tags=["assets"])
_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))\Z", re.ASCII)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_TAKES = {"requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}}}
_GIVES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"application/octet-stream": _BINARY}},
    206: {"description": "A range of it", "content": {"application/octet-stream": _BINARY}},
    304: {"description": "Not changed"},
}


def _headers(fact: AssetFact) -> dict[str, str]:
    raw = base64.b64encode(bytes.fromhex(fact.sha256)).decode()
    return {
        "ETag": f'"{fact.sha256}"',
        "Repr-Digest": f"sha-256=:{raw}:",
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


@router.put("/assets/{sha256}", response_model=AssetFact, openapi_extra=_TAKES)
async def put(request: Request, server: AServer, operator: AnOperator, sha256: Digest) -> Any:
    """Takes a file in; its bytes must have the digest that names it."""
    limit = server.core.settings.limits.asset
    return told(await server.assets.put(sha256, chunks_of(request, limit)))


@router.head("/assets/{sha256}", responses={200: {"description": "It is here"}})
def ask(server: AServer, viewer: AViewer, sha256: Digest) -> Response:
    """Whether a file is here, and how long it is."""
    fact = server.assets.present(sha256, viewer, Role.OPERATOR in viewer.roles)
    kind = fact.type or "application/octet-stream"
    return Response(headers={**_headers(fact), "Content-Length": str(fact.bytes), "Content-Type": kind})


@router.get("/assets/{sha256}", response_class=Response, responses=_GIVES)
def give(request: Request, server: AServer, viewer: AViewer, sha256: Digest) -> Response:
    """A file, or one range of it."""
    stored = server.assets.give(sha256, viewer)
    headers = _headers(stored.fact)
    if headers["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    _check_range(request.headers.get("range"), stored.fact.bytes)
    kind = stored.fact.type or "application/octet-stream"
    return FileResponse(stored.path, headers=headers, media_type=kind)


def _check_range(asked: str | None, size: int) -> None:
    """Raises Refusal for a range that lies outside, and for one that is not a single range of bytes."""
    if asked is None:
        return
    found = _RANGE.match(asked)
    if found is None:
        raise refuse(Code.MALFORMED, "one range of bytes is given at a time", "Range")
    first, last, tail = (int(part) if part else None for part in found.groups())
    empty = first is not None and last is not None and last < first
    outside = first is not None and first >= size
    if empty or outside or tail == 0 or size == 0:
        raise refuse(Code.RANGE_NOT_SATISFIABLE, f"{size} bytes", headers={"Content-Range": f"bytes */{size}"})
