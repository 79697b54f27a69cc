"""Every error as RFC 9457 problem details of the declared list, those of the framework and the database included."""

from __future__ import annotations

import errno
import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.exc import DataError, DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from reviewer_app.server.service.refusal import Refusal
from reviewer_app.wire.problems import CONTENT_TYPE, Code, Problem, problem

log = logging.getLogger(__name__)
_BY_STATUS = {
    401: Code.UNAUTHENTICATED,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    413: Code.TOO_LARGE,
    422: Code.INVALID,
}


def reply(told: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem as a reply."""
    return Response(told.model_dump_json(), told.status, media_type=CONTENT_TYPE, headers=headers)


def install(app: FastAPI) -> None:
    """Registers a handler for every kind of error."""
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(OSError, _system)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unforeseen)


async def _refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return reply(error.problem, error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError | ValidationError):
        raise error
    first = error.errors()[0]
    where = "".join(f"/{part}" for part in first["loc"])
    code = Code.MALFORMED if first["type"] == "json_invalid" else Code.INVALID
    return reply(problem(code, first["msg"], where or None))


async def _framework(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = _BY_STATUS.get(error.status_code, Code.MALFORMED if error.status_code < 500 else Code.INTERNAL)
    return reply(problem(code), dict(error.headers or {}))


async def _database(request: Request, error: Exception) -> Response:
    if not isinstance(error, DBAPIError):
        raise error
    words = str(error.orig).lower()
    if isinstance(error, DataError):
        return reply(problem(Code.INVALID, "text that cannot be stored"))
    if "full" in words or getattr(error.orig, "sqlstate", None) == "53100":
        log.error("no room left in the database")
        return reply(problem(Code.STORAGE_FULL))
    if "locked" in words or getattr(error.orig, "sqlstate", None) in ("40001", "40P01", "57P01"):
        return reply(problem(Code.BUSY), {"Retry-After": "1"})
    log.error("database error %s", type(error.orig).__name__)
    return reply(problem(Code.INTERNAL))


async def _system(request: Request, error: Exception) -> Response:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    log.error("system error %s", getattr(error, "errno", None))
    return reply(problem(Code.STORAGE_FULL if full else Code.INTERNAL))


async def _gone(request: Request, error: Exception) -> Response:
    return reply(problem(Code.MALFORMED))  # who asked has hung up in the middle of the body: nobody reads this


async def _unforeseen(request: Request, error: Exception) -> Response:
    return reply(problem(Code.INTERNAL))
