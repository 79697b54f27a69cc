"""The line below a clip: the keys that play and mark, and what they have set."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.pair import PairModel, Side
from reviewer_app.client.words import _
from reviewer_app.ui.kit import ElidedLabel, FlowBox, IconButton, KeyCap, Label, together
from reviewer_app.ui.theme import font, live, px

CHECKED_EVERY = 300
"""Milliseconds between two looks at how far the check of a clip is."""


class ClipControls(QWidget):
    """Buttons for the mouse, caps for the keys, and the state in words."""

    def __init__(self, pair: PairModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair, self.model = pair, pair.own
        self.play = IconButton("play", key="Space", ink="ink")
        self.back_one, self.on_one = IconButton("caret-left", key=","), IconButton("caret-right", key=".")
        self.mute, self.box = IconButton("speaker-high", key="Q", checkable=True), IconButton("bounding-box", key="B")
        self.loop, self.sheet = IconButton("repeat", key="Shift+K", checkable=True), IconButton("squares-four", key="T")
        self.beside = IconButton("columns", key="Shift+S", checkable=True)
        self.speed = Label(role="mono")
        self.range = ElidedLabel(role="mono", ink="warn")
        self.range.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row, tools = QHBoxLayout(self), FlowBox(right=True)
        row.setContentsMargins(px(4), 0, px(4), 0)
        row.addWidget(tools)
        tools.add(together(self.play, *map(KeyCap, "JKL"), self.speed))
        tools.add(together(self.back_one, KeyCap(","), KeyCap("."), self.on_one))
        tools.add(together(KeyCap("["), KeyCap("]"), self.range, self.loop))
        tools.add(together(self.sheet, self.beside, self.box, self.mute))
        self._checking = QTimer(self)
        self._checking.setSingleShot(True)
        self._checking.setInterval(CHECKED_EVERY)
        self._checking.timeout.connect(self._say_checked)
        self._dress()
        live.changed.connect(self._dress)
        self.play.clicked.connect(lambda: pair.here.play_or_pause())
        self.back_one.clicked.connect(lambda: pair.step(-1))
        self.on_one.clicked.connect(lambda: pair.step(1))
        self.mute.clicked.connect(self.model.toggle_mute)
        self.loop.clicked.connect(self._turn_loop)

    def _dress(self) -> None:
        for label, longest in ((self.speed, "1.25×"), (self.range, "0:00.000–0:00.000")):  # so that nothing jumps
            label.setMinimumWidth(QFontMetrics(font(11, mono=True)).horizontalAdvance(longest) + 2)

    def _turn_loop(self) -> None:
        self.model.toggle_loop()
        self.loop.setChecked(self.model.state.loop is not None)

    def refresh(self) -> None:
        """Shows the clip that the keys move; marks and sound are those of the case's own."""
        here, own, state = self.pair.here.state, self.pair.side is Side.OWN, self.model.state
        self.play.set_icon("pause" if here.playing else "play")
        self.play.setEnabled(self.pair.here.playable)
        self._say_checked()
        self.beside.setChecked(self.pair.on)
        self.beside.set_name(_("Put the second clip away") if self.pair.on else _("A second clip beside this one"))
        self.box.setEnabled(own)
        silent = state.probe is not None and not state.probe.has_audio
        self.loop.setChecked(state.loop is not None)
        self.loop.setEnabled(own and (self.model.has_marks or state.loop is not None))
        self.mute.set_icon("speaker-slash" if state.muted or silent else "speaker-high")
        self.mute.setChecked(state.muted)
        self.mute.setEnabled(not silent)
        self.mute.set_name(_("No sound in this clip") if silent else _("Sound on") if state.muted else _("Mute"))

    def _say_checked(self) -> None:
        """How far the check is before which it cannot be played: in words, never as a bare figure."""
        here, checked = self.pair.here, self.pair.here.checked
        far = words.percent(checked) if checked else ""
        said = _("Play: the file is being checked, {share} so far").format(share=far)
        self.speed.setText(f"{here.state.speed:g}×")
        self.play.set_name(said if far else _("Pause") if here.state.playing else _("Play"))
        marked = "" if far else self.model.range_text()  # what is marked is on the time line meanwhile
        self.range.setText(marked or self._words(far) or _("mark in and out"))
        self.range.set_role("mono" if marked else "small")
        self.range.set_ink("warn" if marked else None)
        if here.state.asset and here.state.whole is None and here.state.trouble is None:
            self._checking.start()

    def _words(self, far: str) -> str:
        """Why it cannot be played, while it cannot."""
        state = self.pair.here.state
        if state.trouble is not None:
            return _("cannot be played")
        waits = bool(state.asset) and state.whole is None
        return " ".join(filter(None, [_("checking the file"), far])) if waits else ""

    def retranslate(self) -> None:
        """Reads its words again."""
        self.back_one.set_name(_("One frame back"))
        self.on_one.set_name(_("One frame forward"))
        self.box.set_name(_("Draw a box"))
        self.loop.set_name(_("Play what is marked over and over"))
        self.sheet.set_name(_("Contact sheet"))
        self.refresh()
