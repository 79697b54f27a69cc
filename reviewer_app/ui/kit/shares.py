"""A column whose parts share the height there is: each says how much it wants, the least it needs, and who gives way.

A panel says both through its layout: what can give way in it is a `ShareScroll` or a box of text.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayoutItem, QScrollArea, QSizePolicy, QWidget

from reviewer_app.ui.kit.flow import HeldItems
from reviewer_app.ui.kit.frames import Ground, Scroll, Surface
from reviewer_app.ui.theme import px


class Shares(HeldItems):
    """Puts widgets one below the other. Where room is short, those that give way first shrink to their least."""

    def __init__(self) -> None:
        super().__init__()
        self._gives: list[int] = []

    def put(self, widget: QWidget, gives: int = 0) -> None:
        """One more at the end; the one with the greatest `gives` shrinks first."""
        self._gives.append(gives)
        self.addWidget(widget)

    def takeAt(self, index: int) -> QLayoutItem | None:
        taken = super().takeAt(index)
        if taken is not None:
            self._gives.pop(index)
        return taken

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """The least that all of them need: below that, what holds the column scrolls."""
        return sum(_least(item, width) for item in self._items if not item.isEmpty())

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        return QSize(0, 0)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        shown = [(item, gives) for item, gives in zip(self._items, self._gives, strict=True) if not item.isEmpty()]
        heights = [_wanted(item, rect.width()) for item, _gives in shown]
        short = sum(heights) - rect.height()
        for at in sorted(range(len(shown)), key=lambda n: -shown[n][1]):
            given = max(0, min(short, heights[at] - _least(shown[at][0], rect.width())))
            heights[at], short = heights[at] - given, short - given
        top = rect.y()
        for (item, _gives), height in zip(shown, heights, strict=True):
            item.setGeometry(QRect(rect.x(), top, rect.width(), height))
            top += height


def _wanted(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def _least(item: QLayoutItem, width: int) -> int:
    widget = item.widget()
    inside = widget.layout() if widget is not None else None
    if inside is not None and inside.hasHeightForWidth():
        return min(inside.minimumHeightForWidth(width), _wanted(item, width))
    return item.minimumSize().height()


class ShareScroll(Scroll):
    """A list that wants the height of all that is in it, and scrolls where it gets less, down to `floor` pixels."""

    def __init__(self, floor: int, ground: Ground = "panel", parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.floor = floor
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_floor(self, floor: int) -> None:
        """Another least height, in pixels at text size 100 %."""
        if floor != self.floor:
            self.floor = floor
            self.updateGeometry()

    def _whole(self) -> int:
        inside = self._inside.layout()
        return inside.totalHeightForWidth(self.width()) if inside is not None else 0

    def sizeHint(self) -> QSize:
        return QSize(px(80), self._whole())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), min(px(self.floor), self._whole()))

    def settle(self) -> None:
        """Works out the height of what is in it now, not at the next turn of the event loop."""
        inside = self._inside.layout()
        if inside is not None:
            inside.activate()
        self.updateGeometry()

    def reveal(self, widget: QWidget) -> None:
        """Brings a widget that is in it into sight."""
        self.settle()
        _bring(self, widget)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)


class SharedColumn(QScrollArea):
    """A column of parts that share its height; it scrolls as a whole only where not even their least fits."""

    def __init__(self, ground: Ground = "panel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside, self.shares = Surface(ground), Shares()
        self._inside.setLayout(self.shares)
        self.setWidget(self._inside)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), px(80))

    def settle(self) -> None:
        """Gives every part its place now."""
        inside = self._inside
        for scroll in inside.findChildren(ShareScroll):
            scroll.settle()
            holder = scroll.parentWidget()
            layout = holder.layout() if holder is not None else None
            if layout is not None:
                layout.activate()
        self.shares.invalidate()
        width = self.viewport().width()
        inside.resize(width, max(self.shares.heightForWidth(width), self.viewport().height()))
        self.shares.activate()

    def reveal(self, widget: QWidget) -> None:
        """Brings a widget into sight, its top where it is higher than the room there is; in the lists around it too."""
        self.settle()
        holder = widget.parentWidget()
        while holder is not None:
            if isinstance(holder, QScrollArea):
                _bring(holder, widget)
            if holder is self:
                break
            holder = holder.parentWidget()


def _bring(area: QScrollArea, widget: QWidget) -> None:
    margin, room, inside = px(8), area.viewport().height(), area.widget()
    if inside is None:
        return
    top = widget.mapTo(inside, widget.rect().topLeft()).y()
    bar, bottom = area.verticalScrollBar(), top + widget.height() + margin
    if bottom > bar.value() + room:
        bar.setValue(bottom - room)
    if top - margin < bar.value():
        bar.setValue(top - margin)
