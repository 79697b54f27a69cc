"""The exception with which a service says no, carrying a problem of the declared list."""

from __future__ import annotations

from reviewer_app.wire.problems import Code, Problem, problem


class Refusal(Exception):
    """A request that cannot be done; `problem` is what the client gets, `headers` go with it."""

    def __init__(self, problem_: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem_.type)
        self.problem = problem_
        self.headers = headers or {}


def refuse(code: Code, detail: str = "", field: str | None = None, headers: dict[str, str] | None = None) -> Refusal:
    """A refusal to be raised."""
    return Refusal(problem(code, detail, field), headers)
