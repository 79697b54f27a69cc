"""Rows of a list that can be pressed, reasons one below the other, and the hint that says which key does what."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from reviewer_app.ui.kit.marks import Dot
from reviewer_app.ui.kit.paint import colour, draw_focus
from reviewer_app.ui.kit.pressing import is_press
from reviewer_app.ui.kit.text import ElidedLabel, KeyCap, Label
from reviewer_app.ui.theme import METRICS, current, px


class Row(QWidget):
    """A line of a list: `line` takes what stands in it; a thin line below; `clicked` where it is pressable."""

    clicked = Signal()

    def __init__(self, pressable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressable, self._chosen = False, False
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(px(8), px(6), px(8), px(6))
        self.line.setSpacing(px(METRICS.gap))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if pressable:
            self.set_pressable(True)

    def set_pressable(self, pressable: bool) -> None:
        """Whether it can be pressed, and is walked to."""
        self._pressable = pressable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if pressable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor)

    def set_chosen(self, chosen: bool) -> None:
        """Whether it is the one the person is at."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pressable and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pressable and is_press(event):
            if not event.isAutoRepeat():
                self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        if self._chosen:
            painter.fillRect(self.rect(), colour(palette.accent_ground))
        elif self._pressable and self.underMouse():
            painter.fillRect(self.rect(), colour(palette.sunk))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(palette.line))
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), px(4))


class ReasonLine(QWidget):
    """One reason of several: `text` behind a dot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(METRICS.gap))
        self.text = Label(wrap=True)
        row.addWidget(Dot("warn"))
        row.addWidget(self.text, 1)


class KeyHint(QWidget):
    """A key cap and, behind it, what the key does; words that have no room end with dots and are said by pointing."""

    def __init__(self, keys: str, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        self.cap, self.words = KeyCap(keys), ElidedLabel(words, "small")
        self.words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self.cap)
        row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set(self, keys: str, words: str) -> None:
        """Another key, other words."""
        self.cap.set(keys)
        self.words.setText(words)
