"""Request bodies: read with a cap, never inflated, checked as JSON by the wire's models, and told to OpenAPI."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.canonical import strict_json
from reviewer_app.wire.problems import Code

M = TypeVar("M", bound=BaseModel)
PREFIX = "#/components/schemas/"


async def chunks_of(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body piece by piece. Raises Refusal when it is compressed, or longer than `limit` bytes."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise refuse(Code.MALFORMED, "compressed bodies are not taken")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise refuse(Code.TOO_LARGE, f"{limit} bytes")
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise refuse(Code.TOO_LARGE, f"{limit} bytes")
        yield chunk


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises Refusal."""
    return b"".join([chunk async for chunk in chunks_of(request, limit)])


def body(model: type[M], batch: bool = False) -> Callable[[Request], Awaitable[M]]:
    """A dependency that reads a JSON body as a message."""

    async def read(request: Request) -> M:
        limits = request.app.state.server.core.settings.limits
        raw = await read_body(request, limits.batch if batch else limits.request)
        try:
            strict_json(raw)
        except (ValueError, RecursionError) as error:
            raise refuse(Code.MALFORMED, "not JSON, or JSON that says a thing twice") from error
        try:
            return model.model_validate_json(raw)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = "".join(f"/{part}" for part in first["loc"])
            raise refuse(Code.INVALID, first["msg"], where) from error

    return read


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI should say of a route that reads such a body."""
    schema = {"$ref": f"{PREFIX}{model.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


def for_ever(body: bytes, digest: str) -> Response:
    """Compiled bytes as a reply; they never change under their digest."""
    headers = {"ETag": f'"{digest}"', "Cache-Control": "private, max-age=31536000, immutable"}
    return Response(body, media_type="application/json", headers=headers)


def told(message: BaseModel, status: int = 200) -> Any:
    """A message as a reply; dumped once, and not validated again."""
    return Response(message.model_dump_json(), status, media_type="application/json")
