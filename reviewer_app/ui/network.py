"""Hears from the system that the network has changed, so that a server that was away is tried at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtNetwork import QNetworkInformation


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
