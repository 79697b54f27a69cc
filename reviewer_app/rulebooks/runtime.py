"""The CEL runtime, loaded when the first condition is looked at, and what a condition may be at most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from reviewer_app.rulebooks.reader_words import condition_words, failure_words

MAX_EXPRESSION = 2000
"""Characters; a condition longer than this is no rule that a person can read."""
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_COMPARED = re.compile(rf"[=!]=\s*({_QUOTED.pattern})|({_QUOTED.pattern})\s*(?:[=!]=|in\b)")
_LISTED = re.compile(r"\bin\s*\[([^\]]*)\]")
_WALKS = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(|[()]")


class ConditionError(Exception):
    """A condition that does not compile, gives the wrong type, or fails on facts; the message says why and where."""


@cache
def cel() -> Any:
    """The runtime's module."""
    from cel_expr_python import cel as runtime

    return runtime


def environment(variables: Mapping[str, Any]) -> Any:
    """An environment that knows variables by name and type, and the mathematics that conditions may use."""
    from cel_expr_python.ext import ext_math

    return cel().NewEnv(variables=dict(variables), extensions=[ext_math.ExtMath()])


def compile_in(known: Any, expression: str, names: Iterable[str]) -> Any:
    """A condition compiled in an environment that knows `names`. Raises ConditionError.

    One walk over a list inside another is refused: its time grows with every level, and the runtime gives up on it in
    the middle of somebody's verdict.
    """
    if len(expression) > MAX_EXPRESSION:
        raise ConditionError(f"it has {len(expression)} characters; at most {MAX_EXPRESSION} are read")
    if not expression.strip():
        raise ConditionError("nothing is written; write a condition over the names that it may use")
    if _nests(without_quoted(expression)):
        raise ConditionError("it walks over a list inside another walk; put one after the other")
    try:
        return known.compile(expression)
    except RuntimeError as error:  # the runtime has no narrower type
        raise ConditionError(condition_words(str(error), names)) from error


def evaluate(compiled: Any, data: Mapping[str, object]) -> Any:
    """What a compiled condition gives, an error among its values. Raises ConditionError where it takes too long."""
    try:
        return compiled.eval(data=dict(data))
    except RuntimeError as error:  # beyond the runtime's budget of steps
        raise ConditionError(f"it cannot be worked out: {failure_words(str(error))}") from error


def compared_in(expression: str) -> tuple[str, ...]:
    """The quoted words in a condition that something must be, one by one or in a list."""
    found = [one or other for one, other in _COMPARED.findall(expression)]
    found += [word for words in _LISTED.findall(expression) for word in _QUOTED.findall(words)]
    return tuple(word[1:-1] for word in found)


def quoted_in(expression: str) -> tuple[str, ...]:
    """The quoted words in a condition."""
    return tuple(quoted[1:-1] for quoted in _QUOTED.findall(expression))


def without_quoted(expression: str) -> str:
    """A condition with nothing in its quotes."""
    return _QUOTED.sub("''", expression)


def _nests(expression: str) -> bool:
    """Whether a list is walked over inside the brackets of another walk."""
    opened: list[bool] = []
    for found in _WALKS.finditer(expression):
        if found[0] == ")":
            if opened:
                opened.pop()
            continue
        walks = found[0] != "("
        if walks and any(opened):
            return True
        opened.append(walks)
    return False
