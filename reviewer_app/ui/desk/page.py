"""The desk's page: head, context, evidence and decision of one case, and who answers which key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.actions import OUTCOME_ACTIONS, Where
from reviewer_app.client.viewmodels.deskstate import ROUND_PAGES, DeskState
from reviewer_app.client.viewmodels.desktop import Desktop
from reviewer_app.client.viewmodels.names import problem_words, trouble_words
from reviewer_app.client.words import _
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.events import Round
from reviewer_app.domain.evidence import Anchor
from reviewer_app.domain.verdicts import OUTCOMES, Outcome
from reviewer_app.ui.desk.context import STRIP, ContextColumn, ContextStrip
from reviewer_app.ui.desk.decision import DecisionColumn, accuses
from reviewer_app.ui.desk.head import DeskHead
from reviewer_app.ui.desk.history import HistorySheet
from reviewer_app.ui.desk.said import own_book
from reviewer_app.ui.desk.version import VersionSheet
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.kit import Banner, Button, EmptyState, Head, Label
from reviewer_app.ui.page import Page
from reviewer_app.ui.theme import METRICS, live, px

Handlers = dict[str, Callable[[], Any]]


class DeskPage(Page):
    """The page over the desk's model and the pane that shows evidence."""

    def __init__(self, desktop: Desktop, pane: EvidencePane, parent: QWidget | None = None) -> None:
        super().__init__("page", parent=parent)
        self.desktop, self.model, self.pane = desktop, desktop.desk, pane
        self.head = DeskHead(desktop.clock, desktop.policy)
        self.context, self.strip = ContextColumn(), ContextStrip()
        self.decision = DecisionColumn(self.model, desktop.clock)
        self.empty, self.take = EmptyState(icon_name="scales"), Button(key="Ctrl+Return", tone="accent")
        self.nothing, self._stack = Banner("warn"), QStackedWidget()
        self._before, self._last_signoff, self._folded = DeskState(), False, False
        self._sheets: dict[str, HistorySheet | VersionSheet] = {}
        self._lay_out()
        self._connect()
        self.retranslate()

    # -- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        whole, self._work, self._blank = QVBoxLayout(self), QWidget(), QWidget()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        column, self._row, blank = QVBoxLayout(self._work), QHBoxLayout(), QVBoxLayout(self._blank)
        for layout in (column, self._row, blank):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._row.addWidget(self.strip)
        self._row.addWidget(self.context)
        self._row.addWidget(self.pane, 1)
        self._row.addWidget(self.decision)
        column.addWidget(self.head)
        column.addLayout(self._row, 1)
        self.blank_head, self._blank_title = Head(), Label(role="title")
        self.blank_head.row.addWidget(self._blank_title)
        self.blank_head.row.addStretch(1)
        blank.addWidget(self.blank_head)
        blank.addWidget(self.nothing)
        blank.addStretch(1)
        blank.addWidget(self.empty)
        blank.addWidget(self.take, 0, Qt.AlignmentFlag.AlignHCenter)
        blank.addStretch(2)
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self._work)
        self.strip.hide()

    def _connect(self) -> None:
        model, decision = self.model, self.decision
        model.watch(self.show_state)
        model.on_ready = self.pane.prepare
        self.desktop.queue.watch(self._show_nothing)
        self.desktop.signoff.watch(self._show_nothing)
        self.pane.anchor_ready.connect(self._bind)
        self.context.flag_chosen.connect(self._flag_to)
        self.strip.flag_chosen.connect(self._flag_to)
        self.strip.toggle.clicked.connect(self._place_context)
        self.head.version.clicked.connect(self._show_version)
        decision.clauses.version_pressed.connect(self._show_version)
        decision.anchor_pressed.connect(self._anchor_to)
        decision.history_anchor.connect(self.pane.go_to_anchor)
        decision.clauses.found.connect(self.setFocus)
        decision.foot.decide_pressed.connect(self.decide)
        decision.lost.take_pressed.connect(self.desktop.lost_hold.take_again)
        decision.lost.next_pressed.connect(self.desktop.lost_hold.pass_by)
        self.head.ticked.connect(decision.show_time)
        self.take.clicked.connect(self._take)
        live.changed.connect(self._place_context)

    # -- page ---------------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Desk")

    @property
    def where(self) -> tuple[Where, ...]:  # type: ignore[override]
        """Where the person is: at sign-off, in an appeal or at the desk, and in the kind of evidence that is shown."""
        if self.model.state.case is None:
            return (Where.DESK,)
        return (ROUND_PAGES.get(self.model.state.case.round, Where.DESK), self.pane.where)

    def shown(self, visible: bool) -> None:
        """It came onto the screen, or went: then the draft is written."""
        self.head.run(visible)
        if not visible:
            self.model.save_now()

    def retranslate(self) -> None:
        """Reads every word again."""
        self.empty.set(_("No case on the desk"), _("Take the next one, or choose one in the queue (F2)."))
        self._blank_title.setText(self.title)
        self.take.setText(_("Take the next case"))
        self.pane.retranslate()
        for part in (self.context, self.strip, self.decision):
            part.retranslate()
        self._before = DeskState()
        self._show_words(self.model.state)
        self._show_nothing()

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_state(self) -> None:
        """Shows what the model holds; only what changed is touched, evidence first."""
        state, before = self.model.state, self._before
        if state.case is None:
            self._show_empty()
            return
        self._last_signoff = state.case.round is Round.SIGNOFF
        other = before.case is None or before.case.case_id != state.case.case_id
        came = not other and before.case is not None and before.case.here != state.case.here
        if other or came:
            self._stack.setCurrentWidget(self._work)
            self.pane.show_case(state.case)
        self._show_words(state)
        if other or came:
            self._open_at(state)
        if not other and before.draft.findings != state.draft.findings:
            self.pane.mark_anchors(self._marked(state))
            self.decision.reveal_finding(state.finding_at)
        elif not other and before.finding_at != state.finding_at:
            self.decision.reveal_finding(state.finding_at)
        if not other and before.flag_at != state.flag_at:
            self._show_flag()
        if other and self.isVisible():
            self.setFocus()

    def _show_words(self, state: DeskState) -> None:
        before, self._before = self._before, state
        if state.case is None:
            return
        if before.case is not state.case:
            self.head.show_case(state.case)
        if before.case is not state.case or before.flag_at != state.flag_at or before.draft != state.draft:
            self.context.show_state(state)
            self.strip.show_state(state)
        self.decision.show_state(state)

    def _open_at(self, state: DeskState) -> None:
        """The first look at a case: at sign-off the first place of the verdict, else the first flag's."""
        if state.case is not None and state.case.judged is not None and self.model.places():
            self.model.anchor_step(1)
            self._show_anchor()
        else:
            self._show_flag()

    def _show_empty(self) -> None:
        if self._before.case is not None or self._stack.currentWidget() is not self._blank:
            self.pane.clear()
        self._before = DeskState()
        self._stack.setCurrentWidget(self._blank)
        self._show_nothing()

    def _show_nothing(self) -> None:
        """Why no case could be taken, while the desk is empty."""
        if self.model.state.case is not None:
            return
        state = (self.desktop.signoff if self._last_signoff else self.desktop.queue).state
        trouble = self.model.state.trouble or state.trouble
        why = " ".join(problem_words(one) for one in state.problems[:2])
        self.nothing.say(f"{why} {trouble_words(trouble)}".strip() if trouble else "", "warn", "", _("Close"))
        self.take.setEnabled(not state.busy)

    @staticmethod
    def _marked(state: DeskState) -> list[Anchor]:
        return [anchor for finding in state.draft.findings for anchor in finding.anchors]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_context()

    def _place_context(self) -> None:
        """In a wide window the column stands beside the evidence, in a narrow one a strip does, the column over it."""
        folded = self.width() < px(METRICS.narrow)
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

    def _turn_context(self) -> bool:
        """Shows or hides the column where the window is narrow."""
        if not self._folded:
            return False
        self.strip.toggle.click()
        return True

    # -- places -------------------------------------------------------------------------------------------------------

    def _show_flag(self) -> None:
        state = self.model.state
        if state.case is not None and state.flag_at is not None and state.flag_at < len(state.case.record.flags):
            place = state.case.record.flags[state.flag_at].anchor
            if place is not None:
                self.pane.go_to_place(place)

    def _flag_to(self, index: int) -> None:
        if index == self.model.state.flag_at:
            self._show_flag()
        self.model.flag_to(index)

    def _flag_step(self, by: int) -> None:
        before = self.model.state.flag_at
        self.model.flag_step(by)
        if before == self.model.state.flag_at:
            self._show_flag()

    def _anchor_to(self, finding_id: str, index: int) -> None:
        self.model.anchor_to(finding_id, index)
        self._show_anchor()

    def _anchor_step(self, by: int) -> bool:
        """Walks the places; where there are none, or where the person walks the controls, Tab stays Tab."""
        at = QApplication.focusWidget()
        controls = at is not None and (self.decision.isAncestorOf(at) or self.context.isAncestorOf(at))
        if controls or not self.model.places():
            return False
        self.model.anchor_step(by)
        self._show_anchor()
        return True

    def _show_anchor(self) -> None:
        anchor = self.model.anchor_here()
        if anchor is not None:
            self.pane.go_to_anchor(anchor)

    def _bind(self, anchor: Anchor) -> None:
        if self.model.bind(anchor):
            self.decision.hint.say("")
        elif self.model.state.case is not None and self.model.state.case.writable:
            self.decision.say(_("Begin a finding first (1 to 9); then Enter binds this place to it."))

    # -- deciding -----------------------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Decides and shows the next case; says what is missing where it cannot; takes the next case where none is."""
        state = self.model.state
        if state.case is None:
            self._take()
        elif not self.model.decide() and not state.busy:
            self._jump_to_missing()

    def _take(self) -> None:
        (self.desktop.signoff if self._last_signoff else self.desktop.queue).take_next()

    def _jump_to_missing(self) -> None:
        first = next(iter(self.model.state.missing), None)
        if first is not None:
            self.decision.jump(first)

    def _choose(self, outcome: Outcome) -> None:
        case = self.model.state.case
        if case is not None and outcome in OUTCOMES[case.round]:
            self.model.choose(outcome)

    # -- sheets -------------------------------------------------------------------------------------------------------

    def _show_history(self) -> None:
        case = self.model.state.case
        sheet = self._sheets.get("history")
        if not isinstance(sheet, HistorySheet):
            sheet = self._sheets["history"] = HistorySheet(self.window())
            sheet.list.anchor_pressed.connect(self.pane.go_to_anchor)
        if case is not None:
            sheet.start(case)

    def _show_version(self) -> None:
        case = self.model.state.case
        sheet = self._sheets.get("version")
        if not isinstance(sheet, VersionSheet):
            sheet = self._sheets["version"] = VersionSheet(self.window())
            sheet.rules_pressed.connect(self._open_rules)
        if case is not None:
            sheet.start(case)

    def _open_rules(self) -> None:
        case = self.model.state.case
        book = own_book(case) if case is not None else None
        if book is not None:
            self.desktop.show_clause(book.rulebook.id, book.rulebook.version)

    # -- actions ------------------------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Callable[[], Any]]:
        """Who answers which action here; nothing that writes where the case is only read."""
        case = self.model.state.case
        if case is None:
            return {"desk.decide": self.decide}
        answered: Handlers = dict(self.pane.handlers()) | self._looking()
        if case.record.kind is CaseKind.CLIP:
            answered["clip.mute"] = self.pane.clip.model.toggle_mute
        if case.lost is not None:
            answered["desk.pass_by"] = self.desktop.lost_hold.pass_by
            if case.lost.free:
                answered["desk.take_again"] = self.desktop.lost_hold.take_again
        if not case.writable:
            answered.pop("desk.anchor", None)
            return answered
        return answered | self._writing(OUTCOMES[case.round])

    def _looking(self) -> Handlers:
        return {
            "desk.flag_next": lambda: self._flag_step(1),
            "desk.flag_previous": lambda: self._flag_step(-1),
            "desk.anchor_next": lambda: self._anchor_step(1),
            "desk.anchor_previous": lambda: self._anchor_step(-1),
            "desk.history": self._show_history,
            "desk.version": self._show_version,
            "desk.context": self._turn_context,
        }

    def _writing(self, offered: tuple[Outcome, ...]) -> Handlers:
        model = self.model
        writing: Handlers = {
            action: self._chooser(outcome) for action, outcome in OUTCOME_ACTIONS.items() if outcome in offered
        }
        if accuses(model.state):
            writing |= {f"desk.clause_{key}": self._clause(key) for key in range(1, 10)}
            writing["desk.clause_search"] = self.decision.search
        return writing | {
            "desk.decide": self.decide,
            "desk.flag_wrong": model.flag_wrong,
            "desk.element": model.establish_next,
            "desk.finding_next": model.finding_step,
            "desk.finding_remove": model.drop_finding,
            "desk.anchor_remove": model.drop_anchor,
            "desk.reason": self.decision.write,
            "desk.missing": self._jump_to_missing,
            "desk.release": model.release,
        }

    def _chooser(self, outcome: Outcome) -> Callable[[], None]:
        return lambda: self._choose(outcome)

    def _clause(self, key: int) -> Callable[[], None]:
        return lambda: self.model.clause_key(key)
