"""Conditions over declared inputs: types checked before use, facts checked, what is missing named and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from reviewer_app.domain.schedule import Input, InputType
from reviewer_app.domain.score import Facts, Lacking
from reviewer_app.rulebooks.reader_words import failure_words
from reviewer_app.rulebooks.runtime import (
    ConditionError,
    cel,
    compile_in,
    environment,
    evaluate,
    without_quoted,
)

LARGEST = 10**12
"""What no count and no amount of one conduct goes beyond; more is a mistake in the facts."""
_TYPES = {InputType.COUNT: "INT", InputType.NUMBER: "DOUBLE", InputType.FLAG: "BOOL", InputType.WORD: "STRING"}
"""The runtime's names for them."""
_NAME = re.compile(r"(?<![\w.])[a-z_][A-Za-z0-9_]*")


class FactRefused(ValueError):
    """A fact that its input's declaration does not allow; the message names the input and what it may be."""


def checked_facts(inputs: Sequence[Input], facts: Facts) -> dict[str, int | float | bool | str]:
    """The facts as their inputs declare them. Raises FactRefused for an unknown name or a value that is not allowed."""
    by_name = {item.name: item for item in inputs}
    checked: dict[str, int | float | bool | str] = {}
    for name, value in facts.items():
        if name not in by_name:
            raise FactRefused(f"there is no input {name}; known are {', '.join(sorted(by_name))}")
        checked[name] = _checked(by_name[name], value)
    return checked


def holds(inputs: tuple[Input, ...], expression: str, facts: Facts) -> bool | Lacking:
    """Whether a condition holds for facts that `checked_facts` gave.

    What is missing matters only where the condition cannot be told without it. Raises ConditionError.
    """
    value = evaluate(compiled(inputs, expression), facts)
    if value.type() != cel().Type.ERROR:
        return bool(value.plain_value())
    missing = tuple(name for name in names_in(inputs, expression) if name not in facts)
    if not missing:
        raise ConditionError(f"it cannot be worked out: {failure_words(str(value.value()))}")
    return Lacking(missing)


def names_in(inputs: Iterable[Input], expression: str) -> tuple[str, ...]:
    """The declared inputs that a condition speaks of, in its order."""
    known = {item.name for item in inputs}
    return tuple(dict.fromkeys(name for name in _NAME.findall(without_quoted(expression)) if name in known))


@lru_cache(maxsize=1024)
def compiled(inputs: tuple[Input, ...], expression: str) -> Any:
    """The condition, compiled over the inputs. Raises ConditionError unless it gives true or false."""
    found = compile_in(_environment(inputs), expression, [item.name for item in inputs])
    if found.return_type() != cel().Type.BOOL:
        raise ConditionError(f"it gives {found.return_type().name()} where true or false is meant")
    return found


@lru_cache(maxsize=64)
def _environment(inputs: tuple[Input, ...]) -> Any:
    return environment({item.name: getattr(cel().Type, _TYPES[item.type]) for item in inputs})


def _checked(item: Input, value: int | float | bool | str) -> int | float | bool | str:
    match item.type:
        case InputType.FLAG if isinstance(value, bool):
            return value
        case InputType.WORD if isinstance(value, str) and value in item.words:
            return value
        case InputType.COUNT if _is_number(value) and isinstance(value, int):
            return value
        case InputType.NUMBER if _is_number(value):
            return float(value)
    meant = {
        InputType.FLAG: "true or false",
        InputType.WORD: f"one of {', '.join(item.words)}",
        InputType.COUNT: "a whole number",
        InputType.NUMBER: "a number",
    }[item.type]
    raise FactRefused(f"the input {item.name} is {meant}, within -{LARGEST} and {LARGEST} where it is a number")


def _is_number(value: int | float | bool | str) -> bool:
    return not isinstance(value, bool | str) and -LARGEST <= value <= LARGEST
