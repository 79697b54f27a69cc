"""Owns an opened clip: the list of its presented frames, and a decoder that goes to any one of them exactly."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any, Final, NoReturn

import av
import av.logging
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.times import frame_index
from reviewer_app.media.worker import streams
from reviewer_app.media.worker.extent import cut_short
from reviewer_app.media.worker.looks import SPREAD, Looks
from reviewer_app.media.worker.loudness import Loudness
from reviewer_app.media.worker.render import (
    Rendered,
    display_matrix,
    native_digest,
    quarter_turns,
    render,
    upright_size,
)
from reviewer_app.media.worker.scan import Scan, scan
from reviewer_app.media.worker.source import RangeFile
from reviewer_app.media.worker.streams import first_sound, picture_stream
from reviewer_app.media.worker.strip import MAX_WIDTH, Strip, spread, tiles_that_fit

av.logging.set_level(None)

KEPT_FRAMES: Final = 48
KEPT_BYTES: Final = 256 * 1024 * 1024
_DEMUXERS: Final = {Kind.MP4: "mov", Kind.WEBM: "matroska", Kind.MATROSKA: "matroska"}


def _refuse_nested(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    """Refuse that a container opens anything beside itself."""
    raise PermissionError("a container may open nothing else")


def open_container(file: RangeFile, kind: Kind) -> InputContainer:
    """Open with the one demuxer that the gate named; no protocol, nothing beside the file itself.

    What may be decoded of it is settled stream by stream (`streams.py`): the list of codecs that libav takes here holds
    for what it decodes by itself while it opens, and for nothing that is decoded later.
    """
    demuxer = _DEMUXERS.get(kind)
    if demuxer is None:
        raise CannotShow(Reason.WRONG_FAMILY, f"{kind.container} is no clip")
    file.seek(0)
    try:
        return av.open(
            file,
            "r",
            format=demuxer,
            options={"max_pixels": str(streams.MAX_PIXELS)},
            container_options={
                "protocol_whitelist": "none",
                "format_whitelist": demuxer,
                "codec_whitelist": ",".join(sorted(streams.VIDEO | streams.AUDIO)),
            },
            buffer_size=128 * 1024,
            io_open=_refuse_nested,
        )
    except MemoryError:  # libav's own is one of its errors, and no word on the file: here and wherever those are caught
        raise
    except (av.FFmpegError, ValueError, UnicodeDecodeError) as failed:
        raise CannotShow(Reason.DAMAGED, f"{kind.container} does not open: {type(failed).__name__}") from failed


Part = tuple[str, dict[str, Any], "Rendered | bytes"]
"""One of several answers to a request: its name, its value, and its bytes."""


TELL_EVERY: Final = 24
"""Frames between two words on how far a decode is: each costs two changes of process, and it ends at none but these."""
Tell = Callable[[float], None]
"""Is told how far a decode is, as a share of one; what it raises ends it."""


class _Seen:
    """Takes filmstrip, waveform and looks out of a clip that is decoded to its end, and tells how far that is."""

    def __init__(
        self, strip: Strip, loudness: Loudness, looks: Looks, aspect: Fraction, listing: Scan, tell: Tell
    ) -> None:
        self.strip, self.loudness, self.looks, self._aspect = strip, loudness, looks, aspect
        self._start, self._length, self._tell = listing.pts[0], listing.end_pts - listing.pts[0], tell
        self._seen = 0

    def picture(self, frame: VideoFrame) -> None:
        self.strip.take(frame, self._aspect)
        self.looks.take(frame)
        self._seen += 1
        if self._seen % TELL_EVERY == 0 and frame.pts is not None:
            self._tell(min(max((frame.pts - self._start) / self._length, 0.0), 1.0))

    def sound(self, frame: AudioFrame) -> None:
        self.loudness.take(frame)


def _hear(container: InputContainer, sound: AudioStream, loudness: Loudness) -> None:
    """Decode a sound to its end, or to where it breaks off."""
    try:
        for packet in container.demux(sound):
            try:
                for frame in packet.decode():
                    loudness.take(frame)
            except MemoryError:
                raise
            except av.FFmpegError:
                continue  # silence stands where nothing decodes
    except MemoryError:
        raise
    except av.FFmpegError:
        return


def _decoded(packets: "Iterator[Packet[VideoStream]]") -> Iterator[VideoFrame]:
    for packet in packets:
        try:
            yield from packet.decode()
        except MemoryError:
            raise
        except av.FFmpegError:
            continue  # a damaged packet: counted by the scan, the frame before it stays on screen


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
        self._unclean: set[int] = set()

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
        return self._description(listing, self._frame(listing.pts[0]))

    def _description(self, listing: Scan, frame: VideoFrame) -> tuple[dict[str, Any], bytes]:
        width, height = upright_size(frame, self._aspect)
        sound = first_sound(self._container)
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
            "flaw": listing.flaw,
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

    def frames(self, pts: Sequence[int], limit: tuple[int, int]) -> Iterator[tuple[dict[str, Any], Rendered]]:
        """The frames on screen at several pts, each as `frame` gives it; neighbours are decoded in one go."""
        for one in pts:
            yield self.frame(one, limit)

    def filmstrip(self, tiles: int, height: int) -> tuple[dict[str, Any], Rendered]:
        """Small frames spread over the clip (the fields of Filmstrip)."""
        listing = self._listing(verify=False)
        first = self._frame(listing.pts[0])
        strip = self._strip(listing, first, tiles, height)
        for pts in strip.wanted:
            strip.take(self._frame(pts), self._aspect)
        return strip.whole(self._aspect)

    def tiles(self, pts: Sequence[int], height: int) -> tuple[dict[str, Any], Rendered]:
        """The frames on screen at these pts (ascending), small (the fields of Filmstrip); all of them fit."""
        listing = self._listing(verify=False)
        wanted = sorted({listing.pts[frame_index(one, listing.pts)] for one in pts})
        strip = Strip(wanted, height, MAX_WIDTH // max(len(wanted), 1))
        for one in wanted:
            strip.take(self._frame(one), self._aspect)
        return strip.whole(self._aspect)

    def looks(self, tell: Tell) -> tuple[dict[str, Any], bytes]:
        """The pts of its looks, packed as native int64, out of one decode of which `tell` is told."""
        listing = self._listing(verify=False)
        seen = self._watcher(listing, self._frame(listing.pts[0]), (1, 1, 1), tell)
        with open_container(self._file, self._kind) as container:
            scan(container, picture_stream(container), decode=True, watcher=seen)
        return {}, self._looked(seen, listing)

    def _looked(self, seen: _Seen, listing: Scan) -> bytes:
        seen.looks.end(listing.end_pts)
        return seen.looks.found.tobytes()

    def _watcher(self, listing: Scan, first: VideoFrame, size: tuple[int, int, int], tell: Tell) -> _Seen:
        """What looks on at a decode to the end; `size` is tiles and their height, and buckets."""
        tiles, height, buckets = size
        looks = Looks(spread(listing.pts, listing.end_pts, SPREAD), Fraction(*self.time_base))
        strip, loudness = self._strip(listing, first, tiles, height), self._loudness(listing, buckets)
        return _Seen(strip, loudness, looks, self._aspect, listing, tell)

    def waveform(self, buckets: int) -> tuple[dict[str, Any], bytes]:
        """Peaks of the first sound (the fields of Waveform); none where there is no sound."""
        loudness = self._loudness(self._listing(verify=False), buckets)
        with open_container(self._file, self._kind) as container:
            sound = first_sound(container)
            if sound is not None:
                _hear(container, sound, loudness)
        return loudness.whole()

    def prepare(
        self,
        tiles: int,
        height: int,
        buckets: int,
        limit: tuple[int, int],
        glance: tuple[int, int],
        tell: Tell = lambda share: None,
    ) -> Iterator[Part]:
        """All that is known and shown of the clip at first, out of one decode to its end, of which `tell` is told.

        Parts named poster, glance where the frame is larger than that, filmstrip, waveform and looks, and the probe
        (verified) last.
        """
        listing = self._listing(verify=False)
        first = self._frame(listing.pts[0])
        seen = self._watcher(listing, first, (tiles, height, buckets), tell)
        with open_container(self._file, self._kind) as container:
            self._scan = scan(container, picture_stream(container), decode=True, watcher=seen)
        self._settle_whole()
        self._restart(None)
        poster = self._described(first, limit)
        large = max(poster[1].width, poster[1].height) > max(glance)
        yield "poster", *poster
        if large:
            yield "glance", *self._described(first, glance)
        yield "filmstrip", *seen.strip.whole(self._aspect)
        yield "waveform", *seen.loudness.whole()
        yield "looks", {}, self._looked(seen, listing)
        yield "probe", *self._description(self._scan, first)

    def _strip(self, listing: Scan, first: VideoFrame, tiles: int, height: int) -> Strip:
        count = tiles_that_fit(*upright_size(first, self._aspect), tiles, height)
        return Strip(spread(listing.pts, listing.end_pts, count), height)

    def _loudness(self, listing: Scan, buckets: int) -> Loudness:
        base = Fraction(*self.time_base)
        return Loudness(listing.pts[0] * base, (listing.end_pts - listing.pts[0]) * base / buckets, buckets)

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
            if verify:
                self._settle_whole()
            self._restart(None)
        return self._scan

    def _settle_whole(self) -> None:
        if self._scan is not None and cut_short(self._file, self._kind):
            self._scan.flaw = Reason.DAMAGED

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
        if not self._leads_on_to(target, start):
            self._restart(start)
        frame, back = self._forward_to(target), 1
        while frame is None and start is not None:
            start, back = self._key_before(target, back), 2 * back
            self._restart(start)
            frame = self._forward_to(target)
        return frame or self._from_the_start(target)

    def _leads_on_to(self, target: int, key: int | None) -> bool:
        """Whether decoding goes on to `target` from where it is: there is no keyframe between to leap to."""
        here = self._position
        if here is None or here >= target:
            return False
        listed = self._scan.pts if self._scan else array("q")
        following = bisect_right(listed, here)
        return key is None or key <= (listed[following] if following < len(listed) else here)

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

    def _key_before(self, target: int, back: int = 0) -> int | None:
        """The pts of the last keyframe presented at or before `target`, or of one `back` before it.

        What follows it needs nothing older. Those where that turned out not to be so are passed over.
        """
        keys = self._scan.keys if self._scan else array("q")
        at = bisect_right(keys, target) - 1 - back
        while at >= 0 and keys[at] in self._unclean:
            at -= 1
        return keys[at] if at >= 0 else None

    def _restart(self, key: int | None) -> None:
        """Place the decoder at the keyframe `key`, or at the very start."""
        self._position = None
        for timestamp in self._scan.seek_targets.get(key, ()) if self._scan and key is not None else ():
            packets = self._landed(timestamp, key)
            if packets is not None:
                self._decoding = self._decode(packets, key)
                return
        self._container.close()
        self._container = open_container(self._file, self._kind)
        self._stream = picture_stream(self._container)
        self._decoding = self._decode(self._container.demux(self._stream), None)

    def _landed(self, timestamp: int, key: int | None) -> "Iterator[Packet[VideoStream]] | None":
        """Packets from `key` or before it on; None where seeking went past it, or the index is damaged."""
        try:
            self._container.seek(timestamp, stream=self._stream, backward=True)
            packets = self._container.demux(self._stream)
            first = next(packets, None)
        except MemoryError:
            raise
        except av.FFmpegError:
            return None
        if first is None or first.pts is None or key is None or first.pts > key:
            return None
        return chain((first,), packets)

    def _decode(self, packets: "Iterator[Packet[VideoStream]]", key: int | None) -> Iterator[VideoFrame]:
        """Frames in order of presentation from `key` on, without leading pictures that lean on what lies before it.

        None where the first of them is not that of `key`: a stream that refreshes its picture bit by bit calls a place
        a keyframe from which the picture is only built up, and neither what it says is built by then nor what is left
        at the end of the stream is the frame that a straight decode gives, to the bit.
        """
        clean = key is None
        for frame in _decoded(packets):
            if frame.pts is None or (key is not None and frame.pts < key):
                continue
            if not clean and frame.pts != key:
                break
            clean = True
            yield frame
        if not clean and key is not None:
            self._unclean.add(key)

    def _next(self) -> VideoFrame | None:
        try:
            frame = next(self._decoding, None) if self._decoding else None
        except MemoryError:
            raise
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
