"""The sheet that offers a recovery key and shows it once, in groups that can be written down."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.recovery import RecoveryModel
from reviewer_app.client.words import _
from reviewer_app.ui.kit import Banner, Button, Label, Sheet
from reviewer_app.ui.theme import px

COLUMNS, GROUPS = 3, 9


class RecoverySheet(Sheet):
    """Offers first, then shows. Closing it forgets the key: while one is shown that is asked once more."""

    def __init__(self, window: QWidget, model: RecoveryModel) -> None:
        super().__init__(window, 520)
        self._model, self._sure = model, False
        self._title, self._words = Label(role="title"), Label(wrap=True)
        self._grid, self.groups = QWidget(), [Label(role="code") for _each in range(GROUPS)]
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(px(24), px(8), px(24), px(8))
        grid.setVerticalSpacing(px(10))
        for at, group in enumerate(self.groups):
            group.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # onto paper, not the clipboard
            grid.addWidget(group, at // COLUMNS, at % COLUMNS, Qt.AlignmentFlag.AlignHCenter)
        self.banner = Banner("bad")
        self.make, self.leave, self.done = Button(tone="accent"), Button(key="Esc"), Button(tone="accent")
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.leave, self.make, self.done):
            row.addWidget(button)
        for widget in (self._title, self._words, self._grid, self.banner):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.make.clicked.connect(model.make)
        self.leave.clicked.connect(self._leave)
        self.done.clicked.connect(super().dismiss)
        self.closed.connect(model.put_away)
        model.watch(self._show)
        self.retranslate()

    def start(self) -> None:
        """Offers to make one."""
        self._model.look()
        self._sure = False
        self._show()
        self.show_over(self.make)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Recovery key"))
        self._show()

    def dismiss(self) -> None:
        """Takes it away; a key that is shown goes only after a second question, which Escape answers with no."""
        if not self._model.state.code:
            super().dismiss()
            return
        self._sure = not self._sure
        self._show()

    def _leave(self) -> None:
        self.dismiss()

    def _show(self) -> None:
        state = self._model.state
        shown = bool(state.code)
        self._sure = self._sure and shown
        if self._sure:
            words = _(
                "Are all nine groups on paper? With the next step the key is gone from the screen, and nothing brings "
                "it back."
            )
        elif shown:
            words = _(
                "Write these signs down now, group by group, and keep the paper away from this computer. They are not "
                "shown again and are kept nowhere; any recovery key made before opens nothing any more."
            )
        else:
            words = _(
                "If the passphrase is forgotten or this computer's keyring is lost, only a recovery key opens the "
                "cases, drafts and unsent decisions that are kept here. Make one now, or later in the preferences."
            )
        if state.has and not shown:
            words += " " + _("There is one already; a new one takes its place.")
        self._words.setText(words)
        self.setAccessibleName(f"{self._title.text()}: {words}")
        self._grid.setVisible(shown)
        for label, group in zip(self.groups, state.code.split("-") if shown else [""] * GROUPS, strict=True):
            label.setText(group)
            label.setAccessibleName(" ".join(group))
        self.make.setVisible(not shown)
        self.make.setEnabled(not state.busy)
        self.make.setText(_("Make a recovery key"))
        self.done.setVisible(self._sure)
        self.done.setText(_("It is on paper: put it away"))
        leave = _("Back to the key") if self._sure else _("I have written it down") if shown else _("Not now")
        self.leave.setText(leave)
        self.banner.say(trouble_words(state.trouble) if state.trouble else "", close_name=_("Close"))
        if self.isVisible():
            self._fit()
            if shown:  # nor the second question's
                self.setFocus()  # not its button: the Return that made the key, pressed twice, would put it away unread

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._model.state.code:
            event.accept()  # a slip beside the box
        else:
            super().mousePressEvent(event)
