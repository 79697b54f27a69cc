"""The clip beside the case's own: its picture or why there is none, its time line, and the line above both pictures."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.cliplanes import ClipLanes
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.lanes import Lane
from reviewer_app.client.viewmodels.pair import PairModel, Side
from reviewer_app.client.words import _
from reviewer_app.ui.evidence.alike import look_alike
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.evidence.lanes import LanesView
from reviewer_app.ui.evidence.lanes.paint import Film
from reviewer_app.ui.evidence.screening import Screening
from reviewer_app.ui.kit import Chip, ElidedLabel, EmptyState, IconButton, KeyCap, Label, together
from reviewer_app.ui.theme import px

ROOMY = 640
"""Pixels of the line above two pictures from which on its keys stand in it."""


class SecondClipView(QWidget):
    """The picture of the second clip. `lanes` is its time line, to be put where the own one's is."""

    def __init__(self, model: PairModel, reader: Reader, own: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.screening = Screening(model.other, reader, sound=False, parent=self)
        self.canvas, self.lanes, self.empty = self.screening.canvas, LanesView(), EmptyState(icon_name="columns")
        self.empty.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # both pictures are as wide
        self._film: Film | None = None
        column, self._stack = QVBoxLayout(self), QStackedWidget()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._laid_out = ClipLanes()
        for one in (self.canvas, self.empty):
            self._stack.addWidget(one)
        self.canvas.reached.connect(lambda pts: model.other.painted(pts) if isinstance(pts, int) else None)
        look_alike(own, self.canvas, lambda: model.on)
        self.lanes.sought.connect(self._sought)
        model.other.watch(self.refresh)

    def _sought(self, seconds: float) -> None:
        self.canvas.setFocus()
        self.model.take(Side.OTHER)
        self.model.other.seek_seconds(seconds)

    def refresh(self) -> None:
        """Shows where the second clip is."""
        state, timeline = self.model.other.state, self.model.other.state.timeline
        self.screening.refresh()
        if timeline is None or not timeline.duration:
            self._film = None
            self.lanes.set_clip(0.0)
            return
        if self.lanes.window_in_sight.whole != float(timeline.duration):
            self.lanes.set_clip(float(timeline.duration))
        if state.film is not None and (self._film is None or self._film.strip is not state.film):
            self._film = Film.of(state.film, tuple(float(timeline.seconds(pts)) for pts in state.film.pts))
        rows = [row for row in self._laid_out.rows(state, None, (), ()) if row.lane in (Lane.FILM, Lane.SOUND)]
        self.lanes.set_rows(rows, self._film, state.wave)
        self.lanes.set_at(float(timeline.seconds(state.at)), None, False)

    def show_pair(self) -> None:
        """Shows whether there is a second clip."""
        self._stack.setCurrentWidget(self.canvas if self.model.beside is not None else self.empty)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.lanes.retranslate()
        self.lanes.setAccessibleName(_("Time line of the second clip"))
        self.canvas.setAccessibleName(_("Picture of the second clip"))
        self.empty.set(
            _("No clip to compare"),
            _("You have no other clip of this merchant, creator, room or goods in hand. Take such a case too."),
        )
        self.refresh()


class PairHead(QWidget):
    """The line above two pictures: whose they are, which one the keys move, and how the two go together."""

    def __init__(self, model: PairModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.own, self.title = ElidedLabel(role="strong"), ElidedLabel(role="strong")
        self.about, self.how = ElidedLabel(role="small"), ElidedLabel(role="mono")
        self.keys = {side: Chip("", "accent") for side in Side}
        self.link, self.align = (
            IconButton("link", key="Shift+C", checkable=True),
            IconButton("align-center-horizontal", key="Shift+A"),
        )
        self.swap, self.place = IconButton("arrows-left-right", key="Shift+D"), Label(role="mono")
        self.following, self.shut = IconButton("caret-right", key="Shift+F"), IconButton("x", key="Shift+S")
        self.caps = tuple(map(KeyCap, ("Shift+D", "Shift+C", "Shift+A")))
        self._tools = QWidget()
        self._lay_out()
        self.link.clicked.connect(self._turn)
        self.align.clicked.connect(model.align)
        self.following.clicked.connect(lambda: model.next(1))
        self.shut.clicked.connect(model.close)

    def _lay_out(self) -> None:
        grid, left, right, tools = QGridLayout(self), QHBoxLayout(), QHBoxLayout(), QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        grid.setContentsMargins(px(4), 0, px(4), 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(2))
        for row in (left, right, tools):
            row.setSpacing(px(8))
        left.addWidget(self.keys[Side.OWN])
        left.addWidget(self.own, 1)
        right.addWidget(self.keys[Side.OTHER])
        right.addWidget(self.title, 1)
        right.addWidget(together(self.place, self.following, self.shut))
        for button, cap in zip((self.swap, self.link, self.align), self.caps, strict=True):
            tools.addWidget(together(button, cap))
        tools.addWidget(self.how, 1)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.addWidget(self._tools, 1, 0)
        grid.addWidget(self.about, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for cap in self.caps:  # where it is narrow they give their room to the words; pointing at a button says its key
            cap.setVisible(self.width() >= px(ROOMY))

    def _turn(self) -> None:
        self.model.turn_together()
        self.link.setChecked(self.model.together)

    def show_pair(self) -> None:
        """Shows what the model says."""
        model, there = self.model, self.model.beside is not None
        for side, chip in self.keys.items():
            chip.setVisible(there and model.side is side)
        self.title.setText(model.title())
        self.about.setText(model.about())
        self.how.setText(model.together_text() if there else "")
        self.place.setText(f"{model.number + 1} / {len(model.offered)}" if there else "")
        self.link.setChecked(model.together)
        self.link.set_icon("link" if model.together else "link-break")
        self._tools.setVisible(there)
        self.place.setVisible(there)
        self.following.setVisible(there)
        self.following.setEnabled(len(model.offered) > 1)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.own.setText(_("This case"))
        for chip in self.keys.values():
            chip.set(_("keys"), "accent")
        self.swap.set_name(_("The keys move the other clip"))
        self.link.set_name(_("Both clips together, or each by itself"))
        self.align.set_name(_("Align here: these two frames belong together"))
        self.how.setToolTip(_("How much later the second clip is than this one, where both go together"))
        self.following.set_name(_("Next clip beside"))
        self.shut.set_name(_("Put the second clip away"))
        self.show_pair()
