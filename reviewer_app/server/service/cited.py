"""Which versions a verdict may stand on: those that its conduct chooses, whatever the clock of a desk says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from reviewer_app.domain.completeness import HOLD_GRACE
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.rulebook import RulebookCite
from reviewer_app.domain.verdicts import Verdict
from reviewer_app.server.service.rulebooks import procedure_at

BEHIND = timedelta(days=7)
"""How long a procedure that has given way may still set the terms of holds, counted back from the taking of the case.

A desk that was away goes by what counted when it took its cases, however long it was away. Only one that withholds the
version in force (decision 24) goes by one of before: it has a week for comparing a key, or for a newer program.
"""


def wrongly_cited(verdict: Verdict, sheet: Sheet) -> str | None:
    """The first rulebook of which a verdict that puts a result in force names another version than counts, or none.

    A pass stands on versions as a violation does: without them no correction would find it again.
    """
    if verdict.stands_for is None:
        return None
    cited = sorted((cite.id, cite.digest) for cite in verdict.rulebooks)
    count = sorted((book.rulebook.id, book.digest) for book in sheet.books())
    return None if cited == count else min(set(cited) ^ set(count), default=("", ""))[0]


def counted_once(verdict: Verdict, sheet: Sheet, now: datetime) -> bool:
    """Whether every version that a verdict stands on counted for its conduct at some time since then.

    Each rulebook that applies is named once, and of versions that were corrected any one will do: the desk may not have
    heard of the correction. A desk's clock has no part in it.
    """
    at = sheet.record.conduct_at
    known: dict[str, set[str]] = {}
    for instant in _since(sheet, at, now):
        for book in replace(sheet, known_at=instant).books():
            known.setdefault(book.rulebook.id, set()).add(book.digest)
    cited = {cite.id: cite.digest for cite in verdict.rulebooks}
    if len(cited) != len(verdict.rulebooks) or cited.keys() != known.keys():
        return False
    if any(digest not in known[name] for name, digest in cited.items()):
        return False
    return all(_counted(sheet, f.rulebook.id, f.rulebook.digest, f.conduct_at, now) for f in verdict.findings)


def procedure_known(cite: RulebookCite | None, sheet: Sheet, now: datetime) -> bool:
    """Whether a verdict names a procedure of its kind of case, or none where there is none.

    It says by which one the desk went, which may have been away for days, have a wrong clock, or not use the version in
    force (record 24); what it leads to goes by the one in force here. So any that was published for the kind will do.
    """
    if cite is None:
        return procedure_at(sheet.versions, sheet.record, now) is None
    return any(book.cite == cite for book in sheet.known_books())


def term_past(verdict: Verdict, sheet: Sheet, lease_taken: datetime) -> int | None:
    """The hours that a hold may last, where it asks for more by a procedure that had given way before its lease.

    None where it may go by what it names: the procedure that the case stood under when it was taken, one that counted
    since, or until `BEHIND` before; and of older ones for as long as that procedure lets any hold last.
    """
    cite, hold, first = verdict.procedure, verdict.hold, lease_taken - BEHIND
    edges = {book.rulebook.effective_from for book in sheet.versions} | set(published_times(sheet))
    instants = {first, lease_taken, sheet.known_at, *(at for at in edges if first < at <= sheet.known_at)}
    counted = (procedure_at(sheet.versions, sheet.record, at) for at in instants)
    if hold is None or any(book is not None and book.cite == cite for book in counted):
        return None
    taken = procedure_at(sheet.versions, sheet.record, lease_taken)
    hours = max((reason.hours for reason in taken.rulebook.procedure.hold_reasons), default=0) if taken else 0
    return None if hold.until - sheet.known_at <= timedelta(hours=hours) + HOLD_GRACE else hours


def published_times(sheet: Sheet) -> Iterator[datetime]:
    """When each version that is known here says that it was published."""
    yield from (book.rulebook.published_at for book in sheet.versions)
    yield from (item.schedule.published_at for item in sheet.schedules)


def _counted(sheet: Sheet, rulebook_id: str, digest: str, at: datetime, now: datetime) -> bool:
    found = (replace(sheet, known_at=instant).version_of(rulebook_id, at) for instant in _since(sheet, at, now))
    return any(book is not None and book.digest == digest for book in found)


def _since(sheet: Sheet, at: datetime, now: datetime) -> list[datetime]:
    """The instants from the conduct on at which what is published changed; nobody judges before the conduct."""
    return sorted({min(at, now), now, *(one for one in published_times(sheet) if at < one <= now)})
