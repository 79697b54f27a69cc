"""What is said on a case whose hold has ended: what happened, what is safe, and the steps that are left."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.losthold import ENDED, WORDS
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.ui.kit import Button, Label
from reviewer_app.ui.theme import METRICS, current, px


class LostPanel(QWidget):
    """Stands above the decision; hidden while the case is in hand. `take_pressed` and `next_pressed` are its steps."""

    take_pressed = Signal()
    next_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        whole, row = QVBoxLayout(self), QHBoxLayout()
        whole.setContentsMargins(px(METRICS.pad_x), px(8), px(METRICS.pad_x), px(METRICS.pad_y))
        whole.setSpacing(px(4))
        self.title, self.words = Label(role="heading", ink="warn", wrap=True), Label(wrap=True)
        self.take, self.next = Button(key="A", tone="accent"), Button(key="F")
        row.addWidget(self.take)
        row.addWidget(self.next)
        row.addStretch(1)
        whole.addWidget(self.title)
        whole.addWidget(self.words)
        whole.addSpacing(px(4))
        whole.addLayout(row)
        self.take.clicked.connect(self.take_pressed)
        self.next.clicked.connect(self.next_pressed)
        self._shown: tuple[OpenCase, bool] | None = None
        self.hide()

    def retranslate(self) -> None:
        """Reads every word again."""
        self._shown = None

    def show_case(self, case: OpenCase, now: datetime, busy: bool) -> None:
        """Shows how the case is held; nothing where it is in hand, or only read."""
        lapsed = case.lease is not None and case.lease.lapsed(now)
        if self._shown is None or self._shown[0] is not case or self._shown[1] is not lapsed:
            self._shown = (case, lapsed)
            self._say(case, lapsed)
        for button in (self.take, self.next):
            button.setEnabled(not busy)

    def _say(self, case: OpenCase, lapsed: bool) -> None:
        lost = case.lost
        self.setVisible(lost is not None or lapsed)
        self.take.setText(_("Take it again"))
        self.next.setText(_("Next case"))
        self.take.setVisible(lost is not None and lost.free)
        self.next.setVisible(lost is not None)
        if lost is not None:
            self.title.setText(_(ENDED))
            self.words.setText(_(WORDS[lost.here, lost.free]))
        elif lapsed:
            self.title.setText(_("The time of your hold is over."))
            self.words.setText(
                _(
                    "Your draft is safe. The hold is renewed as soon as the server is there, unless somebody has taken "
                    "the case meanwhile; a verdict given now counts if nobody has, and is an advisory opinion else."
                )
            )
        self.setAccessibleName(f"{self.title.text()} {self.words.text()}")

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground = current().tone("warn")
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(ground))
        painter.fillRect(0, 0, px(3), self.height(), QColor(ink))
