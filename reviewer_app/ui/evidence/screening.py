"""A clip on a canvas: the frame that its model says, the counter on it, and playing when it plays."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from reviewer_app.client.viewmodels.cannot import Cannot, cannot
from reviewer_app.client.viewmodels.clipopening import ClipOpening
from reviewer_app.client.viewmodels.clipstate import BACK_EVERY
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.words import _
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.values import Source
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.evidence.overlay import STAGE
from reviewer_app.ui.evidence.player import Player
from reviewer_app.ui.theme import px


class Screening(QObject):
    """Canvas and player of one clip. `refresh` brings both to what the model says; without `sound` none is opened."""

    def __init__(self, model: ClipOpening, reader: Reader, sound: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model, self._reader = model, reader
        self.canvas, self.player = Canvas(STAGE), Player(self, sound)
        self.canvas.set_margin(px(3))  # the ring of the keyboard lies beside the picture, not on it
        self._asset, self._jumps = "", 0
        self._back = QTimer(self)
        self._back.setInterval(round(1000 * BACK_EVERY))
        self._back.timeout.connect(model.back_tick)
        self.player.frame.connect(self._played)
        self.player.ended.connect(lambda: model.play_ended())
        self.player.broken.connect(self._broken)

    def stop(self) -> None:
        """Plays no more, and lets go of the bytes."""
        self._back.stop()
        self.player.unload()

    def refresh(self) -> None:
        """Shows the state of the model."""
        state = self.model.state
        if state.asset != self._asset:  # what is loaded is another clip, even where this one is there at once
            self._asset = state.asset
            self.stop()
        self._drive()
        if state.frame is None or state.frame.pts == state.shown:
            probe = state.probe
            full = (probe.width, probe.height) if probe else None
            self.canvas.show_pixels(state.frame, full, name=state.shown)
        self.canvas.set_box(state.box, self.model.box_here() is not None)
        self.canvas.set_badge(self.model.time_text())
        if state.frame is None and state.trouble is not None:
            self.canvas.say(_(state.trouble.what), _(state.trouble.todo))
        else:
            self.canvas.say("")

    def _drive(self) -> None:
        """Makes the player do what the model says."""
        state = self.model.state
        forward, backward = state.playing and state.speed > 0, state.playing and state.speed < 0
        if backward != self._back.isActive():
            (self._back.start if backward else self._back.stop)()
        self.player.mute(state.muted)
        if not forward:
            self.player.pause()
            self.canvas.rest()
        elif self.player.loaded:
            again, self._jumps = state.jumps != self._jumps, state.jumps
            self.player.play(state.at, state.speed, again)
        else:
            self._reader.source(state.asset, partial(self._load, state.asset))

    def _load(self, asset: str, source: Source | Cannot) -> None:
        state = self.model.state
        if asset != state.asset:
            return  # it comes late: another clip is shown
        if isinstance(source, Cannot):
            self.model.play_ended(source)
        elif state.timeline is not None and not self.player.loaded:
            try:
                opened = self.player.load(source, state.timeline)
            except OSError:
                opened = False
            if not opened:
                self._broken()
            elif state.playing:
                self.player.play(state.at, state.speed)

    def _played(self, image: QImage, pts: int) -> None:
        if self.model.state.playing:
            probe = self.model.state.probe
            full = (probe.width, probe.height) if probe else (image.width(), image.height())
            self.canvas.show_image(image, full, name=pts)
            self.model.played_to(pts)

    def _broken(self) -> None:
        self.player.unload()
        self.model.play_ended(cannot(CannotShow(Reason.UNREADABLE)))
        self._reader.unreadable(self.model.state.asset, self.model.ask_whole)
