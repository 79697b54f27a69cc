"""The database files: wrong key, plain file, newer file, flipped bits, and the schema that is meant."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from reviewer_app.client.errors import DamagedFile, NewerFile, PlainFile, WrongKey
from reviewer_app.client.store import Store, StoreKeys, driver, open_store
from reviewer_app.client.store.cache_schema import CACHE
from reviewer_app.client.store.driver import dbapi, open_encrypted
from reviewer_app.client.store.queue_rows import stretch
from reviewer_app.client.store.schema import Steps, bring_up, dumped
from reviewer_app.client.store.work_schema import WORK
from tests.client.made import ACCOUNT, KEYS, HandClock, Maker

GOLDEN = Path(__file__).parent


def test_sqlite_utils_runs_on_sqlcipher() -> None:
    import sqlite_utils.utils

    assert sqlite_utils.utils.sqlite3.__name__ == "sqlcipher3"
    assert dbapi.sqlite_version_info >= driver.LEAST_SQLITE


def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(driver, "LEAST_SQLITE", (99, 0, 0))
    with pytest.raises(driver.UnfitSQLite):
        open_encrypted(tmp_path / "work.db", KEYS.work)
    assert not (tmp_path / "work.db").exists()


def test_what_comes_late_in_a_day_is_compiled_once(tmp_path: Path) -> None:
    compiled: list[int] = []
    file = open_encrypted(tmp_path / "work.db", KEYS.work)
    for number in range(300):
        assert file.rows(f"SELECT {number}") == file.rows(f"SELECT {number}")
    file._connection.set_authorizer(lambda *_: compiled.append(1) or 0)
    for _ in range(20):
        assert file.rows("SELECT 'one'") != file.rows("SELECT 'other'")
    file._connection.set_authorizer(None)
    file.close()
    assert len(compiled) == 2


def test_a_wrong_key_changes_nothing(tmp_path: Path, clock: HandClock, make: Maker) -> None:
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        store.leases.put([make.grant()])
    before = (tmp_path / "work.db").read_bytes()
    with pytest.raises(WrongKey):
        open_store(tmp_path, StoreKeys(b"x" * 32, KEYS.cache, KEYS.media), clock, ACCOUNT)
    assert (tmp_path / "work.db").read_bytes() == before
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        assert len(store.leases.all()) == 1


def test_a_plain_file_is_refused(tmp_path: Path, clock: HandClock) -> None:
    with sqlite3.connect(tmp_path / "work.db") as plain:
        plain.execute("CREATE TABLE t(x)")
    plain.close()
    before = (tmp_path / "work.db").read_bytes()
    with pytest.raises(PlainFile):
        open_store(tmp_path, KEYS, clock, ACCOUNT)
    assert (tmp_path / "work.db").read_bytes() == before


def test_a_newer_file_is_refused_politely(tmp_path: Path, clock: HandClock) -> None:
    open_store(tmp_path, KEYS, clock, ACCOUNT).close()
    file = open_encrypted(tmp_path / "work.db", KEYS.work)
    with file.transaction() as writer:
        writer.run("INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('work', 'm999_later', '')")
    file.close()
    with pytest.raises(NewerFile) as caught:
        open_store(tmp_path, KEYS, clock, ACCOUNT)
    assert "newer version" in caught.value.what


def test_a_copy_is_made_before_a_migration(tmp_path: Path) -> None:
    file = open_encrypted(tmp_path / "work.db", KEYS.work)
    WORK.migrations().apply(file.utils(), stop_before="m004_drafts")
    assert list(tmp_path.glob("*.before-*")) == []
    bring_up(file, WORK)
    file.close()
    (copy,) = tmp_path.glob("work.before-*.db")
    old = open_encrypted(copy, KEYS.work)
    assert old.row("SELECT count(*) FROM sqlite_master WHERE name IN ('rulebook', 'draft')") == (1,)
    old.close()


def test_old_copies_go_after_two_weeks(tmp_path: Path, clock: HandClock) -> None:
    for name, days in (("work.before-2.db", 15), ("work.before-3.db", 13)):
        (tmp_path / name).write_bytes(b"copy")
        at = clock.now().timestamp() - days * 86_400
        os.utime(tmp_path / name, (at, at))
    open_store(tmp_path, KEYS, clock, ACCOUNT).close()
    assert [path.name for path in tmp_path.glob("*.before-*")] == ["work.before-3.db"]


@pytest.mark.parametrize(("name", "migrations"), [("work", WORK), ("cache", CACHE)])
def test_the_schema_is_the_one_that_is_meant(tmp_path: Path, name: str, migrations: object) -> None:
    file = open_encrypted(tmp_path / "any.db", KEYS.work)
    bring_up(file, migrations)  # type: ignore[arg-type]  # parametrize knows no types
    found = dumped(file)
    file.close()
    assert found == (GOLDEN / f"{name}.schema.sql").read_text("utf-8")


def test_a_draft_from_before_its_time_was_kept_is_there_and_begins_at_nothing(tmp_path: Path, clock: HandClock) -> None:
    file = open_encrypted(tmp_path / "work.db", KEYS.work)
    before = Steps("work")
    before._steps = WORK._steps[:5]
    bring_up(file, before)
    row = ("c", "first", 1, '{"reason":"half"}', clock.now().isoformat())
    with file.transaction() as writer:
        writer.run("INSERT INTO draft(case_id, round, attempt, draft, saved_at) VALUES (?, ?, ?, ?, ?)", row)
    file.close()
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        (saved,) = store.drafts.all()
    assert (saved.draft.reason, saved.shown_ms) == ("half", 0)


def test_a_damaged_cache_is_made_anew_and_work_is_left(tmp_path: Path, clock: HandClock, make: Maker) -> None:
    from reviewer_app.wire.messages import Feed

    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        store.queue.apply_feed(stretch(Feed(cursor="c1", more=False, rows=tuple(make.row() for _ in range(50)))))
        store.leases.put([make.grant()])
    cache = tmp_path / "cache.db"
    data = bytearray(cache.read_bytes())
    data[100] ^= 1
    cache.write_bytes(data)
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        assert store.queue.cursor() is None
        assert len(store.leases.all()) == 1


FLIPS = 60


def _filled(store: Store, make: Maker) -> None:
    for _ in range(30):
        store.leases.put([make.grant(shop="店" * 200)])


def test_every_flipped_bit_is_noticed(tmp_path: Path, clock: HandClock, make: Maker) -> None:
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        _filled(store, make)
        sql = "SELECT case_id, file FROM lease ORDER BY taken"
        truth = store._work.rows(sql)
    assert _silent(tmp_path / "work.db", truth, lambda path: _encrypted(path, sql)) == 0


def test_the_flip_test_sees_what_plain_sqlite_misses(tmp_path: Path, make: Maker) -> None:
    """The unsafe switch: without encryption the same flips must slip through, or the test above is blind."""
    path = tmp_path / "plain.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE lease(case_id TEXT, file TEXT)")
    plain.executemany(
        "INSERT INTO lease VALUES (?, ?)",
        [(make.id(), make.file(make.id(), shop="店" * 200).record) for _ in range(30)],
    )
    plain.commit()
    truth = plain.execute("SELECT case_id, file FROM lease").fetchall()
    plain.close()
    assert _silent(path, truth, lambda where: _plain(where)) > FLIPS // 4


def _silent(path: Path, truth: list[tuple[object, ...]], read: object) -> int:
    """How many single flipped bits change what is read without an error."""
    dice, whole, silent = random.Random(7), path.read_bytes(), 0
    for _ in range(FLIPS):
        data = bytearray(whole)
        at = dice.randrange(len(data) * 8)
        data[at // 8] ^= 1 << at % 8
        path.write_bytes(data)
        try:
            silent += read(path) != truth  # type: ignore[operator]
        except (DamagedFile, WrongKey, sqlite3.DatabaseError, UnicodeDecodeError):
            pass
    path.write_bytes(whole)
    return silent


def _encrypted(path: Path, sql: str) -> list[tuple[object, ...]]:
    file = open_encrypted(path, KEYS.work)
    try:
        return file.rows(sql)
    finally:
        file.close()


def _plain(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT case_id, file FROM lease").fetchall()
    finally:
        connection.close()
