"""Owns the worker's view of an asset: a seekable file whose blocks are fetched from the parent when they are needed."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

BLOCK: Final = 1024 * 1024
KEPT_BLOCKS: Final = 16

Fetch = Callable[[int, int], bytes]
"""Ask the parent for (offset, length); raises OSError when it cannot give the bytes."""


class RangeFile:
    """A read-only file of known size over `fetch`, with the latest blocks kept."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self._size = size
        self._fetch = fetch
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def read(self, length: int = -1, /) -> bytes:
        """Read up to `length` bytes, fewer only at the end."""
        end = self._size if length < 0 else min(self._at + length, self._size)
        parts = []
        while self._at < end:
            number, inside = divmod(self._at, BLOCK)
            part = self._block(number)[inside : inside + end - self._at]
            parts.append(part)
            self._at += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readinto(self, target: "bytearray | memoryview", /) -> int:
        """Fill `target` as far as the file goes; return how many bytes were read."""
        content = self.read(len(target))
        memoryview(target).cast("B")[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to `offset` as io does; refuse a negative position."""
        at = offset + (0, self._at, self._size)[whence]
        if at < 0:
            raise OSError("before the start of the file")
        self._at = at
        return at

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seekable(self) -> bool:
        """Say that `seek` works."""
        return True

    def readable(self) -> bool:
        """Say that `read` works."""
        return True

    def _block(self, number: int) -> bytes:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        offset = number * BLOCK
        content = self._fetch(offset, min(BLOCK, self._size - offset))
        self._blocks[number] = content
        if len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return content
