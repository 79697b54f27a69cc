"""The recovery key on paper: shown once, read back with the slips that people make, and bound to one profile."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.errors import NothingKeptHere, ProfileInUse, WrongKey
from reviewer_app.client.settings import profile as profiles
from reviewer_app.client.settings.keys import HEADER, HEADER_BEFORE, KeyFile
from reviewer_app.client.settings.locks import PassphraseLock, VaultLock, Way
from reviewer_app.client.settings.profile import open_profile, set_aside
from reviewer_app.client.settings.recovery import SIGNS, Misread, RecoveryKeys, fresh_code, lock_of
from reviewer_app.client.settings.standing import FILE, StandingFile
from tests.client.settings.test_keys import PROFILE, MemoryVault, words

URL, NOW = "https://review.example", datetime(2026, 8, 11, 9, 0, tzinfo=UTC)


def test_it_opens_the_same_keys_however_it_is_typed(tmp_path: Path) -> None:
    file = KeyFile(tmp_path, PROFILE)
    keys = file.make(words("forgotten"))
    recovery = RecoveryKeys(file, keys)
    assert not recovery.has()
    code = recovery.make()
    assert recovery.has()
    assert [len(group) for group in code.split("-")] == [4] * 9
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", ""), code.replace("1", "l")):
        assert file.open(lock_of(typed)) == keys
    assert code not in (tmp_path / HEADER).read_text()


def test_a_new_one_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    file = KeyFile(tmp_path, PROFILE)
    recovery = RecoveryKeys(file, file.make(words("pass")))
    first, second = recovery.make(), recovery.make()
    with pytest.raises(WrongKey):
        file.open(lock_of(first))
    (tmp_path / HEADER).unlink()  # nor in the generation before
    with pytest.raises(WrongKey):
        file.open(lock_of(first))
    assert file.open(lock_of(second)) == file.open(words("pass"))


def test_another_lock_keeps_the_recovery_key_and_shuts_the_lost_one_out(tmp_path: Path) -> None:
    file, vault = KeyFile(tmp_path, PROFILE), MemoryVault()
    keys = file.make(VaultLock(vault, PROFILE))
    code = RecoveryKeys(file, keys).make()
    file.put_lock(file.open(lock_of(code)), words("new words"))
    assert file.ways() == {Way.PASSPHRASE, Way.RECOVERY}
    assert file.open(words("new words")) == file.open(lock_of(code)) == keys
    with pytest.raises(WrongKey):
        file.open(VaultLock(vault, PROFILE))
    for name in (HEADER, HEADER_BEFORE):
        assert "keyring" not in (tmp_path / name).read_text()


def test_every_slip_of_one_sign_is_noticed_before_it_is_tried() -> None:
    dice, code = random.Random(5), fresh_code()
    bare = code.replace("-", "")
    for at in range(len(bare)):
        other = dice.choice([sign for sign in SIGNS if sign != bare[at]])
        with pytest.raises(Misread) as caught:
            lock_of(bare[:at] + other + bare[at + 1 :])
        assert caught.value.what != WrongKey.what
    for slip in (bare[:-1], bare + "0", bare[1:] + bare[0] * 2, ""):
        with pytest.raises(Misread):
            lock_of(slip)


@given(st.text(max_size=80))
def test_nothing_else_is_taken_for_one(text: str) -> None:
    with pytest.raises(Misread):
        lock_of(text)


def test_no_two_are_alike() -> None:
    assert len({fresh_code() for _each in range(200)}) == 200


def test_set_aside_is_renamed_whole_and_a_new_one_can_be_made(tmp_path: Path) -> None:
    with open_profile(tmp_path, URL, "lin") as profile:
        KeyFile(profile.folder, profile.id).make(PassphraseLock("lost", 8 * 1024))
        (profile.folder / "work.db").write_bytes(b"locked work")
        with pytest.raises(ProfileInUse):
            set_aside(tmp_path, URL, "lin", NOW)
    aside = set_aside(tmp_path, URL, "lin", NOW)
    assert aside.name == f"{profile.id}.aside-20260811T090000"
    assert (aside / "work.db").read_bytes() == b"locked work"
    assert (aside / HEADER).exists()
    with open_profile(tmp_path, URL, "lin") as again:
        assert again.databases == ()
        assert not KeyFile(again.folder, again.id).exists()


def test_an_account_that_never_worked_here_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingKeptHere):
        set_aside(tmp_path, URL, "lin", NOW)
    assert list(tmp_path.iterdir()) == []
    open_profile(tmp_path, URL, "lin").close()  # somebody only looked
    with pytest.raises(NothingKeptHere):
        set_aside(tmp_path, URL, "lin", NOW)
    assert [path.name for path in tmp_path.glob("*.aside-*")] == []


def _worked(root: Path) -> Path:
    with open_profile(root, URL, "lin") as profile:
        (profile.folder / "work.db").write_bytes(b"locked work")
    return profile.folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows renames no folder in which a file is open")
def test_nobody_opens_it_while_it_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, rename, tried = _worked(tmp_path), Path.rename, []

    def renaming(self: Path, target: Path) -> Path:
        with pytest.raises(ProfileInUse):
            open_profile(tmp_path, URL, "lin")
        tried.append(self)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", renaming)
    assert (set_aside(tmp_path, URL, "lin", NOW) / "work.db").exists()
    assert tried == [folder]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows renames no folder in which a file is open")
def test_a_folder_that_is_renamed_while_it_is_opened_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, lock = _worked(tmp_path), profiles._lock

    def locking(file: BinaryIO) -> None:
        lock(file)
        folder.rename(tmp_path / "away")

    monkeypatch.setattr(profiles, "_lock", locking)
    with pytest.raises(ProfileInUse):
        open_profile(tmp_path, URL, "lin")
    assert not folder.exists()


def test_a_folder_that_is_renamed_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _worked(tmp_path)

    def fails(folder: Path) -> None:
        raise OSError

    monkeypatch.setattr(profiles, "sync_folder", fails)
    aside = set_aside(tmp_path, URL, "lin", NOW)
    assert (aside / "work.db").exists()
    assert not folder.exists()


def test_what_it_held_is_known_without_a_key(tmp_path: Path) -> None:
    file = StandingFile(tmp_path)
    assert file.read() is None
    file.note(3, 2, NOW)
    known = StandingFile(tmp_path).read()
    assert known is not None
    assert (known.drafts, known.unsent, known.at) == (3, 2, NOW)
    written = (tmp_path / FILE).stat().st_mtime_ns
    file.note(3, 2, NOW)
    assert (tmp_path / FILE).stat().st_mtime_ns == written
    (tmp_path / FILE).write_text("{")
    assert StandingFile(tmp_path).read() is None
    StandingFile(tmp_path / "gone").note(1, 1, NOW)
    assert not (tmp_path / "gone").exists()
