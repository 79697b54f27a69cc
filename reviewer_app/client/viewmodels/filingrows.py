"""What stands beside the pages of a filing: its tables, row by row, and where on which page each row was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reviewer_app.client.viewmodels.texts import Line, Whole
from reviewer_app.domain.cases import Box, FilingSubject, ReadField
from reviewer_app.domain.checks.chain import Chain
from reviewer_app.domain.checks.result import Checked, State, worst
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.evidence import escaped
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.rulebooks.consequences import Asked
from reviewer_app.rulebooks.filing import FieldReview, FilingReview, ItemReview, Part, reviewed
from reviewer_app.rulebooks.filing_papers import pointer

PROBLEMS = (State.MISMATCH, State.UNREADABLE)
"""What a person goes from problem to problem for."""
AT_ONCE = 600
"""So many readings are looked through before the filing is shown; more of them off the screen's thread."""


class Tab(StrEnum):
    """What stands beside the pages."""

    FIELDS = "fields"
    ITEMS = "items"
    CHAIN = "chain"


class Side(StrEnum):
    """Which side of a row is meant: the form, or what stands on the paper (of a lab item: which figure)."""

    DECLARED = "declared"
    READ = "read"
    LIMIT = "limit"
    RESULT = "result"
    VERDICT = "verdict"


Place = tuple[Tab, int, Side]
"""A side of a row: the table it stands in and its number there."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a machine read, and where: the document, the field's name there, the reading and what counts as read."""

    document: int
    name: str
    read: ReadField
    value: str
    corrected: bool = False

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the reading."""
        return pointer(self.document, self.name)

    @property
    def page(self) -> tuple[int, int]:
        """The document and the page (from 1) that it stands on."""
        return self.document, self.read.page or 1


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a filing, or an item of a lab report, with its checks and every spot it was read from.

    `declared` is None where the form has no such field; `spots` is empty where no paper has it. `state` is the gravest
    of its checks.
    """

    name: str
    declared: Line | None
    spots: tuple[tuple[Side, Spot], ...]
    checks: tuple[Checked, ...]
    state: State = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", worst(check.state for check in self.checks))

    def stands_as(self, other: Row) -> bool:
        """Whether it is the same row, whatever is read and checked there by now."""
        places, others = ([(side, spot.pointer) for side, spot in row.spots] for row in (self, other))
        return self.name == other.name and places == others

    def spot(self, side: Side) -> Spot | None:
        """The spot of a side; of the form's side, and of one without its own, the first with a box, else the first."""
        found = dict(self.spots).get(side)
        if found is None:
            spots = [spot for _side, spot in self.spots]
            found = next((spot for spot in spots if spot.read.box is not None), spots[0] if spots else None)
        return found


class Tables:
    """A filing looked through, with everything found by row, by pointer and by page: no question walks all rows.

    `asks` are inputs that no paper carries and something hangs on; `problems` the rows to walk, in their order;
    `replaced` the papers beside which their renewal came.
    """

    def __init__(
        self,
        rows: Mapping[Tab, tuple[Row, ...]] | None = None,
        chain: Chain | None = None,
        asks: tuple[Asked, ...] = (),
        replaced: frozenset[int] = frozenset(),
    ) -> None:
        self.rows, self.chain, self.asks, self.replaced = dict(rows or {}), chain, asks, replaced
        self.counts = {tab: Counter(row.state for row in rows) for tab, rows in self.rows.items()}
        walked = (Tab.FIELDS, Tab.ITEMS)  # the chain's rows are fields, which were walked as such
        self.problems = tuple(
            (tab, at) for tab in walked for at, row in enumerate(self.rows.get(tab, ())) if row.state in PROBLEMS
        )
        self.places: dict[str, Place] = {}
        self.on_page: dict[tuple[int, int], list[tuple[Box, Place]]] = {}
        self._wrong: dict[tuple[int, int], dict[Box, State]] = {}
        for tab, at, row in self._all():
            if tab is Tab.FIELDS:
                self.places.setdefault(f"/declared/{escaped(row.name)}", (tab, at, Side.DECLARED))
            for side, spot in row.spots:
                self.places.setdefault(spot.pointer, (tab, at, side))
                if spot.read.box is not None:
                    self.on_page.setdefault(spot.page, []).append((spot.read.box, (tab, at, side)))
                    if row.state in PROBLEMS and tab in walked:
                        boxes = self._wrong.setdefault(spot.page, {})
                        boxes[spot.read.box] = worst((row.state, boxes.get(spot.read.box, row.state)))

    def _all(self) -> Iterator[tuple[Tab, int, Row]]:
        for tab in Tab:
            for at, row in enumerate(self.rows.get(tab, ())):
                yield tab, at, row

    def wrong(self, document: int, page: int) -> tuple[tuple[State, Box], ...]:
        """The boxes on a page whose rows are wrong or unread, each once."""
        return tuple((state, box) for box, state in self._wrong.get((document, page), {}).items())


def readings(subject: FilingSubject) -> int:
    """How much there is to look through."""
    return len(subject.declared) + sum(len(paper.read) for paper in subject.documents)


def tables_of(sheet: Sheet, corrections: Iterable[Correction], stated: Iterable[Stated]) -> Tables:
    """The tables of a filing, with what a person corrected and stated; takes long where there are many readings.

    Raises TypeError for a record that is no filing.
    """
    found, subject = reviewed(sheet, corrections, stated), sheet.record.subject
    if not isinstance(subject, FilingSubject):
        raise TypeError("not a filing")
    rows = {
        Tab.FIELDS: tuple(_field_row(one) for one in found.fields),
        Tab.ITEMS: tuple(_item_row(one) for one in found.items),
        Tab.CHAIN: _chain_rows(subject, found),
    }
    return Tables(rows, found.chain, found.asks, found.replaced)


def _field_row(one: FieldReview) -> Row:
    declared = None
    if one.declared is not None:
        where = f"/declared/{escaped(one.name)}"
        declared = Line(one.name, one.declared, where, Whole.FIELD, value=one.declared or None)
    spots: tuple[tuple[Side, Spot], ...] = ()
    if one.document is not None and one.read is not None:
        spots = ((Side.READ, Spot(one.document, one.read_name, one.read, one.value or "", one.corrected)),)
    return Row(one.name, declared, spots, one.checks)


def _item_row(one: ItemReview) -> Row:
    parts: tuple[tuple[Side, Part | None], ...] = (
        (Side.LIMIT, one.limit),
        (Side.RESULT, one.result),
        (Side.VERDICT, one.verdict),
    )
    spots = tuple(
        (side, Spot(one.document, part.read_name, part.read, part.value, part.corrected))
        for side, part in parts
        if part is not None
    )
    return Row(one.name, None, spots, (one.check,))


def _chain_rows(subject: FilingSubject, found: FilingReview) -> tuple[Row, ...]:
    """The links of the chain: who holds the mark, each letter, each with the spots it was read from."""
    if found.chain is None:
        return ()
    kept = {(one.document, one.read_name): one for one in found.fields if one.read is not None}
    links = (
        kept.get((number, name))
        for number, paper in enumerate(subject.documents)
        for name in CHAIN_FIELDS.get(paper.type, ())
    )
    return tuple(_field_row(one) for one in links if one is not None)


CHAIN_FIELDS = {
    "trademark": ("商标", "注册号", "注册人", "申请人", "注册日期", "申请日期", "受理日期", "有效期至"),
    "brand_authorisation": ("授权方", "被授权方", "授权品牌", "商标注册号", "授权期限", "签发日期"),
}
"""What a chain is read from, in its order."""
