"""The HTTP application: routes under /v1, problem replies, the access log, and an OpenAPI page that is true."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import reviewer_app
from reviewer_app.server import problem_replies
from reviewer_app.server.routes import accounts, assets, cases, meta, policy, rulebooks, schedules, work
from reviewer_app.server.routes.body import PREFIX
from reviewer_app.server.routes.session import protocol
from reviewer_app.server.service.server import Server
from reviewer_app.wire import messages
from reviewer_app.wire.problems import CONTENT_TYPE, Problem

access_log = logging.getLogger("reviewer_app.server.access")
log = logging.getLogger(__name__)
_REQUESTS = (
    messages.Setup,
    messages.SignIn,
    messages.NewAccount,
    messages.TakeAsk,
    messages.LeasesAsk,
    messages.Push,
    Problem,
)


def make_app(server: Server, *, sweep: bool = True) -> FastAPI:
    """The application over a server; with `sweep` lapsed leases and holds are ended every few seconds."""

    @contextlib.asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep_for_ever(server)) if sweep else None
        yield
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    app = FastAPI(
        title="Reviewer",
        version=getattr(reviewer_app, "__version__", "0.1.0"),
        lifespan=life,
        separate_input_output_schemas=False,
        redirect_slashes=False,
        routes=list(_rooms().routes),
    )
    app.state.server = server
    problem_replies.install(app)
    app.add_middleware(AccessLog)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


@cache
def _rooms() -> APIRouter:
    """Every route; what the framework works out of each at its first request holds for all servers of a process."""
    made = APIRouter(redirect_slashes=False)
    refusals: dict[int | str, dict[str, Any]] = {"default": {"description": "A problem", "model": Problem}}
    made.include_router(meta.router, prefix="/v1", responses=refusals)
    for room in (accounts, work, cases, assets, rulebooks, schedules, policy):
        made.include_router(room.router, prefix="/v1", dependencies=[Depends(protocol)], responses=refusals)
    return made


async def _sweep_for_ever(server: Server) -> None:
    while True:
        await asyncio.sleep(server.core.settings.sweep_seconds)
        try:
            await run_in_threadpool(server.leases.sweep)
        except DBAPIError as error:  # the disk may be full for a while; the next round tries again
            log.warning("sweep failed: %s", type(error.orig).__name__)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The framework's page, with the bodies that `routes.body` reads and problems under their own media type."""
    if app.openapi_schema is None:
        page = get_openapi(title=app.title, version=app.version, routes=app.routes)
        pairs = [(model, "validation") for model in _REQUESTS]
        _, made = models_json_schema(pairs, ref_template=PREFIX + "{model}")  # type: ignore[arg-type]
        schemas = page.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in made.get("$defs", {}).items():
            schemas.setdefault(name, schema)
        for path in page["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
                content = operation["responses"].get("default", {}).get("content", {})
                if "application/json" in content:
                    content[CONTENT_TYPE] = content.pop("application/json")
        app.openapi_schema = _plain_patterns(page)
    return app.openapi_schema


def _plain_patterns(value: Any) -> Any:
    """The same schema with patterns as JSON Schema reads them, where `$` means the very end."""
    if isinstance(value, dict):
        pattern: Any = value.get("pattern")
        ours = isinstance(pattern, str) and pattern.endswith("\\z")
        ended = {"pattern": f"{pattern[:-2]}$"} if ours else {}
        return {key: _plain_patterns(item) for key, item in value.items()} | ended
    return [_plain_patterns(item) for item in value] if isinstance(value, list) else value


class AccessLog:
    """Writes one line per request: method, route, status, account, milliseconds; never a word of content."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request and notes it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            account = scope.get("state", {}).get("account", "-")
            spent = (time.monotonic() - began) * 1000
            access_log.info("%s %s %d %s %.1f ms", scope["method"], route, status, account, spent)
