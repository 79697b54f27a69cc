"""What makes a server that was away be tried at once: another network, and a key that a person presses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtNetwork import QNetworkInformation

from reviewer_app.ui.app import the_app


class NetworkWatch:
    """Calls `changed` on the screen's thread with every change, where the system tells of any; a hint, never a verdict.

    What the system calls reachable is not believed: only an answer of the server is.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        QNetworkInformation.loadDefaultBackend()
        self._info: QNetworkInformation | None = QNetworkInformation.instance()
        if self._info is not None:
            self._info.reachabilityChanged.connect(self._told)
            self._info.transportMediumChanged.connect(self._told)

    def stop(self) -> None:
        """Hears no more."""
        if self._info is not None:
            self._info.reachabilityChanged.disconnect(self._told)
            self._info.transportMediumChanged.disconnect(self._told)
            self._info = None

    def _told(self, now: object) -> None:
        self._changed()


class KeyWatch(QObject):
    """Calls `pressed` with every key while the server is away, and costs nothing while it is there."""

    def __init__(self, pressed: Callable[[], None]) -> None:
        super().__init__()
        self._pressed, self._on = pressed, False

    def listen(self, on: bool) -> None:
        """Whether keys are heard."""
        if on and not self._on:
            the_app().installEventFilter(self)
        elif self._on and not on:
            the_app().removeEventFilter(self)
        self._on = on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress:
            self._pressed()
        return False
