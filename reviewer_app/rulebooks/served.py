"""The check that the clauses which schedules serve are there, in every rulebook version of the same days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewer_app.rulebooks.plain_yaml import Path
from reviewer_app.rulebooks.problems import RulebookProblem
from reviewer_app.rulebooks.source import RulebookSource, ScheduleSource


def served_problems(schedules: Sequence[ScheduleSource], books: Sequence[RulebookSource]) -> list[RulebookProblem]:
    """Clauses named by a schedule that a rulebook in force meanwhile lacks; rulebooks that are not here are passed."""
    known: dict[str, list[RulebookSource]] = {}
    for book in books:
        known.setdefault(book.version.id, []).append(book)
    problems = []
    for schedule in schedules:
        for path, name in _named(schedule):
            book_id, _, clause = name.partition(":")
            for book in known.get(book_id, ()):
                if _meet(schedule, book) and book.version.clause(clause) is None:
                    message = f"version {book.version.version} of {book_id} has no clause {clause}"
                    problems.append(schedule.problem(path, message))
            if known and book_id not in known:
                problems.append(schedule.problem(path, f"there is no rulebook {book_id} here"))
    return problems


def _named(schedule: ScheduleSource) -> Iterator[tuple[Path, str]]:
    for index, ladder in enumerate(schedule.version.ladders):
        for at, name in enumerate(ladder.clauses):
            yield ("ladders", index, "clauses", at), name
    for index, penalty in enumerate(schedule.version.penalties):
        for at, name in enumerate(penalty.clauses):
            yield ("penalties", index, "clauses", at), name
    for index, item in enumerate(schedule.version.inputs):
        for at, name in enumerate(item.counted.clauses if item.counted is not None else ()):
            yield ("inputs", index, "counted", "clauses", at), name
    for index, threshold in enumerate(schedule.version.thresholds):
        if threshold.leads_to is not None:
            yield ("thresholds", index, "leads_to"), threshold.leads_to
    for name in ("lexicons", "requirements"):
        for index, part in enumerate(getattr(schedule.version, name)):
            yield from (((name, index, "clauses", at), clause) for at, clause in enumerate(part.clauses))


def _meet(schedule: ScheduleSource, book: RulebookSource) -> bool:
    """Whether their half-open periods share an instant."""
    one, other = schedule.version, book.version
    starts_in_time = other.effective_until is None or one.effective_from < other.effective_until
    return starts_in_time and (one.effective_until is None or other.effective_from < one.effective_until)
