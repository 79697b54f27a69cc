"""One server at a time on a data folder: real processes, a second one refused calmly, a killed one leaving no trace."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reviewer_app.server.repository import folder
from reviewer_app.server.repository.engine import DatabaseRefused, open_database
from reviewer_app.server.repository.folder import FolderInUse, hold
from reviewer_app.server.service.server import DATABASE_FILE, Server
from reviewer_app.server.settings import ServerSettings, Unsafe
from tests.server.books import book
from tests.server.conftest import CHEAP

SERVE = (sys.executable, "-m", "reviewer_app.cli", "serve", "--port", "0", "--data")
WAIT = 60


@contextmanager
def serving(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A server in a process of its own, once it serves; killed at the end."""
    process = subprocess.Popen(
        [*SERVE, str(data)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    )
    try:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
        assert any(line.startswith("Serving on http://127.0.0.1:") for line in said), said
        yield process
    finally:
        process.kill()
        process.communicate(timeout=WAIT)


def test_a_second_server_is_refused_calmly_and_the_first_goes_on(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as first:
        second = subprocess.run([*SERVE, str(tmp_path / "data")], capture_output=True, text=True, timeout=WAIT)
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr == (
            f"Another server is running on the data folder {tmp_path / 'data'}. It goes on, and nothing was changed. "
            "Stop it first, or choose another folder with --data.\n"
        )
        assert first.poll() is None
        with serving(tmp_path / "other"):
            assert first.poll() is None


def test_after_a_killed_server_the_next_one_starts(tmp_path: Path) -> None:
    for _ in range(2):
        with serving(tmp_path / "data") as process:
            process.kill()
            assert process.wait(WAIT) == -signal.SIGKILL
        assert (tmp_path / "data" / folder.LOCK_FILE).exists()


def second_is_refused(data: Path, unsafe: Unsafe) -> bool:
    settings = ServerSettings(data=data, hasher=CHEAP, unsafe=unsafe)
    first = Server(settings, rulebooks=(book(),))
    try:
        Server(settings, rulebooks=(book(),)).close()
    except FolderInUse:
        return True
    finally:
        first.close()
    return False


def test_a_folder_is_free_again_once_its_server_is_closed(tmp_path: Path) -> None:
    assert second_is_refused(tmp_path, Unsafe())
    assert second_is_refused(tmp_path, Unsafe())


def test_without_the_lock_a_second_server_would_be_noticed(tmp_path: Path) -> None:
    assert not second_is_refused(tmp_path, Unsafe(no_folder_lock=True))


def test_a_server_that_cannot_open_its_data_lets_go_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "server.db").mkdir()
    settings = ServerSettings(data=tmp_path, hasher=CHEAP)
    with pytest.raises(Exception, match="unable to open"):
        Server(settings, rulebooks=(book(),))
    hold(tmp_path).close()


def test_a_server_that_cannot_start_leaves_no_connection_open(tmp_path: Path) -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("what is open is only listed on Linux")
    settings = ServerSettings(data=tmp_path, hasher=CHEAP)
    Server(settings, rulebooks=(book(),)).close()
    database = open_database(tmp_path / DATABASE_FILE, None)
    with database.plain_write() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(DatabaseRefused, match="newer version") as refused:
        Server(settings, rulebooks=(book(),))
    still_open = [fd.resolve() for fd in Path("/proc/self/fd").iterdir()]
    assert [path for path in still_open if path.is_relative_to(tmp_path.resolve())] == [], refused


def test_a_folder_that_cannot_be_locked_is_refused_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(file: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_lock", no_locks)
        with pytest.raises(DatabaseRefused, match=r"cannot be locked: No locks available.*local disk"):
            hold(tmp_path)
    with pytest.raises(DatabaseRefused, match="cannot be used"):
        hold(tmp_path / "absent")
