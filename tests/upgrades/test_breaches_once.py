"""Breaches over a switch of versions that a server of before wrote down twice are counted once in this program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import Finding, Outcome
from reviewer_app.server.clock import stamp
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import tables as t
from reviewer_app.server.service.counting import snapshot
from reviewer_app.wire.messages import Grant
from tests.server.books import book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.conftest import clock as clock
from tests.server.conftest import database_url as database_url
from tests.server.conftest import postgres as postgres
from tests.server.conftest import sit as sit
from tests.server.conftest import start as start
from tests.server.desk import Desk, finding, signing, violation
from tests.server.made import MP4, asset, ndjson
from tests.server.schedules import schedule
from tests.server.test_what_follows import CONDUCT, at, case_of

Sit = Callable[[EmbeddedServer, str], Desk]
ON = datetime.fromisoformat(CONDUCT) - timedelta(days=1)
SWITCH = (ON + timedelta(seconds=5)).isoformat()
PAST = "2026-01-01T00:00:00+08:00"
EARLIER = book(effective_until=SWITCH)
CLAUSE = EARLIER.published.rulebook.clauses[0].model_dump(mode="json") | {"severity": "high"}
LATER = book(version="2", supersedes="1", published_at=PAST, effective_from=SWITCH, clauses=[CLAUSE])


def clip(ref: str) -> dict[str, Any]:
    """A clip that begins five seconds before the switch."""
    video = asset(MP4, path="assets/a.mp4", type="video/mp4")
    party = {"id": "c-1", "name": "主播"}
    return at(1, ref, kind="clip", creator=party, subject={"title": "全网最佳", "video": video, "room": "room-1"})


def found_at(grant: Grant, seconds: int, version: Published) -> Finding:
    """A finding so many seconds into the clip."""
    place = TimeAnchor(
        asset=str(asset(MP4)["sha256"]),
        start_pts=seconds,
        end_pts=seconds + 1,
        first_pts=0,
        time_base=(1, 1),
    )
    made = finding(grant, version)
    return made.model_copy(update={"anchors": (place,), "conduct_at": made.conduct_at + timedelta(seconds=seconds)})


def judged(
    server: EmbeddedServer, sit: Sit, ref: str, *places: tuple[int, Published], confirmed: bool = False
) -> tuple[str, tuple[Finding, ...]]:
    """A clip found in breach at some seconds, and confirmed by a supervisor where that is asked; with its findings."""
    sit(server, "op").bring_in(ndjson(clip(ref)))
    desk = sit(server, "rev-a")
    grant = desk.one(case_of(server, ref))
    found = tuple(found_at(grant, seconds, version) for seconds, version in places)
    found = tuple(one.model_copy(update={"measure": "close" if confirmed else "warn"}) for one in found)
    cited = {"rulebooks": (EARLIER.published.cite,), "procedure": LATER.published.cite}
    answer = desk.decide(grant, violation(grant).model_copy(update={"findings": found, **cited}))
    assert answer.problem is None, answer.problem
    assert answer.fate is Fate.ACCEPTED
    if confirmed:
        boss = sit(server, "sup")
        held = boss.one(grant.lease.case_id)
        assert boss.decide(held, signing(Outcome.CONFIRM, held, **cited)).fate is Fate.ACCEPTED
    return grant.lease.case_id, found


def rows(server: EmbeddedServer) -> list[Any]:
    with server.server.core.database.read() as conn:
        return sorted(tuple(row) for row in conn.execute(select(t.breaches)))


def as_before(server: EmbeddedServer, decided: dict[str, tuple[Finding, ...]]) -> None:
    """Writes a row for every finding, in a database of the schema before."""
    with server.server.core.database.plain_write() as conn:
        for case_id, found in decided.items():
            there = [row._asdict() for row in conn.execute(select(t.breaches).where(t.breaches.c.case_id == case_id))]
            written = {row["finding"] for row in there}
            alike = {row["subject"]: row for row in there}.values()
            for one in found:
                if one.id not in written:
                    severity = "medium" if one.rulebook == EARLIER.published.cite else "high"
                    own = {"finding": one.id, "conduct_at": stamp(one.conduct_at), "severity": severity}
                    conn.execute(insert(t.breaches), [row | own for row in alike])
        conn.execute(text("DROP TABLE account_acts"))
        conn.execute(text("UPDATE alembic_version SET version_num = '0010'"))


def counted(server: EmbeddedServer, case_id: str) -> tuple[list[int], dict[str, int]]:
    """What is counted for a case of the day after: of its merchant over both windows, and for the schedule."""
    with server.server.core.database.read() as conn:
        made = snapshot(server.server.core, conn, case_id, server.server.core.now())
    return [one.breaches for one in made.parties], made.tallies[0].counts


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_breach_over_a_switch_that_was_written_down_twice_counts_once(
    start: Start, sit: Sit, clock: SetClock, database_url: str | None, confirmed: bool
) -> None:
    made = {
        "database_url": database_url,
        "rulebooks": (EARLIER, LATER),
        "schedules": (schedule(ladders=[], scores=[]),),
    }
    server = start(**made)
    sit(server, "op").put(MP4, asset(MP4)["sha256"])
    sides = ((0, EARLIER.published), (7, LATER.published), (9, LATER.published))
    decided = dict(
        [
            judged(server, sit, "over", *sides[:2], confirmed=confirmed),
            judged(server, sit, "more-behind", *sides, confirmed=confirmed),
            judged(server, sit, "behind", *sides[1:], confirmed=confirmed),
        ]
    )
    sit(server, "op").bring_in(ndjson(at(0, "next")))
    following = case_of(server, "next")
    once, told = rows(server), counted(server, following)
    assert told == (
        [5, 5],
        {"cases_14d": 1, "breaches_90d": 0},
    )  # one, two and two, all of them under the later version
    as_before(server, decided)
    assert counted(server, following) == ([7, 7], {"cases_14d": 1, "breaches_90d": 2})
    server.stop()
    later = start(**made)
    assert rows(later) == once
    assert counted(later, following) == told
