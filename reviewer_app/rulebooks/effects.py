"""What a schedule says for declared facts: step and terms, penalty, table, threshold and score, or what is lacking."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reviewer_app.domain.goods import Falls, Hit, Lexicon, Requirement, falls_under, hits_in
from reviewer_app.domain.schedule import Ladder, Penalty, ScheduleVersion, Step, Table, Term, Threshold
from reviewer_app.domain.score import Facts, Lacking, Score, Scored, work_out
from reviewer_app.domain.tables import looked_up, rounded_down, share
from reviewer_app.domain.version_head import Measure
from reviewer_app.rulebooks.inputs import checked_facts, holds

Money = Decimal | Lacking | None


@dataclass(frozen=True, slots=True)
class Follows:
    """A measure that follows, with its terms; `held_back` is yuan, or names what it cannot be worked out without."""

    measure: Measure
    term: Term
    held_back: Money


@dataclass(frozen=True, slots=True)
class Reached:
    """The step of a ladder that the facts reach and what follows; `step` is None where not even the first is."""

    ladder: Ladder
    step: Step | None
    follows: tuple[Follows, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A penalty in yuan."""

    penalty: Penalty
    yuan: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What a table gives; None below its last row."""

    table: Table
    gives: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a threshold is met."""

    threshold: Threshold
    met: bool


@dataclass(frozen=True, slots=True)
class Spotted:
    """The words of a lexicon that stand in a text."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """The entry of a requirement that goods fall under; None where it does not reach them."""

    requirement: Requirement
    falls: Falls | None


Answer = Reached | Amount | Looked | Judged | Scored | Spotted | Needed | Lacking


def ask(version: ScheduleVersion, part_id: str, facts: Facts) -> Answer:
    """What a part of the version says for facts by the names of its inputs.

    A lexicon is asked with a `text`, a requirement with the goods' `category` (its path parted by slashes), `name` and
    `more` text. Lacking names inputs without which it cannot be told; nothing is guessed. Raises LookupError for a part
    that is not there, FactRefused for facts that are not as declared, ConditionError where a condition fails on them.
    """
    part = version.part(part_id)
    if isinstance(part, Lexicon):
        return Spotted(hits_in(part, str(facts.get("text", ""))))
    if isinstance(part, Requirement):
        path = str(facts.get("category", "")).split("/")
        return Needed(part, falls_under(part, path, str(facts.get("name", "")), (str(facts.get("more", "")),)))
    known = checked_facts(version.inputs, facts)
    match part:
        case Ladder():
            return climb(version, part, known)
        case Penalty():
            return Amount(part, rounded_down(part, _number(known[part.of]))) if part.of in known else _lacks(part.of)
        case Table():
            return Looked(part, looked_up(part, int(known[part.of]))) if part.of in known else _lacks(part.of)
        case Threshold():
            met = holds(version.inputs, part.met, known)
            return met if isinstance(met, Lacking) else Judged(part, met)
        case Score():
            return work_out(part, known)
        case None:
            raise LookupError(f"{version.id} {version.version} has no part {part_id}; ask for one that it has")


def climb(version: ScheduleVersion, ladder: Ladder, facts: Facts) -> Reached | Lacking:
    """The highest step that facts from `checked_facts` reach. Raises ConditionError.

    Asked from the top: a step whose condition cannot be told ends it, for whatever is below could be too low.
    """
    for step in sorted(ladder.steps, key=lambda item: -item.number):
        held = holds(version.inputs, step.when, facts)
        if isinstance(held, Lacking):
            return held
        if held:
            return Reached(ladder, step, tuple(_follows(version, term, facts) for term in step.terms))
    return Reached(ladder, None)


def certain_step(version: ScheduleVersion, ladder: Ladder, facts: Facts) -> Step | None:
    """The highest step that is reached whatever the missing inputs are; None where none is. Raises ConditionError."""
    held = [step for step in ladder.steps if holds(version.inputs, step.when, facts) is True]
    return max(held, key=lambda step: step.number, default=None)


def _follows(version: ScheduleVersion, term: Term, facts: Facts) -> Follows:
    measure = version.measure(term.measure)
    if measure is None:  # the check refuses such a version
        raise LookupError(f"{version.id} {version.version} has no measure {term.measure}")
    held: Money = None
    if term.of is not None:
        held = share(term, _number(facts[term.of])) if term.of in facts else _lacks(term.of)
    return Follows(measure, term, held)


def _number(value: int | float | bool | str) -> int | float:
    if isinstance(value, str):
        raise TypeError("an amount is a number")  # the check lets no word be an amount
    return value


def _lacks(name: str) -> Lacking:
    return Lacking((name,))
