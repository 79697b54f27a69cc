"""Asks before a policy owner's key is trusted: whose the server says it is, its fingerprint, what hangs on it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.words import _
from reviewer_app.domain.withheld import Withheld
from reviewer_app.ui.kit import Button, Label, Sheet
from reviewer_app.wire.signing import fingerprint


class TrustSheet(Sheet):
    """The question. No version is used before the person agrees."""

    action = "rules.trust"

    def __init__(self, window: QWidget, model: RulesModel) -> None:
        super().__init__(window, 560)
        self._model = model
        self._item: Withheld | None = None
        self._title, self._words, self._then = Label(role="title"), Label(wrap=True), Label(role="dim", wrap=True)
        self.print = Label(role="heading")
        self.agree, self.stay = Button(), Button(tone="accent")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.agree)
        row.addWidget(self.stay)
        for widget in (self._title, self._words, self.print, self._then):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.agree.clicked.connect(self._agree)
        self.stay.clicked.connect(self.dismiss)

    def start(self, item: Withheld) -> None:
        """Asks about the key that signed a version; the keyboard is on the answer that changes nothing."""
        self._item = item
        self.retranslate()
        self.show_over(self.stay)

    def retranslate(self) -> None:
        """Reads every word again."""
        item = self._item
        if item is None:
            return
        self._title.setText(_("A key that this computer does not know"))
        said = _("{version} is signed with it. The server says that it is the key of {account}. Its fingerprint:")
        self._words.setText(said.format(version=item.name, account=item.account))
        self.print.setText(fingerprint(item.key))
        self._then.setText(
            _(
                "Ask {account} to read theirs out, not through this server. If it is the same, what this key signed is "
                "used from now on. Until then the versions of before count, and a case that needs this one can be held."
            ).format(account=item.account)
        )
        self.agree.setText(_("It is the same: trust it"))
        self.stay.setText(_("Not now"))
        self.refit()

    def _agree(self) -> None:
        item = self._item
        self.dismiss()
        if item is not None:
            self._model.trust(item)
