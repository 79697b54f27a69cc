"""A server's database of before there were schedules opens in this program, and its decisions are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.engine import open_database
from reviewer_app.server.service.rulebooks import RulebookDiffers
from reviewer_app.server.service.server import DATABASE_FILE
from tests.server.books import book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.conftest import clock as clock
from tests.server.conftest import database_url as database_url
from tests.server.conftest import postgres as postgres
from tests.server.conftest import sit as sit
from tests.server.conftest import start as start
from tests.server.desk import Desk, finding, passing, signing, violation
from tests.server.made import MP4, asset, listing, ndjson
from tests.server.schedules import schedule
from tests.server.test_what_follows import worked_out

Sit = Callable[[EmbeddedServer, str], Desk]
BACK = (
    "DROP TABLE schedules",
    "DROP TABLE breaches",
    "ALTER TABLE leases DROP COLUMN counts",
    "ALTER TABLE cases DROP COLUMN counted_as",
    "DROP TABLE case_reads",
    "DROP INDEX case_heads_place",
    "ALTER TABLE case_heads DROP COLUMN place",
    "DROP TABLE case_keys",
    "DROP TABLE shop_identifiers",
    "DROP TABLE account_acts",
    "UPDATE alembic_version SET version_num = '0004'",
)


def clip(ref: str, **subject: Any) -> dict[str, Any]:
    """A clip of a creator."""
    video = asset(MP4)  # whether its bytes play is not the point
    party = {"id": "c-1", "name": "主播"}
    return listing(ref, kind="clip", creator=party, subject={"title": "全网最佳", "video": video, **subject})


def rows(server: EmbeddedServer) -> list[Any]:
    with server.server.core.database.read() as conn:
        return sorted(tuple(row) for row in conn.execute(select(t.breaches)))


def decided(server: EmbeddedServer, sit: Sit) -> None:
    """Decisions of every kind: found, passed, confirmed, changed both ways, and one that waits."""
    operator, desk, boss = sit(server, "op"), sit(server, "rev-a"), sit(server, "sup")
    product = listing("x")["subject"] | {"product": {"name": "全网最佳 保温杯", "gtin": "690"}}
    sku = listing("x")["subject"] | {"product": {"name": "全网最佳 保温杯", "sku": "s-1"}}
    for ref, record, ends in (
        ("found", listing("found", subject=product), None),
        ("sku", listing("sku", subject=sku), None),
        ("passed", listing("passed"), "pass"),
        ("confirmed", listing("confirmed"), Outcome.CONFIRM),
        ("cleared", listing("cleared"), Outcome.CHANGE),
        ("changed", listing("changed"), "violation"),
        ("waits", listing("waits"), "wait"),
    ):
        operator.bring_in(ndjson(record))
        grant = desk.one()
        if ends == "pass":
            assert desk.decide(grant, passing()).fate is Fate.ACCEPTED
            continue
        given = violation(grant, measure="close" if ends else "warn")
        assert desk.decide(grant, given).fate is Fate.ACCEPTED, ref
        if ends is None or ends == "wait":
            continue
        held = boss.one()
        more: dict[str, Any] = {}
        if ends == "violation":
            more = {"result": "violation", "findings": (finding(held), finding(held)), "reason": "两处"}
        elif ends is Outcome.CHANGE:
            more = {"result": "pass", "reason": "无"}
        outcome = ends if isinstance(ends, Outcome) else Outcome.CHANGE
        assert boss.decide(held, signing(outcome, held, **more)).fate is Fate.ACCEPTED, ref


def with_clips(server: EmbeddedServer, sit: Sit) -> None:
    """A stream and a short video, found in breach by their titles."""
    operator, desk = sit(server, "op"), sit(server, "rev-b")
    operator.put(MP4, asset(MP4)["sha256"])
    for record in (clip("stream", room="room-1"), clip("video")):
        operator.bring_in(ndjson(record))
        grant = desk.one()
        given = violation(grant)
        anchor = given.findings[0].anchors[0].model_copy(update={"field": "/title"})
        found = given.findings[0].model_copy(update={"anchors": (anchor,)})
        assert desk.decide(grant, given.model_copy(update={"findings": (found,)})).fate is Fate.ACCEPTED


def test_decisions_of_before_are_counted_as_if_they_had_been_counted_at_once(
    start: Start, sit: Sit, clock: SetClock, database_url: str | None
) -> None:
    server = start(database_url=database_url)
    with_clips(server, sit)
    decided(server, sit)
    desk = sit(server, "rev-c")
    sit(server, "op").bring_in(ndjson(listing("in-hand")))
    grant = desk.one()
    written = rows(server)
    assert {row[2] for row in written} == {
        "merchant:m-1",
        "creator:c-1",
        "stream:room-1",
        "goods:690",
        "goods:m-1/s-1",
    }
    assert len({row[0] for row in written}) == 6
    with server.server.core.database.plain_write() as conn:
        for statement in BACK:
            conn.execute(text(statement))
    server.stop()
    later = start(database_url=database_url, schedules=(schedule(),))
    assert rows(later) == written
    after = sit(later, "rev-c")
    assert after.decide(grant, worked_out(grant, later, violation(grant))).fate is Fate.ACCEPTED
    sit(later, "op").bring_in(
        ndjson(listing("next", conduct_at="2026-03-02T10:00:00+08:00", flagged_at="2026-03-02T10:05:00+08:00"))
    )
    counted = after.one(counts=True, count=1).counts
    assert counted is not None
    assert counted.tallies[0].counts == {"cases_14d": 7, "breaches_90d": 8}


def test_data_with_another_text_of_a_version_is_refused_before_it_is_changed(
    start: Start, database_url: str | None
) -> None:
    """The refusal says that nothing was changed: no migration has run, and no generation of the feed has begun."""
    server = start(database_url=database_url)
    with server.server.core.database.plain_write() as conn:
        for statement in BACK:
            conn.execute(text(statement))
    server.stop()
    with pytest.raises(RulebookDiffers, match=r"test-book@1\. .*Nothing was changed"):
        start(database_url=database_url, rulebooks=(book(seats=2),))
    database = open_database(server.server.core.settings.data / DATABASE_FILE, database_url)
    with database.read() as conn:
        assert conn.scalar(text("SELECT version_num FROM alembic_version")) == "0004"
        assert conn.scalar(text("SELECT count(*) FROM generations")) == 1
    database.close()
    assert start(database_url=database_url).server.core.versions
