"""Evidence files on disk: encrypted in authenticated chunks that can be read at random, resumed, and checked whole."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, NoReturn

from cryptography.exceptions import InvalidTag

from reviewer_app.client.errors import AssetDamaged, AssetMissing
from reviewer_app.client.store.derived import DerivedFiles
from reviewer_app.client.store.driver import EncryptedFile
from reviewer_app.client.store.sealer import CHUNK, HEADER_BYTES, PREFIX_BYTES, TAG, Sealer
from reviewer_app.client.trouble import NotSaved

log = logging.getLogger(__name__)
_KEPT_CHUNKS = 16
_NOTED_CHUNKS = 16  # progress is written each MiB


class AssetSource:
    """The plain bytes of one evidence file, decrypted as they are read; may be used from several threads.

    The file is closed with `close`, or with the last who holds the source: players and readers share it. `lost` is
    called where a chunk turns out to be altered or gone.
    """

    def __init__(
        self,
        file: BinaryIO,
        sealer: Sealer,
        sha256: str,
        derived: Callable[[str], bytes | None] = lambda recipe: None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._file, self._sealer, self._sha256, self._derived, self._lost = file, sealer, sha256, derived, lost
        self._lock = threading.Lock()
        weakref.finalize(self, file.close)
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._sealer.size

    @property
    def sha256(self) -> str:
        """The digest that names the asset."""
        return self._sha256

    def read(self, offset: int, length: int) -> bytes:
        """The bytes from `offset`, fewer only at the end. Raises AssetDamaged (an OSError) where they were altered."""
        if offset < 0 or length < 0:
            raise ValueError("a range starts and ends in the file")
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        first, last = offset // CHUNK, (end - 1) // CHUNK
        whole = b"".join(self._chunk(index) for index in range(first, last + 1))
        return whole[offset - first * CHUNK : end - first * CHUNK]

    def verify(self) -> None:
        """Reads every chunk once. Raises AssetDamaged: such a file must be neither shown nor judged."""
        for index in range(self._sealer.chunks):
            self._chunk(index)

    def derived(self, recipe: str) -> bytes | None:
        """What was made of the asset under a recipe and kept; None where there is nothing, or nothing unaltered."""
        return self._derived(recipe)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._file.close()

    def __enter__(self) -> AssetSource:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _chunk(self, index: int) -> bytes:
        with self._lock:
            kept = self._kept.get(index)
            if kept is not None:
                self._kept.move_to_end(index)
                return kept
            try:
                plain = read_chunk(self._file, self._sealer, index, self._sha256)
            except AssetDamaged as damaged:
                # A disk that does not answer now may answer later: only what was read and does not hold is let go.
                if not self._file.closed and not isinstance(damaged.__cause__, OSError):
                    self._lost()
                raise
            self._kept[index] = plain
            if len(self._kept) > _KEPT_CHUNKS:
                self._kept.popitem(last=False)
            return plain


def read_chunk(file: BinaryIO, sealer: Sealer, index: int, sha256: str) -> bytes:
    """One chunk of an open file, decrypted. Raises AssetDamaged."""
    try:
        file.seek(HEADER_BYTES + index * (CHUNK + TAG))
        return sealer.open(index, file.read(sealer.plain_length(index) + TAG))
    except (InvalidTag, OSError, ValueError) as error:
        raise AssetDamaged(sha256) from error


class Receiver:
    """A file on its way in: whole chunks are appended encrypted, so that it can go on where it stopped."""

    def __init__(self, folder: AssetFolder, file: BinaryIO, sealer: Sealer, sha256: str) -> None:
        self._folder, self._file, self._sealer, self._sha256 = folder, file, sealer, sha256
        self._digest = hashlib.sha256()
        self._pending = bytearray()
        self._index = 0
        self._whole = False
        self.have = self._take_up()

    def _take_up(self) -> int:
        """Reads again what is here, to go on hashing; what does not open is cut off."""
        there = os.fstat(self._file.fileno()).st_size - HEADER_BYTES
        for index in range(min(self._sealer.chunks - 1, max(0, there) // (CHUNK + TAG))):
            try:
                plain = read_chunk(self._file, self._sealer, index, self._sha256)
            except AssetDamaged:
                break
            self._digest.update(plain)
            self._index = index + 1
        self._file.seek(HEADER_BYTES + self._index * (CHUNK + TAG))
        self._file.truncate()
        return self._index * CHUNK

    def restart_at(self, start: int) -> None:
        """Takes note of the byte from which the next bytes come: where this stands, or 0 to begin again.

        Raises ValueError for any other.
        """
        if start == self.have:
            return
        if start != 0:
            raise ValueError("bytes come from where this stands, or from the start")
        self._index, self.have, self._digest = 0, 0, hashlib.sha256()
        self._file.seek(HEADER_BYTES)
        self._file.truncate()

    def write(self, data: bytes) -> None:
        """Takes more bytes. Raises NotSaved, or AssetDamaged where more come than the file has."""
        if self.have + len(data) > self._sealer.size:
            self._refuse()
        self._pending += data
        self.have += len(data)
        self._digest.update(data)
        try:
            while len(self._pending) >= CHUNK and self._index < self._sealer.chunks - 1:
                self._append(bytes(self._pending[:CHUNK]))
                del self._pending[:CHUNK]
        except OSError as error:
            raise NotSaved(self._sha256) from error

    def finish(self) -> None:
        """Ends the file and declares it whole; durable when it returns.

        Raises AssetDamaged, and drops the file, where its SHA-256 is not the one that names it; NotSaved.
        """
        if self.have != self._sealer.size or self._digest.hexdigest() != self._sha256:
            self._refuse()
        try:
            self._append(bytes(self._pending))
            self._pending.clear()
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise NotSaved(self._sha256) from error
        self._folder.note(self._sha256, self.have, whole=True)
        self._whole = True

    def _append(self, plain: bytes) -> None:
        self._file.write(self._sealer.seal(self._index, plain))
        self._index += 1
        if self._index % _NOTED_CHUNKS == 0:
            self._folder.note(self._sha256, self._index * CHUNK, whole=False)

    def _refuse(self) -> NoReturn:
        self._file.close()
        self._folder.discard(self._sha256)
        raise AssetDamaged(self._sha256)

    def close(self) -> None:
        """Keeps the whole chunks for another time."""
        if self._file.closed:
            return
        try:
            self._file.close()
            if not self._whole:
                self._folder.note(self._sha256, self._index * CHUNK, whole=False)
        except OSError as error:  # the buffer could not be written: what is on the disk is still a prefix of the file
            raise NotSaved(self._sha256) from error

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class AssetFolder:
    """The evidence files of a profile. A file is named by a keyed hash; its key needs the salt that work.db holds.

    A file that is found altered or gone when it is read is not here any more; `on_lost` hears it, on whatever thread
    was reading, so that it is fetched anew.
    """

    def __init__(self, folder: Path, media_key: bytes, file: EncryptedFile) -> None:
        self._folder, self._key, self._file = folder, media_key, file
        self.on_lost: Callable[[], None] = lambda: None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.derived = DerivedFiles(folder / "derived", media_key, file)

    def have(self, sha256: str) -> bool:
        """Whether a file is here, whole and checked when it came in."""
        row = self._file.row("SELECT whole FROM asset WHERE sha256 = ?", (sha256,))
        return bool(row and row[0])

    def here(self) -> frozenset[str]:
        """Every file that is here whole."""
        return frozenset(sha256 for (sha256,) in self._file.rows("SELECT sha256 FROM asset WHERE whole"))

    def whole_in_order(self) -> tuple[str, ...]:
        """Files that are here whole, in the order in which cases were taken and a reviewer needs them."""
        rows = self._file.rows(
            "SELECT a.sha256 FROM lease l JOIN need n ON n.case_id = l.case_id JOIN asset a ON a.sha256 = n.sha256"
            " WHERE a.whole GROUP BY a.sha256 ORDER BY min(l.taken * 65536 + n.place)"
        )
        return tuple(sha256 for (sha256,) in rows)

    def progress(self, sha256: str) -> int:
        """Plain bytes that are here, as last noted."""
        row = self._file.row("SELECT have FROM asset WHERE sha256 = ?", (sha256,))
        return int(row[0]) if row else 0

    def receive(self, sha256: str) -> Receiver:
        """Begins or goes on receiving a file that a leased case needs. Raises AssetMissing for any other; NotSaved."""
        size, salt = self._known(sha256)
        path = self.path_of(sha256)
        try:
            file = path.open("r+b" if path.exists() else "w+b")
            head = file.read(HEADER_BYTES)
            prefix = head[-PREFIX_BYTES:] if len(head) == HEADER_BYTES else os.urandom(PREFIX_BYTES)
            sealer = Sealer(self._key, salt, sha256, size, prefix)
            if head != sealer.header:
                # Never two plain texts under one nonce: another start has another prefix.
                sealer = Sealer(self._key, salt, sha256, size, os.urandom(PREFIX_BYTES))
                file.seek(0)
                file.truncate()
                file.write(sealer.header)
                file.flush()
            return Receiver(self, file, sealer, sha256)
        except OSError as error:
            raise NotSaved(sha256) from error

    def open(self, sha256: str) -> AssetSource:
        """A whole file, to be read. Raises AssetMissing, or AssetDamaged where it is altered, gone or unread."""
        size, salt = self._known(sha256)
        if not self.have(sha256):
            raise AssetMissing(sha256)
        try:
            file = self.path_of(sha256).open("rb")
        except FileNotFoundError as gone:
            self._lose(sha256)
            raise AssetDamaged(sha256) from gone
        except OSError as error:
            raise AssetDamaged(sha256) from error
        head = file.read(HEADER_BYTES)
        sealer = Sealer(self._key, salt, sha256, size, head[-PREFIX_BYTES:])
        if head != sealer.header:
            file.close()
            self._lose(sha256)
            raise AssetDamaged(sha256)
        lost = partial(self._lose, sha256, file)
        return AssetSource(file, sealer, sha256, partial(self.derived.read, sha256), lost)

    def _lose(self, sha256: str, file: BinaryIO | None = None) -> None:
        """Notes that a file is not here whole, and says so, unless it has come anew since `file` was opened.

        Where even that cannot be noted, it stays damaged.
        """
        path = self.path_of(sha256)
        try:
            if file is not None and path.exists() and not os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return
            self.discard(sha256)
        except (OSError, NotSaved):
            log.warning("asset %s is damaged and cannot be put away", sha256)
            return
        log.info("asset %s was altered or lost on the disk", sha256)
        self.on_lost()

    def discard(self, sha256: str) -> None:
        """Drops a file that is not what it should be; it will be fetched again while a case needs it."""
        self.note(sha256, 0, whole=False)
        with suppress(PermissionError):  # some systems keep a file that is open: it is taken up as far as it is whole
            self.path_of(sha256).unlink(missing_ok=True)
        self.derived.discard(sha256)

    def note(self, sha256: str, have: int, whole: bool) -> None:
        """Writes how much of a file is here."""
        with self._file.transaction() as writer:
            writer.run("UPDATE asset SET have = ?, whole = ? WHERE sha256 = ?", (have, whole, sha256))

    def sweep(self) -> int:
        """Deletes every file whose key is gone (no lease and nothing unsent needs it); gives how many."""
        kept = {self._name_of(sha256) for (sha256,) in self._file.rows("SELECT sha256 FROM asset")}
        swept = 0
        for path in [path for path in self._files() if path.name not in kept]:
            try:
                path.unlink(missing_ok=True)
                swept += 1
            except OSError:
                continue  # some systems keep a file that is being shown; its key is gone, and it goes another time
        return swept + self.derived.sweep()

    def path_of(self, sha256: str) -> Path:
        """Where a file lies; nothing that anybody was told goes into the name."""
        return self._folder / self._name_of(sha256)

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.iterdir() if path.is_file())

    def _name_of(self, sha256: str) -> str:
        return hmac.new(self._key, b"name" + bytes.fromhex(sha256), hashlib.sha256).hexdigest()

    def _known(self, sha256: str) -> tuple[int, bytes]:
        row = self._file.row("SELECT bytes, salt FROM asset WHERE sha256 = ?", (sha256,))
        if row is None:
            raise AssetMissing(sha256)
        return int(row[0]), bytes(row[1])
