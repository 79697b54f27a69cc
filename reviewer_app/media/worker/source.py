"""Owns the worker's view of an asset: a seekable file whose blocks are fetched from the parent when they are needed."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

BLOCK: Final = 1024 * 1024
"""Bytes that are asked for at least: each question costs two changes of process, on a busy machine milliseconds."""
WIDE_BLOCK: Final = 2 * BLOCK
"""The same for files that are read here and there, as documents are."""
KEPT_BLOCKS: Final = 16
MOST_AT_ONCE: Final = 4
"""Blocks that one question asks for."""

Fetch = Callable[[int, int], bytes]
"""Ask the parent for (offset, length); raises OSError when it cannot give the bytes."""


class RangeFile:
    """A read-only file of known size over `fetch`, with the latest blocks kept; of its `head` nothing is asked."""

    def __init__(self, size: int, fetch: Fetch, block: int = BLOCK, head: bytes = b"") -> None:
        self._size = size
        self._width = block
        self._head = head[:size]
        self._fetch = fetch
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def read(self, length: int = -1, /) -> bytes:
        """Read up to `length` bytes, fewer only at the end."""
        end = self._size if length < 0 else min(self._at + length, self._size)
        if end <= len(self._head):
            start, self._at = self._at, max(self._at, end)
            return self._head[start:end]
        parts = []
        while self._at < end:
            number, inside = divmod(self._at, self._width)
            part = self._block(number, (end - 1) // self._width)[inside : inside + end - self._at]
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

    def _block(self, number: int, last: int) -> bytes:
        """A block; one that is not here is fetched with those behind it up to `last` that are not here either."""
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        until = number + 1
        while until <= last and until - number < MOST_AT_ONCE and until not in self._blocks:
            until += 1
        offset = number * self._width
        content = self._fetch(offset, min(until * self._width, self._size) - offset)
        for one in range(number, until):
            self._blocks[one] = content[one * self._width - offset : (one + 1) * self._width - offset]
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return self._blocks[number]
