"""A sheet: a question or a list laid over the window, that holds the keyboard until it is answered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from reviewer_app.ui.kit import walk
from reviewer_app.ui.kit.paint import rounded
from reviewer_app.ui.theme import METRICS, current, px


class Sheet(QWidget):
    """A box in the middle (or near the top) of the window over a dimmed ground. Escape, or a press beside it, closes.

    `body` takes what stands in it. Once closed, the keyboard goes back to what had it. `action` is the declared action
    that lays it there: its key takes the sheet away again.
    """

    closed = Signal()
    action = ""

    def __init__(self, window: QWidget, width: int, height: int = 0, high: bool = False) -> None:
        super().__init__(window)
        self._window, self._size, self._high = window, (width, height), high
        self._before: QWidget | None = None
        self.box = QWidget(self)
        self.body = QVBoxLayout(self.box)
        self.body.setContentsMargins(px(20), px(16), px(20), px(16))
        self.body.setSpacing(px(METRICS.gap))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        window.installEventFilter(self)
        self.hide()

    def show_over(self, focus: QWidget | None = None) -> None:
        """Lays it over the window and gives `focus` the keyboard."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._fit()
        self.show()
        self.raise_()
        (focus or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Takes it away and gives the keyboard back."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        back = before if before is not None and before.isVisible() and before.isEnabled() else self._window
        back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def refit(self) -> None:
        """Takes the room that its words need now; nothing is done while it is away."""
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        area = self._window.rect()
        self.setGeometry(area)
        width = min(px(self._size[0]), area.width() - px(32))
        wanted = px(self._size[1]) if self._size[1] else self._wanted_height(width)
        height = min(wanted, area.height() - px(64))
        top = px(72) if self._high and area.height() > px(640) else (area.height() - height) // 2
        self.box.setGeometry(QRect((area.width() - width) // 2, top, width, height))

    def _wanted_height(self, width: int) -> int:
        layout = self.body
        layout.activate()
        return layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        walk.step(self.box, forward)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.dismiss()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        veil = QColor("#0b0e12")
        veil.setAlpha(150 if palette.name == "dark" else 90)
        painter.fillRect(self.rect(), veil)
        rounded(painter, QRectF(self.box.geometry()), px(METRICS.radius_panel), palette.panel, palette.line)
