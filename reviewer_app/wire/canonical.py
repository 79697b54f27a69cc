"""Canonical bytes, digests and links: what is hashed and signed is exactly what is stored."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value. Raises rfc8785.CanonicalizationError for what JSON cannot carry exactly."""
    return rfc8785.dumps(value)


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def link_of(prev: str, seq: int, body: str) -> str:
    """The chain link of an operation behind the link `prev` (see `Envelope`)."""
    return digest(b"\x01" + bytes.fromhex(prev) + seq.to_bytes(8, "big") + body.encode())


# A surrogate can only come out of an escape: what was decoded from UTF-8 has none.
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_EASY_DIGITS = 15
_HARD_ORDER = re.compile("[\ue000-\U0010ffff]")
compact = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""The standard encoder's text: the RFC 8785 form where no number or key is hard (see `canonical_json`)."""


class DuplicateKey(ValueError):
    """A JSON object names a key twice."""


def strict_json(text: str | bytes) -> Any:
    """Parses JSON and refuses duplicate keys, NaN and infinities, and lone surrogates. Raises ValueError."""
    words = text if isinstance(text, str) else text.decode()
    parsed = _STRICT.decode(words)
    words.encode()
    if _ESCAPED_SURROGATE.search(words):
        _no_surrogates(parsed)
    return parsed


def canonical_json(text: str) -> Any:
    """Parses a JSON text that must be in its RFC 8785 form. Raises ValueError where it is not.

    The standard encoder writes that form too, ten times as fast, where no number has a fraction or many digits and no
    character sorts differently in UTF-16. What `strict_json` refuses is never in that form.
    """
    try:
        parsed = _EASY.decode(text)
        easy = text.isascii() or not _HARD_ORDER.search(text)
    except _HardNumber:
        parsed, easy = strict_json(text), False
    if easy and compact(parsed) != text:
        raise ValueError("not in canonical form")
    if not easy and canonical(parsed) != text.encode():
        raise ValueError("not in canonical form")
    return parsed


class _HardNumber(Exception):
    """A number that the standard encoder may write in another way."""


def _whole(digits: str) -> int:
    if len(digits) > _EASY_DIGITS:
        raise _HardNumber
    return int(digits)


def _fraction(digits: str) -> float:
    raise _HardNumber


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKey("an object names a key twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


_STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
_EASY = json.JSONDecoder(parse_constant=_no_constant, parse_int=_whole, parse_float=_fraction)


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
