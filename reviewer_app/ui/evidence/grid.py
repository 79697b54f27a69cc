"""A table of evidence: values whole and wrapped, a line of ours below them, states as badges with sign and word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor
from typing import Any, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from reviewer_app.ui.kit.paint import chip_size, colour, plain_tip, rounded
from reviewer_app.ui.theme import Ink, Tone, current, font, icon, live, px

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
_INKS: dict[Tone, Ink] = {"ok": "ok", "warn": "warn", "bad": "bad", "accent": "accent", "neutral": "dim"}
_PAD, _TOP, _BELOW, _SIGN = 8, 7, 16, 14
"""Pixels: at the sides of a cell, above its text, a line of ours, a badge's sign."""
MEASURED = 200
"""So many rows are measured before they are shown; of longer tables those in sight, and others as they come into it."""
PICTURED = 64
"""So many rows are kept as pictures: more than stand in a window at once."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A state: its words, its tone and its sign."""

    text: str
    tone: Tone
    sign: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, a line of ours below it, and badges one below the other where it has some."""

    text: str = ""
    below: str = ""
    badges: tuple[Badge, ...] = ()
    dim: bool = False

    @property
    def said(self) -> str:
        """Everything in it, for those who do not see it."""
        return ", ".join(part for part in (self.text, *(badge.text for badge in self.badges), self.below) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id, its heading, its share of the room that is left, or `fixed` pixels; `spare` ones go first."""

    name: str
    heading: str
    share: float = 0.0
    fixed: int = 0
    spare: bool = False


class Cells(QAbstractTableModel):
    """The cells as a table that assistive technology can read, each row of them made when somebody looks at it."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[Column, ...] = ()
        self._rows: Sequence[Any] = ()
        self._make: Callable[[Any], tuple[Cell, ...]] = tuple
        self._made: dict[int, tuple[Cell, ...]] = {}

    def show(self, columns: Sequence[Column], rows: Sequence[T], make: Callable[[T], tuple[Cell, ...]]) -> None:
        """Shows these."""
        self.beginResetModel()
        self.columns, self._rows, self._make, self._made = tuple(columns), rows, make, {}
        self.endResetModel()

    def row(self, at: int) -> tuple[Cell, ...]:
        """The cells of a row."""
        if at not in self._made:
            self._made[at] = self._make(self._rows[at])
        return self._made[at]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading if section < len(self.columns) else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.row(index.row())[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text or cell.said
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.below or cell.said) if cell.below or cell.badges else None
        return cell.said if role == Qt.ItemDataRole.AccessibleTextRole else None


def paint_cell(painter: QPainter, rect: QRect, cell: Cell, here: bool, chosen: bool) -> None:
    """Paints a cell, `here` in the row that a person is at, `chosen` where the keyboard is in that very cell."""
    palette = current()
    painter.save()
    painter.fillRect(rect, colour(palette.accent_ground if here else palette.panel))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(palette.line))
    top = rect.top() + px(_TOP)
    if cell.text:
        painter.setPen(colour(palette.dim if cell.dim else palette.ink))
        layout = _laid_out(cell.text, rect.width() - 2 * px(_PAD), live.scale)
        layout.draw(painter, QPointF(rect.left() + px(_PAD), top))
        top += round(layout.boundingRect().height())
    for badge in cell.badges:
        size, left = badge_size(badge), rect.left() + px(_PAD) - px(2)
        wide = min(size.width(), rect.right() - left - px(2))
        draw_badge(painter, QRectF(left, top - px(1), wide, size.height()), badge)
        top += px(26)
    if cell.below:
        _paint_below(painter, rect, top, cell.below)
    if chosen:
        painter.setPen(colour(palette.accent))
        painter.drawRect(rect.adjusted(1, 1, -2, -2))
    painter.restore()


def _paint_below(painter: QPainter, rect: QRect, top: int, words: str) -> None:
    painter.setFont(font(11))
    painter.setPen(colour(current().dim))
    room = rect.width() - 2 * px(_PAD)
    shown = QFontMetrics(font(11)).elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(rect.left() + px(_PAD), top, room, px(_BELOW)), 0, shown)


def badge_size(badge: Badge) -> QSize:
    """How large a badge with its sign is."""
    size = chip_size(badge.text)
    return QSize(size.width() + px(_SIGN), size.height())


def draw_badge(painter: QPainter, rect: QRectF, badge: Badge) -> None:
    """A badge: sign and words in the tone's ink on its ground."""
    palette = current()
    ink, ground = palette.tone(badge.tone)
    rounded(painter, rect, rect.height() / 2, ground, palette.line if badge.tone == "neutral" else None)
    side = px(12)
    box = QRect(round(rect.left()) + px(7), floor(rect.center().y() - side / 2), side, side)
    icon(badge.sign, _INKS[badge.tone]).paint(painter, box)
    painter.setFont(font(11, 400 if badge.tone == "neutral" else 600))
    painter.setPen(colour(ink))
    words = QRectF(rect.left() + px(22), rect.top(), rect.width() - px(28), rect.height())
    said = QFontMetrics(painter.font()).elidedText(
        badge.text, Qt.TextElideMode.ElideRight, round(words.width()) + px(4)
    )
    painter.drawText(words, int((Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft).value), said)


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


def _text_height(text: str, width: int, metrics: QFontMetrics) -> int:
    if "\n" not in text and metrics.horizontalAdvance(text) <= width:
        return metrics.height()
    return round(_laid_out(text, width, live.scale).boundingRect().height())


class Grid(QTableView):
    """The table: a row is chosen by click or arrows, the column says which side of it is meant.

    It `keeps_rows` as pictures, unless a test turns that off to see what they must look like.
    """

    keeps_rows = True

    def __init__(self, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells, self._least = Cells(), least
        self._fitted: set[int] = set()
        self._pictures: dict[int, QPixmap] = {}
        self.setModel(self.cells)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalScrollBar().valueChanged.connect(self._fit_sight)
        live.changed.connect(self.fit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Chooses no row by itself: the box that the page shows would go with it."""
        chosen = self.currentIndex().isValid()
        self.selectionModel().blockSignals(True)
        super().focusInEvent(event)
        if not chosen:
            self.selectionModel().clearCurrentIndex()
        self.selectionModel().blockSignals(False)

    def show_rows(self, columns: Sequence[Column], rows: Sequence[T], make: Callable[[T], tuple[Cell, ...]]) -> None:
        """Shows these rows, each with the cells that are made of it, the first in sight and none chosen."""
        _laid_out.cache_clear()  # the text of a case goes when the case does
        self._pictures.clear()
        self.cells.show(columns, rows, make)
        self.fit()
        self.scrollToTop()

    def fit(self) -> None:
        """Widths by the room there is, heights by the values, which are whole; it scrolls where all is too much."""
        self._pictures.clear()
        self.verticalHeader().setMinimumSectionSize(px(28))
        self.horizontalHeader().setFixedHeight(px(32))
        self.horizontalHeader().setFont(font(11))
        self.updateGeometries()  # what is left for the rows, at once
        room = max(self.viewport().width(), px(self._least))
        tight = room < px(2 * self._least) * 0.75
        shown = [column for column in self.cells.columns if not (tight and column.spare)]
        left = room - sum(px(column.fixed) for column in shown)
        shares = sum(column.share for column in shown) or 1.0
        for at, column in enumerate(self.cells.columns):
            self.setColumnHidden(at, column not in shown)
            width = px(column.fixed) if column.fixed else int(left * column.share / shares)
            self.setColumnWidth(at, width)
        self._fit_heights()
        self.viewport().update()

    def _fit_heights(self) -> None:
        """Row heights by hand: of all rows, or where there are many of those in sight, and of others as they come."""
        self._fitted.clear()
        if self.cells.rowCount() <= MEASURED:
            self._fit_rows(range(self.cells.rowCount()))
        else:
            self._fit_sight()

    def _fit_sight(self) -> None:
        """Gives the rows that are in sight their heights; more come into it where they are low."""
        last = -1
        while (row := self.rowAt(self.viewport().height() - 1)) != last:
            first, last = max(self.rowAt(0), 0), row
            self._fit_rows(range(first, (last if last >= 0 else self.cells.rowCount() - 1) + 1))

    def _fit_rows(self, rows: Iterable[int]) -> None:
        """Most values fit on a line, which is told without laying them out."""
        metrics, header = QFontMetrics(font()), self.verticalHeader()
        widths = [self.columnWidth(at) - 2 * px(_PAD) for at in range(len(self.cells.columns))]
        for at in rows:
            if at in self._fitted:
                continue
            self._fitted.add(at)
            high = [
                (_text_height(cell.text, width, metrics) if cell.text else 0)
                + px(26) * len(cell.badges)
                + (px(_BELOW) if cell.below else 0)
                for cell, width, column in zip(self.cells.row(at), widths, range(len(widths)), strict=True)
                if not self.isColumnHidden(column)
            ]
            header.resizeSection(at, max(*high, px(20)) + px(14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
        if event.size().height() < event.oldSize().height() and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    @property
    def column(self) -> str:
        """The id of the column that one is in; empty where no row is chosen."""
        at = self.currentIndex()
        return self.cells.columns[at.column()].name if at.isValid() else ""

    def go(self, row: int, name: str) -> None:
        """Goes to a cell by its row and its column's id; to the first column that is shown where it has none."""
        names = [column.name for column in self.cells.columns]
        at = names.index(name) if name in names and not self.isColumnHidden(names.index(name)) else 0
        self._fit_rows((row,))
        self.setCurrentIndex(self.cells.index(row, at))
        self.scrollTo(self.cells.index(row, at))
        self.viewport().update()

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Row after row, those that nobody is in as they were painted before: a delegate is asked for each cell."""
        painter, at, left = QPainter(self.viewport()), self.currentIndex().row(), -self.horizontalHeader().offset()
        last = self.rowAt(self.viewport().height() - 1)
        # At a scale of parts a row does not begin at a whole pixel of the screen, and its picture would be another.
        pictured = self.keeps_rows and self.devicePixelRatioF().is_integer()
        for row in range(max(self.rowAt(0), 0), (last if last >= 0 else self.cells.rowCount() - 1) + 1):
            top = self.rowViewportPosition(row)
            if pictured and row != at:
                painter.drawPixmap(left, top, self._picture(row))
            else:
                self._paint_row(painter, row, left, top, here=row == at)

    def _picture(self, row: int) -> QPixmap:
        """A row that nobody is in, painted once for as long as its cells, widths and looks stay."""
        ratio, size = self.devicePixelRatioF(), QSize(self.horizontalHeader().length(), self.rowHeight(row))
        kept = self._pictures.get(row)
        if kept is None or kept.size() != size * ratio:
            if len(self._pictures) >= PICTURED:
                self._pictures.clear()
            self._pictures[row] = kept = QPixmap(size * ratio)
            kept.setDevicePixelRatio(ratio)
            painter = QPainter(kept)
            self._paint_row(painter, row, 0, 0, here=False)
            painter.end()
        return kept

    def _paint_row(self, painter: QPainter, row: int, left: int, top: int, *, here: bool) -> None:
        header, height = self.horizontalHeader(), self.rowHeight(row)
        chosen = self.currentIndex().column() if here and self.hasFocus() else None
        for column, cell in enumerate(self.cells.row(row)):
            if not self.isColumnHidden(column):
                room = QRect(left + header.sectionPosition(column), top, header.sectionSize(column), height)
                paint_cell(painter, room, cell, here, column == chosen)
