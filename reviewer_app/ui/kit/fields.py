"""Where people type: one line with the key that leads to it, and several lines of plain text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
    QValidator,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from reviewer_app.ui.kit.paint import draw_keycap, key_words, keycap_size
from reviewer_app.ui.kit.pointing import pointed_at
from reviewer_app.ui.theme import font, live, px


class Field(QLineEdit):
    """A line to type in. The cap of the key that leads here shows behind the placeholder while it is empty.

    One that `clears` is emptied by Escape and has a cross for it. `leads_to` says who gets the keyboard with Down, and
    with Escape: the list that the words are looked for in.
    """

    def __init__(
        self, placeholder: str = "", key: str | None = None, parent: QWidget | None = None, clears: bool = False
    ) -> None:
        super().__init__(parent)
        self._clears = clears
        self.setClearButtonEnabled(clears)
        self._key = key_words(key) if key else ""
        self._onward: Callable[[], QWidget | None] = lambda: None
        self.setPlaceholderText(placeholder)
        self._dress()
        live.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFont(font())

    def setPlaceholderText(self, text: str) -> None:
        """The words shown while it is empty; also its name for those who do not see it, until it has another."""
        if not self.accessibleName() or self.accessibleName() == self.placeholderText():
            self.setAccessibleName(text)
        super().setPlaceholderText(text)

    def escape(self) -> None:
        """Escape was pressed in it: what was typed goes, where that is what Escape does here."""
        if self._clears and self.text():
            self.clear()
            self.textEdited.emit("")

    def leads_to(self, onward: Callable[[], QWidget | None]) -> None:
        """Who gets the keyboard when this field is left; asked each time, None for whoever has it on the page."""
        self._onward = onward

    @property
    def onward(self) -> QWidget | None:
        """Who gets the keyboard now when it is left."""
        return self._onward()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        onward = self.onward if event.key() == Qt.Key.Key_Down else None
        if onward is not None:
            onward.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def set_wrong(self, wrong: bool) -> None:
        """Marks what was typed as not usable; say beside it what is wrong."""
        if self.property("wrong") != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._key or self.text() or self.hasFocus():
            return
        size, left = keycap_size(self._key), self._room() + px(8)
        if left + size.width() + px(8) <= self.width():
            box = QRect(left, (self.height() - size.height()) // 2, size.width(), size.height())
            draw_keycap(QPainter(self), QRectF(box), self._key)

    def _room(self) -> int:
        """Where the placeholder would end."""
        return px(12) + QFontMetrics(self.font()).horizontalAdvance(self.placeholderText())

    def cut_words(self) -> str:
        """The placeholder, where it is shown cut."""
        cut = not self.text() and self._room() > self.width() - px(8)
        return self.placeholderText() if cut else ""

    def enterEvent(self, event: QEnterEvent) -> None:
        pointed_at(self)
        super().enterEvent(event)


class NumberBox(QSpinBox):
    """A whole number between two limits. What is typed stays as it is typed, so that it can be said to be wrong.

    A spin box alone puts the number before in the place of one that it does not take, and takes signs away unseen.
    """

    typed = Signal()
    _WIDE = 999_999

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits = (least, most)
        self.setRange(-self._WIDE, self._WIDE)
        self.lineEdit().textEdited.connect(self.typed)

    def number(self) -> int | None:
        """What stands in it; None where that is no number within the limits."""
        least, most = self._limits
        text = self.lineEdit().text().strip()
        return self.value() if text and least <= self.value() <= most else None

    def set_wrong(self, wrong: bool) -> None:
        """Marks what was typed as not usable; say beside it what is wrong."""
        if self.property("wrong") != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def stepBy(self, steps: int) -> None:
        """The arrows stay within the limits."""
        least, most = self._limits
        self.setValue(min(most, max(least, self.value() + steps)))
        self.selectAll()
        self.typed.emit()

    def stepEnabled(self) -> QSpinBox.StepEnabledFlag:
        least, most = self._limits
        up = QSpinBox.StepEnabledFlag.StepUpEnabled if self.value() < most else QSpinBox.StepEnabledFlag.StepNone
        down = QSpinBox.StepEnabledFlag.StepDownEnabled if self.value() > least else QSpinBox.StepEnabledFlag.StepNone
        return up | down

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Nothing typed is no number, and stays nothing."""
        return (QValidator.State.Acceptable, text, at) if not text.strip() else super().validate(text, at)

    def valueFromText(self, text: str) -> int:
        return super().valueFromText(text) if text.strip() else self._limits[0] - 1


class TextBox(QPlainTextEdit):
    """Several lines of plain text; Tab leaves it. `edited` gives the whole text after every change by a person.

    It wants room for `lines`, and makes do with `least` of them where there is less.
    """

    edited = Signal(str)
    left = Signal()

    def __init__(self, placeholder: str = "", lines: int = 4, least: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._least, self._quiet = lines, least or lines, False
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._changed)
        self._dress()
        live.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFont(font())
        self.setMinimumHeight(self._height(self._least))
        self.updateGeometry()

    @staticmethod
    def _height(lines: int) -> int:
        return lines * QFontMetrics(font()).lineSpacing() + px(14)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(self._lines))

    def text(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Puts a text in without saying `edited`, the cursor behind it; it stays where the text is the same."""
        if text != self.toPlainText():
            self._quiet = True
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self._quiet = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit(self.toPlainText())
