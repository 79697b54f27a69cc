"""The short list of a case: the clauses that count in it, first those that its flags name or that judge its kind."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.rulebook import Clause, Published


@dataclass(frozen=True, slots=True)
class ClauseChoice:
    """A clause of the short list with its key (1 to 9, or 0 for none) and whether a flag names it.

    `begins` where its version begins while the clip runs, and the version in force before has no such clause.
    """

    key: int
    clause: Clause
    book: Published
    flagged: bool
    begins: bool = False


def short_list(case: OpenCase) -> tuple[ClauseChoice, ...]:
    """The clauses of the versions in force, those that flags name first, then those that judge its kind of case.

    The first nine have a key; what judges other kinds stands behind, to be found by search, and so does what begins to
    count while a clip runs.
    """
    named = {flag.clause for flag in case.record.flags if flag.clause}
    books = case.sheet.books()
    pairs = [(book, clause) for book in books for clause in book.rulebook.clauses]
    kind = case.record.kind
    fits = {(book.rulebook.id, clause.id) for book in books for clause in book.rulebook.clauses_for(kind)}
    pairs.sort(
        key=lambda pair: (
            not named.intersection(pair[1].sender_ids),
            (pair[0].rulebook.id, pair[1].id) not in fits,  # two books may have a clause of the same id
        )
    )
    in_force = tuple(
        ClauseChoice(index + 1 if index < 9 else 0, clause, book, bool(named.intersection(clause.sender_ids)))
        for index, (book, clause) in enumerate(pairs)
    )
    met = {(book.rulebook.id, clause.id) for book, clause in pairs}
    later: dict[tuple[str, str], ClauseChoice] = {}
    for book in case.sheet.begins():
        for clause in book.rulebook.clauses_for(kind):
            key, flagged = (book.rulebook.id, clause.id), bool(named.intersection(clause.sender_ids))
            if key not in met:
                later.setdefault(key, ClauseChoice(0, clause, book, flagged, begins=True))
    return (*in_force, *later.values())
