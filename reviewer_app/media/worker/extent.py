"""Owns telling whether a clip's file ends before its container says it does: a demuxer takes that for a plain end."""

from reviewer_app.media.gate import Kind, vint
from reviewer_app.media.worker.source import RangeFile

_MAX_BOXES = 100_000


def cut_short(file: RangeFile, kind: Kind) -> bool:
    """Say whether the outermost boxes (ISO/IEC 14496-12, 4.2) or the segment (RFC 8794, 6.2) reach past the end."""
    end = file.seek(0, 2)
    if kind is not Kind.MP4:
        return _segment_cut(file, end)
    at = 0
    for _ in range(_MAX_BOXES):
        if at == end:
            return False
        file.seek(at)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        elif size == 0:  # this box goes on to the end, whatever that is
            return False
        if size < 8 or at + size > end:
            return True
        at += size
    return True


def _segment_cut(file: RangeFile, end: int) -> bool:
    file.seek(0)
    head = file.read(4096)
    header = vint(head, 4)
    at = sum(header) if header else len(head)
    segment = vint(head, at + 4)
    if head[at : at + 4] != b"\x18\x53\x80\x67" or segment is None:
        return True
    start, length = segment
    unknown = length == (1 << 7 * (start - at - 4)) - 1  # all ones: a live stream's, ends where it ends
    return not unknown and start + length > end
