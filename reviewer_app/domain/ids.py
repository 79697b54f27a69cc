"""Identifiers: UUIDv7, which sort by time and can be minted with no server."""

from __future__ import annotations

import uuid


def uuid7(unix_ms: int, entropy: bytes) -> str:
    """A version 7 UUID (RFC 9562, section 5.7) as lower-case text.

    `unix_ms` is milliseconds since the epoch, `entropy` ten bytes from a secure source.
    Raises ValueError when either is out of range.
    """
    if not 0 <= unix_ms < 1 << 48:
        raise ValueError("the time does not fit into 48 bits")
    if len(entropy) != 10:
        raise ValueError("ten bytes of entropy are needed")
    rand = int.from_bytes(entropy, "big")
    number = unix_ms << 80 | 0x7 << 76 | (rand >> 62 & 0xFFF) << 64 | 0b10 << 62 | rand & (1 << 62) - 1
    return str(uuid.UUID(int=number))


def minted_at_ms(identifier: str) -> int:
    """Milliseconds since the epoch at which a version 7 UUID was minted; the order of things is the server's."""
    return uuid.UUID(identifier).int >> 80
