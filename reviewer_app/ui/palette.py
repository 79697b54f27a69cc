"""The palette (Ctrl+K): a field and a list of everything that can be done or opened by name."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer_app.client.viewmodels.palette import Entry, EntryKind, PaletteModel
from reviewer_app.client.words import _
from reviewer_app.ui.kit import Field, Label, Sheet
from reviewer_app.ui.kit.paint import draw_keycap, key_words, keycap_size, rounded
from reviewer_app.ui.theme import current, font, icon, px

Index = QModelIndex | QPersistentModelIndex
ICONS = {EntryKind.ACTION: "caret-right", EntryKind.CASE: "tray", EntryKind.CLAUSE: "book-open"}


class _Entries(QAbstractListModel):
    def __init__(self, model: PaletteModel) -> None:
        super().__init__()
        self._model = model

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._model.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._model.choose(index.row())
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said_of(entry)
        return entry if role == Qt.ItemDataRole.UserRole else None

    def renew(self) -> None:
        """Another list."""
        self.beginResetModel()
        self.endResetModel()


class _Lines(QStyledItemDelegate):
    def __init__(self, model: PaletteModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, box, palette = index.data(Qt.ItemDataRole.UserRole), QRect(option.rect), current()
        if not isinstance(entry, Entry):
            return
        if index.row() == self._model.at:
            rounded(painter, QRectF(box), px(6), palette.accent_ground, None)
        middle = box.center().y()
        side = px(16)
        icon(ICONS[entry.kind], "faint").paint(painter, QRect(box.x() + px(10), middle - side // 2, side, side))
        right = box.right() - px(10)
        if entry.key:
            cap = keycap_size(key_words(entry.key))
            right -= cap.width()
            spot = QRectF(right, middle - cap.height() / 2, cap.width(), cap.height())
            draw_keycap(painter, spot, key_words(entry.key))
            right -= px(8)
        left = box.x() + px(36)
        words = QFontMetrics(font()).elidedText(entry.words, Qt.TextElideMode.ElideRight, right - left)
        ink = palette.faint if entry.why else palette.ink
        self._say(painter, QRect(left, box.y(), right - left, box.height()), words, ink)
        left += QFontMetrics(font()).horizontalAdvance(words) + px(12)
        beside = entry.why or entry.detail
        if beside and right - left > px(40):
            detail = QFontMetrics(font()).elidedText(beside, Qt.TextElideMode.ElideRight, right - left)
            self._say(painter, QRect(left, box.y(), right - left, box.height()), detail, palette.faint)

    @staticmethod
    def _say(painter: QPainter, box: QRect, words: str, colour: str) -> None:
        painter.setFont(font())
        painter.setPen(QColor(colour))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)


def said_of(entry: Entry) -> str:
    """A line as it is said aloud: what it is, its key, and why it cannot be done."""
    return ", ".join(part for part in (entry.words, entry.detail, entry.key, entry.why) if part)


class _Finder(Field):
    """The field; the arrow keys walk the list below it, Return runs what is chosen there."""

    def __init__(self, sheet: PaletteSheet) -> None:
        super().__init__()
        self._sheet = sheet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self._sheet.list.viewport().height() // px(36) - 1)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._sheet.model.step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._sheet.run(self._sheet.model.at)
        elif event.key() == Qt.Key.Key_Escape:
            self._sheet.dismiss()
        else:
            super().keyPressEvent(event)


class PaletteSheet(Sheet):
    """The palette over the window."""

    action = "palette"

    def __init__(self, window: QWidget, model: PaletteModel) -> None:
        super().__init__(window, 620, 460, high=True)
        self.model = model
        self.body.setContentsMargins(px(12), px(12), px(12), px(12))
        self.field, self.list, self.nothing = _Finder(self), QListView(), Label(role="dim", wrap=True)
        self._entries = _Entries(model)
        self.list.setModel(self._entries)
        self.list.setItemDelegate(_Lines(model, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        for widget in (self.field, self.nothing):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self.field.textEdited.connect(model.find)
        self.list.clicked.connect(lambda index: self.run(index.row()))
        model.watch(self.show_state)
        self.retranslate()

    def retranslate(self) -> None:
        """Reads every word again."""
        self.field.setPlaceholderText(_("An action, a case in hand, a clause"))
        self.field.setAccessibleName(_("Find anything by name"))
        self.list.setAccessibleName(_("What was found"))
        self.nothing.setText(_("Nothing of that name is here."))

    def start(self) -> None:
        """Opens it, empty."""
        self.field.clear()
        self.show_over(self.field)

    def show_state(self) -> None:
        """Shows what the model holds."""
        self._entries.renew()
        self.nothing.setVisible(not self.model.entries)
        self.list.setVisible(bool(self.model.entries))
        entry = self.model.choose(self.model.at)
        self.field.setAccessibleDescription(said_of(entry) if entry is not None else self.nothing.text())
        if self.model.entries:
            self.list.setCurrentIndex(self._entries.index(self.model.at))

    def run(self, index: int) -> None:
        """Closes, then does what was chosen, so that it starts from the page; what cannot be done says why."""
        entry = self.model.choose(index)
        if entry is not None and not entry.why:
            self.dismiss()
            entry.run()
