"""Owns the memory that a room and its worker both see: a large body lies there while its message is read."""

import mmap
import os
import sys
from typing import Final

if sys.platform == "linux":
    import fcntl

SIZE: Final = 16 * 1024 * 1024
"""Bytes: a frame or page at the size in which the desk shows it, with room; what is larger goes over the pipe."""
LEAST: Final = 64 * 1024
"""Bytes of a body from which on it pays: a smaller one goes with its header, in one write."""
WORD: Final = "--hatch="
"""The word that tells a worker the descriptor."""


class Hatch:
    """Memory of SIZE bytes between two processes, of which one writes while the other waits for its message.

    Whoever reads takes a copy, once: what is believed of it cannot be changed any more by the other side. Its size is
    sealed, so that a worker that turned hostile cannot take memory away from under the room.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._memory = mmap.mmap(descriptor, SIZE)
        self._used = 0

    def put(self, body: bytes | memoryview) -> bool:
        """Lay a body there; False for one that is better sent over the pipe."""
        if not LEAST <= len(body) <= SIZE:
            return False
        self._memory[: len(body)] = body
        self._used = max(self._used, len(body))
        return True

    def take(self, size: int) -> bytes:
        """A copy of what lies there. Raises ValueError for more than there can be."""
        if not 0 <= size <= SIZE:
            raise ValueError("no such body")
        self._used = max(self._used, size)
        return self._memory[:size]

    def wipe(self) -> None:
        """Leave nothing of what was handed over."""
        for start in range(0, self._used, LEAST):
            self._memory[start : start + LEAST] = bytes(LEAST)
        self._used = 0

    def close(self) -> None:
        """Let go of it; it is gone when the other side has let go too."""
        self._memory.close()
        os.close(self.descriptor)


def made() -> Hatch | None:
    """A new one, to be handed to a worker; None on systems that have no memory whose size can be sealed."""
    if sys.platform != "linux":
        return None
    try:
        descriptor = os.memfd_create("reviewer-media", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except OSError:
        return None
    try:
        os.ftruncate(descriptor, SIZE)
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
        return Hatch(descriptor)
    except OSError:
        os.close(descriptor)
        return None


def handed(words: list[str]) -> Hatch | None:
    """The one that a worker was told of on its command line; None where it was told of none."""
    told = next((word.removeprefix(WORD) for word in words if word.startswith(WORD)), None)
    return Hatch(int(told)) if told is not None else None
