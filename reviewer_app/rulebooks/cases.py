"""Test cases beside a schedule's version: facts in at an instant, step, score, amount or what is lacking out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, ValidationError

from reviewer_app.domain.schedule import PublishedSchedule, schedule_in_force
from reviewer_app.domain.score import Lacking, Scored
from reviewer_app.domain.values import Key, Value
from reviewer_app.rulebooks.conditions import ConditionError
from reviewer_app.rulebooks.effects import Amount, Answer, Follows, Judged, Looked, Reached, ask
from reviewer_app.rulebooks.inputs import FactRefused
from reviewer_app.rulebooks.plain_yaml import Document, PlainYamlError, read_plain_yaml
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused
from reviewer_app.rulebooks.source import as_problem, file_bytes

Plain = int | float | bool | str
FOLDER = "cases"
"""Below a schedule's folder: `cases/<version>.yaml`."""


class RuleCase(Value):
    """One case: what part `ask` gives for facts and a conduct `at` an instant; keys that `gives` lacks are not asked.

    Keys of `gives` are those of `as_plain`, and `version`: the version in force, or null before the first.
    """

    id: Key
    at: AwareDatetime
    ask: Key
    facts: dict[str, Plain] = {}
    gives: Annotated[dict[str, Plain | list[Plain] | None], Field(min_length=1)]


class RuleCases(Value):
    """The cases of one version."""

    cases: Annotated[tuple[RuleCase, ...], Field(min_length=1)]


def case_problems(path: Path, versions: Sequence[PublishedSchedule]) -> list[RulebookProblem]:
    """What is wrong with a file of cases, and every case that gives something else; `versions` are of one schedule."""
    try:
        document, cases = read_cases(file_bytes(path), str(path))
    except RulebookRefused as refused:
        return list(refused.problems)
    problems, seen = [], set()
    for index, case in enumerate(cases.cases):
        line = document.line_of(("cases", index))
        if case.id in seen:
            problems.append(RulebookProblem(str(path), line, f"{case.id} is here a second time; give it another id."))
        seen.add(case.id)
        problems += [RulebookProblem(str(path), line, f"{case.id}: {said}") for said in differences(case, versions)]
    return problems


def read_cases(body: bytes, file: str) -> tuple[Document, RuleCases]:
    """Reads cases. Raises RulebookRefused with every problem found."""
    try:
        document = read_plain_yaml(body)
    except PlainYamlError as error:
        raise RulebookRefused((RulebookProblem(file, error.line, error.message),)) from error
    try:
        return document, RuleCases.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        found = (as_problem(detail, document, file) for detail in error.errors(include_url=False))
        raise RulebookRefused(tuple(sorted(set(found)))) from error


def differences(case: RuleCase, versions: Sequence[PublishedSchedule]) -> list[str]:
    """What a case gives other than it says, in words; empty where all is as said."""
    found = answered(case, versions)
    return [
        f"{key} is {json.dumps(found.get(key))}, and {json.dumps(wanted)} is expected; mend the case or the version"
        for key, wanted in case.gives.items()
        if found.get(key) != wanted
    ]


def answered(case: RuleCase, versions: Sequence[PublishedSchedule]) -> dict[str, Any]:
    """The answer to a case by the keys of `gives`, in the version in force at its conduct (all taken as published)."""
    known_at = max((item.schedule.published_at for item in versions), default=case.at)
    chosen = schedule_in_force(versions, case.at, known_at)
    if chosen is None:
        return {"version": None}
    try:
        answer = ask(chosen.schedule, case.ask, case.facts)
    except (FactRefused, LookupError, ConditionError) as error:
        return {"version": chosen.schedule.version, "refused": str(error.args[0])}
    return {"version": chosen.schedule.version} | as_plain(answer)


def as_plain(answer: Answer) -> dict[str, Any]:
    """An answer as plain data."""
    match answer:
        case Lacking(names):
            return {"lacking": list(names)}
        case Reached(ladder, step, follows):
            plain: dict[str, Any] = {"step": step.number if step is not None else 0}
            plain["measures"] = [item.measure.id for item in follows]
            plain["clauses"] = list(ladder.clauses)
            return plain | _held_back(follows)
        case Amount(_, yuan):
            return {"yuan": yuan}
        case Looked(_, gives):
            return {"value": gives}
        case Judged(threshold, met):
            return {"met": met, "clauses": [threshold.leads_to] if threshold.leads_to and not met else []}
        case Scored():
            return {
                "score": answer.score,
                "shown": answer.tenths / 10,
                "stars": answer.halves / 2,
                "growing": answer.growing,
                "taken": answer.taken,
            }


def _held_back(follows: Sequence[Follows]) -> dict[str, Any]:
    shares = [item.held_back for item in follows if item.held_back is not None]
    if not shares:
        return {}
    lacking = [name for item in shares if isinstance(item, Lacking) for name in item.names]
    return {"held_back_lacks": lacking} if lacking else {"held_back": [str(item) for item in shares]}
