"""Feeds and scope: everybody's queue is their own, blind seats leave no trace, nothing that commits is skipped."""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3

from reviewer_app.domain.access import bar_to, visible
from reviewer_app.domain.events import EVENTS
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import cases as case_rows
from reviewer_app.server.service import views
from reviewer_app.wire.messages import Feed, Held, QueueRow
from tests.server.books import book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import PEOPLE, Desk, passing, violation
from tests.server.made import PNG, asset, listing, ndjson, with_image

Sit = Callable[[EmbeddedServer, str], Desk]
TWO = book(seats=2)
ATTEMPTS = int(os.environ.get("REVIEWER_ATTEMPTS", "15"))
"""Of each of eight desks; 125 make a thousand."""


class Cache:
    """What a desk makes of its feed."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.cursor = desk, None
        self.rows: dict[str, QueueRow] = {}
        self.heard: list[Feed] = []

    def pull(self) -> Feed:
        """Reads on to the end; the last page."""
        while True:
            page = self.desk.feed(self.cursor, 3)
            if page.reset:
                self.rows.clear()
            self.rows.update({row.case_id: row for row in page.rows})
            for gone in page.gone:
                self.rows.pop(gone, None)
            self.heard.append(page)
            self.cursor = page.cursor
            if not page.more:
                return page


def test_a_blind_verdict_leaves_no_trace_for_the_other_seat(start: Start, sit: Sit, database_url: str | None) -> None:
    server = start(rulebooks=(TWO,), database_url=database_url)
    sit(server, "op").bring_in(ndjson(listing("a")))
    one, other = sit(server, "rev-a"), sit(server, "rev-b")
    cache = Cache(other)
    cache.pull()
    (case,) = cache.rows
    before = cache.rows[case]
    mine = other.one(case)
    cache.pull()
    grant = one.one(case)
    one.release(Held(case_id=case, epoch=grant.lease.epoch))
    grant = one.one(case)
    one.decide(grant, violation(grant, TWO.published))
    page = cache.pull()
    assert not page.rows and not page.gone
    assert cache.rows[case].version == before.version + 1
    file = json.loads(other.get(f"cases/{case}").content)
    assert [event["type"] for event in file["events"]] == ["opened", "taken"]
    assert (file["version"], file["verdicts"], "rev-a" in json.dumps(file)) == (2, [], False)
    again = other.take(case).grants[0]
    assert len(again.file.events) == 2
    other.decide(mine, passing(TWO.published))
    file = json.loads(other.get(f"cases/{case}").content)
    assert len(file["verdicts"]) == 2 and len(file["events"]) == 7


def test_a_feed_starts_anew_after_an_older_state_was_restored(start: Start, sit: Sit, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    server = start(data=folder)
    operator = sit(server, "op")
    operator.bring_in(ndjson(listing("a")))
    with closing(sqlcipher3.connect(str(folder / "server.db"))) as conn:
        conn.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
    operator.bring_in(ndjson(listing("b"), listing("c")))
    cursor = sit(server, "rev-a").feed().cursor
    server.stop()
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(tmp_path / "backup.db", restored / "server.db")
    second = start(data=restored)
    sit(second, "op").bring_in(ndjson(listing("d"), listing("e"), listing("f")))
    page = sit(second, "rev-a").feed(cursor)
    assert page.reset and {row.ref for row in page.rows} == {"a", "d", "e", "f"}
    assert not sit(second, "rev-a").feed(page.cursor).reset


def test_a_cursor_survives_an_ordinary_restart_and_nothing_else(start: Start, sit: Sit, tmp_path: Path) -> None:
    server = start(data=tmp_path / "s")
    sit(server, "op").bring_in(ndjson(listing("a")))
    cursor = sit(server, "rev-a").feed().cursor
    server.stop()
    again = start(data=tmp_path / "s")
    page = sit(again, "rev-a").feed(cursor)
    assert (page.reset, page.rows) == (False, ())
    assert sit(again, "rev-b").feed(cursor).reset
    assert sit(again, "rev-a").feed("nonsense").reset


def test_a_reader_misses_nothing_while_writers_commit(server: EmbeddedServer, sit: Sit) -> None:
    writers = [sit(server, "op") for _ in range(4)]
    cache = Cache(sit(server, "rev-a"))

    def write(index: int) -> None:
        for number in range(10):
            writers[index].bring_in(ndjson(listing(f"w{index}-{number}")))

    threads = [threading.Thread(target=write, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        cache.pull()
    for thread in threads:
        thread.join()
    cache.pull()
    assert len(cache.rows) == 40


def test_no_two_people_get_the_same_seat(server: EmbeddedServer, sit: Sit) -> None:
    sit(server, "op").bring_in(ndjson(*(listing(f"c{i}") for i in range(max(40, ATTEMPTS)))))
    desks = [sit(server, name) for name in ("rev-a", "rev-b", "rev-c", "both") for _ in range(2)]
    ids = [row.case_id for row in desks[0].feed().rows]
    got: list[tuple[str, str, int]] = []

    def grab(desk: Desk, seed: int) -> None:
        order = random.Random(seed).sample(ids, len(ids))
        for case in order[:ATTEMPTS]:
            got.extend((g.lease.case_id, desk.account, g.lease.epoch) for g in desk.take(case, kind="offline").grants)
        got.extend((g.lease.case_id, desk.account, g.lease.epoch) for g in desk.take(count=3, kind="offline").grants)

    threads = [threading.Thread(target=grab, args=(desk, n)) for n, desk in enumerate(desks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holders: dict[str, set[str]] = {}
    for case, who, epoch in got:
        holders.setdefault(case, set()).add(who)
        assert epoch == 1
    assert holders and all(len(who) == 1 for who in holders.values())


def test_limits_in_hand_and_offline(start: Start, sit: Sit) -> None:
    server = start(policy={"in_hand": 3, "offline_cases": 5, "offline_hours": 72})
    sit(server, "op").bring_in(ndjson(*(listing(f"c{i}") for i in range(20))))
    desk = sit(server, "rev-a")
    assert len(desk.take(count=10).grants) == 3
    away = desk.take(count=10, kind="offline", hours=500).grants
    assert len(away) == 5
    assert (away[0].lease.until - away[0].lease.taken_at).total_seconds() == 72 * 3600
    more = next(row.case_id for row in desk.feed().rows if row.offered)
    assert desk.take(more).refused[0].problem.type.endswith("lease_limit")


def test_the_next_case_is_the_riskiest_then_the_most_urgent(lite: EmbeddedServer, sit: Sit) -> None:
    rich = listing("rich", exposure={"gmv": "9000.00"})
    soon = listing("soon", due_at="2026-03-01T11:00:00+08:00")
    sit(lite, "op").bring_in(ndjson(listing("plain"), rich, soon))
    desk = sit(lite, "rev-a")
    refs = [json.loads(grant.file.record)["ref"] for grant in desk.take(count=3).grants]
    assert refs == ["rich", "soon", "plain"]
    row = next(row for row in desk.feed().rows if row.ref == "rich")
    assert row.risk == sum(row.risk_parts.values()) > 0 and row.risk_book


class Play:
    """Random people doing random things, with what they may see checked against the events at every step."""

    def __init__(self, server: EmbeddedServer, sit: Sit, clock: SetClock, seed: int, version: Any) -> None:
        self.server, self.clock, self.version = server, clock, version
        self.random = random.Random(seed)
        self.desks = {name: sit(server, name) for name in PEOPLE}
        self.caches = {name: Cache(desk) for name, desk in self.desks.items()}
        self.files = {}
        for index in range(3):
            data = PNG + bytes([index])
            self.desks["op"].put(data, asset(data)["sha256"])
            answer = self.desks["op"].bring_in(ndjson(with_image(f"c{index}", data))).answers[0]
            self.files[answer.case_id or ""] = asset(data)["sha256"]

    def step(self) -> None:
        desk = self.desks[self.random.choice(["rev-a", "rev-b", "rev-c", "both", "sup"])]
        act = self.random.choice(["take", "take", "give", "give", "back", "late"])
        case = self.random.choice(sorted(self.files))
        if act == "late":
            self.clock.forward(minutes=self.random.choice([1, 11]))
            self.server.server.leases.sweep()
            return
        taken = desk.take(case)
        if not taken.grants or act == "take":
            return
        grant = taken.grants[0]
        if act == "back":
            desk.release(Held(case_id=case, epoch=grant.lease.epoch))
        elif grant.lease.round.value != "signoff":
            verdict = passing(self.version) if self.random.random() < 0.5 else violation(grant, self.version, "close")
            desk.decide(grant, verdict)

    def check(self) -> None:
        heads = self._folded()
        for name, roles in PEOPLE.items():
            who = frozenset(roles)
            cache = self.caches[name]
            cache.pull()
            wanted = {case for case, head in heads.items() if views.in_queue(head, name, who)}
            assert set(cache.rows) == wanted, name
            for case, head in heads.items():
                may = views.may_open(head, name, who)
                reply = self.desks[name].get(f"cases/{case}")
                assert (reply.status_code == 200) is may, (name, case)
                assert (self.desks[name].get(f"assets/{self.files[case]}").status_code == 200) is may
                if may:
                    shown = {v["verdict_id"] for v in reply.json()["verdicts"] if v["fate"] == "accepted"}
                    assert shown == {g.verdict_id for g in visible(head.state, name)}
                if case in cache.rows:
                    assert cache.rows[case].offered is (bar_to(head.state, name, who) is None)
                    assert cache.rows[case].version == head.version_for(name)

    def _folded(self) -> dict[str, views.Head]:
        heads = {}
        with self.server.server.core.database.read() as conn:
            for case in case_rows.all_ids(conn):
                head = views.Head()
                for _, body in case_rows.events_of(conn, case):
                    head = views.advance(head, EVENTS.validate_json(body))
                stored = case_rows.head(conn, case)
                assert views.load_head(stored.state, stored.hidden) == head
                heads[case] = head
        return heads


def test_random_people_see_exactly_what_the_events_allow(
    start: Start, sit: Sit, clock: SetClock, tmp_path: Path
) -> None:
    for seed, version in ((1, TWO), (2, book())):
        server = start(rulebooks=(version,), data=tmp_path / f"s{seed}")
        play = Play(server, sit, clock, seed, version.published)
        for _ in range(25):
            play.step()
            play.check()


def test_a_first_reading_in_pages_tells_nothing_of_cases_that_were_never_shown(lite: EmbeddedServer, sit: Sit) -> None:
    sit(lite, "op").bring_in(ndjson(*(listing(f"c{i}") for i in range(12))))
    judge, newcomer = sit(lite, "rev-a"), sit(lite, "rev-b")
    for _ in range(6):
        grant = judge.one()
        judge.decide(grant, passing())
    cache = Cache(newcomer)
    cache.pull()
    assert len(cache.rows) == 6 and not any(page.gone for page in cache.heard)
    grant = judge.one()
    judge.decide(grant, passing())
    assert cache.pull().gone == (grant.lease.case_id,)
