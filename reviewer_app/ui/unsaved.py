"""Leaving while the disk takes nothing: says what exists in this window only, and loses it to no careless key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.kit import Button, Label, Sheet


class UnsavedSheet(Sheet):
    """Asks before words that are on no disk go; `tried` asks for another write, `agreed` gives them up."""

    tried = Signal()
    agreed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 520)
        self._cases = 0
        self._title, self._words = Label(role="title"), Label(wrap=True)
        self.stay, self.again, self.leave = Button(key="Esc"), Button(tone="accent"), Button(tone="bad")
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.stay)
        row.addWidget(self.again)
        self.body.addWidget(self._title)
        self.body.addWidget(self._words)
        self.body.addLayout(row)
        self.stay.clicked.connect(self.dismiss)
        self.again.clicked.connect(self.tried)
        self.leave.clicked.connect(self._agree)
        self.retranslate()

    def start(self, cases: int) -> None:
        """Asks; what was entered on so many cases is not written."""
        self._cases = cases
        self.retranslate()
        self.show_over(self.again)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Not saved"))
        words = ngettext(
            "What was entered on {count} case is in this window only: the disk takes nothing. All that was decided "
            "is safe. Make room and try again; it is tried by itself as well.",
            "What was entered on {count} cases is in this window only: the disk takes nothing. All that was decided "
            "is safe. Make room and try again; it is tried by itself as well.",
            self._cases,
        )
        self._words.setText(words.format(count=self._cases))
        self.stay.setText(_("Stay"))
        self.again.setText(_("Try again"))
        self.leave.setText(_("Leave without it"))

    def _agree(self) -> None:
        self.dismiss()
        self.agreed.emit()
