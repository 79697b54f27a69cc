"""Which versions a verdict may stand on: those that its conduct chooses, whatever the clock of a desk says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.rulebook import RulebookCite
from reviewer_app.domain.verdicts import Verdict
from reviewer_app.server.service.rulebooks import procedure_at


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
