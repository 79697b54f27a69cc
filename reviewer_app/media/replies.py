"""Owns what of a worker's reply is believed: each becomes a checked value or a refusal, never what it claims to be."""

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.pipe import Header
from reviewer_app.media.values import (
    MAX_LOOKS,
    Box,
    ClipProbe,
    Code,
    Confinement,
    DocumentProbe,
    Filmstrip,
    Frame,
    Looks,
    PageText,
    Picture,
    PictureProbe,
    Pixels,
    Waveform,
    Word,
)

Probe = ClipProbe | PictureProbe | DocumentProbe
Value = TypeVar("Value")
Picturing = TypeVar("Picturing", bound=Pixels)

MAX_SIDE: Final = 16_384
"""Pixels: the largest side anybody may ask for."""

_CLIP: Final = TypeAdapter(ClipProbe)
_STILL: Final = TypeAdapter(PictureProbe)
_DOCUMENT: Final = TypeAdapter(DocumentProbe)
_SIZES: Final = TypeAdapter(tuple[tuple[float, float], ...])
_FRAME: Final = TypeAdapter(Frame)
_PICTURE: Final = TypeAdapter(Picture)
_STRIP: Final = TypeAdapter(Filmstrip)
_BUCKET: Final = TypeAdapter(tuple[int, int])
_HELLO: Final = TypeAdapter(Confinement)
_WORDS: Final = TypeAdapter(list[tuple[str, int, Box]])
_CODES: Final = TypeAdapter(list[Code])
_REASONS: Final = tuple(Reason)


def probe(header: Header, body: bytes) -> Probe:
    """What an asset is."""
    value = header.get("value")
    match header.get("family"), value:
        case "Clip", dict():
            return clip(value, body)
        case "Still", dict():
            return still(value)
        case "Document", dict():
            return DocumentProbe(str(value.get("container")), _checked(_SIZES, _json(body)))
    raise nonsense()


def clip(value: object, body: bytes) -> ClipProbe:
    """What a clip is; its pts are whole and in order, and it is whole or has a flaw, never both."""
    if not isinstance(value, dict) or len(body) % 8:
        raise nonsense()
    found = _checked(_CLIP, value | {"pts_bytes": body})
    if (found.whole is False) is (found.flaw is None):
        raise nonsense()
    return found


def still(value: object) -> PictureProbe:
    """What a picture is."""
    return _checked(_STILL, value)


def document(value: object) -> DocumentProbe:
    """What a document is."""
    return _checked(_DOCUMENT, value)


def frame(value: object, body: bytes) -> Frame:
    """A frame."""
    return _pixels(_FRAME, value, body)


def picture(value: object, body: bytes) -> Picture:
    """A picture or a page."""
    return _pixels(_PICTURE, value, body)


def filmstrip(value: object, body: bytes) -> Filmstrip:
    """A filmstrip whose tiles are where it says."""
    strip = _pixels(_STRIP, value, body)
    if strip.tile_width * len(strip.pts) != strip.width or any(a >= b for a, b in pairwise(strip.pts)):
        raise nonsense()
    return strip


def looks(body: bytes) -> Looks:
    """Looks in the order of the clip."""
    if not 0 < len(body) <= 8 * MAX_LOOKS or len(body) % 8:
        raise nonsense()
    found = Looks(body)
    if any(a >= b for a, b in pairwise(found.pts)):
        raise nonsense()
    return found


def waveform(value: object, body: bytes, buckets: int) -> Waveform:
    """A waveform of as many buckets as were asked for, or of none."""
    if not isinstance(value, dict) or len(body) not in (0, 2 * buckets):
        raise nonsense()
    numerator, denominator = _checked(_BUCKET, value.get("bucket_s"))
    if numerator <= 0 or denominator <= 0:
        raise nonsense()
    return Waveform(Fraction(numerator, denominator), body)


def codes(body: bytes) -> list[Code]:
    """Codes and their boxes."""
    return _checked(_CODES, _json(body))


def page_text(body: bytes) -> PageText:
    """The text of a page and its words."""
    content = _json(body)
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        raise nonsense()
    words = _checked(_WORDS, content.get("words"))
    return PageText(content["text"], tuple(Word(text, start, box) for text, start, box in words))


def confinement(hello: Header) -> Confinement:
    """What a worker says that holds it."""
    return _checked(_HELLO, hello)


def raise_refusal(header: Header) -> bool:
    """Whether the reply says that the asset has no such place; raises CannotShow where it says why it is not shown."""
    match header:
        case {"cannot": str(reason), "detail": str(detail)} if reason in _REASONS:
            raise CannotShow(Reason(reason), detail)
        case {"nowhere": str()}:
            return True
    return False


def nonsense() -> CannotShow:
    """What a reply is answered with that no worker of ours sends."""
    return CannotShow(Reason.CRASHED, "the worker's reply makes no sense")


def _pixels(adapter: TypeAdapter[Picturing], value: object, body: bytes) -> Picturing:
    if not isinstance(value, dict):
        raise nonsense()
    picture = _checked(adapter, value | {"pixels": body})
    width, height, stride = picture.width, picture.height, picture.stride
    # The screen wraps these bytes as they are: a worker that lies about them must not get it to read beyond.
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and stride >= width * 4 and stride * height == len(body)):
        raise nonsense()
    return picture


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as malformed:
        raise nonsense() from malformed


def _checked(adapter: TypeAdapter[Value], value: object) -> Value:
    try:
        return adapter.validate_python(value)
    except ValidationError as lie:
        raise nonsense() from lie
