"""The bytes of an asset as Qt's player reads them: from its own threads, and with an end that a read error brings."""

from __future__ import annotations

import threading

from PySide6.QtCore import QIODevice, QObject

from reviewer_app.media.values import Source


class SourceDevice(QIODevice):
    """A source to be read at random by the player.

    FFmpeg reads from threads of its own, hence the lock. After a read error it asks again for ever, and stopping the
    player waits for it, unless the device says that it is at its end: so `atEnd` turns true for good once a read has
    failed, and `broken` says that it was no true end. No error string is set: the player's loop would set it too.
    """

    def __init__(self, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._lock = threading.Lock()
        self.broken = False
        self.reads = 0
        self.reads_after_error = 0

    def isSequential(self) -> bool:
        return False

    def size(self) -> int:
        return self._source.size

    def atEnd(self) -> bool:
        return self.broken or self.pos() >= self._source.size

    def bytesAvailable(self) -> int:
        return 0 if self.broken else max(self._source.size - self.pos(), 0)

    def readData(self, maxlen: int) -> bytes:
        with self._lock:
            self.reads += 1
            if self.broken:
                self.reads_after_error += 1
                return b""
            at = self.pos()
            length = min(maxlen, self._source.size - at)
            if length <= 0:
                return b""
            try:
                content = self._source.read(at, length)
            except OSError:
                content = b""
            if len(content) != length:
                self.broken = True
                return b""
            return content

    def writeData(self, data: bytes | bytearray | memoryview, len: int) -> int:  # noqa: A002 - Qt's name
        return -1
