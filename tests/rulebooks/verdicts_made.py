"""Verdicts in the making under the shipped rulebooks and schedules, for tests of what they set off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reviewer_app.domain.cases import CaseKind, CaseRecord, ClipSubject, Exposure, FilingSubject, Party
from reviewer_app.domain.counts import Snapshot, Tally, to_count_for
from reviewer_app.domain.drafts import Draft, Sheet, with_outcome, with_stated
from reviewer_app.domain.events import Round
from reviewer_app.domain.rulebook import Severity, in_force
from reviewer_app.domain.verdicts import Finding, Outcome
from reviewer_app.rulebooks.consequences import LadderEffect, SetOff, set_off
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules
from tests.domain.made import an_id, record

KNOWN = datetime.fromisoformat("2026-09-30T12:00:00+08:00")
BOOKS = tuple(item.published for item in shipped())
FALSE, STAGED = "livestream:false-claims", "livestream:staged-demand"
ALL_COUNTS = {
    "breaches_in_stream": 0,
    "streams_14d": 0,
    "videos_14d": 0,
    "violations_90d": 0,
    "serious_violations_90d": 0,
    "false_advertising_30d": 0,
}
Say = bool | int | float | str


def local(word: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(f"{word}+08:00")


def clip(at: str, room: str | None = "room-1", **more: Any) -> CaseRecord:
    """A clip of a creator at an instant."""
    plain = record(
        conduct_at=local(at),
        creator=Party(id="c-1", name="A creator", score=79.5),
        exposure=Exposure(gmv="12345.67", currency="CNY"),
    )
    assert isinstance(plain.subject, ClipSubject)
    return plain.model_copy(update={"subject": plain.subject.model_copy(update={"room": room}), **more})


def filing(at: str) -> CaseRecord:
    """A merchant's filing at an instant."""
    subject = FilingSubject(purpose="entry", declared={}, documents=())
    return record(kind=CaseKind.FILING, conduct_at=local(at), subject=subject)


def sheet_of(case: CaseRecord, counts: dict[str, int] | None = None) -> Sheet:
    """The sheet of a case, with counts for every version that may count; None is a server that counts nothing."""
    schedules = shipped_schedules()
    sheet = Sheet(case, {}, frozenset(), frozenset(), BOOKS, Round.FIRST, KNOWN, schedules=schedules)
    if counts is None:
        return sheet
    given = ALL_COUNTS | counts
    tallies = []
    for item in to_count_for(schedules, case.conduct_at, KNOWN):
        named = {one.name for one in item.schedule.inputs if one.counted is not None}
        tallies.append(Tally(schedule=item.cite, counts={name: given[name] for name in named}))
    return replace(sheet, counts=Snapshot(at=case.conduct_at, counted_at=KNOWN, tallies=tuple(tallies)))


def finding(number: int, case: CaseRecord, name: str = FALSE, after: float = 0, measure: str | None = None) -> Finding:
    """A finding so many seconds into the conduct, under the version in force there."""
    book_id, _, clause_id = name.partition(":")
    at = case.conduct_at + timedelta(seconds=after)
    book = in_force([item for item in BOOKS if item.rulebook.id == book_id], at, KNOWN)
    assert book is not None
    clause = book.rulebook.clause(clause_id)
    assert clause is not None
    return Finding(
        id=an_id(number), clause=clause_id, rulebook=book.cite, conduct_at=at, measure=measure or clause.measures[0]
    )


def draft_of(*findings: Finding, **stated: Say) -> Draft:
    """A violation; what is stated is of the creators' measures, or of another schedule as `schedule__name`."""
    draft = with_outcome(Draft(findings=findings, reason="reasons enough"), Outcome.VIOLATION)
    for key, value in stated.items():
        schedule, _, name = key.rpartition("__")
        draft = with_stated(draft, (schedule or "creator_measures").replace("_", "-"), name, value)
    return draft


def followed(at: str, counts: dict[str, int] | None = None, room: str | None = "room-1", **stated: Say) -> SetOff:
    """What one false claim at an instant sets off."""
    case = clip(at, room)
    return set_off(draft_of(finding(1, case), **stated), sheet_of(case, counts))


def ladder(made: SetOff) -> LadderEffect:
    """The only ladder of it."""
    (only,) = made.ladders
    return only


def step(made: SetOff) -> int | None:
    """The step on the only ladder, 0 for none reached; None where something is lacking."""
    only = ladder(made)
    return None if only.lacking else only.step.number if only.step else 0


GRAVE = Severity.GRAVE
