"""The right column of the desk: clauses, findings, hold and result, the reason, and the foot that decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, ParamSpec

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.deskstate import DeskState, same_sitting
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.completeness import HELD_ONLY, LEAVING, REMARKED, UNJUDGED, Lack, Missing
from reviewer_app.domain.drafts import clears, keeps_findings
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import CHANGING, Outcome
from reviewer_app.ui.desk.clauses import ClausePanel
from reviewer_app.ui.desk.findings import FindingCard
from reviewer_app.ui.desk.follows import FollowsPanel
from reviewer_app.ui.desk.footer import DecisionFoot
from reviewer_app.ui.desk.history import HistoryList
from reviewer_app.ui.desk.judged import JudgedPanel, WhyPanel, cards_of
from reviewer_app.ui.desk.lost import LostPanel
from reviewer_app.ui.desk.said import bound_words, own_book, tongue
from reviewer_app.ui.kit import (
    Banner,
    ChipButton,
    FlowBox,
    KeyCap,
    Label,
    Panel,
    Pool,
    SharedColumn,
    ShareScroll,
    Surface,
    TextBox,
)
from reviewer_app.ui.theme import METRICS, live, px

LEAST_CARDS = 136
"""Pixels: so much of the findings is seen at least, however little room there is."""
ROOMY = 820
"""Pixels: from this height of the column on what follows is shown in full, until the person says otherwise."""
P = ParamSpec("P")


def accuses(state: DeskState) -> bool:
    """Whether findings can be entered now: at sign-off and in an appeal only with a change."""
    if state.case is None or not state.case.writable or state.draft.result == "pass":
        return False
    return state.case.round not in (Round.SIGNOFF, Round.APPEAL) or state.draft.outcome in CHANGING


def passes(state: DeskState) -> bool:
    """Whether the decision says that no rule was broken, also by letting such a verdict stand."""
    draft, judged = state.draft, state.case.judged if state.case is not None else None
    if draft.outcome in LEAVING:
        return judged is not None and judged.operation.verdict.stands_for == "pass"
    return clears(draft)


class DecisionColumn(Surface):
    """The column, fed by the desk's model. `anchor_pressed` asks to be shown a place of a finding, `file_pressed`
    a file of the case by its SHA-256, `begun_pressed` a correction that is half written, by its field, `check_pressed`
    a check of the papers that fails.
    """

    anchor_pressed = Signal(str, int)
    history_anchor = Signal(object)
    file_pressed = Signal(str)
    begun_pressed = Signal(str)
    check_pressed = Signal()
    version_pressed = Signal(str)

    def __init__(self, model: DeskModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("left",), parent)
        self._model = model
        self._before: DeskState | None = None
        self._offered: tuple[str, ...] = ()
        self._failing = (0, 0)
        self._tight = False
        self._hint_holds: Callable[[DeskState], bool] = lambda state: False
        self._clock, self.lost = clock, LostPanel()
        self.remark, self.trouble, self.hint = Banner("warn"), Banner("bad"), Banner("accent")
        self.inside, self.foot = SharedColumn(), DecisionFoot()
        self.why, self.judged, self.clauses = WhyPanel(), JudgedPanel(clock), ClausePanel()
        self.follows = FollowsPanel()
        self.findings, self.choice, self.words = Panel(" ", KeyCap("G")), Panel(" "), Panel(" ", KeyCap("W"))
        self.history_panel, self.history = Panel(" ", KeyCap("Y")), HistoryList()
        self.reason, self.choice_box = TextBox(lines=4, least=2), FlowBox()
        self.choice_note = Label(role="small", wrap=True)
        self._lay_out()
        self._connect()
        self._dress()
        live.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFixedWidth(px(METRICS.decision_tight if self._tight else METRICS.decision))
        self.foot.set_tight(self._tight)
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        roomy = self.height() >= px(ROOMY)
        self.follows.set_roomy(roomy)
        if self.foot.set_roomy(roomy) and self._before is not None:
            self.foot.show_state(self._before, self.points(self._before))

    def show_failing(self, failing: tuple[int, int]) -> None:
        """Takes over how many checks of the papers are a mismatch, and how many unreadable, once they are there."""
        self._let_hint_go(self._before)
        if failing != self._failing:
            self._failing = failing
            if self._before is not None and self._before.case is not None and self._before.case.writable:
                self.foot.show_state(self._before, self.points(self._before))

    def points(self, state: DeskState) -> tuple[Missing, ...]:
        """What is missing, and what stands open: a pass over checks that fail says so, and is not stopped by it."""
        if not any(self._failing) or not passes(state):
            return state.missing
        return (*state.missing, Missing(Lack.OPEN_CHECK, detail=" ".join(map(str, self._failing))))

    def set_tight(self, tight: bool) -> None:
        """Whether the window has little room beside it."""
        if tight != self._tight:
            self._tight = tight
            self._dress()

    def _lay_out(self) -> None:
        whole, self.card_list = QVBoxLayout(self), ShareScroll(LEAST_CARDS)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self.lost, self.remark, self.trouble, self.hint):
            whole.addWidget(part)
        whole.addWidget(self.inside, 1)
        whole.addWidget(self.foot)
        self.card_list.column.setSpacing(px(METRICS.gap))
        self.cards = Pool(self._card, self.card_list.column.addWidget)
        self.no_findings = Label(role="dim", wrap=True)
        self.findings.body.addWidget(self.no_findings)
        self.findings.body.addWidget(self.card_list)
        self.choices = Pool(self._choice, self.choice_box.add)
        self.choice.body.addWidget(self.choice_box)
        self.choice.body.addWidget(self.choice_note)
        self.words.body.addWidget(self.reason)
        self.reason.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.history_panel.body.addWidget(self.history)
        for panel in (self.why, self.judged, self.choice):
            self.inside.shares.put(panel)
        own = (self.clauses, self.findings, self.follows, self.words, self.history_panel)
        for piece, gives in zip(own, (3, 1, 4, 2, 0), strict=True):
            self.inside.shares.put(piece, gives)

    def _connect(self) -> None:
        self.clauses.chosen.connect(self._enters(self._model.find_under))
        self.reason.edited.connect(self._enters(self._model.reason))
        self.reason.left.connect(self._model.save_now)
        self.judged.anchor_pressed.connect(self.anchor_pressed)
        self.history.anchor_pressed.connect(self.history_anchor)
        self.judged.version_pressed.connect(self.version_pressed)
        self.follows.answered.connect(self._enters(self._model.say))
        self.follows.turned.connect(lambda: self.reveal(self.follows))
        self.foot.outcome_pressed.connect(self._outcome)
        self.foot.missing_pressed.connect(self.jump)

    def _enters(self, verb: Callable[P, object]) -> Callable[P, None]:
        """A verb of the model for what is entered here: it is of the case that is shown here."""
        return self._model.entered_in(lambda: self._before.case if self._before is not None else None, verb)

    def _outcome(self, outcome: Outcome) -> None:
        self._model.choose(outcome)
        state = self._model.state
        self.foot.show_state(state, self.points(state))  # a press unchecks the one chosen; the model has the last word

    def _card(self) -> FindingCard:
        card = FindingCard()
        card.chosen_at.connect(self._model.finding_to)
        card.anchor_pressed.connect(self.anchor_pressed)
        card.anchor_dropped.connect(self._enters(self._model.unbind))
        card.stated.connect(self._enters(self._model.establish))
        card.measured.connect(self._enters(self._model.measure))
        card.noted.connect(self._enters(self._model.note))
        card.note_left.connect(self._model.save_now)
        card.version_pressed.connect(self.version_pressed)
        card.dropped.connect(self._drop)
        return card

    def _drop(self, finding_id: str) -> None:
        self._model.finding_to(finding_id)
        self.drop_finding()

    def drop_finding(self) -> None:
        """Takes the finding out that the person is at, and says how it comes back."""
        self._model.drop_finding()
        count = len(self._model.state.dropped)
        if count:
            said = _("The finding was taken out. Ctrl+Z brings it back.")
            self.say(said, lambda state: len(state.dropped) == count)

    def _choice(self) -> ChipButton:
        chip = ChipButton()
        chip.clicked.connect(self._chooser(chip))
        return chip

    def _chooser(self, chip: ChipButton) -> Callable[[], None]:
        def choose() -> None:
            offered = self._offered[self.choices.all.index(chip)]
            if self._before is not None and self._before.draft.outcome is Outcome.HOLD:
                self._model.hold_because(offered)
            else:
                self._model.result("pass" if offered == "pass" else "violation")

        return choose

    # -- showing ------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Reads every word again."""
        self.clauses.retranslate()
        self.lost.retranslate()
        self.foot.retranslate()
        self.follows.retranslate()
        self.history_panel.set_title(_("History of the case"))
        self.findings.set_title(_("Findings"))
        self.inside.setAccessibleName(_("The decision"))
        self.card_list.setAccessibleName(_("Findings"))
        self.no_findings.setText(_("None yet. A number from the list above begins one."))
        self._before = None
        for card in (*self.cards.all, *self.judged.cards.all):
            card.forget()

    def show_state(self, state: DeskState) -> None:
        """Shows the decision in the making; what did not change is left alone."""
        case, before = state.case, self._before
        if case is None:
            self.clear()
            return
        fresh = before is None or before.case is not case
        if before is not None and not same_sitting(before.case, case):
            self.follows.forget()  # before the case is another: what was typed for one is not said of the next
        self._before = state
        if fresh:
            self._show_case(case, anew=before is None or before.case is None or before.case.case_id != case.case_id)
        self._show_trouble(state)
        self._let_hint_go(state)
        self.lost.show_case(case, self._clock.now(), state.busy)
        if not case.writable:
            return
        if before is None or fresh or before.draft != state.draft or before.short_list is not state.short_list:
            self.clauses.show_state(state)
        self._show_findings(state, case)
        self.follows.show_follows(state.follows, accuses(state) and bool(state.draft.findings))
        self._show_choice(state)
        self._show_reason(state)
        self.foot.show_state(state, self.points(state))
        if not fresh and before is not None and before.draft.outcome is not state.draft.outcome:
            self._reveal_outcome(state.draft.outcome)

    def clear(self) -> None:
        """Shows no case, and keeps no word of one."""
        self._before, self._hint_holds = None, lambda state: False
        for line in (self.remark, self.trouble, self.hint):
            line.say("")
        for part in (self.clauses, self.judged, self.follows, self.foot):
            part.clear()
        self.cards.clear(FindingCard.empty)
        self.reason.set_text("")
        self.history.show_case(None)
        self.lost.retranslate()

    def _show_case(self, case: OpenCase, anew: bool) -> None:
        working, signing = case.writable, case.round is Round.SIGNOFF
        self.follows.allow(working)
        self.why.setVisible(working and signing)
        if working and signing:
            self.why.show_case(case)
        self.judged.setVisible(case.judged is not None and working)
        for panel in (self.clauses, self.findings, self.words, self.foot):
            panel.setVisible(working)
        if not working:  # else it is about to be shown or hidden; hidden in between it would lose the keyboard
            self.choice.setVisible(False)
            self.follows.setVisible(False)
        self.history_panel.setVisible(not working)
        self.history.show_case(None if working else case)
        remark = case.file.remark
        said = _("Sent back: {remark}").format(remark=Shown(remark).text) if remark else ""
        self.remark.say(said, "warn", "", _("Close"))
        if anew:
            self.hint.say("")
            self.inside.verticalScrollBar().setValue(0)

    def show_time(self) -> None:
        """Says when the time of a hold is over; called once a second."""
        state = self._before
        if state is not None and state.case is not None:
            self.lost.show_case(state.case, self._clock.now(), state.busy)

    def say(self, said: str, holds: Callable[[DeskState], bool]) -> None:
        """A calm line of help above the column, for as long as it holds."""
        self._hint_holds = holds
        self.hint.say_anew(said, "accent", "", _("Close"))

    def _let_hint_go(self, state: DeskState | None) -> None:
        if state is not None and not self._hint_holds(state):
            self.hint.say("")

    def say_bound(self, before: str | None, state: DeskState) -> None:
        """A place was bound: says so where it went to another finding than the one `before`, and shows that one."""
        said = bound_words(state.draft.findings, before, state.finding_at)
        self.say(said, lambda now: now.finding_at == state.finding_at)
        self.reveal_finding(state.finding_at)  # the line takes room from it
        for card in self.cards.used:
            if card.finding_id == state.finding_at and card.places.used:
                bound = card.places.used[-1]  # at the end, maybe below the fold
                self.reveal(bound)
                QTimer.singleShot(0, bound, partial(self.reveal, bound))  # what follows of it may take room yet

    def _show_trouble(self, state: DeskState) -> None:
        said = trouble_words(state.trouble) if state.trouble else ""
        if said != self.trouble.words.text() or bool(said) != self.trouble.isVisibleTo(self):
            self.trouble.say(said, "bad", "", _("Close"))

    def _show_findings(self, state: DeskState, case: OpenCase) -> None:
        if case.judged is not None:
            self.judged.show_state(state, case, case.judged)
        accusing = accuses(state)
        self.clauses.setVisible(accusing)
        own = state.draft.findings
        said = _("Findings {count}") if keeps_findings(state.draft) else _("Findings {count}, left out of this outcome")
        self.findings.set_title(said.format(count=len(own)) if own else _("Findings"))
        self.no_findings.setVisible(not own)
        self.card_list.setVisible(bool(own))
        self.findings.setVisible(accusing and (bool(own) or own_book(case) is not None))
        self.cards.show(cards_of(state, case, own, True), lambda card, one: card.show_finding(one))

    def _show_choice(self, state: DeskState) -> None:
        draft = state.draft
        holding, changing = draft.outcome is Outcome.HOLD, draft.outcome in CHANGING
        self.choice.setVisible(holding or changing)
        if holding:
            self.choice.set_title(_("Why it is held"))
            at = draft.hold.reason if draft.hold else None
            book = state.case.sheet.procedure() if state.case is not None else None
            reasons = book.rulebook.procedure.hold_reasons if book is not None else ()
            self._offered = tuple(reason.id for reason in reasons)
            self.choices.show(reasons, lambda chip, one: chip.set(tongue(one.text), one.id == at))
            if draft.hold is not None:
                until = words.when(draft.hold.until)
                self.choice_note.setText(_("Until {when}, at the latest").format(when=until))
            else:
                self.choice_note.setText(_("Press H again to choose one, and again for the next."))
        elif changing:
            self.choice.set_title(_("In force instead"))
            names, self._offered = (_("Violation (V)"), _("Pass (P)")), RESULTS
            self.choices.show(
                list(zip(names, RESULTS, strict=True)), lambda chip, one: chip.set(one[0], draft.result == one[1])
            )
        self.choice_note.setVisible(holding and bool(self._offered))

    def _show_reason(self, state: DeskState) -> None:
        remark = state.draft.outcome in REMARKED
        self.words.set_title(_("Remark") if remark else _("Reason"))
        self.reason.setPlaceholderText(_("What the evidence shows, and why it breaks or keeps the rule"))
        self.reason.setAccessibleName(_("Remark") if remark else _("Reason"))
        self.reason.set_text(state.draft.reason)

    # -- going to -----------------------------------------------------------------------------------------------------

    def reveal(self, widget: QWidget) -> None:
        """Scrolls so that a part is on the screen, once it has its place."""
        self.inside.reveal(widget)

    def reveal_finding(self, finding_id: str | None) -> None:
        """Brings the card of a finding onto the screen."""
        for card in self.cards.used:
            if card.finding_id == finding_id:
                self.reveal(card)

    def reveal_measure(self, finding_id: str | None) -> None:
        """Brings the measures of a finding onto the screen: what a key chooses is seen."""
        for card in self.cards.used:
            if card.finding_id == finding_id:
                self.reveal(card.measures)
                # What follows of it, and the field for why, may take room yet.
                QTimer.singleShot(0, card.measures, partial(self.reveal, card.measures))

    def reveal_place(self, finding_id: str, index: int) -> None:
        """Brings a place that was walked to onto the screen, in the verdict that is judged too."""
        for card in (*self.cards.used, *self.judged.cards.used):
            if card.finding_id == finding_id and index < len(card.places.used):
                self.reveal(card.places.used[index])

    def _reveal_outcome(self, outcome: Outcome | None) -> None:
        """Brings what an outcome asks for onto the screen."""
        if outcome is Outcome.HOLD or outcome in CHANGING:
            self.reveal(self.choice)
        elif outcome in REMARKED:
            self.reveal(self.words)

    def go_to_focused(self) -> None:
        """Makes the finding whose card has the keyboard, or one of whose places has, the one the person is at."""
        for card in self.cards.used:
            if card.hasFocus() or (card.focusWidget() is not None and card.focusWidget().hasFocus()):
                self._model.finding_to(card.finding_id)
                place = card.focused_place()
                if place is not None:
                    self._model.anchor_to(card.finding_id, place)

    def write(self) -> None:
        """Puts the caret into the reason."""
        self.reason.setFocus()
        self.reveal(self.words)

    def write_note(self, finding_id: str | None) -> bool:
        """Puts the caret where it is said why a finding's measure is another; False where nothing asks for it."""
        for card in self.cards.used:
            if card.finding_id == finding_id and card.note.isVisibleTo(card):
                card.note.setFocus()
                self.reveal(card.note)
                QTimer.singleShot(0, card.note, partial(self.reveal, card.note))  # it may be there only since this key
                return True
        return False

    def answer(self) -> bool:
        """Gives the keyboard to the first question that what follows hangs on; False where there is none."""
        line = self.follows.answer() if self.follows.isVisibleTo(self) else None
        if line is not None:
            self.reveal(line)
        return line is not None

    def turn_follows(self) -> bool:
        """Shows what follows in full or in one line; False where nothing follows."""
        if not self.follows.isVisibleTo(self):
            return False
        self.follows.turn()
        return True

    def search(self) -> None:
        """Puts the caret into the search for clauses."""
        self.clauses.search()
        self.reveal(self.clauses.field)

    def jump(self, item: Missing) -> None:
        """Goes to where something that is missing is mended."""
        if item.flag is not None:
            self._model.flag_to(item.flag)
        elif item.lack is Lack.BEGUN:
            self.begun_pressed.emit(item.detail)
        elif item.finding is not None:
            self._model.finding_to(item.finding)
            self.reveal_finding(item.finding)
            if item.lack is Lack.DEPARTURE:
                self.write_note(item.finding)
        elif item.lack in (Lack.REASON, Lack.REMARK):
            self.write()
        elif item.lack is Lack.LEAFED:
            self.file_pressed.emit(item.detail.split()[0])
        elif item.lack is Lack.OPEN_CHECK:
            self.check_pressed.emit()
        elif item.lack is Lack.FINDING:
            self.reveal(self.clauses)
            if not self.clauses.go():
                self.search()
        elif item.lack in (Lack.HOLD_REASON, Lack.HOLD_UNTIL, Lack.RESULT, Lack.UNCHANGED) and self.choices.used:
            is_first = item.lack is Lack.UNCHANGED and self._model.state.draft.result == RESULTS[0]
            self.choices.used[1 if is_first else 0].setFocus()  # where nothing is changed, to the other result
            self.reveal(self.choice)
        else:
            offered = [button for button in self.foot.buttons.values() if button.isVisibleTo(self.foot)]
            if item.lack is Lack.EVIDENCE_NOT_SHOWN:
                self.file_pressed.emit(item.detail)
            if item.lack in HELD_ONLY:
                offered = [self.foot.buttons[one] for one in UNJUDGED if one in self.foot.buttons] or offered
            if offered:
                offered[0].setFocus()


RESULTS: tuple[Literal["pass", "violation"], ...] = ("violation", "pass")
