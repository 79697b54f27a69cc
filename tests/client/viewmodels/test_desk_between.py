"""What happens on the desk while something is under way: edits are written, news is heard, nothing goes astray."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewer_app.client.trouble import CannotTake, NotSaved
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.deskstate import Saved
from reviewer_app.client.viewmodels.losthold import LostHold
from reviewer_app.client.workbench.values import Taken
from reviewer_app.domain.changes import NOTHING, Changes
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.verdicts import OF_PAPERS, Outcome
from reviewer_app.wire.problems import Code, problem
from tests.client.fakes import FakeBench
from tests.client.held import SlowLanes
from tests.client.samples import Clock, new_id


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

    def types(self, *values: int) -> list[int]:
        """Numbers stand in the field of a question, each said when it is committed; those that are not said yet."""
        typed = list(values)

        def commit() -> bool:
            if typed:
                self.desk.say(OF_PAPERS, "other_flagships", typed.pop())
            return True

        self.desk.committing = commit
        return typed

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


def _on_desk(bed: Bed) -> str:
    case = bed.desk.state.case
    return case.case_id if case is not None else ""


def test_a_case_that_was_read_late_does_not_take_the_place_of_the_one_asked_for_since() -> None:
    """The server is slow, the person turns to another case: what comes at last is not thrown over that one."""
    bed = Bed("network")
    bed.lanes.waiting.clear()
    bed.desk.read(bed.bench.rows[5].case_id)
    bed.desk.open(bed.ids[1])
    bed.desk.reason("about the second")
    bed.lanes.answer()
    assert _on_desk(bed) == bed.ids[1]
    assert bed.desk.state.draft.reason == "about the second"
    assert not bed.desk.state.busy


def test_the_last_of_two_cases_asked_for_at_once_is_shown_and_the_first_never() -> None:
    bed = Bed()
    bed.lanes.slow.add("store")
    seen: list[str] = []
    bed.desk.watch(lambda: seen.append(_on_desk(bed)))
    bed.desk.open(bed.ids[1])
    bed.desk.open(bed.ids[2])
    bed.lanes.answer()
    assert _on_desk(bed) == bed.ids[2]
    assert bed.ids[1] not in seen


def test_a_case_given_back_late_leaves_the_one_on_the_desk_alone() -> None:
    bed = Bed()
    bed.lanes.slow.add("network")
    bed.desk.release()
    bed.desk.open(bed.ids[2])
    bed.lanes.answer()
    assert bed.ids[0] not in bed.bench.cases
    assert _on_desk(bed) == bed.ids[2]


def test_trouble_that_comes_late_is_said_and_stops_nothing() -> None:
    """It is about a case that is gone from the desk: the one that is there is not under way, nor unsaved."""
    bed = Bed()
    bed.lanes.slow.add("network")
    bed.bench.trouble["release"] = CannotTake("late")
    bed.desk.release()
    bed.desk.open(bed.ids[2])
    bed.desk.choose(Outcome.PASS)
    bed.lanes.answer()
    assert isinstance(bed.desk.state.trouble, CannotTake)
    assert bed.desk.decide()
    assert bed.ids[2] in bed.bench.decided


def test_a_draft_that_was_not_written_is_not_said_of_the_next_case() -> None:
    """The full disk is said once, beside the desk; what stands on the desk now is still what is on the disk."""
    bed = Bed()
    said: list[object] = []
    bed.desk.saving.on_disk = said.append
    bed.desk.reason("lost to a full disk")
    bed.lanes.slow.add("store")
    bed.bench.trouble["save_draft"] = NotSaved()
    bed.desk.open(bed.ids[1])
    bed.lanes.waiting.reverse()  # the case is read before the draft is refused
    bed.lanes.answer()
    assert _on_desk(bed) == bed.ids[1]
    assert [type(trouble) for trouble in said] == [NotSaved]
    assert bed.desk.state.trouble is None
    assert bed.desk.state.saved is Saved.YES


def test_news_that_comes_while_a_decision_is_written_is_heard_when_that_fails() -> None:
    """A decision that the disk did not take leaves the case on the desk, with what was told of it meanwhile."""
    bed = Bed()
    bed.desk.choose(Outcome.PASS)
    bed.lanes.slow.add("store")
    bed.told(bed.bench.lose(0))
    bed.bench.trouble["decide"] = NotSaved()
    assert bed.desk.decide()
    bed.lanes.answer()
    case = bed.desk.state.case
    assert case is not None and case.case_id == bed.ids[0]
    assert case.lost is not None


def test_a_second_decision_while_the_first_is_written_is_none() -> None:
    bed = Bed()
    bed.desk.choose(Outcome.PASS)
    bed.lanes.slow.add("store")
    assert bed.desk.decide()
    assert not bed.desk.decide()
    bed.lanes.answer()
    assert list(bed.bench.decided) == [bed.ids[0]]
    assert bed.bench.calls.count("decide") == 1


# -- seen before it is decided ----------------------------------------------------------------------------------------


def test_what_the_deciding_key_itself_moves_is_decided_with_the_next_one() -> None:
    bed = Bed()
    bed.desk.choose(Outcome.PASS)
    bed.types(7)
    assert not bed.desk.decide()
    assert bed.desk.state.unseen and [one.value for one in bed.desk.state.draft.stated] == [7]
    assert bed.desk.decide()
    assert [one.value for one in bed.bench.decided[bed.ids[0]].stated] == [7]


def test_what_cannot_be_taken_as_it_was_typed_is_not_decided_without() -> None:
    bed = Bed()
    bed.desk.choose(Outcome.PASS)
    bed.desk.committing = lambda: False
    assert not bed.desk.decide()
    assert bed.bench.decided == {}


def test_checks_that_are_being_worked_out_hold_back_what_judges_and_nothing_else() -> None:
    bed = Bed()
    bed.desk.checking = lambda: True
    bed.desk.choose(Outcome.PASS)
    assert bed.desk.state.can_decide and not bed.desk.decide()
    bed.desk.hold_next()
    bed.desk.hold_next()
    assert bed.desk.decide()
    assert bed.bench.decided[bed.ids[0]].outcome is Outcome.HOLD
