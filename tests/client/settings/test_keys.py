"""Keys: opened by any of their locks, by nothing else, and never made anew over a database that is there."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from reviewer_app.client.errors import KeyHeaderLost, NewerFile, NoVault, VaultSilent, WrongKey
from reviewer_app.client.settings.keys import HEADER, HEADER_BEFORE, KeyFile, ProfileKeys
from reviewer_app.client.settings.locks import Lock, PassphraseLock, RecoveryLock, VaultLock, Way
from reviewer_app.client.trouble import NotSaved

CHEAP = 8 * 1024  # KiB for Argon2id: what is tested here is not its cost
PROFILE = "0123456789abcdef"


class MemoryVault:
    """A keyring that lives as long as the test; `silent` makes it answer like a locked one."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.silent = False

    def get(self, name: str) -> str | None:
        if self.silent:
            raise VaultSilent(name)
        return self.kept.get(name)

    def put(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def drop(self, name: str) -> None:
        self.kept.pop(name, None)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path, PROFILE)


def words(text: str) -> PassphraseLock:
    return PassphraseLock(text, CHEAP)


def test_every_lock_opens_the_same_keys(keys: KeyFile) -> None:
    vault, private = MemoryVault(), X25519PrivateKey.generate()
    made = keys.make(VaultLock(vault, PROFILE), words("暗号 pass"), RecoveryLock(private.public_key()))
    assert keys.ways() == set(Way)
    opening: list[Lock] = [
        VaultLock(vault, PROFILE),
        words("暗号 pass"),
        RecoveryLock(private.public_key(), private),
    ]
    for lock in opening:
        assert keys.open(lock) == made
    assert len({made.work, made.cache, made.media, made.signing}) == 4


def test_nothing_else_opens_them(keys: KeyFile) -> None:
    vault, private, other = MemoryVault(), X25519PrivateKey.generate(), X25519PrivateKey.generate()
    keys.make(VaultLock(vault, PROFILE), words("right"), RecoveryLock(private.public_key()))
    closed: list[Lock] = [
        VaultLock(MemoryVault(), PROFILE),
        words("wrong"),
        words(""),
        RecoveryLock(other.public_key(), other),
        RecoveryLock(private.public_key()),
    ]
    before = (keys._folder / HEADER).read_bytes()
    for lock in closed:
        with pytest.raises(WrongKey) as caught:
            keys.open(lock)
        assert "passphrase" in caught.value.todo
    assert (keys._folder / HEADER).read_bytes() == before


def test_a_locked_keyring_is_told_apart_from_a_wrong_key(keys: KeyFile) -> None:
    vault = MemoryVault()
    keys.make(VaultLock(vault, PROFILE))
    vault.silent = True
    with pytest.raises(VaultSilent):
        keys.open(VaultLock(vault, PROFILE))


@pytest.mark.parametrize("database", ["work.db", "cache.db", "work.before-2.db"])
def test_no_new_keys_over_an_old_database(keys: KeyFile, tmp_path: Path, database: str) -> None:
    (tmp_path / database).write_bytes(b"anything")
    for attempt in (lambda: keys.make(words("w")), lambda: keys.open(words("w")), keys.exists, keys.ways):
        with pytest.raises(KeyHeaderLost):
            attempt()
    assert not (tmp_path / HEADER).exists()


def test_a_fresh_profile_has_no_header_and_gets_one_once(keys: KeyFile) -> None:
    assert not keys.exists()
    assert keys.ways() == frozenset()
    with pytest.raises(KeyHeaderLost):
        keys.open(words("w"))
    keys.make(words("w"))
    with pytest.raises(FileExistsError):
        keys.make(words("w"))


def test_a_damaged_header_gives_way_to_the_generation_before(keys: KeyFile, tmp_path: Path) -> None:
    made = keys.make(words("one"))
    keys.lock_again(made, words("two"))
    (tmp_path / HEADER).write_bytes(b'{"format": 1, "pro')
    assert keys.open(words("two")) == made
    (tmp_path / HEADER).unlink()
    assert keys.open(words("two")) == made
    (tmp_path / HEADER_BEFORE).write_bytes(b"")
    with pytest.raises(KeyHeaderLost):
        keys.open(words("two"))


@pytest.mark.parametrize("number", [2, 10**30])
def test_a_header_of_a_newer_version_is_refused_as_newer_and_left(keys: KeyFile, tmp_path: Path, number: int) -> None:
    """Whatever else is in it; and the generation before, which this version can read, is no way around it."""
    made = keys.make(words("one"))
    keys.lock_again(made, words("two"))
    whole = json.loads((tmp_path / HEADER).read_text())
    for newer in (whole | {"format": number}, {"format": number, "seals": ["nothing that is known here"]}):
        (tmp_path / HEADER).write_text(json.dumps(newer))
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        calls = [
            keys.exists,
            keys.ways,
            lambda: keys.open(words("two")),
            lambda: keys.make(words("w")),
            lambda: keys.put_lock(made, words("w")),
            lambda: keys.lock_again(made, words("w")),
        ]
        for call in calls:
            with pytest.raises(NewerFile):
                call()
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert "newer version" in NewerFile.what
    assert "Update" in NewerFile.todo


@pytest.mark.parametrize("number", ["2", None, 0, 1.5, True])
def test_a_format_that_is_no_number_of_ours_is_damage(keys: KeyFile, tmp_path: Path, number: object) -> None:
    keys.make(words("one"))
    whole = json.loads((tmp_path / HEADER).read_text())
    (tmp_path / HEADER).write_text(json.dumps(whole | {"format": number}))
    with pytest.raises(KeyHeaderLost):
        keys.exists()


def test_a_key_is_taken_back_out_of_the_keyring_only_by_who_put_it_there() -> None:
    """One that was there before may lock a profile that was set aside."""
    vault = MemoryVault()
    first, second = VaultLock(vault, PROFILE), VaultLock(vault, PROFILE)
    wrap = first.wrap(b"keys", "context")
    second.wrap(b"other keys", "context")
    second.undo()
    assert second.unwrap(wrap, "context") == b"keys"
    first.undo()
    first.undo()
    assert vault.kept == {}


def test_a_new_passphrase_shuts_the_old_one_out(keys: KeyFile, tmp_path: Path) -> None:
    made = keys.make(words("old"))
    keys.lock_again(made, words("new"))
    assert keys.open(words("new")) == made
    for name in (HEADER, HEADER_BEFORE):
        header = json.loads((tmp_path / name).read_text())
        assert header["generation"] == 2
    with pytest.raises(WrongKey):
        keys.open(words("old"))


def test_every_alteration_of_the_header_is_noticed(keys: KeyFile, tmp_path: Path) -> None:
    keys.make(words("pass"))
    path = tmp_path / HEADER
    whole, dice = path.read_text(), random.Random(2)
    for field, value in [("salt", "AAAAAAAAAAAAAAAAAAAAAA=="), ("time", 1), ("memory_kib", 10_000), ("way", "keyring")]:
        altered = json.loads(whole)
        altered["wraps"][0][field] = value
        path.write_text(json.dumps(altered))
        with pytest.raises((WrongKey, KeyHeaderLost)):
            keys.open(words("pass"), VaultLock(MemoryVault(), PROFILE))
    path.write_text(whole.replace(PROFILE, PROFILE[::-1]))
    with pytest.raises(KeyHeaderLost):
        keys.open(words("pass"))
    box = json.loads(whole)["wraps"][0]["box"]
    for _ in range(20):
        at = dice.randrange(len(box))
        other = dice.choice([c for c in "ABCDabcd0123+/" if c != box[at]])
        path.write_text(whole.replace(box, box[:at] + other + box[at + 1 :]))
        with pytest.raises(WrongKey):
            keys.open(words("pass"))


def test_absurd_costs_are_not_even_tried(keys: KeyFile, tmp_path: Path) -> None:
    keys.make(words("pass"))
    header = json.loads((tmp_path / HEADER).read_text())
    header["wraps"][0]["memory_kib"] = 2**30
    (tmp_path / HEADER).write_text(json.dumps(header))
    with pytest.raises(WrongKey):
        keys.open(words("pass"))


def test_keys_do_not_show_themselves(keys: KeyFile, tmp_path: Path) -> None:
    made = keys.make(words("secret words"))
    text = (tmp_path / HEADER).read_text()
    for key in (made.work, made.cache, made.media, made.signing):
        assert key.hex() not in text + repr(made)
    assert "secret" not in text
    assert repr(made) == "ProfileKeys()"
    assert (tmp_path / HEADER).stat().st_mode & 0o077 == 0


def test_a_header_that_cannot_be_written_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(NotSaved):
        KeyFile(tmp_path / "gone", PROFILE).make(words("w"))


def test_keys_come_in_one_size() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        ProfileKeys.split(b"short")
    assert ProfileKeys.split(ProfileKeys.fresh().joined()).work


def test_trouble_says_what_is_safe_and_what_to_do() -> None:
    for kind in (WrongKey, KeyHeaderLost, NoVault, VaultSilent):
        assert kind.what
        assert kind.safe
        assert kind.todo
