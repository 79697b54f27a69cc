"""Trouble: a server killed in mid-batch, lost replies, a full disk, a newer database; nothing lost or doubled."""

from __future__ import annotations

import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
import sqlcipher3

from reviewer_app.domain.fates import FINAL, Fate
from reviewer_app.domain.verdicts import Envelope
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository.engine import DatabaseRefused, open_database
from reviewer_app.server.repository.schema import upgrade
from reviewer_app.server.service.server import Server
from reviewer_app.server.settings import ServerSettings
from reviewer_app.wire.messages import Answer
from reviewer_app.wire.problems import Code
from tests.server.conftest import CHEAP, Start
from tests.server.desk import Desk, passing, people
from tests.server.made import PNG, asset, listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]
ROOT = Path(__file__).resolve().parents[2]
CASES = 30


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(data: Path, port: int, unsafe: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that answers; killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.server.serving", str(data), str(port), unsafe]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if requests.get(f"http://127.0.0.1:{port}/v1/hello", timeout=2).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.05)
        yield running
    finally:
        running.kill()
        running.wait()


def kills_and_resends(data: Path, seed: int, kills: int, unsafe: str = "") -> tuple[list[Fate], int, int]:
    """Sends a day's verdicts to a server that is killed in the middle of batches.

    Returns the last fate of each operation, how many ledger entries there are, and how many verdict events.
    """
    rng, port = random.Random(seed), free_port()
    with EmbeddedServer(data, hasher=CHEAP, rulebooks=(_book(),), sweep=False, port=port) as server:
        people(server)
        desk = Desk(server.url, "rev-a")
        operator = Desk(server.url, "op")
        operator.bring_in(ndjson(*(listing(f"c{i}") for i in range(CASES))))
        grants = desk.take(count=CASES, kind="offline").grants
        envelopes = [desk.seal(desk.operation(grant, passing())) for grant in grants]
        operator.close()
    told: dict[int, Answer] = {}
    for _ in range(kills):
        with process(data, port, unsafe) as running:
            wanted = _entries(data) + rng.randrange(1, 9)
            killer = threading.Thread(target=_kill_at, args=(running, data, wanted))
            killer.start()
            _send_all(desk, envelopes, told)
            killer.join()
    with process(data, port, unsafe):
        _send_all(desk, envelopes, told)
    desk.close()
    with closing(sqlcipher3.connect(str(data / "server.db"))) as conn:
        entries = conn.execute("SELECT count(*) FROM ledger").fetchone()[0]
        verdicts = conn.execute("""SELECT count(*) FROM events WHERE body LIKE '%"type":"verdict"%'""").fetchone()[0]
        assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return [told[index].fate for index in sorted(told)], entries, verdicts


def _entries(data: Path) -> int:
    with closing(sqlcipher3.connect(str(data / "server.db"), timeout=5)) as conn:
        return int(conn.execute("SELECT count(*) FROM ledger").fetchone()[0])


def _kill_at(running: subprocess.Popen[bytes], data: Path, entries: int) -> None:
    """Kills a server when its ledger has so many entries: in the middle of a batch, with its reply unsent."""
    deadline = time.monotonic() + 10
    with closing(sqlcipher3.connect(str(data / "server.db"), timeout=5)) as conn:
        while time.monotonic() < deadline:
            if conn.execute("SELECT count(*) FROM ledger").fetchone()[0] >= entries:
                break
    running.send_signal(signal.SIGKILL)


def _book() -> object:
    from tests.server.books import book

    return book()


def _send_all(desk: Desk, envelopes: list[Envelope], told: dict[int, Answer]) -> None:
    """Sends everything again, accepted or not: the replies may all have been lost."""
    for begin in range(0, len(envelopes), 10):
        try:
            answers = desk.send(*envelopes[begin : begin + 10])
        except requests.RequestException:
            return
        for index, answer in enumerate(answers):
            told[begin + index] = answer


def test_a_server_killed_in_the_middle_of_batches_counts_every_verdict_once(tmp_path: Path) -> None:
    fates, entries, verdicts = kills_and_resends(tmp_path, seed=7, kills=2)
    assert set(fates) <= {Fate.ACCEPTED, Fate.ALREADY}
    assert (len(fates), entries, verdicts) == (CASES, CASES, CASES)


def test_the_same_kills_would_show_without_recorded_answers(tmp_path: Path) -> None:
    fates, entries, _ = kills_and_resends(tmp_path, seed=7, kills=1, unsafe="no-idempotency")
    assert entries > CASES or not set(fates) <= {Fate.ACCEPTED, Fate.ALREADY}
    assert set(fates) <= FINAL


def test_a_full_disk_takes_nothing_in_and_heals(
    lite: EmbeddedServer, sit: Sit, expect_log: Callable[..., None]
) -> None:
    expect_log("no room left in the database")
    operator, desk = sit(lite, "op"), sit(lite, "rev-a")
    operator.bring_in(ndjson(listing("a")))
    grant = desk.one()
    envelope = desk.seal(desk.operation(grant, passing(reason="x" * 7000)))
    engine = lite.server.core.database.engine
    engine.dispose()
    from sqlalchemy import event

    def cramp(connection: sqlcipher3.Connection, record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", cramp)
    reply = desk.post("operations", b'{"envelopes":[' + envelope.model_dump_json().encode() + b"]}")
    big = listing("b")
    big["subject"]["product"]["description"] = "x" * 100_000
    refused = operator.post("cases", ndjson(big))
    event.remove(engine, "connect", cramp)
    engine.dispose()
    for answer in (reply, refused):
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (507, Code.STORAGE_FULL)
    assert desk.send(envelope)[0].fate is Fate.ACCEPTED
    assert operator.bring_in(ndjson(big)).answers[0].fate is Fate.ACCEPTED


def test_a_file_that_finds_no_room_leaves_nothing_behind(lite: EmbeddedServer, sit: Sit) -> None:
    operator = sit(lite, "op")
    data = PNG + os.urandom(400_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        reply = operator.put(data, asset(data)["sha256"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert (reply.status_code, reply.json()["type"].rpartition(":")[2]) == (507, Code.STORAGE_FULL)
    assert not list((lite.server.core.asset_folder / ".incoming").iterdir())
    assert operator.put(data, asset(data)["sha256"]).status_code == 200


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    database = open_database(path, None)
    upgrade(database)
    with database.plain_write() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(DatabaseRefused, match="newer version"):
        Server(ServerSettings(data=tmp_path, hasher=CHEAP), rulebooks=())


def test_what_a_crash_left_of_an_upload_is_cleared_at_start(start: Start, tmp_path: Path) -> None:
    left = tmp_path / "server" / "assets" / ".incoming" / "half"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    start()
    assert not left.exists()
