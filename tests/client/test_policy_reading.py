"""A policy owner's workbench opens a decided case to be read; anybody else is told that there is no such thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.client.remote import Refused
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.sync.loop import SyncLoop
from reviewer_app.client.workbench.workbench import Workbench
from reviewer_app.domain.access import Role
from reviewer_app.domain.fates import Fate
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.problems import Code
from tests.client.desks import PASSWORD, Desk, desk, server
from tests.client.made import Maker


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    with server(tmp_path / "data", cases=9) as running:
        running.seed_account("pol", PASSWORD, Role.POLICY)
        yield running


@pytest.fixture
def decided(served: EmbeddedServer, tmp_path: Path) -> str:
    with desk(served.url, tmp_path / "mine") as mine:
        (case,) = mine.take()
        mine.decide(case)
        mine.rest()
        assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]
        return case.row.lease.case_id


def bench_of(mine: Desk, folder: Path) -> Workbench:
    loop = SyncLoop(mine.api, mine.store, mine.clock, lambda report: None)
    session = mine.session
    return Workbench(
        mine.store, mine.api, loop, mine.clock, mine.account, Maker(3).id, lambda _: session, StandingFile(folder)
    )


def test_an_example_is_opened_to_be_read(served: EmbeddedServer, decided: str, tmp_path: Path) -> None:
    with desk(served.url, tmp_path / "owner", "pol") as owner:
        case = bench_of(owner, tmp_path).read(decided)
        assert (case.case_id, case.lease, case.writable) == (decided, None, False)
        assert len(case.verdicts) == 1
        shown = {fact.sha256 for fact in case.file.assets if fact.type is not None}
        assert shown <= case.here
    told = served.server.reading.told().reads
    assert [(one.account, one.case_id) for one in told] == [("pol", decided)]


def test_a_reviewer_is_told_that_there_is_no_such_case(served: EmbeddedServer, decided: str, tmp_path: Path) -> None:
    with desk(served.url, tmp_path / "hers", "su.he") as hers, pytest.raises(Refused) as refused:
        bench_of(hers, tmp_path).read(decided)
    assert refused.value.problem.code is Code.NOT_FOUND
    assert served.server.reading.told().reads == ()
