"""Owns which streams of a container are opened here: one moving picture and its sounds, in codings that are known."""

from collections.abc import Sequence
from typing import Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from reviewer_app.media.errors import CannotShow, Reason

MAX_PIXELS: Final = 36_000_000
"""Pixels of one frame: 8192 x 4320 and a little."""
VIDEO: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4"})
AUDIO: Final = frozenset({"aac", "mp3", "mp3float", "opus", "vorbis", "ac3", "eac3", "flac", "alac", "pcm_s16le"})
_UNOPENED: Final = "data"
"""The one type of stream that the player passes over: chapters, places, the time of day."""


def picture_stream(container: InputContainer) -> VideoStream:
    """The clip's moving picture; cover art is none."""
    cover = av.stream.Disposition.attached_pic
    streams = [stream for stream in container.streams.video if not stream.disposition & cover]
    if not streams:
        raise CannotShow(Reason.NO_PICTURE, "no video stream")
    stream = streams[0]
    if stream.codec_context is None or stream.codec_context.name not in VIDEO:
        raise CannotShow(Reason.UNSUPPORTED, "video codec")
    if not 0 < stream.codec_context.width * stream.codec_context.height <= MAX_PIXELS:
        raise CannotShow(Reason.TOO_LARGE, f"{stream.codec_context.width}x{stream.codec_context.height}")
    stream.thread_type = "AUTO"
    return stream


def sounds(container: InputContainer) -> list[AudioStream]:
    """Every sound that is decoded; one in a coding that is not opened here is none."""
    return [one for one in container.streams.audio if one.codec_context and one.codec_context.name in AUDIO]


def first_sound(container: InputContainer) -> AudioStream | None:
    """The sound that goes with the picture."""
    return next(iter(sounds(container)), None)


def holds_more(container: InputContainer, decoded: Sequence[Stream]) -> bool:
    """Whether a player would open more than these streams: a cover, a second picture, words, a sound not known here.

    It opens all that it knows, by rules of its own for which of several is shown, and none of it has been looked at.
    """
    known = {stream.index for stream in decoded}
    return any(stream.index not in known and stream.type != _UNOPENED for stream in container.streams)
