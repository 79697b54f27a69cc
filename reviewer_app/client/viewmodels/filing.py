"""The filing without a screen: what was declared beside what the papers say, row by row, with checks and anchors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.client.viewmodels.consequences import Question, asked_of
from reviewer_app.client.viewmodels.deskstate import corrections_of, stated_of
from reviewer_app.client.viewmodels.evidence import Reader, text_anchor
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.owntext import own_text
from reviewer_app.client.viewmodels.pictures import PicturesModel, Still
from reviewer_app.client.viewmodels.texts import Line, Whole
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Box, FiledDocument, FilingSubject, ReadField
from reviewer_app.domain.checks.chain import Chain
from reviewer_app.domain.checks.result import Checked, State, worst
from reviewer_app.domain.drafts import of_papers
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor, escaped
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import OF_PAPERS, Correction, Stated
from reviewer_app.rulebooks.consequences import Asked
from reviewer_app.rulebooks.filing import FieldReview, FilingReview, ItemReview, Part, reviewed
from reviewer_app.rulebooks.filing_papers import pointer

DOCUMENTS = {
    "business_licence": N_("Business licence"),
    "identity_card": N_("Identity card"),
    "bank_account": N_("Bank account"),
    "food_licence": N_("Food licence"),
    "trademark": N_("Trademark certificate"),
    "brand_authorisation": N_("Brand authorisation"),
    "lab_report": N_("Lab report"),
    "certificate": N_("Certificate"),
    "other": N_("Other paper"),
}
"""Names of the document types that senders use; any other is shown as it came."""


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


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a filing, or an item of a lab report, with its checks and every spot it was read from.

    `declared` is None where the form has no such field; `spots` is empty where no paper has it.
    """

    name: str
    declared: Line | None
    spots: tuple[tuple[Side, Spot], ...]
    checks: tuple[Checked, ...]

    @property
    def state(self) -> State:
        """The gravest of its checks."""
        return worst(check.state for check in self.checks)

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


class FilingModel(Observed):
    """The filing on the desk: its papers (`pictures`) and the rows beside them. Lives on the screen's thread.

    `own` is the page's own text at the row one is at, where that is another than what counts as read.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader, self.pictures = reader, PicturesModel(reader)
        self.own = ""
        self.tab, self.at, self.side = Tab.FIELDS, None, Side.DECLARED  # type: Tab, int | None, Side
        self.tables: dict[Tab, tuple[Row, ...]] = {}
        self.chain: Chain | None = None
        self.purpose = ""
        self.books: tuple[Published, ...] = ()
        self._case: OpenCase | None = None
        self._corrections: tuple[Correction, ...] = ()
        self._stated: tuple[Stated, ...] = ()
        self._asks: tuple[Asked, ...] = ()

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the table that is shown."""
        return self.tables.get(self.tab, ())

    @property
    def row(self) -> Row | None:
        """The row one is at."""
        return self.rows[self.at] if self.at is not None and self.at < len(self.rows) else None

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """What there is beside the pages, the fields always."""
        return tuple(tab for tab in Tab if tab is Tab.FIELDS or self.tables.get(tab))

    def show(self, case: OpenCase) -> None:
        """Puts a filing on the desk, its first paper in front; what a verdict that is judged corrected counts."""
        subject = _filing(case)
        same = self._case is not None and self._case.case_id == case.case_id
        self._case, self.purpose = case, subject.purpose
        self._corrections, self._stated = corrections_of(case), of_papers(stated_of(case))
        if not same:
            self.tab, self.at, self.side = Tab.FIELDS, None, Side.DECLARED
        self._work_out()
        self.pictures.show(stills(subject))
        self.changed()

    def follow(self, case: OpenCase) -> None:
        """Takes a newer state of the same filing; where other rules count now, all is checked anew."""
        before, self._case = self._case, case
        if before is not None and before.sheet.rules != case.sheet.rules:
            self._work_out()
            self.changed()

    @property
    def writable(self) -> bool:
        """Whether what a person corrects and states can be kept."""
        return self._case is not None and self._case.writable

    @property
    def questions(self) -> tuple[Question, ...]:
        """What no paper says and something hangs on: for who judges to answer."""
        return tuple(asked_of(OF_PAPERS, one) for one in self._asks)

    def correct(self, corrections: Sequence[Correction], stated: Sequence[Stated] = ()) -> None:
        """Works the checks out anew with what a person corrected and stated."""
        said = tuple(corrections), of_papers(stated)
        if self._case is not None and said != (self._corrections, self._stated):
            self._corrections, self._stated = said
            self._work_out()
            self._ask_own()
            self.changed()

    def _work_out(self) -> None:
        """All rows anew; one stays at the same one, wherever it stands by then."""
        if self._case is None:
            return
        case, here = self._case, self.row
        self.books = case.sheet.books()
        found = reviewed(case.sheet, self._corrections, self._stated)
        subject = _filing(case)
        self.chain, self._asks = found.chain, found.asks
        self.tables = {
            Tab.FIELDS: tuple(_field_row(subject, one) for one in found.fields),
            Tab.ITEMS: tuple(_item_row(one) for one in found.items),
            Tab.CHAIN: _chain_rows(subject, found),
        }
        if self.tab not in self.tabs:
            self.tab = Tab.FIELDS
        self.at = next((at for at, row in enumerate(self.rows) if here is not None and row.stands_as(here)), None)

    def retranslate(self) -> None:
        """Names the rows and papers again, in the language that is spoken now."""
        if self._case is not None:
            self._work_out()
            self.pictures.retitle(stills(_filing(self._case)))
            self.changed()

    def clear(self) -> None:
        """Takes the filing off the desk."""
        self.tables, self.chain, self._case, self.purpose, self.books = {}, None, None, "", ()
        self.tab, self.at, self._corrections, self.own = Tab.FIELDS, None, (), ""
        self._stated, self._asks = (), ()
        self.pictures.clear()
        self.changed()

    def counts(self) -> dict[State, int]:
        """How many rows of the table that is shown are in which state."""
        return {state: sum(row.state is state for row in self.rows) for state in State}

    # -- walking ------------------------------------------------------------------------------------------------------

    def show_tab(self, tab: Tab) -> None:
        """Shows another table beside the pages."""
        if tab in self.tabs and tab is not self.tab:
            self.tab, self.at = tab, None
            self.changed()

    def next_tab(self) -> None:
        """The next table, round and round."""
        tabs = self.tabs
        self.show_tab(tabs[(tabs.index(self.tab) + 1) % len(tabs)])

    def choose(self, index: int | None, side: Side | None = None) -> None:
        """Goes to a row; the page goes to the box where its value was read."""
        if index is not None and not 0 <= index < len(self.rows):
            return
        self.at, self.side = index, side or self._own_side()
        spot = self.rows[index].spot(self.side) if index is not None else None
        if spot is not None and spot.read.box is not None:
            self.pictures.go(spot.document, spot.read.page or 1, spot.read.box)
        self._ask_own()
        self.changed()

    def _ask_own(self) -> None:
        """Asks what the page itself stores as text at the row one is at (`own`), where that is another reading."""
        spot, self.own = self.correctable, ""

        def came(text: str) -> None:
            if text and spot == self.correctable:
                self.own = text
                self.changed()

        if spot is not None and self._case is not None:
            own_text(
                self._reader, _filing(self._case).documents[spot.document].file.sha256, spot.read, spot.value, came
            )

    def _own_side(self) -> Side:
        """The side one is at; in a table that has no such side, the one that is looked at first."""
        if self.tab is Tab.ITEMS:
            return self.side if self.side in (Side.LIMIT, Side.RESULT, Side.VERDICT) else Side.RESULT
        return self.side if self.side in (Side.DECLARED, Side.READ) else Side.READ

    def step(self, by: int) -> None:
        """The next row, or the one before; it ends at the ends."""
        at = (0 if by > 0 else len(self.rows) - 1) if self.at is None else self.at + by
        if self.rows:
            self.choose(min(max(at, 0), len(self.rows) - 1))

    def step_problem(self, by: int) -> bool:
        """The next mismatch or unreadable row, through all tables and round again; False where there is none."""
        order = (Tab.FIELDS, Tab.ITEMS)  # the chain's rows are fields, which were walked as such
        line = [
            (place, at)
            for place, tab in enumerate(order)
            for at, row in enumerate(self.tables.get(tab, ()))
            if row.state in PROBLEMS
        ]
        if not line:
            return False
        place = order.index(self.tab) if self.tab in order else -1
        here = (place, self.at if self.at is not None else (-1 if by > 0 else len(self.rows)))
        onward = [one for one in line if (one > here if by > 0 else one < here)] or line
        place, at = onward[0 if by > 0 else -1]
        self.tab = order[place]
        self.choose(at, Side.RESULT if self.tab is Tab.ITEMS else Side.READ)
        return True

    # -- anchors ------------------------------------------------------------------------------------------------------

    def anchor(self, side: Side | None = None) -> Anchor | None:
        """The anchor of the row one is at: of what the form declares, or of the box where it was read."""
        row, side = self.row, side or self.side
        if row is None or self._case is None:
            return None
        spot = row.spot(side)
        if side is Side.DECLARED or spot is None or spot.read.box is None:
            return self._declared(row) if side is Side.DECLARED or row.declared is not None else _reading(spot)
        asset = _filing(self._case).documents[spot.document].file.sha256
        return RegionAnchor(asset=asset, box=spot.read.box, page=self.pictures.page_on(asset, spot.read.page))

    def _declared(self, row: Row) -> FieldAnchor | TextAnchor | None:
        if row.declared is not None:
            return text_anchor(row.declared, None)
        return FieldAnchor(field=f"/declared/{escaped(row.name)}", value=None) if self.tab is Tab.FIELDS else None

    def find(self, wanted: str) -> tuple[Tab, int, Side] | None:
        """Where a JSON Pointer stands: the table, the row and the side."""
        for tab in self.tabs:
            for index, row in enumerate(self.tables[tab]):
                if wanted == f"/declared/{escaped(row.name)}" and tab is Tab.FIELDS:
                    return tab, index, Side.DECLARED
                for side, spot in row.spots:
                    if wanted == spot.pointer:
                        return tab, index, side
        return None

    def at_box(self, document: int, page: int, box: Box) -> tuple[Tab, int, Side] | None:
        """The row, the narrowest where several do, whose box on a page holds the middle of the one given.

        The table that is shown comes first, so that a place which two tables have does not lead away from it.
        """
        x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
        found: list[tuple[bool, float, tuple[Tab, int, Side]]] = []
        for tab in self.tabs:
            for index, row in enumerate(self.tables[tab]):
                for side, spot in row.spots:
                    if spot.document != document or (spot.read.page or 1) != page or spot.read.box is None:
                        continue
                    left, top, width, height = spot.read.box
                    if left <= x <= left + width and top <= y <= top + height:
                        found.append((tab is not self.tab, width * height, (tab, index, side)))
        return min(found, key=lambda one: one[:2])[2] if found else None

    def boxes(self, document: int, page: int) -> tuple[tuple[State, Box], ...]:
        """The boxes on a page whose rows are wrong or unread, each once."""
        found: dict[Box, State] = {}
        for tab in (Tab.FIELDS, Tab.ITEMS):
            for row in self.tables.get(tab, ()):
                for _side, spot in row.spots:
                    here = spot.document == document and (spot.read.page or 1) == page
                    if here and spot.read.box is not None and row.state in PROBLEMS:
                        found[spot.read.box] = worst((row.state, found.get(spot.read.box, row.state)))
        return tuple((state, box) for box, state in found.items())

    # -- corrections --------------------------------------------------------------------------------------------------

    @property
    def correctable(self) -> Spot | None:
        """What a correction would be about: the reading of the row one is at."""
        return self.row.spot(self.side) if self.row is not None else None

    @property
    def clause(self) -> str | None:
        """The clause that is breached by what is wrong with the row one is at, as `rulebook:clause`."""
        checks = self.row.checks if self.row is not None else ()
        wrong = (check.basis for check in checks if check.state is State.MISMATCH and check.basis is not None)
        return next((basis.clause for basis in wrong if basis.clause), None)


PROBLEMS = (State.MISMATCH, State.UNREADABLE)
"""What a person goes from problem to problem for."""


def _filing(case: OpenCase) -> FilingSubject:
    if not isinstance(case.record.subject, FilingSubject):
        raise TypeError("not a filing")
    return case.record.subject


def stills(subject: FilingSubject) -> tuple[Still, ...]:
    """The papers, by the names of their types."""
    return tuple(Still(paper.file.sha256, document_name(paper)) for paper in subject.documents)


def document_name(paper: FiledDocument) -> str:
    """What a paper is called."""
    return _(DOCUMENTS[paper.type]) if paper.type in DOCUMENTS else paper.type


def _field_row(subject: FilingSubject, one: FieldReview) -> Row:
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
    kept = [one for one in found.fields if one.document is not None and one.read is not None]
    rows = []
    for number, paper in enumerate(subject.documents):
        fields = {one.read_name: one for one in kept if one.document == number}
        wanted = CHAIN_FIELDS.get(paper.type, ())
        for name in wanted:
            one = fields.get(name)
            if one is not None:
                rows.append(_field_row(subject, one))
    return tuple(rows)


CHAIN_FIELDS = {
    "trademark": ("商标", "注册号", "注册人", "申请人", "注册日期", "申请日期", "受理日期", "有效期至"),
    "brand_authorisation": ("授权方", "被授权方", "授权品牌", "商标注册号", "授权期限", "签发日期"),
}
"""What a chain is read from, in its order."""


def _reading(spot: Spot | None) -> FieldAnchor | TextAnchor | None:
    """The anchor of a reading that has no box: the field itself, as the machine read it."""
    if spot is None:
        return None
    line = Line(spot.name, spot.read.value, spot.pointer, Whole.FIELD, value=spot.read.value or None)
    return text_anchor(line, None)
