"""Profile folders: one for each account on a server, its name tells nothing, open in one program at a time."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from reviewer_app.client.errors import NothingKeptHere, ProfileInUse
from reviewer_app.client.settings.files import sync_folder
from reviewer_app.client.trouble import NotSaved
from reviewer_app.wire.address import checked_origin

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

APP = "reviewer"
LOCK = "lock"
HEADER, HEADER_BEFORE = "keys.json", "keys.before.json"
"""A profile's locked keys, and the generation before."""


def profiles_root(override: Path | None = None) -> Path:
    """Where profiles lie: `override`, else where the system keeps a program's own data; the folder is made."""
    root = override or _system_root()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def _system_root() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / APP
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / APP
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / APP


def origin_of(server_url: str) -> str:
    """Scheme, host and port of a server's address in one spelling. Raises NotAnAddress for what is no such address."""
    parts = urlsplit(checked_origin(server_url))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{parts.hostname}:{port}"


def profile_id(server_url: str, account: str) -> str:
    """The name of a profile's folder: a hash of who it is for. Raises NotAnAddress."""
    return hashlib.sha256(f"{origin_of(server_url)}\n{account}".encode()).hexdigest()[:32]


class Profile:
    """An open profile folder; nobody else opens it until it is closed."""

    def __init__(self, folder: Path, identifier: str, lock: BinaryIO) -> None:
        self.folder, self.id = folder, identifier
        self._lock = lock
        self._before = frozenset(path.name for path in folder.iterdir()) | {LOCK}

    @property
    def databases(self) -> tuple[Path, ...]:
        """The database files that exist."""
        return tuple(sorted(self.folder.glob("*.db")))

    def close(self) -> None:
        """Lets go of the folder."""
        self._lock.close()

    def undo(self) -> None:
        """Takes away what was made in it since it was opened, the folder too where nothing else is in it, and closes.

        What was there before is not touched, and what the system does not let go of is left.
        """
        for path in self.folder.iterdir():
            if path.name in self._before:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                _gone(path)
        if sys.platform == "win32":
            self.close()  # Windows deletes no file that is open
        if self._before == {LOCK} and all(path.name == LOCK for path in self.folder.iterdir()):
            _gone(self.folder / LOCK)
            with suppress(OSError):
                self.folder.rmdir()
        self.close()

    def __enter__(self) -> Profile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def open_profile(root: Path, server_url: str, account: str, make: bool = True) -> Profile:
    """Opens the profile of an account on a server, and makes its folder unless it is only looked for.

    Raises ProfileInUse where another program has it, NothingKeptHere where there is none and none is made,
    NotAnAddress, NotSaved.
    """
    identifier = profile_id(server_url, account)
    folder = root / identifier
    if make:
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise NotSaved(identifier) from error
    elif not folder.is_dir():
        raise NothingKeptHere(identifier)
    try:
        lock = (folder / LOCK).open("a+b")
    except OSError as error:
        raise NotSaved(identifier) from error
    try:
        _lock(lock)
        if not os.path.samestat(os.fstat(lock.fileno()), (folder / LOCK).stat()):
            raise FileNotFoundError(identifier)  # the folder was set aside between the two
        return Profile(folder, identifier, lock)
    except OSError as error:
        lock.close()
        raise ProfileInUse(identifier) from error


def _gone(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def set_aside(root: Path, server_url: str, account: str, now: datetime) -> Path:
    """Renames an account's profile folder, so that a new one can be made; nothing in it is touched or deleted.

    Raises ProfileInUse where a program has it open, NothingKeptHere where the account never worked here, NotSaved
    where it cannot be renamed.
    """
    folder = root / profile_id(server_url, account)
    if not folder.is_dir():
        raise NothingKeptHere(folder.name)
    aside = folder.with_name(f"{folder.name}.aside-{now:%Y%m%dT%H%M%S}")
    with open_profile(root, server_url, account) as profile:
        if all(path.name == LOCK for path in folder.iterdir()):
            raise NothingKeptHere(folder.name)
        if sys.platform == "win32":
            profile.close()  # Windows renames no folder in which a file is open
        try:
            folder.rename(aside)
        except OSError as error:
            raise NotSaved(aside.name) from error
    with suppress(OSError):
        sync_folder(root)  # it is renamed; a power cut could at most bring the old name back, with all that is in it
    return aside


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
