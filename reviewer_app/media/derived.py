"""Owns derived values as bytes to be kept: what the media room made of an asset, packed and read again."""

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final, Protocol, runtime_checkable

from reviewer_app.media import replies
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.values import (
    ClipProbe,
    DocumentProbe,
    Filmstrip,
    Frame,
    Looks,
    Picture,
    PictureProbe,
    Pixels,
    Waveform,
)

Derived = ClipProbe | PictureProbe | DocumentProbe | Frame | Picture | Filmstrip | Waveform | Looks
_WORTH_IT: Final = 4
_LENGTH: Final = struct.Struct("!I")


@runtime_checkable
class HasDerived(Protocol):
    """A source that may have what was derived from it before."""

    def derived(self, recipe: str) -> bytes | None:
        """What was kept under a recipe; None where there is nothing, or nothing unaltered."""


def packed(value: Derived | CannotShow) -> bytes:
    """A value, or why there is none, as bytes.

    Pages shrink a lot at the quickest setting and are kept so; frames would cost more time to unpack than they save.
    """
    header: dict[str, Any] = {"kind": type(value).__name__}
    body = b""
    match value:
        case CannotShow():
            header |= {"cannot": value.reason, "detail": value.detail}
        case Waveform():
            header["value"] = {"bucket_s": [value.bucket_s.numerator, value.bucket_s.denominator]}
            body = value.peaks
        case _:
            raw = "pixels" if isinstance(value, Pixels) else "pts_bytes" if isinstance(value, ClipProbe | Looks) else ""
            header["value"] = {one.name: getattr(value, one.name) for one in fields(value) if one.name != raw}
            body = getattr(value, raw) if raw else b""
    if isinstance(value, Picture):
        shrunk = zlib.compress(body, 1)
        if len(shrunk) * _WORTH_IT <= len(body):
            header["whole"], body = len(body), shrunk
    head = json.dumps(header, separators=(",", ":")).encode()
    return _LENGTH.pack(len(head)) + head + body


def unpacked(content: bytes) -> Derived:
    """The value again, checked as a worker's reply is.

    Raises CannotShow where that is what was kept, ValueError for nonsense.
    """
    try:
        (length,) = _LENGTH.unpack_from(content)
        header = dict(json.loads(content[_LENGTH.size : _LENGTH.size + length]))
        body = content[_LENGTH.size + length :]
        if "whole" in header:
            inflater = zlib.decompressobj()
            body = inflater.decompress(body, int(header["whole"]))
    except (struct.error, zlib.error, TypeError, AttributeError) as malformed:
        raise ValueError("no derived value") from malformed
    if header.get("kind") == CannotShow.__name__:
        raise CannotShow(Reason(header["cannot"]), str(header["detail"]))
    read = _READERS.get(str(header.get("kind")))
    if read is None:
        raise ValueError("no derived value")
    try:
        return read(_tupled(header.get("value")), body)
    except CannotShow as nonsense:
        raise ValueError("no derived value") from nonsense


def refuses(content: bytes) -> bool:
    """Whether a probe that was kept says that the asset cannot be shown, or not to its end."""
    try:
        probe = unpacked(content)
    except CannotShow:
        return True
    except ValueError:
        return False
    return isinstance(probe, ClipProbe) and probe.whole is False


def _tupled(value: Any) -> Any:
    """JSON's lists as the tuples that the values hold."""
    if isinstance(value, list):
        return tuple(_tupled(one) for one in value)
    return {name: _tupled(one) for name, one in value.items()} if isinstance(value, dict) else value


_READERS: Final[dict[str, Callable[[Any, bytes], Derived]]] = {
    "ClipProbe": replies.clip,
    "PictureProbe": lambda value, body: replies.still(value),
    "DocumentProbe": lambda value, body: replies.document(value),
    "Frame": replies.frame,
    "Picture": replies.picture,
    "Filmstrip": replies.filmstrip,
    "Looks": lambda value, body: replies.looks(body),
    "Waveform": lambda value, body: replies.waveform(value, body, len(body) // 2),
}
