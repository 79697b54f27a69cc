"""The loop: wakes, waits, backs off, and stops within two seconds, even while the server hangs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer_app.client.remote import HttpApi, Unreachable
from reviewer_app.client.store.queue_values import OutboxCounts
from reviewer_app.client.sync import Report, SyncLoop
from reviewer_app.client.sync.backoff import FIRST_SECONDS, MOST_SECONDS, WAITING_MOST_SECONDS, Backoff
from reviewer_app.client.trouble import NotSaved
from reviewer_app.domain.fates import Fate
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import Hello, TakeAsk
from tests.client.desks import Desk, desk, server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with server(tmp_path_factory.mktemp("server") / "data", cases=4) as running:
        yield running


@pytest.fixture
def mine(served: EmbeddedServer, tmp_path: Path) -> Iterator[Desk]:
    with desk(served.url, tmp_path / "mine") as opened:
        yield opened


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def test_the_loop_fetches_sends_and_reports_by_itself(mine: Desk) -> None:
    reports: list[Report] = []
    loop = SyncLoop(mine.api, mine.store, mine.clock, reports.append, period=0.2)
    loop.signed_in(mine.session)
    loop.start()
    taken = mine.api.take(TakeAsk(count=1))
    mine.store.leases.put(taken.grants)
    loop.wake()
    until(lambda: mine.store.leases.all()[0].whole)
    (row,) = mine.store.leases.all()
    case = mine.store.leases.get(row.lease.case_id)
    assert case is not None
    mine.decide(case)
    mine.rest()
    until(lambda: any(fate.fate is Fate.ACCEPTED for report in reports for fate in report.fates))
    assert mine.store.glance.outbox() == OutboxCounts()
    assert any(report.changes.media for report in reports)
    assert loop.stop()
    said = len(reports)
    time.sleep(0.3)
    assert len(reports) == said


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    listening = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def accept() -> None:
        try:
            while True:
                taken.append(listening.accept()[0])
        except OSError:
            return

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for connection in taken:
        connection.close()
    thread.join()


def test_it_stops_within_two_seconds_while_the_server_hangs(mine: Desk, silent: str) -> None:
    loop = SyncLoop(HttpApi(silent), mine.store, mine.clock, lambda report: None)
    loop.start()
    time.sleep(0.2)
    began = time.monotonic()
    assert loop.stop()
    assert time.monotonic() - began < 2


def test_abort_ends_a_call_that_hangs(silent: str) -> None:
    api = HttpApi(silent)
    ended: list[float] = []

    def call() -> None:
        with pytest.raises(Unreachable):
            api.take(TakeAsk(count=1))
        ended.append(time.monotonic())

    thread = threading.Thread(target=call)
    thread.start()
    time.sleep(0.2)
    api.abort()
    thread.join(2)
    assert len(ended) == 1


def test_waits_grow_spread_and_keep_to_what_the_server_asks() -> None:
    short, long = Backoff(lambda: 0.0), Backoff(lambda: 1.0)
    lows = [short.failed() for _ in range(10)]
    highs = [long.failed() for _ in range(10)]
    assert lows[:3] == [FIRST_SECONDS / 2, FIRST_SECONDS, FIRST_SECONDS * 2]
    assert (max(lows), max(highs)) == (MOST_SECONDS / 2, MOST_SECONDS)
    assert long.failed(waiting=True) == WAITING_MOST_SECONDS == 15.0
    assert short.failed(retry_after=500.0) == 500.0
    short.worked()
    assert short.failed() == FIRST_SECONDS / 2


class Away(HttpApi):
    """A connection that is cut until it is put back; counts what was asked."""

    cut, asked = True, 0

    def hello(self) -> Hello:
        self.asked += 1
        if self.cut:
            raise Unreachable("cut")
        return super().hello()


@pytest.fixture
def away(served: EmbeddedServer, mine: Desk) -> Iterator[tuple[Away, SyncLoop, list[Report]]]:
    """A loop that has found the server away five times, and so waits for long."""
    api, reports = Away(served.url, token=mine.session.token), list[Report]()
    loop = SyncLoop(api, mine.store, mine.clock, reports.append)
    loop.start()
    for tries in range(1, 6):
        until(lambda tries=tries: len(reports) >= tries)  # type: ignore[misc]
        loop.wake()
    until(lambda: len(reports) >= 6)
    api.cut = False
    yield api, loop, reports
    assert loop.stop()


def test_a_person_at_work_tries_a_server_that_was_away_at_once(
    away: tuple[Away, SyncLoop, list[Report]], mine: Desk
) -> None:
    """A key that writes something is enough, but not more than once in two seconds."""
    api, loop, reports = away
    asked = api.asked
    loop.touch()
    time.sleep(0.2)
    assert api.asked == asked
    mine.clock.forward(FIRST_SECONDS)
    loop.touch()
    until(lambda: reports[-1].online)


def test_a_round_by_hand_ends_the_loops_own_waiting(away: tuple[Away, SyncLoop, list[Report]]) -> None:
    _api, loop, reports = away
    assert loop.run_now().online
    until(lambda: reports[-1].online)


def test_a_disk_that_takes_nothing_is_not_asked_without_a_pause(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = mine.take(1)
    mine.decide(case)
    mine.rest()
    tries: list[int] = []

    def full(*asked: object, **more: object) -> None:
        tries.append(1)
        raise NotSaved

    monkeypatch.setattr(mine.store.outbox, "seal_due", full)
    loop = SyncLoop(mine.api, mine.store, mine.clock, lambda report: None)
    loop.start()
    time.sleep(0.9)
    assert loop.stop()
    assert len(tries) == 1
