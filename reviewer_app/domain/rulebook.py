"""Rulebook values: versions with their periods, clauses, measures and procedure, and which version counts when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.terms import Proof as Proof
from reviewer_app.domain.terms import Severity as Severity
from reviewer_app.domain.timeline import Lines, Timeline
from reviewer_app.domain.values import Key, Sha256, Text, Value
from reviewer_app.domain.version_head import Citation as Citation
from reviewer_app.domain.version_head import Measure as Measure
from reviewer_app.domain.version_head import RuleSource as RuleSource
from reviewer_app.domain.version_head import VersionHead


class Element(Value):
    """One thing that must be established before a clause is breached."""

    id: Key
    text: Text
    proof: Proof
    required: bool = True


class Example(Value):
    """An example; `violates` says which way it goes."""

    text: Text
    violates: bool


class Exemption(Value):
    """A case in which the clause does not apply although it seems to."""

    id: Key
    text: Text


class Clause(Value):
    """One rule: what it says, what must be shown, what is exempt, what may follow.

    `kinds` are the case kinds it judges; empty for all that the rulebook applies to. `coverage` is the share of a clip
    that must have been watched before a breach of it is found, or none is; None where it asks for nothing.
    """

    id: Key
    number: str
    title: Text
    kinds: tuple[CaseKind, ...] = ()
    definition: Text
    applies: tuple[Text, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    elements: Annotated[tuple[Element, ...], Field(min_length=1)]
    examples: tuple[Example, ...] = ()
    severity: Severity
    measures: tuple[Key, ...]
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    sender_ids: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    coverage: Annotated[float, Field(gt=0, le=1)] | None = None


class RiskTerm(Value):
    """A summand of the risk order: a CEL expression that gives 0 to 1, and what it weighs."""

    id: Key
    text: Text
    expression: str
    weight: Annotated[float, Field(gt=0)]


class SignoffRule(Value):
    """A condition in CEL under which a supervisor must sign off, and the words that say why."""

    id: Key
    text: Text
    when: str


class HoldReason(Value):
    """Why a case may be held, how long at the most (hours), and which role it is listed for meanwhile."""

    id: Key
    text: Text
    hours: Annotated[int, Field(gt=0)]
    owner: str


class Procedure(Value):
    """Which rounds a case takes and when; the one in force when the case is decided counts."""

    rounds: tuple[str, ...]
    first_seats: Annotated[int, Field(ge=1, le=2)] = 1
    may_choose: bool = True
    reason_min_chars: Annotated[int, Field(ge=0)] = 0
    signoff: tuple[SignoffRule, ...] = ()
    risk: Annotated[tuple[RiskTerm, ...], Field(min_length=1)]
    hold_reasons: Annotated[tuple[HoldReason, ...], Field(min_length=1)]
    due_hours: Annotated[int, Field(gt=0)] = 72


class RulebookVersion(VersionHead):
    """One version of a rulebook, whole. Its digest is over its canonical bytes and therefore not part of it."""

    applies_to: Annotated[tuple[CaseKind, ...], Field(min_length=1)]
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    procedure: Procedure

    def clause(self, clause_id: str) -> Clause | None:
        """The clause of that id, or None where this version has none."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def clauses_for(self, kind: CaseKind) -> tuple[Clause, ...]:
        """The clauses that judge a kind of case, in the rulebook's order."""
        return tuple(clause for clause in self.clauses if not clause.kinds or kind in clause.kinds)

    def for_sender_id(self, sender_id: str | None) -> Clause | None:
        """The clause that a sender's own clause id stands for here, or None: then it is shown as words."""
        if sender_id is None:
            return None
        return next((clause for clause in self.clauses if sender_id in clause.sender_ids), None)


class Published(Value):
    """A version beside the SHA-256 of its canonical bytes."""

    digest: Sha256
    rulebook: RulebookVersion

    @property
    def cite(self) -> RulebookCite:
        """The short name under which findings and verdicts cite it."""
        return RulebookCite(id=self.rulebook.id, version=self.rulebook.version, digest=self.digest)


class RulebookCite(Value):
    """Names one version of one rulebook beyond doubt."""

    id: Key
    version: Key
    digest: Sha256


def in_force(versions: Iterable[Published], conduct_at: datetime, known_at: datetime) -> Published | None:
    """The version that counts for a conduct time, as published at `known_at`; None before the first.

    Of versions with the same period the latest published counts (a correction). A version without an end gives way to
    the one that supersedes it from that one's first instant on; any other overlap the check refuses.
    """
    return Timeline(versions, _head).at(conduct_at, known_at)


def for_kind(versions: Iterable[Published], kind: CaseKind) -> tuple[Published, ...]:
    """The versions of every rulebook that judges a kind of case."""
    return tuple(item for item in versions if kind in item.rulebook.applies_to)


def books_for(
    versions: Sequence[Published], kind: CaseKind, conduct_at: datetime, known_at: datetime
) -> tuple[Published, ...]:
    """One version of each rulebook that judges this kind, by conduct time, ordered by rulebook id."""
    chosen = (line.at(conduct_at, known_at) for line in _OF_KIND[kind].of(versions).values())
    return tuple(item for item in chosen if item is not None)


def version_in_force(
    versions: Sequence[Published], rulebook_id: str, conduct_at: datetime, known_at: datetime
) -> Published | None:
    """The version of one rulebook that counts for a conduct time, by the rule of `in_force`."""
    line = _LINES.of(versions).get(rulebook_id)
    return line.at(conduct_at, known_at) if line is not None else None


def _head(item: Published) -> RulebookVersion:
    return item.rulebook


def _judging(kind: CaseKind) -> Lines[Published]:
    return Lines(_head, lambda item: kind in item.rulebook.applies_to)


_LINES = Lines(_head)
_OF_KIND = {kind: _judging(kind) for kind in CaseKind}


def clause_named(books: Iterable[Published], name: str) -> Clause | None:
    """The clause that schedules and checks name as `rulebook:clause`; None where no version given has it."""
    book_id, _colon, clause_id = name.partition(":")
    found = (book.rulebook.clause(clause_id) for book in books if book.rulebook.id == book_id)
    return next((clause for clause in found if clause is not None), None)


def sender_clause(books: Iterable[Published], sender_id: str | None) -> Clause | None:
    """The clause of the versions given that a sender's own clause id stands for; None where it is in none."""
    found = (book.rulebook.for_sender_id(sender_id) for book in books)
    return next((clause for clause in found if clause is not None), None)
