"""A hold that is lost while its case is on the desk: what is kept, what can still be done, and the two steps."""

from __future__ import annotations

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import Offline
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.losthold import LostHold
from reviewer_app.client.workbench.values import Lost
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.verdicts import Outcome
from tests.client.fakes import FakeBench
from tests.client.samples import Clock, new_id

WORDS = "看过全部材料，没有发现问题。"


class Bed:
    """A desk with two cases in hand, the first of them on it with an outcome chosen."""

    def __init__(self) -> None:
        self.clock, self.lanes, self.heard = Clock(), InlineLanes(), list[Changes]()
        self.bench = FakeBench(6, self.clock)
        self.ids = [self.bench.give(n, n) for n in range(2)]
        self.desk = DeskModel(self.bench, self.lanes, self.clock, lambda: new_id(1), self.heard.append)
        self.hold = LostHold(self.desk, self.bench, self.lanes, self.heard.append)
        self.desk.open(self.ids[0])
        self.desk.choose(Outcome.PASS)
        self.desk.reason(WORDS)

    @property
    def at(self) -> str | None:
        """The case on the desk."""
        return self.desk.state.case.case_id if self.desk.state.case else None

    @property
    def lost(self) -> Lost | None:
        """What is known of the hold."""
        return self.desk.state.case.lost if self.desk.state.case else None


@pytest.fixture
def bed() -> Bed:
    """One for each test."""
    return Bed()


def test_a_draft_on_the_disk_can_still_be_decided_as_an_opinion(bed: Bed) -> None:
    bed.desk.save_now()
    bed.desk.hear(bed.bench.lose(0))
    assert bed.lost is not None
    assert (bed.lost.here, bed.lost.free) == (True, False)
    assert bed.desk.state.draft.reason == WORDS
    assert bed.desk.decide()
    assert bed.bench.decided[bed.ids[0]].reason == WORDS
    assert bed.at == bed.ids[1]


def test_what_was_typed_in_the_last_moment_is_kept_although_the_case_is_gone(bed: Bed) -> None:
    """The draft was not on the disk when the lease ended; it is written under its own key all the same."""
    bed.desk.hear(bed.bench.lose(0, here=False))
    assert bed.lost is not None
    assert not bed.lost.here
    assert bed.bench.orphans == {bed.ids[0]: bed.desk.state.draft}
    assert bed.desk.state.draft.reason == WORDS
    assert not bed.desk.decide()
    bed.desk.reason("more")
    assert bed.desk.state.draft.reason == WORDS


def test_taking_it_again_keeps_what_was_entered(bed: Bed) -> None:
    bed.desk.save_now()
    bed.desk.hear(bed.bench.lose(0, free=True))
    assert bed.lost is not None
    assert bed.lost.free
    draft = bed.desk.state.draft
    bed.hold.take_again()
    assert bed.lost is None
    assert (bed.at, bed.desk.state.draft, bed.desk.state.busy) == (bed.ids[0], draft, False)
    assert bed.desk.state.can_decide


def test_taking_it_again_where_somebody_was_faster_says_so(bed: Bed) -> None:
    bed.desk.save_now()
    bed.desk.hear(bed.bench.lose(0, free=True))
    bed.bench.rows[0] = bed.bench.rows[0].model_copy(update={"offered": False})
    bed.hold.take_again()
    assert bed.lost is not None
    assert not bed.lost.free
    assert not bed.desk.state.busy
    assert bed.desk.state.draft.reason == WORDS


def test_taking_it_again_without_the_server_is_said(bed: Bed) -> None:
    bed.desk.save_now()
    bed.desk.hear(bed.bench.lose(0, free=True))
    bed.bench.trouble["take"] = Offline()
    bed.hold.take_again()
    assert isinstance(bed.desk.state.trouble, Offline)
    assert not bed.desk.state.busy
    assert bed.lost is not None


def test_news_of_the_queue_says_when_it_becomes_free(bed: Bed) -> None:
    bed.desk.save_now()
    bed.desk.hear(bed.bench.lose(0))
    bed.bench.lose(0, free=True)
    bed.desk.hear(Changes(queue=True, cases=frozenset({bed.ids[0]})))
    assert bed.lost is not None
    assert bed.lost.free


def test_going_past_leaves_the_draft_and_shows_the_next(bed: Bed) -> None:
    bed.desk.hear(bed.bench.lose(0, here=False))
    bed.hold.pass_by()
    assert bed.at == bed.ids[1]
    assert bed.desk.state.draft == Draft()
    assert bed.bench.orphans[bed.ids[0]].reason == WORDS
    bed.hold.pass_by()
    bed.hold.take_again()
    assert bed.at == bed.ids[1], "neither step is there for a case that is in hand"
