"""When it is told what of a clip was watched: soon to the time line, now and again to the desk."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer_app.client.viewmodels.clipmoving import ClipMoving

SHOWN_AFTER, TOLD_AFTER = {False: 60, True: 500}, {False: 400, True: 5000}
"""Milliseconds until newly watched frames are seen on the time line, and told of; at rest, and while it plays."""


class Telling(QObject):
    """`lately` asks for the time line, `told` tells the desk; while a frame stands that is not earned yet, again."""

    lately = Signal()
    told = Signal()

    def __init__(self, model: ClipMoving, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._lately, self._tell = QTimer(self), QTimer(self)
        for timer, then in ((self._lately, self.lately.emit), (self._tell, self._told)):
            timer.setSingleShot(True)
            timer.timeout.connect(then)

    def reached(self) -> None:
        """A picture was painted before the person."""
        playing = self._model.state.playing
        for timer, times in ((self._lately, SHOWN_AFTER), (self._tell, TOLD_AFTER)):
            after = times[playing]
            if not timer.isActive() or timer.remainingTime() > after:
                timer.start(after)

    def stop(self) -> None:
        """Tells no more."""
        self._lately.stop()
        self._tell.stop()

    def _told(self) -> None:
        self.lately.emit()
        self.told.emit()
        lacking = self._model.watching.lacking
        if lacking:
            self._tell.start(min(ceil(lacking * 1000) + 1, TOLD_AFTER[True]))
