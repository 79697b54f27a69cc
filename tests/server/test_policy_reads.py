"""A policy owner reads decided cases for a back-test: those alone, with their files; every reading is on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewer_app.domain.access import Role
from reviewer_app.domain.fates import Fate
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import CaseFile, CaseReads
from reviewer_app.wire.problems import Code
from tests.server.clocks import SetClock
from tests.server.desk import Desk, passing
from tests.server.made import PNG, asset, listing, ndjson, with_image

Sit = Callable[[EmbeddedServer, str], Desk]
FILE = asset(PNG)["sha256"]


@pytest.fixture
def cases(server: EmbeddedServer, sit: Sit) -> tuple[str, str]:
    """A decided case with a file, and an open one."""
    operator = sit(server, "op")
    operator.put(PNG, FILE)
    decided, waits = (
        answer.case_id or "" for answer in operator.bring_in(ndjson(with_image("a", PNG), listing("b"))).answers
    )
    desk = sit(server, "rev-a")
    assert desk.decide(desk.one(decided), passing()).fate is Fate.ACCEPTED
    return decided, waits


def code(reply: Any) -> str:
    return str(reply.json()["type"]).rpartition(":")[2]


def reads(desk: Desk) -> list[tuple[str, str]]:
    told = CaseReads.model_validate_json(desk.get("ledger/reads").content)
    return [(one.account, one.case_id) for one in told.reads]


def test_a_decided_case_is_read_whole_and_each_reading_is_on_record(
    server: EmbeddedServer, sit: Sit, clock: SetClock, cases: tuple[str, str]
) -> None:
    decided, _ = cases
    owner, auditor = sit(server, "pol"), sit(server, "aud")
    assert code(owner.get(f"cases/{decided}")) == Code.NOT_FOUND
    assert reads(auditor) == []
    file = CaseFile.model_validate_json(owner.get(f"decided/{decided}").content)
    assert (file.case_id, len(file.verdicts), file.assets[0].sha256) == (decided, 1, FILE)
    assert "全网最佳" in file.record
    owner.get(f"decided/{decided}")
    assert reads(auditor) == [("pol", decided)]
    clock.forward(minutes=1)
    owner.get(f"decided/{decided}")
    assert reads(auditor) == [("pol", decided)] * 2


def test_files_come_with_the_case_that_was_read_and_not_before(
    server: EmbeddedServer, sit: Sit, cases: tuple[str, str]
) -> None:
    owner = sit(server, "pol")
    assert owner.get(f"assets/{FILE}").status_code == 404
    owner.get(f"decided/{cases[0]}")
    assert owner.get(f"assets/{FILE}").content == PNG
    server.seed_account("pol-b", "a long password", Role.POLICY)
    assert sit(server, "pol-b").get(f"assets/{FILE}").status_code == 404


def test_what_is_not_decided_is_not_there_for_them(server: EmbeddedServer, sit: Sit, cases: tuple[str, str]) -> None:
    decided, waits = cases
    owner = sit(server, "pol")
    nobody = decided[:-1] + ("0" if decided[-1] != "0" else "1")
    for case_id in (waits, nobody):
        assert code(owner.get(f"decided/{case_id}")) == Code.NOT_FOUND
    assert reads(sit(server, "aud")) == []


def test_it_is_the_owners_door_alone_and_nothing_can_be_done_through_it(
    server: EmbeddedServer, sit: Sit, cases: tuple[str, str]
) -> None:
    for account in ("rev-a", "rev-b", "sup", "op", "aud"):
        assert code(sit(server, account).get(f"decided/{cases[0]}")) == Code.FORBIDDEN
    owner = sit(server, "pol")
    owner.get(f"decided/{cases[0]}")
    assert code(owner.post("leases", {"case_ids": [cases[0]]})) == Code.FORBIDDEN
    assert owner.feed().rows == ()
    for account in ("rev-a", "sup", "pol"):
        assert code(sit(server, account).get("ledger/reads")) == Code.FORBIDDEN
