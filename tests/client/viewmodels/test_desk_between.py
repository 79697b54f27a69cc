"""What happens on the desk while something is under way: edits are written, news is heard, nothing goes astray."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import CannotTake, Trouble
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.losthold import LostHold
from reviewer_app.client.workbench.values import Taken
from reviewer_app.domain.changes import NOTHING, Changes
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.wire.problems import Code, problem
from tests.client.fakes import FakeBench
from tests.client.samples import Clock, new_id


class SlowLanes(InlineLanes):
    """Work on a lane named in `slow` waits until `answer`; the rest is done at once."""

    def __init__(self, *slow: str) -> None:
        super().__init__()
        self.slow, self.waiting = set(slow), list[tuple[Any, ...]]()

    def store(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Disk work."""
        self._ask("store", work, then, failed)

    def network(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that talks to the server."""
        self._ask("network", work, then, failed)

    def _ask(self, lane: str, *call: Any) -> None:
        if lane in self.slow:
            self.waiting.append(call)
        else:
            InlineLanes.store(self, *call)

    def answer(self) -> None:
        """Does what waits, and what comes of it."""
        while self.waiting:
            InlineLanes.store(self, *self.waiting.pop(0))


class Bed:
    """A desk with three cases in hand, over lanes that can be held back."""

    def __init__(self, *slow: str) -> None:
        self.lanes, self.clock = SlowLanes(*slow), Clock()
        self.bench = FakeBench(6, self.clock)
        self.ids = [self.bench.give(n, n) for n in range(3)]
        numbers = iter(range(1000))
        self.prepared: list[str] = []
        self.desk = DeskModel(self.bench, self.lanes, self.clock, lambda: new_id(next(numbers)), self.told)
        self.desk.on_ready = lambda state: self.prepared.append(state.case.case_id if state and state.case else "")
        self.hold = LostHold(self.desk, self.bench, self.lanes, self.told)
        self.desk.open(self.ids[0])
        self.lanes.answer()

    def told(self, changes: Changes) -> None:
        """As the desktop passes it on."""
        if changes:
            self.desk.hear(changes)

    def on_disk(self, number: int) -> Draft:
        """The draft of a case as it was written."""
        return self.bench.cases[self.ids[number]].draft


def test_what_is_typed_while_the_case_is_taken_again_is_written() -> None:
    bed = Bed("network")
    bed.desk.choose(Outcome.PASS)
    bed.lanes.run_due()
    bed.desk.hear(bed.bench.lose(0, free=True))
    bed.hold.take_again()
    bed.desk.reason("typed while the server was asked")
    bed.lanes.run_due()
    assert bed.on_disk(0).reason == "typed while the server was asked"
    bed.lanes.answer()
    assert bed.desk.state.draft.reason == "typed while the server was asked"


def test_what_is_typed_while_another_case_is_on_its_way_is_written_before_that_comes() -> None:
    bed = Bed("network")
    bed.desk.read(bed.bench.rows[5].case_id)
    bed.desk.reason("typed meanwhile")
    bed.lanes.answer()
    assert bed.desk.state.case is not None and bed.desk.state.case.case_id != bed.ids[0]
    assert bed.on_disk(0).reason == "typed meanwhile"


def test_nothing_is_typed_into_a_case_that_is_being_decided_and_no_draft_of_it_comes_back() -> None:
    bed = Bed()
    bed.desk.choose(Outcome.PASS)
    bed.lanes.slow.add("store")
    assert bed.desk.decide()
    bed.desk.reason("too late")
    bed.lanes.run_due()
    bed.lanes.answer()
    assert bed.bench.decided[bed.ids[0]] == Draft(outcome=Outcome.PASS)
    assert bed.ids[0] not in bed.bench.cases
    assert bed.bench.calls.count("save_draft") == 0


def test_what_is_told_during_a_decision_is_heard_by_the_case_that_comes() -> None:
    bed = Bed()
    bed.desk.choose(Outcome.PASS)
    bed.lanes.slow.add("store")
    assert bed.desk.decide()
    bed.told(bed.bench.lose(1))
    bed.lanes.answer()
    case = bed.desk.state.case
    assert case is not None and case.case_id == bed.ids[1]
    assert case.lost is not None


def test_giving_back_shows_the_case_that_was_ready_and_nothing_of_a_case_is_kept_when_the_desk_is_empty() -> None:
    bed = Bed()
    bed.desk.release()
    assert bed.desk.state.case is not None and bed.desk.state.case.case_id == bed.ids[1]
    bed.desk.close()
    assert bed.desk.ready is None
    assert bed.prepared[-1] == ""


@pytest.mark.parametrize(("code", "free"), [(Code.LEASE_LIMIT, True), (Code.TAKEN, False)])
def test_a_full_hand_is_not_a_case_that_has_passed_on(code: Code, free: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    bed = Bed()
    bed.desk.hear(bed.bench.lose(0, free=True))
    monkeypatch.setattr(bed.bench, "take", lambda *_: Taken(NOTHING, (), (problem(code),)))
    bed.hold.take_again()
    state = bed.desk.state
    assert state.case is not None and state.case.lost is not None
    assert state.case.lost.free is free
    assert (state.trouble is not None) is free


def test_a_case_that_came_back_for_another_attempt_is_opened_anew_and_not_decided_as_the_old_one() -> None:
    bed = Bed()
    bed.desk.choose(Outcome.PASS)
    case = bed.bench.cases[bed.ids[0]]
    assert case.lease is not None
    bed.bench.cases[bed.ids[0]] = replace(
        case, lease=case.lease.model_copy(update={"attempt": 2}), draft=Draft(reason="of the second")
    )
    with pytest.raises(CannotTake):
        bed.bench.decide(bed.ids[0], bed.desk.state.draft, 100, case.lease)
    bed.desk.hear(Changes(leases=True, cases=frozenset({bed.ids[0]})))
    assert bed.desk.state.draft.reason == "of the second"
