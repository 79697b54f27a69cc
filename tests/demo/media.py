"""Owns looking into the demo pack's files: frames, sound, pages and pictures, decoded anew."""

from __future__ import annotations

import array
import math
from pathlib import Path
from typing import Any

import av
import pypdfium2
from PIL import Image, ImageChops, ImageStat

PACK = Path(__file__).resolve().parents[2] / "resources" / "demo"
Box = list[float]


def duration(path: Path) -> float:
    """Seconds, as the container tells."""
    with av.open(str(path)) as container:
        return (container.duration or 0) / 1_000_000


def frame_times(path: Path) -> list[float]:
    """The time of every frame in seconds, in order."""
    with av.open(str(path)) as container:
        return sorted(float(p.pts * p.time_base) for p in container.demux(video=0) if p.pts is not None)


def codecs(path: Path) -> set[str]:
    """The codec of each stream."""
    with av.open(str(path)) as container:
        return {stream.codec_context.name for stream in container.streams}


def frame_at(path: Path, seconds: float) -> Image.Image:
    """The frame that is on screen at `seconds`."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        container.seek(int(seconds * 1_000_000))
        shown: Image.Image | None = None
        for frame in container.decode(stream):
            if shown is not None and float(frame.time or 0.0) > seconds + 0.0005:
                break
            shown = frame.to_image()  # type: ignore[no-untyped-call]
    assert shown is not None, f"no frame at {seconds}"
    return shown


def loudness(path: Path, start: float, end: float) -> float:
    """Root mean square of the sound between two times, full scale 32768."""
    samples = array.array("h")
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=16000)
        for frame in container.decode(audio=0):
            for ready in resampler.resample(frame):
                samples.frombytes(bytes(ready.planes[0])[: ready.samples * 2])
    part = samples[int(start * 16000) : int(end * 16000)]
    return math.sqrt(sum(value * value for value in part) / max(1, len(part)))


def cut(image: Image.Image, box: Box) -> Image.Image:
    """The part of a picture that a box of fractions names."""
    x, y, wide, high = box
    corners = (x * image.width, y * image.height, (x + wide) * image.width, (y + high) * image.height)
    left, top, right, bottom = (round(value) for value in corners)
    return image.convert("RGB").crop((left, top, right, bottom))


def changed(one: Image.Image, other: Image.Image) -> float:
    """How much two pictures of one size differ: the mean over pixels and channels, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def contrast(image: Image.Image) -> float:
    """The spread of lightness: near 0 where nothing is drawn."""
    return float(ImageStat.Stat(image.convert("L")).stddev[0])


def words_in(path: Path, page: int, box: Box) -> str:
    """The selectable words of a PDF page within a box, without white space."""
    document = pypdfium2.PdfDocument(path)
    try:
        sheet = document[page - 1]
        wide, high = sheet.get_size()
        x, y, w, h = box
        found: Any = sheet.get_textpage().get_text_bounded(x * wide, high * (1 - y - h), (x + w) * wide, high * (1 - y))
        return "".join(str(found).split())
    finally:
        document.close()
