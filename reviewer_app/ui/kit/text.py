"""Words on the screen: labels that never guess rich text, badges and key caps."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from reviewer_app.ui.kit.paint import chip_size, draw_chip, draw_focus, draw_keycap, key_words, keycap_size
from reviewer_app.ui.theme import Ink, Tone, current, font, live, px

Role = Literal["title", "strong", "text", "dim", "faint", "small", "heading", "mono", "code"]
_FONTS: dict[Role, tuple[Literal[16, 13, 11], int, bool]] = {
    "title": (16, 600, False),
    "strong": (13, 600, False),
    "text": (13, 400, False),
    "dim": (13, 400, False),
    "faint": (11, 400, False),
    "small": (11, 400, False),
    "heading": (11, 600, False),
    "mono": (11, 400, True),
    "code": (16, 600, True),
}
_INKS: dict[Role, Ink] = {
    "title": "ink",
    "strong": "ink",
    "text": "ink",
    "dim": "dim",
    "faint": "faint",
    "small": "dim",
    "heading": "dim",
    "mono": "dim",
    "code": "ink",
}


class Label(QLabel):
    """Plain words in a role's font and ink; `ink` overrides the colour, `elide` cuts with dots where room ends."""

    def __init__(
        self,
        text: str = "",
        role: Role = "text",
        *,
        ink: Ink | None = None,
        elide: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role, self._ink, self._elide = role, ink, elide
        self.setWordWrap(wrap and not elide)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)
        self._dress()
        live.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFont(_face(self._role))
        self.update()

    def set_role(self, role: Role) -> None:
        """Another role: font and ink."""
        self._role = role
        self._dress()

    def set_ink(self, ink: Ink | None) -> None:
        """Another colour than the role's; None goes back to it."""
        if ink != self._ink:
            self._ink = ink
            self.update()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, hint.height()) if self._elide else hint

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if self.wordWrap():  # the height for a width is what counts; the least is one line
            return QSize(px(24), self.fontMetrics().height())
        return QSize(px(24), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(QColor(current().ink_of(self._ink or _INKS[self._role])))
        text, flags = self.text(), int(self.alignment().value)
        if self._elide:
            text = self.fontMetrics().elidedText(
                text.replace("\n", " "), Qt.TextElideMode.ElideRight, self.contentsRect().width()
            )
        if self.wordWrap():
            flags |= int(Qt.TextFlag.TextWordWrap.value)
        painter.drawText(self.contentsRect(), flags, text)


def _face(role: Role) -> QFont:
    return font(*_FONTS[role])


class Chip(QWidget):
    """A rounded badge. The tone never stands alone: the words say it too."""

    def __init__(self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        live.changed.connect(self.updateGeometry)

    def set(self, text: str, tone: Tone | None = None) -> None:
        """Other words, and another tone where one is given."""
        if (text, tone or self._tone) != (self._text, self._tone):
            self._text, self._tone = text, tone or self._tone
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        """The words."""
        return self._text

    def sizeHint(self) -> QSize:
        return chip_size(self._text)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(chip_size(self._text).width(), px(40)), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_chip(QPainter(self), QRectF(self.rect()), self._text, self._tone)


class ChipButton(QWidget):
    """A badge that can be chosen, by mouse, Space or Return; `clicked` says so."""

    clicked = Signal()

    def __init__(self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone, self._checked = text, tone, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        live.changed.connect(self.updateGeometry)

    @property
    def checked(self) -> bool:
        """Whether it is the one chosen."""
        return self._checked

    @property
    def text(self) -> str:
        """The words."""
        return self._text

    def set(self, text: str, checked: bool | None = None, tone: Tone | None = None) -> None:
        """Other words, state or tone."""
        self._text, self._tone = text, tone or self._tone
        self._checked = self._checked if checked is None else checked
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        size = chip_size(self._text)
        return QSize(size.width() + px(4), size.height() + px(2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        draw_chip(painter, box, self._text, "accent" if self._checked else self._tone)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), self.height() / 2)


class KeyCap(QWidget):
    """The cap of a key, shown beside what it does; `keys` in Qt's portable notation."""

    def __init__(self, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = key_words(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(keys)
        live.changed.connect(self.updateGeometry)

    def set(self, keys: str) -> None:
        """Another key."""
        self._words = key_words(keys)
        self.setAccessibleName(keys)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return keycap_size(self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_keycap(QPainter(self), QRectF(self.rect()), self._words)
