"""What was watched in a case in which nothing is entered yet: kept, no draft, and there when the case is opened."""

from __future__ import annotations

from datetime import timedelta

from reviewer_app.client.store import Store
from reviewer_app.client.store.outbox import key_of
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.workbench.opening import Books, opened
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome, Verdict
from reviewer_app.wire.messages import Answer, Grant, VerdictShown
from reviewer_app.wire.problems import Code, problem
from reviewer_app.wire.sealing import body_of
from tests.client.made import ACCOUNT, START, HandClock, Maker, sha

SEEN = Watched(asset=sha(b"paper"), time_base=(1, 1000), first_pts=0, end_pts=60_000, stretches=((0, 55_000),))


def on_the_desk(store: Store, grant: Grant) -> OpenCase:
    """The case as the desk gets it."""
    return opened(grant.file, grant.lease, store, Books(store), ACCOUNT, START)


def key(grant: Grant) -> DraftKey:
    return DraftKey(grant.lease.case_id, grant.lease.round, grant.lease.attempt)


def test_what_was_watched_is_there_again_and_counts_as_no_draft(store: Store, make: Maker) -> None:
    grant = make.grant()
    store.leases.put([grant])
    assert not store.drafts.save(key(grant), Draft(watched=(SEEN,)), 48_000)
    case = on_the_desk(store, grant)
    assert (case.draft, case.shown_ms) == (Draft(watched=(SEEN,)), 48_000)
    assert (store.glance.drafts(), store.glance.drafted(), store.drafts.get(key(grant))) == (0, frozenset(), None)
    store.leases.lose(grant.lease.case_id, grant.lease.epoch, problem(Code.LEASE_LOST))
    assert store.leases.all() == ()  # nothing was entered: the case goes
    store.leases.put([grant])
    assert on_the_desk(store, grant).draft.watched == (SEEN,)


def test_a_draft_takes_it_over_and_leaves_it_when_all_is_taken_back(store: Store, make: Maker) -> None:
    grant = make.grant()
    store.drafts.save(key(grant), Draft(watched=(SEEN,)), 1000)
    assert store.drafts.save(key(grant), Draft(reason="写了一半", watched=(SEEN,)), 2000)
    assert store.drafts.looked(key(grant)) == (Draft(), 0)
    assert store.drafts.save(key(grant), Draft(watched=(SEEN,)), 3000)
    assert (store.glance.drafts(), store.drafts.looked(key(grant))) == (0, (Draft(watched=(SEEN,)), 3000))


def test_a_returned_case_opens_with_the_old_answers_and_what_was_watched_since(store: Store, make: Maker) -> None:
    grant = make.grant()
    given = make.operation(case_id=grant.lease.case_id, verdict=Verdict(outcome=Outcome.PASS, reason="无违规"))
    before = VerdictShown(
        verdict_id=given.op_id,
        actor=ACCOUNT,
        name="林月",
        round=given.round,
        attempt=1,
        seat=1,
        received_at=START,
        fate=Fate.ACCEPTED,
        digest=sha(body_of(given).encode()),
        body=body_of(given),
    )
    grant = grant.model_copy(
        update={
            "lease": grant.lease.model_copy(update={"attempt": 2, "epoch": 2}),
            "file": grant.file.model_copy(update={"attempt": 2, "verdicts": (before,)}),
        }
    )
    store.drafts.save(key(grant), Draft(watched=(SEEN,)), 5000)
    case = on_the_desk(store, grant)
    assert (case.draft.reason, case.draft.watched, case.shown_ms) == ("无违规", (SEEN,), 5000)


def test_it_goes_with_the_decision_and_no_answers_are_lost_over_it(store: Store, make: Maker, clock: HandClock) -> None:
    operation, draft = make.operation(at=clock.now()), make.draft()
    store.drafts.save(key_of(operation), Draft(watched=(SEEN,)), 1000)
    store.outbox.add(operation, "t", draft)
    assert store.drafts.looked(key_of(operation)) == (Draft(), 0)
    clock.forward(61)
    store.outbox.seal_due(clock.now(), online=True)
    store.drafts.save(key_of(operation), Draft(watched=(SEEN,)), 2000)
    store.outbox.settle(operation.op_id, Answer(op_id=operation.op_id, fate=Fate.STALE_RULEBOOK))
    saved = store.drafts.get(key_of(operation))
    assert saved is not None and saved.draft == draft


def test_what_is_old_is_forgotten(store: Store, make: Maker, clock: HandClock) -> None:
    old, new = make.grant(), make.grant()
    store.drafts.save(key(old), Draft(watched=(SEEN,)), 1000)
    clock.forward(3600)
    store.drafts.save(key(new), Draft(watched=(SEEN,)), 1000)
    store.drafts.prune(clock.now() - timedelta(minutes=30))
    assert (store.drafts.looked(key(old))[1], store.drafts.looked(key(new))[1]) == (0, 1000)
