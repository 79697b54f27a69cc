"""The sign-in page: where to, as whom, and, with no keyring, the passphrase that locks this computer's copy."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.doorwords import door_words
from reviewer_app.client.viewmodels.signin import Credentials, Passphrase, SignInModel, SignInState
from reviewer_app.client.words import _, language
from reviewer_app.ui.app import set_language, the_app
from reviewer_app.ui.kit import Banner, Button, ChipButton, Field, Label, Scroll, Surface
from reviewer_app.ui.kit.paint import rounded
from reviewer_app.ui.signin.aside import AsideSheet
from reviewer_app.ui.theme import METRICS, current, icon, px
from reviewer_app.wire.address import plausible, typed_address

FIELDS = ("server", "account", "password", "recovery", "passphrase", "again")
SECRETS = ("password", "passphrase", "again")
LONGEST_SECRET = 1024  # characters, as the server takes them


class SignInPage(Surface):
    """The page: a box in the middle."""

    def __init__(self, model: SignInModel, parent: QWidget | None = None) -> None:
        super().__init__("page", parent=parent)
        self.model = model
        self._title, self._words = Label(role="title"), Label(role="dim", wrap=True)
        self.fields = {name: Field() for name in FIELDS}
        self._labels = {name: Label(role="small") for name in FIELDS}
        self._wrong = {name: Label(role="small", ink="bad", wrap=True) for name in FIELDS}
        self._about = Label(role="small", wrap=True)
        self.rolls = Scroll("page", middle=True)
        self.banner, self.enter, self.stop = Banner("warn"), Button(key="Return", tone="accent"), Button(key="Esc")
        self.recover, self.aside = Button(), Button()
        self.sheet: AsideSheet | None = None
        self.tongues = {"zh_CN": ChipButton("中文"), "en": ChipButton("English")}
        for name in SECRETS:
            self.fields[name].setEchoMode(QLineEdit.EchoMode.Password)
            self.fields[name].setMaxLength(LONGEST_SECRET)
        self._cells: dict[str, QWidget] = {}
        self._was = SignInState()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        box, column = _Box(), QVBoxLayout()
        box.setLayout(column)
        box.setFixedWidth(px(480))
        column.setContentsMargins(px(32), px(24), px(32), px(20))
        column.setSpacing(px(4))
        self._title.setMinimumHeight(px(32))
        self._title.setContentsMargins(px(44), 0, 0, 0)  # beside the mark
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(px(8))
        for names in (("server",), ("account",), ("password",), ("recovery",), ("passphrase", "again")):
            column.addWidget(self._row(*names))
        for widget in (self._about, self.banner):
            column.addWidget(widget)
        column.addSpacing(px(8))
        column.addWidget(self.enter)
        column.addWidget(self.stop)
        for button in (self.recover, self.aside):
            column.addWidget(button)
        row = QHBoxLayout()
        row.addStretch(1)
        for chip in self.tongues.values():
            row.addWidget(chip)
        row.addStretch(1)
        column.addSpacing(px(8))
        column.addLayout(row)
        self._in_the_middle(box)

    def _row(self, *names: str) -> QWidget:
        """Fields side by side, each under its label, and under them what is wrong with one of them."""
        made, side_by_side = QWidget(), QHBoxLayout()
        whole = QVBoxLayout(made)
        whole.setContentsMargins(0, 0, 0, px(6))
        for layout, gap in ((whole, 4), (side_by_side, 8)):
            layout.setSpacing(px(gap))
        for name in names:
            cell = self._cells[name] = QWidget()
            one = QVBoxLayout(cell)
            one.setContentsMargins(0, 0, 0, 0)
            one.setSpacing(px(4))
            one.addWidget(self._labels[name])
            one.addWidget(self.fields[name])
            side_by_side.addWidget(cell, 1)
        whole.addLayout(side_by_side)
        for name in names:
            whole.addWidget(self._wrong[name])
        return made

    def _in_the_middle(self, box: QWidget) -> None:
        """In a window that is too low for it, in large type, the box can be scrolled."""
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
        self.stop.clicked.connect(self.model.stop)
        self.recover.clicked.connect(self.model.recover)
        self.aside.clicked.connect(self._ask_aside)
        for tongue, chip in self.tongues.items():
            chip.clicked.connect(lambda tongue=tongue: self._speak(tongue))
        self.model.watch(self.show_state)

    def _ask_aside(self) -> None:
        locked = self.model.state.locked
        if self.sheet is None:
            self.sheet = AsideSheet(self.window())
            self.sheet.agreed.connect(self._set_aside)
        if locked is not None:
            self.sheet.start(locked, self.model.state.damaged)

    def _set_aside(self) -> None:
        self.model.set_aside()

    def _speak(self, tongue: str) -> None:
        set_language(the_app(), tongue)
        self.model.speak(tongue)
        self.window().setWindowTitle(_("Reviewer"))
        self.retranslate()

    def _look_again(self) -> None:
        server, account = self.fields["server"].text(), self.fields["account"].text().strip()
        state = self.model.state
        named = (typed_address(server), account)
        if plausible(server) and account and named != (state.server, state.account) and not state.busy:
            self.model.look(server, account)

    def submit(self) -> None:
        """Signs in with what is typed, which stays until the server has said yes: a slip is mended where it is."""
        typed = {name: field.text() for name, field in self.fields.items()}
        if not self.model.enter(Credentials(**typed)) and self.model.state.wrong is not None:
            self._give(self.model.state.wrong[0])

    def _give(self, name: str) -> None:
        """Gives the keyboard to a field, what stands in it selected; to the first empty one where it is not there."""
        field = self.fields.get(name)
        if field is None or field.isHidden():
            self.begin()
            return
        field.setFocus()
        field.selectAll()

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Sign in"))
        self._words.setText(_("Cases, drafts and decisions are kept on this computer, locked."))
        names = (_("Server"), _("Account"), _("Password"), _("Recovery key"), _("Passphrase"), _("The same again"))
        for name, shown in zip(FIELDS, names, strict=True):
            self._labels[name].setText(shown)
            self.fields[name].setAccessibleName(shown)
        self.fields["server"].setPlaceholderText("https://")
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds; what is being typed is left alone."""
        state, was = self.model.state, self._was
        self._was = state
        for name, known in (("server", state.server), ("account", state.account)):
            field = self.fields[name]
            if known and not field.isModified() and not field.hasFocus() and field.text() != known:
                field.setText(known)  # what is remembered may arrive late: it never takes the place of what was typed
        self._show_passphrase()
        self._show_lock()
        for name, field in self.fields.items():
            wrong = _(state.wrong[1]) if state.wrong is not None and state.wrong[0] == name else ""
            field.set_wrong(bool(wrong) or (state.trouble is not None and state.blamed == name))
            self._wrong[name].setText(wrong)
            self._wrong[name].setVisible(bool(wrong))
        aside = _("What was set aside lies in the folder {name} now. Sign in to begin anew.").format(name=state.aside)
        self.banner.say(aside if state.aside else door_words(state), close_name=_("Close"))
        self.enter.setText(_("Signing in …") if state.busy else _("Sign in"))
        self.stop.setText(_("Stop"))
        self.stop.setVisible(state.busy)
        self.enter.setEnabled(not state.busy)
        for tongue, chip in self.tongues.items():
            chip.set(chip.text, tongue == language())
        if self.banner.isVisibleTo(self) or any(label.isVisibleTo(self) for label in self._wrong.values()):
            QTimer.singleShot(0, self, self._bring_into_view)  # once it has its place
        self._follow(was, state)

    def _follow(self, was: SignInState, state: SignInState) -> None:
        """Where the keyboard goes when something was answered: to what is to be mended, or typed next."""
        if state.recovering != was.recovering or state.aside != was.aside:
            for name in ("recovery", "passphrase", "again"):
                self.fields[name].clear()  # they belong to the lock that was asked about
        if was.busy and not state.busy and (state.wrong is not None or state.trouble is not None):
            self._give(state.wrong[0] if state.wrong is not None else state.blamed)
        elif state.recovering and not was.recovering:
            self._give("recovery")
        elif state.aside and not was.aside:
            self.begin()

    def _bring_into_view(self) -> None:
        """In a window that is too low for all of it, what was answered is seen."""
        for widget in (self.focusWidget(), *self._wrong.values(), self.banner):
            if widget is not None and widget.isVisible():
                self.rolls.ensureWidgetVisible(widget, 0, px(16))

    def _show_passphrase(self) -> None:
        state = self.model.state
        chosen, asked = state.passphrase is Passphrase.CHOOSE, state.passphrase is not Passphrase.NONE
        words = _("New passphrase") if state.recovering else _("Passphrase")
        self._labels["passphrase"].setText(words)
        self.fields["passphrase"].setAccessibleName(words)
        self._ask_for("passphrase", asked)
        self._ask_for("again", chosen)
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

    def _ask_for(self, name: str, asked: bool) -> None:
        for part in (self._cells[name], self.fields[name]):
            part.setVisible(asked)
        row = self._cells[name].parentWidget()
        if row is not None:
            row.setVisible(
                any(not self._cells[each].isHidden() for each in FIELDS if self._cells[each].parent() is row)
            )

    def _show_lock(self) -> None:
        """What can be done where the lock of what is kept here does not open."""
        state = self.model.state
        locked = state.locked
        self._ask_for("recovery", state.recovering)
        self.recover.setText(_("Use the recovery key"))
        mended = locked is not None and locked.recoverable and not state.damaged  # a key mends no damage
        self.recover.setVisible(mended and not state.recovering)
        self.aside.setText(_("Set the damaged work aside …") if state.damaged else _("Set the locked work aside …"))
        self.aside.setVisible(locked is not None and locked.there)
        for button in (self.recover, self.aside):
            button.setEnabled(not state.busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self.model.stop():
            super().keyPressEvent(event)

    def begin(self) -> None:
        """Gives the keyboard to the first field that is wrong or empty."""
        wrong = self.model.state.wrong
        shown = [name for name in FIELDS if not self.fields[name].isHidden()]
        empty = (name for name in shown if not self.fields[name].text())
        self._give(wrong[0] if wrong is not None else next(empty, "password"))


class _Box(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        rounded(painter, QRectF(self.rect()), px(METRICS.radius_panel), palette.panel, palette.line)
        icon("scales", "accent").paint(painter, QRect(px(32), px(24), px(32), px(32)))


class SignInWindow(QMainWindow):
    """The window before a session is open; server and account as named, else as remembered."""

    def __init__(self, model: SignInModel, server: str = "", account: str = "", trouble: Trouble | None = None) -> None:
        super().__init__()
        self.page = SignInPage(model)
        self.setCentralWidget(self.page)
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)
        self.setWindowTitle(_("Reviewer"))
        model.begin(server, account, trouble)
        self.page.begin()
