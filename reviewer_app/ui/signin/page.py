"""The sign-in page: where to, as whom, and, with no keyring, the passphrase that locks this computer's copy."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.signin import Credentials, Passphrase, SignInModel, plausible
from reviewer_app.client.words import _, language
from reviewer_app.ui.app import set_language, the_app
from reviewer_app.ui.kit import Banner, Button, ChipButton, Field, Label, Scroll, Surface
from reviewer_app.ui.kit.paint import rounded
from reviewer_app.ui.signin.aside import AsideSheet
from reviewer_app.ui.theme import METRICS, current, icon, px

FIELDS = ("server", "account", "password", "recovery", "passphrase")


class SignInPage(Surface):
    """The page: a box in the middle."""

    def __init__(self, model: SignInModel, parent: QWidget | None = None) -> None:
        super().__init__("page", parent=parent)
        self.model = model
        self._title, self._words = Label(role="title"), Label(role="dim", wrap=True)
        self.fields = {name: Field() for name in FIELDS}
        self._labels = {name: Label(role="small") for name in FIELDS}
        self._wrong, self._about = Label(role="small", ink="bad", wrap=True), Label(role="small", wrap=True)
        self.rolls = Scroll("page", middle=True)
        self.banner, self.enter = Banner("warn"), Button(key="Return", tone="accent")
        self.recover, self.aside = Button(), Button()
        self.sheet: AsideSheet | None = None
        self.tongues = {"zh_CN": ChipButton("中文"), "en": ChipButton("English")}
        for name in ("password", "passphrase"):
            self.fields[name].setEchoMode(QLineEdit.EchoMode.Password)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        box, column = _Box(), QVBoxLayout()
        box.setLayout(column)
        box.setFixedWidth(px(420))
        column.setContentsMargins(px(32), px(72), px(32), px(28))
        column.setSpacing(px(4))
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(px(12))
        for name in FIELDS:
            column.addWidget(self._labels[name])
            column.addWidget(self.fields[name])
            column.addSpacing(px(6))
        for widget in (self._about, self._wrong, self.banner):
            column.addWidget(widget)
        column.addSpacing(px(8))
        column.addWidget(self.enter)
        for button in (self.recover, self.aside):
            column.addWidget(button)
        row = QHBoxLayout()
        row.addStretch(1)
        for chip in self.tongues.values():
            row.addWidget(chip)
        row.addStretch(1)
        column.addSpacing(px(12))
        column.addLayout(row)
        whole, middle = QVBoxLayout(self), QHBoxLayout()
        middle.setContentsMargins(0, px(16), 0, px(16))
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        self.rolls.column.addLayout(middle)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.rolls)

    def _connect(self) -> None:
        for field in self.fields.values():
            field.returnPressed.connect(self.submit)
        for name in ("server", "account"):
            self.fields[name].editingFinished.connect(self._look_again)
        self.enter.clicked.connect(self.submit)
        self.recover.clicked.connect(self._recover)
        self.aside.clicked.connect(self._ask_aside)
        for tongue, chip in self.tongues.items():
            chip.clicked.connect(lambda tongue=tongue: self._speak(tongue))
        self.model.watch(self.show_state)

    def _recover(self) -> None:
        self.model.recover()
        self.fields["recovery"].setFocus()

    def _ask_aside(self) -> None:
        locked = self.model.state.locked
        if self.sheet is None:
            self.sheet = AsideSheet(self.window())
            self.sheet.agreed.connect(self._set_aside)
        if locked is not None:
            self.sheet.start(locked)

    def _set_aside(self) -> None:
        self.model.set_aside()

    def _speak(self, tongue: str) -> None:
        set_language(the_app(), tongue)
        self.retranslate()

    def _look_again(self) -> None:
        server, account = self.fields["server"].text(), self.fields["account"].text()
        state = self.model.state
        if plausible(server) and account and (server, account) != (state.server, state.account) and not state.busy:
            self.model.look(server, account)

    def submit(self) -> None:
        """Signs in with what is typed; the secrets are taken out of the fields once they were passed on."""
        typed = {name: field.text() for name, field in self.fields.items()}
        if self.model.enter(Credentials(**typed)):
            for name in ("password", "passphrase"):
                self.fields[name].clear()  # a recovery key is long: it stays until it has done its work
        elif self.model.state.wrong is not None:
            self.fields[self.model.state.wrong[0]].setFocus()

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Sign in"))
        self._words.setText(_("Cases, drafts and decisions are kept on this computer, locked."))
        names = (_("Server"), _("Account"), _("Password"), _("Recovery key"), _("Passphrase"))
        for name, shown in zip(FIELDS, names, strict=True):
            self._labels[name].setText(shown)
            self.fields[name].setAccessibleName(shown)
        self.fields["server"].setPlaceholderText("https://")
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds; what is being typed is left alone."""
        state = self.model.state
        for name, known in (("server", state.server), ("account", state.account)):
            field = self.fields[name]
            if known and not field.isModified() and not field.hasFocus() and field.text() != known:
                field.setText(known)  # what is remembered may arrive late: it never takes the place of what was typed
        asked = state.passphrase is not Passphrase.NONE
        self._labels["passphrase"].setVisible(asked)
        self.fields["passphrase"].setVisible(asked)
        self._show_lock()
        about = {
            Passphrase.NONE: "",
            Passphrase.OPEN: _("This computer has no keyring: your passphrase opens what is kept here."),
            Passphrase.CHOOSE: _(
                "This computer has no keyring: choose a passphrase of at least 12 characters. If it is forgotten, only "
                "a recovery key opens your work again; you can have one made once you are signed in."
            ),
        }
        if state.recovering and asked:
            about[state.passphrase] = _(
                "Choose a new passphrase of at least 12 characters; the old one opens nothing then."
            )
        self._about.setText(about[state.passphrase])
        self._about.setVisible(asked)
        for name, field in self.fields.items():
            field.set_wrong(state.wrong is not None and state.wrong[0] == name)
        self._wrong.setText(_(state.wrong[1]) if state.wrong else "")
        self._wrong.setVisible(state.wrong is not None)
        aside = _("The locked work lies in the folder {name} now. Sign in to begin anew.").format(name=state.aside)
        self.banner.say(aside if state.aside else _trouble_here(state.trouble), close_name=_("Close"))
        self.enter.setText(_("Signing in …") if state.busy else _("Sign in"))
        self.enter.setEnabled(not state.busy)
        for tongue, chip in self.tongues.items():
            chip.set(chip.text, tongue == language())
        if self._wrong.isVisibleTo(self) or self.banner.isVisibleTo(self):
            said = self._wrong if self._wrong.isVisibleTo(self) else self.banner
            QTimer.singleShot(0, self, lambda: self.rolls.ensureWidgetVisible(said))  # once it has its place

    def _show_lock(self) -> None:
        """What can be done where the lock of what is kept here does not open."""
        state = self.model.state
        locked = state.locked
        for part in (self.fields["recovery"], self._labels["recovery"]):
            part.setVisible(state.recovering)
        if not state.recovering:
            self.fields["recovery"].clear()  # it belongs to the lock that was asked about
        self.recover.setText(_("Use the recovery key"))
        self.recover.setVisible(locked is not None and locked.recoverable and not state.recovering)
        self.aside.setText(_("Set the locked work aside …"))
        self.aside.setVisible(locked is not None and locked.there)
        for button in (self.recover, self.aside):
            button.setEnabled(not state.busy)

    def begin(self) -> None:
        """Gives the keyboard to the first field that is empty."""
        empty = next((name for name in FIELDS if not self.fields[name].text()), "password")
        self.fields[empty].setFocus()


def _trouble_here(trouble: Trouble | None) -> str:
    """Trouble at the door: what being away means here is not what it means at the desk."""
    if isinstance(trouble, Offline):
        return _(trouble.what) + " " + _("Check the address and the network, then try again.")
    return trouble_words(trouble) if trouble is not None else ""


class _Box(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        rounded(painter, QRectF(self.rect()), px(METRICS.radius_panel), palette.panel, palette.line)
        icon("scales", "accent").paint(painter, QRect(px(32), px(28), px(32), px(32)))


class SignInWindow(QMainWindow):
    """The window before a session is open."""

    def __init__(self, model: SignInModel) -> None:
        super().__init__()
        self.page = SignInPage(model)
        self.setCentralWidget(self.page)
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)
        self.setWindowTitle(_("Reviewer"))
        model.look()
        self.page.begin()
