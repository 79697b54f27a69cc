"""Buttons, painted: with the key that does the same beside the words."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from reviewer_app.ui.kit.paint import colour, draw_focus, draw_keycap, key_words, keycap_size, plain_tip, rounded
from reviewer_app.ui.kit.pressing import plain_modifiers
from reviewer_app.ui.theme import METRICS, Ink, current, font, icon, live, px

ButtonTone = Literal["plain", "accent", "bad", "ok"]


class _Pressable(QAbstractButton):
    """What all buttons share: hover, Return as well as Space, a redraw with the theme.

    `key` is the key that does the same, as it was given; empty where there is none.
    """

    key = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        live.changed.connect(self.updateGeometry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain_modifiers(event):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


class Button(_Pressable):
    """A button with words and a key cap. A checkable one is plain until it is checked, then filled with its tone."""

    def __init__(
        self,
        text: str = "",
        key: str | None = None,
        tone: ButtonTone = "plain",
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.set_key(key)
        self.setCheckable(checkable)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Other words."""
        super().setText(text.replace("&", "&&"))
        self._words = text
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_key(self, key: str | None) -> None:
        """Another key on the cap."""
        self.key, self._key = key or "", key_words(key) if key else ""
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: ButtonTone) -> None:
        """Another tone."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(font(13, 600)).horizontalAdvance(self._words) + px(2 * METRICS.pad_x - 4)
        cap = keycap_size(self._key).width() + px(8) if self._key else 0
        return QSize(width + cap, px(METRICS.button))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colours(self) -> tuple[str, str, str | None]:
        """Ground, ink and line."""
        palette = current()
        filled = self._tone != "plain" and (self.isChecked() or not self.isCheckable())
        if not self.isEnabled():
            return palette.sunk, palette.faint, palette.line
        if filled:
            return palette.ink_of(self._tone), palette.on_accent, None  # type: ignore[arg-type]
        if self.isChecked():
            return palette.accent_ground, palette.accent, palette.accent
        return (palette.sunk if self.underMouse() else palette.panel), palette.ink, palette.line

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, ink, line = self._colours()
        painter, box = QPainter(self), QRectF(self.rect())
        rounded(painter, box, px(METRICS.radius), ground, line)
        if line is None and (self.isDown() or self.underMouse()):
            shade = QColor("#000000" if self.isDown() else "#ffffff")
            shade.setAlpha(30)
            rounded(painter, box, px(METRICS.radius), shade.name(QColor.NameFormat.HexArgb), None)
        face = font(13, 600)
        metrics = QFontMetrics(face)
        cap = keycap_size(self._key) if self._key else QSize(0, 0)
        room = self.width() - px(16) - (cap.width() + px(8) if self._key else 0)
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        total = metrics.horizontalAdvance(words) + (cap.width() + px(8) if self._key else 0)
        left = (self.width() - total) // 2
        painter.setFont(face)
        painter.setPen(colour(ink))
        painter.drawText(QRect(left, 0, self.width(), self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        if self._key:
            corner = QPoint(left + total - cap.width(), (self.height() - cap.height()) // 2)
            draw_keycap(painter, QRectF(QRect(corner, cap)), self._key, ink if line is None else None)
        if self.hasFocus():
            self._ring(painter, box, line is None)

    def _ring(self, painter: QPainter, box: QRectF, filled: bool) -> None:
        if filled:
            rounded(painter, box.adjusted(3, 3, -3, -3), px(4), None, current().on_accent)
        else:
            draw_focus(painter, box, px(METRICS.radius))


class IconButton(_Pressable):
    """A square button with an icon; `name` says aloud what it does and is shown as its tooltip.

    `side` is its height and width in pixels at text size 100 %.
    """

    def __init__(
        self,
        icon_name: str,
        name: str = "",
        key: str | None = None,
        checkable: bool = False,
        ink: Ink = "dim",
        side: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._ink, self._side, self.key = icon_name, ink, side, key or ""
        self.setCheckable(checkable)
        self.set_name(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """What it does, in words."""
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(f"{name}  {key_words(self.key)}" if self.key else name))

    def set_icon(self, icon_name: str) -> None:
        """Another icon."""
        self._icon_name = icon_name
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter, box = current(), QPainter(self), QRectF(self.rect())
        if self.isChecked():
            rounded(painter, box, px(METRICS.radius), palette.accent_ground, None)
        elif self.underMouse() and self.isEnabled():
            rounded(painter, box, px(METRICS.radius), palette.sunk, None)
        side = px(18)
        at = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        ink: Ink = "accent" if self.isChecked() else self._ink if self.isEnabled() else "faint"
        icon(self._icon_name, ink).paint(painter, at)
        if self.hasFocus():
            draw_focus(painter, box, px(METRICS.radius))
