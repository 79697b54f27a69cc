"""The library of the rules: books with their versions, what stands in each, which of them counts when, and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviewer_app.client.words import _, language
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.rulebook import Clause, RulebookVersion
from reviewer_app.domain.timeline import Timeline
from reviewer_app.rulebooks.history import has

LINK = "reviewer://rulebook/"
_LINK = re.compile(re.escape(LINK) + r"(?P<book>[^@\s]+)@(?P<version>[^#\s]+)(?:#(?P<entry>\S+))?\Z")


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
    """An entry of a version: a clause, or a part of a schedule; the empty id is the version itself."""

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
    if isinstance(head, RulebookVersion):
        return (whole, *(line_of(volume, clause) for clause in head.clauses))
    return (whole, *(Line(volume, part.id, str(n), part.title.within(tongue)) for n, part in enumerate(head.parts, 1)))


def line_of(volume: Volume, clause: Clause) -> Line:
    """A clause as an entry."""
    return Line(volume, clause.id, clause.number, clause.title.within(language()))


def line_named(volume: Volume, entry: str) -> Line | None:
    """The entry of a version by its id."""
    return next((line for line in lines_of(volume) if line.id == entry), None)


def entry_in(volume: Volume, entry: str | None) -> str:
    """The entry where a version has it, else its first clause or part; the version itself stays what it is."""
    if entry == "" or (entry is not None and has(volume.head, entry)):
        return entry
    lines = lines_of(volume)
    return lines[1].id if len(lines) > 1 else ""


def link_to(volume: Volume, entry: str = "") -> str:
    """The link to a version, or to a clause or part in it."""
    return f"{LINK}{volume.name}" + (f"#{entry}" if entry else "")


def read_link(text: str) -> tuple[str, str, str] | None:
    """Book, version and entry (or nothing) of a link; None for what is no link."""
    found = _LINK.match(text.strip())
    return (found["book"], found["version"], found["entry"] or "") if found else None
