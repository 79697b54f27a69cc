"""Evidence that is altered or lost on the disk: found when it is read, it is fetched anew, and says so by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer_app.client.errors import AssetDamaged
from reviewer_app.client.store.sealer import HEADER_BYTES
from reviewer_app.client.sync import Report, SyncLoop
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import TakeAsk
from tests.client.desks import Desk, desk, server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with server(tmp_path_factory.mktemp("server") / "data", cases=4) as running:
        yield running


@pytest.fixture
def mine(served: EmbeddedServer, tmp_path: Path) -> Iterator[Desk]:
    with desk(served.url, tmp_path / "mine") as opened:
        yield opened


def until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def altered(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[HEADER_BYTES + 1] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: HEADER_BYTES + 2])


def comes_back(mine: Desk, harm: Callable[[Path], None], unsafe: bool = False) -> bool:
    """Whether a file whose bytes were harmed is here again, and was said to be gone and to have come."""
    reports: list[Report] = []
    loop = SyncLoop(mine.api, mine.store, mine.clock, reports.append, period=30)
    loop.signed_in(mine.session)
    loop.start()
    if unsafe:
        mine.store.assets.on_lost = lambda: None
    mine.store.leases.put(mine.api.take(TakeAsk(count=1)).grants)
    loop.wake()
    assert until(lambda: bool(mine.store.leases.all()) and mine.store.leases.all()[0].whole, 10)
    sha256, before = mine.store.assets.whole_in_order()[0], len(reports)
    harm(mine.store.assets.path_of(sha256))
    try:
        with pytest.raises(AssetDamaged), mine.store.assets.open(sha256) as source:
            source.read(0, source.size)
        said = 1 if unsafe else 2  # that it is gone, and that it came
        return until(
            lambda: mine.store.assets.have(sha256) and sum(one.changes.media for one in reports[before:]) >= said,
            1 if unsafe else 10,
        )
    finally:
        loop.stop()


@pytest.mark.parametrize("harm", [altered, cut, Path.unlink])
def test_what_was_harmed_on_the_disk_is_fetched_anew(mine: Desk, harm: Callable[[Path], None]) -> None:
    assert comes_back(mine, harm)


def test_the_harm_is_real_where_nobody_hears_of_it(mine: Desk) -> None:
    assert not comes_back(mine, altered, unsafe=True)
