"""The same findings by the versions of another time: what a verdict would cite and set off had it all happened then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reviewer_app.domain.counts import Snapshot, Tally
from reviewer_app.domain.drafts import Draft, Sheet, with_measure
from reviewer_app.domain.rulebook import Clause, Published
from reviewer_app.domain.schedule import PublishedSchedule, schedule_lines
from reviewer_app.domain.verdicts import Finding
from reviewer_app.rulebooks.consequences import SetOff, set_off


@dataclass(frozen=True, slots=True)
class Elsewhen:
    """A draft and its sheet as of another time, and what follows. `gone` are findings without a clause there."""

    draft: Draft
    sheet: Sheet
    made: SetOff
    gone: tuple[str, ...] = ()

    def clause_of(self, finding_id: str) -> tuple[Published, Clause] | None:
        """The version and the clause that a finding would cite."""
        for finding in self.draft.findings:
            book, clause = self.sheet.book_of(finding.rulebook), self.sheet.clause_of(finding)
            if finding.id == finding_id and book is not None and clause is not None:
                return book, clause
        return None


def as_of(draft: Draft, sheet: Sheet, at: datetime) -> Elsewhen:
    """What a draft's findings would be, and set off, by the versions in force at `at`.

    The counts are those of the conduct, carried over to an input that counts the same in the version of then; one that
    counts otherwise is lacking. The measure is the one that leads then; where none is known to, the one chosen, or the
    first of the range where that has lost it.
    """
    moved = [(finding, _moved(finding, sheet, at)) for finding in draft.findings]
    there = draft.model_copy(update={"findings": tuple(now for _, now in moved if now is not None)})
    then = replace(sheet, counts=_carried(draft.findings, sheet, at))
    made = set_off(there, then)
    for finding in there.findings:
        leads = made.leading.get(finding.id, ())
        if leads and finding.measure not in leads:
            there = with_measure(there, finding.id, leads[0])
    gone = tuple(finding.id for finding, now in moved if now is None)
    return Elsewhen(there, then, set_off(there, then), gone)


def _moved(finding: Finding, sheet: Sheet, at: datetime) -> Finding | None:
    book = sheet.version_of(finding.rulebook.id, at)
    clause = book.rulebook.clause(finding.clause) if book is not None else None
    if book is None or clause is None:
        return None
    measure = finding.measure if finding.measure in clause.measures else next(iter(clause.measures), None)
    return finding.model_copy(update={"conduct_at": at, "rulebook": book.cite, "measure": measure})


def _carried(findings: Iterable[Finding], sheet: Sheet, at: datetime) -> Snapshot | None:
    """The snapshot with the counts of the conduct under the digests of the versions in force at `at`."""
    counts = sheet.counts
    if counts is None:
        return None
    instants = sorted({finding.conduct_at for finding in findings})
    tallies = {tally.schedule.digest: tally for tally in counts.tallies}
    for times in schedule_lines(sheet.schedules).values():
        now = times.at(at, sheet.published_by)
        past = (times.at(instant, sheet.published_by) for instant in instants)
        if now is not None and now.digest not in tallies:
            tallies[now.digest] = _alike(now, [one for one in past if one is not None], counts)
    return counts.model_copy(update={"tallies": tuple(tallies.values())})


def _alike(now: PublishedSchedule, past: Sequence[PublishedSchedule], counts: Snapshot) -> Tally:
    """The counts of inputs that are counted in the same way in both versions."""
    known: dict[str, int] = {}
    for item in now.schedule.inputs:
        for one in past:
            same = next((it for it in one.schedule.inputs if it.name == item.name), None)
            alike = same is not None and (same.counted, same.window_days) == (item.counted, item.window_days)
            if alike and item.name in counts.of(one.digest):
                known[item.name] = counts.of(one.digest)[item.name]
    return Tally(schedule=now.cite, counts=known)
