"""The corpus of hostile files and listings, made by this script: `python -m tests.media.hostile FOLDER` writes them.

Each file comes with what the media room must answer: a reason, or that it is shown all the same. A listing comes in as
any other does: its words are shown, and do nothing.
"""

from __future__ import annotations

import io
import json
import os
import random
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from PIL import Image

from reviewer_app.media.errors import Reason
from tests.media import streams
from tests.media.conftest import Recipe, made

CANARY = "/etc/hostname"
"""A file that every computer has and that no asset may reach."""
BESIDE = Path(gettempdir()) / f"hostile-{os.getpid()}"
"""A folder that is not there unless a test makes it, with a picture and a pipe that nobody writes to."""
PORT = 43_434


@dataclass(frozen=True)
class Hostile:
    """A file, and how it must end: with one of `reasons`, or shown where `shown` says that it may be.

    A clip that is shown and must not be played, or must, says so in `played`.
    """

    content: bytes
    reasons: frozenset[Reason]
    shown: bool = False
    played: bool | None = None


def refused(content: bytes, *reasons: Reason) -> Hostile:
    """A file that must not be shown."""
    return Hostile(content, frozenset(reasons))


def harmless(content: bytes, *reasons: Reason) -> Hostile:
    """A file that may be shown, with what is hostile in it without effect."""
    return Hostile(content, frozenset(reasons), shown=True)


def stepped(content: bytes) -> Hostile:
    """A clip that is shown frame by frame and never played, since it holds what is not looked at."""
    return Hostile(content, frozenset(), shown=True, played=False)


def played(content: bytes) -> Hostile:
    """A clip that is odd and must be played all the same."""
    return Hostile(content, frozenset(), shown=True, played=True)


UNKNOWN = Reason.UNKNOWN_KIND
BROKEN = (Reason.DAMAGED, Reason.UNSUPPORTED, Reason.NO_PICTURE, Reason.TOO_LARGE, Reason.UNKNOWN_KIND, Reason.LOCKED)


# -- what points elsewhere --------------------------------------------------------------------------------------------

SDP = f"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video {PORT} RTP/AVP 96\r\n".encode()
PLAYLIST = f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{CANARY}\n#EXT-X-ENDLIST\n".encode()
FETCHING = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:43435/a.ts\n#EXT-X-ENDLIST\n"
CONCAT = f"ffconcat version 1.0\nfile '{CANARY}'\n".encode()
DASH = (
    b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://127.0.0.1:43435/</BaseURL></MPD>'
)
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{CANARY}"/></svg>'.encode()
_FTYP = b"\0\0\0\x18ftypisom\0\0\0\0isomiso2"


def _elsewhere() -> Iterator[tuple[str, Hostile]]:
    descriptions = {"sdp": SDP, "playlist": PLAYLIST, "fetching playlist": FETCHING, "concat": CONCAT, "dash": DASH}
    for name, content in (descriptions | {"svg": SVG}).items():
        yield f"{name} posing as mp4", refused(content, UNKNOWN)
        yield f"{name} behind an mp4's head", refused(_FTYP + b"\0\0\0\x08free" + content, *BROKEN)
        yield f"{name} behind a webm's head", refused(b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + content, *BROKEN)
    yield "id3 and playlist", refused(b"ID3\x04\0\0\0\0\0\0" + PLAYLIST, Reason.WRONG_FAMILY)


# -- media that is not what it says -----------------------------------------------------------------------------------


@cache
def clip() -> bytes:
    """A sound clip to spoil."""
    return made(Recipe(pts=tuple(range(0, 12 * 3600, 3600))))


def patched(content: bytes, name: bytes, skip: int, value: bytes) -> bytes:
    """A clip with some bytes of the first box of that name changed, `skip` after the name."""
    at = content.index(name) + 4 + skip
    return content[:at] + value + content[at + len(value) :]


def _media() -> Iterator[tuple[str, Hostile]]:
    whole = clip()
    webm = made(Recipe(pts=tuple(range(0, 12 * 3600, 3600)), container="webm", codec="libvpx-vp9", options={"g": "4"}))
    yield "nothing", refused(b"", UNKNOWN)
    yield "zeros", refused(bytes(5000), UNKNOWN)
    for share in (0.02, 0.3, 0.7, 0.97):
        yield f"mp4 cut at {share}", harmless(whole[: int(len(whole) * share)], *BROKEN)
        yield f"webm cut at {share}", harmless(webm[: int(len(webm) * share)], *BROKEN)
    for seed in range(6):
        yield f"mp4 with flipped bits {seed}", harmless(flipped(whole, seed), *BROKEN)
        yield f"webm with flipped bits {seed}", harmless(flipped(webm, seed), *BROKEN)
    yield "mp4 of no duration", harmless(patched(whole, b"mvhd", 16, bytes(4)))
    yield "mp4 whose frames last nothing", harmless(patched(whole, b"stts", 12, bytes(4)), *BROKEN)
    yield "mp4 whose frames last for ever", harmless(patched(whole, b"stts", 12, b"\x7f\xff\xff\xff"), *BROKEN)
    yield "mp4 of no time base", harmless(patched(whole, b"mdhd", 12, bytes(4)), *BROKEN)
    yield "mp4 of four thousand million samples", harmless(patched(whole, b"stsz", 8, b"\xff" * 4), *BROKEN)
    yield "mp4 of a frame of 65535 x 65535", harmless(patched(whole, b"avc1", 24, b"\xff" * 4), *BROKEN)
    yield "webm of no duration", harmless(_live())
    yield "clip of a day and an hour", refused(of_hours(0, 9, 18, 25), Reason.TOO_LARGE)
    yield "mp4 without samples", refused(whole[: whole.index(b"mdat") - 4] + _no_moov(), *BROKEN)


def of_hours(*hours: int) -> bytes:
    """A clip of frames so far apart."""
    return made(Recipe(pts=tuple(hour * 3600 * 90_000 for hour in hours), container="matroska", sound=False))


def _live() -> bytes:
    """A webm as a live stream writes it: no duration, no length of its segment."""
    return made(
        Recipe(pts=(0, 3600, 7200), container="webm", codec="libvpx-vp9", options={}, muxing={"live": "1"}, sound=False)
    )


def _no_moov() -> bytes:
    return b"\0\0\0\x08mdat" + b"\0\0\0\x08moov"


def flipped(content: bytes, seed: int) -> bytes:
    """The file with a few bits or many the other way round, its magic left as it is."""
    dice, changed = random.Random(seed), bytearray(content)
    for _ in range((1, 30, 400)[seed % 3]):
        changed[dice.randrange(16, len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


# -- clips that hold more than a picture and its sound ----------------------------------------------------------------


def drawing(path: Path) -> bytes:
    """An SVG that shows the picture at a path."""
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {space} width="64" height="64"><image width="64" height="64" xlink:href="{path}"/></svg>'.encode()


def _within() -> Iterator[tuple[str, Hostile]]:
    covers = {
        "png": _drawn("PNG"),
        "drawing of a file": drawing(BESIDE / "picture.png"),
        "drawing of a pipe": drawing(BESIDE / "pipe"),
        "bomb": png(6000, 6000),
    }
    for name, content in covers.items():
        yield f"mp4 with a {name} as its cover", stepped(streams.clip("mp4", streams.cover(content)))
        attached = streams.attached("cover.png", "image/png", content)
        yield f"matroska with a {name} as its cover", stepped(streams.clip("matroska", attached))
    font = streams.attached("a.ttf", "font/ttf", bytes(99))
    yield "matroska with a font", stepped(streams.clip("matroska", font))
    for container, words in (("mp4", "mov_text"), ("matroska", "srt")):
        first, second = streams.sound("aac", default=False), streams.sound("aac")
        yield f"{container} of two pictures", stepped(streams.clip(container, pictures=2))
        yield f"{container} of two sounds", played(streams.clip(container, first, second))
        yield f"{container} with subtitles", stepped(streams.clip(container, streams.words(words)))
        yield f"{container} with chapters", played(streams.clip(container, streams.chapters))
    for codec in ("mp2", "pcm_s24le"):
        yield f"matroska with sound in {codec}", stepped(streams.clip("matroska", streams.sound(codec)))


# -- bombs ------------------------------------------------------------------------------------------------------------


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def png(side: int, rows: int, *more: bytes) -> bytes:
    """A picture of side by side pixels of which so many rows are there, with more chunks before them."""
    squeezed = zlib.compressobj(9)
    data = b"".join(squeezed.compress(bytes(side * 3 + 1)) for _ in range(rows)) + squeezed.flush()
    header = chunk(b"IHDR", struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def gif(width: int, height: int, frames: int) -> bytes:
    """A GIF of so many tiny frames on a canvas of that size."""
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0"
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


UNFOLDS = 200
"""To how many megabytes."""


def unfolding(byte: bytes) -> bytes:
    """That much of one byte, deflated: a block which stands for itself, again and again; it is quick to make."""
    block, squeezed, check = byte * 1_000_000, zlib.compressobj(9), 1
    first, again = (squeezed.compress(block) + squeezed.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    for _ in range(UNFOLDS):
        check = zlib.adler32(block, check)
    return first + again * (UNFOLDS - 1) + squeezed.flush()[:-4] + struct.pack("!I", check)


def gzipped(deflated: bytes) -> bytes:
    """The same zeros as gzip has them."""
    check = 0
    for _ in range(UNFOLDS):
        check = zlib.crc32(bytes(1_000_000), check)
    ends = struct.pack("<II", check, UNFOLDS * 1_000_000)
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + deflated[2:-4] + ends


def _bombs() -> Iterator[tuple[str, Hostile]]:
    zeros = unfolding(b"\0")
    text = chunk(b"zTXt", b"note\0\0" + zeros)
    profile = chunk(b"iCCP", b"p\0\0" + zeros)
    yield "png of 30000 x 30000", refused(png(30_000, 9), Reason.TOO_LARGE)
    yield "png of 7000 x 7000, all there", harmless(png(7000, 7000))
    yield "png with text that unfolds", harmless(png(40, 40, text), *BROKEN)
    yield "png with a profile that unfolds", harmless(png(40, 40, profile), *BROKEN)
    yield "gif of 65535 x 65535", refused(gif(65_535, 65_535, 1), Reason.TOO_LARGE)
    yield "gif of 100000 frames", harmless(gif(200, 200, 100_000), *BROKEN)
    yield "gzip of 200 MB", refused(gzipped(zeros), UNKNOWN)
    yield "zip", refused(b"PK\x03\x04" + bytes(60), UNKNOWN)
    yield "pdf whose page unfolds", harmless(pdf(stream=unfolding(b" ")), *BROKEN)


# -- documents --------------------------------------------------------------------------------------------------------


def pdf(
    catalog: bytes = b"", page: bytes = b"", more: Iterable[bytes] = (), stream: bytes = b"", pages: int = 1
) -> bytes:
    """A document by hand; `more` are objects from number 5 on, pages are all the same one."""
    packed = b"/Filter/FlateDecode" if stream else b""
    kids = b" ".join([b"3 0 R"] * pages)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count " + str(pages).encode() + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R" + page + b">>",
        b"<</Length " + str(len(stream)).encode() + packed + b">>stream\n" + stream + b"\nendstream",
        *more,
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj".encode() + content + b"endobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return bytes(out) + f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{table}\n%%EOF\n".encode()


LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\n%%EOF\n"
)


def _action(kind: str, how: str) -> bytes:
    return f"<</Type/Action/S/{kind}/{how}>>".encode()


def _documents() -> Iterator[tuple[str, Hostile]]:
    script = _action("JavaScript", f"JS(app.launchURL('http://127.0.0.1:{PORT}/');this.getURL('file://{CANARY}'))")
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 200 200]/A %s>>]"
    file = b"<</Type/Filespec/F(..\\..\\evil.exe)/UF(../../evil.exe)/EF<</F 6 0 R>>>>"
    attached = [file, b"<</Type/EmbeddedFile/Length 4>>stream\nMZ!!\nendstream"]
    remote = _action("GoToR", f"F({CANARY})/D[0/Fit]")
    yield "pdf with a password", refused(LOCKED, Reason.LOCKED)
    yield "pdf with a script", harmless(pdf(b"/OpenAction " + script + b"/AA<</WC " + script + b">>"))
    yield "pdf that starts a program", harmless(pdf(b"/OpenAction " + _action("Launch", "F(/bin/sh)")))
    yield "pdf with links", harmless(pdf(page=link % _action("URI", f"URI(http://127.0.0.1:{PORT}/)")))
    yield "pdf that goes to another file", harmless(pdf(b"/OpenAction " + remote, link % remote))
    yield "pdf with an attachment", harmless(pdf(b"/Names<</EmbeddedFiles<</Names[(evil) 5 0 R]>>>>", more=attached))
    yield "pdf of 3000 pages", refused(pdf(pages=3000), Reason.TOO_LARGE)
    yield "pdf whose pages hold themselves", harmless(pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"), *BROKEN)
    yield "pdf with a page of no size", harmless(pdf().replace(b"[0 0 200 200]", b"[0 0 0   0  ]"), *BROKEN)
    yield "pdf with a page a league wide", harmless(pdf().replace(b"[0 0 200 200]", b"[0 0 9e9   9]"), *BROKEN)
    yield "pdf with an external picture", harmless(_external(), *BROKEN)
    for seed in range(3):
        yield f"pdf with flipped bits {seed}", harmless(flipped(_drawn("PDF"), seed), *BROKEN)
        yield f"jpeg with flipped bits {seed}", harmless(flipped(_drawn("JPEG"), seed), *BROKEN)
        yield f"webp with flipped bits {seed}", harmless(flipped(_drawn("WEBP"), seed), *BROKEN)


def _external() -> bytes:
    """A page whose picture says that its data lie in another file (ISO 32000-1, 7.3.8.2)."""
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 9/Height 9/ColorSpace/DeviceGray/BitsPerComponent 8/Length 0/F("
        + CANARY.encode()
        + b")>>stream\n\nendstream"
    )
    drawing = zlib.compress(b"200 0 0 200 0 0 cm /X Do")
    return pdf(page=b"/Resources<</XObject<</X 5 0 R>>>>", more=[picture], stream=drawing)


@cache
def _drawn(form: str) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((120, 90), 40).convert("RGB").save(target, form)
    return target.getvalue()


NAMES = (
    "../../../../etc/cron.d/evil",
    "assets/../../evil.mp4",
    "assets\\..\\..\\evil.mp4",
    "/etc/passwd",
    "C:\\Windows\\evil.dll",
    "assets/a\0b.mp4",
    "assets/" + "a" * 300 + ".mp4",
    "",
)
"""What a record might call its files to lead elsewhere; no file here is ever named after what a record says."""


# -- words ------------------------------------------------------------------------------------------------------------

BIDI = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f\U000e0041"
WORDS = {
    "200 kB of nested HTML": "<div style='x'><b>" * 8800 + "最\u200b佳" + "</b></div>" * 4000,
    "HTML that fetches and runs": (
        f"<img src='file://{CANARY}'><img src='http://127.0.0.1:{PORT}/a.png'><script>alert(1)</script>"
        f"<style>@import url(http://127.0.0.1:{PORT}/a.css)</style><a href='javascript:alert(1)'>最佳</a>" * 200
    ),
    "bidi and zero-width text": "".join(f"全{one}网{one}最{one}佳 a{one}b\n" for one in BIDI + ZERO_WIDTH) * 40,
    "200 kB of bidi that is never closed": BIDI * 16_000 + "最佳",
}
"""What a merchant might write, each within the contract's 200,000 characters."""


@cache
def listings() -> dict[str, dict[str, Any]]:
    """A listing of the demo for each of these words: they stand in its name, its description and an attribute."""
    lines = (Path(__file__).resolve().parents[2] / "resources/demo/cases.jsonl").read_text("utf-8").splitlines()
    record = next(one for one in map(json.loads, lines) if one["kind"] == "listing")
    subject = record["subject"]

    def saying(words: str) -> dict[str, Any]:
        said = {"name": words[:500], "description": words, "attributes": {words[:60]: words[:2000]}}
        return dict(record | {"flags": [], "subject": subject | {"product": subject["product"] | said}})

    return {name: saying(words) for name, words in WORDS.items()}


@cache
def corpus() -> dict[str, Hostile]:
    """Every hostile file by its name."""
    found: dict[str, Hostile] = {}
    for part in (_elsewhere(), _media(), _within(), _bombs(), _documents()):
        found |= dict(part)
    return found


def main(folder: Path) -> None:
    """Write the corpus, each file under a number of its own and the listings into one `cases.jsonl`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, file) in enumerate(corpus().items()):
        (folder / f"{number:03}").write_bytes(file.content)
        print(f"{number:03} {name}: {len(file.content)} bytes, {'shown or ' * file.shown}{sorted(file.reasons)}")
    with (folder / "cases.jsonl").open("w", encoding="utf-8") as pack:
        pack.writelines(f"{json.dumps(listing)}\n" for listing in listings().values())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
