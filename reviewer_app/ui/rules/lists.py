"""A painted list that arrow keys walk: what the page's columns of books, clauses, differences and groups are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer_app.ui.kit.paint import colour, plain_tip
from reviewer_app.ui.theme import Ink, current, font, px

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Item:
    """A row: `said` is all of its words for those who do not see it; a heading cannot be chosen."""

    said: str
    heading: bool = False


Paint = Callable[[QPainter, QRect, int, bool], None]


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[Item, ...] = ()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.items):
            return None
        said = self.items[index.row()].said
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return said
        return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if 0 <= index.row() < len(self.items) and self.items[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def renew(self, items: tuple[Item, ...]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = index.model().parent()
        return QSize(80, view.tall(index.row())) if isinstance(view, WalkList) else QSize(80, px(34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = index.model().parent()
        if not isinstance(view, WalkList):
            return
        palette, box = current(), QRect(option.rect)  # type: ignore[attr-defined, unused-ignore]
        chosen = index == view.currentIndex()
        if view.rows.items[index.row()].heading:
            text = box.adjusted(px(16), 0, -px(8), 0)
            say(painter, text, view.rows.items[index.row()].said, "dim", bold=True, small=True)
            return
        painter.fillRect(box, colour(palette.accent_ground if chosen else palette.panel))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, colour(palette.line))
        if chosen and view.hasFocus():
            painter.fillRect(box.x(), box.y(), px(3), box.height() - 1, colour(palette.accent))
        view.draw(painter, box, index.row(), chosen)


class WalkList(QListView):
    """The list. `walked` gives the row that a person went to, by key or mouse."""

    walked = Signal(int)

    def __init__(self, draw: Paint, tall: Callable[[int], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draw, self._tall, self.rows = draw, tall, _Rows()
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._following = False

    def tall(self, row: int) -> int:
        """The height of a row, in pixels as they are."""
        return px(28) if self.rows.items[row].heading else self._tall(row)

    def show_rows(self, items: Sequence[Item], at: int) -> None:
        """Shows these rows with the person at one of them; says nothing of it."""
        self._following = True
        if tuple(items) != self.rows.items:
            self.rows.renew(tuple(items))
        if 0 <= at < len(items) and self.currentIndex().row() != at:
            self.setCurrentIndex(self.rows.index(at))
        self._following = False
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads; a heading leads on to the first row below it."""
        to = super().moveCursor(action, modifiers)
        row = to.row()
        while 0 <= row < len(self.rows.items) and self.rows.items[row].heading:
            row += 1
        return self.rows.index(row) if row != to.row() else to

    def keyboardSearch(self, search: str) -> None:
        """Letters are actions here, not the beginning of a name."""

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        if now.isValid() and not self._following:
            self.walked.emit(now.row())


def say(painter: QPainter, box: QRect, text: str, ink: Ink, bold: bool = False, small: bool = False) -> None:
    """Words on one line in a box, with dots where they have no room."""
    face = font(11 if small else 13, 600 if bold else 400)
    painter.setFont(face)
    painter.setPen(colour(current().ink_of(ink)))
    shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)
