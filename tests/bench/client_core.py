"""Figures of the client's store and first sync, each beside its reference in the same run; no timed tests.

`python -m tests.bench.client_core` prints them; `figures()` gives them to whoever prints all.
"""

from __future__ import annotations

import gc
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from reviewer_app.client.remote import HttpApi
from reviewer_app.client.store import Store, open_store
from reviewer_app.client.store.driver import open_encrypted
from reviewer_app.client.store.outbox import key_of
from reviewer_app.client.store.queue_rows import stretch
from reviewer_app.client.store.queue_values import QueueFilter, QueueSort
from reviewer_app.client.sync import Sync
from reviewer_app.domain.cases import CaseKind, Source
from reviewer_app.wire.messages import Feed, Hello, LeasesTold, QueueRow, RulebookList, ScheduleList
from tests.client.made import ACCOUNT, KEYS, START, HandClock, Maker

PAGE = 1000
QUERIES = (
    "假冒",
    "手机",
    "机",
    "的",
    "全网最低价",
    "iPhone",
    "org",
    "tea",
    "iphone 手机",
    "奶粉 保健",
    "旗舰店",
    "无此词",
    "岚",
    "cn",
)


@dataclass(frozen=True)
class Figure:
    """A measured figure: what, ours, the reference's (None where there is none), the unit, what is to be reached."""

    what: str
    ours: float
    reference: float | None
    unit: str
    reach: str

    def __str__(self) -> str:
        beside = (
            "" if self.reference is None else f" | reference {self.reference:.3f} | {self.ours / self.reference:.2f} x"
        )
        return f"{self.what}: {self.ours:.3f} {self.unit}{beside} | reach {self.reach}"


def figures(cases: int = 100_000) -> Iterator[Figure]:
    """All of them; `cases` is how long the long queue is."""
    make = Maker(3)
    rows = [make.row() for _ in range(cases)]
    with tempfile.TemporaryDirectory() as folder:
        yield decide(Path(folder) / "decide")
        with filled(Path(folder) / "small", rows[:1000]) as small, filled(Path(folder) / "large", rows) as large:
            yield from pages(small, large, cases)
            yield search(large, cases)
        rows = rows[:20_000]
        yield first_sync(Path(folder) / "sync", rows)


@contextmanager
def filled(folder: Path, rows: list[QueueRow]) -> Iterator[Store]:
    """A store with a queue of these rows."""
    folder.mkdir()
    with open_store(folder, KEYS, HandClock(), ACCOUNT) as store:
        for at in range(0, len(rows), PAGE):
            store.queue.apply_feed(stretch(Feed(cursor=str(at), more=False, rows=tuple(rows[at : at + PAGE]))))
        yield store


def timed(work: Callable[[], Any], times: int) -> list[float]:
    """Sorted seconds of repeated runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def decide(folder: Path, times: int = 500) -> Figure:
    """A durable decision against a raw transaction of two rows, WAL, synchronous=FULL, in turns."""
    folder.mkdir()
    make, ours, raw = Maker(1), [], []
    reference = open_encrypted(folder / "reference.db", b"k" * 32)
    with reference.transaction() as writer:
        writer.run("CREATE TABLE one(id TEXT PRIMARY KEY, text TEXT)")
        writer.run("CREATE TABLE two(id TEXT PRIMARY KEY, text TEXT)")
    connection = reference._connection
    with open_store(folder, KEYS, HandClock(), ACCOUNT) as store:
        for _ in range(times):
            operation, draft = make.operation(), make.draft()
            one, two = operation.model_dump_json(), draft.model_dump_json()
            store.drafts.save(key_of(operation), draft)
            began = time.perf_counter()
            store.outbox.add(operation, "t", draft)
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO one VALUES (?, ?)", (operation.op_id, one))
            connection.execute("INSERT INTO two VALUES (?, ?)", (operation.op_id, two))
            connection.execute("COMMIT")
            raw.append(time.perf_counter() - began)
    reference.close()
    half = times // 2
    return Figure("durable decide, median", sorted(ours)[half] * 1e3, sorted(raw)[half] * 1e3, "ms", "<= 2 x")


def pages(small: Store, large: Store, cases: int) -> Iterator[Figure]:
    """200 rows with filters that let 200 through in both."""
    wanted = {
        "all that may be taken": QueueFilter(),
        "clips": QueueFilter(kinds=frozenset({CaseKind.CLIP})),
        "clips and filings of three sources": QueueFilter(
            kinds=frozenset({CaseKind.CLIP, CaseKind.FILING}),
            sources=frozenset({Source.MACHINE, Source.REGULATOR, Source.SAMPLING}),
        ),
        "due by now": QueueFilter(due_before=START),
    }
    for name, asked in wanted.items():
        for sort in QueueSort:
            few = timed(lambda asked=asked, sort=sort: small.queue.page(asked, sort), 25)  # type: ignore[misc]
            many = timed(lambda asked=asked, sort=sort: large.queue.page(asked, sort), 25)  # type: ignore[misc]
            assert len(small.queue.page(asked, sort).rows) == len(large.queue.page(asked, sort).rows) == 200
            what = f"queue page of 200, {name}, by {sort}, {cases} cases against 1,000"
            yield Figure(what, many[12] * 1e3, few[12] * 1e3, "ms", "<= 1.5 x")


def search(large: Store, cases: int) -> Figure:
    """First 50 hits, 95th percentile over words of all kinds."""
    taken = sorted(s for text in QUERIES for s in timed(lambda text=text: large.queue.search(text), 10))  # type: ignore[misc]
    return Figure(f"search in {cases} cases, p95", taken[int(len(taken) * 0.95)] * 1e3, None, "ms", "p95 <= 20 ms")


def first_sync(folder: Path, rows: list[QueueRow]) -> Figure:
    """A whole first round against raw download and executemany of the same rows, from a server with pages ready."""
    folder.mkdir()
    with served(rows) as url:
        count = len(rows)
        rows.clear()
        gc.collect()
        gc.freeze()  # what this bench holds is no part of a workstation
        raw = min(_raw(url, folder / f"raw{at}.db") for at in range(3))
        ours = min(_synced(url, folder / str(at), count) for at in range(3))
        gc.unfreeze()
    return Figure(f"first sync of {count} cases", ours, raw, "s", "<= 3 x")


def _raw(url: str, path: Path) -> float:
    file = open_encrypted(path, b"k" * 32, 64)
    with file.transaction() as writer:
        writer.run("CREATE TABLE row(case_id TEXT PRIMARY KEY, text TEXT)")
    began, after, more = time.perf_counter(), "0", True
    with requests.Session() as session:
        while more:
            told = json.loads(session.get(f"{url}/v1/feed?after={after}", timeout=30).content)
            with file.transaction() as writer:
                writer.run_all("INSERT INTO row VALUES (?, ?)", [(r["case_id"], json.dumps(r)) for r in told["rows"]])
            after, more = told["cursor"], told["more"]
    taken = time.perf_counter() - began
    file.close()
    return taken


def _synced(url: str, folder: Path, rows: int) -> float:
    folder.mkdir()
    with open_store(folder, KEYS, HandClock(), ACCOUNT) as store:
        api = HttpApi(url)
        sync = Sync(api, store, HandClock())
        began = time.perf_counter()
        report = sync.run_once()
        taken = time.perf_counter() - began
        assert report.trouble is None, report.trouble
        assert len(report.changes.cases) == rows
        api.close()
    return taken


@contextmanager
def served(rows: list[QueueRow]) -> Iterator[str]:
    """A server that has every page of the feed ready."""
    starts = range(0, len(rows), PAGE)
    ready = {
        str(at): Feed(cursor=str(at + PAGE), more=at + PAGE < len(rows), rows=tuple(rows[at : at + PAGE]))
        for at in starts
    }
    feed = {cursor: page.model_dump_json().encode() for cursor, page in ready.items()}
    hello = Hello(server_id=Maker().id(), name="bench", protocol=1, now=START).model_dump_json().encode()
    others = {
        "/v1/hello": hello,
        "/v1/rulebooks": RulebookList(rulebooks=()).model_dump_json().encode(),
        "/v1/schedules": ScheduleList(schedules=()).model_dump_json().encode(),
        "/v1/leases/heartbeat": LeasesTold().model_dump_json().encode(),
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            after = parse_qs(asked.query).get("after", ["0"])[0]
            body = feed[after] if asked.path == "/v1/feed" else others[asked.path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    for figure in figures():
        print(figure, flush=True)
