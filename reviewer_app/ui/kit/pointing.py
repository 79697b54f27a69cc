"""Pointing at words that are shown cut: the rest of them is said as a tooltip."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from reviewer_app.ui.kit.paint import plain_tip


class _Cut(Protocol):
    def cut_words(self) -> str: ...


class _Pointing(QObject):
    """Listens to the widget that somebody points at, and to no other.

    A widget that overrode `event` for this would be asked in Python about every one of its events, and a view that
    wakes sends its widgets hundreds.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            watched.removeEventFilter(self)
        elif isinstance(event, QHelpEvent) and isinstance(watched, QWidget) and not watched.toolTip():
            words = cast(_Cut, watched).cut_words() if event.type() is QEvent.Type.ToolTip else ""
            if words:
                QToolTip.showText(event.globalPos(), plain_tip(words), watched)
                return True
        return False


_pointing = _Pointing()


def pointed_at(widget: QWidget) -> None:
    """Somebody points at a widget: call it in its `enterEvent`.

    The widget's `cut_words` are those that it shows cut, empty while it shows them whole; a tooltip of its own goes
    before them.
    """
    widget.installEventFilter(_pointing)
