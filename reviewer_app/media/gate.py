"""Owns the gate: which containers the product opens at all, told from the first bytes and never from a claimed type."""

import re
from enum import Enum
from typing import Final, Literal

HEAD_BYTES: Final = 4096
"""How many leading bytes `sniff` wants to see; fewer only when the asset is shorter."""

Family = Literal["clip", "sound", "picture", "document", "text"]


class Kind(Enum):
    """A container that may be opened: its short name, its media type, and the family that handles it."""

    MP4 = ("mp4", "video/mp4", "clip")
    WEBM = ("webm", "video/webm", "clip")
    MATROSKA = ("matroska", "video/x-matroska", "clip")
    M4A = ("m4a", "audio/mp4", "sound")
    MP3 = ("mp3", "audio/mpeg", "sound")
    AAC = ("aac", "audio/aac", "sound")
    OGG = ("ogg", "audio/ogg", "sound")
    WAV = ("wav", "audio/wav", "sound")
    JPEG = ("jpeg", "image/jpeg", "picture")
    PNG = ("png", "image/png", "picture")
    WEBP = ("webp", "image/webp", "picture")
    GIF = ("gif", "image/gif", "picture")
    PDF = ("pdf", "application/pdf", "document")
    VTT = ("vtt", "text/vtt", "text")

    def __init__(self, container: str, media_type: str, family: Family) -> None:
        self.container = container
        self.media_type = media_type
        self.family = family


# Brands registered for ISO base media files that hold moving pictures or sound (mp4ra.org); still-picture brands
# (heic, avif, mif1) are absent on purpose: no decoder of ours takes them.
_BMFF_BRANDS: Final = frozenset(
    b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 avc1 hvc1 hev1 av01 dash cmfc cmf2 msdh "
    b"3gp4 3gp5 3gp6 3gp7 3g2a 3g2b 3g2c MSNV mmp4 f4v_ M4V_ M4VH M4VP M4A_ M4B_ qt__".replace(b"_", b" ").split(b" ")
) | {b"M4V ", b"M4A ", b"M4B ", b"qt  ", b"f4v "}
_STILL_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"jxl "})
_SOUND_BRANDS: Final = frozenset({b"M4A ", b"M4B "})
_BOX_NAME: Final = re.compile(rb"[A-Za-z0-9 \xa9_-]{4}")
_VTT: Final = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|\Z)")
_PDF: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n\t ]{0,16}%PDF-[12]\.[0-9]")


def sniff(head: bytes) -> Kind | None:
    """Name the container that `head` (the first HEAD_BYTES of an asset) opens, or None when it is none we open.

    Descriptions that make a player reach elsewhere (SDP, HLS and DASH playlists, concat scripts, SVG, HTML) have no
    magic of their own and so are no kind.
    """
    if head.startswith((b"\xff\xd8\xff",)):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return Kind.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if head.startswith(b"RIFF"):
        return _riff(head)
    if head[4:8] == b"ftyp":
        return _bmff(head)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _ebml(head)
    if _PDF.match(head):
        return Kind.PDF
    if _VTT.match(head):
        return Kind.VTT
    return _sound(head)


def _riff(head: bytes) -> Kind | None:
    if head[8:12] == b"WEBP" and head[12:16] in (b"VP8 ", b"VP8L", b"VP8X"):
        return Kind.WEBP
    return Kind.WAV if head[8:12] == b"WAVE" else None


def _bmff(head: bytes) -> Kind | None:
    """Check the file type box and the name of the box after it (ISO/IEC 14496-12, 4.2 and 4.3)."""
    size = int.from_bytes(head[:4], "big")
    if not 16 <= size <= 1024 or size % 4 or len(head) < size + 8:
        return None
    major, brands = head[8:12], {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}
    if major in _STILL_BRANDS or not brands & _BMFF_BRANDS:
        return None
    following = int.from_bytes(head[size : size + 4], "big")
    if not _BOX_NAME.fullmatch(head[size + 4 : size + 8]) or 1 < following < 8:
        return None
    return Kind.M4A if major in _SOUND_BRANDS else Kind.MP4


def _ebml(head: bytes) -> Kind | None:
    """Read DocType out of the EBML header (RFC 8794, 11.2.1); the header must lie whole within `head`."""
    header = vint(head, 4)
    if header is None:
        return None
    start, length = header
    at, end = start, start + length
    if length > 1024 or end > len(head):
        return None
    while at < end:
        id_length = 4 if head[at] < 0x20 else 3 if head[at] < 0x40 else 2 if head[at] < 0x80 else 1
        size = vint(head, at + id_length)
        if size is None:
            return None
        value = head[size[0] : size[0] + size[1]]
        if head[at : at + id_length] == b"\x42\x82":
            return {b"webm": Kind.WEBM, b"matroska": Kind.MATROSKA}.get(value.rstrip(b"\0"))
        at = size[0] + size[1]
    return None


def vint(data: bytes, at: int) -> tuple[int, int] | None:
    """Read an EBML variable-size integer: where what follows it starts, and its value; None when malformed or cut."""
    if at >= len(data) or data[at] == 0:
        return None
    width = 9 - data[at].bit_length()
    if at + width > len(data):
        return None
    return at + width, int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)


def _sound(head: bytes) -> Kind | None:
    if head.startswith(b"OggS\0"):
        return Kind.OGG
    if head.startswith(b"ID3") and len(head) >= 10 and head[3] in (2, 3, 4) and max(head[6:10]) < 0x80:
        return Kind.MP3
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0xF <= 12:
        return Kind.AAC
    mpeg_layer_3 = head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    plausible = 0 < head[2] >> 4 < 15 and (head[2] >> 2) & 3 != 3
    return Kind.MP3 if mpeg_layer_3 and plausible else None
