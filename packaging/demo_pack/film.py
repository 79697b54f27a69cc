"""Owns encoding: drawn frames and a sound track into MP4 (H.264/AAC) or WebM (VP9/Opus)."""

from __future__ import annotations

import array
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from PySide6.QtGui import QImage

from demo_pack.sound import RATE

_BT709 = 1
_LIMITED = 1
_CODECS: dict[str, tuple[str, str, dict[str, str]]] = {
    "mp4": ("libx264", "aac", {"crf": "29", "preset": "slow", "tune": "animation", "threads": "1"}),
    "webm": (
        "libvpx-vp9",
        "libopus",
        {"crf": "40", "b": "0", "deadline": "good", "cpu-used": "3", "row-mt": "1", "threads": "2"},
    ),
}


@dataclass(frozen=True)
class Shot:
    """How a clip is filmed: container, pixels, and the frames' times in ms (the last entry is the end)."""

    container: str
    width: int
    height: int
    times_ms: tuple[int, ...]

    @property
    def step_ms(self) -> int | None:
        """The one gap between frames, or None where it varies."""
        gaps = {later - earlier for earlier, later in zip(self.times_ms, self.times_ms[1:], strict=False)}
        return gaps.pop() if len(gaps) == 1 else None


def steady(seconds: float, rate: int) -> tuple[int, ...]:
    """Times in ms of frames at a constant rate; rate divides 1000."""
    return tuple(range(0, round(seconds * 1000) + 1, 1000 // rate))


def uneven(seconds: float) -> tuple[int, ...]:
    """Times in ms as a telephone's camera gives them: 25 to 100 ms apart, slower in the middle."""
    gaps = (33, 33, 34, 40, 33, 50, 33, 67, 34, 33, 100, 33)
    times, end = [0], seconds * 1000
    for gap in itertools.cycle(gaps):
        slow = 2 if 0.4 < times[-1] / end < 0.55 else 1
        if times[-1] + gap * slow > end:
            break
        times.append(times[-1] + gap * slow)
    return tuple(times)


def filmed(shot: Shot, frames: Iterator[QImage], track: array.array[int] | None) -> bytes:
    """Encode the frames (RGBA pictures, one for each time but the last) and the track; return the file's bytes."""
    target = io.BytesIO()
    video_codec, audio_codec, options = _CODECS[shot.container]
    # `bitexact` leaves out dates, random ids and the writer's version, so that the day of writing leaves no trace.
    with av.open(target, "w", format=shot.container, options={"fflags": "+bitexact"}) as out:
        stream = _video_stream(out, shot, video_codec, options)
        heard: Any = out.add_stream(audio_codec, rate=48000, layout="mono") if track is not None else None
        if heard is not None:
            heard.bit_rate = 56000
            _sound(out, heard, track or array.array("h"))
        for image, at in zip(frames, shot.times_ms, strict=False):
            frame = av.VideoFrame.from_bytes(bytes(image.constBits()), shot.width, shot.height, format="rgba")
            frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
            base = Fraction(shot.step_ms or 1, 1000)
            frame.pts, frame.time_base = int(Fraction(at, 1000) / base), base
            for packet in stream.encode(frame):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
    return target.getvalue()


def _video_stream(out: Any, shot: Shot, codec: str, options: dict[str, str]) -> Any:
    stream = out.add_stream(codec, rate=1000 // shot.step_ms if shot.step_ms else 25, options=options)
    stream.width, stream.height, stream.pix_fmt = shot.width, shot.height, "yuv420p"
    context = stream.codec_context
    context.time_base = stream.time_base = Fraction(shot.step_ms or 1, 1000)
    context.gop_size = 50
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED
    return stream


def _sound(out: Any, stream: Any, track: array.array[int]) -> None:
    resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=48000)
    for start in range(0, len(track), RATE):
        piece = track[start : start + RATE]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
        frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        for ready in resampler.resample(frame):
            for packet in stream.encode(ready):
                out.mux(packet)
    last: list[av.AudioFrame | None] = [*resampler.resample(None), None]
    for rest in last:
        for packet in stream.encode(rest):
            out.mux(packet)
