"""The ground that findings stand on: which version of a schedule, beside which others, and what is known there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.counts import counted_once, counts_clause, of_scene, scene_of
from reviewer_app.domain.drafts import Draft, Sheet
from reviewer_app.domain.rulebook import Severity
from reviewer_app.domain.schedule import (
    Counting,
    Input,
    PublishedSchedule,
    ScheduleVersion,
    Taken,
    by_schedule,
    schedule_lines,
)
from reviewer_app.domain.verdicts import Finding
from reviewer_app.rulebooks.inputs import FactRefused, checked_facts
from reviewer_app.rulebooks.unread import Unread

Known = dict[str, int | float | bool | str]
"""Inputs with their values, by name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the clause that it cites, as schedules name it."""

    finding: Finding
    clause: str
    severity: Severity
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One version and what is found under it; `all` is every finding of the verdict up to the latest of them."""

    published: PublishedSchedule
    sheet: Sheet
    draft: Draft
    group: tuple[Found, ...]
    all: tuple[Found, ...]

    @property
    def version(self) -> ScheduleVersion:
        """The version itself."""
        return self.published.schedule

    def served(self, clauses: Iterable[str]) -> tuple[Found, ...]:
        """What of the group is found under one of the clauses."""
        named = set(clauses)
        return tuple(one for one in self.group if one.clause in named)

    def before(self) -> Known:
        """What is known of the inputs without this verdict."""
        counts = self.sheet.counts.of(self.published.digest) if self.sheet.counts else {}
        facts: Known = {}
        for item in self.version.inputs:
            if item.counted is not None and not of_scene(item.counted, scene_of(self.sheet.record)):
                facts[item.name] = 0  # counts are kept by scene
            elif item.counted is not None and item.name in counts:
                facts[item.name] = counts[item.name]
            elif item.taken is not None and (figure := _figure(item, self.sheet.record)) is not None:
                facts[item.name] = figure
        return facts | _stated(self.version, self.draft)

    def after(self, before: Known) -> Known:
        """The same with what this verdict adds to the counts."""
        scene = scene_of(self.sheet.record)
        once = counted_once(self.all, lambda one: (one.clause, one.finding.rulebook.digest, one.severity))
        added = {
            item.name: int(before[item.name]) + _own(item.counted, once)
            for item in self.version.inputs
            if item.counted is not None and item.counted.this and item.name in before and of_scene(item.counted, scene)
        }
        return before | added


def groups(
    found: Sequence[Found], sheet: Sheet, unread: Sequence[Unread]
) -> list[tuple[PublishedSchedule | None, PublishedSchedule, tuple[Found, ...]]]:
    """The findings under each version that is in force at their conduct, beside any version of the same schedule."""
    made = []
    lines = schedule_lines(sheet.schedules)
    for name, same in by_schedule(sheet.schedules).items():
        if not any(_concerns(item.schedule, found) for item in same):
            continue  # most schedules have nothing to say of a verdict
        times = lines[name]
        under: dict[str, list[Found]] = {}
        versions: dict[str, PublishedSchedule | None] = {}
        closed = {finding for one in unread if one.version.id == same[0].schedule.id for finding in one.findings}
        for one in found:
            if one.finding.id in closed:
                continue
            version = times.at(one.finding.conduct_at, sheet.published_by)
            key = version.digest if version else ""
            versions[key] = version
            under.setdefault(key, []).append(one)
        first = min(same, key=lambda item: item.schedule.effective_from)
        for key in sorted(versions, key=lambda key: _begins(versions[key])):
            version, group = versions[key], tuple(under[key])
            serves = _concerns(version.schedule, group) if version else _names(first.schedule, group)
            if serves:
                made.append((version, first, group))
    return made


def _begins(version: PublishedSchedule | None) -> tuple[bool, float, str]:
    return (False, 0.0, "") if version is None else (True, version.schedule.effective_from.timestamp(), version.digest)


def found_in(findings: Sequence[Finding], sheet: Sheet) -> tuple[Found, ...]:
    """The findings whose clauses are at hand.

    They are in an order of their own, so that none of what follows hangs on the order in which they were found.
    """
    made = []
    for finding in findings:
        clause = sheet.clause_of(finding)
        if clause is not None:
            name = f"{finding.rulebook.id}:{finding.clause}"
            made.append(Found(finding, name, clause.severity, clause.measures))
    return tuple(sorted(made, key=lambda one: (one.finding.conduct_at, one.finding.id)))


def until(found: Sequence[Found], group: Sequence[Found]) -> tuple[Found, ...]:
    """Every finding up to the latest of a group: what came later weighs nothing there."""
    latest: datetime = max(one.finding.conduct_at for one in group)
    return tuple(one for one in found if one.finding.conduct_at <= latest)


_Asks = tuple[frozenset[str], tuple[Counting, ...]]
_MOST_KEPT = 256
_kept: dict[int, tuple[ScheduleVersion, _Asks]] = {}


def _asks(version: ScheduleVersion) -> _Asks:
    """The clauses that ladders and penalties of a version name, and what its inputs count.

    It is asked of every version with each change of a draft, and kept for the same versions: those that are the same
    objects, as `Lines` has it.
    """
    known = _kept.get(id(version))
    if known is not None and known[0] is version:
        return known[1]
    lists = [*(ladder.clauses for ladder in version.ladders), *(penalty.clauses for penalty in version.penalties)]
    counted = tuple(item.counted for item in version.inputs if item.counted is not None)
    asks = frozenset(name for clauses in lists for name in clauses), counted
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[id(version)] = version, asks
    return asks


def _names(version: ScheduleVersion, group: Iterable[Found]) -> bool:
    """Whether ladders or penalties of a version name a clause that was found breached."""
    named, _counted = _asks(version)
    return any(one.clause in named for one in group)


def _concerns(version: ScheduleVersion, group: Sequence[Found]) -> bool:
    """Whether a version has anything to say of what was found: it names its clause, or counts it."""
    if _names(version, group):
        return True
    _named, counted = _asks(version)
    return any(counts_clause(counting, one.clause, one.severity) for counting in counted for one in group)


def ids_of(group: Iterable[Found]) -> tuple[str, ...]:
    """The ids of findings."""
    return tuple(one.finding.id for one in group)


# -- inputs ------------------------------------------------------------------------------------------------------------


def _figure(item: Input, record: CaseRecord) -> int | float | None:
    """A figure of the record; None where it is not there or in another currency."""
    if item.taken is Taken.ORDERS:
        return record.exposure.orders
    amount, currency = record.exposure.gmv, record.exposure.currency
    return float(amount) if amount is not None and item.unit in (None, currency) else None


def _stated(version: ScheduleVersion, draft: Draft) -> Known:
    """What the person stated of the inputs that are theirs to state; a value that is not allowed is none."""
    known: Known = {}
    theirs = {item.name: item for item in version.inputs if item.stated}
    for one in draft.stated:
        if one.schedule == version.id and one.name in theirs:
            try:
                known |= checked_facts((theirs[one.name],), {one.name: one.value})
            except FactRefused:
                continue
    return known


def _own(counting: Counting, once: Iterable[Found]) -> int:
    """What the verdict's own findings, as breaches are counted, add to a count."""
    added = sum(counts_clause(counting, one.clause, one.severity) for one in once)
    return added if counting.what == "breaches" else min(added, 1)
