"""What was made of evidence ahead: read as it was kept, by nobody else's name, and gone with its file."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reviewer_app.client.errors import AssetMissing
from reviewer_app.client.store import Store, open_store
from reviewer_app.client.store.derived import DerivedFiles
from reviewer_app.client.store.sealer import CHUNK, Sealer
from reviewer_app.client.trouble import NotSaved
from reviewer_app.media import recipes
from tests.client.made import ACCOUNT, KEYS, HandClock, Maker, sha
from tests.client.store.test_assets import bytes_of, needed, receive

DATA = bytes_of(1000)
NAME = sha(DATA)
CANARY = b"canary of a first frame" * 9


def files(store: Store) -> list[Path]:
    return sorted(path for path in store.assets._folder.rglob("*") if path.is_file() and "-" in path.name)


@pytest.fixture
def here(store: Store, make: Maker) -> str:
    """A case whose file is here; the case's id."""
    case_id = needed(store, make, DATA)
    receive(store, DATA)
    return case_id


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_what_is_kept_is_read_again_beside_its_file(store: Store, here: str, size: int) -> None:
    store.assets.derived.keep(NAME, recipes.POSTER, bytes_of(size))
    with store.assets.open(NAME) as source:
        assert source.derived(recipes.POSTER) == bytes_of(size)
        assert source.derived(recipes.PROBE) is None
    store.assets.derived.keep(NAME, recipes.POSTER, b"again")
    assert store.assets.derived.read(NAME, recipes.POSTER) == b"again"
    assert store.assets.derived.has(NAME, recipes.POSTER)


def test_nothing_of_it_is_in_clear(store: Store, here: str) -> None:
    store.assets.derived.keep(NAME, recipes.POSTER, CANARY)
    (file,) = files(store)
    assert CANARY[:8] not in file.read_bytes()
    assert NAME not in file.name and "poster" not in file.name


def test_a_changed_bit_anywhere_makes_it_as_if_it_were_not_there(store: Store, here: str) -> None:
    store.assets.derived.keep(NAME, recipes.POSTER, bytes_of(CHUNK + 40))
    (file,) = files(store)
    whole = file.read_bytes()
    for at in (0, 9, 17, 30, 5000, CHUNK + 60, len(whole) - 1):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        assert store.assets.derived.read(NAME, recipes.POSTER) is None
    for cut in (0, 10, CHUNK, len(whole) - 1):
        file.write_bytes(whole[:cut])
        assert store.assets.derived.read(NAME, recipes.POSTER) is None
    file.write_bytes(whole)
    assert store.assets.derived.read(NAME, recipes.POSTER) == bytes_of(CHUNK + 40)


def test_it_is_bound_to_its_file_and_its_recipe(store: Store, make: Maker, here: str) -> None:
    other = bytes_of(2000)
    needed(store, make, other)
    derived = store.assets.derived
    derived.keep(NAME, recipes.POSTER, b"of the one")
    (first,) = files(store)
    derived.keep(sha(other), recipes.POSTER, b"of the other")
    (second,) = set(files(store)) - {first}
    derived.keep(NAME, recipes.THUMB, b"by another recipe")
    (third,) = set(files(store)) - {first, second}
    for foreign in (second, third):
        first.write_bytes(foreign.read_bytes())
        assert derived.read(NAME, recipes.POSTER) is None


def test_it_goes_with_the_last_case_that_needs_the_file(store: Store, make: Maker, here: str) -> None:
    again = needed(store, make, DATA)
    store.assets.derived.keep(NAME, recipes.POSTER, CANARY)
    store.leases.end([here])
    store.assets.sweep()
    assert store.assets.derived.read(NAME, recipes.POSTER) == CANARY
    (file,) = files(store)
    kept = file.read_bytes()
    store.leases.end([again])
    assert store.assets.derived.read(NAME, recipes.POSTER) is None  # its key is gone before the file is
    assert store.assets.sweep() == 2
    assert files(store) == []
    needed(store, make, DATA)
    file.write_bytes(kept)
    assert store.assets.derived.read(NAME, recipes.POSTER) is None  # a new lease is a new key
    with pytest.raises(AssetMissing):
        store.assets.derived.keep(sha(b"unknown"), recipes.POSTER, b"x")


def test_it_goes_with_a_file_that_is_dropped_and_with_a_recipe_that_changed(store: Store, here: str) -> None:
    derived = store.assets.derived
    for recipe in (recipes.POSTER, recipes.PROBE):
        derived.keep(NAME, recipe, CANARY)
    old = "poster 0"
    derived.keep(NAME, old, CANARY)
    (derived._folder / "half.part").write_bytes(b"cut by a crash")
    assert store.assets.sweep() == 2
    assert not derived.has(NAME, old)
    assert derived.has(NAME, recipes.POSTER)
    store.assets.discard(NAME)
    assert files(store) == []


def test_it_is_there_in_the_next_session(tmp_path: Path, make: Maker) -> None:
    for session in range(2):
        with open_store(tmp_path, KEYS, HandClock(), ACCOUNT) as store:
            if session == 0:
                needed(store, make, DATA)
                receive(store, DATA)
                store.assets.derived.keep(NAME, recipes.POSTER, CANARY)
            assert store.assets.derived.read(NAME, recipes.POSTER) == CANARY


def test_a_disk_that_takes_nothing_leaves_nothing_half(
    store: Store, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "no space")

    store.assets.derived.keep(NAME, recipes.POSTER, b"before")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(NotSaved):
            store.assets.derived.keep(NAME, recipes.POSTER, b"after")
    assert store.assets.derived.read(NAME, recipes.POSTER) == b"before"
    store.assets.sweep()
    assert len(files(store)) == 1


def test_names_say_nothing_without_the_key(store: Store, here: str) -> None:
    other = DerivedFiles(store.assets._folder, bytes(32), store.assets._file)
    assert other._path_of(NAME, recipes.POSTER).name != store.assets.derived._path_of(NAME, recipes.POSTER).name


def test_a_sweep_takes_nothing_that_is_being_written(store: Store, here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[threading.Thread] = []
    seal = Sealer.seal

    def sealed(self: Sealer, index: int, plain: bytes) -> bytes:
        sweeping = threading.Thread(target=store.assets.derived.sweep)
        sweeping.start()
        sweeping.join(0.3)  # it waits for what is under way; one that did not would be done by then
        swept.append(sweeping)
        return seal(self, index, plain)

    monkeypatch.setattr(Sealer, "seal", sealed)
    store.assets.derived.keep(NAME, recipes.POSTER, CANARY)
    for sweeping in swept:
        sweeping.join(5)
    assert swept and store.assets.derived.read(NAME, recipes.POSTER) == CANARY
