"""Routes about the server itself: who it is, and the list of problems it may answer with."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from reviewer_app.domain.values import Value
from reviewer_app.server.routes.body import told
from reviewer_app.server.routes.session import AServer
from reviewer_app.wire.messages import PROTOCOL, Hello
from reviewer_app.wire.problems import Code, Problem, problem

router = APIRouter(tags=["server"])


class ProblemList(Value):
    """Every problem that the server may answer with."""

    problems: tuple[Problem, ...]


@router.get("/hello", response_model=Hello)
def hello(server: AServer) -> Any:
    """Who the server is, and its time; needs no session."""
    core = server.core
    return told(Hello(server_id=core.server_id, name=core.settings.name, protocol=PROTOCOL, now=core.now()))


@router.get("/problems", response_model=ProblemList)
def problems() -> Any:
    """The closed list of problems."""
    return told(ProblemList(problems=tuple(problem(code) for code in Code)))
