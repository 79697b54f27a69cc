"""Cases that are only read, and the library: what is held in memory, for how long, and what comes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from reviewer_app.client.errors import AssetMissing
from reviewer_app.client.remote.api import Download
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.store import Store
from reviewer_app.client.workbench import opening
from reviewer_app.client.workbench.opening import Books
from reviewer_app.client.workbench.workbench import Workbench
from reviewer_app.wire.messages import CaseFile, RulebookEntry
from tests.client.made import ACCOUNT, HandClock, Maker, rulebook, sha


class Api:
    """A server that gives cases and their files."""

    def __init__(self) -> None:
        self.files: dict[str, CaseFile] = {}
        self.bytes: dict[str, bytes] = {}

    def keep(self, file: CaseFile, *contents: bytes) -> str:
        self.files[file.case_id] = file
        self.bytes |= {sha(one): one for one in contents}
        return file.case_id

    def case(self, case_id: str) -> CaseFile:
        return self.files[case_id]

    @contextmanager
    def download(self, sha256: str, size: int, have: int = 0) -> Iterator[Download]:
        yield Download(0, iter((self.bytes[sha256],)))


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def bench(store: Store, clock: HandClock, api: Api, tmp_path: Path) -> Workbench:
    none = cast(Any, None)
    return Workbench(store, cast(Any, api), none, clock, ACCOUNT, lambda: "", none, StandingFile(tmp_path))


def test_evidence_that_was_only_read_goes_when_its_case_is_put_away(bench: Workbench, api: Api, make: Maker) -> None:
    one = api.keep(make.file(make.id(), (b"paper",)), b"paper")
    other = api.keep(make.file(make.id(), (b"another",)), b"another")
    assert bench.read(one).here == {sha(b"paper")}
    assert bench.source(sha(b"paper")).size == len(b"paper")
    bench.put_away(one)
    with pytest.raises(AssetMissing):
        bench.source(sha(b"paper"))
    bench.read(one)
    bench.read(other)
    bench.put_away(one)  # late: another case is read by now
    assert bench.source(sha(b"another")).size == len(b"another")


def test_all_files_of_a_case_that_is_read_have_one_limit(
    bench: Workbench, api: Api, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "READ_ALL", 10)
    files = (b"12345", b"123456", b"1234")
    case_id = api.keep(make.file(make.id(), files), *files)
    assert bench.read(case_id).here == {sha(b"12345"), sha(b"1234")}


def test_a_version_that_comes_while_the_library_is_read_is_in_the_next_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, late = rulebook("2020-01-01"), rulebook("2021-01-01")

    def put(one: Any) -> None:
        name = one.published.rulebook
        entry = RulebookEntry(id=name.id, version=name.version, digest=one.digest, bytes=len(one.body))
        store.rulebooks.put(entry, one.body)

    put(here)
    books = Books(store, shipped=lambda: frozenset({here.digest, late.digest}))
    for kept in (store.rulebooks, store.schedules):
        entries = kept.entries

        def meanwhile(entries: Any = entries) -> Any:
            found = entries()
            put(late)  # the thread that syncs
            return found

        monkeypatch.setattr(kept, "entries", meanwhile)
    assert [one.digest for one in books.library()] == [here.digest]
    assert {one.digest for one in books.library()} == {here.digest, late.digest}
