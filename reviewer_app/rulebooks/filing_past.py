"""Two filings of a merchant beside each other: form, papers, dates, registration and chain, what changed first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import StrEnum

from reviewer_app.domain.cases import Box, FiledDocument, FilingSubject, Party
from reviewer_app.domain.checks import fields as names
from reviewer_app.domain.checks.chain import Chain
from reviewer_app.domain.checks.names import compared
from reviewer_app.domain.checks.result import Checked, State
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.evidence import escaped
from reviewer_app.domain.past import PastFiling, record_then
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.rulebooks.filing import FieldReview, FilingReview, reviewed
from reviewer_app.rulebooks.filing_papers import pointer


class Part(StrEnum):
    """Which part of a filing a row is of, in the order of the table."""

    DECLARED = "declared"
    PAPER = "paper"
    TERM = "term"
    REGISTRY = "registry"
    CHAIN = "chain"


class Turn(StrEnum):
    """What became of a value from the one filing to the other."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    SAME = "same"


class Told(StrEnum):
    """Rows that have no field's own name."""

    PAPER = "paper"
    SHOP = "shop"
    SHOP_TYPE = "shop_type"
    HOLDER = "holder"
    LEVELS = "levels"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class One:
    """A value in one of the two filings: as it counts, its check there, and where on which paper it was read.

    A paper itself has its SHA-256 as value. `corrected`: a person read it otherwise than the machine.
    """

    value: str
    check: Checked | None = None
    document: int | None = None
    page: int | None = None
    box: Box | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A row: what it is of, then and now; `kind` is the type of the paper, `told` says what a row without a field is.

    `number` tells letters of a chain apart, from one; `field` is the JSON Pointer of today's value, where it has one.
    `turn` is what became of it: dates and spacing that only are written otherwise are the same.
    """

    part: Part
    name: str
    then: One | None
    now: One | None
    kind: str = ""
    told: Told | None = None
    number: int = 0
    field: str = ""
    turn: Turn = dataclass_field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "turn", _turned(self.then, self.now))


def _turned(then: One | None, now: One | None) -> Turn:
    if then is None or now is None:
        return Turn.NEW if then is None else Turn.GONE
    if max(len(then.value), len(now.value)) > names.LONGEST:
        return Turn.SAME if then.value == now.value else Turn.CHANGED
    return Turn.SAME if compared(then.value, now.value).state is State.MATCH else Turn.CHANGED


def beside(
    sheet: Sheet, corrections: Iterable[Correction], stated: Iterable[Stated], earlier: PastFiling
) -> tuple[Compared, ...]:
    """Every row of two filings, changed ones first, each under the rules in force when it was handed in.

    Raises ValueError where the earlier one is only named, TypeError where the sheet's record is no filing.
    """
    record = record_then(earlier, sheet.record)
    then_sheet = replace(sheet, record=record)
    handed = earlier.handed
    said = (handed.corrections, handed.stated) if handed is not None else ((), ())
    subject = sheet.record.subject
    if not isinstance(subject, FilingSubject) or not isinstance(record.subject, FilingSubject):
        raise TypeError("not a filing")
    then = _Look(record.subject, reviewed(then_sheet, *said))
    now = _Look(subject, reviewed(sheet, corrections, stated))
    rows = [
        *_declared(then, now),
        *_papers(then, now),
        *_registry(record.merchant, sheet.record.merchant),
        *_chain(then.review.chain, now.review.chain),
    ]
    order = tuple(Part)
    rows = [row for row in rows if row.then is not None or row.now is not None]
    return tuple(sorted(rows, key=lambda row: (row.turn is Turn.SAME, order.index(row.part))))


class _Look:
    """One of the two: as handed in, and looked through. `read` has the readings of each paper by their names there."""

    def __init__(self, subject: FilingSubject, review: FilingReview) -> None:
        self.subject, self.review = subject, review
        self.read: dict[int, dict[str, FieldReview]] = {}
        self._named: dict[str, list[FieldReview]] = {}
        for one in review.fields:
            self._named.setdefault(one.name, []).append(one)
            if one.document is not None:
                self.read.setdefault(one.document, {})[one.read_name] = one
        for item in review.items:
            for part in (item.limit, item.result, item.verdict):
                if part is not None:
                    row = FieldReview(part.read_name, None, item.document, part.read_name, part.read, part.value)
                    told = replace(row, corrected=part.corrected, checks=(item.check,))
                    self.read.setdefault(item.document, {})[part.read_name] = told

    def declared(self, name: str) -> One | None:
        """A field of the form, with what its rows come to."""
        if name not in self.subject.declared:
            return None
        rows = self._named.get(name, [])
        check = _gravest([check for one in rows for check in one.checks])
        found = [read for one in rows if (read := _read(one)) is not None]
        place = next((read for read in found if read.box is not None), found[0] if found else One(""))
        return One(self.subject.declared[name], check, place.document, place.page, place.box)


def _declared(then: _Look, now: _Look) -> Iterator[Compared]:
    for name in dict.fromkeys((*now.subject.declared, *then.subject.declared)):
        field = f"/declared/{escaped(name)}" if name in now.subject.declared else ""
        yield Compared(Part.DECLARED, name, then.declared(name), now.declared(name), field=field)


def _papers(then: _Look, now: _Look) -> Iterator[Compared]:
    for old, new in paired(then.subject.documents, now.subject.documents):
        kind = (now if new is not None else then).subject.documents[new if new is not None else old or 0].type
        sides = _paper(then, old), _paper(now, new)
        yield Compared(Part.PAPER, "", *sides, kind, Told.PAPER)
        before = then.read.get(old, {}) if old is not None else {}
        after = now.read.get(new, {}) if new is not None else {}
        for name in dict.fromkeys((*after, *before)):
            pair = _read(before.get(name)), _read(after.get(name))
            part = Part.TERM if name in TERMS else Part.PAPER
            field = pointer(new, name) if new is not None and name in after else ""
            yield Compared(part, name, *pair, kind, field=field)


TERMS = frozenset((*names.LICENCE_TERMS, *names.TERMS, *names.LETTER_TERMS))
"""What says for how long a paper holds."""


def _paper(look: _Look, document: int | None) -> One | None:
    return One(look.subject.documents[document].file.sha256, document=document) if document is not None else None


def _read(one: FieldReview | None) -> One | None:
    if one is None or one.read is None:
        return None
    return One(one.value or "", _gravest(one.checks), one.document, one.read.page, one.read.box, one.corrected)


def _gravest(checks: Sequence[Checked]) -> Checked | None:
    """The check that weighs most; of several, the last, which says most."""
    for state in (State.MISMATCH, State.UNREADABLE, State.MATCH):
        found = [check for check in checks if check.state is state]
        if found:
            return found[0 if state is not State.MATCH else -1]
    return None


MANY = 24
"""So many papers of a type are paired by what they say; more of them by their order alone."""


def paired(then: Sequence[FiledDocument], now: Sequence[FiledDocument]) -> list[tuple[int | None, int | None]]:
    """Papers of two filings by their numbers: the very same files, then within a type those that say most of the same.

    What is left over on either side stands alone.
    """
    pairs = _same_files(then, now)
    for kind in dict.fromkeys(paper.type for paper in now):
        old = [at for at, paper in enumerate(then) if paper.type == kind and at not in pairs.values()]
        new = [at for at, paper in enumerate(now) if paper.type == kind and at not in pairs]
        if max(len(old), len(new)) > MANY:
            pairs |= dict(zip(new, old, strict=False))
            continue
        likely = sorted((-_alike(then[before], now[after]), after, before) for after in new for before in old)
        for _alikeness, after, before in likely:
            if after not in pairs and before not in pairs.values():
                pairs[after] = before
    left = [at for at in range(len(then)) if at not in set(pairs.values())]
    return [*((pairs.get(after), after) for after in range(len(now))), *((before, None) for before in left)]


def _same_files(then: Sequence[FiledDocument], now: Sequence[FiledDocument]) -> dict[int, int]:
    """Today's papers that were handed in before as the very same file, each once."""
    known: dict[tuple[str, str], list[int]] = {}
    for at, paper in enumerate(then):
        known.setdefault((paper.type, paper.file.sha256), []).append(at)
    pairs = {}
    for after, paper in enumerate(now):
        before = known.get((paper.type, paper.file.sha256))
        if before:
            pairs[after] = before.pop(0)
    return pairs


def _alike(one: FiledDocument, other: FiledDocument) -> int:
    """How many readings two papers share."""
    return sum(name in one.read and one.read[name].value == read.value for name, read in other.read.items())


def _registry(then: Party, now: Party) -> Iterator[Compared]:
    yield Compared(Part.REGISTRY, "", One(then.name), One(now.name), told=Told.SHOP)
    yield Compared(Part.REGISTRY, "", _plain(then.shop_type), _plain(now.shop_type), told=Told.SHOP_TYPE)
    for name in dict.fromkeys((*now.identifiers, *then.identifiers)):
        yield Compared(Part.REGISTRY, name, _of(then.identifiers, name), _of(now.identifiers, name))


def _of(values: Mapping[str, str], name: str) -> One | None:
    return One(values[name]) if name in values else None


def _plain(value: str | None) -> One | None:
    return One(value) if value is not None else None


def _chain(then: Chain | None, now: Chain | None) -> Iterator[Compared]:
    if then is None and now is None:
        return
    yield Compared(Part.CHAIN, "", _holder(then), _holder(now), told=Told.HOLDER)
    yield Compared(Part.CHAIN, "", _levels(then), _levels(now), told=Told.LEVELS)
    for at in range(max(len(chain.letters) if chain is not None else 0 for chain in (then, now))):
        yield Compared(Part.CHAIN, "", _letter(then, at), _letter(now, at), told=Told.LETTER, number=at + 1)


def _holder(chain: Chain | None) -> One | None:
    return One(chain.holder or "", chain.check) if chain is not None else None


def _levels(chain: Chain | None) -> One | None:
    return One(str(chain.levels)) if chain is not None and chain.levels is not None else None


def _letter(chain: Chain | None, at: int) -> One | None:
    if chain is None or at >= len(chain.letters):
        return None
    letter = chain.letters[at]
    return One(f"{letter.giver} → {letter.receiver}", document=letter.document)
