"""Owns the walk through a clip that lists its presented frames, by packets or by decoding every one."""

from array import array
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final, Protocol

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.worker.streams import holds_more, sounds

MAX_FRAMES: Final = 1_500_000
"""Presented frames of one clip: near seven hours at 60 a second."""
MAX_SECONDS: Final = 24 * 3600
"""Seconds from a clip's first frame to its end, whatever number of frames lie between."""


class Watcher(Protocol):
    """Sees every decoded frame go by: of the picture in order of presentation, of the first sound as it comes."""

    def picture(self, frame: VideoFrame) -> None:
        """A frame of the picture; it may be kept, its pixels do not change."""

    def sound(self, frame: AudioFrame) -> None:
        """A stretch of the first sound."""


@dataclass(slots=True)
class Scan:
    """What a walk found: pts of what is presented and of keyframes, ascending, and the end.

    `seek_targets` has for each keyframe what to seek to, best first. `flaw` is why it is not whole, once it `decoded`.
    """

    pts: "array[int]"
    keys: "array[int]"
    seek_targets: dict[int, tuple[int, ...]]
    end_pts: int
    decoded: bool
    flaw: Reason | None
    damaged: int

    @property
    def whole(self) -> bool | None:
        """Whether every frame of all that a player would open was decoded; None where nobody has tried."""
        return self.flaw is None if self.decoded else None


@dataclass(slots=True)
class _Walk:
    listed: dict[int, int] = field(default_factory=dict)  # pts of packets that are presented -> duration
    decoded: dict[int, int] = field(default_factory=dict)
    keys: dict[int, tuple[int, ...]] = field(default_factory=dict)  # pts of keyframes -> what to seek to
    watcher: Watcher | None = None
    latest: int | None = None
    reordered: bool = False
    untimed: int = 0
    damaged: int = 0

    def note(self, packet: "Packet[av.stream.Stream]") -> None:
        """Take down a packet of the picture; those before the first keyframe give no picture."""
        if packet.pts is None:
            self.untimed += 1
            return
        self.reordered |= self.latest is not None and packet.pts < self.latest
        self.latest = packet.pts
        if packet.is_keyframe:
            # A keyframe's own pts finds it in most containers; its dts finds it, or one before it, in the others.
            self.keys[packet.pts] = (packet.pts,) if packet.dts in (None, packet.pts) else (packet.pts, packet.dts)
        if self.keys and not packet.is_discard:
            self.listed.setdefault(packet.pts, packet.duration or 0)
        if len(self.listed) > MAX_FRAMES:
            raise CannotShow(Reason.TOO_LARGE, "too many frames")

    def decode(
        self, packet: "Packet[av.stream.Stream]", picture: VideoStream, sound: "av.stream.Stream | None"
    ) -> None:
        """Decode a packet of picture or sound, show it to the watcher, and count what is damaged."""
        try:
            frames = packet.decode()
        except MemoryError:
            raise
        except av.FFmpegError:
            self.damaged += 1
            return
        for frame in frames:
            self.damaged += getattr(frame, "is_corrupt", False)
            if packet.stream is picture and isinstance(frame, VideoFrame):
                if frame.pts is None:
                    self.untimed += 1
                else:
                    self.decoded.setdefault(frame.pts, frame.duration or 0)
                    if self.watcher is not None:
                        self.watcher.picture(frame)
            elif packet.stream is sound and isinstance(frame, AudioFrame) and self.watcher is not None:
                self.watcher.sound(frame)


def scan(container: InputContainer, picture: VideoStream, *, decode: bool, watcher: Watcher | None = None) -> Scan:
    """Walk the whole clip once; `decode` also decodes picture and sound, so that the list is of what really shows.

    `watcher` sees what is decoded. Raises CannotShow when nothing is presented, or too much.
    """
    walk = _Walk(watcher=watcher)
    heard = sounds(container) if decode else []
    try:
        for packet in container.demux(picture, *heard):
            if packet.stream is picture and packet.size:
                walk.note(packet)
            walk.damaged += packet.is_corrupt
            if decode:
                walk.decode(packet, picture, heard[0] if heard else None)
    except MemoryError:
        raise
    except av.FFmpegError:
        walk.damaged += 1
    if walk.untimed and not decode:
        raise CannotShow(Reason.UNSUPPORTED, "packets without a time")
    shown = walk.decoded if decode else walk.listed
    if not shown:
        raise CannotShow(Reason.DAMAGED, "no frame is presented")
    pts = array("q", sorted(shown))
    # With frames out of order a container's durations are steps of decoding; they say nothing about the last one shown.
    stated = 0 if walk.reordered else shown[pts[-1]] or walk.listed.get(pts[-1], 0)
    end = pts[-1] + (stated or _usual_gap(pts))
    if (end - pts[0]) * (picture.time_base or Fraction(1)) > MAX_SECONDS:
        raise CannotShow(Reason.TOO_LARGE, "too long")
    return Scan(
        pts=pts,
        keys=array("q", sorted(walk.keys)),
        seek_targets=walk.keys,
        end_pts=end,
        decoded=decode,
        flaw=_flaw(walk, holds_more(container, (picture, *heard))) if decode else None,
        damaged=walk.damaged,
    )


def _flaw(walk: _Walk, more: bool) -> Reason | None:
    if walk.damaged or walk.untimed:
        return Reason.DAMAGED
    return Reason.MORE_INSIDE if more else None


def _usual_gap(pts: "array[int]") -> int:
    gaps = sorted(later - earlier for earlier, later in pairwise(pts))
    return max(1, gaps[len(gaps) // 2]) if gaps else 1
