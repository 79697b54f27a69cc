"""The rows of a filing: what was declared beside what was read, with the word that says whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from reviewer_app.client.viewmodels.filing import MATCH_TONES, MATCH_WORDS, Match, Row
from reviewer_app.client.viewmodels.texts import Line, Shown
from reviewer_app.client.words import _
from reviewer_app.ui.kit.paint import chip_size, colour, draw_chip
from reviewer_app.ui.theme import Tone, current, font, live, px

NAME, DECLARED, READ, MATCH = range(4)
LEAST = 384
"""Pixels below which the columns do not shrink any more: the table scrolls sideways then."""
_Index = QModelIndex | QPersistentModelIndex


class Rows(QAbstractTableModel):
    """The rows as a table that assistive technology can read."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Shows these rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Field"), _("Declared"), _("Read on paper"), _("Check"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell_text(self.rows[index.row()], index.column())
        return None

    def retranslate(self) -> None:
        """Reads its words again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 3))


def cell_text(row: Row, column: int) -> str:
    """What a cell says; untrusted text with its hidden characters visible."""
    if column == NAME:
        return Shown(row.name).text
    if column == MATCH:
        return _(MATCH_WORDS[row.match])
    line: Line | None = row.declared if column == DECLARED else row.read
    return line.shown.text if line is not None else "—"


class _Cells:
    """Paints one row after another: values whole and wrapped, the paper's name below a read value, the check a badge.

    A delegate would be called for each cell, with a box, an index and a style of its own for each.
    """

    def __init__(self, painter: QPainter, table: Table) -> None:
        self._painter, self._palette = painter, current()
        at = table.currentIndex()
        self._row, self._column, self._focus = at.row(), at.column(), table.hasFocus()
        self._places = [(table.columnViewportPosition(c), table.columnWidth(c)) for c in (NAME, DECLARED, READ, MATCH)]

    def paint(self, at: int, row: Row, top: int, height: int) -> None:
        """Paints a row of so many pixels."""
        painter, palette, here = self._painter, self._palette, at == self._row
        left, width = self._places[NAME][0], sum(width for _left, width in self._places)
        painter.fillRect(left, top, width, height, colour(palette.accent_ground if here else palette.panel))
        painter.fillRect(left, top + height - 1, width, 1, colour(palette.line))
        for column in (NAME, DECLARED, READ):
            self._paint_text(column, row, top)
        self._paint_match(row.match, top)
        if here and self._focus:
            left, width = self._places[self._column]
            painter.setPen(colour(palette.accent))
            painter.drawRect(QRect(left, top, width, height).adjusted(1, 1, -2, -2))

    def _paint_match(self, match: Match, top: int) -> None:
        left, width = self._places[MATCH]
        words = _(MATCH_WORDS[match])
        size = chip_size(words)
        tone: Tone = MATCH_TONES[match]  # type: ignore[assignment]
        box = QRectF(left + px(8), top + px(6), min(size.width(), width - px(12)), size.height())
        draw_chip(self._painter, box, words, tone)

    def _paint_text(self, column: int, row: Row, top: int) -> None:
        painter, palette = self._painter, self._palette
        left, width = self._places[column]
        painter.setPen(colour(palette.dim if column == NAME else palette.ink))
        layout = _laid_out(cell_text(row, column), width - px(16), live.scale)
        layout.draw(painter, QPointF(left + px(8), top + px(7)))
        if column == READ and row.read is not None:
            painter.setFont(font(11))
            painter.setPen(colour(palette.dim))
            below = top + px(7) + round(layout.boundingRect().height())
            score = row.field.score if row.field is not None else None
            other = row.read_name if row.read_name != row.name else ""
            words = _paper(row.read.key, other, score, width, live.scale)
            painter.drawText(QRect(left + px(8), below, width - px(12), px(16)), 0, words)


def _height(text: str, width: int, metrics: QFontMetrics) -> int:
    if "\n" not in text and metrics.horizontalAdvance(text) <= width:
        return metrics.height()
    return round(_laid_out(text, width, live.scale).boundingRect().height())


@lru_cache(maxsize=128)
def _paper(paper: str, read_name: str, score: float | None, width: int, scale: float) -> str:
    """Which paper a value was read on, under which other name and how surely: as much as has room at a text size."""
    other = f" · {Shown(read_name).text}" if read_name else ""
    sure = f" · {score:.2f}" if score is not None else ""
    metrics, room = QFontMetrics(font(11)), width - px(12)
    fitting = [words for words in (paper + other + sure, paper + other) if metrics.horizontalAdvance(words) <= room]
    return fitting[0] if fitting else metrics.elidedText(paper + other, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=512)
def _laid_out(text: str, width: int, scale: float) -> QTextLayout:
    """Plain text wrapped into a width at a text size, anywhere where it must."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font())
    layout.setCacheEnabled(True)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 8))
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout


class Table(QTableView):
    """The table: a row is chosen by click or arrows, the column says whether the form or the paper is meant."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = Rows()
        self.setModel(self.rows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(px(28))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(px(32))
        self.horizontalHeader().setFont(font(11))
        self.horizontalHeader().setSectionsClickable(False)
        live.changed.connect(self.fit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Chooses no row by itself: the box that the page shows would go with it."""
        chosen = self.currentIndex().isValid()
        self.selectionModel().blockSignals(True)
        super().focusInEvent(event)
        if not chosen:
            self.selectionModel().clearCurrentIndex()
        self.selectionModel().blockSignals(False)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Shows these rows, the first in sight and none chosen."""
        for kept in (_laid_out, _paper):
            kept.cache_clear()  # the text of a case goes when the case does
        self.rows.show(rows)
        self.fit()
        self.scrollToTop()

    def fit(self) -> None:
        """Widths by the room there is, heights by the values, which are whole; it scrolls where all is too much."""
        room = max(self.viewport().width(), px(LEAST))
        check = px(112)
        name = min(px(120), room // 5)
        value = (room - check - name) // 2
        for column, width in ((NAME, name), (DECLARED, value), (READ, room - check - name - value), (MATCH, check)):
            self.setColumnWidth(column, width)
        self._fit_heights()
        self.viewport().update()

    def _fit_heights(self) -> None:
        """Row heights by hand: most values fit on a line, which is told without laying them out."""
        metrics = QFontMetrics(font())
        header, columns = self.verticalHeader(), (NAME, DECLARED, READ)
        widths = [self.columnWidth(column) - px(16) for column in columns]
        for at, row in enumerate(self.rows.rows):
            high = [_height(cell_text(row, c), width, metrics) for c, width in zip(columns, widths, strict=True)]
            high[READ - NAME] += px(16) if row.read is not None else 0
            header.resizeSection(at, max(*high, px(20)) + px(14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self.viewport()), event.rect()
        cells, rows = _Cells(painter, self), self.rows.rows
        first = self.rowAt(room.top())
        for at in range(first, len(rows)) if first >= 0 else ():
            top = self.rowViewportPosition(at)
            if top > room.bottom():
                break
            cells.paint(at, rows[at], top, self.rowHeight(at))

    @property
    def declared(self) -> bool:
        """Whether the declared side of the row is meant."""
        return self.currentIndex().column() in (NAME, DECLARED)
