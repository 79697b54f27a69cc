"""The library of the rules: books with their versions, what stands in each, and which of them counts when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviewer_app.client.words import _, language
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.rulebook import Clause, Procedure, RulebookVersion
from reviewer_app.domain.schedule import Input, ScheduleVersion
from reviewer_app.domain.timeline import Timeline
from reviewer_app.domain.values import Text
from reviewer_app.domain.version_head import Measure, RuleSource, VersionHead
from reviewer_app.rulebooks.diff import Difference, Kind
from reviewer_app.rulebooks.printing import KINDS


class Standing(StrEnum):
    """Where a version stands today."""

    PAST = "past"
    IN_FORCE = "in_force"
    ANNOUNCED = "announced"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Gap:
    """A time between two versions in which none was in force."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """A rulebook or a schedule with its versions, oldest first, a correction behind what it corrects."""

    rulebook_id: str
    versions: tuple[Volume, ...]

    @property
    def is_schedule(self) -> bool:
        """Whether it is a schedule: ladders, tables, thresholds, scores."""
        return not isinstance(self.versions[0].head, RulebookVersion)

    def in_force(self, at: datetime, known_at: datetime | None = None) -> Volume | None:
        """The version that counts for conduct at an instant, as known then."""
        return Timeline(self.versions, lambda one: one.head).at(at, known_at or at)

    def corrected_by(self, volume: Volume) -> Volume | None:
        """The version that corrects one."""
        return next((one for one in self.versions if one.head.corrects == volume.head.version), None)

    def end(self, volume: Volume) -> datetime | None:
        """When a version ends: by its own word, or with the first instant of the one after it; None while open."""
        head = volume.head
        later = [one.head.effective_from for one in self.versions if one.head.effective_from > head.effective_from]
        ends = [*later, *([head.effective_until] if head.effective_until is not None else [])]
        return min(ends, default=None)

    def standing(self, volume: Volume, now: datetime) -> Standing:
        """Where a version stands at an instant."""
        correction = self.corrected_by(volume)
        if correction is not None and correction.head.published_at <= now:
            return Standing.CORRECTED
        if now < volume.head.effective_from:
            return Standing.ANNOUNCED
        end = self.end(volume)
        return Standing.IN_FORCE if end is None or now < end else Standing.PAST

    def gaps(self) -> tuple[Gap, ...]:
        """The times between versions in which none was in force."""
        found, starts = [], sorted({one.head.effective_from for one in self.versions})
        known = max(one.head.published_at for one in self.versions)
        for volume in self.versions:
            end = self.end(volume)
            later = [start for start in starts if end is not None and start > end]
            if end is not None and later and end not in starts and self.in_force(end, known) is None:
                found.append(Gap(end, later[0]))
        return tuple(dict.fromkeys(found))

    def before(self, volume: Volume) -> Volume | None:
        """What a version is compared with first: what it corrects, else the one before it, else the one after."""
        corrected = next((one for one in self.versions if one.head.version == volume.head.corrects), None)
        if corrected is not None:
            return corrected
        at = self.versions.index(volume)
        return self.versions[at - 1] if at else next(iter(self.versions[1:]), None)


def shelves(volumes: Iterable[Volume]) -> tuple[Shelf, ...]:
    """Books by id, rulebooks before schedules."""
    by_id: dict[str, list[Volume]] = {}
    for volume in volumes:
        by_id.setdefault(volume.head.id, []).append(volume)
    made = (
        Shelf(name, tuple(sorted(found, key=lambda one: (one.head.effective_from, one.head.published_at))))
        for name, found in sorted(by_id.items())
    )
    return tuple(sorted(made, key=lambda shelf: shelf.is_schedule))


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a version: a clause by its id, a part of a schedule, a thing by its pointer; empty is the version."""

    volume: Volume
    id: str
    number: str
    title: str

    @property
    def clause(self) -> Clause | None:
        """The clause, where it is one."""
        head = self.volume.head
        return head.clause(self.id) if isinstance(head, RulebookVersion) else None


def lines_of(volume: Volume) -> tuple[Line, ...]:
    """The entries of a version, what it says of itself first."""
    head, tongue = volume.head, language()
    whole = Line(volume, "", "", _("About this version"))
    rest = (Line(volume, one.pointer, "", one.title) for one in things(head))
    if isinstance(head, RulebookVersion):
        return (whole, *(line_of(volume, clause) for clause in head.clauses), *rest)
    parts = (Line(volume, part.id, str(n), part.title.within(tongue)) for n, part in enumerate(head.parts, 1))
    return (whole, *parts, *rest)


@dataclass(frozen=True, slots=True)
class Thing:
    """What else stands in a version, by its pointer there: a measure, an input, a source, the procedure."""

    pointer: str
    title: str
    what: Measure | Input | RuleSource | Procedure


def things(head: VersionHead) -> Iterator[Thing]:
    """The things of a version that are no clauses and no parts, in the order of the format."""
    if isinstance(head, ScheduleVersion):
        for asked in head.inputs:
            yield _thing(Kind.INPUT, asked.name, asked.text, asked)
    for measure in head.measures:
        yield _thing(Kind.MEASURE, measure.id, measure.title, measure)
    if isinstance(head, RulebookVersion):
        yield Thing(POINTERS[Kind.PROCEDURE], KINDS[Kind.PROCEDURE].within(language()), head.procedure)
    for source in head.sources:
        yield _thing(Kind.SOURCE, source.id, source.title, source)


def thing_in(head: VersionHead, pointer: str) -> Thing | None:
    """The thing of a version that a pointer leads to."""
    return next((one for one in things(head) if one.pointer == pointer), None)


POINTERS = {
    Kind.INPUT: "/inputs/",
    Kind.MEASURE: "/measures/",
    Kind.PROCEDURE: "/procedure",
    Kind.SOURCE: "/sources/",
}


def _thing(kind: Kind, name: str, title: Text, what: Measure | Input | RuleSource) -> Thing:
    return Thing(f"{POINTERS[kind]}{name}", f"{KINDS[kind].within(language())} · {title.within(language())}", what)


def entry_of(one: Difference) -> str:
    """The entry that a difference is about; empty for the version itself."""
    match one.kind:
        case Kind.HEAD:
            return ""
        case Kind.STEP:
            return one.id.rpartition(":")[0]
        case Kind.PROCEDURE:
            return POINTERS[one.kind]
        case _:
            return f"{POINTERS.get(one.kind, '')}{one.id}"


def line_of(volume: Volume, clause: Clause) -> Line:
    """A clause as an entry."""
    return Line(volume, clause.id, clause.number, clause.title.within(language()))


def line_named(volume: Volume, entry: str) -> Line | None:
    """The entry of a version by its id."""
    return next((line for line in lines_of(volume) if line.id == entry), None)


def entry_in(volume: Volume, entry: str | None) -> str:
    """The entry where a version has it, else its first clause or part; the version itself stays what it is."""
    lines = lines_of(volume)
    if entry is not None and any(line.id == entry for line in lines):
        return entry
    return lines[1].id if len(lines) > 1 else ""
