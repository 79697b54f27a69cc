"""Conditions of a procedure in CEL: types checked before use, risk worked out in parts, reasons for sign-off named."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any, get_type_hints

from reviewer_app.domain.cases import CaseKind, Source
from reviewer_app.domain.rulebook import Procedure, RiskTerm, SignoffRule
from reviewer_app.domain.values import Text
from reviewer_app.rulebooks.facts import RiskFacts, SignoffFacts
from reviewer_app.rulebooks.reader_words import failure_words
from reviewer_app.rulebooks.runtime import (
    ConditionError,
    cel,
    compared_in,
    compile_in,
    environment,
    evaluate,
    without_quoted,
)
from reviewer_app.rulebooks.tries import COUNTS, NUMBERS, SHARES, tries

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class RiskPart:
    """One summand of a risk: what its term gave (0 to 1), its weight, and the whole points it adds to the score."""

    id: str
    text: Text
    value: float
    weight: float
    points: int


@dataclass(frozen=True, slots=True)
class Risk:
    """A case's risk, 0 to 100, and the parts whose points add up to exactly that."""

    score: int
    terms: tuple[RiskPart, ...]


def risk(procedure: Procedure, facts: RiskFacts) -> Risk:
    """The risk order of a case: 100 x sum(weight x value) / sum(weight), rounded half up.

    Each term's value is held to 0 to 1. Raises ConditionError for a term that cannot be worked out (the check has
    refused such a rulebook before it was published).
    """
    data = _data(facts)
    values = [_share(term, data) for term in procedure.risk]
    total = sum(term.weight for term in procedure.risk)
    exact = [100 * term.weight * value / total for term, value in zip(procedure.risk, values, strict=True)]
    points = _whole(exact)
    parts = (
        RiskPart(term.id, term.text, value, term.weight, whole)
        for term, value, whole in zip(procedure.risk, values, points, strict=True)
    )
    return Risk(sum(points), tuple(parts))


def signoff_reasons(procedure: Procedure, facts: SignoffFacts) -> tuple[str, ...]:
    """The ids of the sign-off rules that hold for a verdict; empty where none is needed. Raises ConditionError."""
    data = _data(facts)
    return tuple(rule.id for rule in procedure.signoff if _evaluate(SignoffFacts, bool, rule.when, data))


def signoff_wanted(procedure: Procedure, facts: SignoffFacts) -> tuple[str, ...]:
    """The same where a verdict is given: a rule that fails on it asks for a supervisor, and stops nobody's work."""
    data = _data(facts)
    return tuple(rule.id for rule in procedure.signoff if _holds_or_fails(rule, data))


def _holds_or_fails(rule: SignoffRule, data: Mapping[str, object]) -> bool:
    try:
        return bool(_evaluate(SignoffFacts, bool, rule.when, data))
    except ConditionError:
        return True


def signoff_ready(procedure: Procedure) -> None:
    """Compiles the rules for sign-off ahead of their use. Raises ConditionError."""
    for rule in procedure.signoff:
        _compiled(SignoffFacts, bool, rule.when)


def check_risk_expression(expression: str) -> None:
    """Raises ConditionError unless it compiles to a number and gives 0 to 1 for facts of every kind.

    It is tried on every rank and on every small count, not only on the least and the largest.
    """
    _compiled(RiskFacts, float, expression)
    _check_words(expression, ())
    for facts in _tries(RiskFacts, expression):
        value = _evaluate(RiskFacts, float, expression, facts)
        if not 0 <= value <= 1:
            said = f"it gives {value}{_where(facts)} where 0 to 1 is meant"
            raise ConditionError(f"{said}; hold it with math.least and math.greatest")


def check_signoff_expression(expression: str, clauses: Collection[str] | None = None) -> None:
    """Raises ConditionError unless it compiles to true or false and can be worked out, tried in the same way.

    `clauses` are the ids of all clauses that a verdict may cite, where they are known.
    """
    _compiled(SignoffFacts, bool, expression)
    _check_words(expression, clauses)
    for facts in _tries(SignoffFacts, expression):
        _evaluate(SignoffFacts, bool, expression, facts)


def _check_words(expression: str, clauses: Collection[str] | None) -> None:
    """Raises ConditionError for a word that nothing can be: a rule that compares with it would hold for no case."""
    asked = set(_WORD.findall(without_quoted(expression)))
    if "language" in asked or ("clauses" in asked and clauses is None):
        return  # what may be any word
    known = {str(word) for name in ("kind", "source", "outcome") if name in asked for word in _TRIED[name]}
    known |= set(clauses or ()) if "clauses" in asked else set()
    for word in compared_in(expression):
        if word not in known:
            raise ConditionError(f"nothing that it asks about is {word}; known are {', '.join(sorted(known))}")


def _tries(kind: type, expression: str) -> Iterator[dict[str, object]]:
    """Facts to try an expression on, by the names that it speaks of."""
    hints = get_type_hints(kind)
    return tries({name: _TRIED.get(name) or _TRIED[hints[name]] for name in _asked(kind, expression)})


_TRIED: Mapping[Any, Sequence[object]] = {
    "kind": [kind.value for kind in CaseKind],
    "source": [source.value for source in Source],
    "outcome": ("pass", "violation"),
    "language": ("zh-CN", "en"),
    "severity": range(4),
    "impact": range(5),
    "max_flag_score": SHARES,
    "disagreed_score": SHARES,
    "sample": SHARES,
    int: COUNTS,
    float: NUMBERS,
    bool: (False, True),
    tuple[str, ...]: ([], ["any"]),
}
"""What each fact is tried at, by its name or else its type."""


def _where(facts: Mapping[str, object]) -> str:
    """The facts on which something went wrong, in words; the largest stand for all that are large."""
    return f" for {', '.join(f'{name} {value}' for name, value in facts.items())}" if facts else ""


def _share(term: RiskTerm, data: Mapping[str, object]) -> float:
    value = _evaluate(RiskFacts, float, term.expression, data)
    return 0.0 if math.isnan(value) else min(max(value, 0.0), 1.0)


def _whole(exact: list[float]) -> list[int]:
    """Whole points that add up to the rounded sum: the largest remainders are rounded up."""
    points = [math.floor(value + 1e-9) for value in exact]
    missing = math.floor(sum(exact) + 0.5 + 1e-9) - sum(points)
    by_remainder = sorted(range(len(exact)), key=lambda index: points[index] - exact[index])
    for index in by_remainder[: max(missing, 0)]:
        points[index] += 1
    return points


def _evaluate(facts: type, result: type, expression: str, data: Mapping[str, object]) -> Any:
    compiled = _compiled(facts, result, expression)
    asked = {name: data[name] for name in _asked(facts, expression)}
    value = evaluate(compiled, asked)
    if value.type() == cel().Type.ERROR:
        raise ConditionError(f"it cannot be worked out{_where(asked)}: {failure_words(str(value.value()))}")
    return value.plain_value()


def _data(facts: RiskFacts | SignoffFacts) -> dict[str, object]:
    """The facts by name; the runtime knows lists and no tuples."""
    kind: type = type(facts)
    found = ((name, getattr(facts, name)) for name in _names(kind))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found}


@lru_cache(maxsize=1024)
def _asked(facts: type, expression: str) -> tuple[str, ...]:
    """The facts that an expression names, perhaps only in a text: handing a fact over costs more than the condition."""
    words = set(_WORD.findall(expression))
    return tuple(name for name in _names(facts) if name in words)


@cache
def _names(facts: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(facts))


@lru_cache(maxsize=1024)
def _compiled(facts: type, result: type, expression: str) -> Any:
    compiled = compile_in(_environment(facts), expression, _names(facts))
    if compiled.return_type() != _types()[result]:
        wanted = "a decimal number" if result is float else "true or false"
        raise ConditionError(f"it gives {compiled.return_type().name()} where {wanted} is meant")
    return compiled


@cache
def _environment(facts: type) -> Any:
    hints, types = get_type_hints(facts), _types()
    return environment({field.name: types[hints[field.name]] for field in fields(facts)})


@cache
def _types() -> Mapping[Any, Any]:
    known = cel().Type
    return {
        str: known.STRING,
        int: known.INT,
        float: known.DOUBLE,
        bool: known.BOOL,
        tuple[str, ...]: known.List(known.STRING),
    }
