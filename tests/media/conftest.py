"""Makes real media for the media room's tests: clips, pictures and documents whose truth is known."""

import hashlib
import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import av
import pytest
from av.audio.stream import AudioStream
from av.container import OutputContainer
from PIL import Image, ImageDraw

from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource
from tests.media.edits import edited

WIDTH, HEIGHT = 160, 96


def source_of(content: bytes) -> BytesSource:
    """The bytes as an asset under their digest."""
    return BytesSource(content, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class Recipe:
    """How a clip is made: what its frames' pts are (in 1/90000 s), and everything that makes clips differ."""

    pts: tuple[int, ...] = tuple(range(0, 30 * 3600, 3600))
    container: str = "mp4"
    codec: str = "libx264"
    rate: Fraction = Fraction(25)
    options: dict[str, str] = field(default_factory=lambda: {"g": "10", "bf": "2", "preset": "ultrafast"})
    rotation: int = 0
    flip: bool = False
    sound: bool = True
    size: tuple[int, int] = (WIDTH, HEIGHT)
    aspect: Fraction = Fraction(1)
    muxing: dict[str, str] = field(default_factory=dict)
    picture: "Callable[[int, tuple[int, int]], av.VideoFrame] | None" = None
    edits: tuple[tuple[float, int], ...] = ()


TICK = Fraction(1, 90_000)


def drawn(number: int, size: tuple[int, int]) -> av.VideoFrame:
    """A frame that can be told from all others: a bar that moves, and the four corners in colours of their own."""
    image = Image.new("RGB", size, (40, 40, 40))
    pen = ImageDraw.Draw(image)
    width, height = size
    pen.rectangle((number * 7 % width, 0, number * 7 % width + 9, height), fill=(200, number * 5 % 256, 90))
    third = (width // 3, height // 3)
    pen.rectangle((0, 0, *third), fill=(255, 0, 0))
    pen.rectangle((width - third[0], 0, width, third[1]), fill=(0, 255, 0))
    pen.rectangle((0, height - third[1], third[0], height), fill=(0, 0, 255))
    pen.rectangle((width - third[0], height - third[1], width, height), fill=(255, 255, 255))
    return av.VideoFrame.from_image(image).reformat(format="yuv420p")


def plain(shade: int, size: tuple[int, int]) -> av.VideoFrame:
    """A frame of one colour."""
    return av.VideoFrame.from_image(Image.new("RGB", size, (shade, shade, 255 - shade))).reformat(format="yuv420p")


def slides(count: int, frames: int, fade: int = 0, ticks: int = 3600) -> Recipe:
    """Slides that stand for so many frames each; of these, the first ones fade over from the slide before."""

    def picture(number: int, size: tuple[int, int]) -> av.VideoFrame:
        slide, at = divmod(number, frames)
        to, before = (97 * slide) % 216 + 20, (97 * (slide - 1)) % 216 + 20
        share = min((at + 1) / (fade + 1), 1.0) if slide else 1.0
        return plain(round(before + (to - before) * share), size)

    return Recipe(pts=tuple(n * ticks for n in range(count * frames)), sound=False, picture=picture)


def made(recipe: Recipe) -> bytes:
    """Encode a clip after a recipe."""
    target = io.BytesIO()
    with av.open(target, "w", format=recipe.container, options=recipe.muxing) as out:
        picture = out.add_stream(recipe.codec, rate=recipe.rate, options=recipe.options)
        picture.width, picture.height = recipe.size
        picture.pix_fmt = "yuv420p"
        picture.time_base = picture.codec_context.time_base = TICK
        picture.codec_context.sample_aspect_ratio = recipe.aspect
        if recipe.rotation or recipe.flip:
            picture.set_display_rotation(recipe.rotation, hflip=recipe.flip)
        sound = out.add_stream("aac" if recipe.container == "mp4" else "libopus", rate=48_000) if recipe.sound else None
        for number, pts in enumerate(recipe.pts):
            frame = (recipe.picture or drawn)(number, recipe.size)
            frame.pts, frame.time_base = pts, TICK
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        if sound is not None:
            play(out, sound)
    return edited(target.getvalue(), recipe.edits) if recipe.edits else target.getvalue()


def play(out: OutputContainer, sound: AudioStream) -> None:
    """Encode a second of sound."""
    for start in range(0, 48_000, 960):
        tone = av.AudioFrame(format="s16", layout="stereo", samples=960)
        tone.planes[0].update(struct.pack("<h", start % 3000) * 1920)
        tone.sample_rate, tone.pts, tone.time_base = 48_000, start, Fraction(1, 48_000)
        out.mux(sound.encode(tone))
    out.mux(sound.encode(None))


def expected_pts(recipe: Recipe, time_base: tuple[int, int]) -> list[int]:
    """The recipe's pts in the time base that the container chose."""
    return [round(pts * TICK / Fraction(*time_base)) for pts in recipe.pts]


@pytest.fixture(scope="module")
def room() -> Iterator[MediaRoom]:
    """A media room with a running worker, shared by the tests of a module."""
    with MediaRoom() as opened:
        yield opened
