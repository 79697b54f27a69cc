"""The table of cases: rows that come as they are needed, drawn by one delegate."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from reviewer_app.client.store.queued import Queued
from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import KINDS
from reviewer_app.client.words import _
from reviewer_app.client.workbench.queue_values import Sort
from reviewer_app.domain.terms import Status
from reviewer_app.ui.kit.paint import chip_size, colour, draw_bar, draw_chip, draw_dot, risk_tone
from reviewer_app.ui.queue.states import badge, dot, due_ink
from reviewer_app.ui.theme import METRICS, current, font, live, px

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.queue import QueueModel
    from reviewer_app.domain.clock import Clock
    from reviewer_app.ui.theme import Ink

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Column(IntEnum):
    """The columns, from left to right."""

    DOT = 0
    SUBJECT = 1
    KIND = 2
    FLAG = 3
    RISK = 4
    SALES = 5
    DUE = 6
    STATE = 7


WIDTHS = {Column.DOT: 36, Column.KIND: 84, Column.RISK: 136, Column.SALES: 108, Column.DUE: 132, Column.STATE: 116}
BARE_RISK = 64
DISPENSABLE = (Column.FLAG, Column.SALES, Column.KIND)
"""Columns that go first where room is short: the preview beside the table says them of the chosen case."""
SORTS = {Column.RISK: Sort.RISK, Column.SALES: Sort.EXPOSURE, Column.DUE: Sort.DUE}
CENTRE, RIGHT = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def heading(column: Column) -> str:
    """What a column is called."""
    names = {
        Column.DOT: "",
        Column.SUBJECT: _("Subject"),
        Column.KIND: _("Kind"),
        Column.FLAG: _("First flag"),
        Column.RISK: _("Risk"),
        Column.SALES: _("Sales"),
        Column.DUE: _("Due"),
        Column.STATE: _("State"),
    }
    return names[column]


class QueueRows(QAbstractTableModel):
    """The view model's rows as Qt asks for them; what is not here yet is fetched when it is asked for."""

    def __init__(self, model: QueueModel, clock: Clock) -> None:
        super().__init__()
        self._model, self._clock, self._total = model, clock, 0

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heading(Column(section))
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section == Column.SALES else Qt.AlignmentFlag.AlignLeft | CENTRE
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._model.state.row(index.row())
        if row is None:
            self._model.need(index.row())
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(row, Column(index.column()))
        return None

    def text(self, row: Queued, column: Column) -> str:
        """A cell in words, as it is drawn and as it is said aloud."""
        hand = self._model.state.hands.get(row.case_id)
        match column:
            case Column.DOT:
                return dot(hand)[1]
            case Column.SUBJECT:
                return words.plain(row.title)
            case Column.KIND:
                return _(KINDS[row.kind])
            case Column.FLAG:
                return words.plain(row.reasons[0]) if row.reasons else words.NOTHING
            case Column.RISK:
                return str(row.risk)
            case Column.SALES:
                return words.money(row.exposure.gmv, row.exposure.currency, cents=False)
            case Column.DUE:
                closed = row.status in (Status.DECIDED, Status.CANCELLED)  # nobody is waited for any more
                return words.NOTHING if closed else words.due(row.due_at, self._clock.now())
            case Column.STATE:
                return badge(row, hand)[0]

    def renew(self) -> None:
        """Shows what the model holds now."""
        total = self._model.state.total
        if total > self._total:
            self.beginInsertRows(NOWHERE, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(NOWHERE, total, self._total - 1)
            self._total = total
            self.endRemoveRows()
        if total:
            self.dataChanged.emit(self.index(0, 0), self.index(total - 1, len(Column) - 1))

    def renew_words(self) -> None:
        """Another language: headings too."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self.renew()


class _Cells(QStyledItemDelegate):
    """Draws every cell."""

    def __init__(self, rows: QueueRows, model: QueueModel, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._model, self._clock = rows, model, clock

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(60), px(METRICS.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette, box = current(), QRect(option.rect)  # type: ignore[attr-defined, unused-ignore]
        chosen = index.row() == self._model.state.at
        painter.fillRect(box, colour(palette.accent_ground if chosen else palette.panel))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, colour(palette.line))
        row = self._model.state.row(index.row())  # not by way of Qt, which asks twice for each cell
        if row is None:
            self._model.need(index.row())
            if index.column() == Column.SUBJECT:
                self._say(painter, box, "…", "faint")
            return
        column = Column(index.column())
        text = self._rows.text(row, column)
        inner = box.adjusted(px(8), 0, -px(8), 0)
        match column:
            case Column.DOT:
                self._dot(painter, box, row)
            case Column.KIND:
                self._chip(painter, inner, text, "neutral")
            case Column.STATE:
                self._chip(painter, inner, text, badge(row, self._model.state.hands.get(row.case_id))[1])
            case Column.RISK:
                self._risk(painter, inner, row)
            case Column.SALES:
                self._say(painter, inner, text, "ink", right=True)
            case Column.DUE:
                self._say(painter, inner, text, due_ink(row, self._clock.now()))
            case Column.SUBJECT:
                self._say(painter, inner, text, "ink", bold=chosen)
            case Column.FLAG:
                self._say(painter, inner, text, "ink")

    def _dot(self, painter: QPainter, box: QRect, row: Queued) -> None:
        fill = dot(self._model.state.hands.get(row.case_id))[0]
        centre = QPointF(box.x() + px(20), box.center().y() + 0.5)
        draw_dot(painter, centre, px(5), current().accent if fill else current().faint, fill)

    def _chip(self, painter: QPainter, box: QRect, text: str, tone: str) -> None:
        size = chip_size(text)
        width = min(size.width(), box.width())
        spot = QRectF(box.x(), box.y() + (box.height() - size.height()) / 2, width, size.height())
        draw_chip(painter, spot, text, tone)  # type: ignore[arg-type]

    def _risk(self, painter: QPainter, box: QRect, row: Queued) -> None:
        self._say(painter, QRect(box.x(), box.y(), px(28), box.height()), str(row.risk), "ink")
        if box.width() < px(BARE_RISK):
            return
        bar = QRectF(box.x() + px(34), box.center().y() - px(2), box.width() - px(40), px(5))
        draw_bar(painter, bar, row.risk / 100, risk_tone(row.risk))

    @staticmethod
    def _say(painter: QPainter, box: QRect, text: str, ink: Ink, bold: bool = False, right: bool = False) -> None:
        face = font(13, 600 if bold else 400)
        painter.setFont(face)
        painter.setPen(QColor(current().ink_of(ink)))
        shown = QFontMetrics(face).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int((RIGHT if right else CENTRE).value), shown)


def _width_of(column: Column, shown: Sequence[Column]) -> int:
    """What a column takes; the risk goes without its bar where columns had to go for want of room."""
    bare = column is Column.RISK and len(shown) < len(Column)
    return px(BARE_RISK if bare else WIDTHS[column])


class QueueTable(QTableView):
    """The table. Arrow keys walk it; pressing a heading orders by it; a double press takes the case.

    `folded` says that columns went for want of room, or came back: `away` names them.
    """

    folded = Signal()

    def __init__(self, model: QueueModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        # Its own: to say what Qt's is, the bindings would first have to meet every kind of widget, for 6 ms.
        self._port = QWidget(self)
        self.setViewport(self._port)
        self._seen: tuple[object, object] = ({}, {})
        self._marked, self.away = 0, tuple[Column, ...]()
        self.rows = QueueRows(model, clock)
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self.rows, model, clock, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # so that columns never jump
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(px(24))
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.sectionClicked.connect(self._order)
        self.doubleClicked.connect(lambda index: model.take())
        self._dress()
        live.changed.connect(self._dress)

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(METRICS.row))
        self.horizontalHeader().setFixedHeight(px(32))
        self.horizontalHeader().setFont(font(11))
        self._share_out()

    def _share_out(self) -> None:
        """Columns by what they need; where room is short those of `DISPENSABLE` go, in that order."""
        shown = list(Column)
        for dispensable in DISPENSABLE:
            least = px(300) if Column.FLAG in shown else px(200)
            if self._rest(shown) < least:
                shown.remove(dispensable)
        away = tuple(column for column in Column if column not in shown)
        if away != self.away:
            self.away = away
            self.folded.emit()
        rest = self._rest(shown)
        for column in Column:
            self.setColumnHidden(column, column not in shown)
            if column in WIDTHS:
                self.setColumnWidth(column, _width_of(column, shown))
        flag = rest * 2 // 5 if Column.FLAG in shown else 0
        self.setColumnWidth(Column.FLAG, flag)
        self.setColumnWidth(Column.SUBJECT, max(px(120), rest - flag))

    def _rest(self, shown: list[Column]) -> int:
        """What is left of the width for the subject and the flag."""
        return self._port.width() - sum(_width_of(column, shown) for column in shown if column in WIDTHS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def keyboardSearch(self, search: str) -> None:
        """Letters are actions here, not the beginning of a name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End are the first and last row: the columns are no places of their own."""
        to = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.rows.rowCount() - 1}.get(Qt.Key(event.key()))
        if to is not None and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(to, Column.SUBJECT))
        else:
            super().keyPressEvent(event)

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        if now.isValid():
            self._model.choose(now.row())

    def show_state(self) -> None:
        """Shows what the model holds, the chosen row in view; a step from row to row redraws those two alone."""
        state = self._model.state
        if state.pages is not self._seen[0] or state.hands is not self._seen[1]:
            self._seen = (state.pages, state.hands)
            self.rows.renew()
            self._port.update()
        for row in {self._marked, state.at}:
            at = self.rowViewportPosition(row)
            self._port.update(0, at, self._port.width(), px(METRICS.row))
        self._marked = state.at
        if state.at < self.rows.rowCount() and state.at != self.currentIndex().row():
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.rows.index(state.at, Column.SUBJECT))
            self.selectionModel().blockSignals(False)
            self.scrollTo(self.rows.index(state.at, Column.SUBJECT))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self._port)
            at = self.rowViewportPosition(self._model.state.at)
            painter.fillRect(0, at, px(3), px(METRICS.row) - 1, colour(current().accent))

    def _order(self, section: int) -> None:
        sort = SORTS.get(Column(section))
        if sort is not None:
            self._model.sort(sort)
