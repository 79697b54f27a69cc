"""The player over bytes that stop coming: it ends, and does not hang; the unsafe device shows what is prevented."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QIODevice, QObject, Qt
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.cannot import NOT_HERE, Cannot
from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, ClipProbe, Source
from reviewer_app.ui.evidence import player as playing
from reviewer_app.ui.evidence.device import SourceDevice
from reviewer_app.ui.evidence.player import Player
from reviewer_app.ui.tour.hands import rest
from tests.media import hostile
from tests.media.conftest import Recipe, made, source_of
from tests.ui.apart import run_apart
from tests.ui.evidence_bench import DEMO, PATIENCE, Bed, pack

LONG = Recipe(
    pts=tuple(range(0, 250 * 3600, 3600)), size=(320, 192), options={"g": "25", "preset": "ultrafast", "crf": "8"}
)
WALL = """
import logging
import sys
from PySide6.QtGui import QImageReader
from reviewer_app.ui import app
from reviewer_app.ui.evidence.player import Player

logging.basicConfig(level=logging.INFO)
application = app.make_app(sys.argv[:1], "light", "en")
if sys.argv[1] == "used":
    QImageReader.supportedImageFormats()
player = Player()
player._make()
print(player._player.isAvailable(), "svg" in QImageReader.supportedImageFormats())
"""
"""Makes the player that plays the first clip, where Qt has looked for picture plugins before, or has not."""


@dataclass
class Failing:
    """Bytes of which a stretch cannot be read, as when chunks of the encrypted file fail their authentication."""

    whole: BytesSource
    bad_from: int
    bad_until: int

    @property
    def size(self) -> int:
        """As large as the whole."""
        return self.whole.size

    @property
    def sha256(self) -> str:
        """Of the whole."""
        return self.whole.sha256

    def read(self, offset: int, length: int) -> bytes:
        """The bytes, or an error within the stretch."""
        if offset < self.bad_until and offset + length > self.bad_from:
            raise OSError("chunk")
        return self.whole.read(offset, length)


def failing(clip: BytesSource, part: float) -> Failing:
    """A clip that breaks at a part of its length; its index, at the end, can be read."""
    return Failing(clip, int(clip.size * part), int(clip.size * 0.95))


@pytest.fixture(scope="module")
def clip() -> BytesSource:
    """Ten seconds."""
    return long_clip()


def long_clip() -> BytesSource:
    """Ten seconds of frames that do not compress well, so that the player cannot have read them all ahead."""
    return source_of(made(LONG))


def timeline_of(room: MediaRoom, clip: BytesSource) -> Timeline:
    """The frames of a clip."""
    probe = room.probe(clip)
    assert isinstance(probe, ClipProbe)
    return Timeline.of(probe)


@pytest.mark.parametrize("part", [0.3, 0.5, 0.8])
def test_a_read_error_while_playing_ends_it_at_once(
    qtbot: QtBot, room: MediaRoom, clip: BytesSource, part: float
) -> None:
    source = failing(clip, part)
    player = Player()
    assert player.load(source, timeline_of(room, clip))
    device = player.device
    assert device is not None
    with qtbot.waitSignal(player.broken, timeout=PATIENCE):
        player.play(0, 8.0)
    _stops_at_once(qtbot, player)
    assert device.broken
    assert device.reads_after_error < 100


def _stops_at_once(qtbot: QtBot, player: Player) -> None:
    """The clip is let go within half a second, and the screen is never held up for longer than that either."""
    began = time.monotonic()
    player.unload()
    qtbot.waitUntil(lambda: player.idle, timeout=500)
    assert time.monotonic() - began <= 0.5


def test_going_from_clip_to_clip_at_any_moment_never_hangs(qtbot: QtBot, room: MediaRoom, clip: BytesSource) -> None:
    """Called straight from Python, the player and its reader soon waited for each other, with every thread stuck."""
    player, line = Player(), timeline_of(room, clip)
    for turn in range(60):
        player.load(clip, line)
        player.play(line.pts[turn], 1.0 + turn % 3)
        qtbot.wait(turn % 7 * 4)
        if turn % 2:
            player.pause()
        player.unload()
    qtbot.waitUntil(lambda: player.idle, timeout=PATIENCE)


def test_stopping_in_the_middle_of_a_read_error_does_not_hang(qtbot: QtBot, room: MediaRoom, clip: BytesSource) -> None:
    source = failing(clip, 0.3)
    player = Player()
    player.load(source, timeline_of(room, clip))
    player.play(0, 8.0)
    qtbot.waitUntil(lambda: player.device is not None and player.device.broken, timeout=PATIENCE)
    _stops_at_once(qtbot, player)


_SPIN = """
import sys, time, faulthandler
sys.path.insert(0, {root!r})
from PySide6.QtCore import QIODevice, QUrl, QObject
from PySide6.QtMultimedia import QMediaPlayer, QVideoSink
from PySide6.QtWidgets import QApplication
from tests.ui.test_evidence_player import Unsafe, failing, long_clip
app = QApplication([])
device = Unsafe(failing(long_clip(), 0.3), app)
device.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)
player, sink = QMediaPlayer(), QVideoSink()
player.setVideoSink(sink)
player.setSourceDevice(device, QUrl("clip.mp4"))
player.setPlaybackRate(8)
player.play()
until = time.monotonic() + 10
while not device.broken and time.monotonic() < until:
    app.processEvents()
until = time.monotonic() + 1
while time.monotonic() < until:
    app.processEvents()
print(device.reads_after_error, flush=True)
faulthandler.dump_traceback_later(3, exit=True)
player.stop()
"""


class Unsafe(SourceDevice):
    """The device as it would be by itself: it never says that a failed read was its end."""

    def atEnd(self) -> bool:
        return QIODevice.atEnd(self)

    def bytesAvailable(self) -> int:
        return max(self.size() - self.pos(), 0)


def test_without_that_end_qt_spins() -> None:
    """The positive control: in a process of its own, since there is no way out of it."""
    root = str(DEMO.parents[1])
    done = subprocess.run(
        [sys.executable, "-c", _SPIN.format(root=root)], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert int(done.stdout.split()[0]) > 1_000
    assert done.returncode != 0, "stop() came back: Qt may have been mended, and the device's end be needed no more"


def test_reads_come_from_any_thread_and_never_beyond_the_end(qtbot: QtBot) -> None:
    parent = QObject()
    device = SourceDevice(BytesSource(b"0123456789", "0" * 64), parent)
    device.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)
    assert device.seek(7)
    assert device.read(100).data() == b"789"
    assert device.atEnd()
    assert not device.broken


def test_a_clip_whose_bytes_fail_while_it_plays_says_so_and_is_not_played_again(
    qtbot: QtBot, room: MediaRoom, clip: BytesSource
) -> None:
    bed = Bed(qtbot, room)
    source = Failing(clip, clip.size, clip.size)
    bed.assets.more[clip.sha256] = source
    data = pack(bed.folder)["demo-clip-01"]
    video = {"path": "assets/made", "sha256": clip.sha256, "bytes": clip.size, "type": "video/mp4"}
    bed.show(data | {"flags": [], "subject": {"video": video}})
    bed.until(lambda: bed.pane.clip.model.playable)
    source.bad_from, source.bad_until = int(clip.size * 0.4), int(clip.size * 0.95)
    bed.pane.clip.model.carried.take(speed=3.0, muted=True)
    bed.pane.clip.model.play_or_pause()
    bed.until(lambda: not bed.pane.clip.model.state.playing)
    assert bed.pane.trouble is not None
    assert bed.pane.trouble.code == "unreadable"
    assert bed.pane.banner.isVisible()
    assert not bed.pane.clip.model.playable
    bed.close()


def test_a_clip_whose_first_bytes_were_altered_is_loaded_once_and_not_again(
    qtbot: QtBot, room: MediaRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    bed = Bed(qtbot, room)
    told: list[tuple[str, str, bool]] = []
    bed.pane.refused.connect(lambda *one: told.append(one))
    try:
        bed.show("demo-clip-01")
        model = bed.pane.clip.model
        bed.until(lambda: model.playable)
        bed.pane.clip.canvas.setFocus()
        sound = bed.assets.source(model.state.asset)
        assert isinstance(sound, BytesSource)
        altered = Failing(sound, 0, sound.size)
        loads: list[Source] = []
        load = bed.pane.clip.player.load
        monkeypatch.setattr(bed.pane.clip.player, "load", lambda *clip: (loads.append(clip[0]), load(*clip))[1])
        bed.pane._reader._sources[model.state.asset] = bed.assets.more[model.state.asset] = altered
        bed.key(Qt.Key.Key_Space)
        rest(200)
        assert (model.state.playing, model.state.whole, loads) == (False, False, [altered])
        assert model.state.trouble is not None and model.state.trouble.code == "unreadable"
        assert (model.state.asset, "play", True) in told
        bed.key(Qt.Key.Key_Space)
        rest(50)
        assert loads == [altered]
    finally:
        bed.close()


def test_late_trouble_of_a_clip_says_nothing_of_the_one_that_is_shown(qtbot: QtBot, room: MediaRoom) -> None:
    bed = Bed(qtbot, room)
    late: list[Callable[[Source | Cannot], None]] = []
    try:
        bed.show("demo-clip-01")
        model = bed.pane.clip.model
        bed.until(lambda: model.playable)
        bed.pane._reader.source = lambda sha256, then: late.append(then)  # type: ignore[method-assign]
        bed.pane.clip.canvas.setFocus()
        bed.key(Qt.Key.Key_Space)
        bed.show("demo-clip-02")
        bed.until(lambda: model.playable)
        assert late
        for then in late:
            then(NOT_HERE)
        assert model.playable and model.state.trouble is None
    finally:
        bed.close()


@pytest.mark.parametrize("container", ["mp4", "matroska"])
@pytest.mark.parametrize(("told", "heard"), [(True, 0), (False, 1)])
def test_of_two_sounds_that_one_is_heard_of_which_the_waveform_is(
    qtbot: QtBot, room: MediaRoom, monkeypatch: pytest.MonkeyPatch, container: str, told: bool, heard: int
) -> None:
    """The file calls the second its default, and Qt goes by that unless it is told."""
    if not told:
        monkeypatch.setattr(playing, "THE_SOUND", 9)
    source = source_of(hostile.corpus()[f"{container} of two sounds"].content)
    probe = room.probe(source, verify=True)
    assert isinstance(probe, ClipProbe) and probe.whole
    player, came = Player(), list[int]()
    player.frame.connect(lambda image, pts: came.append(pts))
    assert player.load(source, Timeline.of(probe))
    player.play(probe.first_pts, 1.0)
    qtbot.waitUntil(lambda: len(came) > 3, timeout=PATIENCE)
    assert player._player is not None
    assert player._player.activeAudioTrack() == heard
    player.unload()
    qtbot.waitUntil(lambda: player.idle, timeout=PATIENCE)


@pytest.mark.parametrize(("before", "stands"), [("unused", True), ("used", False)])
def test_qt_has_no_picture_plugins_once_it_plays_and_where_it_found_them_before_the_log_says_so(
    before: str, stands: bool
) -> None:
    done = run_apart(WALL, before)
    assert done.stdout.split() == ["True", str(not stands)]
    assert ("the second wall of decision 60 does not stand" in done.stderr) is not stands
