"""The rows of a filing: what was declared beside what was read, with the word that says whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
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


class _Cells(QStyledItemDelegate):
    """Paints cells: values whole and wrapped, the paper's name below a read value, the check as a badge."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model, palette = index.model(), current()
        row: Row = model.rows[index.row()]  # type: ignore[attr-defined]
        rect, table = option.rect, self._table
        here = index.row() == table.currentIndex().row()
        painter.save()
        painter.fillRect(rect, colour(palette.accent_ground if here else palette.panel))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(palette.line))
        if index.column() == MATCH:
            self._paint_match(painter, rect, row.match)
        else:
            self._paint_text(painter, rect, row, index.column())
        if here and table.hasFocus() and index.column() == table.currentIndex().column():
            painter.setPen(colour(palette.accent))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_match(self, painter: QPainter, rect: QRect, match: Match) -> None:
        words = _(MATCH_WORDS[match])
        size = chip_size(words)
        tone: Tone = MATCH_TONES[match]  # type: ignore[assignment]
        width = min(size.width(), rect.width() - px(12))
        draw_chip(painter, QRectF(rect.left() + px(8), rect.top() + px(6), width, size.height()), words, tone)

    def _paint_text(self, painter: QPainter, rect: QRect, row: Row, column: int) -> None:
        palette = current()
        painter.setPen(colour(palette.dim if column == NAME else palette.ink))
        layout = _laid_out(cell_text(row, column), rect.width() - px(16), live.scale)
        layout.draw(painter, rect.topLeft().toPointF() + QPointF(px(8), px(7)))
        if column == READ and row.read is not None:
            painter.setFont(font(11))
            painter.setPen(colour(palette.dim))
            top = rect.top() + px(7) + round(layout.boundingRect().height())
            painter.drawText(
                QRect(rect.left() + px(8), top, rect.width() - px(12), px(16)), 0, _paper(row, rect.width())
            )


def _height(text: str, width: int, metrics: QFontMetrics) -> int:
    if "\n" not in text and metrics.horizontalAdvance(text) <= width:
        return metrics.height()
    return round(_laid_out(text, width, live.scale).boundingRect().height())


def _paper(row: Row, width: int) -> str:
    paper = row.read.key if row.read is not None else ""
    other = f" · {Shown(row.read_name).text}" if row.read_name != row.name else ""
    score = f" · {row.field.score:.2f}" if row.field is not None and row.field.score is not None else ""
    metrics, room = QFontMetrics(font(11)), width - px(12)
    fitting = [words for words in (paper + other + score, paper + other) if metrics.horizontalAdvance(words) <= room]
    return fitting[0] if fitting else metrics.elidedText(paper + other, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=512)
def _laid_out(text: str, width: int, scale: float) -> QTextLayout:
    """Plain text wrapped into a width at a text size, anywhere where it must."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font())
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
        self.setItemDelegate(_Cells(self))
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
        _laid_out.cache_clear()  # the text of a case goes when the case does
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

    @property
    def declared(self) -> bool:
        """Whether the declared side of the row is meant."""
        return self.currentIndex().column() in (NAME, DECLARED)
