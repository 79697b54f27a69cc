"""The desk with no case on it: what is in hand, how to go on, and why no case could be taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.names import problem_words, trouble_words
from reviewer_app.client.viewmodels.queue import QueueState
from reviewer_app.client.words import _
from reviewer_app.client.workbench.queue_values import InHand
from reviewer_app.ui.kit import Banner, Button, EmptyState, Head, Label


class BlankDesk(QWidget):
    """The words and the button that takes a case, or goes on with one in hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty, self.take = EmptyState(icon_name="scales"), Button(key="Ctrl+Return", tone="accent")
        self.nothing, self.head, self._title = Banner("warn"), Head(), Label(role="title")
        self.head.row.addWidget(self._title)
        self.head.row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.nothing)
        column.addStretch(1)
        column.addWidget(self.empty)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def home(self) -> QWidget:
        """The button; while it cannot be pressed, the words."""
        return self.take if self.take.isEnabled() else self.empty

    def show_hands(self, title: str, signing: bool, hands: Sequence[InHand]) -> None:
        """Says what is in hand, which comes first, or how to take the next case."""
        self._title.setText(title)
        todo = _("Take the next one, or choose one in the queue (F2).")
        if signing:
            todo = _("Take the next one, or choose one at sign-off (F4).")
        here = [hand for hand in hands if not hand.lost]
        if here:
            todo = _("In your hand: {count}. Drafts among them: {drafts}.")
            todo = todo.format(count=len(here), drafts=sum(hand.drafted for hand in here))
        self.take.setText(_("Go on with what is in hand") if here else _("Take the next case"))
        self.empty.set(_("No case on the desk"), todo)

    def show_trouble(self, state: QueueState, trouble: Trouble | None) -> None:
        """Says why no case could be taken, and whether one can be now."""
        why = " ".join(problem_words(one) for one in state.problems[:2])
        self.nothing.say(f"{why} {trouble_words(trouble)}".strip() if trouble else "", "warn", "", _("Close"))
        self.take.setEnabled(not state.busy)
