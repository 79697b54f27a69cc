"""A row that wraps: badges or tools side by side, on as many lines as they need."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QSizePolicy, QWidget

from reviewer_app.ui.theme import px


class HeldItems(QLayout):
    """A layout that keeps its items in a list; how they are laid out is its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None


class FlowLayout(HeldItems):
    """Puts items from left to right and goes to a new line where room ends; the last one at the right edge on wish."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6, right: bool = False) -> None:
        self._heights: dict[int, int] = {}  # first: the layout is invalidated while it is made
        super().__init__(parent)
        self._gap, self._right = gap, right

    def addItem(self, item: QLayoutItem) -> None:
        self._heights.clear()
        super().addItem(item)

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._heights.clear()
        return super().takeAt(index)

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt asks many times for the same width while it shares out room: kept until something in it changes."""
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All on one line."""
        items = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in items) + px(self._gap) * max(0, len(items) - 1)
        return QSize(width, max((size.height() for size in items), default=0))

    def minimumSize(self) -> QSize:
        width = max((item.minimumSize().width() for item in self._items if not item.isEmpty()), default=0)
        height = max((item.sizeHint().height() for item in self._items if not item.isEmpty()), default=0)
        return QSize(width, height)

    def _place(self, rect: QRect, move: bool) -> int:
        gap, x, y, line = px(self._gap), rect.x(), rect.y(), 0
        shown = [item for item in self._items if not item.isEmpty()]
        rows: list[list[tuple[QLayoutItem, QRect]]] = [[]]
        for item in shown:
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), 1), 1 << 16))
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, line = rect.x(), y + line + gap, 0
                rows.append([])
            left = rect.x() + rect.width() - size.width() if self._right and item is shown[-1] else x
            rows[-1].append((item, QRect(QPoint(left, y), size)))
            x, line = x + size.width() + gap, max(line, size.height())
        if move:
            for row in rows:
                _set_row(row)
        return y + line - rect.y()


def _set_row(row: list[tuple[QLayoutItem, QRect]]) -> None:
    """Puts what stands on a line side by side, each in the middle of the line's height."""
    high = max((box.height() for _item, box in row), default=0)
    for item, box in row:
        item.setGeometry(box.translated(0, (high - box.height()) // 2))


class FlowBox(QWidget):
    """A widget whose children wrap. They stay: what is not to be seen of them is hidden."""

    def __init__(self, parent: QWidget | None = None, right: bool = False) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, right=right)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """One more at the end."""
        self._flow.addWidget(widget)


def together(*widgets: QWidget) -> QWidget:
    """Widgets that stay side by side where a row wraps."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(2))
    for widget in widgets:
        row.addWidget(widget)
    return group
