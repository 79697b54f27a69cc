"""The papers of a filing side by side: what they say of the same firm, mark and letters, and the checks across them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from reviewer_app.domain.cases import FilingSubject, Party, ReadField
from reviewer_app.domain.checks import fields as names
from reviewer_app.domain.checks.chain import Brand, Chain, Letter, brand_of, chain_of
from reviewer_app.domain.checks.dates import Term, read_date, read_term
from reviewer_app.domain.checks.names import differing, plain, same_name
from reviewer_app.domain.checks.replaced import Edition, replaced
from reviewer_app.domain.checks.result import Basis, Checked, State, checked
from reviewer_app.domain.checks.scope import check_permit, check_scope
from reviewer_app.domain.checks.validity import (
    Mark,
    age_on,
    authorisation_facts,
    check_status,
    check_valid,
    identity_facts,
    licence_facts,
    mark_facts,
)
from reviewer_app.domain.evidence import escaped
from reviewer_app.domain.tables import days_left
from reviewer_app.rulebooks.thresholds import Thresholds

CLAUSES = "listings-filings"
"""The rulebook whose clauses filings are judged by."""
_SAME_NAME = Basis("", clause=f"{CLAUSES}:same-name")
_AUTHORISED = f"{CLAUSES}:authorisation"
_SCOPE = f"{CLAUSES}:scope"
_VALID = f"{CLAUSES}:qualification"
_MARK = f"{CLAUSES}:trademark"


_CHAINED = (("trademark", True, False), ("brand_authorisation", False, True))
"""The papers that have a part in a chain, and whether the field names the holder or the giver."""


_EDITIONS = {
    "business_licence": (names.CREDIT_CODES,),
    "food_licence": (names.CREDIT_CODES, names.LICENCE_NUMBERS),
}
"""What stays the same when a paper is renewed, by its kind. A firm has a food licence for each of its premises."""

MOST_EDITIONS = 24
"""So many papers of one number are set in order; more of them are no renewals, and every one is checked."""


def _gravest(chains: Iterable[Chain]) -> Chain | None:
    """The chain that is wrong, else the one that cannot be read, else the one of most levels; None of none."""
    order = (State.MISMATCH, State.UNREADABLE)
    return max(chains, key=lambda one: (*(one.check.state is state for state in order), one.levels or 0), default=None)


def bound(check: Checked, clause: str) -> Checked:
    """A check that keeps its source, with the clause that is breached where it fails."""
    return replace(check, basis=replace(check.basis or Basis(""), clause=clause))


def pointer(document: int, read_name: str) -> str:
    """The JSON Pointer, below the subject, of what a machine read."""
    return f"/documents/{document}/read/{escaped(read_name)}/value"


class Papers:
    """A filing's papers with what a person corrected (`corrected`, by pointer), at the time of its conduct."""

    def __init__(
        self, subject: FilingSubject, corrected: Mapping[str, str], thresholds: Thresholds, merchant: Party
    ) -> None:
        self.subject, self.thresholds = subject, thresholds
        self._corrected, self._merchant = corrected, merchant
        self._brands: dict[int, Brand] = {}

    # -- what is read -------------------------------------------------------------------------------------------------

    def value(self, document: int, read_name: str) -> tuple[str, bool]:
        """What counts as read, and whether a person said so."""
        corrected = self._corrected.get(pointer(document, read_name))
        read = self.subject.documents[document].read[read_name]
        return (read.value, False) if corrected is None else (corrected, True)

    def doubtful(self, document: int, read_name: str) -> bool:
        """Whether the machine is not sure, and nobody has looked."""
        read: ReadField = self.subject.documents[document].read[read_name]
        unsure = read.score is not None and read.score < names.DOUBT
        return unsure and pointer(document, read_name) not in self._corrected

    def sure(self, document: int, wanted: tuple[str, ...]) -> str | None:
        """The first of several fields of a paper that is surely read."""
        for read_name in wanted:
            if read_name in self.subject.documents[document].read and not self.doubtful(document, read_name):
                value = self.value(document, read_name)[0]
                return value if len(value) <= names.LONGEST else None
        return None

    def first(self, kind: str, wanted: tuple[str, ...]) -> str | None:
        """A field of the first paper of a kind that surely has it; a paper that was replaced is none."""
        found = (self.sure(document, wanted) for document in self._of(kind))
        return next((value for value in found if value), None)

    def _of(self, kind: str) -> list[int]:
        kept = (number for number, paper in enumerate(self.subject.documents) if paper.type == kind)
        return [number for number in kept if number not in self.replaced]

    @cached_property
    def replaced(self) -> dict[int, Checked]:
        """The papers of which a newer edition came with them, and why that is the newer one."""
        kinds: dict[tuple[str, ...], dict[int, Edition]] = {}
        for document, paper in enumerate(self.subject.documents):
            wanted = _EDITIONS.get(paper.type)
            same = tuple(plain(self.sure(document, fields) or "") for fields in wanted or ())
            if wanted is not None and all(same):
                issued = read_date(self.sure(document, names.ISSUED) or "")
                term = read_term(self.sure(document, names.LICENCE_TERMS) or "")
                kinds.setdefault((paper.type, *same), {})[document] = Edition(same, issued, term)
        found: dict[int, Checked] = {}
        for editions in kinds.values():
            if 1 < len(editions) <= MOST_EDITIONS:
                documents, checks = tuple(editions), replaced(tuple(editions.values()), self.on)
                found |= {documents[at]: check for at, check in checks.items()}
        return found

    def _declared(self, wanted: tuple[str, ...]) -> str | None:
        found = (self.subject.declared.get(name, "") for name in wanted)
        return next((value for value in found if 0 < len(value) <= names.LONGEST), None)

    @property
    def on(self) -> date:
        """The day of the conduct."""
        return self.thresholds.on

    @cached_property
    def firm(self) -> str | None:
        """The name on the licence; where that is not surely read, the one the form declares."""
        return self.first("business_licence", names.NAMES) or self._declared(names.NAMES)

    def _brand(self, document: int) -> Brand:
        if document not in self._brands:
            name, number = self.sure(document, names.BRANDS), self.sure(document, names.MARK_NUMBERS)
            self._brands[document] = brand_of(name, number)
        return self._brands[document]

    @cached_property
    def _letters(self) -> list[Letter]:
        letters = []
        for document in self._of("brand_authorisation"):
            giver, receiver = self.sure(document, names.GIVERS), self.sure(document, names.RECEIVERS)
            if giver and receiver:
                term = read_term(self.sure(document, names.LETTER_TERMS) or "")
                letters.append(Letter(giver, receiver, term, document, self._brand(document)))
        return letters

    @cached_property
    def _chains(self) -> dict[int | None, Chain]:
        """The chain of each mark by the paper that says who holds it; by None where no such paper came."""
        marks: dict[int | None, str | None] = {}
        for document in self._of("trademark"):
            if holder := self.sure(document, names.HOLDERS):
                marks[document] = holder
        basis, found = Basis("", clause=_AUTHORISED), {}
        for mark, name in (marks or {None: None}).items():
            brand = self._brand(mark) if mark is not None else None
            chain = chain_of(name, self.firm or "", self._letters, self.on, basis, brand)
            if chain is not None:
                found[mark] = chain
        return found

    @cached_property
    def chain(self) -> Chain | None:
        """The chain of authorisation: of several marks the one that is wrong, else that is unread, else the longest."""
        return _gravest(self._chains.values())

    def _chain_of(self, document: int) -> Checked | None:
        """What the chain comes to that a paper is of: its mark's, or of a letter the gravest of its marks'."""
        if document in self._chains or not self._letters or None in self._chains:
            own = self._chains.get(document) or self.chain
            return own.check if own is not None else None
        brand = self._brand(document)
        mine = [
            one
            for mark, one in self._chains.items()
            if mark is not None and self._brand(mark).agrees(brand) is not False
        ]
        mine = mine or [one for one in self._chains.values() if one.check.said == "chain-other-brand"]
        alone = [letter for letter in self._letters if letter.document == document]
        basis = Basis("", clause=_AUTHORISED)
        chain = _gravest(mine) or chain_of(None, self.firm or "", alone, self.on, basis)
        return chain.check if chain is not None else None

    def _renewed(self, document: int) -> bool:
        """Whether a letter has ended, and another from the same to the same about the same brand holds on the day."""
        own = next((letter for letter in self._letters if letter.document == document), None)
        if own is None or own.term is None or own.term.until is None or own.term.until >= self.on:
            return False
        return any(
            other.held(self.on)
            and same_name(other.giver, own.giver)
            and same_name(other.receiver, own.receiver)
            and other.brand.agrees(own.brand) is not False
            for other in self._letters
        )

    # -- checks of one field ------------------------------------------------------------------------------------------

    def of_paper(self, document: int, read_name: str, value: str) -> list[Checked]:
        """The checks of a field that was read on a paper, by the kind of paper and what the field is."""
        kind = self.subject.documents[document].type
        found: list[Checked | None] = []
        if (kind, read_name in names.HOLDERS, read_name in names.GIVERS) in _CHAINED:
            found.append(self._chain_of(document))
        if kind == "brand_authorisation" and read_name in names.LETTER_TERMS and self._renewed(document):
            return [checked(State.NOT_APPLICABLE, "letter-renewed", on=self.on)]
        for kinds, fields, check in self._rules:
            if kind in kinds and read_name in fields:
                found.append(check(value))
        if kind == "business_licence" and read_name in names.SCOPES:
            found += self._scope(value)
        return [check for check in found if check is not None]

    def of_form(self, name: str, value: str) -> list[Checked]:
        """The checks of a declared field that stand on other fields."""
        if name in names.CATEGORIES:
            return self._category(value)
        return [self._levels(value)] if name in names.LEVELS else []

    @cached_property
    def _rules(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...], Callable[[str], Checked | None]], ...]:
        papers = ("food_licence", "trademark", "certificate", "other")
        return (
            (("business_licence",), names.LICENCE_TERMS, self._licence_term),
            (("identity_card",), names.BIRTHS, self._birth),
            (("identity_card",), names.TERMS, self._identity_term),
            (("bank_account",), names.ACCOUNT_NAMES, self._account),
            (("food_licence", "brand_authorisation"), names.SUBJECTS, self._subject_name),
            (("trademark",), names.REGISTERED, lambda value: self._mark(value, registered=True)),
            (("trademark",), names.ACCEPTED, lambda value: self._mark(value, registered=False)),
            (("brand_authorisation",), names.GIVERS, lambda _value: self._depth()),
            (("brand_authorisation",), names.LETTER_TERMS, self._letter_term),
            (("certificate",), names.STATUSES, lambda value: bound(check_status(value), _VALID)),
            (papers, names.TERMS, lambda value: bound(check_valid(read_term(value), self.on), _VALID)),
        )

    def _left(self, threshold: str, facts: dict[str, int | float | bool | str], term: Term) -> Checked:
        """A threshold of days left, with the day on which they are counted."""
        if term.open_ended or term.until is None:
            return self.thresholds.check(threshold, facts, "no-end", on=self.on)
        left = days_left(self.on, term.until)
        if left < 0:
            return self.thresholds.check(threshold, facts, "days-past", days=-left, on=self.on, until=term.until)
        return self.thresholds.check(threshold, facts, "days-left", days=left, on=self.on, until=term.until)

    def _licence_term(self, value: str) -> Checked:
        """How many days are left; an expired licence is no qualification, whatever schedule is in force."""
        term = read_term(value)
        if term is None:
            return self._unread("licence-days")
        if term.until is not None and term.until < self.on:
            return bound(check_valid(term, self.on), _VALID)
        return self._left("licence-days", licence_facts(term, self.on), term)

    def _identity_term(self, value: str) -> Checked:
        term = read_term(value)
        return self._unread("identity") if term is None else self._left("identity", identity_facts(term, self.on), term)

    def _letter_term(self, value: str) -> Checked:
        term = read_term(value)
        if term is None:
            return self._unread("authorisation-days")
        return self._left("authorisation-days", authorisation_facts(term, self.on), term)

    def _unread(self, threshold: str) -> Checked:
        return checked(State.UNREADABLE, "term-unread", self.thresholds.basis(threshold))

    def _birth(self, value: str) -> Checked:
        birth = read_date(value)
        if birth is None:
            return checked(State.UNREADABLE, "term-unread", self.thresholds.basis("age"))
        age = age_on(birth, self.on)
        return self.thresholds.check("age", {"person_age": age}, "age", age=age, birth=birth, on=self.on)

    def _account(self, value: str) -> Checked:
        if not self.firm:
            return checked(State.UNREADABLE, "firm-unread", _SAME_NAME)
        here, there = differing(value, self.firm)
        equal = {"account_name_equals_licence": same_name(value, self.firm)}
        return self.thresholds.check("account-name", equal, "account-name", firm=self.firm, here=here, there=there)

    def _subject_name(self, value: str) -> Checked:
        if not self.firm:
            return checked(State.UNREADABLE, "firm-unread", _SAME_NAME)
        here, there = differing(value, self.firm)
        state = State.MATCH if same_name(value, self.firm) else State.MISMATCH
        return checked(state, "firm-name", _SAME_NAME, firm=self.firm, here=here, there=there)

    def _scope(self, value: str) -> list[Checked]:
        category = self._declared(names.CATEGORIES)
        return self._against(value, category) if category else []

    def _category(self, category: str) -> list[Checked]:
        scope = self.first("business_licence", names.SCOPES) or self._declared(names.SCOPES) or ""
        return self._against(scope, category)

    def _against(self, scope: str, category: str) -> list[Checked]:
        """Two questions: that goods lie within the scope the platform asks, that food has a licence the law.

        What the platform asked before its first version that is known is not known.
        """
        asked = self.thresholds.basis("scope") is not None
        none = checked(State.NOT_APPLICABLE, "no-version", on=self.on)
        inside = bound(check_scope(scope, category), _SCOPE) if asked else none
        permit = check_permit(scope, category, food_licence=bool(self._of("food_licence")))
        return [inside] if permit is None or permit.said == inside.said else [inside, bound(permit, _SCOPE)]

    def _mark(self, value: str, *, registered: bool) -> Checked | None:
        """A mark that was accepted is asked for its months; one that was registered since is registered."""
        day = read_date(value)
        if day is None or day > self.on:
            return bound(checked(State.UNREADABLE, "term-unread"), _MARK)
        if not registered and self.first("trademark", names.REGISTERED):
            return None
        said = "mark-registered" if registered else "mark-accepted"
        facts = mark_facts(Mark(registered, None if registered else day), self.on)
        return self.thresholds.check("trademark", facts, said, day=day, on=self.on)

    def _levels(self, value: str) -> Checked:
        """How many levels there are by the papers, against what the form says and what the type of shop allows."""
        found = self.chain.levels if self.chain is not None else None
        if found is not None and value.strip() != str(found):
            differ = Basis("", clause=f"{CLAUSES}:declared-matches")
            return checked(State.MISMATCH, "levels-differ", differ, levels=found, declared=value)
        unknown = checked(State.UNREADABLE, "levels-unknown", self.thresholds.basis("authorisation-depth"))
        return self._depth() or unknown

    def _depth(self) -> Checked | None:
        """Whether the type of shop allows so many levels; None while there is no whole chain."""
        if self.chain is None or self.chain.levels is None:
            return None
        facts: dict[str, int | float | bool | str] = {"authorisation_levels": self.chain.levels}
        if self._merchant.shop_type:
            facts["shop_type"] = self._merchant.shop_type
        return self.thresholds.check("authorisation-depth", facts, "levels", levels=self.chain.levels)
