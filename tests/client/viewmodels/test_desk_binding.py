"""Places on their way to a finding, over two cases and two states of each: none is lost, and none comes twice."""

from __future__ import annotations

from collections.abc import Callable

from reviewer_app.client.trouble import CannotTake, NotSaved
from reviewer_app.domain.evidence import Anchor, TextAnchor
from reviewer_app.domain.verdicts import Outcome
from tests.client.viewmodels.test_desk_between import Bed
from tests.client.viewmodels.test_saving import Stubborn

COMMENT = TextAnchor(field="/comments/1/text", start=1, exact="我微信")
Answer = Callable[[Anchor | None], None]


class FarOff:
    """Evidence that gives no place before a test says so; `told` is what was said of each place."""

    def __init__(self, bed: Bed) -> None:
        self._bed, self._asked, self.told = bed, list[Answer](), list[bool]()

    def ask(self) -> None:
        """Enter, on the case that is on the desk."""

        def keep(then: Answer) -> bool:
            self._asked.append(then)
            return True

        assert self._bed.desk.bind_when(keep, self.told.append)

    def come(self, anchor: Anchor | None = COMMENT) -> None:
        """The place that was asked for first is known now."""
        self._asked.pop(0)(anchor)


def asked_for_one() -> tuple[Bed, FarOff]:
    """A finding on the first case, and a place on its way to it."""
    bed = Bed()
    bed.desk.find_under(bed.desk.state.short_list[0])
    far = FarOff(bed)
    far.ask()
    assert bed.desk.state.bindings == (bed.desk.state.draft.findings[0].id,)
    return bed, far


def places(bed: Bed) -> list[int]:
    """How many places the findings on the desk have."""
    return [len(finding.anchors) for finding in bed.desk.state.draft.findings]


def go_where_the_first_comes_next(bed: Bed) -> None:
    """The last of three cases is on the desk, and the first is read off the disk for the key that decides it."""
    bed.desk.open(bed.ids[2])
    ready = bed.desk.ready
    assert ready is not None and ready.case is not None and ready.case.case_id == bed.ids[0]


def test_a_place_that_came_for_the_case_that_is_ready_is_there_when_that_comes_forward() -> None:
    bed, far = asked_for_one()
    go_where_the_first_comes_next(bed)
    far.come()
    assert [len(finding.anchors) for finding in bed.on_disk(0).findings] == [1]
    bed.desk.go_past(bed.bench.cases[bed.ids[2]])
    assert places(bed) == [1]
    bed.desk.reason("and what is entered now")
    bed.desk.save_now()
    assert [len(finding.anchors) for finding in bed.on_disk(0).findings] == [1]


def test_the_screen_is_told_the_newer_state_that_the_next_case_opens_in() -> None:
    bed, far = asked_for_one()
    go_where_the_first_comes_next(bed)
    told = len(bed.prepared)
    far.come()
    ready = bed.desk.ready
    assert bed.prepared[told:] == [bed.ids[0]]
    assert ready is not None and [len(finding.anchors) for finding in ready.draft.findings] == [1]


def test_what_a_full_disk_took_late_is_in_the_case_that_was_read_before() -> None:
    """The next case was read while its draft was still owed: once that is written, nobody else has it."""
    bed = Bed()
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.reason("owed for a while")
    go_where_the_first_comes_next(bed)
    bed.bench.trouble = {}
    bed.desk.save_now()
    assert bed.on_disk(0).reason == "owed for a while"
    bed.desk.go_past(bed.bench.cases[bed.ids[2]])
    assert bed.desk.state.draft.reason == "owed for a while"


# -- given back -------------------------------------------------------------------------------------------------------


def test_a_case_that_is_not_given_back_after_all_keeps_the_places_on_their_way() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    far.ask()
    bed.bench.trouble["release"] = CannotTake("the server is away")
    bed.desk.release()
    far.come()
    assert places(bed) == [0] and len(bed.desk.state.bindings) == 2
    bed.lanes.answer()
    assert isinstance(bed.desk.state.trouble, CannotTake)
    assert places(bed) == [1] and len(bed.desk.state.bindings) == 1 and far.told == [True]
    far.come(TextAnchor(field="/comments/0/text", start=0, exact="多少"))
    assert places(bed) == [2] and bed.desk.state.bindings == ()


def test_a_case_that_was_left_and_is_not_given_back_after_all_has_them_in_its_draft() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    bed.bench.trouble["release"] = CannotTake("the server is away")
    bed.desk.release()
    far.come()
    bed.desk.open(bed.ids[1])
    bed.lanes.answer()
    assert [len(finding.anchors) for finding in bed.on_disk(0).findings] == [1]


def test_a_case_that_was_given_back_takes_no_place_any_more() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    far.ask()
    bed.desk.release()
    far.come()
    bed.lanes.answer()
    written = bed.bench.calls.count("save_draft")
    far.come()
    assert bed.desk.state.case is not None and bed.desk.state.case.case_id == bed.ids[1]
    assert bed.desk.state.bindings == () and far.told == []
    assert bed.bench.orphans == {} and bed.bench.calls.count("save_draft") == written


# -- taken out --------------------------------------------------------------------------------------------------------


def test_a_finding_that_was_taken_out_comes_back_with_the_place_that_was_on_its_way() -> None:
    bed, far = asked_for_one()
    far.ask()
    bed.desk.drop_finding()
    far.come()
    assert bed.desk.state.draft.findings == () and far.told == [False]
    assert bed.desk.take_back_finding()
    assert places(bed) == [1] and len(bed.desk.state.bindings) == 1
    far.come(TextAnchor(field="/comments/0/text", start=0, exact="多少"))
    assert places(bed) == [2] and far.told == [False, True]


def test_deciding_does_not_wait_for_a_place_of_a_finding_that_was_taken_out() -> None:
    bed, _far = asked_for_one()
    bed.desk.drop_finding()
    bed.desk.choose(Outcome.PASS)
    assert bed.desk.decide()
    assert bed.bench.decided[bed.ids[0]].findings == ()
