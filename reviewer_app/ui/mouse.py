"""Hears that the mouse is used in a window, whatever it is used for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

_USED: Final = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


class MouseHeard(QObject):
    """Calls `touched` for each move, press and turn of the wheel over a window; which it was is nobody's business.

    It sits before the native window, where what comes from the system comes by once; a filter over the whole
    application would see every event of every widget.
    """

    def __init__(self, window: QWidget, touched: Callable[[], None]) -> None:
        super().__init__(window)
        self._touched = touched
        window.winId()  # makes the native window where it is not there yet
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USED:
            self._touched()
        return False
