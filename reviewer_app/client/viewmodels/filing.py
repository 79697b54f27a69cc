"""The filing without a screen: what was declared beside what the papers say, row by row, with checks and anchors."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping, Sequence
from functools import partial

from reviewer_app.client.viewmodels.deskstate import corrections_of, stated_of
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.filingrows import AT_ONCE, Place, Row, Side, Spot, Tab, Tables, readings, tables_of
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.owntext import own_text
from reviewer_app.client.viewmodels.pictures import PicturesModel, Still
from reviewer_app.client.viewmodels.questions import Question, asked_of
from reviewer_app.client.viewmodels.textplaces import text_anchor
from reviewer_app.client.viewmodels.texts import Line, Whole
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Box, FiledDocument, FilingSubject
from reviewer_app.domain.checks.chain import Chain
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.drafts import of_papers
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor, escaped
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import OF_PAPERS, Correction, Stated

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


class FilingModel(Observed):
    """The filing on the desk: its papers (`pictures`) and the rows beside them. Lives on the screen's thread.

    `own` is the page's own text at the row one is at, where that is another than what counts as read. `looking` is
    whether the papers are still being looked through: there are so many readings that it is done beside the screen.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader, self.pictures = reader, PicturesModel(reader)
        self.own = ""
        self.tab, self.at, self.side = Tab.FIELDS, None, Side.DECLARED  # type: Tab, int | None, Side
        self.tables, self.looking = Tables(), False
        self.purpose = ""
        self.books: tuple[Published, ...] = ()
        self._case: OpenCase | None = None
        self._corrections: tuple[Correction, ...] = ()
        self._stated: tuple[Stated, ...] = ()
        self._turn = 0

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the table that is shown."""
        return self.tables.rows.get(self.tab, ())

    @property
    def row(self) -> Row | None:
        """The row one is at."""
        return self.rows[self.at] if self.at is not None and self.at < len(self.rows) else None

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """What there is beside the pages, the fields always."""
        return tuple(tab for tab in Tab if tab is Tab.FIELDS or self.tables.rows.get(tab))

    @property
    def chain(self) -> Chain | None:
        """The chain of authorisation, by the papers."""
        return self.tables.chain

    @property
    def readings(self) -> int:
        """How much there is to look through."""
        return readings(_filing(self._case)) if self._case is not None else 0

    def show(self, case: OpenCase) -> None:
        """Puts a filing on the desk, its first paper in front; what a verdict that is judged corrected counts."""
        subject = _filing(case)
        same = self._case is not None and self._case.case_id == case.case_id
        self._case, self.purpose = case, subject.purpose
        self._corrections, self._stated = corrections_of(case), of_papers(stated_of(case))
        if not same:
            self.tab, self.at, self.side, self.tables = Tab.FIELDS, None, Side.DECLARED, Tables()
        self._work_out()
        self.pictures.leafing.begin(case.draft.watched)
        self.pictures.show(stills(subject, self.tables.replaced))
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
        return tuple(asked_of(OF_PAPERS, one) for one in self.tables.asks)

    def correct(self, corrections: Sequence[Correction], stated: Sequence[Stated] = ()) -> None:
        """Works the checks out anew with what a person corrected and stated."""
        said = tuple(corrections), of_papers(stated)
        if self._case is not None and said != (self._corrections, self._stated):
            self._corrections, self._stated = said
            self._work_out()
            self.changed()

    def _work_out(self) -> None:
        """Looks the papers through; where that takes long, beside the screen, and what stands there stays meanwhile."""
        case = self._case
        if case is None:
            return
        self._turn += 1
        turn, work = self._turn, partial(tables_of, case.sheet, self._corrections, self._stated)

        def came(found: Tables) -> None:
            if turn == self._turn:
                self._take(found)
                self.changed()

        self.looking = self.readings > AT_ONCE
        if self.looking:
            self._reader.apart(work, came)
        else:
            self._take(work())

    def _take(self, found: Tables) -> None:
        """What was looked through; one stays at the same row, wherever it stands by then."""
        here = self.row
        self.tables, self.looking = found, False
        if self._case is not None:
            self.books = self._case.sheet.books()
            self.pictures.retitle(stills(_filing(self._case), found.replaced))
        if self.tab not in self.tabs:
            self.tab = Tab.FIELDS
        self.at = next((at for at, row in enumerate(self.rows) if here is not None and row.stands_as(here)), None)
        self._ask_own()

    def retranslate(self) -> None:
        """Names the rows and papers again, in the language that is spoken now."""
        if self._case is not None:
            self.pictures.retitle(stills(_filing(self._case), self.tables.replaced))
            self._work_out()
            self.changed()

    def clear(self) -> None:
        """Takes the filing off the desk."""
        self.tables, self.looking, self._case, self.purpose, self.books = Tables(), False, None, "", ()
        self._turn += 1
        self.tab, self.at, self._corrections, self.own = Tab.FIELDS, None, (), ""
        self._stated = ()
        self.pictures.clear()
        self.changed()

    def counts(self) -> dict[State, int]:
        """How many rows of the table that is shown are in which state."""
        counts: Mapping[State, int] = self.tables.counts.get(self.tab, {})
        return {state: counts.get(state, 0) for state in State}

    @property
    def failing(self) -> tuple[int, int]:
        """How many rows are a mismatch, and how many unreadable, in all tables that are walked."""
        states = [self.tables.rows[tab][at].state for tab, at in self.tables.problems]
        return states.count(State.MISMATCH), states.count(State.UNREADABLE)

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
        line = self.tables.problems
        if not line:
            return False
        tabs = tuple(Tab)

        def order(one: tuple[Tab, int]) -> tuple[int, int]:
            return tabs.index(one[0]), one[1]

        start = self.at if self.at is not None else (-1 if by > 0 else len(self.rows))
        here = (tabs.index(self.tab) if self.tab is not Tab.CHAIN else -1, start)
        place = bisect_right(line, here, key=order) if by > 0 else bisect_left(line, here, key=order) - 1
        self.tab, at = line[place % len(line)]
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

    def find(self, wanted: str) -> Place | None:
        """Where a JSON Pointer stands: the table, the row and the side."""
        return self.tables.places.get(wanted)

    def at_box(self, document: int, page: int, box: Box) -> Place | None:
        """The row, the narrowest where several do, whose box on a page holds the middle of the one given.

        The table that is shown comes first, so that a place which two tables have does not lead away from it.
        """
        x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
        found = [
            (place[0] is not self.tab, width * height, place)
            for (left, top, width, height), place in self.tables.on_page.get((document, page), ())
            if left <= x <= left + width and top <= y <= top + height
        ]
        return min(found, key=lambda one: one[:2])[2] if found else None

    def boxes(self, document: int, page: int) -> tuple[tuple[State, Box], ...]:
        """The boxes on a page whose rows are wrong or unread, each once."""
        return self.tables.wrong(document, page)

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


def _filing(case: OpenCase) -> FilingSubject:
    if not isinstance(case.record.subject, FilingSubject):
        raise TypeError("not a filing")
    return case.record.subject


def stills(subject: FilingSubject, replaced: Container[int] = ()) -> tuple[Still, ...]:
    """The papers, by the names of their types; one that was replaced says so."""
    names = (document_name(paper) for paper in subject.documents)
    said = (_("{paper}, replaced").format(paper=name) if at in replaced else name for at, name in enumerate(names))
    return tuple(Still(paper.file.sha256, name) for paper, name in zip(subject.documents, said, strict=True))


def document_name(paper: FiledDocument) -> str:
    """What a paper is called."""
    return _(DOCUMENTS[paper.type]) if paper.type in DOCUMENTS else paper.type


def _reading(spot: Spot | None) -> FieldAnchor | TextAnchor | None:
    """The anchor of a reading that has no box: the field itself, as the machine read it."""
    if spot is None:
        return None
    line = Line(spot.name, spot.read.value, spot.pointer, Whole.FIELD, value=spot.read.value or None)
    return text_anchor(line, None)
