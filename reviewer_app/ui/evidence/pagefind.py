"""The line with which words are found on the pages of a filing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels.pagefind import PageFind
from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.kit import Field, Label
from reviewer_app.ui.theme import METRICS, px


class PageFinder(QWidget):
    """Return goes to the next place, Shift+Return back, Escape and Down lead to the page; `go` shows a place."""

    def __init__(self, model: PageFind, go: Callable[[], None], onward: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._go = model, go
        self.field, self.found = Field("", "/"), Label(role="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(METRICS.gap))
        row.addWidget(self.field, 1)
        row.addWidget(self.found)
        self.field.textChanged.connect(model.seek)
        self.field.installEventFilter(self)
        self.field.leads_to(lambda: onward)
        model.watch(self.refresh)
        self.refresh()

    def clear(self) -> None:
        """Nothing is sought."""
        self.field.clear()

    def begin(self) -> None:
        """Puts the caret there, over what was sought before."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def refresh(self) -> None:
        """Says how much was found; that pages are still read, or that not all are."""
        model, sought = self._model, bool(self._model.words.strip())
        count = model.count
        said = ngettext("{count} place", "{count} places", count).format(count=count)
        if model.at >= 0:
            said = _("{at} of {count}").format(at=model.at + 1, count=count)
        if model.reading:
            said = _("{said} so far").format(said=said)
        elif model.cut:
            said = _("{said}; later pages are not searched").format(said=said)
        self.found.setText(said if sought else "")
        self.found.setVisible(sought)
        self.field.set_wrong(sought and not count and not model.reading)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self._go()
            return True
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.field.setPlaceholderText(_("Find on the pages"))
        self.refresh()
