"""The queue as cached: filled from the feed, read in pages, searched; thrown away and fetched again when damaged."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.client.errors import DamagedFile, NewerFile, PlainFile, WrongKey
from reviewer_app.client.store.cache_schema import CACHE
from reviewer_app.client.store.driver import ConstraintBroken, open_encrypted
from reviewer_app.client.store.queue_counts import Bucket, chosen, counts_of
from reviewer_app.client.store.queue_rows import HOUR_BITS, SERIAL_BITS, place
from reviewer_app.client.store.queue_sql import HITS, NAMED, PAGES, TOP
from reviewer_app.client.store.queue_values import QueuePage, QueueSort
from reviewer_app.client.store.queued import Queued
from reviewer_app.client.store.schema import bring_up
from reviewer_app.client.store.search import match_for

if TYPE_CHECKING:
    from reviewer_app.client.store.driver import EncryptedFile, Row, Writer
    from reviewer_app.client.store.queue_rows import CachedRow, Stretch
    from reviewer_app.client.store.queue_values import QueueFilter

CACHE_MB = 64
COUNTED = 1000
HITS_ON = 2000
SPARSE = 2000  # up to so many rows a filter's rows are collected and sorted; beyond, the order is walked and filtered


class Queue:
    """The queue of cache.db. One connection writes, another reads, so that a long write never holds up a page."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._swap = threading.RLock()
        self._let_go: frozenset[str] = frozenset()
        self._counted_at, self._known = 0, list[Bucket]()
        try:
            self._open()
        except (WrongKey, DamagedFile, NewerFile, PlainFile):  # nothing of the person's is in it
            self.remake()

    def _open(self) -> None:
        self._writing = open_encrypted(self._path, self._key, CACHE_MB // 4)
        try:
            bring_up(self._writing, CACHE)
            self._reading = open_encrypted(self._path, self._key, CACHE_MB)
        except BaseException:
            self._writing.close()
            raise

    def remake(self) -> None:
        """Throws the cache away and begins an empty one, to be filled by the next sync."""
        with self._swap:
            self.close()
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._open()
            self._forget_counts()

    def close(self) -> None:
        """Closes both connections."""
        with self._swap:
            for name in ("_reading", "_writing"):
                file: EncryptedFile | None = self.__dict__.pop(name, None)
                if file is not None:
                    file.close()

    def cursor(self) -> str | None:
        """How far the feed has been applied, or None before the first time."""
        rows = self._read("SELECT text FROM meta WHERE name = 'cursor'")
        return str(rows[0][0]) if rows else None

    def apply_feed(self, *feeds: Stretch) -> frozenset[str]:
        """Applies stretches of the feed, in order, and the last cursor in one transaction; gives the cases they named.

        Applying them again changes nothing. Raises NotSaved; DamagedFile: then `remake` and fetch from the start.
        """
        last: dict[str, CachedRow | None] = {}
        for feed in feeds:
            if feed.reset:
                last.clear()
            last.update({row.case_id: row for row in feed.rows})
            last.update(dict.fromkeys(feed.gone))
        with self._swap:
            file = self._writing
        try:
            with file.transaction() as writer:
                if any(feed.reset for feed in feeds):
                    _empty(writer)
                _take_out(writer, last)
                _put_in(writer, [row for row in last.values() if row is not None])
                writer.run(
                    "INSERT INTO meta VALUES ('cursor', ?) ON CONFLICT DO UPDATE SET text = excluded.text",
                    (feeds[-1].cursor,),
                )
        except ConstraintBroken as error:  # places ran out after millions of updates: it is time to begin anew
            raise DamagedFile(self._path.name) from error
        with self._swap:
            self._let_go = frozenset() if any(feed.reset for feed in feeds) else self._let_go - last.keys()
            self._forget_counts()
        return frozenset(last)

    def let_go(self, case_ids: Iterable[str]) -> None:
        """Cases that the server has taken back just now: until the feed names them, it calls them the person's own."""
        with self._swap:
            self._let_go |= frozenset(case_ids)

    @property
    def given_back(self) -> frozenset[str]:
        """Those that the feed has not named since."""
        return self._let_go

    def get(self, case_id: str) -> Queued | None:
        """A case's row, or None."""
        sql = "SELECT row FROM body WHERE pos = (SELECT pos FROM entry WHERE case_id = ?)"
        rows = self._read(sql, case_id)
        return Queued.read(rows[0][0]) if rows else None

    def among(self, case_ids: Iterable[str]) -> tuple[Queued, ...]:
        """The rows of these cases, as far as there are any."""
        sql = "SELECT pos FROM entry WHERE case_id IN (SELECT value FROM json_each(?))"
        return self._bodies([pos for (pos,) in self._read(sql, json.dumps(list(case_ids)))])

    def page(
        self,
        wanted: QueueFilter,
        sort: QueueSort = QueueSort.RISK,
        offset: int = 0,
        limit: int = 200,
    ) -> QueuePage:
        """A stretch of the queue with its counts; the cost hardly depends on how many cases are cached."""
        buckets = self._buckets()
        fitting = chosen(buckets, wanted)
        ids = json.dumps([bucket.id for bucket in fitting])
        dense = sum(bucket.n for bucket in fitting)
        lowest = place(wanted.min_risk, 0, 0) + (1 << HOUR_BITS + SERIAL_BITS) if wanted.min_risk else TOP
        due = int(wanted.due_before.timestamp()) if wanted.due_before else TOP
        sql = PAGES[sort, dense <= SPARSE]
        rows = self._read(sql, ids, lowest, due, limit, offset)
        total, more = dense, False
        if lowest is not TOP or due is not TOP:
            total, more = self._counted(ids, lowest, due)
        return QueuePage(self._bodies([pos for (pos,) in rows]), total, counts_of(buckets, wanted), more)

    def held_elsewhere(self, here: Iterable[str], signoff: bool | None = None) -> int:
        """How many cases the feed calls the person's own that are not among these: they are in hand somewhere else.

        `signoff` bounds it to that round, or to all the others.
        """
        sql = (
            "SELECT count(*) FROM bucket b JOIN entry e INDEXED BY entry_bucket ON e.bucket = b.id WHERE b.mine"
            " AND (?2 IS NULL OR (b.round = 'signoff') = ?2) AND e.case_id NOT IN (SELECT value FROM json_each(?1))"
        )
        rows = self._read(sql, json.dumps(list(here)), signoff)
        return int(rows[0][0]) if rows else 0

    def search(
        self,
        text: str,
        limit: int = 50,
        offset: int = 0,
        fits: Callable[[Bucket], bool] = lambda bucket: True,
        without: Iterable[str] = (),
    ) -> tuple[tuple[Queued, ...], int]:
        """The rows, a stretch of them, in which every word is found, in the queue's order, and how many there are.

        The case whose reference was typed comes before those that it is a part of, however many they are.
        Those whose bucket `fits`, `without` some cases; none for no words. Counting costs time with each hit: it stops
        `HITS_ON` behind the stretch, so that the number grows as one goes on.
        """
        match = match_for(text)
        if match is None:
            return (), 0
        ids, left_out = json.dumps([bucket.id for bucket in self._buckets() if fits(bucket)]), list(without)
        typed = text.strip().lower()
        named = self._read(NAMED, typed, ids, json.dumps(left_out)) if typed.isascii() else []  # as references are
        ahead, behind = [pos for pos, _case in named[offset : offset + limit]], max(offset - len(named), 0)
        asked = (match, ids, json.dumps([*left_out, *(case for _pos, case in named)]))
        rows = [*ahead, *(pos for (pos,) in self._read(HITS, *asked, limit - len(ahead), behind))]
        total = offset + len(rows)
        if len(rows) == limit:
            total += len(self._read(HITS, *asked, HITS_ON, max(total - len(named), 0)))
        elif offset and not rows:
            total = len(named) + len(self._read(HITS, *asked, behind, 0))
        return self._bodies(rows), total

    def _counted(self, ids: str, lowest: int, due: int) -> tuple[int, bool]:
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM entry INDEXED BY entry_bucket"
            " WHERE bucket IN (SELECT value FROM json_each(?)) AND pos < ? AND due < ? LIMIT ?)"
        )
        rows = self._read(sql, ids, lowest, due, COUNTED + 1)
        found = int(rows[0][0]) if rows else 0
        return min(found, COUNTED), found > COUNTED

    def _buckets(self) -> list[Bucket]:
        """Read once for all pages until the next feed: nobody else writes here."""
        with self._swap:
            known, counted_at = self._known, self._counted_at
        if not known:
            known = [Bucket(*row) for row in self._read("SELECT * FROM bucket WHERE n > 0")]
            with self._swap:
                if self._counted_at == counted_at:  # else a feed came meanwhile, and they may be those of before
                    self._known = known
        return known

    def _forget_counts(self) -> None:
        self._counted_at, self._known = self._counted_at + 1, []

    def _bodies(self, places: Sequence[int]) -> tuple[Queued, ...]:
        sql = "SELECT pos, row FROM body WHERE pos IN (SELECT value FROM json_each(?))"
        rows: dict[int, str] = dict(self._read(sql, json.dumps(places)))
        return tuple(Queued.read(rows[pos]) for pos in places if pos in rows)

    def _read(self, sql: str, *values: object) -> list[Row]:
        with self._swap:
            file = self._reading
        try:
            return file.rows(sql, values)
        except DamagedFile:
            with self._swap:
                if self._reading is file:  # nobody else has noticed it yet
                    self.remake()
            return []


def _empty(writer: Writer) -> None:
    for sql in (
        "DELETE FROM entry",
        "DELETE FROM body",
        "DELETE FROM bucket",
        "INSERT INTO found(found) VALUES ('delete-all')",
    ):
        writer.run(sql)


def _take_out(writer: Writer, case_ids: Iterable[str]) -> None:
    old = writer.rows(
        "SELECT pos, bucket FROM entry WHERE case_id IN (SELECT value FROM json_each(?))", (json.dumps(list(case_ids)),)
    )
    places = sorted((pos,) for pos, _ in old)
    writer.run_all("DELETE FROM entry WHERE pos = ?", places)
    writer.run_all("DELETE FROM body WHERE pos = ?", places)
    writer.run_all("DELETE FROM found WHERE rowid = ?", places)
    fewer = Counter(bucket for _, bucket in old)
    writer.run_all("UPDATE bucket SET n = n - ? WHERE id = ?", [(n, bucket) for bucket, n in fewer.items()])


def _put_in(writer: Writer, rows: Sequence[CachedRow]) -> None:
    ids = _bucket_ids(writer, rows)
    row = writer.row("SELECT text FROM meta WHERE name = 'serial'")
    serial = int(row[0]) if row else 0
    placed = [(item.place(serial + at), item) for at, item in enumerate(rows)]
    placed.sort(key=itemgetter(0))  # the full-text index writes itself out whenever a row id is not above the last
    writer.run_all(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((pos, item.case_id, ids[item.dims], item.due, item.flagged, item.views, item.ref) for pos, item in placed),
    )
    writer.run_all("INSERT INTO body VALUES (?, ?)", ((pos, item.body) for pos, item in placed))
    writer.run_all(
        "INSERT INTO found(rowid, words, singles) VALUES (?, ?, ?)",
        ((pos, item.words, item.singles) for pos, item in placed),
    )
    writer.run(
        "INSERT INTO meta VALUES ('serial', ?) ON CONFLICT DO UPDATE SET text = excluded.text",
        (str(serial + len(rows)),),
    )


def _bucket_ids(writer: Writer, rows: Sequence[CachedRow]) -> dict[tuple[object, ...], int]:
    tally = Counter(row.dims for row in rows)
    writer.run_all(
        "INSERT INTO bucket(kind, source, round, status, language, offered, mine, back, acted, n)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
        [(*dims, n) for dims, n in tally.items()],
    )
    known = writer.rows("SELECT kind, source, round, status, language, offered, mine, back, acted, id FROM bucket")
    return {tuple(dims): id_ for *dims, id_ in known}
