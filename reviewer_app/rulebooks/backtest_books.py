"""Decided cases under two versions of a rulebook: clause by clause, from what the versions say that they differ in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reviewer_app.domain.decided import DecidedCase, DecidedFinding
from reviewer_app.domain.rulebook import Clause, RulebookVersion
from reviewer_app.domain.values import Text
from reviewer_app.domain.version_head import Measure
from reviewer_app.rulebooks.backtest_values import Found, Said, Why

_WIDER = (Why.WIDER, Why.REWORDED)
READ = ("definition", "applies", "exemptions", "elements")
"""The places of a clause that say what is a breach; its title, examples and keywords do not."""


class BookTrial:
    """Two versions of one rulebook, ready to be asked of cases.

    A finding stays where its clause says the same, or says that it reaches more; where the clause reaches less or was
    written anew only a person can tell. A flag that was answered with no finding is looked at again where its clause
    reaches more, was written anew, or is new. Of cases that nobody flagged for a new clause nothing can be told.
    """

    def __init__(self, before: RulebookVersion, after: RulebookVersion) -> None:
        self._before, self._after = before, after
        self._old = {clause.id: clause for clause in before.clauses}
        self._new = {clause.id: clause for clause in after.clauses}
        self._added = tuple(clause for clause in after.clauses if clause.id not in self._old)
        self._reach = {name: self._reach_of(name) for name in self._old}
        self._senders = {sender: clause.id for clause in before.clauses for sender in clause.sender_ids}
        self._added_senders = {sender: clause.id for clause in self._added for sender in clause.sender_ids}

    def concerns(self, case: DecidedCase) -> bool:
        """Whether the case was judged under the earlier version."""
        name = (self._before.id, self._before.version)
        return any((cite.id, cite.version) == name for cite in case.rulebooks)

    def said(self, case: DecidedCase) -> Iterator[Said]:
        """What of the case does not come out the same."""
        name = (self._before.id, self._before.version)
        found = [item for item in case.findings if (item.rulebook.id, item.rulebook.version) == name]
        for finding in found:
            yield from self._of_finding(case, finding)
        breached = {finding.clause for finding in found}
        for clause in _flagged(case, self._senders):
            if clause not in breached and (why := self._reach[clause]) in (Why.WIDER, Why.REWORDED):
                yield Said(clause, Found.UNCLEAR, why)
        for clause in _flagged(case, self._added_senders):
            yield Said(clause, Found.UNCLEAR, Why.NEW_CLAUSE)

    def untried(self) -> tuple[Text, ...]:
        """Titles of what differs and no decided case can tell: of a rulebook nothing."""
        return ()

    def _of_finding(self, case: DecidedCase, finding: DecidedFinding) -> Iterator[Said]:
        clause, before = finding.clause, finding.measure or ""
        why = self._reach.get(clause)
        if why is Why.CLAUSE_GONE:
            taken_up = (*self._added, *(self._new[name] for name, reach in self._reach.items() if reach in _WIDER))
            replaced = any(_judges(new, case) for new in taken_up)
            answer = (Found.UNCLEAR, Why.CLAUSE_REPLACED) if replaced else (Found.CHANGES, Why.CLAUSE_GONE)
            yield Said(clause, *answer, before=before)
        elif why in (Why.NARROWER, Why.REWORDED):
            yield Said(clause, Found.UNCLEAR, why, before=before)
        elif _judges(self._old[clause], case) and not _judges(self._new[clause], case):
            yield Said(clause, Found.UNCLEAR, Why.NARROWER, before=before)
        elif finding.measure is not None:
            yield from self._of_measure(self._new[clause], finding.measure)

    def _of_measure(self, clause: Clause, measure: str) -> Iterator[Said]:
        if measure in clause.measures:
            old, new = self._before.measure(measure), self._after.measure(measure)
            if _terms(old) != _terms(new):
                yield Said(clause.id, Found.CHANGES, Why.OTHER_TERMS, _named(old, measure), _named(new, measure))
        elif len(clause.measures) == 1:
            yield Said(clause.id, Found.CHANGES, Why.OTHER_MEASURE, measure, clause.measures[0])
        else:
            yield Said(clause.id, Found.UNCLEAR, Why.NO_SUCH_MEASURE, measure)

    def _reach_of(self, name: str) -> Why | None:
        """Why a clause may be answered otherwise; None where it asks for the same."""
        if name not in self._new:
            return Why.CLAUSE_GONE
        if self._before.version in (self._after.supersedes, self._after.corrects):
            declared = next((item.change for item in self._after.scope_changes if item.of == name), None)
            if declared is not None:
                return Why(declared)
        old, new = self._old[name], self._new[name]
        return Why.REWORDED if any(getattr(old, place) != getattr(new, place) for place in READ) else None


def _judges(clause: Clause, case: DecidedCase) -> bool:
    return not clause.kinds or case.kind in clause.kinds


def _flagged(case: DecidedCase, by_sender: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(by_sender[flag] for flag in case.flags if flag in by_sender))


def _terms(measure: Measure | None) -> tuple[int, int | None] | None:
    return (measure.impact, measure.term_days) if measure is not None else None


def _named(measure: Measure | None, measure_id: str) -> str:
    if measure is None or measure.term_days is None:
        return measure_id
    return f"{measure_id} ({measure.term_days} d)"
