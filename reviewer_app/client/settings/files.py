"""Small files that must never be half written: temporary file, fsync, replace, fsync of the folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from reviewer_app.client.trouble import NotSaved


def write_durably(path: Path, data: bytes) -> None:
    """Replaces a file whole, readable by its owner alone; after a power cut it is the old one or the new one.

    Raises NotSaved, and the old file is untouched then.
    """
    temporary = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise NotSaved(path.name) from error


def sync_folder(folder: Path) -> None:
    """Makes the folder's entries durable, where the system can be asked to."""
    if sys.platform == "win32":
        return  # NTFS journals its directories; a directory cannot be opened for fsync
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
