"""Words on the screen: labels that never guess rich text, badges and key caps."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from reviewer_app.ui.kit.paint import (
    chip_size,
    colour,
    draw_chip,
    draw_focus,
    draw_keycap,
    key_words,
    keycap_size,
)
from reviewer_app.ui.kit.pointing import pointed_at
from reviewer_app.ui.kit.pressing import is_press
from reviewer_app.ui.theme import Ink, Tone, current, font, live, px, sits_close

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
    """Plain words in a role's font and ink; `ink` overrides the colour. Qt paints it: there are hundreds of them."""

    def __init__(
        self,
        text: str = "",
        role: Role = "text",
        *,
        ink: Ink | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role, self._ink, self._close = role, ink, False
        self.setWordWrap(wrap)
        self.setText(text)
        self._dress()
        live.changed.connect(self._redress)

    def _dress(self) -> None:
        self.setFont(_face(self._role, self._close))
        self.setPalette(_words_palette(self.colour))

    def _redress(self) -> None:
        self.ensurePolished()  # later, a style sheet would bring back the palette of the theme it was made in
        self._dress()

    def setText(self, text: str) -> None:
        if (close := sits_close(text)) != self._close:
            self._close = close
            self._dress()
        super().setText(text)

    @property
    def colour(self) -> str:
        """The colour of the words in the theme that is shown."""
        return current().ink_of(self._ink or _INKS[self._role])

    def set_role(self, role: Role) -> None:
        """Another role: font and ink."""
        if role != self._role:
            self._role = role
            self._dress()

    def set_ink(self, ink: Ink | None) -> None:
        """Another colour than the role's; None goes back to it."""
        if ink != self._ink:
            self._ink = ink
            self.setPalette(_words_palette(self.colour))

    def minimumSizeHint(self) -> QSize:
        if self.wordWrap():  # the height for a width is what counts; the least is one line
            return QSize(px(24), self.fontMetrics().height())
        return super().minimumSizeHint()


class ElidedLabel(Label):
    """Words on one line, cut with dots where room ends; pointing at them says the rest, unless a tooltip is set."""

    def __init__(
        self, text: str = "", role: Role = "text", *, ink: Ink | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, ink=ink, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(24), super().minimumSizeHint().height())

    @property
    def cut(self) -> bool:
        """Whether the words end with dots now."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def cut_words(self) -> str:
        """The words, where they end with dots."""
        return self.text() if self.cut else ""

    def enterEvent(self, event: QEnterEvent) -> None:
        pointed_at(self)
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self), self.contentsRect()
        painter.setFont(self.font())
        painter.setPen(colour(self.colour))
        line = self.text().replace("\n", " ")
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment().value), shown)


@lru_cache(maxsize=64)
def _words_palette(name: str) -> QPalette:
    made = QPalette()
    made.setColor(QPalette.ColorRole.WindowText, colour(name))
    return made


def _face(role: Role, close: bool) -> QFont:
    return font(*_FONTS[role], close=close)


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
        if is_press(event):
            if not event.isAutoRepeat():
                self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def cut_words(self) -> str:
        """The words, where they are shown cut."""
        return self._text if self.sizeHint().width() > self.width() else ""

    def enterEvent(self, event: QEnterEvent) -> None:
        pointed_at(self)
        super().enterEvent(event)

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
