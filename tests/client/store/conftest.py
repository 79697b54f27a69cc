"""A store on disk for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.client.store import Store, open_store
from tests.client.made import ACCOUNT, KEYS, HandClock, Maker


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def make() -> Maker:
    return Maker()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as opened:
        yield opened
