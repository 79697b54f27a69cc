"""A store of nobody's in particular, and a workbench over it that nothing else answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from reviewer_app.client.store import Store, open_store
from reviewer_app.client.workbench.workbench import Workbench
from tests.client.made import ACCOUNT, KEYS, HandClock
from tests.client.samples import new_id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, KEYS, HandClock(), ACCOUNT) as opened:
        yield opened


@pytest.fixture
def bench(store: Store) -> Workbench:
    """A workbench that is asked nothing but what the disk knows."""
    nothing = cast(Any, None)
    return Workbench(store, nothing, nothing, HandClock(), ACCOUNT, lambda: new_id(1), nothing, nothing)
