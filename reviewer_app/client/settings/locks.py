"""Ways to lock a profile's keys and to open them again: the keyring, a passphrase, the organisation's recovery key."""

from __future__ import annotations

import base64
import os
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reviewer_app.client.plain import fields
from reviewer_app.client.settings.derive import Costs, derived
from reviewer_app.wire.canonical import canonical

if TYPE_CHECKING:
    from reviewer_app.client.settings.derive import Ahead
    from reviewer_app.client.settings.vault import Vault

NONCE_BYTES = 12
ARGON_MEMORY_KIB, ARGON_TIME, ARGON_LANES = 256 * 1024, 3, 2  # about half a second


class Way(StrEnum):
    """How a wrap is opened."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a way, not a secret
    RECOVERY = "recovery"


class Wrap(NamedTuple):
    """The profile's keys under one lock; `box` is nonce and AES-256-GCM text, beside what else the way needs."""

    way: Way
    box: str
    salt: str = ""
    memory_kib: int = 0
    time: int = 0
    lanes: int = 0
    sender: str = ""
    recipient: str = ""

    @classmethod
    def read(cls, found: object) -> Wrap:
        """The wrap that a key header holds. Raises ValueError for what is none."""
        known = fields(found, {"way": str, "box": str}, _MORE)
        return cls(**(known | {"way": Way(known["way"])}))

    def told(self) -> dict[str, str | int]:
        """The wrap as the header holds it."""
        return self._asdict() | {"way": self.way.value}


_MORE = {"salt": str, "memory_kib": int, "time": int, "lanes": int, "sender": str, "recipient": str}


class CannotOpen(Exception):
    """This lock does not open this wrap."""


class Lock(Protocol):
    """One way to lock and to open. `context` binds a wrap to its profile."""

    way: Way

    def wrap(self, secret: bytes, context: str) -> Wrap:
        """Locks the keys."""
        ...

    def unwrap(self, wrap: Wrap, context: str) -> bytes:
        """Opens them. Raises CannotOpen."""
        ...


class VaultLock:
    """A random key held in the system's keyring."""

    way = Way.KEYRING

    def __init__(self, vault: Vault, profile: str) -> None:
        self._vault, self._name, self._made = vault, f"key {profile}", False

    def wrap(self, secret: bytes, context: str) -> Wrap:
        """Locks under the keyring's key, which is made when there is none. Raises VaultSilent."""
        kept = self._vault.get(self._name)
        if kept is None:
            kept = _text(os.urandom(32))
            self._made = True
            self._vault.put(self._name, kept)
        return _boxed(Wrap(way=self.way, box=""), _bytes(kept), secret, context)

    def undo(self) -> None:
        """Takes the key back out of the keyring where this lock put it in: one from before may lock something else.

        Raises VaultSilent.
        """
        if self._made:
            self._vault.drop(self._name)
            self._made = False

    def unwrap(self, wrap: Wrap, context: str) -> bytes:
        """Opens with the keyring's key. Raises CannotOpen, VaultSilent."""
        kept = self._vault.get(self._name)
        if kept is None:
            raise CannotOpen(self.way)
        return _unboxed(wrap, _bytes(kept), context)


class PassphraseLock:
    """A key made from a passphrase by Argon2id (RFC 9106); `ahead` may have begun to make it."""

    way = Way.PASSPHRASE

    def __init__(self, passphrase: str, memory_kib: int = ARGON_MEMORY_KIB, ahead: Ahead | None = None) -> None:
        self._passphrase, self._memory, self._ahead = passphrase, memory_kib, ahead

    def wrap(self, secret: bytes, context: str) -> Wrap:
        """Locks under a key of a fresh salt."""
        empty = Wrap(
            way=self.way,
            box="",
            salt=_text(os.urandom(16)),
            memory_kib=self._memory,
            time=ARGON_TIME,
            lanes=ARGON_LANES,
        )
        return _boxed(empty, derived(self._passphrase, _costs(empty)), secret, context)

    def unwrap(self, wrap: Wrap, context: str) -> bytes:
        """Opens. Raises CannotOpen; also for costs that no header of ours names."""
        costs = _costs(wrap)
        if not costs.sane:
            raise CannotOpen(self.way)
        key = self._ahead.key(self._passphrase, costs) if self._ahead else None
        return _unboxed(wrap, key or derived(self._passphrase, costs), context)


class RecoveryLock:
    """The organisation's X25519 recovery key: anybody may lock with its public half, who has the private one opens."""

    way = Way.RECOVERY

    def __init__(self, public: X25519PublicKey, private: X25519PrivateKey | None = None) -> None:
        self._public, self._private = public, private

    def wrap(self, secret: bytes, context: str) -> Wrap:
        """Locks under a key agreed with a one-time sender key."""
        sender = X25519PrivateKey.generate()
        empty = Wrap(
            way=self.way,
            box="",
            sender=_text(sender.public_key().public_bytes_raw()),
            recipient=_text(self._public.public_bytes_raw()),
        )
        return _boxed(empty, _agreed(sender.exchange(self._public), empty), secret, context)

    def unwrap(self, wrap: Wrap, context: str) -> bytes:
        """Opens with the private half. Raises CannotOpen."""
        if self._private is None:
            raise CannotOpen(self.way)
        try:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(_bytes(wrap.sender)))
        except ValueError as error:
            raise CannotOpen(self.way) from error
        return _unboxed(wrap, _agreed(shared, wrap), context)


def _costs(wrap: Wrap) -> Costs:
    return Costs(_bytes(wrap.salt), wrap.memory_kib, wrap.time, wrap.lanes)


def _agreed(shared: bytes, wrap: Wrap) -> bytes:
    both = _bytes(wrap.sender) + _bytes(wrap.recipient)
    return HKDF(algorithm=SHA256(), length=32, salt=both, info=b"reviewer recovery").derive(shared)


def _aad(wrap: Wrap, context: str) -> bytes:
    told = wrap.told()
    del told["box"]
    return canonical({"context": context, "wrap": told})


def _boxed(empty: Wrap, key: bytes, secret: bytes, context: str) -> Wrap:
    nonce = os.urandom(NONCE_BYTES)
    box = nonce + AESGCM(key).encrypt(nonce, secret, _aad(empty, context))
    return empty._replace(box=_text(box))


def _unboxed(wrap: Wrap, key: bytes, context: str) -> bytes:
    try:
        box = _bytes(wrap.box)
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _aad(wrap, context))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(wrap.way) from error


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
