"""Evidence files: read at random, resumed, checked whole; altered, cut, swapped or foreign bytes never come out."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from reviewer_app.client.errors import AssetDamaged, AssetMissing
from reviewer_app.client.store import Store, open_store
from reviewer_app.client.store.sealer import CHUNK, HEADER_BYTES, TAG, Sealer
from tests.client.made import ACCOUNT, KEYS, HandClock, Maker, sha

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]


def bytes_of(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def receive(store: Store, data: bytes, step: int = 10_000) -> None:
    with store.assets.receive(sha(data)) as receiver:
        for at in range(receiver.have, len(data), step):
            receiver.write(data[at : at + step])
        receiver.finish()


def needed(store: Store, make: Maker, *files: bytes) -> str:
    grant = make.grant(files=files)
    store.leases.put([grant])
    return grant.lease.case_id


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out(store: Store, make: Maker, size: int) -> None:
    data = bytes_of(size)
    needed(store, make, data)
    receive(store, data)
    assert store.assets.have(sha(data))
    dice = random.Random(1)
    with store.assets.open(sha(data)) as source:
        source.verify()
        assert (source.size, source.sha256) == (size, sha(data))
        assert source.read(0, size + 100) == data
        for _ in range(50):
            offset, length = dice.randrange(size + 5), dice.randrange(2 * CHUNK)
            assert source.read(offset, length) == data[offset : offset + length]
    assert store.leases.all()[0].whole


def test_several_threads_may_read(store: Store, make: Maker) -> None:
    data = bytes_of(20 * CHUNK)
    needed(store, make, data)
    receive(store, data)
    wrong: list[int] = []
    with store.assets.open(sha(data)) as source:

        def read(seed: int) -> None:
            dice = random.Random(seed)
            for _ in range(200):
                at = dice.randrange(len(data))
                if source.read(at, 5000) != data[at : at + 5000]:
                    wrong.append(at)

        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.parametrize("stop", [0, 100, CHUNK, 2 * CHUNK + 5])
def test_a_transfer_goes_on_where_it_stopped(store: Store, make: Maker, stop: int) -> None:
    data = bytes_of(3 * CHUNK + 17)
    needed(store, make, data)
    with store.assets.receive(sha(data)) as receiver:
        receiver.write(data[:stop])
    assert store.assets.progress(sha(data)) == stop // CHUNK * CHUNK
    with pytest.raises(AssetMissing):
        store.assets.open(sha(data))
    with store.assets.receive(sha(data)) as receiver:
        assert receiver.have == stop // CHUNK * CHUNK
    receive(store, data)
    with store.assets.open(sha(data)) as source:
        assert source.read(0, len(data)) == data


def test_a_torn_or_altered_beginning_is_fetched_again(store: Store, make: Maker) -> None:
    data = bytes_of(4 * CHUNK)
    needed(store, make, data)
    with store.assets.receive(sha(data)) as receiver:
        receiver.write(data[: 3 * CHUNK])
    path = store.assets.path_of(sha(data))
    torn = bytearray(path.read_bytes()[:-7])
    torn[HEADER_BYTES + CHUNK + TAG + 3] ^= 4
    path.write_bytes(torn)
    with store.assets.receive(sha(data)) as receiver:
        assert receiver.have == CHUNK
    receive(store, data)
    with store.assets.open(sha(data)) as source:
        assert source.read(0, len(data)) == data


def test_other_bytes_than_announced_are_dropped(store: Store, make: Maker) -> None:
    data = bytes_of(CHUNK + 9)
    needed(store, make, data)
    with store.assets.receive(sha(data)) as receiver, pytest.raises(AssetDamaged):
        receiver.write(bytes(len(data)))
        receiver.finish()
    with store.assets.receive(sha(data)) as receiver, pytest.raises(AssetDamaged):
        receiver.write(data + b"more")
    with store.assets.receive(sha(data)) as receiver, pytest.raises(AssetDamaged):
        receiver.write(data[:-1])
        receiver.finish()
    assert not store.assets.have(sha(data))
    assert not store.assets.path_of(sha(data)).exists()


def test_every_alteration_is_noticed(store: Store, make: Maker) -> None:
    data, other = bytes_of(3 * CHUNK + 17), bytes_of(3 * CHUNK + 18)
    needed(store, make, data, other)
    receive(store, data)
    receive(store, other)
    path = store.assets.path_of(sha(data))
    whole, dice = path.read_bytes(), random.Random(3)
    one, two = HEADER_BYTES, HEADER_BYTES + CHUNK + TAG
    mutants = [
        whole[:-1],
        whole[: two + CHUNK + TAG],
        whole[:HEADER_BYTES],
        whole[:one] + whole[two : two + CHUNK + TAG] + whole[one:two] + whole[two + CHUNK + TAG :],
        store.assets.path_of(sha(other)).read_bytes(),
        b"",
    ]
    for _ in range(100):
        at = dice.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        mutants.append(bytes(flipped))
    for mutant in mutants:
        path.write_bytes(mutant)
        with pytest.raises(AssetDamaged), store.assets.open(sha(data)) as source:
            source.verify()
        assert not store.assets.have(sha(data)) and not path.exists()
        store.assets.note(sha(data), len(data), whole=True)
    path.write_bytes(whole)
    with store.assets.open(sha(data)) as source:
        source.verify()


def test_a_damaged_source_fails_as_media_expects_and_is_not_here_any_more(store: Store, make: Maker) -> None:
    data, lost = bytes_of(2 * CHUNK), list[int]()
    store.assets.on_lost = lambda: lost.append(1)
    needed(store, make, data)
    receive(store, data)
    path = store.assets.path_of(sha(data))
    altered = bytearray(path.read_bytes())
    altered[-1] ^= 1
    path.write_bytes(altered)
    with store.assets.open(sha(data)) as source:
        assert source.read(0, CHUNK) == data[:CHUNK]
        with pytest.raises(OSError, match=sha(data)):
            source.read(CHUNK, 1)
        assert lost == [1] and not store.assets.have(sha(data)) and store.leases.needs()[0].sha256 == sha(data)
        receive(store, data)
        with pytest.raises(OSError, match=sha(data)):  # whoever holds it still reads what was there
            source.read(CHUNK, 1)
    assert store.assets.have(sha(data))
    with store.assets.open(sha(data)) as source:
        source.verify()


def test_files_and_keys_go_with_the_lease(store: Store, make: Maker) -> None:
    data = bytes_of(100)
    case_id = needed(store, make, data)
    receive(store, data)
    assert store.assets.sweep() == 0
    store.leases.end([case_id])
    assert store.assets.sweep() == 1
    assert not store.assets.path_of(sha(data)).exists()
    with pytest.raises(AssetMissing):
        store.assets.open(sha(data))
    with pytest.raises(AssetMissing):
        store.assets.receive(sha(data))


def test_nothing_lies_in_the_clear(tmp_path: Path, clock: HandClock, make: Maker) -> None:
    data = ("直播间二维码" * 30_000).encode()
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        needed(store, make, data)
        receive(store, data)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert "直播间二维码".encode() not in path.read_bytes()
            assert sha(data) not in str(path)


def test_the_format_stays_readable() -> None:
    """A test vector: a file written today is read by every later version."""
    sealer = Sealer(b"m" * 32, b"s" * 32, sha(b"paper"), 5, b"prefix7")
    assert sealer.header.hex() == "52564153534554310000000000000005" + b"prefix7".hex()
    assert sealer.seal(0, b"paper").hex() == "a80ff0a0fbbdbdb83081c8ccc0cf73cc75d3df23e9"
