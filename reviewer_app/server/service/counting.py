"""Counts at the server: the snapshot that goes with a lease, and the breaches of decisions that stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.counts import (
    WINDOWS,
    Breaches,
    CountedAs,
    PartyCount,
    Snapshot,
    Sort,
    counted_as,
    counted_once,
    days_before,
    tally,
    to_count_for,
)
from reviewer_app.domain.rulebook import Published, Severity
from reviewer_app.domain.schedule import PublishedSchedule, Scene, Subject
from reviewer_app.domain.values import Sha256
from reviewer_app.domain.verdicts import Finding, Operation
from reviewer_app.server.clock import instant, stamp
from reviewer_app.server.repository import breaches, cases
from reviewer_app.server.service.core import Core
from reviewer_app.server.service.standing import standing
from reviewer_app.wire.record import read_record


class KeptCounts(Snapshot):
    """A snapshot as it is kept beside its lease: tallies of the versions in `added` were counted after it was given."""

    added: Annotated[tuple[Sha256, ...], Field(exclude_if=lambda value: not value)] = ()

    @property
    def whole(self) -> Snapshot:
        """All of it, as a desk has it that has asked again."""
        return Snapshot(
            at=self.at, counted_at=self.counted_at, since=self.since, tallies=self.tallies, parties=self.parties
        )

    @property
    def first(self) -> Snapshot:
        """What went with the lease."""
        given = tuple(one for one in self.tallies if one.schedule.digest not in self.added)
        return self.whole.model_copy(update={"tallies": given})

    def told(self, parties: bool) -> Snapshot:
        """What a desk is told; of parties where it asked for that: an older one refuses what it does not know."""
        return self.whole if parties else self.whole.model_copy(update={"parties": ()})


def read_counts(text: str | None) -> KeptCounts | None:
    """The counts beside a lease; None for a lease of before there were any."""
    return KeptCounts.model_validate_json(text) if text is not None else None


def with_new_versions(core: Core, conn: Connection, case_id: str, kept: KeptCounts, now: datetime) -> KeptCounts:
    """The snapshot with tallies for versions that were published since it was given; those that are there stay."""
    there = {one.schedule.digest for one in kept.tallies}
    more = tuple(one for one in snapshot(core, conn, case_id, now).tallies if one.schedule.digest not in there)
    added = (*kept.added, *(one.schedule.digest for one in more))
    return kept.model_copy(update={"tallies": (*kept.tallies, *more), "added": added})


def snapshot(core: Core, conn: Connection, case_id: str, now: datetime) -> Snapshot:
    """What is counted for a case at its conduct time, read in the transaction that gives its lease."""
    case = _case(conn, case_id)
    versions = list(to_count_for(core.schedules, case.conduct_at, now))
    wanted = {item.counted.of for one in versions for item in one.schedule.inputs if item.counted is not None}
    found = {
        subject: _breaches(conn, case_id, key, subject, versions, case.conduct_at)
        for subject, key in case.subjects.items()
        if subject in wanted
    }
    tallies = (tally(one, case, found) for one in versions)
    if core.since is None and (first := cases.first_received(conn)) is not None:
        core.since = instant(first)
    kept = tuple(one for one in tallies if one.counts)
    parties = tuple(_of_parties(conn, case_id, case))
    return Snapshot(at=case.conduct_at, counted_at=now, since=core.since, tallies=kept, parties=parties)


def _of_parties(conn: Connection, case_id: str, case: CountedAs) -> Iterator[PartyCount]:
    starts = {days: stamp(days_before(case.conduct_at, days)) for days in WINDOWS}
    for of in (Subject.MERCHANT, Subject.CREATOR):
        if (key := case.subjects.get(of)) is not None:
            found = breaches.in_windows(conn, key, starts, stamp(case.conduct_at), case_id)
            yield from (PartyCount(of=of, days=days, breaches=count) for days, count in found.items())


def _case(conn: Connection, case_id: str) -> CountedAs:
    text = cases.counted_as(conn, case_id)
    if text is not None:
        return CountedAs.model_validate_json(text)
    ((_, record),) = cases.records(conn, [case_id])
    return counted_as(read_record(record)[0])


def _breaches(
    conn: Connection,
    case_id: str,
    key: str,
    subject: Subject,
    versions: list[PublishedSchedule],
    at: datetime,
) -> Breaches:
    """The breaches of a subject before the conduct, in the longest window that is asked of it."""
    inputs = (item for one in versions for item in one.schedule.inputs if item.counted is not None)
    days = [item.window_days for item in inputs if item.counted is not None and item.counted.of is subject]
    bounded = [count for count in days if count is not None]
    since = stamp(days_before(at, max(bounded))) if len(bounded) == len(days) else breaches.EVER[0]
    widest = (since, stamp(at))
    found: dict[tuple[str, str, str | None], list[tuple[datetime, str]]] = {}
    for clause, severity, scene, conduct_at, piece in breaches.of_subject(conn, key, widest, case_id):
        found.setdefault((clause, severity, scene), []).append((instant(conduct_at), piece))
    return {
        Sort(clause, Severity(severity), Scene(scene) if scene else None): seen
        for (clause, severity, scene), seen in found.items()
    }


def settle(conn: Connection, op: Operation, record: CaseRecord, versions: tuple[Published, ...]) -> None:
    """Writes the breaches of a case whose standing decision is the operation's now."""
    stands = standing(conn, op)
    found = stands.verdict.findings if stands is not None and stands.verdict.stands_for == "violation" else ()
    case = counted_as(record)
    by_id = {one.id: one for one in found}.values()
    named = ((one, f"{one.rulebook.id}:{one.clause}", _severity(one, versions)) for one in by_id)
    known = [(one, clause, severity) for one, clause, severity in named if severity is not None]
    rows = [
        {
            "case_id": op.case_id,
            "finding": finding.id,
            "subject": subject,
            "conduct_at": stamp(finding.conduct_at),
            "clause": clause,
            "severity": severity.value,
            "piece": case.piece,
            "scene": case.scene.value if case.scene else None,
        }
        for finding, clause, severity in counted_once(known, lambda one: (one[1], one[0].rulebook.digest, one[2]))
        for subject in case.subjects.values()
    ]
    breaches.replace(conn, op.case_id, rows)


def _severity(finding: Finding, versions: tuple[Published, ...]) -> Severity | None:
    book = next((item for item in versions if item.digest == finding.rulebook.digest), None)
    clause = book.rulebook.clause(finding.clause) if book is not None else None
    return clause.severity if clause is not None else None
