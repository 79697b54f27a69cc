"""The column at the right of the queue: why the chosen case is here and why it stands where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import CHIPS, KINDS, SOURCES
from reviewer_app.client.words import _, ngettext
from reviewer_app.client.workbench.queue_values import Chip as Filter
from reviewer_app.client.workbench.queue_values import Sort
from reviewer_app.domain.terms import Status
from reviewer_app.ui.kit import (
    Bar,
    Button,
    Chip,
    ChipButton,
    EmptyState,
    Form,
    IconButton,
    Label,
    Panel,
    Pool,
    ReasonLine,
    Scroll,
    Surface,
)
from reviewer_app.ui.kit.paint import risk_tone
from reviewer_app.ui.queue.states import badge, due_ink
from reviewer_app.ui.theme import METRICS, px

if TYPE_CHECKING:
    from reviewer_app.client.store.queued import Queued
    from reviewer_app.client.viewmodels.queue import QueueModel, QueueState
    from reviewer_app.client.workbench.queue_values import InHand, RiskLine
    from reviewer_app.domain.clock import Clock


class RiskTermLine(QWidget):
    """One summand of the risk: its words, its points of its weight, and the formula as the procedure declares it."""

    def __init__(self) -> None:
        super().__init__()
        column, top = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, px(4))
        column.setSpacing(px(2))
        self.text, self.points = Label(wrap=True), Label(role="mono", ink="ink")
        self.bar, self.formula = Bar(), Label(role="mono", wrap=True)
        top.addWidget(self.text, 1)
        top.addWidget(self.points)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self.formula)

    def show_line(self, line: RiskLine, formula: bool = True) -> None:
        """Shows a summand; its formula only where it was asked for."""
        self.text.setText(line.text)
        self.points.setText(f"{words.decimal(line.points, 1)} / {words.decimal(line.weight, 1)}")
        self.bar.set(line.points / line.weight if line.weight else 0.0, "accent", self.points.text())
        self.formula.setText(line.formula)
        self.formula.setVisible(formula)


class Preview(Surface):
    """The column, fed by the queue's view model; its buttons do what the keys do."""

    def __init__(self, model: QueueModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("left",), parent)
        self._model, self._clock = model, clock
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        self._scroll, self._nothing = Scroll(), EmptyState(icon_name="cursor")
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._nothing, 1)
        self.take, self.next = Button(key="Return", tone="accent"), Button(key="Ctrl+Return")
        self.offline, self.release = Button(key="O"), IconButton("arrow-u-up-left", key="Backspace")
        whole.addWidget(self._buttons())
        self._subject, self._why = self._section_subject(), Panel()
        lines, reasons = QVBoxLayout(), QVBoxLayout()
        self._more, self._sample = Label(role="dim"), Label(role="dim", wrap=True)
        for layout in (lines, reasons):
            layout.setSpacing(px(4))
        self.reasons = Pool(ReasonLine, reasons.addWidget)
        lines.addLayout(reasons)
        lines.addWidget(self._more)
        lines.addWidget(self._sample)
        self._why.body.addLayout(lines)
        self.risk, self._formulas = ChipButton(), False
        self.risk.clicked.connect(self.turn_formulas)
        self._risk = Panel(" ", self.risk)
        self._terms: list[RiskTermLine] = []
        self._no_terms = Label(role="dim", wrap=True)
        self._risk.body.addWidget(self._no_terms)
        self._facts, self._form = Panel(), Form()
        self._facts.body.addWidget(self._form)
        for panel in (self._subject, self._why, self._facts, self._risk):
            self._scroll.column.addWidget(panel)

    def _buttons(self) -> QWidget:
        foot = Surface("panel", ("top",))
        column, first, pair = QVBoxLayout(foot), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(px(10), px(METRICS.pad_y), px(10), px(METRICS.pad_y))
        column.setSpacing(px(METRICS.gap))
        pair.setSpacing(px(METRICS.gap))
        first.setSpacing(px(METRICS.gap))
        first.addWidget(self.take, 1)
        first.addWidget(self.release)
        pair.addWidget(self.next, 1)
        pair.addWidget(self.offline)
        column.addLayout(first)
        column.addLayout(pair)
        return foot

    def _section_subject(self) -> Panel:
        panel, row = Panel(), QHBoxLayout()
        self._title, self._ref = Label(role="title", wrap=True), Label(role="mono", wrap=True)
        self._kind, self._state, self._due = Chip(), Chip(), Label(wrap=True)
        row.setSpacing(px(6))
        row.addWidget(self._kind)
        row.addWidget(self._state)
        row.addStretch(1)
        panel.body.addWidget(self._title)
        panel.body.addWidget(self._ref)
        panel.body.addLayout(row)
        panel.body.addWidget(self._due)
        return panel

    def retranslate(self) -> None:
        """Reads every word again."""
        self._why.set_title(_("Why it is here"))
        self._risk.set_title(_("Why it stands here"))
        self._facts.set_title(_("What hangs on it"))
        self._no_terms.setText(_("The rulebook with the formula is not on this computer yet."))
        self.offline.setText(_("Take offline"))
        self.release.set_name(_("Give the case back"))
        self.show_state()

    def turn_formulas(self) -> None:
        """Shows the formula under each summand of the risk, or puts them away; another case keeps to it."""
        self._formulas = not self._formulas
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds."""
        state = self._model.state
        row = state.chosen
        self._scroll.setVisible(row is not None)
        self._nothing.setVisible(row is None)
        self._nothing.set(_("No case chosen"), _("Choose one to see why it is here."))
        self._scroll.setAccessibleName(_("Why it is here"))
        hand = state.hands.get(row.case_id) if row is not None else None
        self._show_buttons(state, row, hand)
        if row is not None:
            self._show_row(row, hand)
            self._show_risk(row, state.lines)

    def _show_buttons(self, state: QueueState, row: Queued | None, hand: InHand | None) -> None:
        self.take.setEnabled(row is not None and not state.busy)
        self.take.setVisible(self._model.judges or row is not None)  # who takes no cases looks at those there are
        self.next.setEnabled(not state.busy)
        self.next.setText(self._next_words(state))
        self.next.setToolTip(_("The riskiest case that waits, whatever the order and the search; one in hand first."))
        mine = hand is not None or (row is not None and row.holder is not None and row.holder.mine)
        if row is not None and not mine and (row.status is Status.DECIDED or not row.offered):
            self.take.setText(_("Look at it"))
        elif mine:
            self.take.setText(_("Go on signing off") if self._model.signoff else _("Go on judging"))
        else:
            self.take.setText(_("Take and sign off") if self._model.signoff else _("Take and judge"))
        self.release.setVisible(hand is not None)
        self.next.setVisible(self._model.judges)
        self.offline.setVisible(self._model.judges and not self._model.signoff)

    def _next_words(self, state: QueueState) -> str:
        """What the next one is: what is in hand comes first, then by risk, of the kind that is shown."""
        hands, kind = len(self._model.to_go_on), self._model.kind
        if hands:
            return _("Go on ({count})").format(count=words.count(hands))
        if kind is not Filter.ALL:
            return _("Next: {kind}").format(kind=_(CHIPS[kind]))
        return _("Next") if state.ask.sort is Sort.RISK else _("Riskiest")

    def _show_row(self, row: Queued, hand: InHand | None) -> None:
        self._title.setText(words.plain(row.title))
        self._ref.setText(f"{row.ref} · {words.zoned(row.conduct_at)}")
        self._kind.set(_(KINDS[row.kind]))
        self._state.set(*badge(row, hand))
        self._show_reasons(row)
        exposure, now = row.exposure, self._clock.now()
        closed = row.status in (Status.DECIDED, Status.CANCELLED)  # nobody is waited for any more
        said = words.when(row.due_at) if closed else f"{words.due_said(row.due_at, now)} · {words.when(row.due_at)}"
        self._due.setText(_("Was due {when}").format(when=said) if closed else said)
        self._due.set_ink(due_ink(row, now))
        rows: list[tuple[str, str] | tuple[str, str, object]] = [(_("Merchant"), words.plain(row.merchant))]
        if row.creator:
            rows.append((_("Creator"), words.plain(row.creator)))
        rows.append((_("Sales"), words.money(exposure.gmv, exposure.currency)))
        rows.append((_("Views"), words.count(exposure.views)))
        rows.append((_("Orders"), words.count(exposure.orders)))
        if exposure.complaints is not None:
            rows.append((_("Complaints"), words.count(exposure.complaints)))
        rows.append((_("Came in from"), _(SOURCES[row.source])))
        if row.held_until is not None:
            rows.append((_("Held until"), words.when(row.held_until), "warn"))
        if hand is not None:
            rows.append((_("In hand until"), words.when(hand.until)))
            here = _("{done} of {total}").format(done=words.size(hand.media_done), total=words.size(hand.media_total))
            rows.append((_("Media here"), here))
        self._form.set_rows(rows)  # type: ignore[arg-type]

    def _show_reasons(self, row: Queued) -> None:
        self.reasons.show(row.reasons, lambda line, reason: line.text.setText(words.plain(reason)))
        more = max(0, row.flags - len(row.reasons))
        self._more.setText(ngettext("and {count} more flag", "and {count} more flags", more).format(count=more))
        self._more.setVisible(more > 0)
        self._sample.setText(_("Drawn as a sample: nothing was flagged."))
        self._sample.setVisible(not row.reasons)

    def _show_risk(self, row: Queued, lines: tuple[RiskLine, ...]) -> None:
        self.risk.set(_("Risk {points}").format(points=row.risk), self._formulas, risk_tone(row.risk))
        self.risk.setToolTip(_("The formulas of the risk, or its words alone"))
        self._no_terms.setVisible(not lines)
        while len(self._terms) < len(lines):
            line = RiskTermLine()
            self._terms.append(line)
            self._risk.body.addWidget(line)
        for at, term in enumerate(self._terms):
            term.setVisible(at < len(lines))
            if at < len(lines):
                term.show_line(lines[at], self._formulas)
