"""Makes clips that hold more than one picture and one sound: covers, further tracks, words, chapters, odd codings."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
from av.container import OutputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from tests.media.conftest import HEIGHT, TICK, WIDTH, drawn, plain, play

FRAMES = 30
Adding = Callable[[OutputContainer], Callable[[], None]]
"""Adds streams to a container before its head is written; what it gives fills them, once the picture is in."""


def clip(container: str, *adding: Adding, pictures: int = 1, muxing: dict[str, str] | None = None) -> bytes:
    """A clip of a second and a bit with these streams added; of two pictures the second is the default, and plain."""
    target = io.BytesIO()
    with av.open(target, "w", format=container, options=muxing or {}) as out:
        streams = [_picture(out) for _ in range(pictures)]
        if pictures > 1:
            streams[0].disposition, streams[1].disposition = Disposition(0), Disposition.default
        filling = [add(out) for add in adding]
        for number in range(FRAMES):
            for at, stream in enumerate(streams):
                frame = plain(20, (WIDTH, HEIGHT)) if at else drawn(number, (WIDTH, HEIGHT))
                frame.pts, frame.time_base = number * 3600, TICK
                out.mux(stream.encode(frame))
        for stream in streams:
            out.mux(stream.encode(None))
        for fill in filling:
            fill()
    return target.getvalue()


def _picture(out: OutputContainer) -> VideoStream:
    stream = out.add_stream("libx264", rate=25, options={"g": "10", "preset": "ultrafast"})
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.time_base = stream.codec_context.time_base = TICK
    return stream


def cover(content: bytes) -> Adding:
    """These bytes as the picture on the cover, said to be a PNG."""

    def add(out: OutputContainer) -> Callable[[], None]:
        stream: Any = out.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "rgb24"
        stream.disposition = Disposition.attached_pic
        out.start_encoding()
        packet = av.Packet(content)
        packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, 0, 0, True
        out.mux(packet)
        return lambda: None

    return add


def attached(name: str, kind: str, content: bytes) -> Adding:
    """A file beside the clip, as Matroska carries them: its cover too."""

    def add(out: OutputContainer) -> Callable[[], None]:
        out.add_attachment(name, kind, content)
        return lambda: None

    return add


def sound(codec: str, default: bool = True) -> Adding:
    """A second of sound."""

    def add(out: OutputContainer) -> Callable[[], None]:
        stream = out.add_stream(codec, rate=48_000)
        stream.disposition = Disposition.default if default else Disposition(0)
        return lambda: play(out, stream)

    return add


def words(codec: str) -> Adding:
    """A line of subtitles, shown by default."""

    def add(out: OutputContainer) -> Callable[[], None]:
        stream: Any = out.add_mux_stream(codec, time_base=Fraction(1, 1000))
        stream.disposition = Disposition.default

        def fill() -> None:
            packet = av.Packet(b"\0\5hello" if codec == "mov_text" else b"hello")
            packet.stream, packet.pts, packet.dts, packet.duration = stream, 0, 0, 1000
            packet.time_base = Fraction(1, 1000)
            out.mux(packet)

        return fill

    return add


def chapters(out: OutputContainer) -> Callable[[], None]:
    """Two chapters with titles."""
    half, named = FRAMES * 3600 // 2, [{"title": f"part {at}"} for at in range(2)]
    out.set_chapters(
        [
            {"id": at, "start": at * half, "end": (at + 1) * half, "time_base": TICK, "metadata": title}
            for at, title in enumerate(named)
        ]
    )
    return lambda: None
