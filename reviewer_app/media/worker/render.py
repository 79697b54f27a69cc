"""Owns how a decoded frame becomes upright pixels and a digest."""

import hashlib
import struct
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

import av
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from reviewer_app.media.errors import CannotShow, Reason

if TYPE_CHECKING:
    from av.sidedata.sidedata import SideDataContainer

# One for all frames: the one that a frame makes for itself lives as long as the frame, with threads of its own.
_SCALER: Final = VideoReformatter()
_UNSPECIFIED: Final = 2
_IDENTITY: Final = (1, 0, 0, 1)
# Signs of a, b, c, d of the display matrix (x, y) -> (ax + cy, bx + dy), y down, and what makes the picture upright.
# Only transpose and hflip: vflip would give rows that run backwards in memory.
_UPRIGHT: Final = {
    (0, 1, -1, 0): (("transpose", "clock"),),
    (-1, 0, 0, -1): (("transpose", "clock"), ("transpose", "clock")),
    (0, -1, 1, 0): (("transpose", "cclock"),),
    (-1, 0, 0, 1): (("hflip", None),),
    (1, 0, 0, -1): (("transpose", "cclock_flip"), ("transpose", "cclock")),
    (0, 1, 1, 0): (("transpose", "cclock_flip"),),
    (0, -1, -1, 0): (("transpose", "clock_flip"),),
}
_TURNS: Final = {(0, 1, -1, 0): 1, (-1, 0, 0, -1): 2, (0, -1, 1, 0): 3, (0, 1, 1, 0): 1, (0, -1, -1, 0): 3}


@dataclass(frozen=True, slots=True)
class Rendered:
    """Opaque BGRA rows on their way to the parent."""

    width: int
    height: int
    stride: int
    pixels: bytes | memoryview


def fit(width: int, height: int, limit: tuple[int, int] | None) -> tuple[int, int]:
    """The largest size of the same shape within `limit`, never larger than it is, never empty."""
    if limit is None:
        return width, height
    scale = min(Fraction(limit[0], width), Fraction(limit[1], height), Fraction(1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def display_matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """Signs of the four rotating parts of the frame's display matrix; the identity for angles that are no quarter."""
    data = cast("SideDataContainer", frame.side_data).get("DISPLAYMATRIX")
    if data is None:
        return _IDENTITY
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(data)[:36])
    signs = tuple(0 if abs(part) < 1 << 12 else 1 if part > 0 else -1 for part in (a, b, c, d))
    return signs if signs in _UPRIGHT else _IDENTITY


def quarter_turns(matrix: tuple[int, int, int, int]) -> int:
    """How many quarters clockwise the matrix turns the stored picture."""
    return _TURNS.get(matrix, 0)


def upright_size(frame: VideoFrame, aspect: Fraction) -> tuple[int, int]:
    """Width and height of the frame on screen: pixels made square, then turned."""
    width, height = _square(frame, aspect)
    return (height, width) if quarter_turns(display_matrix(frame)) % 2 else (width, height)


def _square(frame: VideoFrame, aspect: Fraction) -> tuple[int, int]:
    sane = Fraction(1, 4) <= aspect <= 4
    return (max(1, round(frame.width * aspect)) if sane else frame.width), frame.height


def render(frame: VideoFrame, aspect: Fraction, limit: tuple[int, int] | None) -> Rendered:
    """Turn a decoded frame into upright BGRA pixels that fit `limit`.

    Where the stream does not say which matrix its colours follow, the one that the player takes is taken: BT.709 above
    576 lines, BT.601 up to there.
    """
    matrix = display_matrix(frame)
    wide, high = fit(*upright_size(frame, aspect), limit)
    if quarter_turns(matrix) % 2:
        wide, high = high, wide
    colours = None
    if frame.colorspace == _UNSPECIFIED:
        colours = Colorspace.ITU709 if frame.height > 576 else Colorspace.ITU601
    scaled = (wide, high) != (frame.width, frame.height)
    try:
        picture = _SCALER.reformat(
            frame,
            width=wide,
            height=high,
            format="bgra",
            src_colorspace=colours,
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.AREA if scaled else Interpolation.BILINEAR,
            threads=1,
        )
    except MemoryError:
        raise
    except av.FFmpegError as failed:
        raise CannotShow(Reason.UNSUPPORTED, f"pixel format {frame.format.name}") from failed
    if matrix in _UPRIGHT:
        turner = _turner(wide, high, matrix)
        turner.vpush(picture)
        picture = turner.vpull()
    plane = picture.planes[0]
    size = plane.line_size * picture.height
    return Rendered(picture.width, picture.height, plane.line_size, memoryview(plane).cast("B")[:size])


@lru_cache(maxsize=4)
def _turner(width: int, height: int, matrix: tuple[int, int, int, int]) -> Graph:
    """A filter chain that makes BGRA pictures of this size upright."""
    graph = Graph()
    graph.threads = 1
    pixels = VideoFormat("bgra", width, height)
    source = graph.add_buffer(width=width, height=height, format=pixels, time_base=Fraction(1, 1000))
    filters = [graph.add(name, argument) for name, argument in _UPRIGHT[matrix]]
    graph.link_nodes(source, *filters, graph.add("buffersink")).configure()
    return graph


def native_digest(frame: VideoFrame) -> str:
    """SHA-256 over the frame's planes as decoded, packed without padding (what FFmpeg's rawvideo encoder writes)."""
    packer = av.CodecContext.create("rawvideo", "w")
    packer.width, packer.height = frame.width, frame.height
    packer.pix_fmt = frame.format.name
    packer.time_base = frame.time_base or Fraction(1, 1000)
    packets = packer.encode(frame)
    if len(packets) != 1:
        raise CannotShow(Reason.DAMAGED, "frame has no planes")
    return hashlib.sha256(memoryview(packets[0])).hexdigest()
