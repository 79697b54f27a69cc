"""Devices' chains: a gap is got over and kept on record, a late one fills it, a number used before never counts."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import CHAIN_START, Envelope
from reviewer_app.server.clock import new_id
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import ledger, people
from reviewer_app.server.service import chain
from reviewer_app.server.settings import Unsafe
from reviewer_app.wire.messages import ChainGaps
from reviewer_app.wire.problems import Code
from tests.server.conftest import Start
from tests.server.desk import Desk, passing
from tests.server.made import listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]
Announce = Callable[..., None]
LEAPT = r"WARNING reviewer_app\.server\.service\.operations: device .*: numbers \d+ to \d+ are missing"
FORKED = r"WARNING reviewer_app\.server\.service\.operations: device .*: its chain forked at \d+"


def sealed(server: EmbeddedServer, sit: Sit, count: int) -> tuple[Desk, list[Envelope]]:
    """A reviewer and their decisions on so many cases, sealed one after another and not sent."""
    sit(server, "op").bring_in(ndjson(*(listing(f"case-{number}") for number in range(count))))
    desk = sit(server, "rev-a")
    return desk, [desk.seal(desk.operation(desk.one(), passing())) for _ in range(count)]


def gaps(server: EmbeddedServer, sit: Sit, who: str = "aud") -> list[tuple[int, int]]:
    """The gaps that an auditor is told of, which must be those that follow from the ledger alone."""
    reply = sit(server, who).http.get(f"{server.url}/v1/ledger/gaps")
    assert reply.status_code == 200
    told = ChainGaps.model_validate_json(reply.content).gaps
    with server.server.core.database.read() as conn:
        rows = [row._mapping for row in ledger.entries(conn)]
    from_ledger = chain.missing(rows)
    assert [(gap.account, gap.device, gap.first, gap.last) for gap in told] == [
        (*key, *pair) for key in sorted(from_ledger) for pair in from_ledger[key]
    ]
    for gap in told:
        assert rows[gap.noted_by - 1]["device_seq"] > gap.last
    return [(gap.first, gap.last) for gap in told]


def fate(answer: Any) -> Fate | Code:
    return answer.problem.code if answer.problem else answer.fate


def test_a_decision_behind_a_gap_counts_and_the_gap_is_on_record(
    server: EmbeddedServer, sit: Sit, expect_log: Announce
) -> None:
    expect_log(LEAPT)
    desk, made = sealed(server, sit, 5)
    assert [fate(answer) for answer in desk.send(made[0], made[3], made[4])] == [Fate.ACCEPTED] * 3
    assert gaps(server, sit) == gaps(server, sit, "op") == [(2, 3)]
    assert desk.http.get(f"{server.url}/v1/ledger/gaps").status_code == 403


def test_a_device_whose_beginning_never_came_has_a_gap_from_one_on(
    server: EmbeddedServer, sit: Sit, expect_log: Announce
) -> None:
    expect_log(LEAPT)
    desk, made = sealed(server, sit, 2)
    assert fate(desk.send(made[1])[0]) is Fate.ACCEPTED
    assert gaps(server, sit) == [(1, 1)]


def test_those_that_come_late_fill_the_gap(server: EmbeddedServer, sit: Sit, expect_log: Announce) -> None:
    expect_log(LEAPT)
    desk, made = sealed(server, sit, 7)
    assert [fate(answer) for answer in desk.send(made[0], made[6])] == [Fate.ACCEPTED] * 2
    left = []
    for late in (made[3], made[1], made[5], made[2], made[4]):
        assert fate(desk.send(late)[0]) is Fate.ACCEPTED
        left.append(gaps(server, sit))
    assert left == [[(2, 3), (5, 6)], [(3, 3), (5, 6)], [(3, 3), (5, 5)], [(5, 5)], []]
    assert [fate(answer) for answer in desk.send(*made)] == [Fate.ALREADY] * 7


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))][1::4])
def test_every_order_of_arrival_ends_alike(
    lite: EmbeddedServer, sit: Sit, order: tuple[int, ...], expect_log: Announce
) -> None:
    expect_log(LEAPT)
    desk, made = sealed(lite, sit, 4)
    for at in order:
        assert fate(desk.send(made[at])[0]) is Fate.ACCEPTED
        gaps(lite, sit)
    assert gaps(lite, sit) == []
    with lite.server.core.database.read() as conn:
        assert people.device(conn, "rev-a", desk.device) == (4, made[3].link)


def test_one_refused_for_what_it_says_is_not_missing(server: EmbeddedServer, sit: Sit) -> None:
    desk, made = sealed(server, sit, 1)
    stranger = desk.operation(desk_grant(server, sit, desk), passing()).model_copy(
        update={"case_id": new_id(desk.clock)}
    )
    assert fate(desk.send(made[0])[0]) is Fate.ACCEPTED
    assert fate(desk.send(desk.seal(stranger))[0]) is Code.NOT_FOUND
    assert gaps(server, sit) == []


def desk_grant(server: EmbeddedServer, sit: Sit, desk: Desk, ref: str = "more") -> Any:
    sit(server, "op").bring_in(ndjson(listing(ref)))
    return desk.one()


def forks_are_refused(server: EmbeddedServer, sit: Sit) -> bool:
    """A copied profile goes on under the same numbers; whether none of its decisions counts or moves the chain."""
    desk, made = sealed(server, sit, 2)
    more = [desk_grant(server, sit, desk)]
    copy = (0, CHAIN_START)
    assert fate(desk.send(made[0])[0]) is Fate.ACCEPTED
    desk.seq, desk.link = copy
    # The second follows another first; the third and the fourth are beyond the original's end.
    forked = [desk.seal(desk.operation(more[0], passing())) for _ in range(4)]
    fates = [fate(answer) for answer in desk.send(*forked)]
    with server.server.core.database.read() as conn:
        stays = people.device(conn, "rev-a", desk.device) == (1, made[0].link)
    went_on = fate(desk.send(made[1])[0]) is Fate.ACCEPTED
    return fates == [Code.CHAIN_BROKEN] * 4 and stays and went_on and gaps(server, sit) == []


def test_a_copied_profile_never_counts_under_used_numbers(
    server: EmbeddedServer, sit: Sit, expect_log: Announce
) -> None:
    expect_log(FORKED)
    assert forks_are_refused(server, sit)


def test_a_copied_profile_does_not_get_in_by_a_leap_and_shut_out_the_original(
    server: EmbeddedServer, sit: Sit, expect_log: Announce
) -> None:
    expect_log(FORKED)
    desk, made = sealed(server, sit, 4)
    cases = [desk_grant(server, sit, desk, f"more-{number}") for number in range(3)]
    assert [fate(answer) for answer in desk.send(*made[:2])] == [Fate.ACCEPTED] * 2
    end = desk.seq, desk.link
    desk.seq, desk.link = 1, made[0].link  # the copy was taken after the first
    forked = [desk.seal(desk.operation(case, passing())) for case in cases]
    assert [fate(answer) for answer in desk.send(*forked)] == [Code.CHAIN_BROKEN] * 3
    assert [fate(answer) for answer in desk.send(*made[2:])] == [Fate.ACCEPTED] * 2
    desk.seq, desk.link = end
    assert fate(desk.send(desk.seal(desk.operation(cases[0], passing())))[0]) is Fate.ACCEPTED
    assert gaps(server, sit) == []


def test_a_fork_is_remembered_by_the_next_server_on_the_same_data(start: Start, sit: Sit, expect_log: Announce) -> None:
    expect_log(FORKED)
    before = start()
    desk, made = sealed(before, sit, 3)
    other = desk_grant(before, sit, desk)
    assert fate(desk.send(made[0])[0]) is Fate.ACCEPTED
    desk.seq, desk.link = 0, CHAIN_START
    assert fate(desk.send(desk.seal(desk.operation(other, passing())))[0]) is Code.CHAIN_BROKEN
    before.stop()
    after = start()
    again = sit(after, "rev-a")
    assert fate(again.send(made[2])[0]) is Code.CHAIN_BROKEN  # a leap
    assert fate(again.send(made[1])[0]) is Fate.ACCEPTED
    assert gaps(after, sit) == []


def test_without_the_chain_a_copied_profile_would_be_noticed(start: Start, sit: Sit, expect_log: Announce) -> None:
    expect_log(LEAPT)
    assert not forks_are_refused(start(unsafe=Unsafe(any_number=True)), sit)


def test_a_gap_takes_only_the_one_that_is_missing(server: EmbeddedServer, sit: Sit, expect_log: Announce) -> None:
    expect_log(LEAPT)
    expect_log(FORKED)
    desk, made = sealed(server, sit, 3)
    other = desk_grant(server, sit, desk)
    assert [fate(answer) for answer in desk.send(made[0], made[2])] == [Fate.ACCEPTED] * 2
    for place in ((1, made[0].link), (1, CHAIN_START)):  # ends elsewhere; begins elsewhere as well
        desk.seq, desk.link = place
        assert fate(desk.send(desk.seal(desk.operation(other, passing())))[0]) is Code.CHAIN_BROKEN
    assert gaps(server, sit) == [(2, 2)]
    assert fate(desk.send(made[1])[0]) is Fate.ACCEPTED
    assert gaps(server, sit) == []


def test_a_link_over_another_body_is_refused_and_leaves_the_place_free(server: EmbeddedServer, sit: Sit) -> None:
    desk, made = sealed(server, sit, 1)
    altered = made[0].model_copy(update={"link": "0" * 64})
    other = desk_grant(server, sit, desk)
    desk.seq, desk.link = 0, CHAIN_START
    assert fate(desk.send(altered)[0]) is Code.CHAIN_BROKEN
    assert fate(desk.send(desk.seal(desk.operation(other, passing())))[0]) is Fate.ACCEPTED


def test_a_server_put_back_to_an_older_state_goes_on_and_says_what_it_lacks(
    start: Start, sit: Sit, tmp_path: Path, expect_log: Announce
) -> None:
    expect_log(LEAPT)
    before = start()
    desk, made = sealed(before, sit, 4)
    assert fate(desk.send(made[0])[0]) is Fate.ACCEPTED
    before.server.core.database.close()
    shutil.copytree(tmp_path / "server", tmp_path / "backup")
    assert [fate(answer) for answer in desk.send(*made[1:3])] == [Fate.ACCEPTED] * 2
    before.stop()
    after = start(data=tmp_path / "backup")
    again = sit(after, "rev-a")
    assert fate(again.send(made[3])[0]) is Fate.ACCEPTED
    assert gaps(after, sit) == [(2, 3)]
    assert [fate(answer) for answer in again.send(*made[1:3])] == [Fate.ACCEPTED] * 2
    assert gaps(after, sit) == []
