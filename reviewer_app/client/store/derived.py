"""What was made of evidence files ahead, on disk: encrypted as they are, bound to file and recipe, gone with it."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag

from reviewer_app.client.errors import AssetMissing
from reviewer_app.client.store.driver import EncryptedFile
from reviewer_app.client.store.sealer import CHUNK, HEADER_BYTES, MAGIC, PREFIX_BYTES, TAG, Sealer
from reviewer_app.client.trouble import NotSaved
from reviewer_app.media import recipes

_PART = ".part"


class DerivedFiles:
    """Derived pictures of a profile. Each has a key of its own, made with the salt of its asset: it ends with it."""

    def __init__(self, folder: Path, media_key: bytes, file: EncryptedFile) -> None:
        self._folder, self._key, self._file = folder, media_key, file
        self._one_at_a_time = threading.Lock()  # a sweep takes what lies there in part: not what is being written

    def keep(self, sha256: str, recipe: str, content: bytes) -> None:
        """Writes what was made of an asset; there whole, or not at all. Raises AssetMissing, NotSaved.

        It is not made durable: what a power cut takes is made again.
        """
        sealer = self._sealer(sha256, recipe, len(content), os.urandom(PREFIX_BYTES))
        if sealer is None:
            raise AssetMissing(sha256)
        path = self._path_of(sha256, recipe)
        part = path.with_suffix(_PART)
        try:
            with self._one_at_a_time:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with part.open("wb") as file:
                    file.write(sealer.header)
                    for index in range(sealer.chunks):
                        file.write(sealer.seal(index, content[index * CHUNK : (index + 1) * CHUNK]))
                part.replace(path)
        except OSError as error:  # what lies there in part is swept
            raise NotSaved(sha256) from error

    def read(self, sha256: str, recipe: str) -> bytes | None:
        """What was made of an asset under a recipe; None where there is nothing, or where it was altered."""
        try:
            with self._path_of(sha256, recipe).open("rb") as file:
                head = file.read(HEADER_BYTES)
                size = int.from_bytes(head[len(MAGIC) : len(MAGIC) + 8], "big")
                sealer = self._sealer(sha256, recipe, size, head[-PREFIX_BYTES:])
                there = os.fstat(file.fileno()).st_size
                if sealer is None or there != HEADER_BYTES + size + sealer.chunks * TAG or head != sealer.header:
                    return None
                return b"".join(
                    sealer.open(index, file.read(sealer.plain_length(index) + TAG)) for index in range(sealer.chunks)
                )
        except (OSError, InvalidTag):
            return None

    def has(self, sha256: str, recipe: str) -> bool:
        """Whether something lies there under that recipe."""
        return self._path_of(sha256, recipe).exists()

    def discard(self, sha256: str) -> None:
        """Drops everything that was made of an asset."""
        for recipe in recipes.every():
            self._path_of(sha256, recipe).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Deletes what was made of assets that are gone, or by recipes that have changed; gives how many."""
        with self._one_at_a_time:
            return sum(_gone(path) for path in self._outdated())

    def _outdated(self) -> list[Path]:
        """Files whose asset is gone, whose recipe has changed, or that were never finished."""
        kept = {self._name_of(sha256) for (sha256,) in self._file.rows("SELECT sha256 FROM asset")}
        current = {_mark(recipe) for recipe in recipes.every()}
        found = ((path, *path.name.partition("-")[::2]) for path in self._files())
        return [path for path, asset, mark in found if asset not in kept or mark not in current]

    def _files(self) -> Iterator[Path]:
        return self._folder.iterdir() if self._folder.exists() else iter(())

    def _path_of(self, sha256: str, recipe: str) -> Path:
        return self._folder / f"{self._name_of(sha256)}-{_mark(recipe)}"

    def _name_of(self, sha256: str) -> str:
        return hmac.new(self._key, b"derived" + bytes.fromhex(sha256), hashlib.sha256).hexdigest()

    def _sealer(self, sha256: str, recipe: str, size: int, prefix: bytes) -> Sealer | None:
        """What seals a derived file: bound to asset and recipe by its key and in every chunk; None without its salt."""
        row = self._file.row("SELECT salt FROM asset WHERE sha256 = ?", (sha256,))
        if row is None:
            return None
        bound = _bound(sha256, recipe).hex()
        return Sealer(self._key, bytes(row[0]), bound, size, prefix, b"reviewer derived")


def _gone(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False  # its key is gone, and it goes another time
    return True


def _mark(recipe: str) -> str:
    return hashlib.sha256(recipe.encode()).hexdigest()[:16]


def _bound(sha256: str, recipe: str) -> bytes:
    return hashlib.sha256(bytes.fromhex(sha256) + recipe.encode()).digest()
