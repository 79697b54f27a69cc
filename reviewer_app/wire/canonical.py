"""Canonical bytes, digests and links: what is hashed and signed is exactly what is stored."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785

from reviewer_app.domain.verdicts import Envelope, Operation


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value. Raises rfc8785.CanonicalizationError for what JSON cannot carry exactly."""
    return rfc8785.dumps(value)


def body_of(operation: Operation) -> str:
    """The operation's canonical text, made once, when it is sealed."""
    return canonical(operation.model_dump(mode="json")).decode()


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def link_of(prev: str, seq: int, body: str) -> str:
    """The chain link of an operation behind the link `prev` (see `Envelope`)."""
    return digest(b"\x01" + bytes.fromhex(prev) + seq.to_bytes(8, "big") + body.encode())


def seal(operation: Operation, seq: int, prev: str) -> Envelope:
    """Gives an operation its place in the device's chain."""
    body = body_of(operation)
    return Envelope(body=body, seq=seq, prev=prev, link=link_of(prev, seq, body))


class DuplicateKey(ValueError):
    """A JSON object names a key twice."""


def strict_json(text: str | bytes) -> Any:
    """Parses JSON and refuses duplicate keys, NaN and infinities, and lone surrogates. Raises ValueError."""
    parsed = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    if isinstance(text, str):
        text.encode()
    _no_surrogates(parsed)
    return parsed


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKey("an object names a key twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _no_surrogates(value: Any) -> None:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if any("\ud800" <= char <= "\udfff" for char in item):
                raise ValueError("a lone surrogate is not text")
        elif isinstance(item, dict):
            pending.extend(item.keys())
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
