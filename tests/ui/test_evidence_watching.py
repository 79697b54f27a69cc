"""Watching a real clip: what reaches the screen is recorded, seen on the time line, asked for, said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.cliplines import CueLines
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.contact import PAGE
from reviewer_app.client.viewmodels.lanes import Lane
from reviewer_app.client.viewmodels.lines import Lines
from reviewer_app.client.viewmodels.timeline import clock
from reviewer_app.client.viewmodels.watching import Watching
from reviewer_app.client.words import speak
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.drafts import verdict_of
from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.domain.hidden import found_in
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import Outcome, Verdict
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import Transcript
from reviewer_app.ui.desk.said import anchor_words, missing_words, watched_words
from reviewer_app.ui.evidence.veil import veil
from tests.client.samples import Clock
from tests.media.conftest import Recipe, made, slides
from tests.ui.desk_bench import PATIENCE, DeskBed
from tests.ui.desk_bench import Key as DeskKey
from tests.ui.evidence_bench import DEMO, Bed, case_of, pack
from tests.ui.test_evidence_clip import at, ready

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def pane(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made_bed = Bed(qtbot, room)
    yield made_bed
    made_bed.close()


def seen(bed: Bed) -> Watched:
    (record,) = bed.pane.watched_now()
    return record


def alone(bed: Bed, recipe: Recipe) -> list[int]:
    """Shows a made clip with nothing beside it, from its first frame; its pts."""
    content = made(recipe)
    video = {"path": "assets/m", "sha256": bed.assets.add(content), "bytes": len(content), "type": "video/mp4"}
    return ready_data(bed, pack(bed.folder)["demo-clip-01"] | {"flags": [], "subject": {"video": video}})


def ready_data(bed: Bed, data: dict[str, object]) -> list[int]:
    bed.show(data)
    bed.until(lambda: bed.pane.clip.model.playable)
    bed.pane.clip.canvas.setFocus()
    timeline = bed.pane.clip.model.state.timeline
    assert timeline is not None
    return list(timeline.pts)


def test_only_what_was_on_the_screen_counts_stretch_by_stretch(pane: Bed) -> None:
    pts = alone(pane, Recipe(pts=tuple(range(0, 100 * 3600, 3600))))
    pane.until(lambda: seen(pane).stretches)
    pane.pane.clip.model.seek(pts[50])
    at(pane)
    for last in (51, 52, 53):
        pane.until(lambda last=last: seen(pane).stretches == ((pts[0], pts[1]), (pts[50], pts[last])))  # type: ignore[misc]
        pane.press(".")
    pane.until(lambda: seen(pane).stretches == ((pts[0], pts[1]), (pts[50], pts[54])))
    pane.press("j")
    pane.until(lambda: pane.pane.clip.model.state.at < pts[45])
    pane.press("k")
    stopped = at(pane)
    pane.until(lambda: seen(pane).stretches[1][0] == stopped)
    assert len(seen(pane).stretches) == 3  # what the shuttle passed going back was not watched


def test_a_clip_played_to_its_end_was_watched_whole_and_the_lane_shows_it(pane: Bed) -> None:
    pts = alone(pane, Recipe(pts=tuple(range(0, 50 * 3600, 3600))))
    told: list[float] = []
    pane.pane.watched.connect(lambda: told.append(float(seen(pane).share)))
    pane.pane.clip.model.carried.take(speed=1.0, muted=False)
    pane.key(K.Key_Space)
    pane.until(lambda: pane.pane.clip.model.state.at > pts[5] and not pane.pane.clip.model.state.playing)
    at(pane)
    pane.until(lambda: seen(pane).share > 0.97)
    assert len(seen(pane).stretches) <= 2
    pane.until(lambda: told and told[-1] == seen(pane).share)
    row = next(one.row for one in pane.pane.clip.lanes._placed if one.row.lane is Lane.WATCHED)
    assert sum(item.end - item.start for item in row.items) == pytest.approx(2.0 * float(seen(pane).share), abs=0.001)


def test_what_was_blurred_was_not_watched_until_it_is_revealed(pane: Bed) -> None:
    pts = alone(pane, Recipe(pts=tuple(range(0, 50 * 3600, 3600))))
    pane.until(lambda: seen(pane).stretches)
    veil.set(True, False)
    try:
        pane.pane.clip.model.carried.take(speed=1.0, muted=False)
        pane.key(K.Key_Space)
        pane.until(lambda: pane.pane.clip.model.state.at > pts[5] and not pane.pane.clip.model.state.playing)
        at(pane)
        pane.pane.clip.canvas.repaint()
        assert seen(pane).stretches == ((pts[0], pts[1]),)
        pane.pane.clip.model.seek(pts[20])
        at(pane)
    finally:
        veil.set(False, False)
    pane.until(lambda: seen(pane).stretches == ((pts[0], pts[1]), (pts[20], pts[21])))


def test_a_slide_is_earned_while_it_stands_before_the_eyes_and_not_behind_a_veil_or_a_sheet(pane: Bed) -> None:
    content = made(Recipe(pts=(0, 60 * 90_000, 120 * 90_000)))
    video = {"path": "assets/m", "sha256": pane.assets.add(content), "bytes": len(content), "type": "video/mp4"}
    pts = ready_data(pane, pack(pane.folder)["demo-clip-01"] | {"flags": [], "subject": {"video": video}})
    clock = Clock()
    watching = pane.pane.clip.model.watching = Watching(clock.monotonic)
    timeline = pane.pane.clip.model.state.timeline
    assert timeline is not None
    watching.begin(pane.pane.clip.model.state.asset, timeline)
    told: list[object] = []
    pane.pane.watched.connect(lambda: told.append(seen(pane).stretches))

    def earns(seconds: int) -> int:
        """Frames' time that goes by, in seconds of the clip that it earns."""
        before = watching.stretches
        clock.go_on(seconds)
        return sum(e - s for s, e in watching.stretches) // 90_000 - sum(e - s for s, e in before) // 90_000

    pane.press(".")
    assert at(pane) == pts[1]
    pane.until(lambda: watching.lacking)
    assert earns(4) == 12
    try:
        veil.set(True, False)
        assert earns(4) == 0
    finally:
        veil.set(False, False)
    pane.until(lambda: watching.lacking)
    assert earns(4) == 12
    pane.key(K.Key_T)
    assert pane.pane.clip.on_sheet and earns(4) == 0
    pane.key(K.Key_T)
    pane.until(lambda: watching.lacking)
    assert earns(4) == 12
    pane.pane.setEnabled(False)
    assert earns(4) == 0
    pane.pane.setEnabled(True)
    pane.until(lambda: watching.lacking)
    other = QWidget()
    pane.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    pane.until(lambda: not pane.pane.isActiveWindow())
    assert earns(4) == 0
    other.close()
    pane.window.activateWindow()
    pane.until(lambda: watching.lacking)
    assert earns(40) == 60 - 36
    pane.until(lambda: told and told[-1] == ((pts[1], pts[2]),))


def length(watching: Watching) -> int:
    """How much was watched, in the clip's own time."""
    return sum(end - start for start, end in watching.stretches)


def test_a_clip_that_plays_behind_another_window_earns_on_and_not_what_stands_when_it_has_stopped(pane: Bed) -> None:
    """Ten frames that lead to a slide of a minute."""
    pts = alone(pane, Recipe(pts=(*range(0, 10 * 3600, 3600), 9 * 3600 + 60 * 90_000)))
    clip, clock = pane.pane.clip, Clock()
    clip.model.carried.take(speed=1.0, muted=False)
    watching = clip.model.watching = Watching(clock.monotonic)
    timeline = clip.model.state.timeline
    assert timeline is not None
    watching.begin(clip.model.state.asset, timeline)
    played: list[int] = []
    clip.player.frame.connect(lambda image, name: played.append(name))
    other = QWidget()
    pane.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    pane.until(lambda: not pane.pane.isActiveWindow())
    clip.model.play_or_pause()
    pane.until(lambda: played and played[-1] == pts[9] and watching.lacking > 15)
    before = length(watching)
    clock.go_on(4)
    earned = length(watching)
    assert earned - before == 12 * 90_000
    clip.model.pause()
    assert not watching.lacking
    clock.go_on(4)
    at(pane)
    clip.canvas.repaint()
    clock.go_on(4)
    assert length(watching) == earned
    other.close()
    pane.window.activateWindow()
    pane.until(lambda: watching.lacking)
    clock.go_on(4)
    assert length(watching) - earned == 12 * 90_000


def test_nothing_of_a_case_is_held_when_it_has_gone(pane: Bed) -> None:
    ready(pane)
    pane.key(K.Key_T)
    sheet = pane.pane.clip.sheet
    pane.until(lambda: pane.pane.clip.model.state.sheet is not None and sheet.pts)
    found_in("a text of this case")
    pane.pane.clear()
    assert (sheet.pts, sheet._image.isNull(), pane.pane.clip.on_sheet) == ((), True, False)
    assert found_in.cache_info().currsize == 0


def test_a_view_that_is_not_in_front_counts_nothing(pane: Bed) -> None:
    pane.pane.setEnabled(False)
    pane.show("demo-clip-01")
    pane.until(lambda: pane.pane.watched_now())
    pane.pane.clip.canvas.repaint()
    assert seen(pane).stretches == ()
    pane.pane.setEnabled(True)
    pane.pane.clip.canvas.repaint()
    assert len(seen(pane).stretches) == 1


def test_what_is_marked_is_played_over_and_over_by_a_key(pane: Bed) -> None:
    pts = alone(pane, Recipe(pts=tuple(range(0, 60 * 3600, 3600))))
    pane.key(K.Key_K, M.ShiftModifier)
    assert "Nothing is marked" in pane.pane.banner.words.text()
    pane.pane.clip.model.seek(pts[20])
    pane.press("[")
    pane.press(".........]")
    played: list[int] = []
    pane.pane.clip.player.frame.connect(lambda image, name: played.append(name))
    pane.pane.clip.model.carried.take(speed=1.0, muted=False)
    pane.key(K.Key_K, M.ShiftModifier)
    pane.until(lambda: sum(a > b for a, b in pairwise(played)) >= 2)
    assert set(played) <= set(pts[20:31])  # at most the one frame that is on its way when it turns
    assert played[0] == pts[20]
    pane.key(K.Key_K, M.ShiftModifier)
    pane.until(lambda: played[-1] > pts[34])
    pane.press("k")


def test_speeds_by_keys_and_the_player_keeps_the_pitch(pane: Bed) -> None:
    ready(pane)
    pane.key(K.Key_Space)
    pane.key(K.Key_J, M.ShiftModifier)
    assert pane.pane.clip.model.state.speed == 1.25
    pane.press([(K.Key_J, M.ShiftModifier)] * 5)
    assert pane.pane.clip.model.state.speed == 0.25
    player = pane.pane.clip.player
    pane.until(lambda: player._player is not None and player._player.playbackRate() == 0.25)
    assert player._player is not None
    assert player._player.pitchCompensation()
    pane.key(K.Key_L, M.ShiftModifier)
    assert pane.pane.clip.model.state.speed == 0.5
    pane.press("k")


def test_selected_words_of_the_transcript_become_a_place_with_their_time_and_lead_back(pane: Bed) -> None:
    ready(pane)
    pane.key(K.Key_F, M.ControlModifier)
    assert pane.pane.clip.lines.finder.field.hasFocus()
    reading = pane.pane.clip.lines.reading
    line = reading.lines[2]
    pane.compose(line.stored[2:6])
    pane.key(K.Key_Down)
    pane.key(K.Key_Return)
    anchor = pane.made()
    timeline = pane.pane.clip.model.state.timeline
    assert isinstance(anchor, TimeAnchor)
    assert timeline is not None
    assert line.start_s is not None
    assert line.end_s is not None
    assert (anchor.start_pts, anchor.end_pts) == timeline.span(line.start_s, line.end_s)
    assert anchor.quote is not None
    assert (anchor.quote.asset, anchor.quote.exact) == (line.asset, line.stored[2:6])
    reading.go_to(0)
    pane.pane.clip.canvas.setFocus()
    pane.pane.go_to_anchor(anchor)
    assert at(pane) == anchor.start_pts
    assert (reading.row, reading.selected()) == (2, (2, 6))
    assert not pane.pane.banner.isVisible()
    other = anchor.quote.model_copy(update={"exact": "这不是原话"})
    pane.pane.go_to_anchor(anchor.model_copy(update={"quote": other}))
    assert pane.pane.banner.isVisible()


def test_words_without_a_time_stand_last_as_such_and_are_not_quoted_with_those_that_have_one(pane: Bed) -> None:
    ready(pane)
    view = pane.pane.clip
    lines = view.model.state.lines
    said = lines[Tab.SPEECH]
    untimed = CueLines(None, Transcript((), ("全网最低价",)), said[0].asset or "")
    view.model._set(lines=lines | {Tab.SPEECH: Lines((*said, *untimed))})
    reading = view.lines.reading
    assert reading.lines[-1].stored == "全网最低价"
    view.lines.focus()
    reading.go_to(len(said) - 1)
    pane.key(K.Key_Down, M.ShiftModifier)
    pane.key(K.Key_End, M.ShiftModifier)
    assert [row for row, _words in reading.pieces()] == [len(said) - 1, len(said)]
    pane.key(K.Key_Return)
    anchor = pane.made()
    assert isinstance(anchor, TimeAnchor)
    assert anchor.quote is not None
    assert anchor.quote.exact == said[-1].stored


def test_the_contact_sheet_is_walked_with_arrows_and_goes_to_the_frame(pane: Bed) -> None:
    pts = ready(pane)
    view = pane.pane.clip
    pane.key(K.Key_T)
    assert view.on_sheet
    assert view.sheet.hasFocus()
    pane.until(lambda: view.model.state.sheet is not None)
    assert 1 < len(view.sheet.pts) <= PAGE
    before, here = view.sheet.at, view.model.state.at
    pane.key(K.Key_Right)
    pane.key(K.Key_Right)
    assert view.sheet.at == before + 2
    assert view.model.state.at == here  # the arrows were the sheet's
    wanted = view.sheet.pts[view.sheet.at]
    assert wanted in pts
    pane.key(K.Key_Return)
    assert not view.on_sheet
    assert at(pane) == wanted
    assert view.canvas.hasFocus()
    pane.key(K.Key_T)
    assert view.sheet.pts[view.sheet.at] == wanted
    pane.key(K.Key_T)
    assert not view.on_sheet
    assert pane.anchors == []


def test_a_show_of_many_slides_is_leafed_through_to_its_last_one(pane: Bed) -> None:
    """Of 90 slides on three pages, all by keys; one page of pictures is held."""
    content = made(slides(90, 5))
    record = dict(pack(DEMO)["demo-clip-06"])
    video = record["subject"]["video"] | {"sha256": pane.assets.add(content), "bytes": len(content)}
    pane.show(record | {"flags": [], "subject": record["subject"] | {"video": video}})
    view = pane.pane.clip
    pane.until(lambda: view.model.playable)
    view.canvas.setFocus()
    pane.key(K.Key_T)
    pane.until(lambda: view.model.state.pages is not None)
    pages = view.model.state.pages
    assert pages is not None and pages.pages == 3 and len(pages.pts) >= 90
    pane.key(K.Key_Left)  # nothing lies before the first
    for number in (1, 2):
        pane.key(K.Key_PageDown)
        pane.until(lambda number=number: view.model.state.pages == pages.turned(number))
        assert view.sheet.pts == pages.turned(number).here
        assert view.sheet.at == 0
    pane.key(K.Key_Left)
    pane.until(lambda: view.model.state.pages == pages.turned(1))
    assert view.sheet.at == PAGE - 1
    pane.key(K.Key_Right)
    pane.until(lambda: view.model.state.pages == pages.turned(2))
    for _step in range(len(view.sheet.pts) + 2):
        pane.key(K.Key_Right)
    assert view.sheet.words().startswith(f"Picture {len(pages.pts)} of {len(pages.pts)},")
    pane.key(K.Key_Return)
    assert not view.on_sheet
    assert at(pane) == pages.pts[-1]


# -- on the desk ------------------------------------------------------------------------------------------------------


def asking(bed: DeskBed, case_id: str, share: float) -> None:
    """Puts a case under a rulebook whose first clause asks that a share of the clip be watched."""
    case = bed.bench.cases[case_id]

    def with_share(one: Published) -> Published:
        first, *rest = one.rulebook.clauses
        clauses = (first.model_copy(update={"coverage": share}), *rest)
        return one.model_copy(update={"rulebook": one.rulebook.model_copy(update={"clauses": clauses})})

    versions = tuple(with_share(one) for one in case.sheet.versions)
    bed.bench.cases[case_id] = replace(case, sheet=replace(case.sheet, versions=versions))


def test_a_pass_waits_until_as_much_was_watched_as_the_clause_asks_and_the_verdict_says_it(bed: DeskBed) -> None:
    case_id = bed.give(0, 0)
    asking(bed, case_id, 0.05)
    bed.open(case_id)
    clip = bed.pane.clip
    bed.qtbot.waitUntil(lambda: clip.model.playable, timeout=PATIENCE)
    bed.press(DeskKey.Key_P)
    (lacking,) = [one for one in bed.state.missing if one.blocking]
    assert lacking.lack is Lack.WATCHED
    assert bed.state.case is not None
    assert missing_words(bed.state.case, (), lacking).startswith("Watch at least 5% of the clip, as the rules ask")
    bed.press(DeskKey.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert bed.state.case is not None
    assert bed.bench.operations == []
    bed.press(DeskKey.Key_Escape, DeskKey.Key_Space)
    bed.qtbot.waitUntil(lambda: clip.model.watching.record().share > 0.06, timeout=PATIENCE)  # type: ignore[union-attr]
    bed.press(DeskKey.Key_K)
    bed.qtbot.waitUntil(lambda: bed.state.can_decide, timeout=PATIENCE)
    record = clip.model.watching.record()
    assert record is not None
    assert bed.state.case is not None
    sheet = bed.state.case.sheet
    bed.press(DeskKey.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    bed.qtbot.waitUntil(lambda: bool(bed.bench.operations), timeout=PATIENCE)
    verdict = verdict_of(bed.bench.decided[case_id], sheet)
    assert verdict.outcome is Outcome.PASS
    (kept,) = verdict.watched
    assert kept.asset == record.asset
    assert kept.share >= record.share > 0.06
    (words,) = watched_words(case_of(pack(DEMO)["demo-clip-01"]), verdict)
    assert words.startswith(f"Watched {int(100 * kept.share)}% of the clip; not 0:")


def test_what_was_watched_is_said_in_words(chinese: None) -> None:
    record = Watched(asset="a" * 64, time_base=(1, 10), first_pts=0, end_pts=1000, stretches=((0, 400), (500, 996)))

    def said(one: Watched) -> str:
        return next(iter(watched_words(case_of(pack(DEMO)["demo-clip-01"]), verdict_with(one))))

    assert said(record) == "Watched 89% of the clip; not 0:40.000–0:50.000, 1:39.600–1:40.000"
    assert said(record.model_copy(update={"stretches": ((0, 1000),)})) == "Watched all of the clip"
    many = tuple((20 * n, 20 * n + 10) for n in range(50))
    assert said(record.model_copy(update={"stretches": many})).endswith(" and 46 more")
    assert said(record.model_copy(update={"stretches": ((1, 1000),)})).startswith(
        "Watched 99%"
    )  # never a whole too soon
    speak("zh_CN")
    assert said(record) == "看了片段的 89%；未看 0:40.000–0:50.000、1:39.600–1:40.000"


def test_a_time_beyond_an_hour_reads_the_same_on_the_desk_as_on_the_time_line(chinese: None) -> None:
    record = Watched(asset="a" * 64, time_base=(1, 10), first_pts=0, end_pts=40_000, stretches=((0, 36_610),))
    (said,) = watched_words(case_of(pack(DEMO)["demo-clip-01"]), verdict_with(record))
    assert said.endswith(f"not {clock(3661)}–{clock(4000)}")
    assert clock(3661) == "1:01:01.000"


def verdict_with(one: Watched) -> Verdict:
    """A pass by who watched that much."""
    return Verdict(outcome=Outcome.PASS, watched=(one,))


def test_a_place_on_its_button_says_the_words_that_are_meant(pane: Bed) -> None:
    case = pane.show("demo-clip-01")
    pane.until(lambda: pane.pane.clip.model.playable)
    pane.key(K.Key_Return)
    anchor = pane.made()
    assert isinstance(anchor, TimeAnchor)
    assert "“" not in anchor_words(case, anchor)
    pane.pane.clip.lines.focus()
    pane.key(K.Key_Down)
    pane.key(K.Key_Return)
    quoted = pane.made()
    assert "“" in anchor_words(case, quoted)


def test_the_mouse_and_a_clip_that_plays_count_as_looking(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    care, handle = bed.stage.desktop.care, bed.shell.windowHandle()
    assert handle is not None
    for used in (
        lambda: QTest.mouseMove(handle, QPoint(70, 60)),
        lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(400, 5)),
        lambda: QTest.wheelEvent(handle, QPointF(300, 300), QPoint(0, 120)),
    ):
        before = care._touched
        bed.stage.clock.go_on(60)
        used()
        bed.qtbot.waitUntil(lambda before=before: care._touched == before + 60, timeout=PATIENCE)  # type: ignore[misc]
    bed.qtbot.waitUntil(lambda: bed.pane.clip.model.playable, timeout=PATIENCE)
    assert not care.plays()
    bed.pane.clip.canvas.setFocus()
    bed.press(DeskKey.Key_Space)
    bed.qtbot.waitUntil(care.plays, timeout=PATIENCE)
    bed.press(DeskKey.Key_K)
    assert not care.plays()
