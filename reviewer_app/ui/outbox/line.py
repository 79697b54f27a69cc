"""One decision of the outbox as a card: what it was, where it is, what became of it, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import (
    FATES,
    KINDS,
    OUTBOX_STATES,
    ROUNDS,
    outcome_words,
    problem_words,
)
from reviewer_app.client.words import _
from reviewer_app.client.workbench.queue_values import OutboxState
from reviewer_app.client.workbench.values import OutboxRow
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.ui.kit import Button, Card, Chip, ElidedLabel, Label
from reviewer_app.ui.theme import Tone, px

OUTCOME_TONES: dict[str, Tone] = {Outcome.PASS.value: "ok", Outcome.VIOLATION.value: "bad", Outcome.HOLD.value: "warn"}


def fate_words(row: OutboxRow) -> str:
    """What became of it, and why."""
    if row.fate is None:
        return _(OUTBOX_STATES[row.state])
    said = _(FATES[row.fate])
    return words.named(said, problem_words(row.problem)) if row.problem is not None else said


def where_words(row: OutboxRow, left: int, away: bool) -> str:
    """Where it is: without a network nothing leaves, so no seconds are counted then. What was sent may be there."""
    if away and row.state in (OutboxState.RESTING, OutboxState.WAITING):
        return _("Waits for the network")
    if row.state is OutboxState.RESTING and left:
        return _("Leaves in {left}").format(left=words.span(left))
    return _(OUTBOX_STATES[row.state])


def what_to_do(row: OutboxRow) -> str:
    """What the person can do about it; empty where nothing is to be done."""
    if not row.kept:
        return ""
    match row.fate:
        case Fate.ADVISORY:
            return _("Your verdict lies with the case as advice. Take note and put it away.")
        case Fate.STALE_RULEBOOK:
            return _("Open the case and judge it under the version that counts now; what you entered is still there.")
        case _:
            return _("Open the case to see where it stands. What you decided is kept here until you put it away.")


def state_tone(row: OutboxRow) -> Tone:
    """The tone of where it is."""
    if row.kept:
        return "warn" if row.fate is Fate.ADVISORY else "bad"
    return "ok" if row.state is OutboxState.SETTLED else "accent" if row.state is OutboxState.RESTING else "neutral"


class OutboxLine(Card):
    """The card of one decision; its buttons show while it is the chosen one."""

    def __init__(self) -> None:
        super().__init__(pressable=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the page walks the cards; Return there is what is to be done
        top, bottom = QHBoxLayout(), QHBoxLayout()
        self._outcome, self._title, self._state = Chip(), ElidedLabel(role="strong"), Chip()
        self._about, self._fate = Label(role="dim", wrap=True), Label(wrap=True)
        self._todo = Label(role="dim", wrap=True)
        self.open, self.dismiss = Button(key="O"), Button(key="Return")
        top.setSpacing(px(8))
        top.addWidget(self._outcome)
        top.addWidget(self._title, 1)
        top.addWidget(self._state)
        left = QVBoxLayout()
        left.setSpacing(px(2))
        for label in (self._about, self._fate, self._todo):
            left.addWidget(label)
        bottom.addLayout(left, 1)
        bottom.addWidget(self.open)
        bottom.addWidget(self.dismiss)
        self.body.addLayout(top)
        self.body.addLayout(bottom)

    def show_row(self, row: OutboxRow, left: int, chosen: bool, away: bool = False) -> None:
        """Shows a decision; `left` is the seconds until it leaves, `away` that the server cannot be reached."""
        unsealed = row.state in (OutboxState.RESTING, OutboxState.WAITING)
        self.set_chosen(chosen)
        self.set_edge(state_tone(row) if row.kept else None)
        self._outcome.set(outcome_words(row.outcome), OUTCOME_TONES.get(row.outcome, "neutral"))
        self._title.setText(words.plain(row.title))
        state = where_words(row, left, away)
        self._state.set(_("Needs a look") if row.kept else state, state_tone(row))
        about = f"{_(KINDS[row.kind])} · {_(ROUNDS[row.round])} · {words.when(row.decided_at)}"
        if row.tries > 1 and row.state is not OutboxState.SETTLED:
            about += " · " + _("tried {count} times").format(count=words.count(row.tries))
        self._about.setText(about)
        self._fate.setText(fate_words(row) if row.fate is not None else "")
        self._fate.setVisible(row.fate is not None)
        self._todo.setText(what_to_do(row))
        self._todo.setVisible(bool(what_to_do(row)))
        self.open.setText(_("Take back") if unsealed else _("Open"))
        self.dismiss.setText(_("Put away"))
        self.open.setVisible(chosen)
        self.dismiss.setVisible(chosen and row.state is OutboxState.SETTLED)
        self.setAccessibleName(said_of(row))


def said_of(row: OutboxRow) -> str:
    """A decision in one line, as it is said aloud."""
    return f"{words.plain(row.title)}, {outcome_words(row.outcome)}, {fate_words(row)}"


def gap(widget: QWidget) -> QWidget:
    """A card with the page's margins around it."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(px(16), px(4), px(16), px(4))
    row.addWidget(widget)
    return holder
