"""Clips: the list of presented frames is exact, and every step and seek gives just the frame that was asked for."""

import hashlib
import io
import random
from contextlib import closing
from dataclasses import replace
from fractions import Fraction

import av
import pytest

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import ClipProbe, Frame, Source
from reviewer_app.media.worker.clips import KEPT_FRAMES, Clip
from reviewer_app.media.worker.serve import Desk
from reviewer_app.media.worker.source import RangeFile

from . import streams
from .conftest import HEIGHT, WIDTH, Recipe, expected_pts, made, play, source_of

VP9 = Recipe(container="webm", codec="libvpx-vp9", options={"g": "10", "deadline": "realtime"})
OPEN_GOP = {"preset": "ultrafast", "x264-params": "open-gop=1:keyint=8:bframes=3:b-adapt=0"}
RECIPES = {
    "constant": Recipe(),
    "variable": Recipe(pts=(0, 3600, 9000, 9100, 30000, 33000, 90000, 90090, 100000)),
    "offset": Recipe(pts=tuple(range(45_000, 120_000, 3600))),
    "silent": Recipe(sound=False),
    "open groups": Recipe(options=OPEN_GOP),
    "one keyframe": Recipe(options={"g": "1000", "bf": "0", "preset": "ultrafast"}, pts=tuple(range(0, 216_000, 3600))),
    "59.94": Recipe(pts=tuple(round(n * 1501.5) for n in range(40)), rate=Fraction(60_000, 1001)),
    "fragmented": Recipe(muxing={"movflags": "frag_keyframe+delay_moov+default_base_moof"}),
    "vp9": VP9,
    "vp9 variable": replace(VP9, pts=(0, 1800, 9000, 90_000, 90_900, 180_000)),
    "matroska": replace(VP9, container="matroska", codec="libx264", options={"g": "6", "bf": "2"}),
    "turned": Recipe(rotation=90),
}


def clip(room: MediaRoom, source: Source, *, verify: bool = False) -> ClipProbe:
    probe = room.probe(source, verify=verify)
    assert isinstance(probe, ClipProbe)
    return probe


def native_hashes(content: bytes) -> dict[int, str]:
    """Digests by pts from one straight decode and pack by hand, plane by plane and row by row."""
    found = {}
    with av.open(io.BytesIO(content)) as container:
        for frame in container.decode(video=0):
            digest = hashlib.sha256()
            for plane in frame.planes:
                view = memoryview(plane)
                for row in range(plane.height):
                    digest.update(view[row * plane.line_size : row * plane.line_size + plane.width])
            assert frame.pts is not None
            found[frame.pts] = digest.hexdigest()
    return found


@pytest.mark.parametrize("name", RECIPES)
def test_every_step_and_seek_gives_exactly_the_frame_asked_for(room: MediaRoom, name: str) -> None:
    content = made(RECIPES[name])
    source = source_of(content)
    probe = clip(room, source)
    every = list(probe.pts)
    assert every == expected_pts(RECIPES[name], probe.time_base)
    truth = native_hashes(content)
    assert sorted(truth) == every

    jumps = random.Random(7).sample(every, len(every))
    for pts in [*every, *reversed(every), *jumps]:
        frame = room.frame(source, pts, max_w=16, max_h=16)
        assert (frame.pts, frame.sha256) == (pts, truth[pts])


@pytest.mark.parametrize("name", ["constant", "vp9", "open groups"])
def test_the_first_seek_into_a_clip_is_as_exact_as_the_last(name: str) -> None:
    content = made(RECIPES[name])
    truth = native_hashes(content)
    for pts in random.Random(3).sample(sorted(truth), 4):
        with MediaRoom() as fresh:
            assert fresh.frame(source_of(content), pts).sha256 == truth[pts]


@pytest.mark.parametrize(
    ("count", "cycle", "looked_at"),
    [(90, 20, range(60, 90)), (400, 60, range(236, 312, 3))],
    ids=["cut within a cycle", "a cycle that does not recover to the bit"],
)
def test_a_stream_that_refreshes_bit_by_bit_gives_the_frames_of_a_straight_decode(
    room: MediaRoom, count: int, cycle: int, looked_at: range
) -> None:
    """Its places of recovery count as keyframes in the container; what a decoder gives from there is not exact."""
    options = {"x264-params": f"intra-refresh=1:keyint={cycle}:bframes=0:scenecut=0", "preset": "medium"}
    content = made(Recipe(pts=tuple(range(0, count * 3600, 3600)), sound=False, options=options))
    truth, source = native_hashes(content), source_of(content)
    pts = list(clip(room, source).pts)
    order = [pts[at] for at in looked_at]
    random.Random(7).shuffle(order)
    assert {one: room.frame(source, one, max_w=64).sha256 for one in order} == {one: truth[one] for one in order}


def test_going_on_over_a_keyframe_leaps_nowhere() -> None:
    content = made(Recipe(options={"g": "6", "bf": "0"}))
    with closing(opened_here(content)) as one:
        listing = one._listing(verify=False)
        one._frame(listing.pts[4])
        restart, leaps = one._restart, []
        one._restart = lambda key: (leaps.append(key), restart(key))[1]  # type: ignore[method-assign]
        for pts in listing.pts[5:14]:
            one._frame(pts)
        assert leaps == []
        one._frame(listing.pts[25])
        assert leaps == [listing.pts[24]]


@pytest.mark.parametrize("name", RECIPES)
def test_a_whole_clip_verifies_and_lists_the_same_frames(room: MediaRoom, name: str) -> None:
    source = source_of(made(RECIPES[name]))
    quick, whole = clip(room, source), clip(room, source, verify=True)
    assert (whole.whole, whole.damaged_frames) == (True, 0)
    assert whole.pts == quick.pts
    assert clip(room, source) == whole  # what was found out is kept


def test_an_instant_between_two_frames_shows_the_earlier_and_outside_there_is_none(room: MediaRoom) -> None:
    source = source_of(made(RECIPES["variable"]))
    probe = clip(room, source)
    assert room.frame(source, probe.pts[4] - 1).pts == probe.pts[3]
    assert room.frame(source, probe.end_pts - 1).pts == probe.pts[-1]
    for outside in (probe.first_pts - 1, probe.end_pts):
        with pytest.raises(NoSuchPlace):
            room.frame(source, outside)


def test_the_probe_says_what_the_clip_is(room: MediaRoom) -> None:
    probe = clip(room, source_of(made(RECIPES["constant"])))
    assert (probe.container, probe.video_codec, probe.audio_codec) == ("mp4", "h264", "aac")
    assert (probe.width, probe.height, probe.rotation, probe.frame_count) == (WIDTH, HEIGHT, 0, 30)
    assert (probe.duration, probe.average_rate, probe.has_audio) == (Fraction(6, 5), (25, 1), True)
    assert not clip(room, source_of(made(RECIPES["silent"]))).has_audio


def edited(content: bytes, frames: int) -> bytes:
    """Make a clip's edit list begin that many frames later, and the presentation that much shorter."""
    at = content.index(b"elst")
    duration, start = (int.from_bytes(content[at + skip : at + skip + 4], "big") for skip in (12, 16))
    entry = (duration - frames * 40).to_bytes(4, "big") + (start + frames * 3600).to_bytes(4, "big")
    return content[: at + 12] + entry + content[at + 20 :]


def test_frames_before_an_edit_lists_start_are_not_presented(room: MediaRoom) -> None:
    original = made(RECIPES["silent"])
    source = source_of(edited(original, 5))
    probe = clip(room, source)
    assert list(probe.pts) == [number * 3600 for number in range(25)]
    assert clip(room, source, verify=True).pts == probe.pts
    truth = native_hashes(original)
    for number in (0, 24, 3, 12):
        assert room.frame(source, number * 3600).sha256 == truth[(number + 5) * 3600]


def corners(frame: Frame) -> str:
    """The corners' colours, left to right and top to bottom: r, g, b, w."""
    colours = ""
    for x, y in ((2, 2), (frame.width - 3, 2), (2, frame.height - 3), (frame.width - 3, frame.height - 3)):
        at = y * frame.stride + x * 4
        blue, green, red, opaque = frame.pixels[at : at + 4]
        assert opaque == 255
        colours += {(0, 0, 1): "r", (0, 1, 0): "g", (1, 0, 0): "b", (1, 1, 1): "w"}[
            (blue // 200, green // 200, red // 200)
        ]
    return colours


@pytest.mark.parametrize(
    ("degrees", "flip", "expected", "clockwise"),
    [
        (0, False, "rgbw", 0),
        (90, False, "gwrb", 270),
        (180, False, "wbgr", 180),
        (270, False, "brwg", 90),
        (0, True, "grwb", 0),
        (180, True, "bwrg", 0),
        (90, True, None, None),
    ],
)
def test_frames_are_upright(
    room: MediaRoom, degrees: int, flip: bool, expected: str | None, clockwise: int | None
) -> None:
    content = made(Recipe(pts=(0, 3600), rotation=degrees, flip=flip, sound=False))
    source = source_of(content)
    probe, frame = clip(room, source), room.frame(source, 0)
    turned = degrees % 180 != 0
    assert (probe.width, probe.height) == (frame.width, frame.height)
    assert (frame.width, frame.height) == ((HEIGHT, WIDTH) if turned else (WIDTH, HEIGHT))
    if expected is not None:
        assert (corners(frame), probe.rotation) == (expected, clockwise)
    else:
        assert corners(frame) in ("rbgw", "wgbr")  # over one diagonal or the other
    assert frame.sha256 == native_hashes(content)[0]  # the digest is of what is stored, not of how it is turned


def test_pixels_that_are_no_squares_are_made_square(room: MediaRoom) -> None:
    source = source_of(made(Recipe(pts=(0, 3600), aspect=Fraction(2), sound=False)))
    probe, frame = clip(room, source), room.frame(source, 0)
    assert (probe.width, probe.height) == (frame.width, frame.height) == (2 * WIDTH, HEIGHT)


def test_a_poster_is_the_first_frame_scaled_and_never_enlarged(room: MediaRoom) -> None:
    source = source_of(made(RECIPES["offset"]))
    small, large = room.poster(source, 80, 80), room.poster(source, 4000, 4000)
    assert (small.width, small.height) == (80, 48)
    assert (large.width, large.height) == (WIDTH, HEIGHT)
    assert small.pts == large.pts == clip(room, source).first_pts
    assert small.sha256 == room.frame(source, small.pts).sha256
    assert corners(large) == "rgbw"


def test_a_clip_without_a_picture_says_so(room: MediaRoom) -> None:
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as out:
        play(out, out.add_stream("aac", rate=48_000))
    with pytest.raises(CannotShow) as refusal:
        room.probe(source_of(target.getvalue()))
    assert refusal.value.reason is Reason.NO_PICTURE


def test_a_codec_outside_the_list_is_refused(room: MediaRoom) -> None:
    content = made(Recipe(pts=(0, 3600), container="matroska", codec="mjpeg", options={"strict": "-1"}, sound=False))
    with pytest.raises(CannotShow) as refusal:
        room.probe(source_of(content))
    assert refusal.value.reason is Reason.UNSUPPORTED


def opened_here(content: bytes) -> Clip:
    return Clip(RangeFile(len(content), lambda at, size: content[at : at + size]), Kind.MP4)


@pytest.mark.parametrize("name", ["constant", "59.94", "offset", "open groups", "fragmented"])
def test_a_seek_lands_on_its_keyframe_and_no_group_before_it(name: str) -> None:
    with closing(opened_here(made(RECIPES[name]))) as clip:
        listing = clip._listing(verify=False)
        assert len(listing.keys) > 1
        for key in listing.keys:
            packets = clip._landed(listing.seek_targets[key][0], key)
            assert packets is not None
            assert next(packets).pts == key


def test_where_seeking_by_presentation_goes_past_the_keyframe_the_next_way_is_taken() -> None:
    content = made(RECIPES["constant"])
    truth = native_hashes(content)
    with closing(opened_here(content)) as clip:
        listing = clip._listing(verify=False)
        first, second, third = listing.keys
        for ways in ((third, first), (third,), ()):
            listing.seek_targets[second] = ways
            clip._kept.clear()
            clip._restart(None)
            value, _ = clip.frame(second + 3600, (16, 16))
            assert (value["pts"], value["sha256"]) == (second + 3600, truth[second + 3600])


def test_two_clips_side_by_side_keep_their_frames_and_a_third_costs_the_oldest_its_own() -> None:
    desk = Desk(io.BytesIO(), io.BytesIO())
    contents = {name: made(RECIPES[name]) for name in ("constant", "offset", "silent")}
    held = []
    desk._fetch = lambda at, size: contents[now][at : at + size]  # type: ignore[method-assign]
    for now in ("constant", "offset", "constant", "silent"):
        source = {"sha256": now, "size": len(contents[now]), "kind": "MP4"}
        list(desk.answer({"op": "poster", "source": source, "arguments": {"limit": [16, 16]}}))
        held.append({name for name, clip in desk._open.items() if isinstance(clip, Clip) and clip._kept})
    assert held == [{"constant"}, {"constant", "offset"}, {"constant", "offset"}, {"constant", "silent"}]


def test_no_more_frames_are_held_than_may_be() -> None:
    content = made(RECIPES["one keyframe"])
    with closing(opened_here(content)) as clip:
        every = list(clip._listing(verify=False).pts)
        clip.frame(every[-1], (16, 16))
        assert list(clip._kept) == every[-KEPT_FRAMES:]
        list(clip.frames(every[:4], (16, 16)))
        assert len(clip._kept) == KEPT_FRAMES


def test_a_sound_in_a_coding_that_is_not_opened_is_none_and_another_is_heard_in_its_place(room: MediaRoom) -> None:
    alone = source_of(streams.clip("matroska", streams.sound("mp2")))
    probe = room.probe(alone, verify=True)
    assert isinstance(probe, ClipProbe)
    assert (probe.audio_codec, probe.whole, probe.flaw) == (None, False, Reason.MORE_INSIDE)
    assert room.waveform(alone, 20).buckets == 0
    beside = source_of(streams.clip("matroska", streams.sound("mp2"), streams.sound("aac", default=False)))
    probe = room.probe(beside, verify=True)
    assert isinstance(probe, ClipProbe)
    assert (probe.audio_codec, probe.whole) == ("aac", False)
    assert any(room.waveform(beside, 20).peaks)
