"""One case as the desk shows it: its head, context, evidence and decision side by side, filled in steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.evidence import Anchor
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.ui.desk.context import STRIP, ContextColumn, ContextStrip
from reviewer_app.ui.desk.decision import DecisionColumn
from reviewer_app.ui.desk.head import DeskHead
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.kit import Surface
from reviewer_app.ui.kit.likeness import Likeness
from reviewer_app.ui.theme import METRICS, live, px

Step = Callable[[DeskState], None]


class CaseView(Surface):
    """The whole of a case. The desk has two: one in front, and one that is filled with the case that comes next.

    `prepare` fills it bit by bit between other events; `show_state` shows a state at once, touching only what differs
    from what it shows already. A view that is not in front is disabled: no key, click or Tab gets into it.
    """

    def __init__(self, model: DeskModel, pane: EvidencePane, clock: Clock, policy: LeasePolicy) -> None:
        super().__init__("page")
        self.pane, self.head = pane, DeskHead(clock, policy)
        self.context, self.strip = ContextColumn(), ContextStrip()
        self.decision = DecisionColumn(model, clock)
        side = pane.filing.side
        beside: tuple[tuple[Observed, Likeness], ...] = (
            (pane.clip.model, Likeness(pane.clip.lines)),
            (pane.listing.model, Likeness(pane.listing.texts)),
            (pane.filing.model, Likeness(side, side.above)),
            (pane.filing.model, Likeness(side, side.below)),
        )
        self.likenesses = (Likeness(self.context), Likeness(self.decision), *(likeness for _model, likeness in beside))
        self._worded = self.context, self.strip, self.decision
        self._before, self._folded = DeskState(), False
        self._ahead: DeskState | None = None
        self._steps: list[Step] = []
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._step)
        self._lay_out()
        self.strip.toggle.clicked.connect(self._place_context)
        self.decision.history_anchor.connect(pane.go_to_anchor)
        pane.refused.connect(model.refused)
        self._redraws = QTimer(self)
        self._redraws.setSingleShot(True)
        self._redraws.timeout.connect(self._redraw)
        for viewer, likeness in beside:
            viewer.watch(partial(self._words_moved, likeness))
        pane.filing.model.watch(lambda: self.decision.show_failing(pane.filing.model.failing))
        self.decision.check_pressed.connect(lambda: pane.filing.step_problem(1))
        self.head.ticked.connect(self.decision.show_time)
        live.changed.connect(self._place_context)
        for part in self._worded:
            part.retranslate()

    def _lay_out(self) -> None:
        column, self._row = QVBoxLayout(self), QHBoxLayout()
        for layout in (column, self._row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._row.addWidget(self.strip)
        self._row.addWidget(self.context)
        self._row.addWidget(self.pane, 1)
        self._row.addWidget(self.decision)
        column.addWidget(self.head)
        column.addLayout(self._row, 1)
        self.strip.hide()

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> DeskState:
        """What it shows, or is being filled with."""
        return self._ahead or self._before

    @property
    def filling(self) -> bool:
        """Whether parts of a case that was prepared are still to come."""
        return self._ahead is not None

    def prepare(self, state: DeskState) -> None:
        """Fills it with a case that will be shown later, a part at a time, so that no key waits for it."""
        self._ahead = state
        self._steps = [
            self._show_evidence,
            self._show_head,
            self._show_context,
            self._show_decision,
            self._open_at,
            *self._drawing,
        ]
        self._drop_likenesses()
        self._tick.start(0)

    @property
    def _drawing(self) -> tuple[Step, ...]:
        """The steps of which nothing is left to do once it is painted right away."""
        return self._warm, self._draw_likenesses

    def _step(self) -> None:
        state = self._ahead
        if state is not None and self._steps:
            self._steps.pop(0)(state)
        if state is not None and not self._steps:
            self._ahead, self._before = None, state
        if self._ahead is None:
            self._tick.stop()

    def show_state(self, state: DeskState) -> None:
        """Shows a state, evidence first."""
        while self._ahead is state:
            self._steps = [step for step in self._steps if step not in self._drawing]
            self._step()
        if self._ahead is not None:
            self.forget()
        before, self._before = self._before, state
        case = state.case
        if case is None or before is state:
            return
        self._drop_likenesses()
        other = before.case is None or before.case.case_id != case.case_id
        if other:
            self._show_evidence(state)
        elif before.case is not case:
            self.pane.follow_case(case)
        self._show_words(before, state)
        if other:
            self._open_at(state)
        else:
            self._follow(before, state)

    def _show_words(self, before: DeskState, state: DeskState) -> None:
        if before.case is not state.case:
            self._show_head(state)
        if before.case is not state.case or before.flag_at != state.flag_at or before.draft != state.draft:
            self._show_context(state)
        self._show_decision(state)

    def _follow(self, before: DeskState, state: DeskState) -> None:
        """What moves within a case: anchors on the evidence, the finding and the flag that the person is at."""
        if before.draft.findings != state.draft.findings:
            self.pane.mark_anchors([anchor for finding in state.draft.findings for anchor in finding.anchors])
            self.decision.reveal_finding(state.finding_at)
        elif before.finding_at != state.finding_at:
            self.decision.reveal_finding(state.finding_at)
        if (before.corrections, before.stated, before.draft.begun) != (
            state.corrections,
            state.stated,
            state.draft.begun,
        ):
            self._show_corrections(state)
        if before.flag_at != state.flag_at:
            self._show_flag(state)

    def _show_evidence(self, state: DeskState) -> None:
        if state.case is not None:
            self.pane.show_case(state.case)
            # The case holds those of the draft that it was opened with.
            self._show_corrections(state)

    def _show_corrections(self, state: DeskState) -> None:
        self.pane.show_corrections(state.corrections, state.stated, state.draft.begun)

    def _show_head(self, state: DeskState) -> None:
        if state.case is not None:
            self.head.show_case(state.case)

    def _show_context(self, state: DeskState) -> None:
        self.context.show_state(state)
        self.strip.show_state(state)

    def _show_decision(self, state: DeskState) -> None:
        self.decision.show_state(state)

    def _open_at(self, state: DeskState) -> None:
        """The first look at a case: the first place of the verdict that is judged, else the first flag's."""
        anchor: Anchor | None = state.anchor_here
        if anchor is not None:
            self.pane.go_to_anchor(anchor)
        else:
            self._show_flag(state)

    # -- what is half written -----------------------------------------------------------------------------------------

    def commit(self) -> bool:
        """Enters what was typed and is only said on leaving its field; False where something is no answer."""
        QGuiApplication.inputMethod().commit()
        taken = self.decision.follows.commit()
        return self.pane.commit() and taken

    def finish(self) -> bool:
        """The same, with the keyboard there where something cannot be taken."""
        return self.commit() or (self.decision.follows.finish() and self.pane.finish())

    # -- drawn ahead --------------------------------------------------------------------------------------------------

    def _warm(self, state: DeskState) -> None:
        self.pane.warm()
        self.head.grab()
        self.pane.grab()

    def _draw_likenesses(self, state: DeskState) -> None:
        """Draws what is not drawn yet as it will be in front, so awake for that moment."""
        awake = self.isEnabled()
        self.setEnabled(True)
        for likeness in self.likenesses:
            if likeness.drawn.isNull():
                likeness.draw()
        self.setEnabled(awake)

    def _words_moved(self, likeness: Likeness) -> None:
        """What was read of a case moves what stands beside its pictures: of the view behind it is drawn once more."""
        likeness.drop()
        if self._lies_ready:
            self._redraws.start(0)

    @property
    def _lies_ready(self) -> bool:
        """Whether it lies behind, filled with a case."""
        return not self.isEnabled() and not self.filling and self._before.case is not None

    def _redraw(self) -> None:
        if self._lies_ready:
            self.pane.warm()
            self._draw_likenesses(self._before)

    def _drop_likenesses(self) -> None:
        for likeness in self.likenesses:
            likeness.drop()

    def come_forward(self) -> None:
        """Goes in front of the other view: its columns as they were drawn, which paint themselves right after."""
        for likeness in self.likenesses:
            likeness.stand_in()
        self.raise_()

    def show_flag(self) -> None:
        """Goes to the place of the flag that the person is at."""
        self._show_flag(self._before)

    def _show_flag(self, state: DeskState) -> None:
        if state.case is not None and state.flag_at is not None and state.flag_at < len(state.case.record.flags):
            place = state.case.record.flags[state.flag_at].anchor
            if place is not None:
                self.pane.go_to_place(place)

    def forget(self) -> None:
        """Shows nothing, and lets go of the case: no word of it is kept once it is not open any more."""
        self._tick.stop()
        self._redraws.stop()
        self._steps, self._ahead, self._before = [], None, DeskState()
        self._drop_likenesses()
        for part in (self.pane, self.head, self.context, self.strip, self.decision):
            part.clear()

    def retranslate(self) -> None:
        """Reads every word again, those of the case too."""
        state = self.state
        self._drop_likenesses()
        self.pane.retranslate()
        for part in self._worded:
            part.retranslate()
        if state.case is not None:
            self._show_words(DeskState(), state)

    # -- columns ------------------------------------------------------------------------------------------------------

    def follow_habits(self, other: CaseView) -> None:
        """Takes over what a person has set for looking, not for the case: sound, columns and formulas shown."""
        self.pane.follow_habits(other.pane)
        terms = self.context.follow_habits(other.context)
        follows = self.decision.follows.follow_habits(other.decision.follows)
        if terms or follows:
            self._drop_likenesses()
        if self.strip.toggle.isChecked() != other.strip.toggle.isChecked():
            self.strip.toggle.setChecked(other.strip.toggle.isChecked())
            self._place_context()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_context()

    def _place_context(self) -> None:
        """In a wide window the column stands beside the evidence, in a narrow one a strip does, the column over it."""
        folded = self.width() < px(METRICS.narrow)
        self.decision.set_tight(self.width() < px(METRICS.tight))
        self.strip.setVisible(folded)
        if folded != self._folded:
            self._folded = folded
            if folded:
                self._row.removeWidget(self.context)
            else:
                self._row.insertWidget(1, self.context)
        self.context.setVisible(not folded or self.strip.toggle.isChecked())
        if folded:
            top = px(METRICS.head)
            self.context.setGeometry(px(STRIP), top, px(METRICS.context), self.height() - top)
            self.context.raise_()

    @property
    def folded(self) -> bool:
        """Whether the window is so narrow that the context is shown over the evidence, when it is asked for."""
        return self._folded

    def turn_context(self) -> bool:
        """Shows or hides the column where the window is narrow; False where it always stands."""
        if not self._folded:
            return False
        self.strip.toggle.click()
        return True

    def controls(self, widget: QWidget | None) -> bool:
        """Whether a widget is one of the controls beside the evidence."""
        return widget is not None and (self.decision.isAncestorOf(widget) or self.context.isAncestorOf(widget))
