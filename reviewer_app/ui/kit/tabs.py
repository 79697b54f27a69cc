"""A strip of tabs, on as many lines as they need: words with a line under the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.ui.kit.paint import colour, draw_focus
from reviewer_app.ui.theme import current, font, live, px

LINE = 36


class Tabs(QWidget):
    """The strip. `chosen` gives the id of the tab that a person chose, by mouse or with the arrow keys."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: tuple[tuple[str, str], ...] = ()
        self._at = ""
        self._laid: dict[int, list[QRect]] = {}
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        live.changed.connect(self._lay_anew)

    @property
    def at(self) -> str:
        """The id of the tab that is shown."""
        return self._at

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Shows these tabs: id and words. The one shown stays where it is still there."""
        self._tabs = tuple(tabs)
        self._laid.clear()
        if self._at not in [name for name, _ in tabs]:
            self._at = tabs[0][0] if tabs else ""
        self._tell()

    def show_tab(self, name: str) -> None:
        """Goes to a tab without saying `chosen`."""
        self._at = name
        self._tell()

    def _lay_anew(self) -> None:
        self._laid.clear()
        self.updateGeometry()

    def _tell(self) -> None:
        self.setAccessibleName(dict(self._tabs).get(self._at, ""))
        self.updateGeometry()
        self.update()

    def _boxes(self, room: int) -> list[QRect]:
        """Where each tab stands in a strip that is so wide; Qt asks for the same width many times over."""
        if room not in self._laid:
            self._laid[room] = self._laid_out(room)
        return self._laid[room]

    def _laid_out(self, room: int) -> list[QRect]:
        metrics, x, y, boxes = QFontMetrics(font(13, 600)), px(12), 0, list[QRect]()
        for _, words in self._tabs:
            width = metrics.horizontalAdvance(words)
            if x > px(12) and x + width + px(12) > room:
                x, y = px(12), y + px(LINE)
            boxes.append(QRect(x, y, width, px(LINE)))
            x += width + px(16)
        return boxes

    def sizeHint(self) -> QSize:
        boxes = self._boxes(1 << 16)
        return QSize(boxes[-1].right() + px(12) if boxes else px(40), px(LINE))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(font(13, 600))
        widest = max((metrics.horizontalAdvance(words) for _, words in self._tabs), default=px(16))
        return QSize(widest + px(24), px(LINE))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._boxes(width)
        return boxes[-1].bottom() + 1 if boxes else px(LINE)

    def _choose(self, name: str) -> None:
        if name != self._at:
            self.show_tab(name)
            self.chosen.emit(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for (name, _), box in zip(self._tabs, self._boxes(self.width()), strict=True):
            if box.adjusted(-px(8), 0, px(8), 0).contains(event.position().toPoint()):
                self._choose(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        names = [name for name, _ in self._tabs]
        if by is None or not names:
            super().keyPressEvent(event)
            return
        self._choose(names[(names.index(self._at) + by) % len(names)])

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(palette.line))
        for (name, words), box in zip(self._tabs, self._boxes(self.width()), strict=True):
            here = name == self._at
            painter.setFont(font(13, 600 if here else 400))
            painter.setPen(colour(palette.accent if here else palette.dim))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
            if here:
                painter.fillRect(box.x(), box.bottom() - 1, box.width(), 2, colour(palette.accent))
                if self.hasFocus():
                    draw_focus(painter, QRectF(box.adjusted(-px(6), px(4), px(6), -px(4))), px(4))
