"""The step from a shelf to a listing's case: what happens meanwhile, and what the way back leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewer_app.client.trouble import Offline
from reviewer_app.client.workbench.shelf import Goods, Reach
from reviewer_app.domain.verdicts import Outcome
from tests.ui.stage import Stage


@pytest.fixture
def stage() -> Stage:
    """A clip on the desk, with a word of the person's; another case waits in the queue."""
    made = Stage()
    made.desktop.open_case(made.bench.give(0, 0))
    made.desktop.desk.reason("so far")
    return made


def here(stage: Stage) -> str:
    """The id of the case on the desk."""
    case = stage.desktop.desk.state.case
    return case.case_id if case is not None else ""


def test_without_a_network_the_clip_stays_and_that_is_said(stage: Stage) -> None:
    clip, free = here(stage), next(row.case_id for row in stage.bench.rows if row.offered)
    stage.bench.trouble["take"] = Offline()
    assert stage.desktop.shelf.go(Goods(Reach.FREE, free)) is None
    assert here(stage) == clip and isinstance(stage.desktop.status.state.trouble, Offline)
    stage.desktop.shelf.go(Goods(Reach.FREE, free))
    assert here(stage) == free, "it can be asked for again"
    assert stage.desktop.back() and here(stage) == clip
    assert stage.desktop.desk.state.draft.reason == "so far"


@pytest.mark.parametrize("typed", [True, False])
def test_who_went_on_while_the_server_was_asked_stays_where_they_are(stage: Stage, typed: bool) -> None:
    clip, free, desk = here(stage), next(row.case_id for row in stage.bench.rows if row.offered), stage.desktop.desk
    take = stage.bench.take

    def meanwhile(*asked: object) -> object:
        if typed:
            desk.choose(Outcome.PASS)
        else:  # more of the same case came, which is nobody's doing
            case = desk.state.case
            assert case is not None
            desk.follow(case, replace(case, here=frozenset({"0" * 64})))
        return take(*asked)  # type: ignore[arg-type]

    stage.bench.take = meanwhile  # type: ignore[assignment, method-assign]
    stage.desktop.shelf.go(Goods(Reach.FREE, free))
    assert free in stage.bench.cases
    assert here(stage) == (clip if typed else free)


def test_where_there_is_no_way_that_is_said_and_nothing_moves(stage: Stage) -> None:
    clip = here(stage)
    why = stage.desktop.shelf.go(Goods(Reach.TAKEN, "x"))
    assert why is not None and why.what == "Somebody else has the listing's case in hand."
    assert here(stage) == clip and not stage.desktop.back()
