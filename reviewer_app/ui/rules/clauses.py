"""The list of clauses: all of a version, or what a search found across versions."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer_app.client.viewmodels.rules import Found, RulesModel
from reviewer_app.client.words import language
from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.theme import Ink, current, font, px

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class _Clauses(QAbstractListModel):
    def __init__(self, model: RulesModel) -> None:
        super().__init__()
        self._model = model
        self._listed: tuple[Found, ...] = ()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return len(self._listed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._listed):
            return None
        book, clause = self._listed[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{clause.number} {clause.title.within(language())}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{book.rulebook.title.within(language())} {book.rulebook.version}"
        return None

    def found(self, row: int) -> Found:
        """The clause of a row and its version."""
        return self._listed[row]

    def renew(self) -> int:
        """Another list; answers with the row of the chosen clause, or -1."""
        listed = self._model.listed()
        if listed != self._listed:
            self.beginResetModel()
            self._listed = listed
            self.endResetModel()
        state = self._model.state
        pairs = ((i, b, c) for i, (b, c) in enumerate(self._listed))
        return next((i for i, b, c in pairs if b == state.version and c == state.clause), -1)


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, px(44) if self._across(index) else px(34))

    @staticmethod
    def _across(index: Index) -> bool:
        view = index.model().parent()
        return isinstance(view, ClauseList) and bool(view.model_of.state.text)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = index.model().parent()
        if not isinstance(view, ClauseList):
            return
        palette, box = current(), QRect(option.rect)  # type: ignore[attr-defined, unused-ignore]
        book, clause = view.rows.found(index.row())
        chosen = index == view.currentIndex()
        painter.fillRect(box, colour(palette.accent_ground if chosen else palette.panel))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, colour(palette.line))
        if chosen and view.hasFocus():
            painter.fillRect(box.x(), box.y(), px(3), box.height() - 1, colour(palette.accent))
        line = box.adjusted(px(16), 0, -px(12), 0)
        upper = QRect(line.x(), line.y() + px(4), line.width(), px(20)) if self._across(index) else line
        _say(painter, QRect(upper.x(), upper.y(), px(44), upper.height()), clause.number, "dim", chosen)
        _say(painter, upper.adjusted(px(44), 0, 0, 0), clause.title.within(language()), "ink", chosen)
        if self._across(index):
            lower = QRect(line.x() + px(44), line.y() + px(22), line.width() - px(44), px(18))
            where = f"{book.rulebook.title.within(language())} · {book.rulebook.version}"
            _say(painter, lower, where, "faint", False, small=True)


def _say(painter: QPainter, box: QRect, text: str, ink: Ink, bold: bool, small: bool = False) -> None:
    face = font(11 if small else 13, 600 if bold else 400)
    painter.setFont(face)
    painter.setPen(QColor(current().ink_of(ink)))
    shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)


class ClauseList(QListView):
    """The list; arrow keys walk it."""

    def __init__(self, model: RulesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of, self.rows = model, _Clauses(model)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._following = False

    def show_state(self) -> None:
        """Shows what the model holds."""
        self._following = True
        at = self.rows.renew()
        if at >= 0:
            self.setCurrentIndex(self.rows.index(at))
        self._following = False
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Letters are actions here, not the beginning of a name."""

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        if now.isValid() and not self._following:
            book, clause = self.rows.found(now.row())
            self.model_of.choose_clause(clause.id, book.digest)
