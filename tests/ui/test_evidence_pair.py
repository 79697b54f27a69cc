"""Two real clips side by side on the desk, under real key presses: exact, together, silent, and gone when put away."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtMultimedia import QAudioBufferOutput, QAudioOutput
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.settings.preferences import VEIL
from reviewer_app.client.viewmodels.pair import Side
from reviewer_app.client.words import speak
from reviewer_app.domain.cases import ClipSubject
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.evidence import player as player_module
from reviewer_app.ui.evidence.clip import ClipView
from reviewer_app.ui.evidence.lanes import LanesView
from reviewer_app.ui.evidence.player import Player
from reviewer_app.ui.evidence.veil import veil
from reviewer_app.ui.keys import BOUNCE
from tests.looks.walk import cuts
from tests.ui.desk_bench import DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, PATIENCE, PackAssets, pack

SHIFT = Modifier.ShiftModifier


class PairBed(DeskBed):
    """A desk with a clip on it, and two more clips of the same creator in hand."""

    def __init__(self, qtbot: QtBot, room: MediaRoom, width: int = 1366, height: int = 768) -> None:
        super().__init__(qtbot, room, width, height)
        lines = [copy.deepcopy(pack(DEMO)[f"demo-clip-0{n}"]) for n in (1, 2, 3, 6)]
        for line in lines[1:3]:
            line["creator"] = lines[0]["creator"]
        bench: Any = self.bench
        bench.lines = tuple(lines)
        self.ids = [self.give(n, n) for n in range(4)]
        self.open(self.ids[0])
        self.until(lambda: self.clip.model.playable)

    @property
    def clip(self) -> ClipView:
        """The clip of the case in front."""
        return self.pane.clip

    def until(self, true: Any) -> None:
        """Waits until something holds."""
        self.qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE)

    def beside(self) -> str:
        """Puts a second clip beside by key and waits until it may be played; its SHA-256."""
        self.press(Key.Key_S, modifiers=SHIFT)
        self.until(lambda: self.clip.pair.other.playable and self.clip.pair.other.state.film)
        assert self.clip.pair.asset is not None
        return self.clip.pair.asset

    def exact(self) -> tuple[int, int]:
        """The pts of the frames that are exactly on the screen, the own clip's and the second's, once they are."""
        self.until(lambda: self.clip.model.state.exact and self.clip.pair.other.state.exact)
        return self.clip.model.state.at, self.clip.pair.other.state.at

    def held(self, sha256: str) -> bool:
        """Whether anything of an asset is held by the pane in front."""
        reader = self.pane._reader
        return sha256 in reader._sources or any(key[0] == sha256 for key in reader._kept if isinstance(key, tuple))


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[PairBed]:  # type: ignore[override]
    made = PairBed(qtbot, room)
    yield made
    made.close()


def video(bed: PairBed, number: int) -> str:
    """The SHA-256 of the video of a case in hand."""
    subject = bed.bench.cases[bed.ids[number]].record.subject
    assert isinstance(subject, ClipSubject)
    return subject.video.sha256


def test_a_key_puts_the_second_clip_there_and_each_is_stepped_exactly_by_keys(bed: PairBed, room: MediaRoom) -> None:
    asset = bed.beside()
    assert asset == video(bed, 1)
    assert bed.clip.second.isVisible() and bed.clip.pair_head.isVisible() and not bed.clip.lines.isVisible()
    own, second = bed.clip.model.state.timeline, bed.clip.pair.other.state.timeline
    assert own is not None and second is not None
    start, _first = bed.exact()
    bed.press(Key.Key_Period, Key.Key_Period)
    bed.press(Key.Key_D, modifiers=SHIFT)
    assert bed.clip.second.canvas.hasFocus()
    bed.press(Key.Key_Period, Key.Key_Period, Key.Key_Period)
    bed.press(Key.Key_Greater, modifiers=SHIFT)
    bed.press(Key.Key_Comma)
    assert bed.exact() == (own.step(start, 2), second.pts[12])
    frame = bed.clip.pair.other.state.frame
    assert frame is not None
    assert frame.sha256 == room.frame(PackAssets().source(asset), second.pts[12]).sha256
    base = f"{second.time_base[0]}/{second.time_base[1]}"
    assert f"pts {second.pts[12]:,} · {base}" in bed.clip.second.canvas._badge
    assert f"pts {own.step(start, 2):,} · " in bed.clip.canvas._badge
    seen = bed.clip.second.canvas.image()
    assert (seen.width(), seen.height()) == (frame.width, frame.height)
    bed.press(Key.Key_D, modifiers=SHIFT)
    assert bed.clip.canvas.hasFocus() and bed.clip.pair.side is Side.OWN


def test_together_they_are_aligned_and_moved_by_keys_to_the_very_frames_of_one_time(bed: PairBed) -> None:
    bed.beside()
    bed.press(Key.Key_D, modifiers=SHIFT)
    bed.press(*[Key.Key_Period] * 4)
    bed.press(Key.Key_D, modifiers=SHIFT)
    own_at, second_at = bed.exact()
    bed.press(Key.Key_A, modifiers=SHIFT)
    own, second = bed.clip.model.state.timeline, bed.clip.pair.other.state.timeline
    assert own is not None and second is not None
    assert bed.clip.pair.offset == second.seconds(second_at) - own.seconds(own_at)
    bed.press(*[Key.Key_Period] * 5)
    bed.press(Key.Key_Comma)
    own_at, second_at = bed.exact()
    assert second_at == second.at(own.seconds(own_at) + bed.clip.pair.offset)
    bed.clip.lanes.sought.emit(3.21)
    own_at, second_at = bed.exact()
    assert own_at == own.at(3.21)
    assert second_at == second.at(own.seconds(own_at) + bed.clip.pair.offset)
    bed.press(Key.Key_C, modifiers=SHIFT)
    bed.press(Key.Key_Period)
    assert bed.exact() == (own.step(own_at, 1), second_at)


def test_both_play_together_and_stand_at_one_time_after(bed: PairBed) -> None:
    bed.beside()
    bed.clip.model.seek_seconds(2)
    bed.clip.pair.other.seek_seconds(5)
    bed.exact()
    bed.press(Key.Key_A, modifiers=SHIFT)
    bed.press(Key.Key_Space)
    own, second = bed.clip.model.state.timeline, bed.clip.pair.other.state.timeline
    assert own is not None and second is not None
    bed.until(lambda: bed.clip.model.state.at >= own.at(3) and bed.clip.pair.other.state.at >= second.at(6))
    assert bed.clip.pair.other.state.playing
    bed.press(Key.Key_Space)
    own_at, second_at = bed.exact()
    assert not bed.clip.pair.other.state.playing
    assert second_at == second.at(own.seconds(own_at) + bed.clip.pair.offset)
    assert bed.clip.pair.offset == 3


def test_the_second_clip_opens_no_sound_where_there_is_some(bed: PairBed, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class NoDevices:
        @staticmethod
        def audioOutputs() -> list[object]:
            asked.append("sound")
            return []

    monkeypatch.setattr(player_module, "SILENT_PLATFORMS", ())
    monkeypatch.setattr(player_module, "QMediaDevices", NoDevices)
    loud, silent = Player(bed.pane), Player(bed.pane, sound=False)
    silent._make()
    assert asked == []
    loud._make()
    assert asked == ["sound"]
    assert not bed.clip.second.screening.player._sound
    assert bed.clip.player._sound


@pytest.mark.qt_log_ignore("No audio device detected", extend=True)
def test_the_own_clip_is_heard_where_somebody_listens(bed: PairBed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sound is decoded while it plays, into an output that plays nowhere; Q takes it away and gives it back."""

    class OneDevice:
        @staticmethod
        def audioOutputs() -> list[str]:
            return ["nowhere"]

    monkeypatch.setattr(player_module, "SILENT_PLATFORMS", ())
    monkeypatch.setattr(player_module, "QMediaDevices", OneDevice)
    player, model, samples = bed.clip.player, bed.clip.model, set[bytes]()
    model.carried.take(speed=0.25, muted=False)
    player._make()
    qt = player._player
    assert qt is not None
    heard, output = QAudioBufferOutput(), qt.audioOutput()
    assert isinstance(output, QAudioOutput)
    qt.setAudioBufferOutput(heard)
    heard.audioBufferReceived.connect(lambda part: samples.update({bytes(part.constData())}))
    first = model.state.at
    bed.press(Key.Key_Space)
    bed.until(lambda: any(any(part) for part in samples) and model.state.at > first)
    assert model.state.playing and qt.playbackRate() == 0.25 and not output.isMuted()
    bed.press(Key.Key_Q)
    assert output.isMuted()
    bed.press(Key.Key_Q)
    assert model.state.playing and not output.isMuted()
    bed.press(Key.Key_Space)
    bed.until(lambda: model.state.exact)


def test_evidence_is_bound_on_the_case_s_own_clip_alone(bed: PairBed) -> None:
    bed.beside()
    state = bed.clip.model.state
    bed.press(Key.Key_1)
    bed.press(Key.Key_D, modifiers=SHIFT)
    bed.press(Key.Key_Period, Key.Key_BracketLeft, Key.Key_BracketRight, Key.Key_B)
    bed.press(Key.Key_Return)
    assert bed.anchors() == 0
    assert (bed.clip.model.state.mark_in, bed.clip.model.state.out) == (state.mark_in, state.out)
    assert not bed.clip.canvas.drawing and not bed.clip.second.canvas.drawing
    assert bed.pane.banner.isVisible()
    bed.press(Key.Key_D, modifiers=SHIFT)
    assert not bed.pane.banner.isVisible()
    bed.bind()
    anchor = bed.state.draft.findings[0].anchors[0]
    assert isinstance(anchor, TimeAnchor)
    assert anchor.asset == video(bed, 0)


def test_what_was_watched_is_of_the_own_clip_alone(bed: PairBed) -> None:
    bed.beside()
    bed.exact()
    bed.press(Key.Key_D, modifiers=SHIFT)
    bed.press(*[Key.Key_Period] * 6)
    bed.exact()
    assert [one.asset for one in bed.pane.watched_now()] == [video(bed, 0)]


def test_the_same_key_puts_it_away_with_all_that_was_held_of_it(bed: PairBed) -> None:
    asset = bed.beside()
    bed.press(Key.Key_D, modifiers=SHIFT)
    bed.press(*[Key.Key_Period] * 3)
    bed.exact()
    bed.press(Key.Key_Space)
    bed.until(lambda: bed.clip.second.screening.player.loaded)
    assert bed.held(asset)
    bed.press(Key.Key_S, modifiers=SHIFT)
    assert not bed.clip.second.isVisible() and bed.clip.lines.isVisible()
    assert bed.clip.canvas.hasFocus()
    assert not bed.held(asset)
    assert bed.held(video(bed, 0))
    assert not bed.clip.second.screening.player.loaded
    bed.until(lambda: bed.clip.second.screening.player.idle)
    assert not bed.clip.second.canvas.has_picture
    assert len(bed.clip.pair.other.hand) == 0


def test_the_next_clip_takes_its_place_and_the_one_before_is_let_go(bed: PairBed) -> None:
    asset = bed.beside()
    bed.press(Key.Key_F, modifiers=SHIFT)
    bed.until(lambda: bed.clip.pair.other.playable)
    assert bed.clip.pair.asset == video(bed, 2)
    assert bed.clip.pair_head.place.text() == "2 / 2"
    assert not bed.held(asset)


def test_the_same_file_in_two_cases_is_there_at_once_and_played_as_itself(bed: PairBed) -> None:
    bed.beside()
    bed.press(Key.Key_D, modifiers=SHIFT)
    bed.press(Key.Key_Space)
    player = bed.clip.second.screening.player
    bed.until(lambda: player.loaded)
    line = copy.deepcopy(pack(DEMO)["demo-clip-01"])
    bench: Any = bed.bench
    bench.lines = (*bench.lines[:2], line | {"ref": "twin"}, *bench.lines[3:])
    bed.give(2, 2)
    bed.clip.check_beside()
    bed.until(lambda: bed.clip.pair.offered[1].case.record.ref == "twin")
    bed.press(Key.Key_F, modifiers=SHIFT)
    bed.until(lambda: bed.clip.pair.other.playable and bed.clip.pair.asset == video(bed, 0))
    assert not player.loaded
    assert bed.clip.pair_head.about.text().startswith("The same file")


def test_another_case_on_the_desk_closes_it(bed: PairBed) -> None:
    asset, front = bed.beside(), bed.pane
    bed.open(bed.ids[3])
    assert not any(view.pane.clip.pair.on for view in bed.page.views)
    assert asset not in front._reader._sources
    bed.qtbot.wait(int(1000 * BOUNCE) + 50)  # the same key at once after another case came was meant for the one before
    bed.press(Key.Key_S, modifiers=SHIFT)
    bed.until(lambda: bed.clip.pair.on)
    assert bed.clip.pair.beside is None
    assert bed.clip.second.empty.isVisible()
    assert "No clip to compare" in bed.clip.second.empty.accessibleName()
    assert not bed.clip.second.lanes.isVisible()
    bed.press(Key.Key_S, modifiers=SHIFT)
    assert bed.clip.lines.isVisible()


def test_an_empty_desk_holds_nothing_of_it(bed: PairBed) -> None:
    asset, front = bed.beside(), bed.pane
    bed.stage.desktop.desk.close()
    bed.until(lambda: not front.clip.pair.on)
    assert asset not in front._reader._sources
    assert not any(key[0] == asset for key in front._reader._kept if isinstance(key, tuple))


def test_a_case_that_passed_on_takes_its_clip_along_and_it_is_said(bed: PairBed) -> None:
    asset = bed.beside()
    changes = bed.bench.lose(1, here=False)
    bed.stage.desktop.apply_changes(changes)
    bed.until(lambda: bed.clip.pair.asset == video(bed, 2))
    assert not bed.held(asset)
    assert bed.pane.banner.isVisible()


def test_files_of_other_cases_that_come_move_nothing_of_what_is_looked_at(bed: PairBed) -> None:
    asset = bed.beside()
    bed.press(*[Key.Key_Period] * 3)
    before = bed.exact()
    case = bed.bench.cases[bed.ids[0]]
    bed.bench.cases[bed.ids[0]] = replace(case, here=case.here | {"ab" * 32})
    bed.stage.desktop.apply_changes(Changes(media=True))
    bed.until(lambda: bed.state.case is bed.bench.cases[bed.ids[0]])
    bed.settle()
    assert bed.exact() == before
    assert bed.clip.pair.asset == asset


def test_the_keyboard_stays_where_it_is_unless_that_goes(bed: PairBed) -> None:
    bed.clip.lines.focus()
    bed.beside()
    assert bed.clip.canvas.hasFocus()
    bed.press(Key.Key_D, modifiers=SHIFT)
    bed.press(Key.Key_W)
    reason = QApplication.focusWidget()
    assert reason is not None and not bed.clip.isAncestorOf(reason)
    bed.clip.turn_beside()
    assert reason.hasFocus()
    bed.clip.turn_beside()
    bed.until(lambda: bed.clip.pair.on)
    assert reason.hasFocus()
    bed.press(Key.Key_Escape)
    assert bed.clip.canvas.hasFocus()


def test_words_that_are_asked_for_take_their_place_back(bed: PairBed) -> None:
    bed.beside()
    bed.press(Key.Key_Slash)
    assert not bed.clip.pair.on
    assert bed.clip.lines.finder.field.hasFocus()


def test_both_are_seen_from_as_near(bed: PairBed) -> None:
    bed.beside()
    bed.press(Key.Key_Plus, Key.Key_Plus)
    assert bed.clip.canvas.view.zoom > 1
    assert bed.clip.second.canvas.view.zoom == pytest.approx(bed.clip.canvas.view.zoom)


def test_a_grave_case_beside_is_blurred_where_that_was_chosen(bed: PairBed, monkeypatch: pytest.MonkeyPatch) -> None:
    bed.stage.desktop.preferences.set(VEIL, "grave")
    monkeypatch.setattr("reviewer_app.client.viewmodels.care.is_grave", lambda case: bool(case.case_id == bed.ids[1]))
    assert not veil.hides
    bed.beside()
    assert veil.hides
    bed.press(Key.Key_S, modifiers=SHIFT)
    assert not veil.hides


def test_a_click_on_its_time_line_moves_the_second_clip(bed: PairBed) -> None:
    bed.beside()
    before, _second = bed.exact()
    bed.clip.second.lanes.sought.emit(4.4)
    timeline = bed.clip.pair.other.state.timeline
    assert timeline is not None
    assert bed.exact() == (before, timeline.at(4.4))
    assert bed.clip.pair.side is Side.OTHER
    assert bed.clip.lanes_here is bed.clip.second.lanes
    assert isinstance(bed.clip.lanes_here, LanesView)


@pytest.mark.parametrize("size", [(1366, 768), (1024, 640)])
def test_everything_has_room_and_a_name_in_both_languages(
    qtbot: QtBot, room: MediaRoom, chinese: None, size: tuple[int, int]
) -> None:
    bed = PairBed(qtbot, room, *size)
    try:
        bed.beside()
        names = set()
        for tongue in ("en", "zh_CN"):
            speak(tongue)
            bed.page.retranslate()
            QApplication.processEvents()
            head = bed.clip.pair_head
            for button in (head.swap, head.link, head.align, head.following, head.shut, bed.clip.controls.beside):
                assert button.accessibleName()
                names.add(button.accessibleName())
            for canvas in (bed.clip.canvas, bed.clip.second.canvas):
                assert canvas.accessibleName()
                assert canvas.height() >= canvas.minimumSizeHint().height()
            own, second = bed.clip.canvas.geometry(), bed.clip.second.canvas.geometry()
            assert abs(own.width() - second.width()) <= 2 and abs(own.height() - second.height()) <= 2
            assert bed.clip.second.lanes.accessibleName()
            assert bed.clip.second.lanes.lanes
            assert cuts(bed.clip) == []
            bed.press(Key.Key_C, modifiers=SHIFT)
            QApplication.processEvents()
            assert cuts(bed.clip) == []
        assert len(names) == 10  # five in each
        bed.press(Key.Key_S, modifiers=SHIFT)
        bed.bench.cases = {bed.ids[0]: bed.bench.cases[bed.ids[0]]}
        bed.press(Key.Key_S, modifiers=SHIFT)
        bed.until(lambda: bed.clip.second.empty.isVisible())
        for tongue in ("zh_CN", "en"):
            speak(tongue)
            bed.page.retranslate()
            QApplication.processEvents()
            assert cuts(bed.clip) == []
    finally:
        bed.close()
