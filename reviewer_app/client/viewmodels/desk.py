"""The desk: one case, its draft, what is missing, and the step to the next; first rounds and sign-off alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Unpack

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import CannotTake, NotInHand, NotSaved, Trouble
from reviewer_app.client.viewmodels.deskbinding import DeskBinding
from reviewer_app.client.viewmodels.deskedits import NewId
from reviewer_app.client.viewmodels.deskstate import DeskState, Moved, Saved, only_held_longer, worked_out
from reviewer_app.client.viewmodels.looking import Looking, with_seen
from reviewer_app.client.viewmodels.saving import Owed, Saving
from reviewer_app.client.viewmodels.shortlist import short_list
from reviewer_app.client.viewmodels.turns import Turns
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.values import Decided, OpenCase
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.completeness import UNJUDGED, missing
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.drafts import (
    Draft,
)
from reviewer_app.domain.events import Round
from reviewer_app.rulebooks.consequences import get_ready


class DeskModel(DeskBinding):
    """The desk without a screen. Verbs are called on the screen's thread and return at once.

    `watching` answers what of its clips a person has seen by now, which every edit and the verdict carry. `committing`
    is called before a case is decided or goes: what was typed and not said yet is entered then, while it is there; it
    answers whether all could be taken. `checking` answers whether the checks that are shown are being worked out anew.
    `on_ready` is told the state that the next case will open in, as soon as the case is off the disk, so that a screen
    can prepare for it; None where none comes next. `on_gone` is told the case on the desk when it is not on this
    computer any more. `on_hands` is told when cases in hand came or went, `on_moved` when
    a case was shown, and when any may stand elsewhere than it did: in the queue, in hand, in the outbox.
    """

    def __init__(
        self, bench: Bench, lanes: Lanes, clock: Clock, new_id: NewId, on_changes: Callable[[Changes], None]
    ) -> None:
        super().__init__()
        self._bench, self._lanes, self._clock, self._new_id = bench, lanes, clock, new_id
        self._on_changes = on_changes
        self.saving = Saving(bench, lanes, on_changes, self._saved_moved)
        self.saving.on_written = self._written
        self._looking = Looking(clock)
        self._ready: DeskState | None = None
        self._handed_over = False
        self._unheard: list[Changes] = []
        self._turns = Turns()
        self.on_ready: Callable[[DeskState | None], None] = lambda state: None
        self.watching: Callable[[], tuple[Watched, ...]] = tuple
        self.committing: Callable[[], bool] = lambda: True
        self.checking: Callable[[], bool] = lambda: False
        self.on_gone: Callable[[OpenCase], None] = lambda case: None
        self.on_hands: Callable[[], None] = lambda: None
        self.on_moved: Callable[[], None] = lambda: None
        self.state = DeskState()

    @property
    def ready(self) -> DeskState | None:
        """What the next case will open in; None where none comes next, or it is not off the disk yet."""
        return self._ready

    # -- opening ------------------------------------------------------------------------------------------------------

    def open(self, case_id: str, then: Callable[[], None] | None = None) -> None:
        """Puts a case in hand on the desk; the one that was there is saved first."""
        self.leave()
        self._set(busy=True)
        self._turns.ask()

        def show(case: OpenCase) -> None:
            self._show(case)
            if then:
                then()

        self._lanes.store(lambda: self._bench.open(case_id), self._turns.unless_late(show), self._failed())

    def read(self, case_id: str) -> None:
        """Puts a case that is not in hand on the desk, to be read only."""
        self.leave()
        self._set(busy=True)
        self._turns.ask()
        self._lanes.network(lambda: self._bench.read(case_id), self._turns.unless_late(self._show), self._failed())

    def close(self) -> None:
        """Clears the desk; a draft that is not written yet is written first."""
        self.leave()
        self._turns.ask()
        self._show_next(None)

    def _show(self, case: OpenCase) -> None:
        self._show_opened(DeskState.opening(case))

    def _show_opened(self, state: DeskState) -> None:
        self.save_now()  # what was entered while this case was on its way; nothing of a case that was decided
        state = self._with_owed(state)
        self._put_away(state.case)
        self._looking.begin(state.case.shown_ms if state.case else 0)
        self._handed_over = False
        awaited = self._awaited(state.case)
        self.state = replace(state, bindings=awaited) if awaited else state
        self.changed()
        # What comes now would compete with the painting of the case for the processor.
        self._lanes.idle(self._look_ahead)

    def _with_owed(self, state: DeskState) -> DeskState:
        """The state with what was entered before and is not on the disk yet, where a disk was full meanwhile."""
        case = state.case
        owed = self.saving.owed(case.case_id) if case is not None else None
        kept = opening_with(state, owed)
        return state if case is None or kept is state else replace(kept, saved=self.saving.saved(case.case_id))

    def _written(self, owed: Owed) -> None:
        """A draft is on the disk: where its case comes next, it was read before, and opens in what is there now."""
        ready = self._ready
        renewed = opening_with(ready, owed) if ready is not None else None
        if renewed is not ready:
            self._ready = renewed
            self.on_ready(renewed)

    def _look_ahead(self) -> None:
        case = self.state.case
        if case is not None:
            self._lanes.store(lambda: get_ready(case.sheet), lambda done: None, lambda trouble: None)
            self._ready_next(case.case_id)
            self._take_ahead()
            self.on_moved()
            self._catch_up()

    def _ready_next(self, case_id: str) -> None:
        """Reads the next case off the disk ahead of time, so that it is there when the key comes up."""
        signoff = self._is_signoff()

        def fetch() -> DeskState | None:
            following = self._bench.next_case(case_id, signoff)
            return DeskState.opening(self._bench.open(following)) if following and following != case_id else None

        def keep(state: DeskState | None) -> None:
            if self.state.case is None or self.state.case.case_id != case_id:
                return  # the desk has moved on; what comes after that case is asked for by then
            if self._ready != state:
                self._ready = state
                self.on_ready(state)

        self._lanes.store(fetch, keep, lambda trouble: None)

    def _take_ahead(self) -> None:
        """Sees to it that a next case comes in while the person looks at this one."""
        case = self._open_case()
        if case is None:
            return
        signoff = self._is_signoff()
        self._lanes.network(lambda: self._bench.take_ahead(signoff), self._on_changes, lambda trouble: None)

    # -- deciding -----------------------------------------------------------------------------------------------------

    def decide(self, then: Callable[[Decided], None] | None = None) -> bool:
        """Decides and puts the next case on the desk; False while something is missing.

        While a place is on its way to one of its findings it is not decided either: the state says that it waits. Nor
        is it on what nobody has seen: what was typed moved it just now, or it is being worked out (decision 55).
        """
        case = self._open_case()
        if case is None or self.state.busy or not self._all_is_seen():
            return False
        waits, lease = bool(self.state.awaited), case.lease
        if waits or self.state.waits:
            self._set(waits=waits, seen=self.state.moving)
        if waits or lease is None or not self.state.can_decide:
            return False
        draft, owing = self.state.draft, Owed(case.case_id, self.state.draft, lease, self._looking.ms())
        self.saving.forget(case.case_id)
        self.state, self._handed_over = replace(self.state, busy=True, trouble=None), True

        def decided(done: Decided) -> None:
            self._after(done)
            if then:
                then(done)

        def failed(trouble: Trouble) -> None:
            self._handed_over = False
            if isinstance(trouble, NotSaved):
                self._troubled(None)
                self.saving.refused(trouble, owing)
                return
            self._troubled(trouble)
            self.saving.owe(owing)
            self.saving.now()

        self._lanes.store(lambda: self._bench.decide(case.case_id, draft, owing.shown_ms, lease), decided, failed)
        return True

    def _all_is_seen(self) -> bool:
        """Enters what is typed; whether it could be taken, and what the case stands on is what stands on the screen."""
        moving = self.state.moving
        taken = self.committing()
        self.watched()
        unseen = self.state.moving != moving
        seen = taken and not unseen and (self.state.draft.outcome in UNJUDGED or not self.checking())
        waits = self.state.waits and seen
        if (unseen, waits) != (self.state.unseen, self.state.waits):
            self._set(unseen=unseen, waits=waits, seen=moving)
        return seen

    def _after(self, done: Decided) -> None:
        self._show_next(done.next_case)
        self._lanes.idle(lambda: self._on_changes(done.changes))

    def _show_next(self, case_id: str | None) -> None:
        """Puts the case that comes next on the desk, at once where it is ready, or clears the desk."""
        ready, self._ready = self._ready, None
        if ready is not None and ready.case is not None and ready.case.case_id == case_id:
            self._show_opened(ready)
            return
        self.on_ready(None)
        if case_id:
            self.open_fresh(case_id)
        else:
            self._put_away(None)
            self.state, self._handed_over = DeskState(), False
            self.changed()

    def _put_away(self, coming: OpenCase | None) -> None:
        """A case that was only read goes from the desk, unless it is the one that comes: so does its evidence."""
        case = self.state.case
        if case is None or case.lease is not None:
            return
        if coming is None or coming.lease is not None or coming.case_id != case.case_id:
            put_away = self._bench.put_away
            self._lanes.store(lambda: put_away(case.case_id), lambda done: None, lambda trouble: None)

    def open_fresh(self, case_id: str) -> None:
        """Puts a case on the desk without saving the one that was there: it has been decided or given back."""
        self._lanes.store(lambda: self._bench.open(case_id), self._show, self._troubled)

    def release(self) -> None:
        """Gives the case back and puts the next one in hand on the desk."""
        case = self._open_case()
        if case is None or self.state.busy:
            return
        self.leave()
        given_back = self.giving_back(case.case_id)
        self._set(busy=True)
        go_past, say = self._turns.unless_late(self.go_past), self._failed()

        def released(changes: Changes) -> None:
            given_back(True)
            self._on_changes(changes)
            go_past(case)

        def failed(trouble: Trouble) -> None:
            say(trouble)
            given_back(False)

        self._lanes.network(lambda: self._bench.release(case.case_id), released, failed)

    def go_past(self, case: OpenCase) -> None:
        """Puts the case in hand that comes after one on the desk, or clears it; nothing of the one is saved."""
        signoff, show = case.round is Round.SIGNOFF, self._turns.unless_late(self._show_next)
        self._lanes.store(lambda: self._bench.next_case(case.case_id, signoff), show, self._failed())

    # -- following ----------------------------------------------------------------------------------------------------

    def hear(self, changes: Changes) -> None:
        """Something changed elsewhere: a lease that came, was kept alive or lost, bytes that came. The draft stays."""
        if changes.leases:
            self.on_hands()
        if changes.leases or changes.queue or changes.outbox:
            self.on_moved()
        if self.state.busy:
            self._unheard.append(changes)
            return
        case = self.state.case
        if case is None or case.lease is None:
            return
        told = changes.leases or changes.media or changes.rulebooks
        if not told and not (changes.queue and case.lost is not None):
            return
        self._ready_next(case.case_id)
        if changes.cases and case.case_id not in changes.cases:
            return

        def failed(trouble: Trouble) -> None:
            if isinstance(trouble, CannotTake):
                self.on_gone(case)

        self._lanes.store(lambda: self._bench.open(case.case_id), lambda fresh: self.follow(case, fresh), failed)

    def refused(self, sha256: str, question: str, refused: bool) -> None:
        """A file of this case, or of the one that comes next, could not be shown when it was asked for, or could."""
        self._lanes.store(lambda: self._bench.note_refusal(sha256, question, refused), self._on_changes)

    def follow(self, case: OpenCase, fresh: OpenCase) -> None:
        """Puts a newer state of the case that is on the desk there; what was entered stays.

        Where it came back for another round or attempt, what was entered belongs to the one before, and is left there.
        """
        if self.state.case is not case:
            return
        if self.state.busy:
            self._unheard.append(Changes(leases=True, cases=frozenset({case.case_id})))
            return
        if case.lease is not None and fresh.lease is not None and case.lease.sitting != fresh.lease.sitting:
            self.open_fresh(case.case_id)
        else:
            worked, trouble = worked_out(fresh, self.state.draft, fresh.sheet), self.state.trouble
            settled = isinstance(trouble, NotInHand) and fresh.writable
            self._set(case=fresh, short_list=short_list(fresh), trouble=None if settled else trouble, **worked)
            self._wait_on(self.state.waits and only_held_longer(case, fresh))

    def respeak(self) -> None:
        """Another language is spoken: what follows is held in words, here and in the case that comes next.

        Where nothing else of it is new, a case that waits for a place is looked at as it was.
        """
        case, before = self.state.case, self.state
        if case is None:
            return
        worked = worked_out(case, before.draft, case.sheet)
        now = replace(before, **worked)
        same = now.made == before.made and before.moving == before.seen
        self._set(seen=now.moving if same else before.seen, **worked)
        if not self.state.busy:
            self._ready_next(case.case_id)

    def _catch_up(self) -> None:
        """Hears what was told while the desk was between two cases."""
        unheard, self._unheard = self._unheard, []
        for changes in unheard:
            self.hear(changes)

    def wait(self, busy: bool, trouble: Trouble | None = None) -> None:
        """Whether something is under way that must end before the next step, and the trouble that it ended in."""
        self._set(busy=busy, trouble=trouble)
        if not busy:
            self._catch_up()

    # -- saving -------------------------------------------------------------------------------------------------------

    def save_now(self) -> None:
        """Writes what is not on the disk yet."""
        self.saving.now()

    def leave(self) -> None:
        """The case goes from the screen: what was entered and watched is written, and for how long it was looked at.

        What was being typed when its hold went is entered too, while it is there.
        """
        if not self.state.busy:
            with self._keeping():
                self.committing()
        owing = self._owing()
        if owing is not None:
            self._owe(owing)
        self.saving.now()

    def look(self, here: bool) -> None:
        """Whether the desk is on the screen: only then is its case looked at, and what was entered is written after.

        A case that is not looked at does not wait to be decided either: to go from it is the last word.
        """
        if not here:
            self.leave()
            self._looking.pause()
            if self.state.waits:
                self._set(waits=False)
        elif self.state.case is not None:
            self._looking.go_on()

    def _owing(self) -> Owed | None:
        case = self._open_case()
        if case is None or case.lease is None or self._handed_over:
            return None
        draft = with_seen(self.state.draft, case, self.watching())
        return Owed(case.case_id, draft, case.lease, self._looking.ms())

    def watched(self) -> None:
        """More of a clip has been watched: less may be missing. It is written with the next edit, or on leaving."""
        case, seen = self._open_case(), with_seen(self.state.draft, self.state.case, self.watching())
        if case is not None and seen != self.state.draft and not self.state.busy:
            self._set(draft=seen, missing=missing(seen, case.sheet, self.state.made.leading))

    def _saved_moved(self) -> None:
        case = self.state.case
        saved = self.saving.saved(case.case_id) if case is not None else Saved.YES
        if saved is not self.state.saved:
            self._set(saved=saved)

    def _edit(self, edited: Draft, **moved: Unpack[Moved]) -> None:
        case, changed = self._open_case(), edited != self.state.draft
        edited = with_seen(edited, self.state.case, self.watching())
        if case is None or self._handed_over or edited == self.state.draft:
            if case is None and changed:  # the hold may have gone between the press and here
                moved["trouble"] = NotInHand()
            if moved:
                self._set(**moved)
            return
        # A hold's longest term runs from the decision, not from when the case was opened.
        now = self._clock.now()
        sheet = replace(case.sheet, known_at=now if case.lease is None else case.lease.settled(now))
        moved = Moved(waits=False, unseen=False) | moved  # what is entered meanwhile is looked at before it is decided
        self.state = replace(replace(self.state, **moved), **worked_out(case, edited, sheet, self.state.made))
        owing = self._owing()
        if owing is not None:
            self._owe(owing)
        self._set(saved=self.saving.saved(case.case_id))

    def _open_case(self) -> OpenCase | None:
        case = self.state.case
        return case if case is not None and (case.writable or (self._kept and case.lease is not None)) else None

    def _troubled(self, trouble: Trouble | None) -> None:
        self.wait(False, trouble)

    def _failed(self) -> Callable[[Trouble], None]:
        """Trouble with what is asked for now; once something else was, it is said and changes nothing more."""
        return self._turns.unless_late(self._troubled, lambda trouble: self._set(trouble=trouble))


def opening_with(state: DeskState, owed: Owed | None) -> DeskState:
    """The state with a draft that is newer than what was read off the disk, of the same sitting; else as it is."""
    case = state.case
    if case is None or case.lease is None or owed is None or owed.case_id != case.case_id:
        return state
    if owed.lease.sitting != case.lease.sitting or (owed.draft, owed.shown_ms) == (case.draft, case.shown_ms):
        return state
    return DeskState.opening(replace(case, draft=owed.draft, shown_ms=owed.shown_ms))
