"""The recovery key that a person writes down: how it is made, read back from paper, and turned into a lock."""

from __future__ import annotations

import hashlib
import os

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reviewer_app.client.errors import WrongKey
from reviewer_app.client.settings.keys import KeyFile, ProfileKeys
from reviewer_app.client.settings.locks import RecoveryLock, Way
from reviewer_app.client.words import N_

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter that can be taken for another sign
SECRET_BYTES, CHECK_SIGNS, GROUP = 20, 4, 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Misread(WrongKey):
    """What was entered is no recovery key: a sign is missing or mistaken. It was not tried."""

    what = N_("This is not a recovery key as it was shown: a sign is missing or mistaken.")
    todo = N_("Compare it with the paper, group by group.")


def fresh_code() -> str:
    """A new recovery key of 160 random bits as nine groups of four signs, the last one a check of the others."""
    secret = os.urandom(SECRET_BYTES)
    return _grouped(_signs(secret) + _check(secret))


def lock_of(code: str) -> RecoveryLock:
    """The lock of a code as somebody typed it: in any case, O for 0, I or L for 1. Raises Misread."""
    bare = "".join(sign for sign in code.upper() if sign.isalnum()).translate(_MISREAD)
    if len(bare) != SECRET_BYTES * 8 // 5 + CHECK_SIGNS or any(sign not in SIGNS for sign in bare):
        raise Misread
    number = 0
    for sign in bare[:-CHECK_SIGNS]:
        number = number * 32 + SIGNS.index(sign)
    secret = number.to_bytes(SECRET_BYTES)
    if _check(secret) != bare[-CHECK_SIGNS:]:
        raise Misread
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"reviewer recovery code 1").derive(secret)
    private = X25519PrivateKey.from_private_bytes(derived)
    return RecoveryLock(private.public_key(), private)


def _signs(data: bytes) -> str:
    number, count = int.from_bytes(data), len(data) * 8 // 5
    return "".join(SIGNS[(number >> 5 * place) & 31] for place in reversed(range(count)))


def _check(secret: bytes) -> str:
    return _signs(hashlib.sha256(b"reviewer recovery check" + secret).digest()[:5])[:CHECK_SIGNS]


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


class RecoveryKeys:
    """Makes the recovery key of a profile that is open."""

    def __init__(self, file: KeyFile, keys: ProfileKeys) -> None:
        self._file, self._keys = file, keys

    def has(self) -> bool:
        """Whether there is one. Raises KeyHeaderLost."""
        return Way.RECOVERY in self._file.ways()

    def make(self) -> str:
        """A new one, in place of the one before; it is kept nowhere. Raises NotSaved, KeyHeaderLost."""
        code = fresh_code()
        self._file.put_lock(self._keys, lock_of(code))
        return code
