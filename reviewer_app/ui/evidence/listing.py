"""A listing on the desk: pictures, papers and their codes at the left, its sections as plain text at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.cannot import CHANGED, UNPLACED, Cannot
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.listing import ListingModel, Section
from reviewer_app.client.viewmodels.textplaces import text_anchor
from reviewer_app.client.viewmodels.texts import place_of
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Box, Place, RegionPlace, TextPlace
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor
from reviewer_app.domain.verdicts import Correction
from reviewer_app.ui.evidence.frames import Finder, Framed, hand_over
from reviewer_app.ui.evidence.listing_parts import BesideView, CodesLine, SidePicker, markers_of
from reviewer_app.ui.evidence.priceplot import PricePlot
from reviewer_app.ui.evidence.reading import Reading
from reviewer_app.ui.evidence.stills import StillsView
from reviewer_app.ui.kit import KeyHint, Tabs
from reviewer_app.ui.question import Asking
from reviewer_app.ui.theme import px

FIELD_COLUMN = 116
"""Pixels for the names of fields."""
SHARES = (9, 11)
"""How pictures and texts share the width."""
PLOT, PLOT_LOW, TALL, ROOMY = 188, 124, 620, 720
"""Pixels: how high the plot is, how high in a view that is lower than TALL; hints stand in one as wide as ROOMY."""
ON_THE_JUDGED = N_("Evidence is bound on the revision that is judged: take the words there, or its field as a whole.")


class ListingView(QWidget):
    """The listing. `note` says that a place is not there, or why it makes no anchor; the anchor is of the box, or the
    words, touched last."""

    note = Signal(object)
    corrected = Signal(str, str, object)

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ListingModel(reader)
        self.stills = StillsView(self.model.pictures, reader, rotates=False)
        self.codes, self.beside = CodesLine(), BesideView(self.model, self.stills.canvas)
        self.tabs, self.sides, self.plot = Tabs(), SidePicker(), PricePlot()
        self.reading, self.finder = Reading(FIELD_COLUMN), Finder()
        self.hint, self.tab_hint, self.compare_hint = KeyHint("Return"), KeyHint("T"), KeyHint("L")
        self._on_picture = False
        self.asking = Asking("Shift+Z")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        row, pictures = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        pictures.setSpacing(0)
        pictures.addWidget(self.stills, 1)
        pictures.addWidget(self.codes)
        self.texts = self._framed()
        row.addLayout(pictures, SHARES[0])
        row.addWidget(self.beside, SHARES[0])
        row.addWidget(self.texts, SHARES[1])
        self.beside.hide()

    def _framed(self) -> QWidget:
        framed, head, foot = Framed(), QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(0, 0, px(12), 0)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.tab_hint)
        foot.setContentsMargins(px(16), px(8), px(12), px(8))
        foot.addWidget(self.hint)
        foot.addStretch()
        foot.addWidget(self.compare_hint)
        framed.column.addLayout(head)
        for widget in (self.sides, self.finder, self.plot):
            framed.column.addWidget(widget)
        framed.column.addWidget(self.reading, 1)
        framed.column.addWidget(self.asking)
        framed.column.addLayout(foot)
        return framed

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a small window the plot is lower, and the hints give their room to the names of the sections."""
        self.plot.setFixedHeight(px(PLOT if self.height() >= px(TALL) else PLOT_LOW))
        roomy = self.width() >= px(ROOMY)
        texts = (self.width() - px(12)) * SHARES[1] // sum(SHARES)
        both = self.tabs.sizeHint().width() + self.tab_hint.sizeHint().width() + px(24)
        self.tab_hint.setVisible(roomy and both <= texts)
        self.compare_hint.setVisible(roomy and len(self.model.pictures.state.items) > 1)

    def _connect(self) -> None:
        self.finder.serve(self.reading)
        self.stills.touched.connect(lambda: self._touch(True))
        self.reading.touched.connect(lambda: self._touch(False))
        self.reading.row_chosen.connect(self._row_chosen)
        self.reading.beyond.connect(lambda row, start, _end: self.model.look_at(row, start))
        self.tabs.chosen.connect(lambda name: self.model.show_section(Section(name)))
        self.sides.moved.connect(self.model.move_side)
        self.asking.answered.connect(lambda _schedule, field, value: self.corrected.emit(field, "", value))
        self.asking.done.connect(lambda: self.reading.setFocus())
        self.plot.walked.connect(self._price_chosen)
        self.model.watch(self._refresh)
        self.model.pictures.watch(self._mark_picture)

    def _touch(self, picture: bool) -> None:
        self._on_picture = picture

    def _row_chosen(self, row: int) -> None:
        """A line about a picture shows it, so that what came or went is seen as well as named."""
        asset = self.reading.lines[row].asset if row < len(self.reading.lines) else None
        if asset is not None:
            self.model.show_asset(asset)

    def _price_chosen(self, index: int) -> None:
        row = self.model.line_of(f"/price_history/{index}/price")
        if row is not None:
            self._words(row, (0, len(self.model.lines[row].stored)))

    def _refresh(self) -> None:
        model = self.model
        self.tabs.set_tabs(model.titles())
        self.tabs.show_tab(model.section.value)
        self.sides.show_sides(model.sides if model.section is Section.CHANGES else (), model.left, model.right)
        self.plot.setVisible(model.section is Section.PRICES)
        self.plot.show_plot(model.plot() if model.section is Section.PRICES else None)
        self.reading.show_lines(model.lines)
        self.asking.show_questions(model.questions)
        if not model.comparing:
            self.texts.show()
            hand_over(self.beside, self.stills.canvas)
        self.beside.setVisible(model.comparing)
        self.texts.setVisible(not model.comparing)
        self._fit()
        self._mark_picture()

    def _mark_picture(self) -> None:
        """The codes and the machine's boxes on the picture."""
        boxed = self.model.boxed()
        self.stills.canvas.set_markers(markers_of(boxed, words.plain))
        codes = [one.text for one in boxed if not one.flag]
        self.codes.show_codes(codes, self.model.code_at, self.model.codes_trouble)

    def show_case(self, case: OpenCase) -> None:
        """Shows a listing from the top."""
        self._on_picture = False
        self.finder.clear()
        self.asking.forget()
        self.asking.allow(case.writable, self.reading)
        self.model.show(case)

    def follow_case(self, case: OpenCase) -> None:
        """Takes a newer state of the case: what may be written, and the rules that count, are of that."""
        self.asking.allow(case.writable, self.reading)
        self.model.follow(case)

    def clear(self) -> None:
        """Shows nothing."""
        self.model.clear()

    # -- places and anchors -------------------------------------------------------------------------------------------

    def go_to_place(self, place: Place) -> None:
        """Goes to a flag's place; its words are selected, its box is drawn, ready to be bound or corrected."""
        self.model.spot_to(None)
        if isinstance(place, RegionPlace):
            self._region(place.asset, place.page, place.box, UNPLACED)
        elif isinstance(place, TextPlace):
            row = self.model.seek(place.field)
            spot = place_of(self.model.lines[row].stored, place.exact, place.start) if row is not None else None
            self._words(row, spot)
            if spot is None:
                self.note.emit(UNPLACED)
        else:
            self.note.emit(UNPLACED)

    def go_to_anchor(self, anchor: Anchor) -> None:
        """Goes to the very words, field or box; whether words stand in the record is for who knows it to say."""
        self.model.spot_to(None)
        if isinstance(anchor, RegionAnchor):
            self._region(anchor.asset, anchor.page, anchor.box, CHANGED)
        elif isinstance(anchor, TextAnchor):
            row = self.model.seek(anchor.field)
            held = row is not None and self.model.lines[row].stored[anchor.start : anchor.end] == anchor.exact
            self._words(row, (anchor.start, anchor.end) if held else None)
        elif isinstance(anchor, FieldAnchor):
            row = self.model.seek(anchor.field)
            self._words(row, (0, len(self.model.lines[row].stored)) if row is not None else None)

    def go_to_spot(self, index: int) -> bool:
        """Goes to a hit of the word lists, its words selected, ready to be bound; False where there is none."""
        spot = self.model.spot_to(index)
        if spot is None:
            return False
        self._words(self.model.seek(spot.pointer), (spot.start, spot.end))
        return True

    def go_to_file(self, sha256: str) -> None:
        """Goes to a picture, a certificate's document, or a picture of an earlier revision."""
        pictures = self.model.pictures
        if any(item.asset == sha256 for item in pictures.state.items):
            if self.model.comparing:
                self.compare()
            pictures.go_to_file(sha256)

    def _region(self, asset: str, page: int | None, box: Box, absent: Cannot) -> None:
        self._on_picture = True
        self.model.pictures.go_to_asset(asset, page, box, absent)

    def _words(self, row: int | None, spot: tuple[int, int] | None) -> None:
        self._on_picture = False
        if row is not None:
            self.reading.go_to(row, *(spot or (0, 0)))

    def anchor(self) -> Anchor | None:
        """The anchor of the box, or of the words or field the caret is at; None where there is none, said why."""
        if self._on_picture or self.model.comparing or not self.reading.lines:
            return self.model.pictures.anchor()
        line = self.reading.lines[self.reading.row]
        if line.why:
            self.note.emit(Cannot("no_anchor", line.why, "" if line.asset else ON_THE_JUDGED))
        return text_anchor(line, self.reading.selected())

    # -- by key -------------------------------------------------------------------------------------------------------

    def next_section(self, by: int) -> None:
        """Reads the next section, with the keyboard in its text."""
        self.model.next_section(by)
        self.reading.setFocus()

    def read_on(self) -> bool:
        """Shows the next part of the long text that the caret is in."""
        row = self.reading.row
        done = bool(self.reading.lines) and self.model.read_on(row)
        if done:
            window = self.reading.lines[row].window
            self.reading.go_to(row, *((window[0], window[0]) if window else (0, 0)))
        return done

    def move_side(self, left: bool) -> bool:
        """Compares with another revision on one side."""
        moved = self.model.move_side(left, 1)
        if moved:
            self.reading.setFocus()
        return moved

    def answer(self) -> bool:
        """Goes to what is asked of the certificates; False where there is none, or it may not be said."""
        if not self.model.writable or self.model.comparing:
            return False
        self.model.show_section(Section.PAPERS)
        return self.asking.go_to()

    def show_corrections(self, corrections: Sequence[Correction]) -> None:
        """Reads the papers anew with what a person stated of them."""
        self.model.correct(corrections)

    def compare(self) -> bool:
        """Two pictures side by side, or one again."""
        done = self.model.compare_pictures()
        if done:
            self.stills.canvas.setFocus()
            self._on_picture = True
        return done

    def next_code(self) -> bool:
        """Goes to the next code on the picture, its box ready to be bound."""
        code = self.model.next_code()
        if code is not None:
            self._on_picture = True
            self.stills.canvas.setFocus()
            self._mark_picture()
        return code is not None

    def refusals(self) -> dict[str, str]:
        """Why something would do nothing with this listing."""
        why: dict[str, str] = {}
        if len(self.model.sides) < 2:
            sides = ("listing.revision_left", "listing.revision_right")
            why |= dict.fromkeys(sides, _("Only this revision is known."))
        if not self.model.codes:
            why["listing.code_next"] = self.model.no_codes()
        return why

    @property
    def trouble(self) -> Cannot | None:
        """Why what is shown cannot be shown."""
        return self.model.pictures.state.trouble

    def retranslate(self) -> None:
        """Reads its words again."""
        self.hint.set("Return", _("selected words, or the field at the caret, become evidence"))
        self.tab_hint.set("T", _("next section"))
        self.compare_hint.set("L", _("two pictures"))
        self.reading.setAccessibleName(_("Fields of the listing"))
        self.finder.retranslate()
        self.model.retranslate()
        self.stills.retranslate()
        self.beside.retranslate()
