"""The desk's page: head, context, evidence and decision of one case, and who answers which key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.actions import OUTCOME_ACTIONS, Where
from reviewer_app.client.viewmodels.deskstate import ROUND_PAGES, DeskState
from reviewer_app.client.viewmodels.desktop import Desktop
from reviewer_app.client.words import _
from reviewer_app.client.workbench.queue_values import InHand
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.events import Round
from reviewer_app.domain.terms import Role
from reviewer_app.domain.verdicts import CHANGING, OUTCOMES, Outcome
from reviewer_app.ui.desk.binding import bind_place
from reviewer_app.ui.desk.blank import BlankDesk
from reviewer_app.ui.desk.casesheets import CaseSheets
from reviewer_app.ui.desk.context import ContextColumn, ContextStrip
from reviewer_app.ui.desk.decision import DecisionColumn, accuses
from reviewer_app.ui.desk.head import DeskHead
from reviewer_app.ui.desk.pile import Pile
from reviewer_app.ui.desk.said import own_book
from reviewer_app.ui.desk.undecided import say_what_came, say_why_not
from reviewer_app.ui.desk.view import CaseView
from reviewer_app.ui.desk.why import RESULT_ACTIONS, refusals
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.page import Page

Handlers = dict[str, Callable[[], Any]]


class DeskPage(Page):
    """The page over the desk's model; `make_pane` makes what shows evidence, once for each of its two views.

    While a case is in front, the one that comes next is filled into the view behind it, so that deciding only has to
    bring that forward (decision 0012).
    """

    def __init__(self, desktop: Desktop, make_pane: Callable[[], EvidencePane], parent: QWidget | None = None) -> None:
        super().__init__("page", parent=parent)
        self.desktop, self.model, self._make_pane = desktop, desktop.desk, make_pane
        self._stack, self._work, self.blank = QStackedWidget(), Pile(), BlankDesk()
        self.sheets = CaseSheets(desktop, self.window, lambda anchor: self.pane.go_to_anchor(anchor))
        self.views: list[CaseView] = []
        self._hands: tuple[InHand, ...] = ()
        self._front: CaseView | None = None
        roles = desktop.session.roles
        self._last_signoff = desktop.session.signs_off and Role.REVIEWER not in roles
        self._lay_out()
        self._connect()
        self.retranslate()
        self._read_hands()

    # -- building -----------------------------------------------------------------------------------------------------

    def _add_view(self) -> CaseView:
        view = CaseView(self.model, self._make_pane(), self.desktop.server_time, self.desktop.policy)
        self.views.append(view)
        own, model = partial(self.model.entered_in, lambda: view.state.case), self.model
        for entered, verb in (
            (view.pane.corrected, model.correct),
            (view.pane.begun, model.begin_correction),
            (view.pane.stated, model.say),
            (view.pane.watched, model.watched),
        ):
            entered.connect(own(verb))
        view.pane.beside_changed.connect(self.desktop.care.beside)
        view.pane.flag_pressed.connect(self._flag_to)
        view.pane.place_pressed.connect(self._place_to)
        view.pane.listing_pressed.connect(self._listing_to)
        view.context.flag_chosen.connect(self._flag_to)
        view.strip.flag_chosen.connect(self._flag_to)
        view.context.ties_pressed.connect(self.sheets.ties)
        view.head.version.clicked.connect(self.sheets.version)
        view.decision.clauses.version_pressed.connect(self.sheets.version)
        view.decision.follows.done.connect(self._go_home)
        view.decision.version_pressed.connect(self.sheets.version_of)
        view.decision.anchor_pressed.connect(self._anchor_to)
        view.decision.file_pressed.connect(view.pane.go_to_file)
        view.decision.begun_pressed.connect(view.pane.filing.go_to_begun)
        view.decision.clauses.found.connect(self._go_home)
        view.decision.foot.decide_pressed.connect(self.decide)
        view.decision.lost.take_pressed.connect(self.desktop.lost_hold.take_again)
        view.decision.lost.next_pressed.connect(self.desktop.lost_hold.pass_by)
        view.setEnabled(self._front is None)
        return view

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack)
        self._stack.addWidget(self.blank)
        self._stack.addWidget(self._work)

    def _connect(self) -> None:
        self.model.watch(self.show_state)
        self.model.on_ready = self.prepare
        self.model.watching = lambda: self.pane.watched_now()
        self.model.committing = lambda: self.front.commit()
        self.model.checking = lambda: self.pane.checking
        self.model.on_hands = self._hands_moved
        self.model.on_moved = lambda: self.pane.check_shelf()
        self.desktop.care.plays = lambda: self.pane.plays
        self.desktop.queue.watch(self._show_nothing)
        self.desktop.signoff.watch(self._show_nothing)
        self.blank.take.clicked.connect(self._take)

    # -- page ---------------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Desk")

    @property
    def front(self) -> CaseView:
        """The view of the case in front; made when it is first asked for, in a page that has its place by then."""
        view = self.begin()
        self._work.put_under(view)
        return view

    def begin(self) -> CaseView:
        """Makes the view that will be in front and leaves it beside the page, where its place can wait."""
        if self._front is None:
            self._front = self._add_view()
        return self._front

    @property
    def behind(self) -> CaseView | None:
        """The view that is filled with the case that comes next; None before there was one."""
        return next((view for view in self.views if view is not self._front), None)

    @property
    def pane(self) -> EvidencePane:
        """The evidence of the case in front."""
        return self.front.pane

    @property
    def head(self) -> DeskHead:
        """The head of the case in front."""
        return self.front.head

    @property
    def context(self) -> ContextColumn:
        """The context of the case in front."""
        return self.front.context

    @property
    def strip(self) -> ContextStrip:
        """The folded context of the case in front."""
        return self.front.strip

    @property
    def decision(self) -> DecisionColumn:
        """The decision on the case in front."""
        return self.front.decision

    @property
    def where(self) -> tuple[Where, ...]:  # type: ignore[override]
        """Where the person is: at sign-off, in an appeal or at the desk, and in the kind of evidence that is shown."""
        if self.model.state.case is None:
            return (Where.DESK,)
        return (ROUND_PAGES.get(self.model.state.case.round, Where.DESK), self.pane.where)

    def home(self) -> QWidget:
        """The evidence; on an empty desk the button that takes a case."""
        if self._stack.currentWidget() is self._work:
            return self.pane.home()
        return self.blank.home()

    def _go_home(self) -> None:
        self.home().setFocus()

    def refusals(self) -> Mapping[str, str]:
        """Why something would do nothing with the case on the desk."""
        return (
            refusals(self.model.state, self.front.folded, self.pane.clip.pair.beside is not None)
            | ({} if self.decision.points(self.model.state) else {"desk.missing": _("Nothing is missing")})
            | self.pane.refusals()
        )

    def shown(self, visible: bool) -> None:
        """It came onto the screen, or went: then the draft is written."""
        self.head.run(visible)
        self.model.look(visible)

    def retranslate(self) -> None:
        """Reads every word again."""
        self.model.respeak()
        for view in self.views:
            view.retranslate()
        self.sheets.retranslate()
        self._show_nothing()

    # -- showing ------------------------------------------------------------------------------------------------------

    def prepare(self, state: DeskState | None) -> None:
        """Fills the view behind with the case that comes next."""
        if state is None:
            if self.behind is not None:
                self.behind.forget()
            return
        front = self.front
        behind = self.behind or self._add_view()
        self._work.put_under(behind)
        behind.follow_habits(front)
        behind.prepare(state)

    def show_state(self) -> None:
        """Shows what the model holds; a case that was prepared comes forward."""
        state = self.model.state
        if state.case is None:
            self._show_empty()
            return
        self._last_signoff = state.case.round is Round.SIGNOFF
        shown = self.front.state
        before = shown.case
        if before is not None and before.case_id != state.case.case_id:
            self.sheets.forget()
        behind = self.behind
        if behind is not None and behind.state is state:
            self._bring_forward(behind)
        elif behind is not None and behind.isEnabled() and not state.busy:
            behind.setEnabled(False)  # it was woken for a decision that did not come about
        if self._stack.currentWidget() is not self._work:
            self._stack.setCurrentWidget(self._work)
        here = self._has_keyboard()
        self.front.show_state(state)
        if shown.waits and state.unseen:
            say_what_came(self.front, state)
        other = before is None or before.case_id != state.case.case_id
        if self.isVisible() and (other or (here and not self._has_keyboard())):  # what had it may have gone
            self._go_home()

    def _has_keyboard(self) -> bool:
        has = QApplication.focusWidget()
        return has is not None and self.front.isAncestorOf(has)

    def _bring_forward(self, view: CaseView) -> None:
        past, self._front = self.front, view
        view.follow_habits(past)
        view.setEnabled(True)
        view.come_forward()
        view.head.run(self.isVisible())
        self._go_home()
        self.desktop.lanes.idle(lambda: self._put_behind(past))

    def _put_behind(self, view: CaseView) -> None:
        """Lets a case that is done go, once the next one is painted."""
        if view is not self._front:
            view.setEnabled(False)
            view.head.run(False)
            if view.state.case is None or view.state is not self.model.ready:
                view.forget()

    def clear(self) -> None:
        """Lets go of all evidence."""
        self.sheets.forget()
        for view in self.views:
            view.forget()

    def _show_empty(self) -> None:
        self.clear()
        self._stack.setCurrentWidget(self.blank)
        self._show_nothing()
        self._read_hands()

    def _hands_moved(self) -> None:
        self.pane.check_beside()
        self._read_hands()

    def _read_hands(self) -> None:
        """What is in hand is one key away from an empty desk, and said there."""

        def read(found: tuple[InHand, ...]) -> None:
            self._hands = found
            self._show_nothing()

        if self.model.state.case is None:
            signing = self._last_signoff
            self.desktop.lanes.store(lambda: self.desktop.bench.in_hand(signing), read, lambda trouble: None)

    def _show_nothing(self) -> None:
        """What is in hand and why no case could be taken, while the desk is empty."""
        if self.model.state.case is None:
            state = (self.desktop.signoff if self._last_signoff else self.desktop.queue).state
            self.blank.show_hands(self.title, self._last_signoff, self._hands)
            self.blank.show_trouble(state, self.model.state.trouble or state.trouble)

    # -- places -------------------------------------------------------------------------------------------------------

    def _flag_to(self, index: int) -> None:
        if index == self.model.state.flag_at:
            self.front.show_flag()
        self.model.flag_to(index)

    def _flag_step(self, by: int) -> None:
        """Walks the flags, then the places that word lists found in the evidence, and round again."""
        hits, hit_at = self.pane.spots
        case, before = self.model.state.case, self.model.state.flag_at
        if hits and case is not None:
            flags = len(case.record.flags)
            at = before if before is not None else (-1 if by > 0 else 0)
            to = ((flags + hit_at if hit_at is not None else at) + by) % (flags + hits)
            if to >= flags:
                self.model.flag_to(None)  # what is said of a flag by key must not fall on one that is left behind
                self.pane.go_to_spot(to - flags)
            else:
                self._flag_to(to)
            return
        self.model.flag_step(by)
        if before == self.model.state.flag_at:
            self.front.show_flag()

    def _anchor_to(self, finding_id: str, index: int) -> None:
        self.model.anchor_to(finding_id, index)
        self._show_anchor()

    def _place_to(self, number: int) -> None:
        places = self.model.state.places
        if number < len(places):
            self._anchor_to(*places[number])

    def _listing_to(self, listing: str) -> None:
        """Goes to the case of a listing on the shelf, or says why there is none to go to."""
        goods = self.pane.clip.model.goods.get(listing)
        if goods is not None:
            self.pane.say(self.desktop.shelf.go(goods))

    def _anchor_step(self, by: int) -> bool:
        """Walks the places; where there are none, or where the person walks the controls, Tab stays Tab."""
        if self.front.controls(QApplication.focusWidget()) or not self.model.state.places:
            return False
        self.model.anchor_step(by)
        self._show_anchor()
        return True

    def _show_anchor(self) -> None:
        anchor = self.model.state.anchor_here
        if anchor is not None and self.model.state.anchor_at is not None:
            self.pane.go_to_anchor(anchor)
            self.decision.reveal_place(*self.model.state.anchor_at)

    def _bind(self) -> bool:
        return bind_place(self.model, lambda: self.front, self.decide)

    # -- deciding -----------------------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Decides and shows the next case; says what is missing where it cannot; takes the next case where none is."""
        case = self.model.state.case
        if case is None:
            self._take()
            return
        before = self.model.state
        if self.model.decide():
            self._expect_next()
        else:
            say_why_not(self.model, self.front, before)

    def _expect_next(self) -> None:
        """While the disk is at work: wakes what is about to come forward, which takes a millisecond."""
        behind = self.behind
        if self.model.state.busy and behind is not None and behind.state is self.model.ready:
            behind.setEnabled(True)

    def _take(self) -> None:
        (self.desktop.signoff if self._last_signoff else self.desktop.queue).take_next()

    def _jump_to_missing(self) -> None:
        first = next(iter(self.decision.points(self.model.state)), None)
        if first is not None:
            self.decision.jump(first)

    def _choose(self, outcome: Outcome) -> None:
        case = self.model.state.case
        if case is None or outcome not in OUTCOMES[case.round]:
            return
        if outcome is Outcome.HOLD:
            self.model.hold_next()
        else:
            self.model.choose(outcome)

    def _open_clause(self) -> None:
        """The clause of the finding the person is at, in the version that it cites; else the rulebook of the case."""
        state = self.model.state
        found = next((one for one in state.draft.findings if one.id == state.finding_at), None)
        if found is None and state.case is not None and state.case.judged is not None:
            given = state.case.judged.operation.verdict.findings
            found = next(iter(given), None)
        book = own_book(state.case) if state.case is not None else None
        if found is not None:
            self.desktop.show_clause(found.rulebook.id, found.rulebook.version, found.clause)
        elif book is not None:
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
            return answered
        if self.model.state.dropped:
            answered["undo"] = self.model.take_back_finding
        return answered | self._writing(OUTCOMES[case.round])

    def _looking(self) -> Handlers:
        return {
            "desk.flag_next": lambda: self._flag_step(1),
            "desk.flag_previous": lambda: self._flag_step(-1),
            "desk.anchor_next": lambda: self._anchor_step(1),
            "desk.anchor_previous": lambda: self._anchor_step(-1),
            "desk.history": self.sheets.history,
            "desk.version": self.sheets.version,
            "desk.ties": self.sheets.ties,
            "desk.back": self.desktop.back,
            "desk.clause": self._open_clause,
            "desk.context": self.front.turn_context,
            "desk.follows": self.decision.turn_follows,
        }

    def _writing(self, offered: tuple[Outcome, ...]) -> Handlers:
        model = self.model
        writing: Handlers = {
            action: partial(self._choose, outcome) for action, outcome in OUTCOME_ACTIONS.items() if outcome in offered
        }
        if model.state.draft.outcome in CHANGING:
            writing |= {action: partial(model.result, result) for action, result in RESULT_ACTIONS.items()}
        if accuses(model.state):
            writing |= {f"desk.clause_{key}": partial(model.clause_key, key) for key in range(1, 10)}
            writing["desk.clause_search"] = self.decision.search
            if self.pane.where is Where.FILING:
                writing["filing.finding"] = self._find_by_row
        return writing | {
            "desk.decide": self.decide,
            "desk.anchor": self._bind,
            "desk.flag_wrong": model.flag_wrong,
            "desk.element": self._where_focused(model.establish_next),
            "desk.measure": self._where_focused(self._measure_next),
            "desk.note": self._write_note,
            "desk.answer": self.decision.answer,
            "desk.finding_next": model.finding_step,
            "desk.finding_remove": self._where_focused(self.decision.drop_finding),
            "desk.anchor_remove": self._where_focused(model.drop_anchor),
            "desk.reason": self.decision.write,
            "desk.missing": self._jump_to_missing,
            "desk.release": model.release,
        }

    def _find_by_row(self) -> bool:
        """A finding under the clause that the row of the filing breaks, bound to where that is; False where none is."""
        wanted = self.pane.filing.go_to_breach()
        listed = self.model.state.short_list
        choice = next((one for one in listed if f"{one.book.rulebook.id}:{one.clause.id}" == wanted), None)
        if choice is None:
            return False
        self.model.find_under(choice)
        return self._bind()

    def _measure_next(self) -> None:
        self.model.measure_next()
        self.decision.reveal_measure(self.model.state.finding_at)

    def _write_note(self) -> bool:
        self.decision.go_to_focused()
        return self.decision.write_note(self.model.state.finding_at)

    def _where_focused(self, act: Callable[[], None]) -> Callable[[], None]:
        """An act on the finding, or the place, whose card has the keyboard; else on the one the person is at."""

        def acted() -> None:
            self.decision.go_to_focused()
            act()

        return acted
