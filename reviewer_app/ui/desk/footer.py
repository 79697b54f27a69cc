"""The foot of the decision column: what is missing, whether it is saved, the outcomes and the deciding button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.actions import BY_ID, OUTCOME_ACTIONS
from reviewer_app.client.viewmodels.deskstate import DeskState, Saved
from reviewer_app.client.viewmodels.names import OUTCOMES
from reviewer_app.client.words import N_, _, ngettext
from reviewer_app.domain import verdicts
from reviewer_app.domain.completeness import Missing
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.ui.desk.said import missing_words
from reviewer_app.ui.kit import Button, ElidedLabel, KeyHint, Label, Pool, Row, Surface
from reviewer_app.ui.kit.buttons import ButtonTone
from reviewer_app.ui.theme import METRICS, Ink, px

KEYS = {outcome: BY_ID[action].keys[0] for action, outcome in OUTCOME_ACTIONS.items()}
TONES: dict[Outcome, ButtonTone] = {
    Outcome.PASS: "ok",
    Outcome.CONFIRM: "ok",
    Outcome.UPHOLD: "ok",
    Outcome.VIOLATION: "bad",
    Outcome.CHANGE: "bad",
    Outcome.OVERTURN: "bad",
}
SAVED: dict[Saved, tuple[str, Ink]] = {
    Saved.YES: (N_("saved"), "dim"),
    Saved.SAVING: (N_("saving"), "dim"),
    Saved.NO: (N_("NOT saved"), "bad"),
}
MOST_LINES = {True: 3, False: 2}
"""How many of the missing things are said at once: where there is room, and where the findings need it."""


class MissingLine(Row):
    """One thing that is missing; pressing it goes there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(True, parent)
        self.item: Missing | None = None
        self.line.setContentsMargins(px(4), px(2), px(4), px(3))
        self.mark, self.text, self.whole = Label(role="small"), ElidedLabel(), Label(wrap=True)
        self.line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        for text in (self.text, self.whole):
            self.line.addWidget(text, 1)

    def show_item(self, item: Missing, said: str, whole: bool) -> None:
        """Shows it, where `whole` to its last word: what blocks with a full sign, else with a hollow one."""
        self.item = item
        ink: Ink = "warn" if item.blocking else "dim"
        self.mark.setText("●" if item.blocking else "○")
        self.mark.set_ink(ink)
        for text, shown in ((self.text, not whole), (self.whole, whole)):
            text.setText(said)
            text.set_ink(ink)
            text.setVisible(shown)
        self.text.setToolTip(said)
        self.setAccessibleName(said)

    def empty(self) -> None:
        """Names nothing."""
        self.item = None
        self.setAccessibleName("")
        self.text.setToolTip("")
        for text in (self.text, self.whole):
            text.clear()


class DecisionFoot(Surface):
    """The foot; `outcome_pressed`, `decide_pressed` and `missing_pressed` say what was pressed."""

    outcome_pressed = Signal(object)
    decide_pressed = Signal()
    missing_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("top",), parent)
        whole, lines, self._row = QVBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        whole.setContentsMargins(px(METRICS.pad_x), px(8), px(METRICS.pad_x), px(METRICS.pad_y))
        whole.setSpacing(px(METRICS.gap))
        lines.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(px(METRICS.gap))
        self.heading, self.saved, self.more = Label(role="heading"), Label(role="small"), KeyHint("M")
        top.addWidget(self.heading)
        top.addWidget(self.more)
        top.addStretch(1)
        top.addWidget(self.saved)
        self.lines = Pool(self._line, lines.addWidget)
        self._row.setSpacing(px(METRICS.gap))
        self.decide = Button(key="Ctrl+Return", tone="accent")
        whole.addLayout(top)
        whole.addLayout(lines)
        whole.addLayout(self._row)
        whole.addWidget(self.decide)
        self.buttons: dict[Outcome, Button] = {}
        self._offered: tuple[Outcome, ...] = ()
        self._roomy = True
        self.decide.clicked.connect(self.decide_pressed)

    def _line(self) -> MissingLine:
        line = MissingLine()
        line.clicked.connect(lambda: self.missing_pressed.emit(line.item))
        return line

    def _button(self, outcome: Outcome) -> Button:
        button = Button("", KEYS[outcome], TONES.get(outcome, "accent"), checkable=True)
        button.clicked.connect(self._chooser(outcome))
        self._row.addWidget(button, 1)
        return button

    def _chooser(self, outcome: Outcome) -> Callable[[], None]:
        return lambda: self.outcome_pressed.emit(outcome)

    def set_tight(self, tight: bool) -> None:
        """Whether the buttons stand closer, for want of width."""
        self._row.setSpacing(px(METRICS.grid if tight else METRICS.gap))

    def set_roomy(self, roomy: bool) -> bool:
        """Whether there is height for all lines; answers whether that is something new."""
        other, self._roomy = roomy != self._roomy, roomy
        return other

    def retranslate(self) -> None:
        """Reads every word again."""
        for outcome, button in self.buttons.items():
            button.setText(_(OUTCOMES[outcome]))

    def show_state(self, state: DeskState, items: tuple[Missing, ...]) -> None:
        """Shows the outcomes of the round, the one chosen, and `items`: what is missing or stands open."""
        case = state.case
        if case is None:
            return
        self._offer(verdicts.OUTCOMES[case.round])
        for outcome, button in self.buttons.items():
            button.setChecked(outcome is state.draft.outcome)
        signing = case.round is Round.SIGNOFF
        self.decide.setText(_("Sign and next") if signing else _("Decide and next"))
        self.decide.setEnabled(state.can_decide and not state.busy)
        most = MOST_LINES[self._roomy]
        whole = self._roomy or not state.draft.findings  # beside a finding, its card says the elements whole
        self.lines.show(
            list(enumerate(items[:most])),
            lambda line, one: line.show_item(
                one[1], missing_words(case, state.draft.findings, one[1]), whole and not one[0]
            ),
        )
        self.heading.setText(_heading(items))
        self.heading.set_ink("warn" if any(item.blocking for item in items) else "ok")
        self.more.set("M", _left(items, most))
        self.more.setVisible(bool(items))
        word, ink = SAVED[state.saved]
        self.saved.setText("" if state.draft.empty and state.saved is Saved.YES else _(word))
        self.saved.set_ink(ink)

    def clear(self) -> None:
        """Names nothing that is missing: no case is shown."""
        self.lines.clear(MissingLine.empty)

    def _offer(self, outcomes: tuple[Outcome, ...]) -> None:
        if outcomes == self._offered:
            return
        self._offered = outcomes
        for outcome in outcomes:
            if outcome not in self.buttons:
                self.buttons[outcome] = self._button(outcome)
        for outcome, button in self.buttons.items():
            button.setVisible(outcome in outcomes)
        self.retranslate()


def _left(items: tuple[Missing, ...], shown: int) -> str:
    """What the list has no room for: more of what the heading counts, else what stands open beside it."""
    left, counted = items[shown:], any(item.blocking for item in items)
    more = sum(item.blocking for item in left) if counted else len(left)
    if more or not left:
        return _("and {count} more").format(count=more) if more else ""
    return ngettext("{count} open point besides", "{count} open points besides", len(left)).format(count=len(left))


def _heading(items: tuple[Missing, ...]) -> str:
    """What the list below comes to; what stands open without stopping the decision is not called nothing."""
    blocking = sum(item.blocking for item in items)
    if blocking:
        return ngettext("{count} thing missing", "{count} things missing", blocking).format(count=blocking)
    if items:
        left = len(items)
        return ngettext("Can be decided, {count} open point", "Can be decided, {count} open points", left).format(
            count=left
        )
    return _("Nothing is missing")
