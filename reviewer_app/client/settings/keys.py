"""The key header of a profile: random keys under locks, in two generations, never made anew over data."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer_app.client.errors import KeyHeaderLost, NewerFile, WrongKey
from reviewer_app.client.plain import fields
from reviewer_app.client.settings.files import write_durably
from reviewer_app.client.settings.locks import CannotOpen, Way, Wrap
from reviewer_app.client.settings.profile import HEADER, HEADER_BEFORE
from reviewer_app.wire.canonical import strict_json

if TYPE_CHECKING:
    from reviewer_app.client.settings.locks import Lock

KEY_BYTES = 32
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ProfileKeys:
    """A profile's keys, 32 random bytes each: two databases, evidence files, and the device's signing seed."""

    work: bytes = field(repr=False)
    cache: bytes = field(repr=False)
    media: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> ProfileKeys:
        """New random keys."""
        return cls.split(os.urandom(4 * KEY_BYTES))

    @classmethod
    def split(cls, secret: bytes) -> ProfileKeys:
        """The keys from the bytes that a lock gave."""
        if len(secret) != 4 * KEY_BYTES:
            raise ValueError("four keys of 32 bytes")
        return cls(*(secret[at : at + KEY_BYTES] for at in range(0, len(secret), KEY_BYTES)))

    def joined(self) -> bytes:
        """The keys as the bytes that go under a lock."""
        return self.work + self.cache + self.media + self.signing


class Header(NamedTuple):
    """What keys.json holds."""

    profile: str
    generation: int
    wraps: tuple[Wrap, ...]
    format: int = FORMAT

    @classmethod
    def read(cls, found: object) -> Header:
        """The header that a file's JSON is. Raises ValueError for what is none."""
        known = fields(found, {"profile": str, "generation": int, "wraps": list}, {"format": int})
        return cls(**(known | {"wraps": tuple(Wrap.read(one) for one in known["wraps"])}))

    def told(self) -> bytes:
        """The header as the file holds it."""
        return json.dumps(self._asdict() | {"wraps": [wrap.told() for wrap in self.wraps]}, indent=1).encode()


class KeyFile:
    """The key header in a profile's folder. Whatever reads it raises NewerFile for one of a later format."""

    def __init__(self, folder: Path, profile: str) -> None:
        self._folder, self._profile = folder, profile

    def exists(self) -> bool:
        """Whether there is a readable header. Raises KeyHeaderLost where there is none but databases are."""
        return self._read() is not None

    def ways(self) -> frozenset[Way]:
        """The ways in which the keys can be opened; empty where there is no header yet. Raises KeyHeaderLost."""
        header = self._read()
        return frozenset(wrap.way for wrap in header.wraps) if header else frozenset()

    def make(self, *locks: Lock) -> ProfileKeys:
        """Makes keys for a new profile under the given locks.

        Raises KeyHeaderLost where databases exist: a new key over old data would lose it; FileExistsError where there
        is a header already; NotSaved, VaultSilent.
        """
        if self.exists():
            raise FileExistsError(HEADER)
        if not locks:
            raise ValueError("keys need a lock")
        keys = ProfileKeys.fresh()
        self._write(Header(profile=self._profile, generation=1, wraps=self._wraps(keys, locks)))
        return keys

    def open(self, *locks: Lock) -> ProfileKeys:
        """Opens the keys with the first lock that fits. Raises WrongKey where none does, KeyHeaderLost, VaultSilent."""
        header = self._read()
        if header is None:
            raise KeyHeaderLost(HEADER)
        for lock in locks:
            for wrap in header.wraps:
                if wrap.way is not lock.way:
                    continue
                try:
                    return ProfileKeys.split(lock.unwrap(wrap, self._context()))
                except (CannotOpen, ValueError):
                    continue
        raise WrongKey(self._profile)

    def lock_again(self, keys: ProfileKeys, *locks: Lock) -> None:
        """Puts opened keys under other locks (a new passphrase, another keyring); the old ones open nothing then."""
        header = self._read()
        if header is None:
            raise KeyHeaderLost(HEADER)
        after = header._replace(generation=header.generation + 1, wraps=self._wraps(keys, locks))
        self._write(after)
        self._write(after)  # over the generation before, which the old locks still open

    def put_lock(self, keys: ProfileKeys, lock: Lock) -> None:
        """Puts opened keys under one more lock, in place of one of its way; a keyring and a passphrase take turns.

        A recovery key stays whatever the other lock is. Raises KeyHeaderLost, NotSaved, VaultSilent.
        """
        header = self._read()
        if header is None:
            raise KeyHeaderLost(HEADER)
        goes = {lock.way} if lock.way is Way.RECOVERY else {Way.KEYRING, Way.PASSPHRASE}
        stay = tuple(wrap for wrap in header.wraps if wrap.way not in goes)
        wraps = (*stay, *self._wraps(keys, (lock,)))
        after = header._replace(generation=header.generation + 1, wraps=wraps)
        self._write(after)
        self._write(after)  # over the generation before, which the old lock still opens

    def _wraps(self, keys: ProfileKeys, locks: Sequence[Lock]) -> tuple[Wrap, ...]:
        return tuple(lock.wrap(keys.joined(), self._context()) for lock in locks)

    def _context(self) -> str:
        return f"reviewer profile keys 1 {self._profile}"

    def _read(self) -> Header | None:
        for name in (HEADER, HEADER_BEFORE):
            header = self._parsed(self._folder / name)
            if header is not None:
                return header
        leftovers = (HEADER, HEADER_BEFORE)
        if any(self._folder.glob("*.db")) or any((self._folder / name).exists() for name in leftovers):
            raise KeyHeaderLost(HEADER)
        return None

    def _parsed(self, path: Path) -> Header | None:
        try:
            text = path.read_text("utf-8")
            found = strict_json(text)
            _refuse_newer(found)
            header = Header.read(found)
        except FileNotFoundError:
            return None
        except (ValueError, OSError):  # damaged: the generation before may still be whole
            return None
        return header if header.profile == self._profile and header.format == FORMAT else None

    def _write(self, header: Header) -> None:
        path = self._folder / HEADER
        if self._parsed(path) is not None:
            write_durably(self._folder / HEADER_BEFORE, path.read_bytes())
        write_durably(path, header.told())


def _refuse_newer(header: object) -> None:
    """Raises NewerFile. The generation before would be no way around it: its locks need not be the ones that count."""
    found = header.get("format") if isinstance(header, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise NewerFile(HEADER)
