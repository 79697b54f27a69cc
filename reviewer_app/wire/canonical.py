"""Canonical bytes, digests and links: what is hashed and signed is exactly what is stored."""

from __future__ import annotations

import hashlib
import json
import re
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


# A surrogate can only come out of an escape: what was decoded from UTF-8 has none.
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_HARD_ORDER = re.compile("[\ue000-\U0010ffff]")
_HARD_NUMBER = re.compile(r"[0-9][.eE]|[0-9]{16}")


class DuplicateKey(ValueError):
    """A JSON object names a key twice."""


def strict_json(text: str | bytes) -> Any:
    """Parses JSON and refuses duplicate keys, NaN and infinities, and lone surrogates. Raises ValueError."""
    words = text if isinstance(text, str) else text.decode()
    parsed = json.loads(words, object_pairs_hook=_once, parse_constant=_no_constant)
    words.encode()
    if _ESCAPED_SURROGATE.search(words):
        _no_surrogates(parsed)
    return parsed


def is_canonical(text: str, parsed: Any) -> bool:
    """Whether a JSON text is the RFC 8785 form of what it parses to.

    The standard encoder writes that form too, ten times as fast, where no number has a fraction or many digits and no
    character sorts differently in UTF-16.
    """
    if _HARD_NUMBER.search(_STRING.sub("", text)) or _HARD_ORDER.search(text):
        try:
            return canonical(parsed) == text.encode()
        except rfc8785.CanonicalizationError:
            return False
    return json.dumps(parsed, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text


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
