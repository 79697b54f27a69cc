"""The data folder's lock: one server at a time, held by the system and let go of when the process ends, however."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import BinaryIO

from reviewer_app.server.repository.engine import DatabaseRefused

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_FILE = "server.lock"
_TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK})


class FolderInUse(DatabaseRefused):
    """Another server runs on the data folder."""


def hold(folder: Path) -> BinaryIO:
    """Locks a data folder until the file that this gives is closed. Raises FolderInUse, DatabaseRefused.

    The file stays when the lock is gone and says nothing by itself: only the system knows who holds it.
    """
    file = _opened(folder)
    try:
        _lock(file)
    except OSError as error:
        file.close()
        if error.errno in _TAKEN:
            raise FolderInUse(
                f"Another server is running on the data folder {folder}. It goes on, and nothing was changed. "
                "Stop it first, or choose another folder with --data."
            ) from error
        raise DatabaseRefused(
            f"The data folder {folder} cannot be locked: {error.strerror}. Nothing was changed. "
            "Choose a folder on a local disk with --data."
        ) from error
    return file


def _opened(folder: Path) -> BinaryIO:
    try:
        return (folder / LOCK_FILE).open("a+b")
    except OSError as error:
        raise DatabaseRefused(
            f"The data folder {folder} cannot be used: {error.strerror}. Nothing was changed. "
            "Choose another with --data."
        ) from error


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
