"""The files that the evidence figures are measured on, made at run time: clips with texture and sound, a scan."""

from __future__ import annotations

import io
import random
from fractions import Fraction
from functools import cache

import av
from PIL import Image, ImageDraw

SIZE = (1080, 1920)
RATE = 30
SOUND = 48_000


@cache
def _texture() -> Image.Image:
    """Grain under blocks of colour, larger than a frame, so that it can be moved over: what makes a decoder work."""
    dice = random.Random(11)
    grain = Image.effect_noise((SIZE[0] + 400, SIZE[1] + 400), 50).convert("RGB")
    pen = ImageDraw.Draw(grain)
    for _ in range(60):
        x, y = dice.randrange(grain.width), dice.randrange(grain.height)
        colour = tuple(dice.randrange(256) for _ in range(3))
        pen.rectangle((x, y, x + dice.randrange(40, 300), y + dice.randrange(40, 300)), fill=colour)
    return grain


def clip(frames: int, group: int, *, sound: bool = True, size: tuple[int, int] = SIZE) -> bytes:
    """A clip of so many frames at 30 a second, a key frame each `group`, with B-frames, and a tone as long."""
    target, texture = io.BytesIO(), _texture()
    options = {"g": str(group), "keyint_min": str(group), "sc_threshold": "0", "bf": "2", "crf": "28"}
    with av.open(target, "w", format="mp4") as out:
        picture = out.add_stream("libx264", rate=RATE, options=options | {"preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        heard = out.add_stream("aac", rate=SOUND) if sound else None
        for number in range(frames):
            left, top = number * 3 % 400, number * 5 % 400
            frame = av.VideoFrame.from_image(texture.crop((left, top, left + size[0], top + size[1])))
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        if heard is not None:
            samples = random.Random(4).randbytes(1024 * 4)
            for start in range(0, frames * SOUND // RATE, 1024):
                block = av.AudioFrame(format="s16", layout="stereo", samples=1024)
                block.planes[0].update(samples)
                block.sample_rate, block.pts, block.time_base = SOUND, start, Fraction(1, SOUND)
                out.mux(heard.encode(block))
            out.mux(heard.encode(None))
    return target.getvalue()


def scan(pages: int) -> bytes:
    """A document of scanned pages, each a grainy picture of A4 at 150 dots an inch with lines on it."""
    dice = random.Random(3)
    drawn = []
    for number in range(pages):
        page = Image.effect_noise((1240, 1754), 12).point(lambda level: min(255, level + 110)).convert("RGB")
        pen = ImageDraw.Draw(page)
        pen.text((80, 60), f"page {number + 1}", fill=(0, 0, 0))
        for line in range(60):
            pen.rectangle((80, 120 + line * 26, 80 + dice.randrange(300, 1000), 128 + line * 26), fill=(30, 30, 40))
        drawn.append(page)
    target = io.BytesIO()
    drawn[0].save(target, "PDF", save_all=True, append_images=drawn[1:], resolution=150, quality=80)
    return target.getvalue()
