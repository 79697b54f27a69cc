"""The time line under real hands: lanes that are filled, clicks and keys, zoom and scroll, folding, what is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.laid import row
from reviewer_app.client.viewmodels.lanes import FOLDED_FIRST, Lane
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.evidence.lanes import LanesView
from reviewer_app.ui.evidence.lanes.layout import NAMES, Placed, item_rects
from reviewer_app.ui.theme import px
from tests.ui.evidence_bench import Bed, pack
from tests.ui.test_evidence_clip import at, ready

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made_bed = Bed(qtbot, room)
    yield made_bed
    made_bed.close()


def lanes_of(bed: Bed) -> LanesView:
    return bed.pane.clip.lanes


def placed(bed: Bed, lane: Lane) -> Placed:
    return next(one for one in lanes_of(bed)._placed if one.row.lane is lane)


def wheel(lanes: LanesView, x: float, notches: int, modifiers: Qt.KeyboardModifier = M.NoModifier) -> None:
    """Turns the wheel over the lanes."""
    here = QPointF(x, lanes.height() / 2)
    turned = QPoint(0, 120 * notches)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        here, lanes.mapToGlobal(here), QPoint(), turned, Qt.MouseButton.NoButton, modifiers, phase, False
    )
    QApplication.sendEvent(lanes, event)


def test_every_lane_that_has_something_is_there_and_no_other(bed: Bed) -> None:
    ready(bed)
    bed.until(lambda: Lane.FILM in lanes_of(bed).lanes)
    assert lanes_of(bed).lanes == tuple(lane for lane in Lane if lane is not Lane.ANCHORS)
    bed.key(K.Key_Return)
    anchor = bed.made()
    bed.pane.mark_anchors([anchor])
    assert Lane.ANCHORS in lanes_of(bed).lanes
    data = pack(bed.folder)["demo-clip-01"]
    bed.show(data | {"flags": [], "subject": {"video": data["subject"]["video"]}})
    bed.until(lambda: lanes_of(bed).lanes == (Lane.FILM, Lane.SOUND, Lane.WATCHED))


def test_a_click_goes_to_the_frame_that_is_on_screen_at_that_instant_and_a_drag_follows(bed: Bed) -> None:
    ready(bed)
    lanes, timeline = lanes_of(bed), bed.pane.clip.model.state.timeline
    assert timeline is not None
    tracks = lanes._tracks()
    y = round(placed(bed, Lane.SPEECH).track.center().y())
    for share in (0.25, 0.7):
        x = round(tracks.left() + share * tracks.width())
        QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
        wanted = lanes.window_in_sight.at(x - tracks.left(), tracks.width())
        assert at(bed) == timeline.at(wanted)
    QTest.mousePress(lanes, Qt.MouseButton.LeftButton, pos=QPoint(round(tracks.left() + 40), y))
    QTest.mouseMove(lanes, QPoint(round(tracks.left() + 200), y))
    QTest.mouseRelease(lanes, Qt.MouseButton.LeftButton, pos=QPoint(round(tracks.left() + 200), y))
    assert at(bed) == timeline.at(lanes.window_in_sight.at(round(tracks.left() + 200) - tracks.left(), tracks.width()))


def test_the_wheel_with_ctrl_zooms_about_the_hand_and_alone_scrolls(bed: Bed) -> None:
    ready(bed)
    lanes = lanes_of(bed)
    tracks = lanes._tracks()
    x = tracks.left() + 0.6 * tracks.width()
    before = lanes.window_in_sight.at(x - tracks.left(), tracks.width())
    wheel(lanes, x, 3, M.ControlModifier)
    closer = lanes.window_in_sight
    assert closer.span < closer.whole / 1.9
    assert closer.at(x - tracks.left(), tracks.width()) == pytest.approx(before, abs=1e-6)
    wheel(lanes, x, -1)
    assert lanes.window_in_sight.start > closer.start
    wheel(lanes, x, -10, M.ControlModifier)
    assert lanes.window_in_sight.is_whole


def test_keys_zoom_about_the_picture_scroll_and_show_all_again(bed: Bed) -> None:
    pts = ready(bed)
    lanes = lanes_of(bed)
    bed.pane.clip.model.seek(pts[len(pts) // 2])
    at(bed)
    bed.press([(K.Key_Equal, M.ControlModifier)] * 4)
    closer = lanes.window_in_sight
    assert closer.span == pytest.approx(closer.whole / 1.5**4)
    assert closer.start <= lanes.at <= closer.end
    bed.press([(K.Key_PageDown, M.NoModifier)] * 2)
    assert lanes.window_in_sight.start == pytest.approx(min(closer.start + closer.span, closer.whole - closer.span))
    assert bed.pane.clip.model.state.at == pts[len(pts) // 2]
    bed.key(K.Key_Minus, M.ControlModifier)
    assert lanes.window_in_sight.span == pytest.approx(closer.whole / 1.5**3)
    bed.key(K.Key_0, M.ControlModifier)
    assert lanes.window_in_sight.is_whole


def test_what_is_in_sight_goes_with_the_picture_unless_one_has_scrolled_away(bed: Bed) -> None:
    pts = ready(bed)
    lanes = lanes_of(bed)
    bed.press([(K.Key_Equal, M.ControlModifier)] * 5)
    bed.pane.clip.model.seek(pts[-1])
    assert lanes.window_in_sight.start <= lanes.at <= lanes.window_in_sight.end
    bed.press([(K.Key_PageUp, M.NoModifier)] * 16)
    assert lanes.window_in_sight.start == 0
    bed.press(",")
    assert lanes.window_in_sight.start == 0
    bed.pane.clip.model.seek(pts[2])
    bed.pane.clip.model.seek(pts[-1])  # back in sight: from now on it is followed again
    assert lanes.window_in_sight.end == pytest.approx(lanes.window_in_sight.whole)


def test_lanes_fold_by_their_names_and_open_with_a_key(bed: Bed) -> None:
    ready(bed)
    lanes = lanes_of(bed)
    y = round(placed(bed, Lane.SHELF).track.center().y())
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(px(NAMES) // 2, y))
    assert Lane.SHELF not in lanes.lanes
    assert lanes.folded == {Lane.SHELF}
    bed.until(lambda: lanes.height() == lanes.height_wanted())
    assert "Shelf" in lanes.tip_at(QPointF(200, lanes.height() - 4))
    y = round(placed(bed, Lane.FLAGS).track.center().y())
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(px(NAMES) // 2, y))
    assert Lane.FLAGS in lanes.lanes  # flags never give way
    bed.key(K.Key_T, M.ShiftModifier)
    assert Lane.SHELF in lanes.lanes
    assert lanes.folded == frozenset()


def test_a_key_folds_one_lane_after_the_other_and_none_after_the_last(bed: Bed) -> None:
    ready(bed)
    lanes = lanes_of(bed)
    assert lanes.folded == frozenset()
    here = [lane for lane in FOLDED_FIRST if lane in lanes.lanes]
    for lane in here:
        bed.key(K.Key_T, M.ControlModifier)
        assert lanes.folded == {lane}
    bed.key(K.Key_T, M.ControlModifier)
    assert lanes.folded == frozenset()
    bed.key(K.Key_T, M.ControlModifier)
    assert lanes.folded == {here[0]}
    bed.key(K.Key_T, M.ShiftModifier)
    assert lanes.folded == frozenset()


def test_in_a_low_window_lanes_give_way_in_their_order_and_a_key_brings_them_all(bed: Bed) -> None:
    bed.window.resize(850, 520)
    ready(bed)
    lanes = lanes_of(bed)
    bed.until(lambda: lanes.folded)
    gone = [lane for lane in FOLDED_FIRST if lane in lanes.folded]
    assert gone == list(FOLDED_FIRST[: len(gone)])
    assert lanes.height() <= 0.31 * bed.pane.clip.height()
    canvas = bed.pane.clip.canvas
    assert canvas.height() >= canvas.minimumSizeHint().height()
    bed.key(K.Key_T, M.ShiftModifier)
    assert len(lanes.folded) < len(gone)
    bed.until(lambda: lanes.height() == lanes.height_wanted())
    assert lanes.geometry().bottom() <= bed.pane.clip.height()
    assert canvas.height() >= canvas.minimumSizeHint().height()
    bed.window.resize(850, 700)
    bed.until(lambda: lanes.folded == frozenset())
    bed.window.resize(850, 520)
    bed.key(K.Key_T, M.ShiftModifier)
    assert [lane for lane in FOLDED_FIRST if lane in lanes.folded] == gone


def test_pointing_at_an_item_says_it_in_plain_words(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, words, widget: said.append(words))
    data = pack(bed.folder)["demo-clip-01"]
    flags = [data["flags"][0] | {"reason": "<b>bold</b><img src='http://x.example/'>"}]
    bed.show(data | {"flags": flags})
    bed.until(lambda: Lane.FLAGS in lanes_of(bed).lanes)
    lanes, lane = lanes_of(bed), placed(bed, Lane.FLAGS)
    spot = item_rects(lane, lanes.window_in_sight)(lane.row.items[0]).center()
    assert "<b>bold</b>" in lanes.tip_at(spot)
    help_event = QHelpEvent(QEvent.Type.ToolTip, spot.toPoint(), lanes.mapToGlobal(spot.toPoint()))
    QApplication.sendEvent(lanes, help_event)
    assert "&lt;b&gt;bold&lt;/b&gt;" in said[0]


def test_a_double_click_goes_to_the_flag_or_the_place_itself(bed: Bed) -> None:
    ready(bed)
    bed.key(K.Key_Return)
    bed.pane.mark_anchors([bed.made()])
    asked: list[tuple[str, int]] = []
    bed.pane.flag_pressed.connect(lambda n: asked.append(("flag", n)))
    bed.pane.place_pressed.connect(lambda n: asked.append(("place", n)))
    for lane in (Lane.FLAGS, Lane.ANCHORS):
        one = placed(bed, lane)
        spot = item_rects(one, lanes_of(bed).window_in_sight)(one.row.items[0]).center().toPoint()
        QTest.mouseDClick(lanes_of(bed), Qt.MouseButton.LeftButton, pos=spot)
    flag = placed(bed, Lane.FLAGS).row.items[0].index
    assert asked == [("flag", flag), ("place", 0)]


def test_it_says_where_it_is_for_who_cannot_see_it(bed: Bed) -> None:
    pts = ready(bed)
    case = pack(bed.folder)["demo-clip-01"]
    bed.pane.clip.model.seek(pts[30])
    assert lanes_of(bed).accessibleName() == "Time line of the clip"
    said = lanes_of(bed).accessibleDescription()
    assert said.startswith("0:01.200 of 0:")
    timed = [flag for flag in case["flags"] if flag.get("anchor", {}).get("type") == "time"]
    assert f"Flags {len(timed)}" in said


def test_playing_repaints_no_lane_but_the_line_of_the_picture(bed: Bed) -> None:
    ready(bed)
    lanes = lanes_of(bed)
    bed.until(lambda: Lane.FILM in lanes.lanes)
    lanes.repaint()
    still = lanes._still
    assert still is not None
    for number in range(20):
        lanes.set_at(0.04 * number, None, False)
        lanes.repaint()
    assert lanes._still is still


def test_a_lane_is_drawn_again_only_where_it_is_another(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(bed)
    lanes = lanes_of(bed)
    bed.until(lambda: Lane.FILM in lanes.lanes and lanes._wave is not None)
    lanes.repaint()
    drawn: list[Lane] = []
    paint = LanesView._paint_lane

    def paint_lane(view: LanesView, painter: QPainter, placed: Placed) -> None:
        drawn.append(placed.row.lane)
        paint(view, painter, placed)

    monkeypatch.setattr(LanesView, "_paint_lane", paint_lane)
    before = lanes.grab().toImage()
    drawn.clear()
    rows = [row(one.lane, [*one.items][1:]) if one.lane is Lane.SPEECH else one for one in lanes._rows]
    lanes.set_rows(rows, lanes._film, lanes._wave)
    after = lanes.grab().toImage()
    assert [lane for lane in drawn if lane is not Lane.WATCHED] == [Lane.SPEECH]
    assert after != before
    drawn.clear()
    lanes.zoom(1.5)
    lanes.grab()
    assert set(drawn) == set(lanes.lanes)


def test_marks_are_seen_where_they_are(bed: Bed) -> None:
    pts = ready(bed)
    bed.pane.clip.model.seek(pts[10])
    bed.press("[")
    bed.press("......")
    bed.press("]")
    timeline = bed.pane.clip.model.state.timeline
    assert timeline is not None
    assert lanes_of(bed)._marks == (float(timeline.seconds(pts[10])), float(timeline.seconds(pts[17])))
