"""Signing out: names what is not sent yet, and never drops it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.kit import Button, Label, Sheet


class SignOutSheet(Sheet):
    """Asks before the session ends; `agreed` once the person agreed."""

    agreed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 480)
        self._waiting = 0
        self._title, self._words = Label(role="title"), Label(wrap=True)
        self.leave, self.stay = Button(tone="accent"), Button()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stay)
        row.addWidget(self.leave)
        self.body.addWidget(self._title)
        self.body.addWidget(self._words)
        self.body.addLayout(row)
        self.leave.clicked.connect(self._agree)
        self.stay.clicked.connect(self.dismiss)
        self.retranslate()

    def start(self, waiting: int) -> None:
        """Asks; `waiting` decisions are not sent yet."""
        self._waiting = waiting
        self.retranslate()
        self.show_over(self.stay if waiting else self.leave)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Sign out"))
        self.leave.setText(_("Sign out"))
        self.stay.setText(_("Stay"))
        if self._waiting:
            words = ngettext(
                "{count} decision is not sent yet. It is tried now; what cannot leave stays on this computer, locked, "
                "and leaves when you sign in again.",
                "{count} decisions are not sent yet. They are tried now; what cannot leave stays on this computer, "
                "locked, and leaves when you sign in again.",
                self._waiting,
            )
            self._words.setText(words.format(count=self._waiting))
        else:
            self._words.setText(_("Everything is sent. Drafts stay on this computer, locked, until you sign in again."))

    def _agree(self) -> None:
        self.dismiss()
        self.agreed.emit()
