"""The line in which a person writes what a page says where a machine misread it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.filingrows import Spot
from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import _
from reviewer_app.ui.evidence.frames import hand_over
from reviewer_app.ui.kit import Field, Label
from reviewer_app.ui.theme import px


class Correcting(QWidget):
    """Return keeps what is written (`kept`: pointer, the machine's reading, the text or None), Escape drops it.

    `begun` says with every key what stands there (pointer, the words; None where it is what counts as read, or was
    dropped), so that nothing of it is in this line alone. Nothing written takes a correction back. The line goes when
    the keyboard leaves it with nothing begun; what was begun stays, to look at the page again.
    """

    kept = Signal(str, str, object)
    begun = Signal(str, object)

    def __init__(self, onward: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.field = Label(role="small", wrap=True), Field()
        self._spot: Spot | None = None
        self._dropping = False
        self._onward = onward
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(8), px(12), px(8))
        column.setSpacing(px(4))
        column.addWidget(self.title)
        column.addWidget(self.field)
        self.field.leads_to(lambda: onward)
        self.field.textEdited.connect(self._edited)
        self.field.installEventFilter(self)
        self.hide()

    @property
    def pointer(self) -> str | None:
        """What is corrected; None while nothing is."""
        return self._spot.pointer if self._spot is not None else None

    def open_line(self, name: str, spot: Spot, begun: str | None) -> None:
        """Asks what the page says in a field: what was begun stands there, else what counts as read, chosen."""
        if self.pointer == spot.pointer:
            return
        self._spot, self._dropping = spot, False
        read = Shown(spot.read.value).text or "—"
        words = _("{field}: what the page says (the machine read “{read}”). Empty takes a correction back.")
        self.title.setText(words.format(field=Shown(name).text, read=read))
        self.field.setText(spot.value if begun is None else begun)
        if begun is None:
            self.field.selectAll()
        self.show()

    def go_to(self) -> None:
        """Puts the caret into the line."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_line(self) -> None:
        """Goes from the screen; what was begun is kept by who heard of it."""
        self._spot = None
        self.hide()
        self.title.setText("")
        self.field.clear()

    def drop(self) -> None:
        """What was begun counts no more: its words go, unless it was the person who wrote what counts as read again."""
        if self._spot is not None and self.field.text() != self._spot.value:
            hand_over(self, self._onward)
            self.close_line()

    def _edited(self, text: str) -> None:
        if self._spot is not None:
            self.begun.emit(self._spot.pointer, text if text != self._spot.value else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and not self.field.hasFocus():
            self._left()
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride:  # comes before the press, which the keys of the window take
            self._dropping = event.key() == Qt.Key.Key_Escape
        if event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._spot is not None:
            self._keep(self._spot)
            return True
        return super().eventFilter(watched, event)

    def _left(self) -> None:
        """The keyboard went: what was dropped goes, and so does a line in which nothing was begun."""
        spot = self._spot
        if spot is not None and (self._dropping or self.field.text() == spot.value):
            self.close_line()
            if self._dropping:
                self.begun.emit(spot.pointer, None)

    def _keep(self, spot: Spot) -> None:
        self._spot, text = None, self.field.text().strip()
        self._onward.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close_line()
        self.kept.emit(spot.pointer, spot.read.value, text or None)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.field.setPlaceholderText(_("What the page says"))
