"""Writes edit lists into clips: what of a picture is presented, in which order, as its box `elst` says."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

EMPTY = -1
"""In place of where an edit begins in the media: nothing is presented while it lasts."""


def edited(content: bytes, edits: Iterable[tuple[float, int]]) -> bytes:
    """An mp4, its index at its end, with these edits of its picture: seconds, and where in the media they begin."""
    out = bytearray(content)
    moov, moov_end = next((at, end) for at, end, name in _boxes(out, 0, len(out)) if name == b"moov")
    assert moov_end == len(out)
    ticks = struct.unpack_from(">I", out, out.index(b"mvhd", moov) + 16)[0]
    listed = [struct.pack(">IiI", round(seconds * ticks), begin, 0x10000) for seconds, begin in edits]
    body = struct.pack(">II", 0, len(listed)) + b"".join(listed)
    elst = struct.pack(">I", len(body) + 8) + b"elst" + body
    trak, trak_end = next(
        (at, end)
        for at, end, name in _boxes(out, moov + 8, moov_end)
        if name == b"trak" and out.find(b"vmhd", at, end) > 0
    )
    edts, edts_end = next((at, end) for at, end, name in _boxes(out, trak + 8, trak_end) if name == b"edts")
    new = struct.pack(">I", len(elst) + 8) + b"edts" + elst
    longer = len(new) - (edts_end - edts)
    for box, end in ((moov, moov_end), (trak, trak_end)):
        struct.pack_into(">I", out, box, end - box + longer)
    out[edts:edts_end] = new
    return bytes(out)


def _boxes(content: bytearray, at: int, until: int) -> Iterator[tuple[int, int, bytes]]:
    """Where the boxes between two places begin and end, and their names."""
    while at < until:
        size: int = struct.unpack_from(">I", content, at)[0]
        yield at, at + size, bytes(content[at + 4 : at + 8])
        at += size
