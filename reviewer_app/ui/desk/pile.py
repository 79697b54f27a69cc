"""The views of the desk, one over the other in the same place."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class Pile(QWidget):
    """Widgets that all fill it, one over the other; what lies under is laid out too, and is there without a wait."""

    def put_under(self, widget: QWidget) -> None:
        """One more, at the bottom; nothing where it is one of them already."""
        if widget.parent() is self:
            return
        widget.setParent(self)
        widget.setGeometry(self.rect())
        widget.lower()
        widget.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        for child in self.children():
            if isinstance(child, QWidget):
                child.setGeometry(self.rect())
