"""What holds the viewers' parts: the rounded frame of a column, the search line above a text, who has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.evidence.reading import Reading
from reviewer_app.ui.kit import Field, Label
from reviewer_app.ui.kit.paint import rounded
from reviewer_app.ui.theme import METRICS, current, px


class Framed(QWidget):
    """A panel with a one-pixel line around it and rounded corners; `column` takes what stands in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current()
        rounded(QPainter(self), QRectF(self.rect()), px(METRICS.radius_panel), palette.panel, palette.line)


def hand_over(going: QWidget, heir: QWidget) -> None:
    """The keyboard, where it is in a part that goes from the screen, goes to `heir`; Qt would take what comes next."""
    has = QApplication.focusWidget()
    if has is not None and going.isAncestorOf(has):
        heir.setFocus(Qt.FocusReason.OtherFocusReason)


class Finder(QWidget):
    """A line to search a text with: Return goes on, Shift+Return back, Escape and Down lead to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(METRICS.gap))
        self.field = Field("", "/")
        self.found = Label(role="small")
        row.addWidget(self.field, 1)
        row.addWidget(self.found)
        self._reading: Reading | None = None
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.field.leads_to(lambda: self._reading)

    def serve(self, reading: Reading) -> None:
        """Searches in this text from now on."""
        if reading is not self._reading:
            if self._reading is not None:
                self._reading.counted.disconnect(self._tell)
            self._reading = reading
            reading.counted.connect(self._tell)
            if reading.sought != self.field.text():
                reading.search(self.field.text())
            self._tell(reading.found)

    def clear(self) -> None:
        """Nothing is sought."""
        self.field.clear()

    def _search(self, words: str) -> None:
        self._tell(self._reading.search(words) if self._reading is not None else 0)

    def _tell(self, count: int) -> None:
        """Says in how many places it stands, of the lines that are shown; that not all of them were looked through."""
        words, searching = self.field.text(), self._reading is not None and self._reading.searching
        said = ngettext("{count} place", "{count} places", count).format(count=count)
        if searching:
            said = _("{said} so far").format(said=said)
        self.found.setText(said if words else "")
        self.found.setVisible(bool(words))
        self.field.set_wrong(bool(words) and count == 0 and not searching)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or self._reading is None:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._reading.find_next(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.field.setPlaceholderText(_("Find in the text"))
        self._tell(self._reading.found if self._reading is not None else 0)
