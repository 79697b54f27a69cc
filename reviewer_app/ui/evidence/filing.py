"""A filing on the desk: its papers at the left, the tables of what was checked at the right, row to box and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.cannot import BEGUN, CHANGED, CORRECTED, UNPLACED, Cannot
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.deskstate import corrections_of, stated_of
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.filing import FilingModel
from reviewer_app.client.viewmodels.filingrows import Side, Spot, Tab
from reviewer_app.client.viewmodels.pagefind import PageFind
from reviewer_app.client.viewmodels.pastwords import known_words
from reviewer_app.client.viewmodels.texts import place_of
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Box, FilingSubject, Place, RegionPlace, TextPlace
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.drafts import Begun, of_papers
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.ui.evidence.canvas import Marker
from reviewer_app.ui.evidence.correcting import Correcting
from reviewer_app.ui.evidence.filing_cells import COLUMN_SIDES, MARKS
from reviewer_app.ui.evidence.filing_side import FilingSide
from reviewer_app.ui.evidence.frames import hand_over
from reviewer_app.ui.evidence.grid import Grid
from reviewer_app.ui.evidence.pagefind import PageFinder
from reviewer_app.ui.evidence.pages_strip import PageStrip
from reviewer_app.ui.evidence.past import PastView
from reviewer_app.ui.evidence.stills import StillsView
from reviewer_app.ui.evidence.wish import Wish
from reviewer_app.ui.theme import Tone, px

_TONES: dict[State, Tone] = {State.MISMATCH: "bad", State.UNREADABLE: "warn"}


class FilingView(QWidget):
    """The filing. `note` says that a place is not there; the anchor is the box drawn, or the row, touched last.

    `corrected` gives what a person reads where a machine misread: pointer, the machine's reading, the text or None;
    `begun` what they have written so far: pointer, the words or None; `stated` what they say of an input that no paper
    carries: schedule, name, value or None.
    """

    note = Signal(object)
    corrected = Signal(str, str, object)
    begun = Signal(str, object)
    stated = Signal(str, str, object)

    def __init__(self, reader: Reader, carried: Carried, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.search = FilingModel(reader), PageFind(reader)
        self.stills = StillsView(self.model.pictures, reader, True, carried)
        self.pages = PageStrip(self.model.pictures, reader)
        self.finder = PageFinder(self.search, self._go_found, self.stills.canvas)
        self.side = FilingSide(self.model)
        self.correcting = Correcting(self.side.grid)
        self.side.put_below(self.correcting)
        self.past = PastView(reader, carried)
        self.stills.put_strip(self.pages)
        self._papers = QWidget()
        self._on_page, self._quiet = False, False
        self._wish = Wish(self.model)
        self._begun: dict[str, str] = {}
        self._lay_out()
        self.stills.touched.connect(self._page_touched)
        self.stills.canvas.pointed.connect(self._pointed)
        self.side.grid.selectionModel().currentChanged.connect(self._chosen)
        self.side.grid.clicked.connect(self._clicked)
        self.side.grid.doubleClicked.connect(lambda _index: self.correct())
        self.correcting.kept.connect(self.corrected)
        self.correcting.begun.connect(self.begun)
        self.side.asking.answered.connect(self.stated)
        self.side.asking.done.connect(lambda: self.grid.setFocus())
        self.side.past.clicked.connect(self.compare)
        self.past.closing.connect(self.compare)
        self.side.tabs.chosen.connect(lambda name: self.model.show_tab(Tab(name)))
        self.model.watch(self._refresh)
        self.model.pictures.watch(self._mark)
        self.search.watch(self._mark)
        self.retranslate()

    @property
    def grid(self) -> Grid:
        """The table that is shown."""
        return self.past.grid if self.comparing else self.side.grid

    @property
    def comparing(self) -> bool:
        """Whether an earlier filing lies beside this one."""
        return self.past.model.showing

    def _lay_out(self) -> None:
        row, column, papers = QHBoxLayout(self), QVBoxLayout(), self._papers
        papers.setLayout(column)
        for layout in (row, column):
            layout.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        column.setSpacing(px(4))
        column.addWidget(self.finder)
        column.addWidget(self.stills, 1)
        row.addWidget(papers, 9)
        row.addWidget(self.side, 11)
        row.addWidget(self.past, 20)
        self.past.hide()

    # -- following the model ------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self._quiet = True
        self.side.refresh()
        self._quiet = False
        self._mark()
        self._show_begun()
        self._wish.come()

    def _mark(self) -> None:
        """The boxes on the page whose rows are wrong or unread, and what was found."""
        state = self.model.pictures.state
        marks = [
            Marker(box, _TONES[worse], MARKS[worse])
            for worse, box in self.model.boxes(state.at, state.page)
            if box != state.box
        ]
        marks += [Marker(box, "accent") for box in self.search.on_page(state.at, state.page)]
        self.stills.canvas.set_markers(tuple(marks))

    def show_case(self, case: OpenCase) -> None:
        """Shows a filing, its first paper in front."""
        self._on_page, self._begun = False, {}
        self._wish.forget()
        self.correcting.close_line()
        self.side.asking.forget()
        self.finder.clear()
        if isinstance(case.record.subject, FilingSubject):
            self.search.show(case.record.subject.documents)
        self.model.show(case)
        self.side.asking.allow(case.writable, self.grid)
        self.past.show_case(case)
        self.past.model.show(case, corrections_of(case), of_papers(stated_of(case)))
        self.side.count_past(self.past.model.past)
        self._lay_beside()

    def follow_case(self, case: OpenCase) -> None:
        """Takes a newer state of the case: what may be written, and the rules that count, are of that.

        What was begun on a case that may not be written any more is not there until it may be again.
        """
        if not case.writable:
            hand_over(self.correcting, self.grid)
            self.correcting.close_line()
        self.side.asking.allow(case.writable, self.grid)
        self.model.follow(case)
        self._show_begun()
        self.past.follow_case(case)
        self.side.count_past(self.past.model.past)

    def show_corrections(
        self, corrections: Sequence[Correction], stated: Sequence[Stated] = (), begun: Sequence[Begun] = ()
    ) -> None:
        """Works the checks out anew with what a person corrected and stated; `begun` stands where it was begun."""
        before, self._begun = self._begun, {one.field: one.text for one in begun}
        if self.correcting.pointer in before.keys() - self._begun.keys():
            self.correcting.drop()
        self.model.correct(corrections, stated)
        self.past.model.correct(corrections, of_papers(stated))
        self._show_begun()

    def clear(self) -> None:
        """Shows nothing."""
        self._wish.forget()
        self._begun = {}
        self.correcting.close_line()
        self.side.asking.forget()
        self.finder.clear()
        self.search.show(())
        self.model.clear()
        self.past.clear()
        self._lay_beside()

    # -- earlier filings ----------------------------------------------------------------------------------------------

    def refusals(self) -> dict[str, str]:
        """Why something would do nothing with this filing."""
        known = self.past.model.past
        nothing = not self.comparing and (known is None or not known.filings)
        return {"filing.past": known_words(known)} if nothing else {}

    def compare(self) -> None:
        """Lays an earlier filing, where there is one, beside this one, or puts it away; one stays at the row."""
        if self.refusals():
            return
        self._wish.forget()
        if not self.comparing:
            hand_over(self.correcting, self.grid)
            self.past.model.open()
        else:
            self._go_today()
            self.past.model.close()
        self._lay_beside()
        self.grid.setFocus()

    def _leave_past(self) -> None:
        """Puts the comparison away, for what is asked for stands in this filing."""
        if self.comparing:
            self.past.model.close()
            self._lay_beside()

    def _go_today(self) -> bool:
        """Goes to today's side of the row that is compared; False where it has none."""
        row = self.past.model.row
        found = self.model.find(row.field) if row is not None and row.field else None
        if found is None:
            return False
        self._on_page = False
        self._go(*found)
        self.model.choose(found[1], found[2])
        return True

    def _lay_beside(self) -> None:
        """Shows the comparison or the filing, whichever it is."""
        one, both = (self.past,), (self._papers, self.side)
        coming, going = (one, both) if self.comparing else (both, one)
        for part in coming:
            part.show()
        for part in going:
            hand_over(part, self.grid)
            part.hide()

    # -- row to box and back ------------------------------------------------------------------------------------------

    def _page_touched(self) -> None:
        """A box drawn by hand; the row that was read there, if there is one, is chosen without moving the box."""
        self._on_page = True
        self._wish.when_looked(self._choose_at_box)

    def _pointed(self, x: float, y: float) -> None:
        """A point of the page that was clicked: the row that was read there, with its box."""
        state = self.model.pictures.state
        found = self.model.at_box(state.at, state.page, (x, y, 0.0, 0.0))
        if found is not None:
            self._on_page = False
            self._go(*found)
            self.model.choose(found[1], found[2])

    def _choose_at_box(self) -> None:
        state = self.model.pictures.state
        found = self.model.at_box(state.at, state.page, state.box) if state.box is not None else None
        if found is not None:
            self._go(*found)

    def _go(self, tab: Tab, row: int, side: Side) -> None:
        """Chooses a row in its table; the page is left where it is."""
        self.model.show_tab(tab)
        self._quiet = True
        self.model.at, self.model.side = row, side
        self.side.grid.go(row, side.value)
        self.side.tell()
        self._quiet = False

    def _chosen(self, index: QModelIndex, before: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self._on_page = False
            self.model.choose(index.row(), COLUMN_SIDES[self.side.grid.column])

    def _clicked(self, index: QModelIndex) -> None:
        self._on_page = False
        self.model.choose(index.row(), COLUMN_SIDES[self.side.grid.column])

    def step(self, by: int) -> None:
        """The next row, or the one before."""
        self._on_page = False
        self.model.step(by)

    def step_problem(self, by: int) -> bool:
        """The next mismatch or unreadable row of this filing, out of a comparison; False where there is none."""
        self._leave_past()
        self._on_page = False
        return self.model.step_problem(by)

    def turn_side(self) -> bool:
        """From the form's side of the row to what was read, and back; of a lab item, to its next figure."""
        row = self.model.row
        if row is None:
            return False
        sides = [side for side, _spot in row.spots] if self.model.tab is Tab.ITEMS else [Side.DECLARED, Side.READ]
        at = sides.index(self.model.side) if self.model.side in sides else -1
        self._on_page = False
        self.model.choose(self.model.at, sides[(at + 1) % len(sides)])
        return True

    def next_tab(self) -> bool:
        """The next table; False where there is one alone."""
        if len(self.model.tabs) < 2:
            return False
        self.model.next_tab()
        return True

    def _go_found(self) -> None:
        """Goes to the place that the search is at."""
        if (hit := self.search.hit) is not None:
            self._on_page = True
            self.model.pictures.go(hit.document, hit.page, hit.boxes[0] if hit.boxes else None)

    # -- corrections --------------------------------------------------------------------------------------------------

    def correct(self) -> bool:
        """Asks what the page says where the machine read the row one is at; False where there is nothing to correct."""
        spot = self.model.correctable
        if spot is None or not self.model.writable:
            return False
        self._wish.forget()
        self._open_line(spot)
        self.correcting.go_to()
        return True

    def _open_line(self, spot: Spot) -> None:
        name = self.model.row.name if self.model.row is not None and self.model.tab is not Tab.ITEMS else spot.name
        self.correcting.open_line(name, spot, self._begun.get(spot.pointer))

    def _show_begun(self) -> None:
        """What was begun at the row one is at stands there; the line of another row goes."""
        spot = self.model.correctable
        here = spot.pointer if spot is not None else None
        if self.correcting.pointer not in (None, here):
            hand_over(self.correcting, self.grid)
            self.correcting.close_line()
        if spot is not None and self.correcting.pointer is None and here in self._begun and self.model.writable:
            self._open_line(spot)

    def go_to_begun(self, pointer: str) -> None:
        """Puts the caret into what was begun; where its row is not there yet that is said, and it is gone to then.

        What was begun of a field that is not in the filing any more is dropped.
        """
        self._leave_past()
        if self.model.looking and self.model.find(pointer) is None:
            self._wish.when_looked(partial(self._field, pointer))
            self._say_anew(BEGUN)
            return
        spot = self.model.correctable
        if spot is None or spot.pointer != pointer:
            self._field(pointer)
            spot = self.model.correctable
        if spot is None or spot.pointer != pointer or not self.correct():
            self.begun.emit(pointer, None)

    def finish(self) -> bool:
        """Takes over what was answered; False, with the keyboard there, where it cannot be taken as it is."""
        if self.side.asking.commit():
            return True
        self._leave_past()
        return self.side.asking.finish()

    def answer(self) -> bool:
        """Goes to what no paper says and a check hangs on; False where nothing is asked, or may be said."""
        return self.model.writable and not self.comparing and self.side.asking.go_to()

    def confirm(self) -> bool:
        """Says that the page says what the machine read, or takes that back; False where nothing can be confirmed.

        What a person read otherwise is theirs: it is not replaced by the machine's reading.
        """
        spot = self.model.correctable
        if spot is None or not self.model.writable or not spot.read.value:
            return False
        confirmed = spot.corrected and spot.value == spot.read.value
        if spot.corrected and not confirmed:
            self._say_anew(CORRECTED)
            return True
        self.corrected.emit(spot.pointer, spot.read.value, None if confirmed else spot.read.value)
        return True

    def _say_anew(self, said: Cannot) -> None:
        """A line of help, though it was put away before."""
        self.note.emit(None)
        self.note.emit(said)

    # -- places and anchors -------------------------------------------------------------------------------------------

    def go_to_place(self, place: Place) -> None:
        """Goes to a flag's place; its box is drawn, or its row chosen, ready to be bound or corrected."""
        self._leave_past()
        if isinstance(place, RegionPlace):
            self._region(place.asset, place.page, place.box, UNPLACED)
        elif isinstance(place, TextPlace):
            self._wish.when_looked(partial(self._text, place))
        else:
            self.note.emit(UNPLACED)

    def go_to_anchor(self, anchor: Anchor) -> None:
        """Goes to the very page and box, or the row; whether words stand in the record is for who knows it to say."""
        self._leave_past()
        if isinstance(anchor, RegionAnchor):
            self._region(anchor.asset, anchor.page, anchor.box, CHANGED)
        elif isinstance(anchor, TextAnchor | FieldAnchor):
            self._wish.when_looked(partial(self._field, anchor.field))

    def go_to_file(self, sha256: str) -> None:
        """Goes to a paper; the row that one is at stays."""
        self._leave_past()
        self.model.pictures.go_to_file(sha256)

    def _text(self, place: TextPlace) -> None:
        stored = self._stored(place.field)
        self._field(place.field)
        if stored is None or place_of(stored, place.exact, place.start) is None:
            self.note.emit(UNPLACED)

    def _stored(self, pointer: str) -> str | None:
        """What stands at a pointer, as it came in."""
        found = self.model.find(pointer)
        if found is None:
            return None
        tab, index, side = found
        row = self.model.tables.rows[tab][index]
        if side is Side.DECLARED:
            return row.declared.stored if row.declared is not None else None
        spot = row.spot(side)
        return spot.read.value if spot is not None else None

    def _region(self, asset: str, page: int | None, box: Box, absent: Cannot) -> None:
        self._on_page = True
        there = self.model.pictures.go_to_asset(asset, page, box, absent)
        if there and self.model.pictures.state.box is not None:  # the page is there, as far as is known
            self._wish.when_looked(self._choose_at_box)

    def _field(self, pointer: str) -> None:
        self._on_page = False
        found = self.model.find(pointer)
        if found is not None:
            self._go(*found)
            self.model.choose(found[1], found[2])

    def anchor(self) -> Anchor | None:
        """The anchor of the box drawn, or of the row: declared or read by the column one is in."""
        if self.comparing:  # an earlier filing is no evidence of this one
            return self.model.anchor() if self._go_today() else None
        if self._on_page or self.model.at is None:
            return self.model.pictures.anchor()
        return self.model.anchor()

    def go_to_breach(self) -> str | None:
        """The clause that is breached by what is wrong with the row one is at, as `rulebook:clause`.

        From the comparison it goes to today's side of the row: that is where the finding is bound.
        """
        return self.model.clause if not self.comparing or self._go_today() else None

    @property
    def trouble(self) -> Cannot | None:
        """Why what is shown cannot be shown."""
        return self.model.pictures.state.trouble

    def retranslate(self) -> None:
        """Reads its words again."""
        self.finder.retranslate()
        self.correcting.retranslate()
        self.model.retranslate()
        self.stills.retranslate()
        self.side.retranslate()
        self.past.retranslate()
        self._refresh()
