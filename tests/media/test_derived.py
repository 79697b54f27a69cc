"""What is derived from a clip beside its frames: filmstrip, waveform, runs of frames, all at once, and codes."""

import io
import struct
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import av
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from reviewer_app.media.decoding import Decoding
from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.recipes import BUCKETS, TILE_HEIGHT, TILES
from reviewer_app.media.room import MAX_FRAMES, MediaRoom
from reviewer_app.media.values import ClipProbe, Filmstrip, Frame
from reviewer_app.media.worker.looks import SPREAD

from .conftest import HEIGHT, TICK, WIDTH, Recipe, drawn, made, plain, slides, source_of
from .test_clips import RECIPES, clip, native_hashes

WORDS = "https://例子.测试/商品?id=7"


def tile(strip: Filmstrip, number: int) -> bytes:
    """The rows of one tile."""
    left = number * strip.tile_width * 4
    rows = (strip.pixels[row * strip.stride :] for row in range(strip.height))
    return b"".join(row[left : left + strip.tile_width * 4] for row in rows)


def packed(frame: Frame) -> bytes:
    """The rows of a frame without what lies between them."""
    rows = (frame.pixels[row * frame.stride :] for row in range(frame.height))
    return b"".join(row[: frame.width * 4] for row in rows)


@pytest.mark.parametrize("name", ["constant", "variable", "offset", "open groups", "vp9", "turned", "59.94"])
def test_each_tile_of_a_filmstrip_is_the_frame_that_it_names(room: MediaRoom, name: str) -> None:
    source = source_of(made(RECIPES[name]))
    probe, strip = clip(room, source), room.filmstrip(source, 6, 48)
    assert strip.pts[0] == probe.first_pts
    assert set(strip.pts) <= set(probe.pts)
    assert all(earlier < later for earlier, later in pairwise(strip.pts))
    for number, pts in enumerate(strip.pts):
        alone = room.frame(source, pts, max_w=16_384, max_h=48)
        assert (alone.width, alone.height) == (strip.tile_width, strip.height)
        assert tile(strip, number) == packed(alone)


def test_tiles_stand_evenly_and_there_are_no_more_than_frames_or_than_fit(room: MediaRoom) -> None:
    source = source_of(made(RECIPES["constant"]))
    probe = clip(room, source)
    assert list(room.filmstrip(source, 10, 48).pts) == list(probe.pts[::3])
    assert list(room.filmstrip(source, 500, 48).pts) == list(probe.pts)
    wide = source_of(made(Recipe(size=(4096, 16), sound=False)))
    assert len(room.filmstrip(wide, 30, 96).pts) == 4


def heard(samples: list[int], recipe: Recipe, *, late: Fraction = Fraction(0)) -> bytes:
    """A clip whose sound (mono, 8000 a second, stored as it is) is the samples, starting `late` seconds after it."""
    target = io.BytesIO()
    with av.open(target, "w", format="matroska") as out:
        picture = out.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.time_base = picture.codec_context.time_base = TICK
        sound = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        for number, pts in enumerate(recipe.pts):
            frame = drawn(number, (WIDTH, HEIGHT))
            frame.pts, frame.time_base = pts, TICK
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        for start in range(0, len(samples), 800):
            part = samples[start : start + 800]
            block = av.AudioFrame(format="s16", layout="mono", samples=len(part))
            block.planes[0].update(struct.pack(f"<{len(part)}h", *part))
            block.sample_rate, block.time_base = 8000, Fraction(1, 8000)
            block.pts = start + round(late * 8000)
            out.mux(sound.encode(block))
        out.mux(sound.encode(None))
    return target.getvalue()


def peaks(content: bytes, room: MediaRoom, buckets: int) -> list[tuple[int, int]]:
    wave = room.waveform(source_of(content), buckets)
    assert wave.bucket_s * buckets == clip(room, source_of(content)).duration
    return list(zip(*[iter(struct.unpack(f"{len(wave.peaks)}b", wave.peaks))] * 2, strict=True))


SECOND = Recipe(pts=tuple(range(0, 25 * 3600, 3600)))
STEPS = [0] * 2000 + [16384] * 2000 + [-32768, 32767] * 1000 + [512, -512] * 1000


def test_a_waveform_has_the_lowest_and_highest_sample_of_each_stretch(room: MediaRoom) -> None:
    assert peaks(heard(STEPS, SECOND), room, 4) == [(0, 0), (64, 64), (-127, 127), (-2, 2)]


def test_sound_is_placed_by_its_time_from_the_first_frame(room: MediaRoom) -> None:
    assert peaks(heard(STEPS[2000:4000], SECOND, late=Fraction(1, 2)), room, 4) == [(0, 0), (0, 0), (64, 64), (0, 0)]
    later = replace(SECOND, pts=tuple(pts + 22_500 for pts in SECOND.pts))
    assert peaks(heard(STEPS, later), room, 4)[:3] == [(64, 64), (-127, 127), (-2, 2)]


def test_a_clip_without_sound_has_a_waveform_without_buckets(room: MediaRoom) -> None:
    wave = room.waveform(source_of(made(RECIPES["silent"])), 50)
    assert (wave.buckets, wave.peaks, wave.bucket_s) == (0, b"", Fraction(6, 5) / 50)


@pytest.mark.parametrize("name", RECIPES)
def test_one_decode_gives_the_same_as_each_question_by_itself(room: MediaRoom, name: str) -> None:
    source = source_of(made(RECIPES[name]))
    with MediaRoom() as fresh:
        prepared = fresh.prepare(source, tiles=7, height=32, buckets=20, side=64)
    assert prepared.probe == room.probe(source, verify=True)
    assert prepared.poster == room.poster(source, 64, 64)
    assert prepared.filmstrip == room.filmstrip(source, 7, 32)
    assert prepared.waveform == room.waveform(source, 20)
    assert prepared.looks == room.looks(source, Decoding())


@pytest.mark.parametrize(
    ("count", "frames", "more"),
    [
        (140, 3, {}),  # far more than any number of evenly spread frames would meet
        (6, 25, {"fade": 10}),
        (30, 1, {"ticks": 90_000}),  # a frame for each slide, as screens are recorded
        (1, 60, {}),
    ],
    ids=["many", "faded", "one frame each", "still"],
)
def test_each_slide_that_stands_is_a_look_however_many_there_are(
    room: MediaRoom, count: int, frames: int, more: dict[str, int]
) -> None:
    source = source_of(made(slides(count, frames, **more)))
    every, found = list(clip(room, source).pts), room.looks(source, Decoding()).pts
    slide_of = [every.index(pts) // frames for pts in found]
    assert set(slide_of) == set(range(count))
    assert len(found) == count or more.get("fade"), (
        "a slide is one look; a fade may be met where it is looked at anyhow"
    )


def test_of_what_moves_all_the_time_no_more_is_listed_than_is_looked_at(room: MediaRoom) -> None:
    every = tuple(range(0, 300 * 3600, 3600))
    moving = Recipe(pts=every, sound=False, picture=lambda number, size: plain(37 * number % 256, size))
    assert 20 < len(room.looks(source_of(made(moving)), Decoding()).pts) <= SPREAD + 1


def test_tiles_are_the_frames_that_were_asked_for_and_all_of_them_fit(room: MediaRoom) -> None:
    source = source_of(made(Recipe(pts=tuple(range(0, 90 * 3600, 3600)), size=(640, 96))))
    every = clip(room, source).pts
    strip = room.tiles(source, every[10:50], 200)
    assert strip.pts == tuple(every[10:50])
    assert (strip.tile_width, strip.height) == (409, 61)
    assert len(room.tiles(source, every[3:4], 200).pts) == 1


def test_what_is_prepared_without_being_told_how_is_as_the_recipes_say(room: MediaRoom) -> None:
    prepared = room.prepare(source_of(made(Recipe(pts=tuple(range(0, 90 * 3600, 3600)), size=(216, 384)))))
    assert (len(prepared.filmstrip.pts), prepared.filmstrip.height) == (TILES, TILE_HEIGHT)
    assert prepared.waveform.buckets == BUCKETS
    assert any(prepared.waveform.peaks)


def test_a_clip_that_breaks_off_is_prepared_as_far_as_it_goes_and_not_called_whole(room: MediaRoom) -> None:
    content = made(Recipe(container="webm", codec="libvpx-vp9", options={"g": "5"}))
    source = source_of(content[: len(content) * 2 // 3])
    prepared = room.prepare(source, tiles=5, height=32, buckets=10)
    assert prepared.probe.whole is False
    assert prepared.filmstrip.pts[0] == prepared.probe.first_pts


def test_a_run_of_frames_is_each_of_them_in_the_order_asked_for(room: MediaRoom) -> None:
    content = made(RECIPES["open groups"])
    source, truth = source_of(content), native_hashes(content)
    every = list(clip(room, source).pts)
    for run in (every, every[::-1], [every[20], every[3], every[20]], []):
        found = room.frames(source, run, max_w=20)
        assert [(frame.pts, frame.sha256) for frame in found] == [(pts, truth[pts]) for pts in run]
        assert all(frame.width == 20 for frame in found)


def test_a_run_is_bounded_and_ends_at_a_place_that_is_not_there(room: MediaRoom) -> None:
    source = source_of(made(RECIPES["constant"]))
    with pytest.raises(ValueError, match="at most"):
        room.frames(source, [0] * (MAX_FRAMES + 1))
    with pytest.raises(NoSuchPlace):
        room.frames(source, [0, 3600, -1])
    assert room.frame(source, 3600).pts == 3600


def qr(words: str = WORDS) -> Image.Image:
    """A code on white, with room around it."""
    code = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.QRCode)
    view = memoryview(zxingcpp.write_barcode_to_image(code, scale=6))
    height, width = view.shape[:2]
    return Image.frombytes("L", (width, height), view.tobytes())


def scene() -> Image.Image:
    """Two codes on grey: one in the upper left quarter and one in the lower right."""
    picture = Image.new("RGB", (1000, 800), (120, 130, 140))
    picture.paste(qr().convert("RGB"), (50, 60))
    picture.paste(qr("second").convert("RGB"), (700, 500))
    return picture


def encoded(picture: Image.Image, form: str) -> bytes:
    target = io.BytesIO()
    picture.save(target, form)
    return target.getvalue()


def test_codes_of_a_picture_come_as_text_with_their_boxes(room: MediaRoom) -> None:
    first, second = room.codes(source_of(encoded(scene(), "PNG")))
    assert (first.text, second.text) == (WORDS, "second")
    x, y, width, height = first.box
    assert 0.05 < x < x + width < 0.29 and 0.075 < y < y + height < 0.375
    assert width * 1000 == pytest.approx(height * 800, abs=4)


def test_a_box_narrows_the_search_and_boxes_stay_those_of_the_whole(room: MediaRoom) -> None:
    source = source_of(encoded(scene(), "PNG"))
    everywhere = room.codes(source)
    (found,) = room.codes(source, box=(0.6, 0.5, 0.4, 0.5))
    assert found.text == "second"
    assert found.box == pytest.approx(everywhere[1].box, abs=0.005)
    assert room.codes(source, box=(0.4, 0.0, 0.2, 0.3)) == []
    with pytest.raises(NoSuchPlace):
        room.codes(source, box=(1.2, 0.0, 0.2, 0.3))


def test_codes_of_a_page_and_of_a_frame_are_found_where_they_are(room: MediaRoom) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 300)
    with pypdfium2.PdfDocument(encoded(scene(), "PDF")) as other:
        document.import_pages(other)
    target = io.BytesIO()
    document.save(target)
    pages = source_of(target.getvalue())
    assert room.codes(pages) == []
    assert [code.text for code in room.codes(pages, page=2)] == [WORDS, "second"]
    assert [code.text for code in room.codes(pages, page=2, box=(0.0, 0.0, 0.5, 0.5))] == [WORDS]
    with pytest.raises(NoSuchPlace):
        room.codes(pages, page=3)

    frames = io.BytesIO()
    with av.open(frames, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=25, options={"preset": "ultrafast", "crf": "8"})
        stream.width, stream.height, stream.pix_fmt = 1000, 800, "yuv420p"
        for number, image in enumerate((Image.new("RGB", (1000, 800)), scene())):
            frame = av.VideoFrame.from_image(image)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    source = source_of(frames.getvalue())
    assert room.codes(source) == []
    assert {code.text for code in room.codes(source, pts=clip(room, source).pts[1])} == {WORDS, "second"}


def test_what_is_let_go_of_is_not_held_and_comes_back_when_asked_for(room: MediaRoom) -> None:
    source = source_of(made(RECIPES["constant"]))
    first = room.frame(source, 3600)
    reads: list[int] = []

    class Counted:
        size, sha256 = source.size, source.sha256

        def read(self, offset: int, length: int) -> bytes:
            reads.append(offset)
            return source.read(offset, length)

    assert room.frame(Counted(), 3600) == first
    assert len(reads) == 1  # the gate's own look: the rest is in the worker
    room.forget([source.sha256])
    assert room.frame(Counted(), 3600) == first
    assert len(reads) > 2


def test_letting_go_starts_no_worker_and_survives_a_dead_one() -> None:
    room = MediaRoom()
    room.forget(["0" * 64])
    assert room.worker_pid is None


@pytest.mark.parametrize("ask", ["filmstrip", "waveform", "prepare", "frames"])
def test_a_picture_is_no_clip(room: MediaRoom, ask: str) -> None:
    source = source_of(encoded(scene(), "PNG"))
    asks = {
        "filmstrip": lambda: room.filmstrip(source, 3, 3),
        "waveform": lambda: room.waveform(source, 3),
        "prepare": lambda: room.prepare(source),
        "frames": lambda: room.frames(source, [0]),
    }
    with pytest.raises(CannotShow) as refusal:
        asks[ask]()
    assert refusal.value.reason is Reason.WRONG_FAMILY
    assert isinstance(room.probe(source_of(made(RECIPES["silent"]))), ClipProbe)
