"""The outbox: nothing lost between draft and outbox, nothing altered once sealed, what follows from each fate."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from reviewer_app.client.errors import DecidedAlready
from reviewer_app.client.store import Store, open_store
from reviewer_app.client.store.outbox import key_of
from reviewer_app.client.store.queue_values import OutboxCounts
from reviewer_app.client.store.values import RowState, Why
from reviewer_app.client.trouble import NotSaved, TooLate
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import Lease
from reviewer_app.domain.verdicts import CHAIN_START, Outcome, Verdict
from reviewer_app.wire.canonical import link_of
from reviewer_app.wire.messages import Answer, Grant, Receipt
from reviewer_app.wire.problems import Code, problem
from reviewer_app.wire.sealing import body_of
from tests.client.made import ACCOUNT, KEYS, START, HandClock, Maker


def decide(store: Store, make: Maker, clock: HandClock, **more: object) -> str:
    """Saves a draft and decides it; gives the operation's id."""
    operation = make.operation(at=clock.now(), **more)
    draft = make.draft()
    store.drafts.save(key_of(operation), draft)
    store.outbox.add(operation, "澍野百货", draft)
    return operation.op_id


def sent(store: Store, make: Maker, clock: HandClock, **more: object) -> str:
    """Decides and starts the sending."""
    op_id = decide(store, make, clock, **more)
    clock.forward(61)
    assert op_id in [row.op_id for row in store.outbox.seal_due(clock.now(), online=True)]
    return op_id


def test_deciding_drops_the_draft_and_resting_takes_it_back(store: Store, make: Maker, clock: HandClock) -> None:
    operation, draft = make.operation(), make.draft("不等于已存的草稿")
    store.drafts.save(key_of(operation), make.draft())
    row = store.outbox.add(operation, "澍野百货", draft)
    assert row.rest_until == START + timedelta(seconds=30)
    assert store.glance.drafts() == 0
    last = store.glance.last_resting()
    assert last is not None and store.outbox.get(last.op_id) == row
    back = store.outbox.take_back(operation.op_id)
    assert (back.draft, back.reopened) == (draft, Why.TAKEN_BACK)
    assert store.drafts.get(key_of(operation)) == back
    assert store.outbox.get(operation.op_id) is None


def test_the_time_looked_goes_with_the_decision_and_comes_back_with_it(
    store: Store, make: Maker, clock: HandClock
) -> None:
    operation = make.operation()
    store.drafts.save(key_of(operation), make.draft(), 41_000)
    assert [saved.shown_ms for saved in store.drafts.all()] == [41_000]
    store.outbox.add(operation, "澍野百货", make.draft())
    assert store.outbox.take_back(operation.op_id).shown_ms == operation.shown_ms == 41_000
    assert [saved.shown_ms for saved in store.drafts.all()] == [41_000]
    op_id = sent(store, make, clock)
    store.outbox.settle(op_id, Answer(op_id=op_id, fate=Fate.REFUSED))
    saved = store.drafts.get(store.outbox.reopen(op_id))
    assert saved is not None and saved.shown_ms == 41_000


def test_a_signoff_rests_a_minute(store: Store, make: Maker) -> None:
    row = store.outbox.add(make.operation(round=Round.SIGNOFF), "t", make.draft())
    assert row.rest_until == START + timedelta(seconds=60)


def test_offline_everything_rests_on(store: Store, make: Maker, clock: HandClock) -> None:
    op_id = decide(store, make, clock)
    clock.forward(3 * 24 * 3600)
    assert store.outbox.seal_due(clock.now(), online=False) == ()
    assert store.outbox.take_back(op_id).draft.reason == "标价虚高"


def test_sealing_makes_the_chain(store: Store, make: Maker, clock: HandClock) -> None:
    first, second = decide(store, make, clock), decide(store, make, clock)
    assert store.outbox.seal_due(clock.now() + timedelta(seconds=29), online=True) == ()
    clock.forward(30)
    rows = store.outbox.seal_due(clock.now(), online=True)
    assert {row.op_id for row in rows} == {first, second}
    device, link = store.device.state().device, CHAIN_START
    for seq, row in enumerate(rows, start=1):
        assert row.envelope is not None
        assert row.operation.device == device
        assert (row.envelope.seq, row.envelope.prev, row.envelope.body) == (seq, link, body_of(row.operation))
        link = link_of(link, seq, row.envelope.body)
        assert row.envelope.link == link
        with pytest.raises(TooLate):
            store.outbox.take_back(row.op_id)
    assert (store.device.state().next_seq, store.device.state().last_link) == (3, link)
    again = store.outbox.seal_due(clock.now(), online=True)
    assert [(row.envelope, row.sent) for row in again] == [(row.envelope, 2) for row in rows]


def test_what_is_put_off_does_not_block_those_behind_it(store: Store, make: Maker, clock: HandClock) -> None:
    ids = [decide(store, make, clock) for _ in range(5)]
    clock.forward(31)
    one = store.outbox.seal_due(clock.now(), online=True, limit=2)
    two = store.outbox.seal_due(clock.now(), online=True, tried=[r.op_id for r in one], limit=2)
    assert len({row.op_id for row in one + two} & set(ids)) == 4
    assert store.glance.outbox() == OutboxCounts(resting=1, to_send=4)


def test_a_clock_set_back_does_not_hold_a_decision_for_years(store: Store, make: Maker, clock: HandClock) -> None:
    op_id = decide(store, make, clock)
    early = clock.now() - timedelta(days=3650)
    assert [row.op_id for row in store.outbox.seal_due(early, online=True)] == [op_id]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outbox SET operation = '{}'",
        "UPDATE outbox SET envelope = '{}'",
        "UPDATE outbox SET seq = 9",
        "UPDATE outbox SET case_id = 'x'",
        "UPDATE outbox SET draft = 'x'",
        "UPDATE outbox SET state = 'resting', envelope = NULL",
        "DELETE FROM outbox",
    ],
)
def test_a_sealed_row_cannot_be_altered(store: Store, make: Maker, clock: HandClock, statement: str) -> None:
    op_id = sent(store, make, clock)
    before = store.outbox.get(op_id)
    with pytest.raises(dbapi2.IntegrityError, match=r"sealed|go back"), store._work.transaction() as writer:
        writer.run(statement)
    assert store.outbox.get(op_id) == before


def test_accepted_ends_the_lease_and_stays_as_history(store: Store, make: Maker, clock: HandClock) -> None:
    grant = make.grant()
    store.leases.put([grant])
    op_id = sent(store, make, clock, case_id=grant.lease.case_id)
    receipt = Receipt(seq=7, link="cd" * 32, received_at=clock.now())
    store.outbox.settle(op_id, Answer(op_id=op_id, fate=Fate.ACCEPTED, receipt=receipt))
    assert store.leases.get(grant.lease.case_id) is None
    assert store.outbox.shown() == ()
    (row,) = store.outbox.history()
    assert (row.fate, row.receipt, row.state) == (Fate.ACCEPTED, receipt, RowState.SETTLED)
    settled = store.outbox.settle(op_id, Answer(op_id=op_id, fate=Fate.REFUSED, problem=problem(Code.TAKEN)))
    assert settled.fate is Fate.ACCEPTED  # the first answer stands
    assert store.outbox.prune(clock.now()) == 0
    assert store.outbox.prune(clock.now() + timedelta(days=1)) == 1


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.ADVISORY])
def test_a_conflict_is_kept_and_shown_until_dismissed(store: Store, make: Maker, clock: HandClock, fate: Fate) -> None:
    op_id = sent(store, make, clock)
    store.outbox.settle(op_id, Answer(op_id=op_id, fate=fate, problem=problem(Code.LEASE_LOST)))
    assert store.glance.outbox() == OutboxCounts(conflicts=1)
    assert [row.op_id for row in store.outbox.shown()] == [op_id]
    assert store.outbox.prune(clock.now() + timedelta(days=900)) == 0
    key = store.outbox.reopen(op_id)
    reopened = store.drafts.get(key)
    assert reopened is not None
    assert reopened.draft.reason == "标价虚高"
    assert reopened.reopened == Why(fate.value)
    assert store.glance.outbox() == OutboxCounts()


def test_a_stale_rulebook_opens_the_draft_with_the_old_answers(store: Store, make: Maker, clock: HandClock) -> None:
    grant = make.grant()
    store.leases.put([grant])
    op_id = sent(store, make, clock, case_id=grant.lease.case_id)
    settled = store.outbox.settle(op_id, Answer(op_id=op_id, fate=Fate.STALE_RULEBOOK))
    assert settled.reopened is not None
    saved = store.drafts.get(settled.reopened)
    assert saved is not None
    assert (saved.reopened, saved.from_op, saved.draft.reason) == (Why.STALE_RULEBOOK, op_id, "标价虚高")
    assert store.leases.get(grant.lease.case_id) is not None
    store.outbox.add(make.operation(case_id=grant.lease.case_id), "again", saved.draft)  # a new decision may follow


def taken_again(store: Store, make: Maker, grant: Grant, **lease: object) -> Lease:
    """The case in hand anew, as the server gives it."""
    anew = grant.lease.model_copy(update={"epoch": 2} | lease)
    store.leases.put([grant.model_copy(update={"lease": anew})])
    return anew


@pytest.mark.parametrize("fate", [Fate.ACCEPTED, Fate.ALREADY, Fate.ADVISORY])
def test_a_late_answer_leaves_the_hold_of_the_next_attempt(
    store: Store, make: Maker, clock: HandClock, fate: Fate
) -> None:
    grant = make.grant()
    store.leases.put([grant])
    op_id = sent(store, make, clock, case_id=grant.lease.case_id)
    anew = taken_again(store, make, grant, attempt=2)  # it was counted, its answer was lost, and it was returned
    store.outbox.settle(op_id, Answer(op_id=op_id, fate=fate))
    row = store.leases.row(anew.case_id)
    assert row is not None and row.lease == anew
    assert [need.case_id for need in store.leases.needs()] == [anew.case_id]


@pytest.mark.parametrize(
    ("fate", "outcome", "stays"),
    [
        (Fate.ACCEPTED, Outcome.VIOLATION, False),  # its attempt is over, under whichever lease
        (Fate.ALREADY, Outcome.HOLD, True),  # the hold ran out meanwhile, the attempt goes on
        (Fate.ADVISORY, Outcome.VIOLATION, True),  # somebody had it in between and gave it back
    ],
)
def test_a_late_answer_to_the_same_attempt_ends_a_newer_hold_only_where_the_verdict_counts(
    store: Store, make: Maker, clock: HandClock, fate: Fate, outcome: Outcome, stays: bool
) -> None:
    grant = make.grant()
    store.leases.put([grant])
    verdict = Verdict(outcome=outcome, reason="等回函")
    op_id = sent(store, make, clock, case_id=grant.lease.case_id, verdict=verdict)
    anew = taken_again(store, make, grant)
    store.outbox.settle(op_id, Answer(op_id=op_id, fate=fate))
    assert (store.leases.row(anew.case_id) is not None) is stays


def test_later_stays_to_be_sent_again(store: Store, make: Maker, clock: HandClock) -> None:
    op_id = sent(store, make, clock)
    store.outbox.settle(op_id, Answer(op_id=op_id, fate=Fate.LATER, problem=problem(Code.BUSY)))
    (row,) = store.outbox.seal_due(clock.now(), online=True)
    assert row.problem is not None
    assert (row.state, row.problem.code) == (RowState.SEALED, Code.BUSY)


def test_the_same_judgement_is_not_decided_twice(store: Store, make: Maker) -> None:
    operation = make.operation()
    store.outbox.add(operation, "t", make.draft())
    with pytest.raises(DecidedAlready):
        store.outbox.add(make.operation(case_id=operation.case_id), "t", make.draft())
    assert store.glance.outbox().resting == 1


def test_nobody_decides_under_another_name(store: Store, make: Maker) -> None:
    with pytest.raises(ValueError, match="who made it"):
        store.outbox.add(make.operation(actor="someone.else"), "t", make.draft())


def test_a_full_disk_says_not_saved_and_keeps_the_draft(store: Store, make: Maker, clock: HandClock) -> None:
    operation = make.operation()
    store.drafts.save(key_of(operation), make.draft("先前存下的"))
    (pages,) = store._work.rows("PRAGMA page_count")[0]
    store._work.rows(f"PRAGMA max_page_count = {pages}")
    big = make.draft("长" * 200_000)
    with pytest.raises(NotSaved):
        store.outbox.add(operation, "t", big)
    with pytest.raises(NotSaved):
        store.drafts.save(key_of(operation), big)
    saved = store.drafts.get(key_of(operation))
    assert saved is not None
    assert saved.draft.reason == "先前存下的"
    assert store.outbox.unsettled() == ()
    store._work.rows("PRAGMA max_page_count = 1000000")
    store.outbox.add(operation, "t", big)  # the same connection goes on when there is room
    assert store.glance.outbox().resting == 1


def test_a_copied_profile_gets_a_chain_of_its_own(store: Store, make: Maker, clock: HandClock) -> None:
    sent(store, make, clock)
    before = store.device.state()
    assert not store.device.meet(before.next_seq - 1, before.last_link)
    assert not store.device.meet(0, CHAIN_START)  # the server has not seen all of it yet
    waiting = decide(store, make, clock)
    assert store.device.meet(before.next_seq + 4, "ee" * 32)
    clock.forward(31)
    row = next(row for row in store.outbox.seal_due(clock.now(), online=True) if row.op_id == waiting)
    assert row.envelope is not None
    assert row.operation.device == store.device.state().device != before.device
    assert (row.envelope.seq, row.envelope.prev) == (1, CHAIN_START)


def test_a_broken_chain_is_left_once_and_what_is_sealed_then_is_in_a_new_one(
    store: Store, make: Maker, clock: HandClock
) -> None:
    ids = [sent(store, make, clock) for _ in range(2)]
    before = store.device.state()
    met = []
    for op_id in ids:
        broken = Answer(op_id=op_id, fate=Fate.REFUSED, problem=problem(Code.CHAIN_BROKEN))
        assert store.outbox.settle(op_id, broken).fate is Fate.REFUSED
        met.append(store.device.state())
    assert before.device != met[0].device == met[1].device
    assert (met[0].next_seq, met[0].last_link) == (1, CHAIN_START)
    waiting = sent(store, make, clock)
    row = store.outbox.get(waiting)
    assert row is not None
    assert row.envelope is not None
    assert (row.operation.device, row.envelope.seq, row.envelope.prev) == (met[0].device, 1, CHAIN_START)
    assert [row.op_id for row in store.outbox.shown()].count(ids[0]) == 1
    assert store.drafts.get(store.outbox.reopen(ids[0])) is not None


def test_all_of_it_is_there_again_after_closing(tmp_path: Path, make: Maker, clock: HandClock) -> None:
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        sent(store, make, clock)
        decide(store, make, clock)
        rows, device = store.outbox.unsettled(), store.device.state()
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        assert (store.outbox.unsettled(), store.device.state()) == (rows, device)
