"""A real clip under real key presses: frames to the pts, marks, boxes, lines, playing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.cannot import CHANGED, NOTHING_MARKED, ONE_FRAME
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.domain.cases import ClipSubject, TimePlace
from reviewer_app.domain.evidence import TextAnchor, TimeAnchor, holds
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, ClipProbe
from reviewer_app.ui.evidence.reading import Reading
from tests.media.conftest import Recipe, made
from tests.ui.evidence_bench import Bed, PackAssets, case_of, declared, pack

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made_bed = Bed(qtbot, room)
    yield made_bed
    made_bed.close()


def ready(bed: Bed, ref: str = "demo-clip-01") -> list[int]:
    """Shows a clip, waits until it may be played, and answers with its pts."""
    bed.show(ref)
    bed.until(lambda: bed.pane.clip.model.playable)
    bed.pane.clip.canvas.setFocus()
    timeline = bed.pane.clip.model.state.timeline
    assert timeline is not None
    return list(timeline.pts)


def at(bed: Bed) -> int:
    """The pts of the frame that is exactly on the screen, once it is."""
    bed.until(lambda: bed.pane.clip.model.state.exact)
    return bed.pane.clip.model.state.at


def test_stepping_by_keys_shows_the_frames_of_the_list(bed: Bed, room: MediaRoom) -> None:
    pts = ready(bed)
    shown = []
    for key, modifiers in [(K.Key_Period, M.NoModifier)] * 3 + [
        (K.Key_Right, M.ShiftModifier),
        (K.Key_Comma, M.NoModifier),
    ]:
        bed.key(key, modifiers)
        shown.append(at(bed))
    assert shown == [pts[1], pts[2], pts[3], pts[13], pts[12]]
    frame = bed.pane.clip.model.state.frame
    assert frame is not None
    source = bed.assets.source(bed.pane.clip.model.state.asset)
    assert frame.sha256 == room.frame(source, pts[12]).sha256
    assert f"pts {pts[12]:,}" in bed.pane.clip.model.time_text()
    picture = bed.pane.clip.canvas.image()
    assert (picture.width(), picture.height()) == (frame.width, frame.height)
    assert picture.pixel(5, 5) & 0xFFFFFF == int.from_bytes(
        frame.pixels[5 * frame.stride + 20 : 5 * frame.stride + 23], "little"
    )


def test_what_is_read_beside_a_clip_is_laid_out_once(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    data = pack(bed.folder)["demo-clip-01"]
    laid_out: list[int] = []
    fill = Reading._fill
    monkeypatch.setattr(Reading, "_fill", lambda reading: (laid_out.append(len(reading.lines)), fill(reading)))
    for count in (1, 2):
        laid_out.clear()
        comments = [{"at": 0.5 * n, "text": f"comment {n}"} for n in range(count)]
        bed.pane.show_case(case_of(data | {"subject": {"video": data["subject"]["video"], "comments": comments}}))
        assert bed.pane.clip.lines.at is Tab.COMMENTS
        assert [lines for lines in laid_out if lines][-1] == count
    assert [lines for lines in laid_out if lines] == [2]


def test_how_far_the_check_is_is_said_in_words_and_it_is_given_up_with_its_case(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    goings: list[Decoding] = []
    give_up = Decoding.give_up
    monkeypatch.setattr(Decoding, "give_up", lambda self: (goings.append(self), give_up(self)))
    controls = bed.pane.clip.controls
    controls._checking.setInterval(1)
    monkeypatch.setattr(bed.assets, "source", PackAssets().source)  # of which nothing was made ahead
    bed.show("demo-clip-02")
    bed.until(lambda: controls.range.text().endswith("%"))
    said, share = controls.range.text().rsplit(" ", 1)
    assert said == "checking the file" and share in controls.play.toolTip() and "%" not in controls.speed.text()
    assert not controls.play.isEnabled()
    bed.show("demo-listing-01")
    (given_up,) = goings
    assert bed.pane.clip.model.checked is None
    ready(bed, "demo-clip-02")
    assert controls.speed.text() == "1.5×" and "%" not in controls.play.toolTip()
    assert 0 < given_up.so_far < 0.9, "it was not decoded on"


def test_marks_a_box_and_enter_make_an_anchor_that_holds(bed: Bed, room: MediaRoom) -> None:
    pts = ready(bed)
    case = case_of(pack(bed.folder)["demo-clip-01"])
    bed.press("..[....]")
    bed.press("b")
    assert bed.pane.clip.canvas.drawing
    bed.key(K.Key_Right)
    first = bed.pane.clip.canvas.box
    assert first is not None
    bed.key(K.Key_Right)
    bed.key(K.Key_Down, M.ShiftModifier)
    assert bed.pane.clip.model.state.at == pts[6]  # the arrows were the box's
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, TimeAnchor)
    assert (anchor.start_pts, anchor.end_pts) == (pts[2], pts[7])
    assert anchor.box == pytest.approx((first[0] + 0.01, first[1], first[2], first[3] + 0.01))
    assert anchor.frame_sha256 == room.frame(bed.assets.source(anchor.asset), pts[2]).sha256
    assert holds(anchor, case.subject, case.here)


def test_a_box_is_drawn_with_the_mouse_in_fractions_of_the_upright_picture(bed: Bed) -> None:
    ready(bed)
    canvas = bed.pane.clip.canvas
    bed.press("b")
    x, y, width, height = (round(part) for part in canvas.view.to_window((0.25, 0.25, 0.5, 0.25)))
    y += canvas.height() - round(canvas.view.window[1])
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    QTest.mouseMove(canvas, QPoint(x + width, y + height))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x + width, y + height))
    assert bed.pane.clip.model.state.box == pytest.approx((0.25, 0.25, 0.5, 0.25), abs=0.005)
    bed.key(K.Key_Escape)
    assert not canvas.drawing
    bed.key(K.Key_Escape)
    assert bed.pane.clip.model.state.box is None


def seen(bed: Bed) -> QImage:
    """What the canvas shows, without the line that counts frames."""
    canvas = bed.pane.clip.canvas
    canvas.set_badge("")
    return canvas.grab().toImage()


def test_the_box_is_seen_on_its_frames_and_while_it_is_drawn_and_no_elsewhere(bed: Bed) -> None:
    ready(bed)
    canvas = bed.pane.clip.canvas
    bed.press("..[..]b")
    bed.key(K.Key_Right)
    bed.key(K.Key_Escape)
    box = canvas.box
    at(bed)
    inside = seen(bed)
    canvas.set_box(None)
    assert seen(bed) != inside
    canvas.set_box(box)
    bed.press(".")
    at(bed)
    outside = seen(bed)
    canvas.set_box(None)
    assert seen(bed) == outside
    canvas.set_box(box, here=False)
    bed.key(K.Key_Escape)  # what is not seen is not taken away
    assert bed.pane.clip.model.state.box == box
    bed.press("b")
    canvas.draw_box(True)
    assert seen(bed) != outside


def test_the_line_that_counts_frames_leaves_the_picture_its_room(bed: Bed) -> None:
    ready(bed)
    canvas = bed.pane.clip.canvas
    whole = bed.pane.clip.model.time_text()
    assert canvas.badge == whole
    canvas.resize(180, 100)
    assert canvas.badge == "0:00.000"
    canvas.resize(300, 130)
    bed.press("b")
    assert canvas.badge == whole  # how a box is drawn gives way before the pts does
    bed.key(K.Key_Escape)
    canvas.resize(600, 400)
    assert canvas.badge == whole


def test_drawing_a_box_says_how_before_there_is_one(bed: Bed) -> None:
    ready(bed)
    canvas = bed.pane.clip.canvas
    before = seen(bed)
    bed.press("b")
    assert canvas.box is None
    assert "arrow key" in canvas.accessibleDescription()
    assert seen(bed) != before
    bed.key(K.Key_Escape)
    assert canvas.accessibleDescription() == ""
    assert seen(bed) == before


def test_a_single_marked_frame_is_no_loop_and_that_is_what_is_said(bed: Bed) -> None:
    ready(bed)
    bed.key(K.Key_K, M.ShiftModifier)
    assert NOTHING_MARKED.what in bed.pane.banner.words.text()
    bed.pane.banner.close_button.click()
    bed.pane.retranslate()
    assert not bed.pane.banner.isVisible()
    bed.key(K.Key_K, M.ShiftModifier)
    assert bed.pane.banner.isVisible()
    bed.press("..[")
    bed.key(K.Key_K, M.ShiftModifier)
    assert ONE_FRAME.what in bed.pane.banner.words.text()


def test_a_flag_leads_to_its_frame_and_enter_binds_it(bed: Bed) -> None:
    ready(bed)
    case = case_of(pack(bed.folder)["demo-clip-01"])
    place = next(flag.anchor for flag in case.record.flags if isinstance(flag.anchor, TimePlace))
    bed.pane.go_to_place(place)
    timeline = bed.pane.clip.model.state.timeline
    assert timeline is not None
    assert at(bed) == timeline.at(place.start)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, TimeAnchor)
    assert abs(float(anchor.start_s) - place.start) < 0.05
    assert abs(float(anchor.end_s) - place.end) < 0.05
    assert anchor.box == place.box


def test_an_anchor_is_walked_to_exactly_and_a_changed_one_says_so(bed: Bed) -> None:
    pts = ready(bed)
    bed.press("...")
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, TimeAnchor)
    bed.press("......")
    bed.pane.go_to_anchor(anchor)
    assert at(bed) == anchor.start_pts == pts[3]
    assert not bed.pane.banner.isVisible()
    bed.pane.go_to_anchor(anchor.model_copy(update={"frame_sha256": hashlib.sha256(b"").hexdigest()}))
    assert bed.pane.banner.isVisible()
    assert CHANGED.what in bed.pane.banner.words.text()


def test_a_spoken_line_is_found_and_bound_by_keys(bed: Bed) -> None:
    ready(bed)
    lines = bed.pane.clip.model.state.lines[Tab.SPEECH]
    wanted = lines[2].stored[1:4]
    bed.press("/")
    bed.compose(wanted)
    bed.key(K.Key_Down)
    reading = bed.pane.clip.lines.reading
    assert reading.hasFocus()
    assert reading.row == 2
    bed.key(K.Key_Down)
    assert reading.row == 3
    assert lines[3].start_s is not None
    assert lines[3].end_s is not None
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, TimeAnchor)
    timeline = bed.pane.clip.model.state.timeline
    assert timeline is not None
    assert (anchor.start_pts, anchor.end_pts) == timeline.span(lines[3].start_s, lines[3].end_s)
    assert at(bed) == anchor.start_pts  # the clip went with the caret


def test_words_of_a_comment_are_selected_by_keys_and_bound(bed: Bed) -> None:
    ready(bed)
    case = case_of(pack(bed.folder)["demo-clip-01"])
    bed.until(lambda: bed.pane.clip.model.state.lines.get(Tab.SCREEN))
    bed.key(K.Key_J, M.ControlModifier)
    assert bed.pane.clip.lines.at is Tab.SCREEN
    bed.key(K.Key_J, M.ControlModifier)
    assert bed.pane.clip.lines.at is Tab.COMMENTS
    bed.key(K.Key_Down)
    reading = bed.pane.clip.lines.reading
    line = reading.lines[reading.row]
    bed.key(K.Key_Home)
    bed.key(K.Key_Right)
    bed.key(K.Key_Right, M.ShiftModifier)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert anchor == TextAnchor(field=line.pointer, start=1, exact=line.stored[1:2])
    assert holds(anchor, case.subject, case.here)
    bed.pane.clip.canvas.setFocus()
    bed.pane.go_to_anchor(anchor)
    assert reading.selected() == (1, 2)


def test_one_key_leads_through_the_texts_beside_the_picture_past_those_that_are_empty(bed: Bed) -> None:
    subject = {key: value for key, value in pack(bed.folder)["demo-clip-01"]["subject"].items() if key != "comments"}
    bed.show(pack(bed.folder)["demo-clip-01"] | {"flags": [], "subject": subject})
    lines = bed.pane.clip.lines
    bed.until(lambda: {Tab.SPEECH, Tab.SCREEN, Tab.SHELF} <= lines.model.state.lines.keys() and lines.model.playable)
    read = []
    for _press in range(4):
        bed.key(K.Key_J, M.ControlModifier)
        assert lines.reading.hasFocus()
        assert lines.reading.lines
        read.append(lines.at)
    assert read == [Tab.SCREEN, Tab.SHELF, Tab.SPEECH, Tab.SCREEN]
    spoken = lines.model.state.lines[Tab.SPEECH]
    assert spoken[2].start_s is not None
    lines.model.seek_seconds(spoken[2].start_s)
    bed.until(lambda: lines.model.line_now(Tab.SPEECH) == 2)
    bed.key(K.Key_J, M.ControlModifier)
    bed.key(K.Key_J, M.ControlModifier)
    assert (lines.at, lines.reading.row) == (Tab.SPEECH, 2)  # in the line that is being said, which Enter binds
    silent = {"video": subject["video"]}
    bed.show(pack(bed.folder)["demo-clip-01"] | {"flags": [], "subject": silent})
    bed.pane.clip.canvas.setFocus()
    assert not bed.pane.clip.next_text()  # nothing can be read: the keyboard stays
    assert bed.pane.clip.canvas.hasFocus()


def test_enter_binds_the_picture_once_that_was_clicked_since_the_words(bed: Bed) -> None:
    ready(bed)
    clip = bed.pane.clip
    clip.lines.focus()
    clip.lines.reading.go_to(2)
    bed.key(K.Key_Down)
    QTest.mouseClick(clip.canvas, Qt.MouseButton.LeftButton)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, TimeAnchor) and anchor.quote is None
    timeline, line = clip.model.state.timeline, clip.lines.reading.lines[3]
    assert timeline is not None and line.start_s is not None and line.end_s is not None
    assert (anchor.start_pts, anchor.end_pts) == (at(bed), timeline.after(at(bed)))
    QTest.mouseClick(clip.lines.reading.viewport(), Qt.MouseButton.LeftButton)
    clip.lines.reading.go_to(3)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, TimeAnchor)
    assert (anchor.start_pts, anchor.end_pts) == timeline.span(line.start_s, line.end_s)


def test_playing_and_pausing_ends_on_the_very_frame_that_was_painted(bed: Bed) -> None:
    pts = ready(bed)
    painted: list[int] = []
    bed.pane.clip.player.frame.connect(lambda image, frame_pts: painted.append(frame_pts))
    bed.key(K.Key_Space)
    bed.until(lambda: len(painted) > 12)
    bed.press("l")
    assert bed.pane.clip.model.state.speed == 2.0
    bed.until(lambda: len(painted) > 16)
    bed.press("k")
    assert at(bed) == painted[-1]
    assert painted == pts[: len(painted)] or painted == [p for p in pts if p in painted]
    bed.key(K.Key_Period)
    assert at(bed) == pts[pts.index(painted[-1]) + 1]
    bed.key(K.Key_Space)
    count = len(painted)
    bed.until(lambda: len(painted) > count)
    assert painted[count] >= pts[pts.index(painted[count - 1]) + 1]
    bed.press("k")


def test_the_shuttle_goes_backwards(bed: Bed) -> None:
    pts = ready(bed)
    bed.pane.clip.model.seek(pts[40])
    at(bed)
    bed.press("j")
    bed.until(lambda: bed.pane.clip.model.state.at < pts[36])
    bed.press("k")
    assert at(bed) in pts


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(pts=tuple(range(45_000, 45_000 + 20 * 3600, 3600))),
        Recipe(pts=tuple(range(45_000, 45_000 + 20 * 3600, 3600)), sound=False),
        Recipe(pts=tuple(range(0, 20 * 3003, 3003))),
        Recipe(container="webm", codec="libvpx", options={}),
        Recipe(rotation=90),
        Recipe(aspect=Fraction(4, 3)),
    ],
    ids=["picture after sound", "late start", "29.97", "webm", "turned", "wide pixels"],
)
def test_what_is_played_carries_the_pts_of_the_list(bed: Bed, room: MediaRoom, recipe: Recipe) -> None:
    content = made(recipe)
    sha256 = bed.assets.add(content)
    probe = room.probe(BytesSource(content, sha256))
    assert isinstance(probe, ClipProbe)
    data = pack(bed.folder)["demo-clip-01"]
    video = {"path": "assets/made", "sha256": sha256, "bytes": len(content), "type": "video/mp4"}
    bed.show(data | {"flags": [], "subject": {"video": video}})
    bed.until(lambda: bed.pane.clip.model.playable)
    painted: list[int] = []
    bed.pane.clip.player.frame.connect(lambda image, pts: painted.append(pts))
    bed.pane.clip.model.carried.take(speed=1.0, muted=False)
    bed.pane.clip.canvas.setFocus()
    bed.key(K.Key_Space)
    bed.until(lambda: not bed.pane.clip.model.state.playing)
    assert painted == [pts for pts in probe.pts if pts in painted]
    assert len(painted) >= len(probe.pts) - 3  # a busy machine may drop some
    assert at(bed) == painted[-1]


def test_a_clip_cut_short_is_shown_but_not_played_and_says_so(bed: Bed) -> None:
    data = pack(bed.folder)["demo-clip-03"]
    subject = case_of(data).record.subject
    assert isinstance(subject, ClipSubject)
    content = bed.assets.source(subject.video.sha256).read(0, subject.video.bytes)[: subject.video.bytes // 2]
    video = {"path": "assets/cut", "sha256": bed.assets.add(content), "bytes": len(content), "type": "video/webm"}
    bed.show(data | {"subject": data["subject"] | {"video": video}})
    bed.until(lambda: bed.pane.clip.model.state.whole is False)
    assert bed.pane.trouble is not None
    assert "damaged" in bed.pane.banner.words.text()
    assert "Hold the case" in bed.pane.banner.words.text()
    bed.pane.clip.canvas.setFocus()
    bed.key(K.Key_Space)
    assert not bed.pane.clip.model.state.playing
    assert not bed.pane.clip.player.loaded


def test_what_is_no_clip_never_reaches_the_player(bed: Bed) -> None:
    content = b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 0.0.0.0\nt=0 0\nm=video 5004 RTP/AVP 96\n"
    data = pack(bed.folder)["demo-clip-01"]
    video = {"path": "assets/sdp", "sha256": bed.assets.add(content), "bytes": len(content), "type": "video/mp4"}
    bed.show(data | {"flags": [], "subject": {"video": video}})
    bed.until(lambda: bed.pane.trouble is not None)
    bed.pane.clip.canvas.setFocus()
    bed.key(K.Key_Space)
    assert not bed.pane.clip.player.loaded


def test_every_handler_is_a_declared_action_and_lives_with_its_kind(bed: Bed) -> None:
    ready(bed)
    assert all(declared(action) for action in bed.pane.handlers())
    assert bed.pane.where is Where.CLIP
    assert {"clip.play", "clip.step", "desk.box", "desk.find"} <= set(bed.pane.handlers())
    bed.pane.clear()
    assert bed.pane.handlers() == {}
    assert bed.pane.where is Where.DESK


def test_a_picture_that_comes_while_nothing_is_painted_is_brought_to_its_size_all_the_same(bed: Bed) -> None:
    """As in the view behind: what lies under another view is not painted, and comes forward with the key."""
    pts = ready(bed)
    canvas = bed.pane.clip.canvas
    canvas.setUpdatesEnabled(False)
    bed.pane.clip.model.seek(pts[5])
    at(bed)
    bed.until(lambda: canvas._face.scaled is not None)
    size = canvas._face.scaled.size() if canvas._face.scaled is not None else None
    canvas.setUpdatesEnabled(True)
    bed.pane.grab()
    assert canvas._face.scaled is not None
    assert canvas._face.scaled.size() == size
