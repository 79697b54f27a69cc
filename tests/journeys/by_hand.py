"""How a person comes to a place in the evidence with keys: by a flag, to a frame, a line, a row, a word, with a box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.filingrows import Place as RowPlace
from reviewer_app.client.viewmodels.texts import Line
from reviewer_app.domain.cases import Box, CaseKind, Place, RegionPlace, TextPlace, TimePlace
from reviewer_app.domain.evidence import FieldAnchor
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.evidence.clip import ClipView
from reviewer_app.ui.evidence.filing import FilingView
from reviewer_app.ui.evidence.listing import ListingView
from reviewer_app.ui.evidence.reading import Reading
from tests.journeys.station import Person

NEAR = 0.0006
"""How far a box drawn with keys may be off: half of the smallest step, and what six places lose."""
MOST = 400
"""Presses after which a place is not reached any more."""
SHORT = 24
"""Code points up to which words are selected with the arrow keys; longer ones are looked for."""


class Hand:
    """Somebody's hand on the keys of the desk.

    `ways` counts by which way places were come to; `drawn` are the kinds of cases on which a box was drawn.
    """

    def __init__(self, person: Person) -> None:
        self.person = person
        self.ways, self.drawn = Counter[str](), set[CaseKind]()

    def go(self, place: Place | FieldAnchor) -> None:
        """Comes to a place so that Enter binds it."""
        view = self.person.page.pane._view()
        case = self.person.desk.case
        assert case is not None
        flag = next((at for at, flag in enumerate(case.record.flags) if flag.anchor == place), None)
        if flag is not None:
            self.ways["flag"] += 1
            self.strike("N")
            self._until("N", lambda: self.person.desk.flag_at == flag)
        elif isinstance(view, ClipView):
            self._in_clip(view, place)
        elif isinstance(view, ListingView):
            self._in_listing(view, place)
        else:
            assert isinstance(view, FilingView)
            self._in_filing(view, place)

    # -- keys ---------------------------------------------------------------------------------------------------------

    def strike(self, chord: str, times: int = 1) -> None:
        """Presses a key so often, as fast as one that is held."""
        for _press in range(times):
            QTest.keySequence(QApplication.focusWidget() or self.person.shell, QKeySequence(chord))

    def _until(self, chord: str, there: Callable[[], object]) -> None:
        """Presses a key until one is there."""
        for _press in range(MOST):
            if there():
                return
            self.strike(chord)
        raise AssertionError(f"{chord} does not lead there")

    # -- clip ---------------------------------------------------------------------------------------------------------

    def _in_clip(self, view: ClipView, place: Place | FieldAnchor) -> None:
        if isinstance(place, TextPlace):
            self._tab(view, Tab.COMMENTS)
            self._seek(view.lines.reading, place)
            return
        assert isinstance(place, TimePlace)
        self._tab(view, Tab.SPEECH)
        lines = view.lines.reading.lines
        spoken = next((row for row, line in enumerate(lines) if _lasts(line, place)), None)
        if place.box is None and spoken is not None and self.ways["stretch"]:
            self.ways["line"] += 1
            self._row(view.lines.reading, spoken)
            return
        self._mark(view, place)
        if place.box is not None:
            self._draw(view.canvas, place.box)

    def _tab(self, view: ClipView, wanted: Tab) -> None:
        """A tab beside the clip, by a click: once something is bound, Tab walks the places and not the controls."""
        tabs = view.lines.tabs
        if view.lines.at is not wanted:
            box = tabs._boxes(tabs.width())[list(Tab).index(wanted)]
            QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=box.center())
        assert view.lines.at is wanted

    def _mark(self, view: ClipView, place: TimePlace) -> None:
        """To the first frame, the mark in; to the last frame that is seen before the end, the mark out."""
        self.ways["stretch"] += 1
        lines = view.lines.reading.lines
        before = [row for row, line in enumerate(lines) if line.start_s is not None and line.start_s <= place.start]
        self._row(view.lines.reading, before[-1])
        self._step(view, place.start)
        self.strike("[")
        self._step(view, place.end - 0.001)
        self.strike("]")

    def _step(self, view: ClipView, seconds: float) -> None:
        """By ten frames and by one to the frame that is on the screen at an instant."""
        state = view.model.state
        assert state.timeline is not None
        frames = list(state.timeline.pts)
        by = frames.index(state.timeline.at(seconds)) - frames.index(state.timeline.frame(state.at))
        self.strike("Shift+." if by > 0 else "Shift+,", abs(by) // 10)
        self.strike("." if by > 0 else ",", abs(by) % 10)
        assert view.model.state.at == state.timeline.at(seconds)

    # -- listing ------------------------------------------------------------------------------------------------------

    def _in_listing(self, view: ListingView, place: Place | FieldAnchor) -> None:
        if isinstance(place, RegionPlace):
            self._page(view, place)
            self._draw(view.stills.canvas, place.box)
            return
        assert isinstance(place, TextPlace | FieldAnchor)
        self._until("T", lambda: view.reading.lines.row_of(place.field) is not None)
        if isinstance(place, TextPlace):
            if (place.start or 0) + len(place.exact) > SHORT:
                self._seek(view.reading, place)
            else:
                self._select(view.reading, place)
            return
        row = view.reading.lines.row_of(place.field)
        assert row is not None
        self.ways["field"] += 1
        self._row(view.reading, row)

    def _select(self, reading: Reading, place: TextPlace) -> None:
        """The caret to the first of the words, and over all of them."""
        self.ways["words"] += 1
        row, start = reading.lines.row_of(place.field), place.start or 0
        assert row is not None
        self._row(reading, row)
        self._until("Right" if reading._caret.at[1] < start else "Left", lambda: reading._caret.at == (row, start))
        self.strike("Shift+Right", len(place.exact))

    def _row(self, reading: Reading, row: int) -> None:
        """The caret to a line, with nothing selected."""
        self.strike("/")
        self.strike("Escape")
        assert reading.hasFocus()
        self._until("Down" if reading.row < row else "Up", lambda: reading.row == row)
        if reading.selected() is not None:
            self.strike("Left")

    def _seek(self, reading: Reading, place: TextPlace) -> None:
        """Looks for the words until they are found at their place."""
        self.ways["search"] += 1
        row = reading.lines.row_of(place.field)
        self.strike("/")
        self.person.compose(place.exact)
        at = reading.lines.texts[row or 0].index(place.exact, place.start or 0)
        wanted = row, (at, at + len(place.exact))
        self._until("Return", lambda: (reading.row, reading.selected()) == wanted)
        self.strike("Escape")

    # -- pictures and pages -------------------------------------------------------------------------------------------

    def _page(self, view: ListingView | FilingView, place: RegionPlace) -> None:
        """Leafs to the picture or page, and waits until it is seen."""
        pictures = view.model.pictures

        def there() -> bool:
            still = pictures.state.still
            return still is not None and still.asset == place.asset and pictures.state.page == (place.page or 1)

        self._until("PgDown", there)
        shown(self.person)

    def _draw(self, canvas: Canvas, wanted: Box) -> None:
        """A box with the arrow keys: sized with Shift, then moved; by hundredths, then by thousandths with Ctrl."""
        assert self.person.desk.case is not None
        self.ways["box"] += 1
        self.drawn.add(self.person.desk.case.record.kind)
        self.strike("B")
        if canvas.box is None:
            self.strike("Right")
        for side, chords in ((2, ("Shift+Left", "Shift+Right")), (3, ("Shift+Up", "Shift+Down")),
                             (0, ("Left", "Right")), (1, ("Up", "Down"))):  # fmt: skip
            for step, held in ((0.01, ""), (0.001, "Ctrl+")):
                assert canvas.box is not None
                by = round((wanted[side] - canvas.box[side]) / step)
                self.strike(held + chords[by > 0], abs(by))
        assert canvas.box is not None
        assert all(abs(one - two) < NEAR for one, two in zip(canvas.box, wanted, strict=True)), (canvas.box, wanted)

    # -- filing -------------------------------------------------------------------------------------------------------

    def _in_filing(self, view: FilingView, place: Place | FieldAnchor) -> None:
        if isinstance(place, TextPlace | FieldAnchor):
            found = view.model.find(place.field)
            assert found is not None
            self._to_row(view, found)
            return
        assert isinstance(place, RegionPlace) and self.person.desk.case is not None
        paper = next(one for one in self.person.desk.case.record.assets() if one.sha256 == place.asset)
        if paper.path.endswith(".pdf"):
            at = [still.asset for still in view.model.pictures.state.items].index(place.asset)
            on_page = view.model.tables.on_page[(at, place.page or 1)]
            self._to_row(view, next(row for box, row in on_page if box == place.box))
        else:
            self._page(view, place)
            self._draw(view.stills.canvas, place.box)

    def _to_row(self, view: FilingView, wanted: RowPlace) -> None:
        """The table, the row, and its side: what the form says, or what stands on the paper."""
        self.ways["row"] += 1
        model, (tab, at, side) = view.model, wanted
        self._until("Ctrl+J", lambda: model.tab is tab)
        self._until("J" if model.at is None or model.at < at else "K", lambda: model.at == at)
        self._until("Space", lambda: model.side is side)


def shown(person: Person) -> None:
    """Waits until nothing is read any more for the case in front."""
    pane = person.page.pane
    person.until("the evidence", lambda: pane._canvas().has_picture and not pane._reader._waiting)


def _lasts(line: Line, place: TimePlace) -> bool:
    """Whether a line of the transcript is spoken in exactly that time."""
    if line.start_s is None or line.end_s is None:
        return False
    return abs(float(line.start_s) - place.start) < 0.001 and abs(float(line.end_s) - place.end) < 0.001
