"""The rail at the left: the pages by icon and word, with the number of things that wait there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui.kit import Surface
from reviewer_app.ui.kit.paint import colour, draw_focus, key_words, rounded
from reviewer_app.ui.kit.pressing import is_press
from reviewer_app.ui.theme import METRICS, current, font, icon, live, px

if TYPE_CHECKING:
    from reviewer_app.ui.theme import Ink


class RailItem(QAbstractButton):
    """One page of the rail, checked while its page is shown; or, not `checkable`, something that it does.

    Tab stops at the checked one; the arrow keys walk to the others, Return and Space press.
    """

    stepped = Signal(int)

    def __init__(self, icon_name: str, key: str = "", checkable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._key, self._count = icon_name, key, 0
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)

    def set_words(self, words: str) -> None:
        """What the page is called."""
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {key_words(self._key)}" if self._key else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif is_press(event):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def set_count(self, count: int) -> None:
        """How many things there need eyes; nothing is shown for none."""
        if count != self._count:
            self._count = count
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(METRICS.rail), px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        box = QRectF(self.rect()).adjusted(px(5), px(2), -px(5), -px(2))
        if self.isChecked():
            rounded(painter, box, px(METRICS.radius_panel), palette.accent_ground, None)
        elif self.underMouse():
            rounded(painter, box, px(METRICS.radius_panel), palette.sunk, None)
        ink: Ink = "accent" if self.isChecked() else "dim"
        side = px(20)
        icon(self._icon_name, ink).paint(painter, QRect((self.width() - side) // 2, px(8), side, side))
        painter.setFont(font(11, 600 if self.isChecked() else 400))
        painter.setPen(QColor(palette.ink_of(ink)))
        painter.drawText(QRect(0, px(28), self.width(), px(18)), int(Qt.AlignmentFlag.AlignCenter), self.text())
        if self._count:
            self._badge(painter)
        if self.hasFocus():
            draw_focus(painter, box, px(METRICS.radius_panel))

    def _badge(self, painter: QPainter) -> None:
        palette, words = current(), str(min(self._count, 99))
        spot = QRectF(self.width() / 2 + px(4), px(4), px(11) + px(6) * (len(words) - 1), px(14))
        rounded(painter, spot, px(7), palette.bad, None)
        painter.setFont(font(11, 600))
        painter.setPen(colour(palette.on_accent))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), words)


class Rail(Surface):
    """The rail. `chosen` gives the name of the page that was pressed; `signing_out` says that the person asks to go."""

    chosen = Signal(str)
    signing_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("right",), parent)
        self._items: dict[str, RailItem] = {}
        self._column, self._high, self._low = QVBoxLayout(self), QVBoxLayout(), QVBoxLayout()
        self._column.setSpacing(px(2))
        self._column.addWidget(_Sign())
        self._column.addLayout(self._high)
        self._column.addStretch(1)
        self._column.addLayout(self._low)
        self._dress()
        live.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFixedWidth(px(METRICS.rail))
        self._column.setContentsMargins(0, px(4), 1, px(8))

    def add(self, name: str, icon_name: str, key: str = "", low: bool = False) -> RailItem:
        """One more page, above the gap or, with `low`, below it."""
        item = RailItem(icon_name, key)
        self._items[name] = item
        (self._low if low else self._high).addWidget(item)
        item.clicked.connect(lambda: self.chosen.emit(name))
        item.stepped.connect(lambda by: self._step(item, by))
        return item

    def add_sign_out(self, key: str) -> RailItem:
        """The way out, below all pages."""
        item = RailItem("sign-out", key, checkable=False)
        self._items["sign_out"] = item
        self._low.addWidget(item)
        item.clicked.connect(self.signing_out)
        item.stepped.connect(lambda by: self._step(item, by))
        return item

    def _step(self, item: RailItem, by: int) -> None:
        items = list(self._items.values())
        items[(items.index(item) + by) % len(items)].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page(self, name: str) -> None:
        """Marks the page that is shown."""
        for other, item in self._items.items():
            if item.isCheckable():
                item.setChecked(other == name)
                item.setFocusPolicy(Qt.FocusPolicy.TabFocus if other == name else Qt.FocusPolicy.NoFocus)

    def item(self, name: str) -> RailItem:
        """The item of a page. Raises KeyError."""
        return self._items[name]


class _Sign(QWidget):
    """The sign of the house: a pair of scales."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(px(METRICS.head - 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = px(24)
        at = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        icon("scales", "accent").paint(QPainter(self), at)
