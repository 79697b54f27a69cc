"""Owns the walk through a clip that lists its presented frames, by packets or by decoding every one."""

from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviewer_app.media.errors import CannotShow, Reason

MAX_PIXELS: Final = 36_000_000
"""Pixels of one frame: 8192 x 4320 and a little."""
MAX_FRAMES: Final = 1_500_000
"""Presented frames of one clip: near seven hours at 60 a second."""


@dataclass(slots=True)
class Scan:
    """What a walk found: presented pts and keyframe pts ascending, where to seek for each keyframe, and the end."""

    pts: "array[int]"
    keys: "array[int]"
    seek_targets: dict[int, int]
    end_pts: int
    whole: bool | None
    damaged: int


@dataclass(slots=True)
class _Walk:
    listed: dict[int, int] = field(default_factory=dict)  # pts of packets that are presented -> duration
    decoded: dict[int, int] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)  # pts of keyframes -> what to seek to
    latest: int | None = None
    reordered: bool = False
    untimed: int = 0
    damaged: int = 0

    def note(self, packet: "Packet[av.stream.Stream]", by_pts: bool) -> None:
        """Take down a packet of the picture; those before the first keyframe give no picture."""
        if packet.pts is None:
            self.untimed += 1
            return
        self.reordered |= self.latest is not None and packet.pts < self.latest
        self.latest = packet.pts
        if packet.is_keyframe:
            self.keys[packet.pts] = packet.pts if by_pts or packet.dts is None else packet.dts
        if self.keys and not packet.is_discard:
            self.listed.setdefault(packet.pts, packet.duration or 0)
        if len(self.listed) > MAX_FRAMES:
            raise CannotShow(Reason.TOO_LARGE, "too many frames")

    def decode(self, packet: "Packet[av.stream.Stream]", picture: VideoStream) -> None:
        """Decode a packet of picture or sound and count what is damaged."""
        try:
            frames = packet.decode()
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


def scan(container: InputContainer, picture: VideoStream, *, decode: bool) -> Scan:
    """Walk the whole clip once; `decode` also decodes picture and sound, so that the list is of what really shows.

    Raises CannotShow when nothing is presented.
    """
    walk = _Walk()
    by_pts = not container.format.name.startswith("mov")
    sounds = [sound for sound in container.streams.audio if decode and sound.codec_context]
    try:
        for packet in container.demux(picture, *sounds):
            if packet.stream is picture and packet.size:
                walk.note(packet, by_pts)
            walk.damaged += packet.is_corrupt
            if decode:
                walk.decode(packet, picture)
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
    return Scan(
        pts=pts,
        keys=array("q", sorted(walk.keys)),
        seek_targets=walk.keys,
        end_pts=pts[-1] + (stated or _usual_gap(pts)),
        whole=walk.damaged == 0 and walk.untimed == 0 if decode else None,
        damaged=walk.damaged,
    )


def _usual_gap(pts: "array[int]") -> int:
    gaps = sorted(later - earlier for earlier, later in pairwise(pts))
    return max(1, gaps[len(gaps) // 2]) if gaps else 1
