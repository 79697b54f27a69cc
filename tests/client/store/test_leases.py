"""Leases: cases in hand, what they need, and that all of it goes with them, unless a person's work needs it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reviewer_app.client.store import Store
from reviewer_app.client.store.outbox import key_of
from reviewer_app.client.store.values import DraftKey
from reviewer_app.domain.counts import Snapshot, Tally
from reviewer_app.domain.events import Round
from reviewer_app.domain.rulebook import RulebookCite
from reviewer_app.wire.canonical import digest
from reviewer_app.wire.messages import RulebookEntry
from reviewer_app.wire.problems import Code, problem
from tests.client.made import START, Maker, sha

CITE = RulebookCite(id="steps", version="1", digest="ab" * 32)
LOST = problem(Code.LEASE_LOST)


def test_cases_in_hand_stay_in_the_order_they_were_taken(store: Store, make: Maker) -> None:
    grants = [make.grant(ref=f"f-{at}") for at in range(4)]
    store.leases.put(grants)
    store.leases.put([grants[1]])  # taken again: same place
    assert [row.ref for row in store.leases.all()] == ["f-0", "f-1", "f-2", "f-3"]
    in_hand = store.leases.get(grants[2].lease.case_id)
    assert in_hand is not None
    assert in_hand.file == grants[2].file
    assert (in_hand.row.title, in_hand.row.kind.value) == ("澍野百货", "filing")


def test_a_heartbeat_renews_and_never_goes_back_an_epoch(store: Store, make: Maker) -> None:
    grant = make.grant()
    store.leases.put([grant])
    renewed = grant.lease.model_copy(update={"until": START + timedelta(minutes=20), "epoch": 3})
    store.leases.renew([renewed, make.lease(make.id())])
    store.leases.renew([grant.lease])
    assert [row.lease for row in store.leases.all()] == [renewed]


def test_an_older_state_of_a_case_is_passed_over(store: Store, make: Maker) -> None:
    grant = make.grant()
    store.leases.put([grant])
    newer = make.file(grant.lease.case_id, (b"paper", b"more"), version=5)
    store.leases.replace_file(newer)
    store.leases.replace_file(grant.file)
    in_hand = store.leases.get(grant.lease.case_id)
    assert in_hand is not None
    assert in_hand.file == newer
    assert [need.sha256 for need in store.leases.needs()] == [sha(b"paper"), sha(b"more")]


def test_needs_come_in_the_order_of_taking_and_are_shared(store: Store, make: Maker) -> None:
    first, second = make.grant(files=(b"a", b"b")), make.grant(files=(b"b", b"c"))
    store.leases.put([first, second])
    assert [need.sha256 for need in store.leases.needs()] == [sha(b"a"), sha(b"b"), sha(b"c")]
    assert store.glance.media() == (0, 3)
    store.leases.end([first.lease.case_id])
    assert [need.sha256 for need in store.leases.needs()] == [sha(b"b"), sha(b"c")]


def test_ending_takes_subject_and_keys_along_but_no_draft(store: Store, make: Maker) -> None:
    grant = make.grant()
    store.leases.put([grant])
    key = DraftKey(grant.lease.case_id, Round.FIRST, 1)
    store.drafts.save(key, make.draft())
    store.leases.end([grant.lease.case_id])
    assert store.leases.get(grant.lease.case_id) is None
    assert store._work.row("SELECT count(*) FROM asset") == (0,)
    assert store.drafts.get(key) is not None


def test_a_case_with_an_undelivered_decision_stays(store: Store, make: Maker) -> None:
    grant = make.grant()
    store.leases.put([grant])
    store.outbox.add(make.operation(case_id=grant.lease.case_id), "t", make.draft())
    store.leases.end([grant.lease.case_id])
    assert store.leases.get(grant.lease.case_id) is not None


def test_a_lost_lease_is_marked_where_work_hangs_on_it_and_gone_otherwise(store: Store, make: Maker) -> None:
    idle, drafted, decided = make.grant(), make.grant(), make.grant()
    store.leases.put([idle, drafted, decided])
    store.drafts.save(DraftKey(drafted.lease.case_id, Round.FIRST, 1), make.draft())
    operation = make.operation(case_id=decided.lease.case_id)
    store.outbox.add(operation, "t", make.draft())
    for grant in (idle, drafted, decided):
        store.leases.lose(grant.lease.case_id, 1, LOST)
    left = {row.lease.case_id: row.lost for row in store.leases.all()}
    assert left == {drafted.lease.case_id: LOST, decided.lease.case_id: LOST}
    assert store.leases.needs() == ()
    assert store.outbox.take_back(operation.op_id).key == key_of(operation)


def test_a_lease_given_while_the_server_was_asked_is_not_lost_with_the_one_before(store: Store, make: Maker) -> None:
    before = make.grant()
    store.leases.put([before])
    anew = before.lease.model_copy(update={"epoch": 2})
    store.leases.put([before.model_copy(update={"lease": anew})])
    store.leases.lose(anew.case_id, 1, LOST)
    assert [(row.lease, row.lost) for row in store.leases.all()] == [(anew, None)]
    store.leases.lose(anew.case_id, 2, LOST)
    assert store.leases.all() == ()


def test_rulebooks_are_kept_by_their_bytes(store: Store) -> None:
    body = b'{"id":"listings"}'
    entry = RulebookEntry(id="listings", version="2026-02-01", digest=digest(body), bytes=len(body))
    store.rulebooks.put(entry, body)
    store.rulebooks.put(entry, body)
    assert store.rulebooks.bodies() == ((entry, body),)
    assert store.rulebooks.body(entry.digest) == body
    with pytest.raises(ValueError, match="digest"):
        store.rulebooks.put(entry, body + b" ")


def test_the_next_case_goes_round_and_passes_over_what_is_lost_decided_or_of_another_desk(
    store: Store, make: Maker
) -> None:
    one, lost, decided, last, signing = grants = [make.grant(ref=f"f-{at}") for at in range(5)]
    over = signing.model_copy(update={"lease": signing.lease.model_copy(update={"round": Round.SIGNOFF})})
    store.leases.put([*grants[:4], over])
    drafted = DraftKey(lost.lease.case_id, Round.FIRST, 1)
    store.drafts.save(drafted, make.draft())
    store.leases.lose(lost.lease.case_id, 1, LOST)
    store.outbox.add(make.operation(case_id=decided.lease.case_id), "t", make.draft())
    after = {grant.lease.case_id: store.leases.next_after(grant.lease.case_id, False) for grant in grants}
    assert after[one.lease.case_id] == last.lease.case_id
    assert after[last.lease.case_id] == one.lease.case_id
    assert store.leases.next_after(None, False) == one.lease.case_id
    assert store.leases.next_after(None, True) == signing.lease.case_id
    assert store.leases.next_after(signing.lease.case_id, True) is None


def test_counts_come_and_go_with_the_lease(store: Store, make: Maker) -> None:
    counted = Snapshot(at=START, counted_at=START, tallies=(Tally(schedule=CITE, counts={"streams_14d": 3}),))
    grant, plain = make.grant().model_copy(update={"counts": counted}), make.grant()
    store.leases.put([grant, plain])
    found = [store.leases.get(one.lease.case_id) for one in (grant, plain)]
    assert [one.counts if one else "gone" for one in found] == [counted, None]
    newer = make.file(grant.lease.case_id, version=5)
    store.leases.replace_file(newer)
    kept = store.leases.get(grant.lease.case_id)
    assert kept is not None and (kept.file, kept.counts) == (newer, counted)
    store.leases.put([grant.model_copy(update={"counts": None})])
    again = store.leases.get(grant.lease.case_id)
    assert again is not None and again.counts is None


def test_schedules_are_kept_apart_from_rulebooks(store: Store) -> None:
    entry = RulebookEntry(id="steps", version="1", digest=digest(b"{}"), bytes=2)
    store.schedules.put(entry, b"{}")
    assert (store.schedules.entries(), store.rulebooks.entries()) == ((entry,), ())
    assert (store.schedules.body(entry.digest), store.rulebooks.body(entry.digest)) == (b"{}", None)
    with pytest.raises(ValueError, match="schedule steps 1"):
        store.schedules.put(entry, b"[]")
