"""Figures of the server, each beside its reference in the same run: `python -m tests.server.figures`."""

from __future__ import annotations

import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import requests
import sqlcipher3

from reviewer_app.domain.access import Role
from reviewer_app.domain.leases import LeaseKind, LeasePolicy
from reviewer_app.domain.verdicts import CHAIN_START, Operation
from reviewer_app.server.clock import SystemClock, new_id
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import cases, leases, ledger, people
from reviewer_app.server.repository.engine import Database, open_database
from reviewer_app.server.service.core import Viewer
from reviewer_app.server.service.raw_records import RawRecord
from reviewer_app.server.settings import ServerSettings
from reviewer_app.wire.messages import BATCH, Feed, Push, TakeAsk
from reviewer_app.wire.sealing import seal
from tests.server.conftest import CHEAP
from tests.server.desk import BOOK, HEADERS, PASSWORD, violation
from tests.server.made import listing, ndjson


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds of ours and of the reference, for `count` things."""

    name: str
    count: int
    ours: float
    reference: float

    def __str__(self) -> str:
        ratio = self.ours / self.reference
        each = 1e6 * self.ours / self.count
        return f"{self.name}: {self.ours:.3f} s, reference {self.reference:.3f} s, {ratio:.2f} x ({each:.0f} us each)"


def timed(work: Callable[[], Any]) -> float:
    """Seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _server(folder: Path, cases: int) -> EmbeddedServer:
    settings = ServerSettings(data=folder, hasher=CHEAP, policy=LeasePolicy(offline_cases=cases))
    server = EmbeddedServer(folder, settings=settings, rulebooks=(BOOK,), sweep=False)
    server.seed_account("op", PASSWORD, Role.OPERATOR)
    server.seed_account("rev-a", PASSWORD, Role.REVIEWER)
    for number in range(cases):
        server.server.intake.take_in(RawRecord(1, ndjson(listing(f"case-{number}"))), "op")
    return server


# -- verdict intake --------------------------------------------------------------------------------------------------

TABLES = ("ledger", "events", "case_heads", "case_people", "leases", "devices", "counters")


Rows = list[dict[str, Any]]


def verdict_intake(batches: int = 10, stack: bool = False) -> Figure:
    """Batches of 50 verdicts into SQLite, beside the same rows written after parsing and validating the same bytes.

    The reference writes them with the bare driver; with `stack` through SQLAlchemy, as the server has to. They take
    turns, batch by batch, and the median counts, so that both have the machine's same hours. The first batch is not
    counted on either side: what is compiled at first use is compiled once in a server's life.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = _server(folder, (batches + 1) * BATCH)
        bodies = _bodies(server, (batches + 1) * BATCH)
        with closing(_plain(folder)) as plain:
            plain.execute("VACUUM INTO ?", (str(folder / "before.db"),))
        gc.collect()
        gc.freeze()  # as `serve` does, for both sides
        if stack:
            database = open_database(folder / "before.db", None)
            spent, reference = _in_turns(server, bodies, folder, partial(_write_with_the_stack, database))
            database.close()
        else:
            with closing(_plain(folder, "before.db")) as plain:
                spent, reference = _in_turns(server, bodies, folder, partial(_write_plainly, plain))
        gc.unfreeze()
        server.server.close()
        beside = "through SQLAlchemy" if stack else "with the bare driver"
        return Figure(f"verdict intake, batches of 50, reference {beside}", BATCH, spent, reference)


def _in_turns(
    server: EmbeddedServer, bodies: list[bytes], folder: Path, write: Callable[[bytes, Rows], None]
) -> tuple[float, float]:
    """The usual seconds of a batch, ours and the reference's."""
    viewer, ours, reference = _viewer(), [], []

    def take_in(body: bytes) -> None:
        answers = server.server.operations.push(Push.model_validate_json(body), viewer).answers
        assert all(answer.fate == "accepted" for answer in answers)

    for at, body in enumerate(bodies):
        ours.append(timed(partial(take_in, body)))
        reference.append(timed(partial(write, body, _rows_written(folder, at * BATCH))))
    return statistics.median(ours[1:]), statistics.median(reference[1:])


def _viewer() -> Viewer:
    return Viewer("rev-a", "rev-a", frozenset([Role.REVIEWER]), new_id(SystemClock()), "")


def _bodies(server: EmbeddedServer, count: int) -> list[bytes]:
    clock, viewer, link, made = SystemClock(), _viewer(), CHAIN_START, []
    device = new_id(clock)
    taking = server.server.leases.take(TakeAsk(kind=LeaseKind.OFFLINE, count=count), viewer)
    assert len(taking.leases) == count

    class Shown:
        """As much of a grant as a verdict needs."""

        record = json.dumps(listing("x"))
        file = property(lambda self: self)

    for seq, lease in enumerate(taking.leases, 1):
        op = Operation(
            op_id=new_id(clock),
            device=device,
            actor="rev-a",
            case_id=lease.case_id,
            case_version=2,
            round=lease.round,
            attempt=lease.attempt,
            seat=lease.seat,
            epoch=lease.epoch,
            verdict=violation(Shown()),  # type: ignore[arg-type]
            decided_at=clock.now(),
        )
        envelope = seal(op, seq, link)
        link = envelope.link
        made.append(envelope)
    return [Push(envelopes=tuple(made[i : i + BATCH])).model_dump_json().encode() for i in range(0, count, BATCH)]


def _plain(folder: Path, name: str = "server.db") -> Any:
    conn = sqlcipher3.connect(str(folder / name), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        conn.execute(f"PRAGMA {pragma}")
    return conn


def _rows_written(folder: Path, after: int) -> Rows:
    """For each verdict behind a ledger number the rows that it left behind."""
    with closing(_plain(folder)) as conn:
        conn.row_factory = sqlcipher3.Row
        found = []
        for entry in conn.execute("SELECT * FROM ledger WHERE seq > ? ORDER BY seq", (after,)).fetchall():
            case = entry["case_id"]
            event = conn.execute(
                "SELECT * FROM events WHERE case_id=? ORDER BY version DESC LIMIT 1", (case,)
            ).fetchone()
            head = conn.execute("SELECT * FROM case_heads WHERE case_id=?", (case,)).fetchone()
            whole = {"entry": dict(entry), "event": dict(event)}
            found.append({"ledger": tuple(entry), "events": tuple(event), "head": dict(head), "case": case} | whole)
        assert len(found) == BATCH
        return found


def _write_plainly(conn: Any, body: bytes, rows: Rows) -> None:
    """The same inserts and updates in the same transactions, plus parsing and validating the same bytes."""
    for envelope, row in zip(Push.model_validate_json(body).envelopes, rows, strict=True):
        Operation.model_validate_json(envelope.body)
        head, case = row["head"], row["case"]
        conn.execute("BEGIN IMMEDIATE")
        conn.execute(f"INSERT INTO ledger VALUES ({','.join('?' * len(row['ledger']))})", row["ledger"])
        conn.execute("INSERT INTO events VALUES (?,?,?,?)", row["events"])
        conn.execute(
            "UPDATE case_heads SET state=?, hidden=?, row=?, offer=?, mask=?, seen=?, seq=? WHERE case_id=?",
            (*(head[k] for k in ("state", "hidden", "row", "offer", "mask", "seen", "seq")), case),
        )
        conn.execute("UPDATE case_people SET seq=?, back=0 WHERE case_id=?", (head["seq"], case))
        conn.execute("UPDATE leases SET open=0 WHERE case_id=?", (case,))
        conn.execute("UPDATE devices SET last_seq=?, last_link=?", (envelope.seq, envelope.link))
        conn.execute(
            "UPDATE counters SET feed=?, ledger=?, link=?", (head["seq"], row["entry"]["seq"], row["entry"]["link"])
        )
        conn.execute("COMMIT")


def _write_with_the_stack(database: Database, body: bytes, rows: Rows) -> None:
    """The same again with the statements of the repository."""
    with database.writes() as write:
        for envelope, row in zip(Push.model_validate_json(body).envelopes, rows, strict=True):
            op = Operation.model_validate_json(envelope.body)
            head = {k: row["head"][k] for k in ("state", "hidden", "row", "offer", "mask", "seen", "seq")}
            with write() as unit:
                ledger.append(unit.conn, row["entry"])
                cases.append_events(unit.conn, [row["event"]])
                cases.update_head(unit.conn, row["case"], head)
                cases.put_people(unit.conn, row["case"], [], {"rev-a": False}, head["seq"])
                leases.close(unit.conn, row["case"], "rev-a")
                people.move_device(unit.conn, "rev-a", op.device, envelope.seq, envelope.link, envelope.seq == 1)
                unit.feed, unit.ledger, unit.link = head["seq"], row["entry"]["seq"], row["entry"]["link"]


# -- first sync ------------------------------------------------------------------------------------------------------


def first_sync(cases: int = 20_000) -> Figure:
    """The feed of a first sync in pages over HTTP, beside one raw download of the same rows."""
    with tempfile.TemporaryDirectory() as name:
        server = _server(Path(name), cases)
        with server:
            ask = {"account": "rev-a", "password": PASSWORD, "device": new_id(SystemClock())}
            http = requests.Session()
            http.headers.update(HEADERS)
            opened = http.post(f"{server.url}/v1/session", json=ask, timeout=10).json()
            http.headers["Authorization"] = f"Bearer {opened['token']}"
            pages: list[bytes] = []

            def ours() -> None:
                after, more = "", True
                while more:
                    asked: dict[str, Any] = {"after": after, "limit": 1000} if after else {"limit": 1000}
                    pages.append(http.get(f"{server.url}/v1/feed", params=asked, timeout=60).content)
                    told = json.loads(pages[-1])
                    after, more = told["cursor"], told["more"]

            spent = timed(ours)
            assert sum(len(Feed.model_validate_json(page).rows) for page in pages) == cases
            http.close()
        blob = Path(name) / "rows.json"
        blob.write_bytes(b"\n".join(pages))
        reference = _raw_download(blob, pages)
        return Figure(f"feed of {cases} cases", cases, spent, reference)


def _raw_download(blob: Path, pages: list[bytes]) -> float:
    """The same bytes as one file over the same stack, and the same rows put into a table with executemany."""
    import http.server
    import threading

    class Quiet(http.server.SimpleHTTPRequestHandler):
        """Serves the file without a word."""

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    def handler(*arguments: Any) -> Quiet:
        return Quiet(*arguments, directory=str(blob.parent))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as raw:
        threading.Thread(target=raw.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{raw.server_port}/{blob.name}"

        def work() -> None:
            body = requests.get(url, timeout=60).content
            with closing(_plain(blob.parent, "raw.db")) as conn:
                conn.execute("CREATE TABLE rows (case_id TEXT PRIMARY KEY, body TEXT)")
                conn.execute("BEGIN")
                rows = [row for page in body.split(b"\n") for row in json.loads(page)["rows"]]
                conn.executemany("INSERT INTO rows VALUES (?,?)", [(r["case_id"], json.dumps(r)) for r in rows])
                conn.execute("COMMIT")

        spent = timed(work)
        raw.shutdown()
    return spent


if __name__ == "__main__":
    print(verdict_intake())
    print(verdict_intake(stack=True))
    print(first_sync())
