"""The sheet that asks for the password when the session has ended; everything beneath it stays as it is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from reviewer_app.client.viewmodels.desktop import SessionInfo
from reviewer_app.client.viewmodels.signagain import SignAgainModel, said
from reviewer_app.client.words import _
from reviewer_app.ui.kit import Banner, Button, Field, Form, Label, Sheet


class SignAgainSheet(Sheet):
    """Asks for the password of the one account whose work lies here. It opens when asked to, never by itself."""

    def __init__(self, window: QWidget, model: SignAgainModel, session: SessionInfo) -> None:
        super().__init__(window, 480)
        self._model, self._session = model, session
        self._title, self._words, self._form = Label(role="title"), Label(role="dim", wrap=True), Form()
        self._label, self.password = Label(role="small"), Field()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.banner = Banner("warn")
        self.enter, self.later = Button(key="Return", tone="accent"), Button(key="Esc")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.later)
        row.addWidget(self.enter)
        for widget in (self._title, self._words, self._form, self._label, self.password, self.banner):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.password.returnPressed.connect(self._submit)
        self.enter.clicked.connect(self._submit)
        self.later.clicked.connect(self.dismiss)
        self.closed.connect(self.password.clear)
        model.watch(self._follow)
        self.retranslate()

    def start(self) -> None:
        """Asks."""
        self._model.begin()
        self.show_over(self.password)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Sign in again"))
        self._words.setText(
            _("Your session has ended. The desk stays as it is; what waits to be sent leaves once you are signed in.")
        )
        name, server = f"{self._session.account} · {self._session.name}", self._session.server
        self._form.set_rows([(_("Account"), name), (_("Server"), server)])
        self._label.setText(_("Password"))
        self.password.setAccessibleName(_("Password"))
        self.later.setText(_("Later"))
        self._show()

    def _submit(self) -> None:
        if self._model.enter(self.password.text()):
            self.password.clear()

    def _follow(self) -> None:
        self._show()
        if self._model.state.done:
            self.dismiss()

    def _show(self) -> None:
        state, words = self._model.state, said(self._model.state)
        self.enter.setText(_("Signing in …") if state.busy else _("Sign in"))
        self.enter.setEnabled(not state.busy)
        self.password.set_wrong(bool(words))
        self.banner.say(words, close_name=_("Close"))
        if self.isVisible():
            self._fit()
            if words:
                self.password.setFocus()
