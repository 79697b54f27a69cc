"""Why a version counts for a case, and each clause beside the same clause in the version that is in force today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.citewords import place_in_source
from reviewer_app.client.viewmodels.consequences import RowKind, consequences
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.viewmodels.names import SEVERITIES
from reviewer_app.client.words import N_, _, language
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.drafts import Draft, Sheet, draft_of
from reviewer_app.domain.rulebook import Clause, Published
from reviewer_app.domain.verdicts import Finding
from reviewer_app.rulebooks.consequences import SetOff, set_off
from reviewer_app.rulebooks.diff import Change, Kind, diff
from reviewer_app.rulebooks.elsewhen import Elsewhen, as_of

CHANGES: dict[Change, str] = {
    Change.RENUMBERED: N_("renumbered"),
    Change.REWORDED: N_("reworded"),
    Change.NARROWER: N_("narrower"),
    Change.WIDER: N_("wider"),
    Change.CHANGED: N_("changed"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One part of a clause or of what follows: its name, and its words then and now; equal where nothing differs."""

    name: str
    then: str
    now: str

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.then == self.now


@dataclass(frozen=True, slots=True)
class ThenNow:
    """A clause in the version that counts, beside the one in force today. `gone`: today's version has no such clause.

    `same`: it is the same version. `changes` are the ways in which the clause differs, in words.
    """

    then: str
    now: str
    places: tuple[Place, ...] = ()
    changes: tuple[str, ...] = ()
    same: bool = False
    gone: bool = False


def versions_of(case: OpenCase, draft: Draft) -> tuple[Published, ...]:
    """The versions that count in a case: at its conduct, at each finding's, and those that begin while a clip runs."""
    found = {book.digest: book for book in case.sheet.books()}
    cited = (case.sheet.book_of(finding.rulebook) for finding in draft.findings)
    found |= {book.digest: book for book in cited if book is not None}
    found |= {book.digest: book for book in case.sheet.begins()}
    return tuple(sorted(found.values(), key=lambda book: (book.rulebook.id, book.rulebook.effective_from)))


def then_and_now(state: DeskState, at: datetime) -> tuple[ThenNow, ...]:
    """The clauses found under, each beside what it would be at `at`: the one the person is at first.

    Without a finding it is the clause that the first flag of a known one names, or the first of the short list.
    """
    case = state.case
    if case is None:
        return ()
    draft = draft_at(state)
    if not draft.findings:
        return tuple(_bare(state, at))
    there = as_of(draft, case.sheet, at)
    made = set_off(draft, case.sheet)
    order = sorted(draft.findings, key=lambda finding: finding.id != state.finding_at)
    told: dict[tuple[str, str], ThenNow] = {}
    for finding in order:
        key = (finding.rulebook.digest, finding.clause)
        if key not in told and (one := _of_finding(case, draft, made, there, finding, at)) is not None:
            told[key] = one
    return tuple(told.values())


def draft_at(state: DeskState) -> Draft:
    """The draft whose findings are looked at: one's own, at sign-off that of the verdict that is judged."""
    case = state.case
    if case is not None and case.judged is not None and not state.draft.findings:
        return draft_of(case.judged.operation.verdict)
    return state.draft


def _bare(state: DeskState, at: datetime) -> Iterator[ThenNow]:
    case = state.case
    choice = next(iter(state.short_list), None)
    if case is None or choice is None:
        return
    now = case.sheet.version_of(choice.book.rulebook.id, at)
    if now is not None:
        yield _beside(choice.book, choice.clause, now, ())


def _of_finding(
    case: OpenCase, draft: Draft, made: SetOff, there: Elsewhen, finding: Finding, at: datetime
) -> ThenNow | None:
    book, clause = case.sheet.book_of(finding.rulebook), case.sheet.clause_of(finding)
    now = case.sheet.version_of(finding.rulebook.id, at)
    if book is None or clause is None or now is None:
        return None
    steps = Place(
        _("Step"),
        _steps(case, draft, made, case.sheet, finding.id),
        _steps(case, there.draft, there.made, there.sheet, finding.id),
    )
    other = next((one for one in there.draft.findings if one.id == finding.id), None)
    measures = _measures(
        _Side(book, finding.measure, made.leading.get(finding.id, ())),
        _Side(now, other.measure if other is not None else None, there.made.leading.get(finding.id, ())),
    )
    return _beside(book, clause, now, tuple(one for one in (steps, measures) if one.then or one.now))


def _steps(case: OpenCase, draft: Draft, made: SetOff, sheet: Sheet, finding_id: str) -> str:
    """The steps that a finding stands on, with the version that says so."""
    rows = consequences(case, draft, made, sheet).rows
    found = (row for row in rows if row.kind is RowKind.STEP and finding_id in row.findings)
    return "\n".join(f"{row.text}\n{row.cite.partition(' · ')[0]}" for row in found)


@dataclass(frozen=True, slots=True)
class _Side:
    """What a finding comes to in one version: the measure `chosen`, and those that lead where any is known to."""

    book: Published
    chosen: str | None
    leads: tuple[str, ...]


def _measures(then: _Side, now: _Side) -> Place:
    """The measure that follows then and now; where none is fixed on either side it is the one chosen, and called so."""
    if not then.leads and not now.leads:
        return Place(_("Measure chosen"), _measure(then.book, then.chosen), _measure(now.book, now.chosen))
    return Place(_("Measure that follows"), _led(then), _led(now))


def _led(side: _Side) -> str:
    if side.leads:
        return _measure(side.book, side.leads[0])
    if side.chosen is None:
        return words.NOTHING
    return _("none is fixed; chosen: {measure}").format(measure=_measure(side.book, side.chosen))


def _measure(book: Published, name: str | None) -> str:
    measure = book.rulebook.measure(name) if name else None
    return measure.title.within(language()) if measure is not None else words.NOTHING


def _beside(book: Published, clause: Clause, now: Published, follows: tuple[Place, ...]) -> ThenNow:
    there = now.rulebook.clause(clause.id)
    then_name, now_name = version_name(book), version_name(now)
    same = book.digest == now.digest
    if there is None:
        return ThenNow(then_name, now_name, (*_places(clause, book, None, now), *follows), gone=True)
    changes = tuple(_(CHANGES[change]) for change in _changed(book, now, clause.id))
    places = _places(clause, book, there, now)
    rest = () if same else places[1:]
    return ThenNow(then_name, now_name, (*places[:1], *follows, *rest), changes, same)


def _changed(book: Published, now: Published, clause_id: str) -> tuple[Change, ...]:
    if book.digest == now.digest:
        return ()
    found = (one for one in diff(book.rulebook, now.rulebook) if one.kind is Kind.CLAUSE and one.id == clause_id)
    return next((one.changes for one in found), ())


def version_name(book: Published) -> str:
    """A version by the title of its rulebook."""
    return f"{book.rulebook.title.within(language())} {book.rulebook.version}"


def _places(clause: Clause, book: Published, there: Clause | None, now: Published) -> tuple[Place, ...]:
    """What people read of a clause, part by part."""
    olds = dict(_read(clause, book))
    news = dict(_read(there, now)) if there is not None else {}
    found = (Place(name, olds.get(name, ""), news.get(name, "")) for name in dict.fromkeys((*olds, *news)))
    return tuple(place for place in found if place.then or place.now)


def _read(clause: Clause, book: Published) -> Iterator[tuple[str, str]]:
    def lines(items: Any) -> str:
        return "\n".join(item.within(language()) for item in items)

    yield _("Clause"), f"{clause.number} {clause.title.within(language())}"
    yield _("Says"), clause.definition.within(language())
    yield _("Applies to"), lines(clause.applies)
    yield _("Exempt"), lines(one.text for one in clause.exemptions)
    yield _("To establish"), lines(one.text for one in clause.elements)
    yield _("Severity"), _(SEVERITIES[clause.severity])
    yield _("Measures"), _(", ").join(_measure(book, name) for name in clause.measures)
    yield (
        _("Sources"),
        _(", ").join(f"{_source(book, one.source)} {place_in_source(one.clause)}" for one in clause.citations),
    )


def _source(book: Published, source_id: str) -> str:
    found = next((one for one in book.rulebook.sources if one.id == source_id), None)
    return found.title.within(language()) if found is not None else source_id
