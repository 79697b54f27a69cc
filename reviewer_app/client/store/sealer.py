"""Owns the format of encrypted files: authenticated chunks that can be read at random, under a key for each file."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 64 * 1024
TAG = 16
MAGIC = b"RVASSET1"
PREFIX_BYTES = 7
HEADER_BYTES = len(MAGIC) + 8 + PREFIX_BYTES


class Sealer:
    """Encrypts and decrypts the chunks of one file.

    STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): nonce = 7-byte prefix, 4-byte counter, last flag; the header and
    the asset's id are authenticated with every chunk, so that none can be moved, dropped, or taken for another file's.
    """

    def __init__(
        self, media_key: bytes, salt: bytes, sha256: str, size: int, prefix: bytes, purpose: bytes = b"reviewer asset"
    ) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(media_key)
        self._aead = AESGCM(derived)
        self._prefix, self.size = prefix, size
        self.header = MAGIC + size.to_bytes(8, "big") + prefix
        self._aad = self.header + bytes.fromhex(sha256)
        self.chunks = max(1, -(-size // CHUNK))

    def _nonce(self, index: int) -> bytes:
        return self._prefix + index.to_bytes(4, "big") + bytes([index == self.chunks - 1])

    def plain_length(self, index: int) -> int:
        """Plain bytes in a chunk."""
        return CHUNK if index < self.chunks - 1 else self.size - CHUNK * (self.chunks - 1)

    def seal(self, index: int, plain: bytes) -> bytes:
        """A chunk encrypted."""
        return self._aead.encrypt(self._nonce(index), plain, self._aad)

    def open(self, index: int, sealed: bytes) -> bytes:
        """A chunk decrypted. Raises InvalidTag."""
        if len(sealed) != self.plain_length(index) + TAG:
            raise InvalidTag
        return self._aead.decrypt(self._nonce(index), sealed, self._aad)
