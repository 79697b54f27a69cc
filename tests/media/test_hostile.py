"""Hostile files: each ends in a calm refusal, the room goes on, and nothing is opened, bound or fetched."""

import io
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, ClipProbe

from .conftest import Recipe, made, source_of
from .test_gate import REFUSED

CLIP = made(Recipe(muxing={"moov_size": "20000"}))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def png_bomb(side: int, rows: int | None = None) -> bytes:
    """A picture of side by side pixels in a few kilobytes, all of its rows there unless told otherwise."""
    squeezed = zlib.compressobj(9)
    rows = (
        b"".join(squeezed.compress(b"\0" * (side * 3 + 1)) for _ in range(side if rows is None else rows))
        + squeezed.flush()
    )
    header = chunk(b"IHDR", struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_pdf() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 400), "navy").save(target, "PDF")
    return target.getvalue()


def resident(pid: int | None) -> int:
    """Resident bytes of a process at its highest."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_container_never_reaches_the_worker(room: MediaRoom, name: str) -> None:
    with pytest.raises(CannotShow) as refusal:
        room.probe(source_of(REFUSED[name]))
    assert refusal.value.reason is Reason.UNKNOWN_KIND


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (CLIP[:200], Reason.NO_PICTURE),
        (CLIP[:40], Reason.NO_PICTURE),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13), Reason.DAMAGED),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, Reason.DAMAGED),
        (b"GIF89a", Reason.DAMAGED),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\7" * 64, Reason.DAMAGED),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, Reason.DAMAGED),
        (a_pdf()[:400], Reason.DAMAGED),
        (png_bomb(20_000, 9), Reason.TOO_LARGE),
        (b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + b"\xff" * 3000, Reason.DAMAGED),
    ],
    ids=["head", "cut", "png", "jpeg", "gif", "webp", "pdf", "cut pdf", "bomb", "webm"],
)
def test_broken_and_outsized_files_are_refused_with_their_reason(
    room: MediaRoom, content: bytes, reason: Reason
) -> None:
    before = room.worker_pid
    with pytest.raises(CannotShow) as refusal:
        room.probe(source_of(content), verify=True)
    assert refusal.value.reason is reason
    assert room.worker_pid == before  # refused, not crashed


def test_a_locked_document_says_so(room: MediaRoom) -> None:
    """Encrypted with a password by hand: PDF 1.4, 40-bit RC4, revision 2 (ISO 32000-1, 7.6)."""
    lock = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\n%%EOF\n"
    )
    with pytest.raises(CannotShow) as refusal:
        room.probe(source_of(lock))
    assert refusal.value.reason is Reason.LOCKED


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_bombs_cost_little_memory() -> None:
    with MediaRoom() as room:
        room.confinement()
        before = resident(room.worker_pid)
        for side in (8_000, 12_000, 30_000):
            with pytest.raises(CannotShow):
                room.picture(source_of(png_bomb(side, 9)), 800, 800)
        assert resident(room.worker_pid) - before < 150 * 1024**2


def control_bomb(side: int) -> int:
    """What the same picture costs where nothing is capped: resident bytes of a plain process."""
    code = (
        "import sys, io, resource; from PIL import Image; Image.MAX_IMAGE_PIXELS = None\n"
        "Image.open(io.BytesIO(sys.stdin.buffer.read())).convert('RGBA')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], input=png_bomb(side), capture_output=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss in kilobytes")
def test_without_the_cap_the_same_bomb_goes_off() -> None:
    assert control_bomb(8_000) > 200 * 1024**2


Ask = Callable[[MediaRoom, BytesSource], object]
VICTIMS: dict[str, tuple[bytes, Ask]] = {
    "clip": (CLIP, lambda room, source: room.poster(source, 64, 64)),
    "pdf": (a_pdf(), lambda room, source: room.page(source, 1, 64, 64)),
    "png": (png_bomb(64), lambda room, source: room.picture(source, 64, 64)),
}
REFUSALS = {
    Reason.DAMAGED,
    Reason.UNKNOWN_KIND,
    Reason.UNSUPPORTED,
    Reason.TOO_LARGE,
    Reason.NO_PICTURE,
    Reason.LOCKED,
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", VICTIMS)
def test_flipped_bits_never_take_the_room_down(room: MediaRoom, name: str, seed: int) -> None:
    whole, ask = VICTIMS[name]
    chance = random.Random(seed)
    before = room.worker_pid
    for _ in range(8):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 20, 200))):
            content[chance.randrange(16, len(content))] ^= 1 << chance.randrange(8)
        source = source_of(bytes(content))
        try:
            room.probe(source, verify=True)
            ask(room, source)
        except CannotShow as refusal:
            assert refusal.reason in REFUSALS
    assert ask(room, source_of(whole))
    assert room.worker_pid == before


@pytest.mark.parametrize("kept", [0.9, 0.6])
@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_a_clip_that_was_cut_is_shown_as_far_as_it_goes_and_not_called_whole(
    room: MediaRoom, container: str, kept: float
) -> None:
    fragments = {"movflags": "frag_keyframe+delay_moov+default_base_moof"} if container == "mp4" else {}
    codec, options = ("libx264", {"g": "5"}) if container == "mp4" else ("libvpx-vp9", {"g": "5"})
    content = made(Recipe(container=container, codec=codec, options=options, muxing=fragments))
    source = source_of(content[: int(len(content) * kept)])
    probe = room.probe(source, verify=True)
    assert isinstance(probe, ClipProbe)
    assert probe.whole is False
    assert 0 < probe.frame_count <= 30
    assert room.frame(source, probe.pts[-1], max_w=9).pts == probe.pts[-1]
