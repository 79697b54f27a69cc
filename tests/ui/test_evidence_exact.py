"""Whatever the file: the counter names the very picture on the screen, playing, paused, stepped and gone to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, ClipProbe, Frame
from tests.media.conftest import Recipe, made
from tests.media.edits import EMPTY
from tests.ui.evidence_bench import Bed, pack
from tests.ui.test_evidence_clip import at

K, M = Qt.Key, Qt.KeyboardModifier
EVEN = tuple(range(0, 40 * 3600, 3600))
UNEVEN = tuple(accumulate((1500, 6000, 3003, 9000)[n % 4] for n in range(40)))
LONG = Recipe(
    pts=tuple(range(0, 60 * 3600, 3600)), options={"g": "12", "bf": "2", "preset": "ultrafast", "sc_threshold": "0"}
)
INSIDE = 9 * 3600
"""In the middle of a group, where nothing decodes without what is not presented."""
RECIPES = {
    "constant": Recipe(pts=EVEN),
    "variable": Recipe(pts=UNEVEN),
    "late start": Recipe(pts=tuple(45_000 + pts for pts in EVEN)),
    "late start, variable, no sound": Recipe(pts=tuple(45_000 + pts for pts in UNEVEN), sound=False),
    "no sound": Recipe(pts=EVEN, sound=False),
    "many B-frames, one long group": Recipe(
        pts=EVEN, options={"g": "250", "bf": "6", "b_strategy": "0", "preset": "veryfast"}
    ),
    "59.94": Recipe(pts=tuple(n * 3003 // 2 for n in range(40))),
    "turned": Recipe(pts=EVEN, rotation=90),
    "upside down": Recipe(pts=EVEN, rotation=180),
    "turned back": Recipe(pts=EVEN, rotation=270),
    "mirrored": Recipe(pts=EVEN, flip=True),
    "upside down and mirrored": Recipe(pts=EVEN, rotation=180, flip=True),
    "start cut off": replace(LONG, edits=((1.6, INSIDE),)),
    "start cut off, no sound": replace(LONG, edits=((1.6, INSIDE),), sound=False),
    "nothing, then start cut off": replace(LONG, edits=((0.5, EMPTY), (1.6, INSIDE))),
    "nothing, then start cut off, no sound": replace(LONG, edits=((0.5, EMPTY), (1.6, INSIDE)), sound=False),
    "middle cut out": replace(LONG, edits=((0.8, 7200), (1.0, 34 * 3600))),
    "middle cut out, no sound": replace(LONG, edits=((0.8, 7200), (1.0, 34 * 3600)), sound=False),
    "webm": Recipe(pts=EVEN, container="webm", codec="libvpx", options={}),
}


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made_bed = Bed(qtbot, room)
    yield made_bed
    made_bed.close()


def opened(bed: Bed, room: MediaRoom, recipe: Recipe) -> tuple[BytesSource, ClipProbe]:
    """Shows a clip of a recipe alone; its bytes and what the worker says of it."""
    content = made(recipe)
    source = BytesSource(content, bed.assets.add(content))
    probe = room.probe(source)
    assert isinstance(probe, ClipProbe)
    video = {"path": "assets/made", "sha256": source.sha256, "bytes": len(content), "type": "video/mp4"}
    bed.show(pack(bed.folder)["demo-clip-01"] | {"flags": [], "subject": {"video": video}})
    bed.until(lambda: bed.pane.clip.model.playable)
    bed.pane.clip.canvas.setFocus()
    return source, probe


def image_of(frame: Frame) -> QImage:
    """A worker's frame as a picture."""
    form = QImage.Format.Format_RGB32
    return QImage(frame.pixels, frame.width, frame.height, frame.stride, form).copy()


def apart(one: QImage, other: QImage) -> float:
    """The mean difference of two pictures of one size, over a grid."""
    assert (one.width(), one.height()) == (other.width(), other.height())
    points = [(x, y) for x in range(4, one.width(), 6) for y in range(4, one.height(), 12)]
    total = 0
    for x, y in points:
        a, b = one.pixelColor(x, y), other.pixelColor(x, y)
        total += abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())
    return total / len(points)


def counted(bed: Bed) -> int:
    """The pts that the counter says."""
    words = bed.pane.clip.canvas._badge.split(" · ")
    assert words[2] == "{}/{}".format(*probe_of(bed).time_base)
    return int(words[1].removeprefix("pts ").replace(",", ""))


def probe_of(bed: Bed) -> ClipProbe:
    probe = bed.pane.clip.model.state.probe
    assert probe is not None
    return probe


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_each_step_and_each_leap_shows_the_frame_of_the_list_and_the_counter_says_so(
    bed: Bed, room: MediaRoom, recipe: Recipe
) -> None:
    source, probe = opened(bed, room, recipe)
    pts = list(probe.pts)
    wanted = []
    for key, modifiers, place in [
        *((K.Key_Period, M.NoModifier, n) for n in range(1, 9)),
        (K.Key_Greater, M.ShiftModifier, 18),
        (K.Key_Comma, M.NoModifier, 17),
        (K.Key_Comma, M.NoModifier, 16),
        (K.Key_Less, M.ShiftModifier, 6),
        (K.Key_Right, M.ShiftModifier, 16),
    ]:
        bed.key(key, modifiers)
        assert at(bed) == pts[place]
        wanted.append(pts[place])
        assert counted(bed) == pts[place]
        shown = bed.pane.clip.model.state.frame
        assert shown is not None
        assert shown.sha256 == room.frame(source, pts[place]).sha256
    for place in (33, 2, len(pts) - 1, 20):
        bed.pane.clip.model.seek_seconds((pts[place] - pts[0]) * probe.time_base[0] / probe.time_base[1] + 1e-4)
        assert at(bed) == pts[place]
        assert counted(bed) == pts[place]
        assert apart(bed.pane.clip.canvas.image(), image_of(room.frame(source, pts[place]))) == 0


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_what_plays_is_the_picture_that_the_counter_names_and_a_pause_stays_on_it(
    bed: Bed, room: MediaRoom, recipe: Recipe
) -> None:
    source, probe = opened(bed, room, recipe)
    pts, canvas = list(probe.pts), bed.pane.clip.canvas
    painted: list[tuple[int, int, QImage]] = []
    canvas.reached.connect(lambda name: painted.append((name, counted(bed), canvas.image())))
    bed.pane.clip.model.carried.take(speed=1.0, muted=False)
    bed.pane.clip.model.seek(pts[5])
    at(bed)
    painted.clear()
    stood: list[tuple[int, int | None, int]] = []

    def pause() -> None:
        if len(painted) > 12 and not stood:
            bed.press("k")
            state = bed.pane.clip.model.state
            stood.append((counted(bed), state.shown, state.at))

    bed.pane.clip.player.frame.connect(pause)  # a picture has come that is not painted yet: the worst moment for it
    bed.key(K.Key_Space)
    bed.until(lambda: stood)
    (before, *others), seen = stood[0], len(painted)
    assert others == [before, before]  # before the exact frame has come
    assert at(bed) == counted(bed) == before
    bed.until(lambda: painted[-1][0] == before)
    assert {name for name, _said, _image in painted[seen - 1 :]} <= {painted[seen - 1][0], before}  # none after it
    wrong = []
    for name, said, image in painted:
        assert name == said
        place = pts.index(name)
        near = {n: apart(image, image_of(room.frame(source, pts[n]))) for n in (place - 1, place, place + 1)}
        if min(near, key=lambda n: near[n]) != place:
            wrong.append((place, near))
    assert wrong == []


def test_an_anchor_leads_another_person_to_the_very_frame_and_box_and_changed_bytes_are_said(
    bed: Bed, room: MediaRoom
) -> None:
    source, probe = opened(bed, room, RECIPES["late start, variable, no sound"])
    pts = list(probe.pts)
    bed.pane.clip.model.seek(pts[11])
    bed.press("[")
    bed.press("....")
    bed.press("]")
    bed.press("b")
    bed.key(K.Key_Right)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, TimeAnchor)
    assert (anchor.start_pts, anchor.end_pts, anchor.first_pts) == (pts[11], pts[16], pts[0])
    assert anchor.frame_sha256 == room.frame(source, pts[11]).sha256
    again = TimeAnchor.model_validate_json(anchor.model_dump_json())  # as it goes to the server and comes back
    bed.pane.clear()
    opened(bed, room, RECIPES["late start, variable, no sound"])
    bed.pane.go_to_anchor(again)
    assert at(bed) == pts[11] == counted(bed)
    assert bed.pane.clip.canvas.box == anchor.box
    assert apart(bed.pane.clip.canvas.image(), image_of(room.frame(source, pts[11]))) == 0
    assert not bed.pane.banner.isVisible()
    opened(bed, room, RECIPES["late start"])
    bed.pane.go_to_anchor(again)
    assert bed.pane.banner.isVisible()
