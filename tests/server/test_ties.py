"""What ties cases, on both databases: linked shops with reasons, other cases, and nothing undecided."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reviewer_app.domain.ties import CASES, CROWD, LATEST, SHELF, TieKind
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import prepared as ties_sql
from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository import ties as ties_rows
from reviewer_app.wire.messages import CaseFile, Takings
from tests.server.books import book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import Desk, passing, violation
from tests.server.made import MP4, asset, listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]


def shop(number: int | str, **identifiers: str) -> dict[str, Any]:
    """A merchant."""
    return {"id": f"m-{number}", "name": f"第{number}号店", "shop_type": "flagship", "identifiers": identifiers}


def file_of(desk: Desk, case_id: str) -> CaseFile:
    """A case as its holder gets it with the lease."""
    reply = desk.post("leases?ties=true&shelf=true", {"case_ids": [case_id]})
    (grant,) = Takings.model_validate_json(reply.content).grants
    return grant.file


def bring(desk: Desk, *records: dict[str, Any]) -> dict[str, str]:
    """Brings cases in, one after the other: those of one instant have no order. Ids by ref."""
    ids = {}
    for record in records:
        (answer,) = desk.bring_in(ndjson(record)).answers
        assert answer.case_id, answer
        ids[record["ref"]] = answer.case_id
        assert isinstance(desk.clock, SetClock)
        desk.clock.forward(milliseconds=1)
    return ids


def test_linked_shops_come_with_the_reason_for_each_link(server: EmbeddedServer, sit: Sit) -> None:
    ids = bring(
        sit(server, "op"),
        listing("a", merchant=shop(1, phone="138-0000-0001", bank_account="6222 0001", address="文三路 1 号")),
        listing("b", merchant=shop(2, phone="13800000001", address="别处")),
        listing("c", merchant=shop(3, address="文三路1号")),
        listing("d", merchant=shop(4, phone="13900000000")),
    )
    ties = file_of(sit(server, "rev-a"), ids["a"]).ties
    assert ties is not None
    assert [(one.merchant, [(s.kind, s.value) for s in one.shares]) for one in ties.shops] == [
        ("m-2", [("phone", "138-0000-0001")]),
        ("m-3", [("address", "文三路 1 号")]),
    ]
    assert (ties.shops[0].name, ties.shops[0].shop_type, ties.more_shops, ties.crowds) == (
        "第2号店",
        "flagship",
        False,
        (),
    )


def test_a_shop_goes_by_its_latest_name(server: EmbeddedServer, sit: Sit) -> None:
    operator = sit(server, "op")
    bring(operator, listing("b", merchant=shop(2, phone="1")))
    ids = bring(
        operator,
        listing("b2", merchant=shop(2, phone="1") | {"name": "改名之后"}),
        listing("a", merchant=shop(1, phone="1")),
    )
    ties = file_of(sit(server, "rev-a"), ids["a"]).ties
    assert ties is not None and [one.name for one in ties.shops] == ["改名之后"]


def test_a_shop_is_of_its_latest_type_also_under_the_same_name(server: EmbeddedServer, sit: Sit) -> None:
    operator = sit(server, "op")
    bring(operator, listing("b", merchant=shop(2, phone="1")))
    untold = {name: value for name, value in shop(2, phone="1").items() if name != "shop_type"}
    ids = bring(
        operator,
        listing("b2", merchant=untold | {"shop_type": "franchise"}),
        listing("b3", merchant=untold),  # says nothing of the type, and so changes nothing of it
        listing("a", merchant=shop(1, phone="1")),
    )
    ties = file_of(sit(server, "rev-a"), ids["a"]).ties
    assert ties is not None
    assert [one.shop_type for one in ties.shops] == ["franchise"]


def test_what_a_crowd_shares_links_nobody(server: EmbeddedServer, sit: Sit) -> None:
    operator = sit(server, "op")
    bring(operator, *(listing(f"x{n}", merchant=shop(n, address="市场路1号")) for n in range(100, 100 + CROWD)))
    ids = bring(operator, listing("a", merchant=shop(1, address="市场路1号")))
    ties = file_of(sit(server, "rev-a"), ids["a"]).ties
    assert ties is not None and ties.shops == ()
    assert [(crowd.shared.kind, crowd.shops) for crowd in ties.crowds] == [("address", CROWD)]


def test_other_cases_say_what_stands_and_nothing_before_it(start: Start, sit: Sit, database_url: str | None) -> None:
    server = start(rulebooks=(book(seats=1),), database_url=database_url)
    product = {"name": "杯", "sku": "S-1"}
    subject = {"revision": 1, "captured_at": "2026-03-01T10:00:00+08:00", "product": product}
    ids = bring(
        sit(server, "op"),
        listing("a", subject=subject),
        listing("b", subject=subject),
        listing("c"),
        listing("d", merchant=shop(9)),
    )
    one, other, auditor = sit(server, "rev-a"), sit(server, "rev-b"), sit(server, "aud")
    held = other.one(ids["c"])
    first = file_of(one, ids["a"]).ties
    assert first is not None
    assert [(case.ref, case.ties, case.outcome, case.opens) for case in first.cases] == [
        ("c", (TieKind.MERCHANT,), None, False),
        ("b", (TieKind.GOODS, TieKind.MERCHANT), None, False),
    ]
    other.decide(held, passing(book(seats=1).published))
    seen = CaseFile.model_validate_json(one.get(f"cases/{ids['a']}", params={"ties": "true"}).content).ties
    assert seen is not None
    assert [(case.ref, case.outcome, case.opens) for case in seen.cases] == [("c", "pass", False), ("b", None, False)]
    audited = CaseFile.model_validate_json(auditor.get(f"cases/{ids['a']}", params={"ties": "true"}).content).ties
    assert audited is not None
    assert [(case.ref, case.opens) for case in audited.cases] == [("c", True), ("b", False)]


def test_a_verdict_that_waits_for_sign_off_is_no_outcome(server: EmbeddedServer, sit: Sit) -> None:
    ids = bring(sit(server, "op"), listing("a"), listing("b"))
    one, other = sit(server, "rev-a"), sit(server, "rev-b")
    grant = other.one(ids["b"])
    other.decide(grant, violation(grant, measure="close"))
    ties = file_of(one, ids["a"]).ties
    assert ties is not None and [case.outcome for case in ties.cases] == [None]


def test_there_is_an_end_to_what_is_sent_and_it_is_said(lite: EmbeddedServer, sit: Sit) -> None:
    ids = bring(sit(lite, "op"), *(listing(f"n{n:03}") for n in range(CASES + 3)))
    ties = file_of(sit(lite, "rev-a"), ids["n000"]).ties
    assert ties is not None and ties.more_cases
    assert [case.ref for case in ties.cases] == [f"n{n:03}" for n in range(CASES + 2, 2, -1)]


def test_nobody_is_told_who_did_not_ask(lite: EmbeddedServer, sit: Sit) -> None:
    ids = bring(sit(lite, "op"), listing("a"), listing("b"))
    desk = sit(lite, "rev-a")
    assert desk.one(ids["a"]).file.ties is None


def test_the_migration_finds_what_intake_writes(server: EmbeddedServer, sit: Sit) -> None:
    clip = listing("k", kind="clip")
    bring(
        sit(server, "op"),
        listing("a", merchant=shop(1, phone="138-0000 0001", uscc="９１３３")),
        listing("b", creator={"id": "c-1", "name": "主播"}),
        listing("c", subject=listing("c")["subject"] | {"product": {"name": "杯", "gtin": "6901234567892"}}),
        listing("d", merchant=shop(2, address="地" * 300)),
        listing("e", merchant=shop(3, address="文三路 3-12 号", phone="+86 (571) 8888-0000", email="j.doe@x.com")),
        listing("f", subject=listing("f")["subject"] | {"product": {"name": "杯", "gtin": "690", "sku": "s-1"}}),
        listing("g", subject=listing("g")["subject"] | {"product": {"name": "杯", "gtin": "m-1/s-2", "sku": "s-2"}}),
    )
    assert clip["kind"] == "clip"
    database = server.server.core.database
    with database.read() as conn:
        written = [sorted(map(tuple, conn.execute(table.select()))) for table in (t.case_keys, t.shop_identifiers)]
    assert all(written)
    with database.write() as unit:
        for table in (t.case_keys, t.shop_identifiers):
            unit.conn.execute(table.delete())
        from reviewer_app.server.migrations.versions import v0007_ties, v0008_ties_anew, v0009_shelves

        v0007_ties._write_down(unit.conn)
        v0008_ties_anew._write_anew(unit.conn)
        v0009_shelves._write_down(unit.conn)
    with database.read() as conn:
        again = [sorted(map(tuple, conn.execute(table.select()))) for table in (t.case_keys, t.shop_identifiers)]
    assert again == written


def clip_with_shelf(ref: str, goods: int, **changes: Any) -> dict[str, Any]:
    """A clip whose shelf shows so many things, one a second."""
    video = asset(MP4, path="assets/a.mp4", type="video/mp4")
    shelf = [{"from": at, "listing": f"L-{at}", "title": "物"} for at in range(goods)]
    subject = {"title": "场", "room": f"room-{ref}", "video": video, "shelf": shelf}
    return listing(ref, kind="clip", creator={"id": f"c-{ref}", "name": "播"}, subject=subject, **changes)


def asked_of(server: EmbeddedServer, desk: Desk, case_id: str) -> tuple[CaseFile, list[str]]:
    """A case with its ties, and the statements that they cost."""
    seen: list[str] = []
    real = ties_sql.on_driver

    def counted(conn: Any, sql: str, *more: Any, **named: Any) -> Any:
        seen.append(sql)
        return real(conn, sql, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ties_sql, "on_driver", counted)
        file = CaseFile.model_validate_json(desk.get(f"cases/{case_id}?ties=true&shelf=true").content)
    return file, [sql for sql in seen if "case_keys" in sql]


def test_a_long_shelf_is_one_question_beside_those_for_shop_creator_and_room(server: EmbeddedServer, sit: Sit) -> None:
    operator = sit(server, "op")
    operator.put(MP4, asset(MP4)["sha256"])
    one_thing = {"revision": 1, "captured_at": "2026-03-01T10:00:00+08:00", "product": {"name": "杯", "sku": "L-7"}}
    last = {**one_thing, "product": {"name": "杯", "sku": f"L-{SHELF}"}}
    ids = bring(
        operator,
        listing("cup", subject=one_thing),
        listing("cups", merchant=shop(2), subject=one_thing),
        listing("beyond", subject=last),
        clip_with_shelf("other", 3),
        clip_with_shelf("a", SHELF + 1),
    )
    desk = sit(server, "rev-a")
    desk.one(ids["a"])
    file, asked = asked_of(server, desk, ids["a"])
    assert len(asked) == 5  # shop, creator, room, all goods, and the listings of these
    assert file.ties is not None
    assert file.ties.shelf is not None
    on_shelf = {one.listing: [case.ref for case in one.cases] for one in file.ties.shelf}
    assert on_shelf == {"L-7": ["cup"]}  # no clip with it, no other shop's, and none of what was shown later
    told = {one.ref: one.ties for one in file.ties.cases}
    assert told == {
        "other": (TieKind.GOODS, TieKind.MERCHANT),
        "cup": (TieKind.GOODS, TieKind.MERCHANT),
        "beyond": (TieKind.MERCHANT,),  # what was shown after the first goods of a shelf ties nothing
    }


def test_goods_on_a_shelf_lead_to_the_latest_cases_of_their_listing(
    start: Start, sit: Sit, database_url: str | None
) -> None:
    server = start(rulebooks=(book(seats=1),), database_url=database_url)
    operator = sit(server, "op")
    operator.put(MP4, asset(MP4)["sha256"])
    cup = {"revision": 1, "captured_at": "2026-03-01T10:00:00+08:00", "product": {"name": "杯", "sku": "L-1"}}
    crowd = [listing(f"n{at}", subject={**cup, "revision": at + 1}) for at in range(LATEST + 1)]
    ids = bring(operator, *crowd, *(listing(f"x{at}") for at in range(CASES)), clip_with_shelf("a", 3))
    one, other = sit(server, "rev-a"), sit(server, "rev-b")
    other.decide(other.one(ids["n2"]), passing(book(seats=1).published))
    ties = file_of(one, ids["a"]).ties
    assert ties is not None and ties.shelf is not None and ties.more_cases
    (shelved,) = ties.shelf
    assert shelved.listing == "L-1"
    told = [(case.ref, case.outcome, case.opens) for case in shelved.cases]
    assert told == [("n3", None, False), ("n2", "pass", False), ("n1", None, False)]
    read = CaseFile.model_validate_json(other.get(f"cases/{ids['n2']}?ties=true&shelf=true").content).ties
    assert read is not None and read.shelf == ()  # a listing has no shelf


def test_who_does_not_ask_for_the_shelf_is_not_told_of_it(lite: EmbeddedServer, sit: Sit) -> None:
    """A desk that does not know of it would refuse the whole case."""
    operator = sit(lite, "op")
    operator.put(MP4, asset(MP4)["sha256"])
    ids = bring(operator, clip_with_shelf("a", 1))
    desk = sit(lite, "rev-a")
    desk.one(ids["a"])
    file = json.loads(desk.get(f"cases/{ids['a']}?ties=true").content)
    assert "cases" in file["ties"] and "shelf" not in file["ties"]


def test_the_latest_cases_of_each_tie_are_found_through_its_index(server: EmbeddedServer, sit: Sit) -> None:
    """However many a shop has: as many of each key are read as are shown."""
    operator = sit(server, "op")
    ids = bring(operator, *(listing(f"n{at}") for at in range(CASES + 5)), listing("a"))
    with server.server.core.database.read() as conn:
        found = ties_rows.sharing(conn, ["merchant:m-1", "merchant:m-1", "creator:nobody"], ids["a"], 4)
        assert found == sorted(ids.values())[-5:-1][::-1]
        if conn.dialect.name == "sqlite":
            sql, order, _ = ties_rows._SHARING["sqlite"]._compiled(conn)
            steps = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[]", *(1,) * (len(order or ()) - 1))).all()
            plan = [step[3] for step in steps]
            assert not any("SCAN case_keys" in step or "SCAN last" in step for step in plan), plan
            assert any("case_keys" in step and "tie=? AND case_id>?" in step for step in plan), plan
