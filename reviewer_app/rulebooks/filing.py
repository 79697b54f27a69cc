"""A filing looked through: every field declared beside what was read, with the checks that apply to it at its time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from reviewer_app.domain.cases import FilingSubject, ReadField
from reviewer_app.domain.checks import fields as names
from reviewer_app.domain.checks.chain import Chain
from reviewer_app.domain.checks.codes import check_registration
from reviewer_app.domain.checks.conclusions import Verdict, verdict_in
from reviewer_app.domain.checks.gtin import check_gtin
from reviewer_app.domain.checks.lab import check_conclusion, check_item
from reviewer_app.domain.checks.names import compared, plain
from reviewer_app.domain.checks.result import Basis, Checked, State, checked, worst
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.rulebooks.consequences import Asked
from reviewer_app.rulebooks.filing_papers import CLAUSES, Papers, bound
from reviewer_app.rulebooks.thresholds import Thresholds

_DECLARED = Basis("", clause=f"{CLAUSES}:declared-matches")
_CODE, _LAB = f"{CLAUSES}:credit-code", f"{CLAUSES}:lab-report"


@dataclass(frozen=True, slots=True)
class FieldReview:
    """A field: what the form declares, what a machine read on a paper, what a person reads there, and the checks.

    `declared` is None where the form has no such field, `read` where no paper has it; `value` is what counts as read.
    """

    name: str
    declared: str | None
    document: int | None = None
    read_name: str = ""
    read: ReadField | None = None
    value: str | None = None
    corrected: bool = False
    checks: tuple[Checked, ...] = ()

    @property
    def state(self) -> State:
        """The gravest of its checks."""
        return worst(check.state for check in self.checks)


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of an item of a lab report: the field it is, what was read and what counts as read."""

    read_name: str
    read: ReadField
    value: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class ItemReview:
    """An item of a lab report: limit, result and the report's own verdict, with what is worked out."""

    name: str
    document: int
    check: Checked
    limit: Part | None = None
    result: Part | None = None
    verdict: Part | None = None


@dataclass(frozen=True, slots=True)
class FilingReview:
    """A filing looked through: its fields in the order of the form, the items of its lab reports, failed ones first.

    `asks` are inputs that no paper carries and something hangs on, with what was stated of them. `replaced` are the
    papers beside which their renewal was handed in: they are shown, and nothing is checked on them. `told` are the
    inputs of thresholds with their values, as `Thresholds` gathers them.
    """

    fields: tuple[FieldReview, ...] = ()
    items: tuple[ItemReview, ...] = ()
    chain: Chain | None = None
    asks: tuple[Asked, ...] = ()
    replaced: frozenset[int] = frozenset()
    told: Mapping[str, bool | int | float | str] = field(default_factory=dict)


def reviewed(sheet: Sheet, corrections: Iterable[Correction], stated: Iterable[Stated] = ()) -> FilingReview:
    """Everything that can be checked of a filing; what a person corrected counts as read, what they stated as told.

    Raises TypeError for a record that is no filing.
    """
    record = sheet.record
    if not isinstance(record.subject, FilingSubject):
        raise TypeError("not a filing")
    corrected = {one.field: one.value for one in corrections}
    thresholds = Thresholds(sheet, stated)
    papers = Papers(record.subject, corrected, thresholds, record.merchant)
    fields, items, chain = tuple(_Look(papers).fields()), _items(papers), papers.chain
    if (known := _clauses_then(sheet)) is not None:
        fields = tuple(replace(one, checks=tuple(_in_force(c, known, papers) for c in one.checks)) for one in fields)
        items = _failed_first(replace(one, check=_in_force(one.check, known, papers)) for one in items)
        chain = replace(chain, check=_in_force(chain.check, known, papers)) if chain is not None else None
    asks = tuple(thresholds.asked.values())
    return FilingReview(fields, items, chain, asks, frozenset(papers.replaced), thresholds.told)


def _clauses_then(sheet: Sheet) -> frozenset[str] | None:
    """The clauses of the version in force at the conduct; none before the first one, None where it is not here."""
    at, name = sheet.record.conduct_at, CLAUSES
    known = any(book.rulebook.id == name for book in sheet.versions)
    if not known or sheet.withheld_of(name, at) is not None:
        return None
    book = sheet.version_of(name, at)
    return frozenset(f"{name}:{clause.id}" for clause in book.rulebook.clauses) if book is not None else frozenset()


def _in_force(check: Checked, clauses: frozenset[str], papers: Papers) -> Checked:
    """The check; where no clause of its day could be breached by it, that there is none."""
    if check.basis is None or check.basis.clause is None or check.basis.clause in clauses:
        return check
    return checked(State.NOT_APPLICABLE, "no-version", on=papers.on)


@dataclass(slots=True)
class _Look:
    """One filing being looked through; `used` are the readings that stand beside a declared field."""

    papers: Papers
    used: set[tuple[int, str]] = field(default_factory=set)

    def fields(self) -> Iterable[FieldReview]:
        subject = self.papers.subject
        for name, value in subject.declared.items():
            found = self._readings(name)
            self.used.update((document, read_name) for document, read_name in found)
            if not found:
                yield self._declared_only(name, value)
            gone = all(document in self.papers.replaced for document, _ in found)
            for document, read_name in found:
                yield self._row(name, value, document, read_name, gone=gone and document == found[-1][0])
        for document, paper in enumerate(subject.documents):
            for read_name in paper.read:
                if (document, read_name) not in self.used and not self._of_item(document, read_name):
                    yield self._row(read_name, None, document, read_name)

    def _readings(self, name: str) -> list[tuple[int, str]]:
        """Each paper's reading of a declared field: under the same name, or the paper's own name for it."""
        found = []
        for document, paper in enumerate(self.papers.subject.documents):
            wanted = (name, *names.SAME_THING.get(name, ()))
            read_name = next((one for one in wanted if one in paper.read), None)
            if read_name is not None:
                found.append((document, read_name))
        return found

    def _of_item(self, document: int, read_name: str) -> bool:
        return self.papers.subject.documents[document].type == "lab_report" and names.item_of(read_name) is not None

    def _declared_only(self, name: str, value: str) -> FieldReview:
        if len(value) > names.LONGEST:
            return FieldReview(name, value, checks=(_too_long(value),))
        checks = [checked(State.NOT_APPLICABLE, "not-read"), *self._anywhere(name, value)]
        return FieldReview(name, value, checks=tuple(checks + self.papers.of_form(name, value)))

    def _row(
        self, name: str, declared: str | None, document: int, read_name: str, *, gone: bool = False
    ) -> FieldReview:
        """A reading; `gone` on the last paper that has what is declared, where none of them is today's."""
        paper = self.papers.subject.documents[document]
        read = paper.read[read_name]
        value, corrected = self.papers.value(document, read_name)
        row = FieldReview(name, declared, document, read_name, read, value, corrected)
        if document in self.papers.replaced:
            alone = self._only_there(name, declared) if declared is not None and gone else []
            return replace(row, checks=(self.papers.replaced[document], *alone))
        if not value.strip():
            return replace(row, checks=(checked(State.UNREADABLE, "read-empty"),))
        if max(len(value), len(declared or "")) > names.LONGEST:
            return replace(row, checks=(_too_long(max(value, declared or "", key=len)),))
        if self.papers.doubtful(document, read_name):
            doubt = checked(State.UNREADABLE, "doubtful", score=f"{read.score:.2f}")
            return replace(row, checks=(doubt,))
        checks = [_agreeing(name, declared, value)] if declared is not None else []
        checks += self._anywhere(read_name, value)
        if declared is not None and plain(declared) != plain(value):
            checks += self._anywhere(name, declared)
        checks += self.papers.of_paper(document, read_name, value)
        if declared is not None:
            checks += self.papers.of_form(name, declared)
        return replace(row, checks=tuple(checks) or (checked(State.NOT_APPLICABLE, "not-declared"),))

    def _only_there(self, name: str, declared: str) -> list[Checked]:
        """The checks of what the form declares where no paper of today has it: nothing is compared, which is said."""
        if len(declared) > names.LONGEST:
            return [_too_long(declared)]
        alone = checked(State.UNREADABLE, "only-replaced")
        return [alone, *self._anywhere(name, declared), *self.papers.of_form(name, declared)]

    def _anywhere(self, name: str, value: str) -> list[Checked]:
        """What is checked of a number wherever it stands."""
        if name in names.CREDIT_CODES:
            return [bound(check_registration(value), _CODE)]
        return [check_gtin(value)] if name in names.GTINS else []


def _agreeing(name: str, declared: str, value: str) -> Checked:
    """Whether the form says what the paper says, each kind of field in its own way."""
    if name in names.CONCLUSIONS:
        found = check_conclusion(declared, value)
    elif name in names.BATCHES:
        found = _one_of(declared, value)
    else:
        found = compared(declared, value)
    return replace(found, basis=_DECLARED)


def _too_long(value: str) -> Checked:
    return checked(State.UNREADABLE, "too-long", length=len(value))


def _one_of(declared: str, value: str) -> Checked:
    """A batch that a paper names beside a day of production."""
    if plain(declared) in [plain(part) for part in value.split("/")]:
        return checked(State.MATCH, "same-part")
    return compared(declared, value)


def _items(papers: Papers) -> tuple[ItemReview, ...]:
    found: dict[tuple[int, str], dict[str, Part]] = {}
    for document, paper in enumerate(papers.subject.documents):
        for read_name, read in paper.read.items() if paper.type == "lab_report" else ():
            named = names.item_of(read_name)
            if named is not None:
                value, corrected = papers.value(document, read_name)
                found.setdefault((document, named[0]), {})[named[1]] = Part(read_name, read, value, corrected)
    return _failed_first(_item(name, document, parts, papers) for (document, name), parts in found.items())


def _failed_first(items: Iterable[ItemReview]) -> tuple[ItemReview, ...]:
    order = (State.MISMATCH, State.UNREADABLE, State.NOT_APPLICABLE, State.MATCH)
    return tuple(sorted(items, key=lambda item: order.index(item.check.state)))


def _item(name: str, document: int, parts: Mapping[str, Part], papers: Papers) -> ItemReview:
    column = papers.sure(document, tuple(name + end for end in names.UNIT_ENDS)) or ""
    limit, result, verdict = (parts.get(part) for part in ("limit", "result", "verdict"))
    doubts = [part for part in parts.values() if papers.doubtful(document, part.read_name)]
    asked, found, said = (part.value if part is not None else "" for part in (limit, result, verdict))
    if verdict in doubts:
        said = ""  # the figures beside it are judged without it
    longest = max(asked, found, said, key=len)
    check = check_item(asked, found, said, column) if len(longest) <= names.LONGEST else _too_long(longest)
    surely = verdict_in(said) is Verdict.FAIL or (doubts == [verdict] and check.state is State.MISMATCH)
    if doubts and not surely:  # what fails by what was surely read stands
        check = checked(State.UNREADABLE, "doubtful", score=f"{min(one.read.score or 0 for one in doubts):.2f}")
    return ItemReview(name, document, bound(check, _LAB), limit, result, verdict)
