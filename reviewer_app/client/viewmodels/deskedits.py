"""Editing the draft of the case on the desk: outcome, findings, places, measures, statements and answers to flags."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Literal, ParamSpec, Unpack

from reviewer_app.client.viewmodels.deskstate import Dropped, Moved, same_sitting
from reviewer_app.client.viewmodels.deskwalk import DeskWalk
from reviewer_app.client.viewmodels.holding import hold_for, reason_after
from reviewer_app.client.viewmodels.shortlist import ClauseChoice
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.drafts import (
    Draft,
    Sheet,
    stated_over,
    with_anchor,
    with_begun,
    with_correction,
    with_finding,
    with_finding_back,
    with_flag,
    with_measure,
    with_note,
    with_outcome,
    with_stated,
    with_statement,
    without_anchor,
    without_finding,
)
from reviewer_app.domain.evidence import Anchor
from reviewer_app.domain.rulebook import Clause, Proof
from reviewer_app.domain.switch import home_of, with_twin
from reviewer_app.domain.verdicts import Outcome

NewId = Callable[[], str]
P = ParamSpec("P")


def bound(draft: Draft, sheet: Sheet, finding_id: str, anchor: Anchor, new_id: NewId) -> tuple[Draft, str]:
    """A draft with a finding bound to a place, and the finding that has it.

    A place on the other side of a switch of versions goes to the finding of the same clause there, or begins it.
    Raises KeyError.
    """
    home = home_of(draft, sheet, finding_id, anchor)
    if home is None:
        home = new_id()
        draft = with_twin(draft, finding_id, home)
    return with_anchor(draft, sheet, home, anchor), home


class DeskEdits(DeskWalk):
    """What a person enters. Every verb ends in `_edit`, which works out what follows and has the draft saved."""

    _clock: Clock
    _new_id: NewId

    @abstractmethod
    def _edit(self, edited: Draft, **moved: Unpack[Moved]) -> None:
        """Takes the edited draft over, and what moved with it."""

    @abstractmethod
    def _open_case(self) -> OpenCase | None:
        """The case that may be written, if any."""

    def entered_in(self, shown: Callable[[], OpenCase | None], verb: Callable[P, object]) -> Callable[P, None]:
        """A verb for who shows a case: what is entered there goes into that case, and never into another on the desk.

        A field may say what was typed when it loses the keyboard, and by then the next case may be on the desk.
        """

        def enter(*said: P.args, **named: P.kwargs) -> None:
            if same_sitting(shown(), self.state.case):
                verb(*said, **named)

        return enter

    def choose(self, outcome: Outcome) -> None:
        """Chooses an outcome; a change at sign-off starts as a violation, from what is judged.

        Why a case is held is said by who holds it: nothing is chosen for them.
        """
        case = self._open_case()
        if case is None:
            return
        draft = with_outcome(self.state.draft, outcome)
        if outcome is Outcome.CHANGE and case.judged:
            judged = case.judged.operation.verdict
            kept = {} if draft.findings else {"findings": judged.findings, "stated": stated_over(judged, draft)}
            draft = draft.model_copy(update=kept | {"result": draft.result or "violation"})
        self._edit(draft)

    def hold_next(self) -> None:
        """Holds the case; where it is held already, for the next of the procedure's reasons."""
        case = self._open_case()
        if case is None or self.state.draft.outcome is not Outcome.HOLD:
            self.choose(Outcome.HOLD)
        elif (reason := reason_after(case.sheet, self.state.draft.hold)) is not None:
            self.hold_because(reason)

    def hold_because(self, reason_id: str) -> None:
        """Chooses why the case is held; the term is the longest that the procedure allows."""
        case = self._open_case()
        asked = hold_for(case.sheet, reason_id, self._clock.now()) if case is not None else None
        if asked is not None:
            self._edit(self.state.draft.model_copy(update={"hold": asked}))

    def result(self, result: Literal["pass", "violation"]) -> None:
        """Says what a change, or a decision on an appeal, puts in force instead."""
        self._edit(self.state.draft.model_copy(update={"result": result}))

    def reason(self, text: str) -> None:
        """The reason as it is typed."""
        if text != self.state.draft.reason:
            self._edit(self.state.draft.model_copy(update={"reason": text}))

    def find_under(self, choice: ClauseChoice) -> None:
        """A finding under a clause: goes to the one that is there or begins it; the outcome becomes violation.

        Where there are several of that clause, on the sides of a switch of versions, it goes from one to the next.
        """
        case = self._open_case()
        if case is None:
            return
        wanted = (choice.book.rulebook.id, choice.clause.id)
        there = [f.id for f in self.state.draft.findings if (f.rulebook.id, f.clause) == wanted]
        if there:
            at = there.index(self.state.finding_at) + 1 if self.state.finding_at in there else 0
            self._set(finding_at=there[at % len(there)])
            return
        finding_id, flag = self._new_id(), self._flag_under(choice.clause)
        draft = with_finding(self.state.draft, case.sheet, finding_id, choice.book.rulebook.id, choice.clause.id, flag)
        if draft.outcome in (None, Outcome.PASS) and not self._is_signoff():
            draft = with_outcome(draft, Outcome.VIOLATION)
        self._edit(draft, finding_at=finding_id)

    def clause_key(self, key: int) -> None:
        """A finding under the clause with that key in the short list."""
        for choice in self.state.short_list:
            if choice.key == key:
                self.find_under(choice)

    def _flag_under(self, clause: Clause) -> int | None:
        case = self.state.case
        for index, flag in enumerate(case.record.flags if case else ()):
            if flag.clause in clause.sender_ids and self.state.flag_at == index:
                return index
        return None

    def drop_finding(self) -> None:
        """Takes the finding out that the person is at."""
        before = self.state.draft.findings
        at = next((at for at, one in enumerate(before) if one.id == self.state.finding_at), None)
        if at is None or self._open_case() is None:
            return
        draft = without_finding(self.state.draft, before[at].id)
        here, dropped = draft.findings[-1].id if draft.findings else None, Dropped(at, before[at])
        self._edit(draft, finding_at=here, anchor_at=None, dropped=(*self.state.dropped, dropped))

    def take_back_finding(self) -> bool:
        """Puts the finding back that was taken out last, with the places that have come for it since; False where
        none was taken out, since the case is here."""
        case = self._open_case()
        if case is None or not self.state.dropped:
            return False
        *left, last = self.state.dropped
        draft = with_finding_back(self.state.draft, last.at, last.finding)
        for place in last.places:
            draft, _home = bound(draft, case.sheet, last.finding.id, place, self._new_id)
        self._edit(draft, finding_at=last.finding.id, anchor_at=None, dropped=tuple(left))
        return True

    def bind(self, anchor: Anchor, finding_id: str | None = None) -> bool:
        """Binds a finding, or the one that the person is at, to a place; False where it is not there to be bound.

        A place on the other side of a switch of versions goes to the finding of the same clause there, or begins it.
        """
        case, at, here = self._open_case(), finding_id or self.state.finding_at, self.state.finding_at
        if case is None or at is None or all(finding.id != at for finding in self.state.draft.findings):
            return False
        draft, home = bound(self.state.draft, case.sheet, at, anchor, self._new_id)
        self._edit(draft, finding_at=home if here == at else here, waits=self.state.waits)
        return True

    def unbind(self, finding_id: str, index: int) -> None:
        """Takes a place away from a finding."""
        case = self._open_case()
        if case is not None:
            self._edit(without_anchor(self.state.draft, case.sheet, finding_id, index), anchor_at=None)

    def drop_anchor(self) -> None:
        """Takes the place away that the person walked to, or the last one of the finding they are at."""
        finding = self.state.draft.finding(self.state.finding_at) if self.state.finding_at else None
        last = (finding.id, len(finding.anchors) - 1) if finding and finding.anchors else None
        at = self.state.anchor_at or last
        if at is not None and any(f.id == at[0] and at[1] < len(f.anchors) for f in self.state.draft.findings):
            self.unbind(*at)

    def establish(self, finding_id: str, element: str, established: bool, words: str = "") -> None:
        """Says that an element is established, or takes it back."""
        self._edit(with_statement(self.state.draft, finding_id, element, established, words))

    def establish_next(self) -> None:
        """Establishes the next element of the finding that waits for a statement."""
        case, at = self._open_case(), self.state.finding_at
        if case is None or at is None:
            return
        finding = self.state.draft.finding(at)
        clause = case.sheet.clause_of(finding)
        met = {m.element for m in finding.met}
        for element in clause.elements if clause else ():
            if element.proof is not Proof.ANCHOR and element.id not in met:
                self.establish(at, element.id, True)
                return

    def measure(self, finding_id: str, measure_id: str) -> None:
        """Chooses a measure of the clause's range."""
        self._edit(with_measure(self.state.draft, finding_id, measure_id))

    def measure_next(self) -> None:
        """The next measure in the range of the finding that the person is at."""
        case, at = self._open_case(), self.state.finding_at
        if case is None or at is None:
            return
        finding = self.state.draft.finding(at)
        clause = case.sheet.clause_of(finding)
        offered = clause.measures if clause is not None else ()
        if offered:
            place = offered.index(finding.measure) + 1 if finding.measure in offered else 0
            self.measure(at, offered[place % len(offered)])

    def note(self, finding_id: str, words: str) -> None:
        """Says why a finding's measure is another than the one that follows."""
        self._edit(with_note(self.state.draft, finding_id, words))

    def say(self, schedule_id: str, name: str, value: bool | int | float | str | None) -> None:
        """Says what an input is that a schedule leaves to who judges; None takes it back."""
        self._edit(with_stated(self.state.draft, schedule_id, name, value))

    def correct(self, field: str, read: str, value: str | None) -> None:
        """Says what a page reads where a machine read something else; None takes it back."""
        self._edit(with_correction(self.state.draft, field, read, value))

    def begin_correction(self, field: str, text: str | None) -> None:
        """Keeps a correction as it stands while it is written; None drops it."""
        self._edit(with_begun(self.state.draft, field, text))

    def answer_flag(self, index: int, agrees: bool | None, note: str = "") -> None:
        """Says whether a flag is right."""
        self._edit(with_flag(self.state.draft, index, agrees, note))

    def flag_wrong(self) -> None:
        """Says that the flag the person is at is wrong, or takes that back; then goes to the next one."""
        at = self.state.flag_at
        if at is None or self._open_case() is None:
            return
        wrong = any(answer.flag == at and not answer.agrees for answer in self.state.draft.flags)
        self.answer_flag(at, None if wrong else False)
