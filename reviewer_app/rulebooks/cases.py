"""Test cases beside a version: facts in at an instant; clause, step, score, amount or what is lacking out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from pydantic import AwareDatetime, Field, ValidationError

from reviewer_app.domain.rulebook import Clause, Published, RulebookVersion, in_force
from reviewer_app.domain.schedule import PublishedSchedule, ScheduleVersion, schedule_in_force
from reviewer_app.domain.score import Lacking, Scored
from reviewer_app.domain.values import Key, Value
from reviewer_app.rulebooks.conditions import signoff_reasons
from reviewer_app.rulebooks.effects import Amount, Answer, Follows, Judged, Looked, Needed, Reached, Spotted, ask
from reviewer_app.rulebooks.facts import SignoffFacts
from reviewer_app.rulebooks.inputs import FactRefused
from reviewer_app.rulebooks.plain_yaml import Document, PlainYamlError, read_plain_yaml
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused
from reviewer_app.rulebooks.runtime import ConditionError
from reviewer_app.rulebooks.source import as_problem, file_bytes

Plain = int | float | bool | str


class RuleCase(Value):
    """One case: what `ask` gives for facts and a conduct `at` an instant; keys that `gives` lacks are not asked.

    Of a schedule a part is asked, by its id, and `gives` has the keys of `as_plain`. Of a rulebook `clause` is asked
    for a `sender` id (clause, number, severity, measures), or `signoff` for the facts of a verdict (reasons). `version`
    is the version in force, null before the first.
    """

    id: Key
    at: AwareDatetime
    ask: Key
    facts: dict[str, Plain] = {}
    gives: Annotated[dict[str, Plain | list[Plain] | None], Field(min_length=1)]


class RuleCases(Value):
    """The cases of one version."""

    cases: Annotated[tuple[RuleCase, ...], Field(min_length=1)]


Answering = Callable[[RuleCase], dict[str, Any]]


def case_problems(path: Path, answer: Answering) -> list[RulebookProblem]:
    """What is wrong with a file of cases, and every case that is answered otherwise than it says."""
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
        problems += [RulebookProblem(str(path), line, f"{case.id}: {said}") for said in _amiss(case, answer(case))]
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


def _amiss(case: RuleCase, found: Mapping[str, Any]) -> list[str]:
    """Where an answer is not what the case says, or the case asks for what there is not and would hold of anything.

    A version of before may lack the part that is asked: the case says so by giving null for what it would answer.
    """
    said = differences(case, found)
    lacks = any(value is None for key, value in case.gives.items() if key != "version")
    if not said and "refused" in found and not lacks:
        return [f"it cannot be asked: {found['refused']}"]
    return said


def differences(case: RuleCase, found: Mapping[str, Any]) -> list[str]:
    """Where an answer is not what the case says, in words; empty where all is as said.

    What a case gives as null is not in the answer: a version of before may not have the part that is asked.
    """
    said: list[str] = []
    for key, wanted in case.gives.items():
        if found.get(key) == wanted:
            continue
        if key not in found and "refused" in found:
            return [*said, f"it cannot be asked: {found['refused']}"]
        if key not in found:
            said.append(f"there is no {key} in the answer; it has {', '.join(sorted(found))}")
        else:
            told = f"{key} is {json.dumps(found[key])}, and {json.dumps(wanted)} is expected"
            said.append(f"{told}; mend the case or the version")
    return said


def answered(case: RuleCase, versions: Sequence[PublishedSchedule], known_at: datetime) -> dict[str, Any]:
    """The answer to a case by the keys of `gives`, in the version in force at its conduct as known at `known_at`."""
    chosen = schedule_in_force(versions, case.at, known_at)
    if chosen is None:
        return {"version": None} | _refused_by_all([_asked(case, version.schedule) for version in versions])
    return {"version": chosen.schedule.version} | _asked(case, chosen.schedule)


def _asked(case: RuleCase, version: ScheduleVersion) -> dict[str, Any]:
    """What a schedule answers to a case, whenever it was; why it cannot be asked, under `refused`."""
    try:
        return as_plain(ask(version, case.ask, case.facts))
    except (FactRefused, LookupError, ConditionError) as error:
        return {"refused": str(error.args[0])}


def _refused_by_all(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Why no version can be asked, by the latest; nothing where one can."""
    refused = [answer["refused"] for answer in answers if "refused" in answer]
    return {"refused": refused[-1]} if answers and len(refused) == len(answers) else {}


def answered_by_book(case: RuleCase, books: Sequence[Published], known_at: datetime) -> dict[str, Any]:
    """The answer of a rulebook to a case, in the version in force at its conduct as known at `known_at`."""
    chosen = in_force(books, case.at, known_at)
    if chosen is None:
        return {"version": None} | _refused_by_all([_asked_of_book(case, book.rulebook) for book in books])
    return {"version": chosen.rulebook.version} | _asked_of_book(case, chosen.rulebook)


def _asked_of_book(case: RuleCase, version: RulebookVersion) -> dict[str, Any]:
    """What a rulebook answers to a case, whenever it was; why it cannot be asked, under `refused`."""
    try:
        if case.ask == "signoff":
            return {"reasons": list(signoff_reasons(version.procedure, _verdict_facts(case)))}
        if case.ask == "clause":
            if "sender" not in case.facts:
                raise LookupError("it names no sender; write the sender's id of a clause among its facts")
            return _clause(version.for_sender_id(str(case.facts["sender"])))
        raise LookupError(f"a rulebook is asked for a clause or a signoff, not for {case.ask}")
    except (TypeError, LookupError, ConditionError) as error:
        return {"refused": str(error)}


def _verdict_facts(case: RuleCase) -> SignoffFacts:
    """The facts of a verdict. Raises TypeError for a name that none of them has."""
    decimal = {name for name, kind in get_type_hints(SignoffFacts).items() if kind is float}
    given: dict[str, Any] = {
        name: float(value) if name in decimal and isinstance(value, int) else value
        for name, value in case.facts.items()
    }
    return SignoffFacts(**given)


def _clause(clause: Clause | None) -> dict[str, Any]:
    if clause is None:
        return {"clause": None}
    measures = list(clause.measures)
    return {"clause": clause.id, "number": clause.number, "severity": clause.severity.value, "measures": measures}


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
        case Spotted(hits):
            return {"words": [hit.word for hit in hits]}
        case Needed(_, falls):
            if falls is None:
                return {"code": None, "outside": None, "unsure": False}
            return {"code": falls.entry.code, "outside": falls.outside, "unsure": falls.entry.unsure}
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
