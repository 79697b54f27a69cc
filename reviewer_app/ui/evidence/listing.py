"""A listing on the desk: pictures and papers at the left, every field as plain text at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels.evidence import CHANGED, Cannot, Reader, text_anchor
from reviewer_app.client.viewmodels.listing import ListingModel
from reviewer_app.client.viewmodels.texts import place_of
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Place, RegionPlace, TextPlace
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor
from reviewer_app.ui.evidence.frames import Finder, Framed
from reviewer_app.ui.evidence.reading import Reading
from reviewer_app.ui.evidence.stills import StillsView
from reviewer_app.ui.kit import KeyHint
from reviewer_app.ui.theme import px

FIELD_COLUMN = 116
"""Pixels for the names of fields."""


class ListingView(QWidget):
    """The listing. `note` says that a place is not there; the anchor is the box, or the words, touched last."""

    note = Signal(object)

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ListingModel(reader)
        self.stills = StillsView(self.model.pictures, reader, rotates=False)
        self.reading, self.finder = Reading(FIELD_COLUMN), Finder()
        self._on_picture = False
        self.hint = KeyHint("Return")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(self.stills, 9)
        row.addWidget(self._texts(), 11)
        self.finder.serve(self.reading)
        self.stills.touched.connect(lambda: self._touch(True))
        self.reading.touched.connect(lambda: self._touch(False))
        self.model.watch(self._refresh)
        self.retranslate()

    def _texts(self) -> QWidget:
        framed, foot = Framed(), QHBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(12), px(8))
        foot.addWidget(self.hint)
        foot.addStretch()
        framed.column.addWidget(self.finder)
        framed.column.addWidget(self.reading, 1)
        framed.column.addLayout(foot)
        return framed

    def _touch(self, picture: bool) -> None:
        self._on_picture = picture

    def _refresh(self) -> None:
        self.reading.show_lines(self.model.lines)

    def show_case(self, case: OpenCase) -> None:
        """Shows a listing from the top."""
        self._on_picture = False
        self.finder.clear()
        self.model.show(case)

    def clear(self) -> None:
        """Shows nothing."""
        self.model.clear()

    # -- places and anchors -------------------------------------------------------------------------------------------

    def go_to_place(self, place: Place) -> None:
        """Goes to a flag's place; its words are selected, its box is drawn, ready to be bound or corrected."""
        if isinstance(place, RegionPlace):
            self._region(place.asset, place.page, place.box)
        elif isinstance(place, TextPlace):
            row = self.model.line_of(place.field)
            spot = place_of(self.model.lines[row].stored, place.exact, place.start) if row is not None else None
            self._words(row, spot)
        else:
            self.note.emit(CHANGED)

    def go_to_anchor(self, anchor: Anchor) -> None:
        """Goes to the very words, field or box."""
        if isinstance(anchor, RegionAnchor):
            self._region(anchor.asset, anchor.page, anchor.box)
        elif isinstance(anchor, TextAnchor):
            row = self.model.line_of(anchor.field)
            held = row is not None and self.model.lines[row].stored[anchor.start : anchor.end] == anchor.exact
            self._words(row, (anchor.start, anchor.end) if held else None)
        elif isinstance(anchor, FieldAnchor):
            row = self.model.line_of(anchor.field)
            self._words(row, (0, len(self.model.lines[row].stored)) if row is not None else None)

    def _region(self, asset: str, page: int | None, box: tuple[float, float, float, float]) -> None:
        self._on_picture = True
        if not self.model.pictures.go_to_asset(asset, page, box):
            self.note.emit(CHANGED)

    def _words(self, row: int | None, spot: tuple[int, int] | None) -> None:
        self._on_picture = False
        if row is not None:
            self.reading.go_to(row, *(spot or (0, 0)))
        if row is None or spot is None:
            self.note.emit(CHANGED)

    def anchor(self) -> Anchor | None:
        """The anchor of the box, or of the words or field the caret is at."""
        if self._on_picture or not self.reading.lines:
            return self.model.pictures.anchor()
        return text_anchor(self.reading.lines[self.reading.row], self.reading.selected())

    @property
    def trouble(self) -> Cannot | None:
        """Why what is shown cannot be shown."""
        return self.model.pictures.state.trouble

    def retranslate(self) -> None:
        """Reads its words again."""
        self.hint.set("Return", _("selected words, or the field at the caret, become evidence"))
        self.reading.setAccessibleName(_("Fields of the listing"))
        self.finder.retranslate()
        self.model.retranslate()
        self.stills.retranslate()
