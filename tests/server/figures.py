"""Figures of the server, each beside its reference in the same run: `python -m tests.server.figures`."""

from __future__ import annotations

import gc
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
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
from reviewer_app.wire.canonical import seal
from reviewer_app.wire.messages import BATCH, Feed, Push, TakeAsk
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


def verdict_intake(batches: int = 10, stack: bool = False) -> Figure:
    """Batches of 50 verdicts into SQLite, beside the same rows written after parsing and validating the same bytes.

    The reference writes them with the bare driver; with `stack` through SQLAlchemy, as the server has to.
    """
    with tempfile.TemporaryDirectory() as name:
        folder, count = Path(name), batches * BATCH
        server = _server(folder, count)
        bodies = _bodies(server, count)
        with closing(_plain(folder)) as plain:
            plain.execute("VACUUM INTO ?", (str(folder / "before.db"),))
        viewer = _viewer()

        gc.collect()
        gc.freeze()  # as `serve` does, for both sides

        def ours() -> None:
            for body in bodies:
                answers = server.server.operations.push(Push.model_validate_json(body), viewer).answers
                assert all(answer.fate == "accepted" for answer in answers)

        spent = timed(ours)
        server.server.close()
        rows = _rows_written(folder, count)
        if stack:
            database = open_database(folder / "before.db", None)
            reference = timed(lambda: _write_with_the_stack(database, bodies, rows))
            database.close()
            gc.unfreeze()
            return Figure("verdict intake, batches of 50, reference through SQLAlchemy", count, spent, reference)
        with closing(_plain(folder, "before.db")) as plain:
            reference = timed(lambda: _write_plainly(plain, bodies, rows))
        gc.unfreeze()
        return Figure("verdict intake, batches of 50, reference with the bare driver", count, spent, reference)


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


def _rows_written(folder: Path, count: int) -> list[dict[str, Any]]:
    """For each verdict the rows that it left behind."""
    with closing(_plain(folder)) as conn:
        conn.row_factory = sqlcipher3.Row
        found = []
        for entry in conn.execute("SELECT * FROM ledger ORDER BY seq").fetchall():
            case = entry["case_id"]
            event = conn.execute(
                "SELECT * FROM events WHERE case_id=? ORDER BY version DESC LIMIT 1", (case,)
            ).fetchone()
            head = conn.execute("SELECT * FROM case_heads WHERE case_id=?", (case,)).fetchone()
            whole = {"entry": dict(entry), "event": dict(event)}
            found.append({"ledger": tuple(entry), "events": tuple(event), "head": dict(head), "case": case} | whole)
        assert len(found) == count
        return found


def _write_plainly(conn: Any, bodies: list[bytes], rows: list[dict[str, Any]]) -> None:
    """The same inserts and updates in the same transactions, plus parsing and validating the same bytes."""
    at = 0
    for body in bodies:
        for envelope in Push.model_validate_json(body).envelopes:
            Operation.model_validate_json(envelope.body)
            row, at = rows[at], at + 1
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
            conn.execute("UPDATE devices SET last_seq=?, last_link=?", (at, envelope.link))
            conn.execute("UPDATE counters SET feed=?, ledger=?, link=?", (head["seq"], at, envelope.link))
            conn.execute("COMMIT")


def _write_with_the_stack(database: Database, bodies: list[bytes], rows: list[dict[str, Any]]) -> None:
    """The same again with the statements of the repository."""
    at = 0
    for body in bodies:
        for envelope in Push.model_validate_json(body).envelopes:
            op = Operation.model_validate_json(envelope.body)
            row, at = rows[at], at + 1
            head = {k: row["head"][k] for k in ("state", "hidden", "row", "offer", "mask", "seen", "seq", "held_until")}
            with database.write() as unit:
                ledger.append(unit.conn, row["entry"])
                cases.append_events(unit.conn, [row["event"]])
                cases.update_head(unit.conn, row["case"], head)
                cases.put_people(unit.conn, row["case"], [], {"rev-a": False}, head["seq"])
                leases.close(unit.conn, row["case"], "rev-a")
                people.move_device(unit.conn, "rev-a", op.device, envelope.seq, envelope.link, at == 1)
                unit.feed, unit.ledger, unit.link = head["seq"], at, row["entry"]["link"]


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
