"""How many cases are in hand: the number beside the filter and the one in the status line are of the same cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.store import Store
from reviewer_app.client.store.queue_rows import stretch
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.workbench.front import EarlyBench
from reviewer_app.client.workbench.lists import queue_page
from reviewer_app.client.workbench.queue_values import KINDS, Chip, QueueAsk
from reviewer_app.domain.events import Round, Status
from reviewer_app.wire.messages import Feed, QueueRow
from reviewer_app.wire.problems import Code, problem
from tests.client.made import HandClock, Maker


def _mine(make: Maker, case_id: str, round_: Round = Round.FIRST) -> QueueRow:
    return make.row(
        case_id=case_id, round=round_, status=Status.WORKING, offered=False, holder=make.holder().model_dump()
    )


def _told(store: Store, *rows: QueueRow) -> None:
    store.queue.apply_feed(stretch(Feed(cursor="1", more=False, rows=rows)))


def test_one_account_at_two_computers_counts_all_and_says_what_is_here(
    store: Store, make: Maker, clock: HandClock
) -> None:
    here = [make.grant() for _ in range(4)]
    store.leases.put(here)
    ids = [grant.lease.case_id for grant in here]
    away, signing = [make.id() for _ in range(6)], make.id()
    _told(
        store,
        *(_mine(make, case_id) for case_id in (*ids, *away)),
        _mine(make, signing, Round.SIGNOFF),
        make.row(holder=make.holder(mine=False).model_dump(), offered=False),
    )
    assert len(store.glance.held()) == 4
    assert store.queue.held_elsewhere(store.glance.held()) == 7
    assert queue_page(store, QueueAsk()).counts[Chip.MINE] == 10
    assert queue_page(store, QueueAsk(signoff=True)).counts[Chip.MINE] == 1
    decided = make.operation(case_id=ids[0], at=clock.now())
    store.outbox.add(decided, "t", make.draft())
    assert queue_page(store, QueueAsk()).counts[Chip.MINE] == 9
    store.drafts.save(DraftKey(ids[1], Round.FIRST, 1), make.draft())
    store.leases.lose(ids[1], 1, problem(Code.LEASE_LOST))
    assert len(store.glance.held()) == 3


def test_a_case_whose_decision_rests_is_in_no_count(store: Store, make: Maker, clock: HandClock) -> None:
    """The rows and the number beside them are of the same cases, at sign-off too, where what is in hand is shown."""
    grants = [make.grant() for _ in range(2)]
    store.leases.put(grants)
    ids = [grant.lease.case_id for grant in grants]
    _told(store, *(_mine(make, case_id, Round.SIGNOFF) for case_id in ids))
    assert queue_page(store, QueueAsk(signoff=True)).counts[Chip.ALL] == 2
    store.outbox.add(make.operation(case_id=ids[0], at=clock.now()), "t", make.draft())
    page = queue_page(store, QueueAsk(signoff=True))
    kind = next(chip for chip, kind in KINDS.items() if kind is page.rows[0].kind)
    assert [row.case_id for row in page.rows] == [ids[1]]
    assert (page.counts[Chip.ALL], page.counts[kind]) == (1, 1)


def test_a_case_that_was_just_taken_counts_before_the_feed_has_told_of_it(store: Store, make: Maker) -> None:
    store.leases.put([make.grant()])
    assert queue_page(store, QueueAsk()).counts[Chip.MINE] == len(store.glance.held()) == 1


def test_what_is_not_sealed_can_be_taken_back_however_long_it_has_rested(
    store: Store, make: Maker, clock: HandClock, tmp_path: Path
) -> None:
    front = EarlyBench(store, clock, StandingFile(tmp_path), lambda: pytest.fail("the front does without it"))
    operation = make.operation(at=clock.now())
    row = store.outbox.add(operation, "澍野百货", make.draft())
    for seconds in (0, 31, 3 * 24 * 3600):  # there is no network meanwhile
        clock.forward(seconds)
        counts = front.counts()
        assert (counts.undo_op, counts.undo_title, counts.undo_until) == (operation.op_id, "澍野百货", row.rest_until)
    store.outbox.seal_due(clock.now(), online=True)
    assert front.counts().undo_op is None
