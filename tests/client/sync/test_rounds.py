"""Rounds of syncing with the real server: every decision leaves once, gets its fate, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reviewer_app.client.remote import SessionEnded, Unreachable
from reviewer_app.client.store.queue_values import OutboxCounts, QueueFilter, QueueView
from reviewer_app.client.store.values import DraftKey, RowState
from reviewer_app.client.sync import Prefetch
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import LeaseKind
from reviewer_app.rulebooks.shipped import compiled_schedules
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import Held, SignIn, TakeAsk
from tests.client.desks import PASSWORD, Desk, desk, server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with server(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


@pytest.fixture
def mine(served: EmbeddedServer, tmp_path: Path) -> Iterator[Desk]:
    with desk(served.url, tmp_path / "mine") as opened:
        yield opened
        held = [row.lease for row in opened.store.leases.all()]
        try:
            opened.api.release(tuple(Held(case_id=lease.case_id, epoch=lease.epoch) for lease in held))
        except (SessionEnded, Unreachable):
            pass  # the test ended the session or the server


def test_the_first_round_brings_queue_and_rulebooks(mine: Desk, served: EmbeddedServer) -> None:
    assert mine.store.queue.page(QueueFilter()).total >= 5
    digests = {entry.digest for entry in mine.store.rulebooks.entries()}
    assert digests == {entry.digest for entry in mine.api.rulebooks().rulebooks}
    schedules = {entry.digest: body for entry, body in mine.store.schedules.bodies()}
    assert schedules == {item.digest: item.body for item in compiled_schedules()}
    again = mine.sync.run_once()
    assert (again.online, again.trouble, again.changes.queue, again.changes.rulebooks) == (True, None, False, False)


def test_a_clock_that_is_set_in_the_middle_is_compared_anew(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is asked for its time when this computer's jumps, and not with each round."""
    before = mine.sync.run_once().skew
    mine.clock.forward(20 * 60)
    assert mine.sync.run_once().skew == before  # time has gone on
    going = mine.clock.now
    monkeypatch.setattr(mine.clock, "now", lambda: going() + timedelta(minutes=20))
    assert mine.sync.run_once().skew == pytest.approx(before - 40 * 60, abs=30)


def test_a_decision_rests_leaves_and_is_accepted(mine: Desk) -> None:
    (case,) = mine.take()
    op_id = mine.decide(case)
    assert mine.sync.run_once().sent == 0
    assert mine.store.glance.outbox() == OutboxCounts(resting=1)
    mine.rest()
    report = mine.sync.run_once()
    assert mine.fates(report) == [Fate.ACCEPTED]
    assert report.sent == 1
    assert report.changes.outbox
    assert case.row.lease.case_id in report.changes.cases
    assert mine.store.leases.get(case.row.lease.case_id) is None
    assert list((mine.store.assets._folder).iterdir()) == []
    told = mine.store.queue.get(case.row.lease.case_id)
    assert told is not None
    assert told.acted
    row = mine.store.outbox.get(op_id)
    assert row is not None
    assert row.receipt is not None


def test_a_lost_reply_is_no_second_verdict(mine: Desk) -> None:
    cases = mine.take(3)
    ids = {mine.decide(case) for case in cases}
    mine.rest()
    mine.api.lose_answers = 1
    report = mine.sync.run_once()
    assert (report.online, report.fates, mine.store.glance.outbox().to_send) == (False, (), 3)
    report = mine.sync.run_once()
    assert {fate.op_id for fate in report.fates} == ids
    assert {fate.fate for fate in report.fates} == {Fate.ALREADY}
    assert mine.api.pushed == 6


def test_a_feed_that_fails_loses_no_fate(mine: Desk) -> None:
    (case,) = mine.take()
    mine.decide(case)
    mine.rest()
    mine.api.lose_feeds = 1
    report = mine.sync.run_once()
    assert ([fate.fate for fate in report.fates], report.online) == ([Fate.ACCEPTED], False)
    told = mine.store.queue.get(case.row.lease.case_id)
    assert told is not None
    assert not told.acted
    mine.sync.run_once()
    told = mine.store.queue.get(case.row.lease.case_id)
    assert told is not None
    assert told.acted


def test_a_refused_decision_is_kept_and_does_not_block_the_others(mine: Desk) -> None:
    first, second = mine.take(2)
    bad = mine.decide(first, edit=lambda verdict: verdict.model_copy(update={"result": "pass"}))
    good = mine.decide(second)
    mine.rest()
    report = mine.sync.run_once()
    assert {fate.op_id: fate.fate for fate in report.fates} == {bad: Fate.REFUSED, good: Fate.ACCEPTED}
    assert [row.op_id for row in mine.store.outbox.shown()] == [bad]
    key = mine.store.outbox.reopen(bad)
    assert mine.store.drafts.get(key) is not None
    mine.decide(first)  # mended
    mine.rest()
    assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]


def test_offline_days_leave_in_order_when_the_server_is_back(mine: Desk, served: EmbeddedServer) -> None:
    cases = mine.take(3, kind=LeaseKind.OFFLINE, hours=48)
    away = mine.api._http.base
    mine.api._http.base = "http://127.0.0.1:9"
    ids = []
    for case in cases:
        ids.append(mine.decide(case))
        mine.clock.forward(3600)
        report = mine.sync.run_once()
        assert (report.online, report.sent) == (False, 0)
    assert mine.store.glance.outbox() == OutboxCounts(resting=3)
    mine.api._http.base = away
    report = mine.sync.run_once()
    assert [(fate.op_id, fate.fate) for fate in report.fates] == [(op_id, Fate.ACCEPTED) for op_id in ids]
    rows = [mine.store.outbox.get(op_id) for op_id in ids]
    seqs = [row.envelope.seq for row in rows if row and row.envelope]
    assert seqs == sorted(seqs)


def test_a_session_that_ends_stops_everything_and_nothing_is_asked_twice(mine: Desk) -> None:
    (case,) = mine.take()
    mine.decide(case)
    mine.rest()
    mine.api.use("not-a-session")
    report = mine.sync.run_once()
    assert report.signed_out
    assert report.changes.session
    before = mine.api.pushed
    assert mine.sync.run_once().signed_out
    assert mine.api.pushed == before
    assert mine.store.glance.outbox().to_send == 1
    device = mine.store.device.state().device
    session = mine.api.sign_in(SignIn(account="lin.yue", password=PASSWORD, device=device))
    mine.sync.signed_in(session)
    assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]
    assert mine.store.device.state().device == device


def test_a_lease_that_passed_on_is_marked_its_draft_kept_its_verdict_advisory(
    mine: Desk, served: EmbeddedServer, tmp_path: Path
) -> None:
    drafted, decided, idle = mine.take(3)
    key = DraftKey(drafted.row.lease.case_id, Round.FIRST, drafted.row.lease.attempt)
    mine.store.drafts.save(key, Draft(reason="写了一半"))
    mine.decide(decided)
    held = tuple(Held(case_id=case.row.lease.case_id, epoch=case.row.lease.epoch) for case in (drafted, decided, idle))
    mine.api.release(held)
    with desk(served.url, tmp_path / "other", "su.he") as other:
        theirs = other.take(case_ids=tuple(item.case_id for item in held), count=0)
        mine.clock.forward(61)
        report = mine.sync.run_once()
        assert set(report.lost) == {item.case_id for item in held}
        assert mine.fates(report) == [Fate.ADVISORY]
        assert mine.store.leases.get(idle.row.lease.case_id) is None
        kept = mine.store.leases.get(drafted.row.lease.case_id)
        assert kept is not None
        assert kept.row.lost is not None
        assert mine.store.drafts.get(key) is not None
        assert mine.store.glance.outbox().conflicts == 1
        other.api.release(tuple(Held(case_id=case.row.lease.case_id, epoch=case.row.lease.epoch) for case in theirs))


def test_heartbeats_keep_a_case_while_the_person_is_active(mine: Desk) -> None:
    (case,) = mine.take()
    until = case.row.lease.until
    mine.clock.forward(61)
    mine.sync.run_once(active=False)
    assert mine.store.leases.all()[0].lease.until == until
    report = mine.sync.run_once(active=True)
    assert report.changes.leases
    assert mine.store.leases.all()[0].lease.until > until


def test_a_cut_download_goes_on_and_ends_whole(mine: Desk) -> None:
    mine.api.cut_downloads_after = 100_000
    pieces: list[tuple[int, int]] = []
    prefetch = Prefetch(mine.api, mine.store, progress=lambda done, total: pieces.append((done, total)))
    (clip, *_) = mine.store.queue.page(QueueFilter(kinds=frozenset({CaseKind.CLIP}))).rows
    taken = mine.api.take(TakeAsk(case_ids=(clip.case_id,)))
    mine.store.leases.put(taken.grants)
    tries = 0
    while mine.store.leases.needs():
        tries += 1
        assert tries < 100
        try:
            prefetch.run()
        except Unreachable:
            continue
    assert tries > 1
    (row,) = mine.store.leases.all()
    assert row.whole
    assert pieces[-1] == (row.bytes_total, row.bytes_total)
    for fact in taken.grants[0].file.assets:
        with mine.store.assets.open(fact.sha256) as source:
            source.verify()


def test_what_was_judged_here_is_what_the_server_has(mine: Desk, served: EmbeddedServer) -> None:
    (case,) = mine.take()
    op_id = mine.decide(case)
    mine.rest()
    mine.sync.run_once()
    row = mine.store.outbox.get(op_id)
    assert row is not None
    assert row.envelope is not None
    assert row.state is RowState.SETTLED
    told = mine.api.case(case.row.lease.case_id)
    (verdict,) = [shown for shown in told.verdicts if shown.verdict_id == op_id]
    assert verdict.body == row.envelope.body


def test_a_supervisor_signs_off_what_a_reviewer_found(served: EmbeddedServer, tmp_path: Path) -> None:
    with desk(served.url, tmp_path / "boss", "boss") as boss:
        page = boss.store.queue.page(QueueFilter(view=QueueView.SIGNOFF))
        for row in page.rows:
            assert row.round is Round.SIGNOFF
        assert page.total == page.counts.views.get(QueueView.SIGNOFF, 0)
