"""A filing on the desk: its papers at the left, declared and read values at the right, row to box and back."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from reviewer_app.client.viewmodels.evidence import CHANGED, Cannot, Reader
from reviewer_app.client.viewmodels.filing import FilingModel, Match
from reviewer_app.client.viewmodels.texts import place_of
from reviewer_app.client.words import _, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Box, Place, RegionPlace, TextPlace
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor
from reviewer_app.ui.evidence.filing_table import DECLARED, READ, Table
from reviewer_app.ui.evidence.frames import Framed
from reviewer_app.ui.evidence.stills import StillsView
from reviewer_app.ui.kit import Chip, ElidedLabel, KeyHint
from reviewer_app.ui.theme import px


class FilingView(QWidget):
    """The filing. `note` says that a place is not there; the anchor is the box drawn, or the row, touched last."""

    note = Signal(object)

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FilingModel(reader)
        self.stills = StillsView(self.model.pictures, reader, rotates=True)
        self.table = Table()
        self.title, self.agree, self.differ = ElidedLabel(role="strong"), Chip(tone="ok"), Chip(tone="bad")
        self.hint = KeyHint("Return")
        self._on_page, self._quiet = False, False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(self.stills, 9)
        row.addWidget(self._rows(), 11)
        self.stills.touched.connect(self._page_touched)
        self.table.selectionModel().currentChanged.connect(self._chosen)
        self.table.clicked.connect(self._clicked)
        self.model.watch(self._refresh)
        self.retranslate()

    def _rows(self) -> QWidget:
        framed, head, foot = Framed(), QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(px(16), px(8), px(12), px(4))
        head.setSpacing(px(8))
        head.addWidget(self.title, 1)
        for chip in (self.agree, self.differ):
            chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            head.addWidget(chip)
        foot.setContentsMargins(px(16), px(8), px(12), px(8))
        foot.addWidget(self.hint)
        foot.addStretch()
        framed.column.addLayout(head)
        framed.column.addWidget(self.table, 1)
        framed.column.addLayout(foot)
        return framed

    def _refresh(self) -> None:
        if self.table.rows.rows != self.model.rows:
            self._quiet = True
            self.table.show_rows(self.model.rows)
            self._quiet = False
        counts = self.model.counts()
        same = counts[Match.SAME] + counts[Match.SPACING]
        self.agree.set(ngettext("{count} match", "{count} matches", same).format(count=same))
        wrong = counts[Match.DIFFERENT]
        self.differ.set(ngettext("{count} mismatch", "{count} mismatches", wrong).format(count=wrong))
        self.differ.setVisible(counts[Match.DIFFERENT] > 0)

    def _page_touched(self) -> None:
        """A box drawn by hand; the row that was read there, if there is one, is chosen without moving the box."""
        self._on_page = True
        state = self.model.pictures.state
        if state.box is not None:
            self._choose_row(self.model.row_at(state.at, state.page, state.box), READ)

    def _choose_row(self, row: int | None, column: int) -> None:
        if row is not None:
            self._quiet = True
            self.table.setCurrentIndex(self.table.rows.index(row, column))
            self.table.scrollTo(self.table.rows.index(row, column))
            self.model.at = row
            self._quiet = False

    def _chosen(self, index: QModelIndex, before: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self._on_page = False
            self.model.choose(index.row())
            self.table.viewport().update()

    def _clicked(self, index: QModelIndex) -> None:
        self._on_page = False
        self.model.choose(index.row())

    def show_case(self, case: OpenCase) -> None:
        """Shows a filing, its first paper in front."""
        self._on_page = False
        self.model.show(case)

    def clear(self) -> None:
        """Shows nothing."""
        self.model.clear()

    # -- places and anchors -------------------------------------------------------------------------------------------

    def go_to_place(self, place: Place) -> None:
        """Goes to a flag's place; its box is drawn, or its row chosen, ready to be bound or corrected."""
        if isinstance(place, RegionPlace):
            self._region(place.asset, place.page, place.box)
        elif isinstance(place, TextPlace):
            row = self.model.row_of(place.field)
            stored = self._stored(row)
            self._field(row, place.field, stored is not None and place_of(stored, place.exact, place.start) is not None)
        else:
            self.note.emit(CHANGED)

    def go_to_anchor(self, anchor: Anchor) -> None:
        """Goes to the very page and box, or the row."""
        if isinstance(anchor, RegionAnchor):
            self._region(anchor.asset, anchor.page, anchor.box)
        elif isinstance(anchor, TextAnchor | FieldAnchor):
            row = self.model.row_of(anchor.field)
            exact = anchor.exact if isinstance(anchor, TextAnchor) else anchor.value
            self._field(row, anchor.field, row is not None and (exact is None or exact in (self._stored(row) or "")))

    def _stored(self, row: int | None) -> str | None:
        line = self.model.rows[row].declared or self.model.rows[row].read if row is not None else None
        return line.stored if line is not None else None

    def _region(self, asset: str, page: int | None, box: Box) -> None:
        self._on_page = True
        if not self.model.pictures.go_to_asset(asset, page, box):
            self.note.emit(CHANGED)
            return
        self._choose_row(self.model.row_at(self.model.pictures.state.at, page or 1, box), READ)

    def _field(self, row: int | None, pointer: str, there: bool) -> None:
        self._on_page = False
        if row is not None:
            self._choose_row(row, DECLARED if pointer.startswith("/declared/") else READ)
            self.model.choose(row)
        if not there:
            self.note.emit(CHANGED)

    def anchor(self) -> Anchor | None:
        """The anchor of the box drawn, or of the row: declared or read by the column one is in."""
        if self._on_page or self.model.at is None:
            return self.model.pictures.anchor()
        return self.model.anchor(self.table.declared)

    @property
    def trouble(self) -> Cannot | None:
        """Why what is shown cannot be shown."""
        return self.model.pictures.state.trouble

    def retranslate(self) -> None:
        """Reads its words again."""
        self.title.setText(_("Declared and read"))
        self.hint.set("Return", _("the cell becomes evidence: the form's field, or the box on the paper"))
        self.table.setAccessibleName(_("Declared and read"))
        self.table.rows.retranslate()
        self.model.retranslate()
        self.stills.retranslate()
        self._refresh()
