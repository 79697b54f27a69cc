"""Drafts on their way to a disk that is full for a while, and how long a case was looked at."""

from __future__ import annotations

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import NotSaved, Trouble
from reviewer_app.client.viewmodels.deskstate import Saved
from reviewer_app.client.viewmodels.desktop import Desktop, SessionInfo
from reviewer_app.client.viewmodels.saving import AGAIN_MOST, SAVE_AFTER
from reviewer_app.domain.changes import NOTHING
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.domain.verdicts import Outcome
from tests.client.fakes import FakeBench
from tests.client.samples import Clock, new_id


class Bed:
    """A desktop over a workbench in memory with three cases in hand, the first on the desk."""

    def __init__(self, bench: FakeBench | None = None, clock: Clock | None = None) -> None:
        self.clock, self.lanes = clock or Clock(), InlineLanes()
        self.bench = bench or FakeBench(6, self.clock)
        self.ids = list(self.bench.cases) if bench else [self.bench.give(n, n) for n in range(3)]
        numbers = iter(range(10_000))
        info = SessionInfo("reviewer-2", "周谷雨")
        self.desktop = Desktop(self.bench, self.lanes, self.clock, lambda: new_id(next(numbers)), info, LeasePolicy())
        self.desk = self.desktop.desk
        self.desk.open(self.ids[0])

    @property
    def line(self) -> Trouble | None:
        """What the calm line says."""
        return self.desktop.status.state.line

    def waits(self) -> float:
        """Seconds until the draft is tried next."""
        (wait,) = [seconds for seconds, work in self.lanes.timers if work == self.desk.saving.now]
        return wait


@pytest.fixture
def bed() -> Bed:
    return Bed()


class Stubborn(dict[str, Trouble]):
    """Trouble that stays, where the workbench in memory forgets what it has raised."""

    def pop(self, key: str, *rest: object) -> Trouble | None:  # type: ignore[override]
        return self.get(key)


def test_a_full_disk_is_tried_again_by_itself_and_said_in_one_line_that_goes(bed: Bed) -> None:
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.reason("甲")
    assert bed.waits() == SAVE_AFTER
    waited = []
    for _ in range(6):
        bed.lanes.run_due()
        waited.append(bed.waits())
        assert bed.desk.state.saved is Saved.NO and bed.desk.state.draft.reason == "甲"
        assert isinstance(bed.line, NotSaved) and bed.desk.state.trouble is None
    assert waited == [2.0, 4.0, 8.0, AGAIN_MOST, AGAIN_MOST, AGAIN_MOST]
    bed.bench.trouble = {}
    bed.lanes.run_due()
    assert (bed.desk.state.saved, bed.line) == (Saved.YES, None)
    assert bed.bench.cases[bed.ids[0]].draft.reason == "甲"


def test_what_was_not_saved_follows_nobody_to_the_next_case_and_is_not_lost(bed: Bed) -> None:
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.reason("half a sentence")
    bed.lanes.run_due()
    bed.desk.open(bed.ids[1])
    assert bed.desk.state.saved is Saved.YES and bed.desk.state.trouble is None
    bed.desk.open(bed.ids[0])
    assert (bed.desk.state.draft.reason, bed.desk.state.saved) == ("half a sentence", Saved.NO)
    bed.desk.open(bed.ids[1])
    bed.bench.trouble = {}
    bed.lanes.run_due()
    assert bed.line is None
    assert bed.bench.cases[bed.ids[0]].draft.reason == "half a sentence"


def test_a_line_that_was_closed_by_hand_comes_back_only_after_something_was_saved(bed: Bed) -> None:
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.reason("甲")
    bed.lanes.run_due()
    bed.desktop.status.say(None)
    bed.lanes.run_due()
    assert bed.line is None and bed.desk.state.saved is Saved.NO
    bed.bench.trouble = {}
    bed.lanes.run_due()
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.reason("甲乙")
    bed.lanes.run_due()
    assert isinstance(bed.line, NotSaved)


def test_sync_and_desk_say_it_once_and_both_must_be_well(bed: Bed) -> None:
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.reason("甲")
    bed.lanes.run_due()
    bed.desktop.report(NOTHING, True, NotSaved())
    bed.bench.trouble = {}
    bed.lanes.run_due()
    assert isinstance(bed.line, NotSaved)
    bed.desktop.report(NOTHING, True, fetching=True)
    assert isinstance(bed.line, NotSaved)
    bed.desktop.report(NOTHING, True)
    assert bed.line is None


def test_the_time_looked_adds_up_over_undo_and_a_crash(bed: Bed) -> None:
    bed.clock.go_on(40)
    bed.desk.choose(Outcome.PASS)
    bed.lanes.run_due()
    assert bed.desk.decide()
    assert bed.bench.shown_ms[bed.ids[0]] == 40_000
    bed.desktop.undo()
    assert bed.desk.state.case is not None and bed.desk.state.case.case_id == bed.ids[0]
    bed.clock.go_on(3)
    bed.desk.reason("看过")
    bed.lanes.run_due()
    crashed = Bed(bed.bench, bed.clock)  # the program is gone; what is on the disk is there
    crashed.desk.open(bed.ids[0])
    bed.clock.go_on(2)
    assert crashed.desk.decide()
    assert bed.bench.shown_ms[bed.ids[0]] == 45_000


def test_only_what_is_on_the_screen_is_looked_at(bed: Bed) -> None:
    bed.desk.choose(Outcome.PASS)
    bed.clock.go_on(10)
    bed.desk.look(False)
    bed.clock.go_on(3600)
    bed.desk.look(True)
    bed.clock.go_on(5)
    bed.desk.open(bed.ids[1])
    assert bed.bench.cases[bed.ids[0]].shown_ms == 15_000
    bed.clock.go_on(100)
    bed.desk.open(bed.ids[0])
    bed.clock.go_on(1)
    assert bed.desk.decide()
    assert bed.bench.shown_ms[bed.ids[0]] == 16_000


def test_a_case_that_was_only_looked_at_keeps_no_window_open(bed: Bed) -> None:
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.open(bed.ids[1])
    assert bed.desk.saving.stuck == 0
    bed.desk.reason("half a sentence")
    bed.lanes.run_due()
    assert bed.desk.saving.stuck == 1
