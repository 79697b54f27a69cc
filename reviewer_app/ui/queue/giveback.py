"""Giving every case in hand back at once: asked first, because it cannot be taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.kit import Button, Label, Sheet


class GiveBackSheet(Sheet):
    """The question. `agreed` once the person agreed."""

    agreed = Signal()
    action = "queue.release_all"

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 480)
        self._count = self._drafted = 0
        self._title, self._words, self._drafts = Label(role="title"), Label(wrap=True), Label(role="dim", wrap=True)
        self.give, self.leave = Button(tone="accent"), Button()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.give)
        for widget in (self._title, self._words, self._drafts):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.give.clicked.connect(self._agree)
        self.leave.clicked.connect(self.dismiss)
        self.retranslate()

    def start(self, count: int, drafted: int) -> None:
        """Asks; `count` cases are in hand here, `drafted` of them have a draft."""
        self._count, self._drafted = count, drafted
        self.retranslate()
        self.show_over(self.give)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Give all cases back"))
        self.give.setText(_("Give back"))
        self.leave.setText(_("Cancel"))
        text = ngettext(
            "{count} case in your hand on this computer goes back to the queue, for anybody to take.",
            "{count} cases in your hand on this computer go back to the queue, for anybody to take.",
            self._count,
        )
        self._words.setText(text.format(count=words.count(self._count)))
        drafts = ngettext(
            "{count} of them has a draft; it stays on this computer until somebody else decides the case.",
            "{count} of them have a draft; they stay on this computer until somebody else decides the cases.",
            self._drafted,
        )
        self._drafts.setText(drafts.format(count=words.count(self._drafted)))
        self._drafts.setVisible(self._drafted > 0)

    def _agree(self) -> None:
        self.dismiss()
        self.agreed.emit()
