"""The key that is begun ahead: the same as the lock makes, given once, and never in the way of the lock's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.client.errors import WrongKey
from reviewer_app.client.settings import derive
from reviewer_app.client.settings.derive import Ahead, Costs, begin, derived
from reviewer_app.client.settings.keys import KeyFile, ProfileKeys
from reviewer_app.client.settings.locks import PassphraseLock
from reviewer_app.client.settings.profile import HEADER, profile_id

CHEAP = 8 * 1024
SERVER, ACCOUNT, WORDS = "https://reviews.example", "lin", "暗号 pass"
COSTS = Costs(b"0123456789abcdef", CHEAP, 1, 1)


@pytest.fixture
def made(tmp_path: Path) -> ProfileKeys:
    return _file(tmp_path).make(PassphraseLock(WORDS, CHEAP))


def _file(root: Path) -> KeyFile:
    identifier = profile_id(SERVER, ACCOUNT)
    (root / identifier).mkdir(exist_ok=True)
    return KeyFile(root / identifier, identifier)


def test_it_is_the_key_that_the_lock_makes_and_is_given_once() -> None:
    ahead = Ahead(WORDS, COSTS)
    assert ahead.key("other words", COSTS) is None
    assert ahead.key(WORDS, COSTS._replace(salt=b"another salt 123")) is None
    assert ahead.key(WORDS, COSTS) == derived(WORDS, COSTS)
    assert ahead.key(WORDS, COSTS) is None


def test_a_lock_opens_with_it_and_derives_nothing_itself(
    tmp_path: Path, made: ProfileKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = begin(tmp_path, SERVER, ACCOUNT, WORDS)
    assert ahead is not None
    ahead._thread.join()
    monkeypatch.setattr("reviewer_app.client.settings.locks.derived", lambda *asked: pytest.fail("derived again"))
    assert _file(tmp_path).open(PassphraseLock(WORDS, CHEAP, ahead)) == made


def test_a_wrong_passphrase_ahead_opens_nothing_and_hinders_nothing(tmp_path: Path, made: ProfileKeys) -> None:
    wrong = begin(tmp_path, SERVER, ACCOUNT, "not the words")
    assert _file(tmp_path).open(PassphraseLock(WORDS, CHEAP, wrong)) == made
    with pytest.raises(WrongKey):
        _file(tmp_path).open(PassphraseLock("not the words", CHEAP, begin(tmp_path, SERVER, ACCOUNT, "not the words")))


def test_the_address_may_be_spelled_in_any_way(tmp_path: Path, made: ProfileKeys) -> None:
    assert begin(tmp_path, "HTTPS://Reviews.example:443/", ACCOUNT, WORDS) is not None
    assert begin(tmp_path, "reviews.example", ACCOUNT, WORDS) is None
    assert begin(tmp_path, SERVER, "somebody", WORDS) is None
    assert begin(tmp_path, SERVER, ACCOUNT, "") is None


WRAP = {"way": "passphrase", "salt": "MDEyMzQ1Njc4OWFiY2RlZg==", "memory_kib": CHEAP, "time": 1, "lanes": 1}


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        {"wraps": None},
        {"wraps": [1]},
        {"wraps": [{"way": "keyring"}]},
        {"wraps": [WRAP | {"salt": "*"}]},
        {"wraps": [WRAP | {"salt": 7}]},
        {"wraps": [WRAP | {"memory_kib": None}]},
        {"wraps": [WRAP | {"memory_kib": 1}]},
        {"wraps": [WRAP | {"memory_kib": 2**31}]},
        {"wraps": [WRAP | {"time": 0}]},
        {"wraps": [WRAP | {"time": 10**9}]},
        {"wraps": [WRAP | {"lanes": 0}]},
    ],
    ids=range(16),
)
def test_a_header_that_is_no_such_thing_begins_nothing(
    tmp_path: Path, header: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "derived", lambda *asked: pytest.fail("derived"))
    _file(tmp_path)
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    (tmp_path / profile_id(SERVER, ACCOUNT) / HEADER).write_bytes(raw)
    assert begin(tmp_path, SERVER, ACCOUNT, WORDS) is None
