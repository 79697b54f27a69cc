"""The question before a locked profile is set aside: what stays in it, and that nothing is deleted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import _, ngettext
from reviewer_app.client.workbench.entrance import BehindLock
from reviewer_app.ui.kit import Button, Label, Sheet


class AsideSheet(Sheet):
    """Asks; `agreed` once the person agreed."""

    agreed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 520)
        self._title, self._held, self._words = Label(role="title"), Label(ink="warn", wrap=True), Label(wrap=True)
        self.aside, self.keep = Button(tone="bad"), Button(key="Esc")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.aside)
        for widget in (self._title, self._held, self._words):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.aside.clicked.connect(self._agree)
        self.keep.clicked.connect(self.dismiss)

    def start(self, locked: BehindLock, damaged: bool = False) -> None:
        """Asks about what lies behind a lock, or in files that cannot be read any more."""
        self._title.setText(_("Set the damaged work aside?") if damaged else _("Set the locked work aside?"))
        self._held.setText(held_words(locked, damaged))
        self._words.setText(
            _(
                "The folder is renamed and stays as it is; nothing is deleted, and an operator may still get "
                "something out of it. After this you begin anew on this computer."
            )
            if damaged
            else _(
                "The folder is renamed and stays as it is, locked; nothing is deleted. Whoever finds its keyring, "
                "passphrase or recovery key again can still open it. After this you begin anew on this computer."
            )
        )
        self.aside.setText(_("Set it aside and begin anew"))
        self.keep.setText(_("Keep it"))
        self.show_over(self.keep)

    def _agree(self) -> None:
        self.dismiss()
        self.agreed.emit()


def held_words(locked: BehindLock, damaged: bool = False) -> str:
    """What was in it when it was last open, as far as that is known, and what becomes of that."""
    known = locked.standing
    if known is None:
        if damaged:
            return _("What it holds is not known: drafts and decisions that were not sent may be lost.") + _sent()
        return _("What it holds is not known: drafts and decisions that were not sent would not leave from there.")
    drafts = ngettext("{count} draft", "{count} drafts", known.drafts).format(count=known.drafts)
    unsent = ngettext("{count} decision not sent", "{count} decisions not sent", known.unsent).format(
        count=known.unsent
    )
    if damaged:
        said = _("When it was last open ({when}) it held: {drafts}, {unsent}. They may be lost.") + _sent()
    else:
        said = _("When it was last open ({when}) it held: {drafts}, {unsent}. They would not leave from there.")
    return said.format(when=words.when(known.at), drafts=drafts, unsent=unsent)


def _sent() -> str:
    return " " + _("What was sent before is safe on the server.")
