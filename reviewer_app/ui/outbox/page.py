"""The outbox's page: decisions by card, those that need eyes on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.outbox import OutboxModel
from reviewer_app.client.words import _, ngettext
from reviewer_app.client.workbench.queue_values import OutboxState
from reviewer_app.domain.clock import Clock
from reviewer_app.ui.kit import Banner, EmptyState, Head, Label, Scroll
from reviewer_app.ui.outbox.line import OutboxLine, gap, said_of
from reviewer_app.ui.page import Page


class OutboxPage(Page):
    """The page. It has the keyboard itself; arrow keys, Home and End walk the cards, the chosen one has the ring."""

    where = Where.OUTBOX

    def __init__(self, model: OutboxModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("page", parent=parent)
        self.model, self._clock = model, clock
        self._title, self._count, self.banner = Label(role="title"), Label(role="dim"), Banner("warn")
        self._scroll, self._empty = Scroll("page"), EmptyState(icon_name="paper-plane-tilt")
        self._scroll.walked = False
        self._lines: list[OutboxLine] = []
        head = Head()
        head.row.addWidget(self._title)
        head.row.addWidget(self._count)
        head.row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (head, self.banner):
            column.addWidget(widget)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._empty, 1)
        self._scroll.column.setContentsMargins(0, 12, 0, 12)
        model.watch(self.show_state)
        self.retranslate()

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Outbox")

    def home(self) -> QWidget:
        """The page itself; where nothing is on its way, the words that say so."""
        return self if self.model.state.rows else self._empty

    def refusals(self) -> Mapping[str, str]:
        """Why something cannot be done with the chosen decision."""
        row = self.model.state.chosen
        if row is None:
            return dict.fromkeys(("outbox.dismiss", "outbox.open"), _("Nothing is on its way"))
        return {} if row.state is OutboxState.SETTLED else {"outbox.dismiss": _("What becomes of it is still open")}

    def handlers(self) -> Mapping[str, Callable[[], Any]]:
        """The actions of the outbox."""
        return {"outbox.dismiss": self.model.dismiss, "outbox.open": self.model.open}

    def shown(self, visible: bool) -> None:
        """It came onto the screen, or went."""
        self.model.shown(visible)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(self.title)
        self._empty.set(
            _("Nothing is on its way"),
            _("A decision rests here for half a minute, a sign-off for a minute, then leaves by itself."),
        )
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds."""
        state, here = self.model.state, self._holds_keyboard()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if state.rows else Qt.FocusPolicy.NoFocus)
        self._scroll.setVisible(bool(state.rows))
        self._empty.setVisible(not state.rows)
        kept = sum(row.kept for row in state.rows)
        counted = _("{count} on the list").format(count=words.count(len(state.rows)))
        looked = ngettext("{count} needs a look", "{count} need a look", kept).format(count=words.count(kept))
        unsealed = (OutboxState.RESTING, OutboxState.WAITING)
        unsent = sum(row.state in unsealed for row in state.rows) if state.away else 0
        waits = ngettext("{count} waits for the network", "{count} wait for the network", unsent)
        said = [counted, looked if kept else "", waits.format(count=words.count(unsent)) if unsent else ""]
        self._count.setText(" · ".join(part for part in said if part) if state.rows else "")
        self.banner.say(trouble_words(state.trouble) if state.trouble else "", close_name=_("Close"))
        while len(self._lines) < len(state.rows):
            self._add_line()
        chosen = state.chosen
        self.setAccessibleName(self.title if chosen is None else f"{self.title}: {said_of(chosen)}")
        for at, line in enumerate(self._lines):
            shown = at < len(state.rows)
            line.parentWidget().setVisible(shown)  # type: ignore[union-attr]
            if shown:
                left = self.model.rest_left(state.rows[at])
                line.show_row(state.rows[at], left, at == state.at, state.away)
        if here and not self._holds_keyboard():
            self.home().setFocus()  # what had the keyboard is gone

    def _holds_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _add_line(self) -> None:
        line, at = OutboxLine(), len(self._lines)
        self._lines.append(line)
        self._scroll.column.addWidget(gap(line))
        line.clicked.connect(lambda: self.model.choose(at))
        line.open.clicked.connect(self.model.open)
        line.dismiss.clicked.connect(self.model.dismiss)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, last = self.model.state.at, len(self.model.state.rows) - 1
        steps = {Qt.Key.Key_Down: at + 1, Qt.Key.Key_Up: at - 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        to = steps.get(Qt.Key(event.key()))
        if to is None:
            super().keyPressEvent(event)
            return
        self.model.choose(to)
        if self._lines:
            self._scroll.ensureWidgetVisible(self._lines[min(self.model.state.at, len(self._lines) - 1)])
