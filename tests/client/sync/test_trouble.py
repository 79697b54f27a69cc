"""Trouble while syncing: corrected rulebooks, a server that chokes on one verdict, a full disk, a damaged cache."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviewer_app.client.errors import DamagedFile
from reviewer_app.client.remote import BadReply, ServerFailed, Unreachable
from reviewer_app.client.store.outbox import key_of
from reviewer_app.client.store.queue_values import QueueFilter, QueueView
from reviewer_app.client.store.values import Why
from reviewer_app.client.sync import Prefetch, run
from reviewer_app.client.sync.run import CHOKES
from reviewer_app.client.trouble import NotSaved
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Envelope
from reviewer_app.rulebooks.compiled import compile_version
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import (
    Answer,
    Answers,
    CountsTold,
    Feed,
    Held,
    RulebookEntry,
    RulebookList,
    Signed,
    TakeAsk,
)
from reviewer_app.wire.problems import Code
from reviewer_app.wire.signing import public_text, sign
from tests.client.desks import Desk, LossyApi, WallClock, desk, server
from tests.client.made import rulebook


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    with server(tmp_path / "data", cases=9) as running:
        yield running


@pytest.fixture
def mine(served: EmbeddedServer, tmp_path: Path) -> Iterator[Desk]:
    with desk(served.url, tmp_path / "mine") as opened:
        yield opened


def test_a_corrected_rulebook_opens_the_draft_again_with_the_old_answers(mine: Desk, served: EmbeddedServer) -> None:
    (case,) = mine.take()
    op_id = mine.decide(case)
    before = mine.store.outbox.get(op_id)
    assert before is not None
    served.server.rulebooks.publish((rulebook("2020-01-01b", "2020-01-01", WallClock().now().isoformat()),))
    mine.rest()
    report = mine.sync.run_once()
    assert mine.fates(report) == [Fate.STALE_RULEBOOK]
    assert report.changes.drafts
    assert report.changes.rulebooks
    assert len(mine.store.rulebooks.entries()) == 2
    saved = mine.store.drafts.get(key_of(before.operation))
    assert saved is not None
    assert (saved.reopened, saved.draft.reason) == (Why.STALE_RULEBOOK, before.operation.verdict.reason)
    mine.decide(case, saved.draft)
    mine.rest()
    assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]


class Signing(LossyApi):
    """A connection over which every version comes as signed, rightly or not."""

    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    rightly = True

    def rulebooks(self) -> RulebookList:
        told = super().rulebooks()
        signed = tuple(entry.model_copy(update={"signed": self._signed(entry)}) for entry in told.rulebooks)
        return RulebookList(rulebooks=signed)

    def _signed(self, entry: RulebookEntry) -> Signed:
        body = self.rulebook(entry.digest) if self.rightly else b"something else"
        signature, at = sign(self.key, body), WallClock().now()
        return Signed(account="pol", key=public_text(self.key), signature=signature, at=at)


@pytest.mark.parametrize("rightly", [True, False])
def test_a_version_comes_in_only_under_a_signature_over_its_bytes(
    mine: Desk, served: EmbeddedServer, rightly: bool
) -> None:
    served.server.rulebooks.publish((rulebook("2020-01-01b", "2020-01-01", WallClock().now().isoformat()),))
    mine.api.__class__ = Signing
    mine.sync._books = None  # the list is read once in a while
    mine.api.rightly = rightly  # type: ignore[attr-defined]
    report = mine.sync.run_once()
    assert isinstance(report.trouble, BadReply) is not rightly
    new = [entry.signed for entry in mine.store.rulebooks.entries() if entry.version == "2020-01-01b"]
    assert [signed.account for signed in new if signed is not None] == (["pol"] if rightly else [])
    assert len(new) == int(rightly)


class Choking(LossyApi):
    """A connection to a server that fails over some operations, whatever else is in the batch."""

    over: frozenset[str] = frozenset()

    def push(self, envelopes: tuple[Envelope, ...]) -> Answers:
        if any(op_id in envelope.body for op_id in self.over for envelope in envelopes):
            raise ServerFailed("internal")
        return super().push(envelopes)


Announce = Callable[..., None]


def test_what_the_server_chokes_on_waits_and_then_blocks_nobody(mine: Desk, expect_log: Announce) -> None:
    expect_log(r"ERROR reviewer_app\.client\.sync\.run: operation .* is not taken: internal")
    expect_log(r"WARNING reviewer_app\.server\.service\.operations: device .*: numbers 2 to 2 are missing")
    ids = [mine.decide(case) for case in mine.take(4)]
    mine.rest()
    mine.api.__class__ = Choking
    mine.api.over = frozenset(ids[1:2])  # type: ignore[attr-defined]  # it is a Choking now
    first = mine.sync.run_once()
    assert {fate.op_id: fate.fate for fate in first.fates} == {ids[0]: Fate.ACCEPTED}  # the others wait for their place
    assert (first.trouble, mine.store.glance.outbox().to_send) == (None, 3)
    for _ in range(CHOKES - 1):
        last = mine.sync.run_once()
    fates = {fate.op_id: fate.fate for fate in last.fates}
    assert fates[ids[1]] is Fate.LATER
    assert fates[ids[2]] is fates[ids[3]] is Fate.ACCEPTED  # over the gap that it leaves in the device's chain
    mine.api.over = frozenset()  # type: ignore[attr-defined]
    assert {fate.op_id: fate.fate for fate in mine.sync.run_once().fates} == {ids[1]: Fate.ACCEPTED}
    assert mine.store.glance.outbox().to_send == 0


def test_a_server_that_failed_for_a_while_costs_nothing(mine: Desk, expect_log: Announce) -> None:
    expect_log(r"ERROR reviewer_app\.client\.sync\.run: operation .* is not taken: internal")
    ids = [mine.decide(case) for case in mine.take(3)]
    mine.rest()
    mine.api.__class__ = Choking
    mine.api.over = frozenset(ids)  # type: ignore[attr-defined]
    for _ in range(CHOKES - 1):
        assert mine.sync.run_once().fates == ()
    mine.api.over = frozenset()  # type: ignore[attr-defined]
    assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED] * 3


def test_a_full_disk_while_settling_loses_no_fate(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = mine.take()
    op_id = mine.decide(case)
    mine.rest()

    def full(op_id: str, answer: Answer) -> None:
        raise NotSaved("work.db")

    with monkeypatch.context() as patch:
        patch.setattr(mine.store.outbox, "settle", full)
        report = mine.sync.run_once()
    assert (type(report.trouble), report.fates) == (NotSaved, ())
    assert mine.fates(mine.sync.run_once()) == [Fate.ALREADY]
    row = mine.store.outbox.get(op_id)
    assert row is not None
    assert row.receipt is not None


def test_a_damaged_cache_fills_itself_again(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    total = mine.store.queue.page(QueueFilter(view=QueueView.ALL)).total
    whole = mine.store.queue.apply_feed

    def damaged(*feeds: Feed) -> frozenset[str]:
        raise DamagedFile("cache.db")

    monkeypatch.setattr(mine.store.queue, "apply_feed", damaged)
    report = mine.sync.run_once()
    assert isinstance(report.trouble, DamagedFile)
    assert mine.store.queue.cursor() is None
    monkeypatch.setattr(mine.store.queue, "apply_feed", whole)
    assert mine.sync.run_once().trouble is None
    assert mine.store.queue.page(QueueFilter(view=QueueView.ALL)).total == total


def test_evidence_that_does_not_fit_on_the_disk_is_not_saved(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = mine.api.take(TakeAsk(count=1))
    mine.store.leases.put(taken.grants)
    folder = mine.store.assets._folder
    folder.rmdir()
    folder.write_bytes(b"")  # what stands here is no folder: nothing can be written
    with pytest.raises(NotSaved):
        Prefetch(mine.api, mine.store).run()
    folder.unlink()
    folder.mkdir()
    assert not Prefetch(mine.api, mine.store).run().failed
    assert mine.store.leases.all()[0].whole


@pytest.mark.parametrize("hours", [-24 * 3650, -2, 0, 24 * 3650])
def test_a_correction_that_came_is_judged_by_whatever_the_clock_says(
    mine: Desk, served: EmbeddedServer, hours: int
) -> None:
    """A clock that is behind would else take the correction for one of tomorrow, and send the old version for ever."""
    (case,) = mine.take()
    fixed = rulebook("2020-01-01b", "2020-01-01", WallClock().now().isoformat())
    served.server.rulebooks.publish((fixed,))
    mine.sync._books = None
    assert mine.sync.run_once().changes.rulebooks
    mine.clock.forward(hours * 3600)
    assert [book.digest for book in mine.sheet(case).books()] == [fixed.digest]
    mine.decide(case)
    mine.clock.forward(-hours * 3600)
    mine.rest()
    report = mine.sync.run_once()
    mine.clock.forward(24 * 3651 * 3600)
    assert mine.fates(report) + mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]


def test_a_case_in_hand_gets_its_counts_with_a_schedule_that_comes(
    mine: Desk, served: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts come before the version is kept: where they do not, both are asked for again."""
    grant = mine.api.take(TakeAsk(count=12)).grants
    mine.store.leases.put(grant)
    case_id = next(one.lease.case_id for one in grant if one.counts is not None and one.counts.tallies)
    before = mine.store.leases.counts(case_id)
    assert before is not None
    old = next(i for i in served.server.core.schedules if before.of(i.digest)).schedule
    changes = {"version": "fixed", "corrects": old.version, "published_at": WallClock().now()}
    fixed = compile_version(old.model_copy(update=changes))
    served.server.schedules.publish((fixed,))

    def lost(leases: tuple[Held, ...]) -> CountsTold:
        raise Unreachable("the reply was lost")

    mine.sync._books = None
    with monkeypatch.context() as patch:
        patch.setattr(mine.api, "counts", lost)
        assert isinstance(mine.sync.run_once().trouble, Unreachable)
    assert fixed.digest not in {entry.digest for entry in mine.store.schedules.entries()}
    report = mine.sync.run_once()
    assert case_id in report.changes.cases and report.changes.rulebooks
    after = mine.store.leases.counts(case_id)
    assert after is not None
    assert after.of(fixed.digest).keys() == before.of(schedule_digest(served, old.version, old.id)).keys()
    in_hand = mine.store.leases.get(case_id)
    assert in_hand is not None and in_hand.counts == after


def schedule_digest(served: EmbeddedServer, version: str, name: str) -> str:
    known = {(item.schedule.id, item.schedule.version): item.digest for item in served.server.core.schedules}
    return known[name, version]


def test_another_clock_changes_no_fate(mine: Desk) -> None:
    cases = mine.take(4)
    for hours, case in zip((-24 * 3650, -1, 1, 24 * 3650), cases, strict=True):
        mine.clock.forward(hours * 3600)
        mine.decide(case)
        mine.clock.forward(-hours * 3600)
    mine.rest()
    report = mine.sync.run_once()
    mine.clock.forward(24 * 3651 * 3600)
    later = mine.sync.run_once()
    assert mine.fates(report) + mine.fates(later) == [Fate.ACCEPTED] * 4
    assert mine.store.outbox.unsettled() == ()


def test_a_profile_that_was_copied_loses_and_doubles_nothing(mine: Desk, served: EmbeddedServer) -> None:
    first, second = mine.take(2)
    mine.decide(first)
    mine.rest()
    mine.sync.run_once()
    state = mine.store.device.state()
    with mine.store._work.transaction() as writer:  # the profile as it was before: an old snapshot is put back
        writer.run("UPDATE device SET next_seq = 1, last_link = ?", ("0" * 64,))
    mine.decide(second)
    session = mine.session.model_copy(update={"last_seq": state.next_seq - 1, "last_link": state.last_link})
    assert mine.sync.signed_in(session).outbox
    mine.rest()
    assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]
    assert mine.store.device.state().device != state.device


def test_a_profile_copied_while_both_are_signed_in_stops_neither(
    served: EmbeddedServer, tmp_path: Path, expect_log: Announce
) -> None:
    expect_log(r"WARNING reviewer_app\.server\.service\.operations: device .*: its chain forked at 2")
    with desk(served.url, tmp_path / "mine") as before:
        before.decide(*before.take())
        before.rest()
        assert before.fates(before.sync.run_once()) == [Fate.ACCEPTED]
    shutil.copytree(tmp_path / "mine", tmp_path / "copy")
    with desk(served.url, tmp_path / "mine") as mine, desk(served.url, tmp_path / "copy") as copy:
        device = mine.store.device.state().device
        assert copy.store.device.state().device == device
        hers, theirs = mine.take(2), copy.take(3)
        mine.decide(hers[0])
        mine.rest()
        assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]
        ids = [copy.decide(case) for case in theirs]
        copy.rest()
        assert copy.fates(copy.sync.run_once()) == [Fate.REFUSED] * 3  # the third would be beyond the original's end
        shown = copy.store.outbox.shown()
        assert {row.op_id: row.problem and row.problem.code for row in shown} == dict.fromkeys(ids, Code.CHAIN_BROKEN)
        mine.decide(hers[1])
        mine.rest()
        assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]
        for op_id, case in zip(ids, theirs, strict=True):
            saved = copy.store.drafts.get(copy.store.outbox.reopen(op_id))
            assert saved is not None
            copy.decide(case, saved.draft)
        copy.rest()
        assert copy.fates(copy.sync.run_once()) == [Fate.ACCEPTED] * 3
        assert mine.store.device.state().device == device != copy.store.device.state().device


class Shaky(LossyApi):
    """A connection on which every fourth page of the feed fails; notes whether cycles were looked for meanwhile."""

    asked = 0
    looked: tuple[bool, ...] = ()

    def feed(self, after: str | None, limit: int) -> Feed:
        self.asked += 1
        self.looked += (gc.isenabled(),)
        if self.asked % 4 == 0:
            raise Unreachable("shaky")
        return super().feed(after, limit)


def test_a_first_sync_on_a_shaky_network_moves_and_ends(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = QueueFilter(view=QueueView.ALL)
    total = mine.store.queue.page(everything).total
    mine.store.queue.remake()
    monkeypatch.setattr(run, "FEED_LIMIT", 2)
    mine.api.__class__ = Shaky
    cursors = []
    for _ in range(total):
        report = mine.sync.run_once()
        cursors.append(mine.store.queue.cursor())
        if report.trouble is None:
            break
        assert isinstance(report.trouble, Unreachable)
        assert report.changes.queue
    assert report.trouble is None
    assert len(set(cursors)) == len(cursors) > 1
    assert mine.store.queue.page(everything).total == total


def test_cycles_are_looked_for_while_the_feed_is_waited_for(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, applying = mine.store.queue.apply_feed, []

    def applied(*feeds: Any) -> frozenset[str]:
        applying.append(gc.isenabled())
        return whole(*feeds)

    monkeypatch.setattr(mine.store.queue, "apply_feed", applied)
    mine.api.__class__ = Shaky
    assert mine.sync.run_once().trouble is None
    assert (mine.api.looked, applying, gc.isenabled()) == ((True,), [False], True)  # type: ignore[attr-defined]
