"""What happens in the queue while something is read or taken: no key acts on rows that are not there yet."""

from __future__ import annotations

from collections.abc import Callable

from reviewer_app.client.viewmodels.desktop import Desktop
from reviewer_app.client.viewmodels.queue import QueueModel
from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.domain.evidence import Anchor, TextAnchor
from reviewer_app.domain.leases import LeasePolicy
from tests.client.fakes import FakeBench
from tests.client.held import SlowLanes
from tests.client.samples import Clock
from tests.ui.stage import Stage

POLICY = LeasePolicy()


class Bed:
    """A queue of six cases over lanes that can be held back."""

    def __init__(self) -> None:
        self.lanes, self.bench = SlowLanes(), FakeBench(6, Clock())
        self.opened: list[str] = []
        self.queue = QueueModel(
            self.bench,
            self.lanes,
            lambda changes: None,
            lambda case_id, read: self.opened.append(case_id),
            LeasePolicy(),
        )
        self.queue.shown(True)

    @property
    def chosen(self) -> str:
        """The chosen case."""
        row = self.queue.state.chosen
        return row.case_id if row is not None else ""


def test_a_step_while_the_list_is_read_anew_is_not_taken_back() -> None:
    """The sync loop reads every few seconds: the row that the person has walked to meanwhile stays chosen."""
    bed = Bed()
    bed.lanes.slow.add("store")
    bed.queue.reload()
    bed.queue.choose(3)
    before = bed.chosen
    bed.bench.rows[5] = bed.bench.rows[5].model_copy(update={"risk": 99})  # what was last is first now
    bed.lanes.answer()
    assert bed.chosen == before
    assert bed.queue.state.at == 4


def test_nothing_is_taken_out_of_the_list_before() -> None:
    """Another filter, and Return before its rows are there: what they will be is not known yet."""
    bed = Bed()
    bed.lanes.slow.add("store")
    bed.queue.filter(Chip.FILING)
    bed.queue.take()
    bed.queue.release()
    assert "take" not in bed.bench.calls
    bed.lanes.answer()
    bed.queue.take()
    row = next(row for row in bed.bench.rows if row.case_id == bed.opened[0])
    assert row.kind.value == Chip.FILING.value


def test_a_second_press_while_a_case_is_given_back_is_none() -> None:
    bed = Bed()
    bed.bench.give(0)
    bed.queue.reload()
    bed.queue.choose(0)
    bed.lanes.slow.add("network")
    bed.queue.release()
    bed.queue.release()
    bed.lanes.answer()
    assert bed.bench.calls.count("release") == 1


def test_an_older_search_never_comes_over_a_newer_one() -> None:
    bed = Bed()
    bed.lanes.slow.add("store")
    bed.queue.search_now("清溪")
    bed.queue.search_now("camping")
    bed.lanes.waiting.reverse()
    bed.lanes.answer()
    assert {"camping" in row.title.casefold() for row in bed.queue.state.pages[0]} == {True}


def test_a_case_taken_late_waits_in_hand_for_who_has_gone_to_judge_another() -> None:
    """The answer is slow, the person goes to the desk and writes: the case does not come between two letters."""
    lanes = SlowLanes()
    stage = Stage(lanes=lanes)
    desktop: Desktop = stage.desktop
    first = stage.bench.give(0)
    desktop.queue.shown(True)
    desktop.open_case(first)
    lanes.slow.add("network")
    desktop.queue.choose(4)
    chosen = desktop.queue.state.chosen
    assert chosen is not None
    desktop.queue.take()
    desktop.queue.shown(False)
    desktop.desk.reason("in the middle of a wor")
    lanes.answer()
    assert desktop.desk.state.case is not None and desktop.desk.state.case.case_id == first
    assert desktop.desk.state.draft.reason == "in the middle of a wor"
    assert chosen.case_id in stage.bench.cases


def test_a_case_taken_late_comes_to_an_empty_desk() -> None:
    lanes = SlowLanes("network")
    stage = Stage(lanes=lanes)
    stage.desktop.queue.take_next()
    lanes.answer()
    assert stage.desktop.desk.state.case is not None


def test_what_comes_for_a_case_that_the_queue_gives_back_waits_for_what_the_server_says() -> None:
    lanes = SlowLanes()
    stage = Stage(lanes=lanes)
    case_id = stage.bench.give(0)
    stage.desktop.open_case(case_id)
    desk, queue = stage.desktop.desk, stage.desktop.queue
    desk.find_under(desk.state.short_list[0])
    asked: list[Callable[[Anchor | None], None]] = []

    def ask(then: Callable[[Anchor | None], None]) -> bool:
        asked.append(then)
        return True

    assert desk.bind_when(ask, lambda done: None)
    desk.look(False)
    queue.shown(True)
    lanes.slow.add("network")
    queue.release_all()
    asked[0](TextAnchor(field="/comments/1/text", start=1, exact="我微信"))
    assert desk.state.draft.findings[0].anchors == () and desk.state.bindings != ()
    lanes.answer()
    assert case_id not in stage.bench.cases and desk.state.bindings == ()
