"""Plays people on one case, in good order and out of it, and checks what must hold after every step."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reviewer_app.domain.access import Bar, Role, bar_to, seat_for, visible
from reviewer_app.domain.events import EVENTS, AnyEvent, Held, Round, Status
from reviewer_app.domain.rounds import CaseState, NotAllowed, Working, apply, fold
from tests.domain import lives

PEOPLE = ("ann", "bo", "cy", "dee", "eve", "fay")
EVERY_ROLE = frozenset(Role)
SIGNOFF_REASONS = st.sampled_from([(), ("impact",)])
CLOSING = ("verdict", "returned", "hold_ended", "cancelled", "appealed")
people = st.sampled_from(PEOPLE)
small = st.integers(0, 4)


def stray_events() -> st.SearchStrategy[AnyEvent]:
    """Events with no regard to the state: wrong seats, rounds, attempts, epochs and people."""
    rounds = st.sampled_from(Round)
    return st.one_of(
        st.builds(lives.opened, st.integers(1, 2)),
        st.builds(lives.taken, people, small, small),
        st.builds(lives.released, people, small, small),
        st.builds(lives.verdict, people, rounds, small, small, signoff=SIGNOFF_REASONS, agrees=st.booleans()),
        st.builds(lives.returned, people, small),
        st.builds(lives.held, people),
        st.sampled_from([lives.hold_ended(), lives.flags_joined(), lives.measure_due(), lives.measure_due("impact")]),
        st.sampled_from([lives.appealed(), lives.rereview_asked(), lives.quality_drawn()]),
    )


class OneCase(RuleBasedStateMachine):
    """A case and the people around it; the events that were allowed are kept beside the state they led to."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[AnyEvent] = []
        self.state = CaseState()
        self.epoch = 0

    def happen(self, event: AnyEvent) -> None:
        self.state = apply(self.state, event)
        self.events.append(event)
        self.epoch = max(self.epoch, self.state.epoch)

    def at_work(self, pick: int) -> Working:
        return self.state.working[pick % len(self.state.working)]

    @initialize(seats=st.integers(1, 2))
    def open(self, seats: int) -> None:
        self.happen(lives.opened(seats))

    @rule(who=people)
    def take(self, who: str) -> None:
        """Whoever nothing stands against can take the case."""
        if bar_to(self.state, who, EVERY_ROLE) is None:
            seat = seat_for(self.state, who)
            assert seat is not None
            self.happen(lives.taken(who, self.state.epoch + 1, seat))

    @precondition(lambda self: self.state.working)
    @rule(pick=small)
    def lapse(self, pick: int) -> None:
        mine = self.at_work(pick)
        self.happen(lives.released(mine.actor, mine.epoch, mine.seat))

    @precondition(lambda self: self.state.working)
    @rule(pick=small, signoff=SIGNOFF_REASONS, agrees=st.booleans(), turn=st.integers(0, 3))
    def judge(self, pick: int, signoff: tuple[str, ...], agrees: bool, turn: int) -> None:
        """Who is at work can always give a verdict; a supervisor at sign-off may return the case instead."""
        mine, now = self.at_work(pick), self.state
        assert now.round is not None
        if now.status is Status.HELD:
            self.happen(lives.hold_ended())
        if now.round is Round.SIGNOFF and turn == 0:
            self.happen(lives.returned(mine.actor, now.attempt))
            return
        more: dict[str, Any] = {"agrees": agrees, "signoff": signoff, "verdict_id": f"v{now.version}"}
        self.happen(lives.verdict(mine.actor, now.round, mine.seat, now.attempt, **more))

    @precondition(lambda self: self.state.working)
    @rule(pick=small)
    def hold(self, pick: int) -> None:
        if self.state.status is Status.WORKING:
            self.happen(lives.held(self.at_work(pick).actor))

    @precondition(lambda self: self.state.status is Status.DECIDED)
    @rule(what=st.sampled_from([lives.appealed(), lives.rereview_asked(), lives.quality_drawn()]))
    def come_back(self, what: AnyEvent) -> None:
        self.happen(what)

    @rule(event=stray_events())
    def stray(self, event: AnyEvent) -> None:
        """What does not fit is refused and leaves no trace; what happens to fit must keep the rules as well."""
        before = self.state
        try:
            self.happen(event)
        except NotAllowed:
            assert self.state is before

    @precondition(lambda self: self.state.version > 25)
    @rule()
    def cancel(self) -> None:
        if self.state.status is not Status.CANCELLED and self.state.round is not None:
            self.happen(lives.cancelled())

    @invariant()
    def the_state_follows_from_the_events_alone(self) -> None:
        stored = [EVENTS.validate_json(EVENTS.dump_json(event)) for event in self.events]
        assert fold(stored) == self.state
        assert self.state.version == len(self.events)

    @invariant()
    def nobody_acts_in_two_rounds(self) -> None:
        rounds = {(given.actor, given.round) for given in self.state.given} | set(self.state.acted)
        assert max(Counter(who for who, _ in rounds).values(), default=0) <= 1
        acted = dict(self.state.acted)
        assert all(acted.get(w.actor, self.state.round) is self.state.round for w in self.state.working)

    @invariant()
    def one_counted_verdict_per_round_attempt_and_seat(self) -> None:
        places = Counter((given.round, given.attempt, given.seat) for given in self.state.given)
        assert max(places.values(), default=0) <= 1
        by_person = Counter((given.round, given.attempt, given.actor) for given in self.state.given)
        assert max(by_person.values(), default=0) <= 1

    @invariant()
    def a_case_at_signoff_is_not_offered_as_first(self) -> None:
        if self.state.round is Round.SIGNOFF:
            reviewer = frozenset({Role.REVIEWER})
            assert all(bar_to(self.state, who, reviewer) in (Bar.ROLE, Bar.NOT_OPEN) for who in PEOPLE)
            assert self.state.under_signoff not in (None, Round.SIGNOFF, Round.QUALITY)

    @invariant()
    def never_two_open_holds(self) -> None:
        last: Held | None = None
        for event in self.events:
            if isinstance(event, Held):
                last = event
            elif event.type in CLOSING:
                last = None
        hold = self.state.hold
        assert (hold is None) == (last is None)
        assert hold is None or (last is not None and (hold.by, hold.until) == (last.actor, last.until))
        assert hold is not None or self.state.status is not Status.HELD

    @invariant()
    def who_is_at_work_says_the_status(self) -> None:
        state = self.state
        assert bool(state.working) == (state.status is Status.WORKING) or state.status is Status.HELD
        assert (state.round is None) == (state.status in (None, Status.DECIDED, Status.CANCELLED))
        seats = [w.seat for w in state.working]
        assert len(set(seats)) == len(seats) <= state.seats_now()
        assert state.status is not Status.DECIDED or state.decision is not None

    @invariant()
    def epochs_never_fall(self) -> None:
        epochs = [event.epoch for event in self.events if event.type == "taken"]
        assert epochs == sorted(set(epochs))
        assert self.state.epoch == self.epoch

    @invariant()
    def a_blind_seat_shows_nothing_to_its_peer(self) -> None:
        state = self.state
        if state.seats == 2 and state.round is Round.FIRST:
            for given in state.in_this_round():
                assert all(given not in visible(state, who) for who in PEOPLE if who != given.actor)


TestOneCase = OneCase.TestCase
TestOneCase.settings = settings(max_examples=250, stateful_step_count=40)
