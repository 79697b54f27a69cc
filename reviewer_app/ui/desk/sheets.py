"""A sheet to be read over the desk: its title and the key that shows it, and below what scrolls."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.words import _
from reviewer_app.ui.kit import IconButton, KeyCap, Label, Scroll, Sheet
from reviewer_app.ui.theme import px


class ReadingSheet(Sheet):
    """The frame of such a sheet; what it shows goes into the column of `_scroll`, with these margins around it."""

    def __init__(self, window: QWidget, width: int, key: str, margins: tuple[int, int, int, int]) -> None:
        super().__init__(window, width)
        self.title, self.shut, self._scroll = Label(role="title"), IconButton("x", key="Esc"), Scroll()
        self._top = QHBoxLayout()
        self._top.addWidget(self.title, 1)
        self._top.addWidget(KeyCap(key))
        self._top.addWidget(self.shut)
        self.body.addLayout(self._top)
        self.body.addWidget(self._scroll, 1)
        self._scroll.column.setContentsMargins(*map(px, margins))
        self.shut.clicked.connect(self.dismiss)

    def _entitle(self, title: str) -> None:
        """Says what it is, to eyes and ears."""
        self.title.setText(title)
        self.shut.set_name(_("Close"))
        self._scroll.setAccessibleName(title)

    def _inside(self, width: int) -> int:
        """How wide the inside of a box is that is so wide."""
        frame = self.body.contentsMargins()
        return width - frame.left() - frame.right()

    def _framed(self, high: int) -> int:
        """How high the box is in which what is below the title is so high."""
        frame = self.body.contentsMargins()
        return frame.top() + self._top.sizeHint().height() + self.body.spacing() + high + frame.bottom()


def settled(*parts: QWidget) -> None:
    """Has widgets that say something else now measured anew, at once: the sheet around them is as high as they are."""
    for part in parts:
        layout = part.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
