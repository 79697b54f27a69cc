"""The line in which a person writes what a page says where a machine misread it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.filingrows import Spot
from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import _
from reviewer_app.ui.kit import Field, Label
from reviewer_app.ui.theme import px


class Correcting(QWidget):
    """Return keeps what is written (`kept`: pointer, the machine's reading, the text or None), Escape drops it.

    Nothing written takes a correction back. It is hidden while nothing is corrected; where something was written and
    the keyboard went elsewhere, to look at the page again, it stays as it is. What was begun is kept for its case, in
    `carried`, until it is finished.
    """

    kept = Signal(str, str, object)

    def __init__(self, onward: QWidget, carried: Carried, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.field = Label(role="small", wrap=True), Field()
        self._spot: Spot | None = None
        self._case_id, self._begun = "", carried.begun
        self._done = False
        self._onward = onward
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(8), px(12), px(8))
        column.setSpacing(px(4))
        column.addWidget(self.title)
        column.addWidget(self.field)
        self.field.leads_to(lambda: onward)
        self.field.installEventFilter(self)
        self.hide()

    def begin(self, name: str, spot: Spot) -> None:
        """Asks what the page says in a field; what was begun stands there, else what counts as read, chosen."""
        self.put_by()
        self._spot, self._done = spot, False
        read = Shown(spot.read.value).text or "—"
        words = _("{field}: what the page says (the machine read “{read}”). Empty takes a correction back.")
        self.title.setText(words.format(field=Shown(name).text, read=read))
        self.field.setText(self._begun.pop((self._case_id, spot.pointer), spot.value))
        self.field.selectAll()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_by(self) -> None:
        """Goes from the screen; what was begun is there again when the same field is corrected."""
        if self._spot is not None and not self._done and self._touched:
            self._begun[self._case_id, self._spot.pointer] = self.field.text()
        self._spot = None
        self.hide()

    def of_case(self, case_id: str) -> None:
        """What is corrected from now on is of this case; what was begun stays with the one before."""
        self.put_by()
        self._case_id = case_id

    def finish(self) -> str | None:
        """Keeps what is being written; of what else was begun in this case, and put by, a pointer, if there is any."""
        if self._touched and self.field.hasFocus():
            self._keep()
        elif self._touched:
            self.put_by()
        return next((pointer for case_id, pointer in self._begun if case_id == self._case_id), None)

    def drop(self, pointer: str) -> None:
        """What was begun of a field goes: the case does not have it any more."""
        self._begun.pop((self._case_id, pointer), None)

    @property
    def _touched(self) -> bool:
        return self._spot is not None and self.field.text() != self._spot.value

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and not self.field.hasFocus() and (self._done or not self._touched):
            self.put_by()
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride:  # comes before the press, which the keys of the window take
            self._done = event.key() == Qt.Key.Key_Escape
        if event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._spot is not None:
            self._keep()
            return True
        return super().eventFilter(watched, event)

    def _keep(self) -> None:
        spot, text, self._done = self._spot, self.field.text().strip(), True
        self._onward.setFocus(Qt.FocusReason.OtherFocusReason)
        if spot is not None:
            self.kept.emit(spot.pointer, spot.read.value, text or None)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.field.setPlaceholderText(_("What the page says"))
