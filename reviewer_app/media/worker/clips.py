"""Owns an opened clip: the list of its presented frames, and a decoder that goes to any one of them exactly."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, NoReturn

import av
import av.logging
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.times import frame_index
from reviewer_app.media.worker.extent import cut_short
from reviewer_app.media.worker.render import (
    Rendered,
    display_matrix,
    native_digest,
    quarter_turns,
    render,
    upright_size,
)
from reviewer_app.media.worker.scan import MAX_PIXELS, Scan, scan
from reviewer_app.media.worker.source import RangeFile

av.logging.set_level(None)

KEPT_FRAMES: Final = 48
KEPT_BYTES: Final = 256 * 1024 * 1024
_DEMUXERS: Final = {Kind.MP4: "mov", Kind.WEBM: "matroska", Kind.MATROSKA: "matroska"}
_VIDEO: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4"})
_AUDIO: Final = frozenset({"aac", "mp3", "mp3float", "opus", "vorbis", "ac3", "eac3", "flac", "alac", "pcm_s16le"})


def _refuse_nested(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    """Refuse that a container opens anything beside itself."""
    raise PermissionError("a container may open nothing else")


def open_container(file: RangeFile, kind: Kind) -> InputContainer:
    """Open with the one demuxer that the gate named; no protocol, no other codec, nothing beside the file itself."""
    demuxer = _DEMUXERS.get(kind)
    if demuxer is None:
        raise CannotShow(Reason.WRONG_FAMILY, f"{kind.container} is no clip")
    file.seek(0)
    try:
        return av.open(
            file,
            "r",
            format=demuxer,
            options={"max_pixels": str(MAX_PIXELS)},
            container_options={
                "protocol_whitelist": "none",
                "format_whitelist": demuxer,
                "codec_whitelist": ",".join(sorted(_VIDEO | _AUDIO)),
            },
            buffer_size=128 * 1024,
            io_open=_refuse_nested,
        )
    except (av.FFmpegError, ValueError, UnicodeDecodeError) as failed:
        raise CannotShow(Reason.DAMAGED, f"{kind.container} does not open: {type(failed).__name__}") from failed


def picture_stream(container: InputContainer) -> VideoStream:
    """The clip's moving picture; cover art is none."""
    cover = av.stream.Disposition.attached_pic
    streams = [stream for stream in container.streams.video if not stream.disposition & cover]
    if not streams:
        raise CannotShow(Reason.NO_PICTURE, "no video stream")
    stream = streams[0]
    if stream.codec_context is None or stream.codec_context.name not in _VIDEO:
        raise CannotShow(Reason.UNSUPPORTED, "video codec")
    if not 0 < stream.codec_context.width * stream.codec_context.height <= MAX_PIXELS:
        raise CannotShow(Reason.TOO_LARGE, f"{stream.codec_context.width}x{stream.codec_context.height}")
    stream.thread_type = "AUTO"
    return stream


class Clip:
    """One clip under the desk's eyes: index, decoder position, and the frames decoded last."""

    def __init__(self, file: RangeFile, kind: Kind) -> None:
        self._file = file
        self._kind = kind
        self._container = open_container(file, kind)
        self._stream = picture_stream(self._container)
        self._scan: Scan | None = None
        self._kept: OrderedDict[int, VideoFrame] = OrderedDict()
        self._digests: dict[int, str] = {}
        self._decoding: Iterator[VideoFrame] | None = None
        self._position: int | None = None

    def close(self) -> None:
        """Let go of decoder and frames."""
        self._kept.clear()
        self._decoding = None
        self._container.close()

    def rest(self) -> None:
        """Let go of the frames while another asset is at hand."""
        self._kept.clear()

    @property
    def time_base(self) -> tuple[int, int]:
        """The stream's time base as numerator and denominator."""
        base = self._stream.time_base
        if base is None or base <= 0:
            raise CannotShow(Reason.DAMAGED, "no time base")
        return base.numerator, base.denominator

    def probe(self, verify: bool) -> tuple[dict[str, Any], bytes]:
        """Describe the clip (the fields of ClipProbe); with `verify`, decode picture and sound to the end."""
        listing = self._listing(verify)
        frame = self._frame(listing.pts[0])
        width, height = upright_size(frame, self._aspect)
        sound = next((stream for stream in self._container.streams.audio if stream.codec_context), None)
        rate = self._stream.average_rate or Fraction(0, 1)
        return {
            "container": self._kind.container,
            "width": width,
            "height": height,
            "rotation": quarter_turns(display_matrix(frame)) * 90,
            "time_base": self.time_base,
            "first_pts": listing.pts[0],
            "end_pts": listing.end_pts,
            "average_rate": (rate.numerator, rate.denominator),
            "video_codec": self._stream.codec_context.codec.canonical_name,
            "audio_codec": sound.codec_context.codec.canonical_name if sound else None,
            "whole": listing.whole,
            "damaged_frames": listing.damaged,
        }, listing.pts.tobytes()

    def frame(self, pts: int, limit: tuple[int, int] | None) -> tuple[dict[str, Any], Rendered]:
        """The frame on screen at `pts`, upright and no larger than `limit`; raises NoSuchPlace outside the clip."""
        listing = self._listing(verify=False)
        if not listing.pts[0] <= pts < listing.end_pts:
            raise NoSuchPlace("outside the clip")
        return self._described(self._frame(listing.pts[frame_index(pts, listing.pts)]), limit)

    def poster(self, limit: tuple[int, int]) -> tuple[dict[str, Any], Rendered]:
        """The first presented frame, without an index being made for it."""
        first = self._frame(self._scan.pts[0]) if self._scan else self._first()
        return self._described(first, limit)

    @property
    def _aspect(self) -> Fraction:
        return self._stream.sample_aspect_ratio or Fraction(1)

    def _described(self, frame: VideoFrame, limit: tuple[int, int] | None) -> tuple[dict[str, Any], Rendered]:
        pts = frame.pts
        if pts is None:
            raise CannotShow(Reason.DAMAGED, "a frame without a time")
        if pts not in self._digests:
            self._digests[pts] = native_digest(frame)
        rendered = render(frame, self._aspect, limit)
        return {"pts": pts, "time_base": self.time_base, "sha256": self._digests[pts]}, rendered

    def _listing(self, verify: bool) -> Scan:
        if self._scan is None or (verify and self._scan.whole is None):
            # The scan reads through a container of its own, so that the decoder keeps its place.
            with open_container(self._file, self._kind) as container:
                self._scan = scan(container, picture_stream(container), decode=verify)
            if verify and cut_short(self._file, self._kind):
                self._scan.whole = False
            self._restart(None)
        return self._scan

    def _first(self) -> VideoFrame:
        self._restart(None)
        frame = self._next()
        if frame is None:
            raise CannotShow(Reason.DAMAGED, "no frame decodes")
        return frame

    def _frame(self, target: int) -> VideoFrame:
        """Decode the listed frame `target`; where its packet gives none, the one before it is what is on screen."""
        if target in self._kept:
            self._kept.move_to_end(target)
            return self._kept[target]
        start = self._key_before(target)
        here = self._position
        if here is None or here >= target or (start is not None and start > here):
            self._restart(start)
        return self._forward_to(target) or self._from_the_start(target)

    def _forward_to(self, target: int) -> VideoFrame | None:
        found = None
        while (frame := self._next()) is not None and frame.pts is not None and frame.pts <= target:
            found = frame
            if frame.pts == target:
                break
        return found

    def _from_the_start(self, target: int) -> VideoFrame:
        self._restart(None)
        frame = self._forward_to(target)
        if frame is None:
            raise CannotShow(Reason.DAMAGED, "frame does not decode")
        return frame

    def _key_before(self, target: int) -> int | None:
        """The pts of the last keyframe presented at or before `target`: what follows it needs nothing older."""
        keys = self._scan.keys if self._scan else array("q")
        at = bisect_right(keys, target)
        return keys[at - 1] if at else None

    def _restart(self, key: int | None) -> None:
        """Place the decoder at the keyframe `key`, or at the very start."""
        self._position = None
        seek_to = self._scan.seek_targets.get(key) if self._scan and key is not None else None
        if seek_to is None or not self._sought(seek_to):
            key = None
            self._container.close()
            self._container = open_container(self._file, self._kind)
            self._stream = picture_stream(self._container)
        self._decoding = self._decode(key)

    def _sought(self, timestamp: int) -> bool:
        try:
            self._container.seek(timestamp, stream=self._stream, backward=True)
        except av.FFmpegError:
            return False  # a damaged index: the way from the start is left
        return True

    def _decode(self, key: int | None) -> Iterator[VideoFrame]:
        """Frames in order of presentation from `key` on, without leading pictures that lean on what lies before it.

        Ends at once when the demuxer landed behind `key`; the caller then starts from the beginning.
        """
        landed = key is None
        for packet in self._container.demux(self._stream):
            if not landed:
                if packet.pts is None or key is None or packet.pts > key:
                    return
                landed = True
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue  # a damaged packet: counted by the scan, the frame before it stays on screen
            for frame in frames:
                if frame.pts is not None and (key is None or frame.pts >= key):
                    yield frame

    def _next(self) -> VideoFrame | None:
        try:
            frame = next(self._decoding, None) if self._decoding else None
        except av.FFmpegError:
            frame = None  # the container ends in the middle: what came before it stands
        if frame is None or frame.pts is None:
            self._decoding, self._position = None, None
            return None
        self._position = frame.pts
        self._keep(frame.pts, frame)
        return frame

    def _keep(self, pts: int, frame: VideoFrame) -> None:
        self._kept[pts] = frame
        self._kept.move_to_end(pts)
        size = sum(plane.buffer_size for plane in frame.planes)
        while len(self._kept) > max(2, min(KEPT_FRAMES, KEPT_BYTES // max(size, 1))):
            self._kept.popitem(last=False)
