"""Playing a clip: Qt's player over an asset's bytes, its pictures handed on with the exact pts of each."""

from __future__ import annotations

import logging
from bisect import bisect_right

from PySide6.QtCore import QCoreApplication, QIODevice, QLoggingCategory, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageReader
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.media.gate import HEAD_BYTES, Kind, sniff
from reviewer_app.media.values import Source
from reviewer_app.ui.evidence.device import SourceDevice

log = logging.getLogger(__name__)

SILENT_PLATFORMS = ("offscreen", "minimal", "vnc")
"""Platforms of Qt on which nobody listens: no sound is opened there."""


QUIET = "qt.multimedia.*.debug=false\nqt.multimedia.*.info=false"
"""Logging rules of Qt: by itself it writes what a clip says of itself, its title for one, into the log."""
ROUNDING = 2
"""Microseconds that may be lost where times of two counts are cut to whole microseconds."""
FIRST_FRAMES, FIRST_MICROSECONDS = 3, 1_000_000
"""How far behind the instant it is played from the first picture may lie, where a busy machine drops some."""
FOREVER = 1 << 62
MOST_OF_A_PICTURE = 4
"""Megabytes that Qt may take for a picture that it decodes itself; what the desk shows comes to it as raw pixels."""
WITH_PLUGINS = {"svg", "svgz", "pdf"}
"""Kinds of pictures that Qt knows by plugins only, and that no clip may hand to it."""
THE_SOUND = 0
"""Which of Qt's tracks is heard: the first, as in the waveform, whichever of several the file calls its default."""
_NO_PITCH = QMediaPlayer.PitchCompensationAvailability.Unavailable


class Player(QObject):
    """Plays one clip at a time. `frame` gives each picture with its pts, `ended` that it came to its end.

    `broken` says that the bytes could not be read on. Only what passed the gate of container magics is opened. Without
    `sound` it never opens any.

    Qt's player is told things only by queued signals that end in its own slots. Several of its calls wait for threads
    of FFmpeg, which wait for bytes, which are read in Python: called straight from Python, which holds the
    interpreter's lock meanwhile, player and reader would wait for each other for ever.
    """

    frame = Signal(QImage, object)
    ended = Signal()
    broken = Signal()
    _source_to = Signal(QIODevice, QUrl)
    _seek_to = Signal("qlonglong")  # type: ignore[arg-type]
    _rate_to = Signal(float)
    _play_now = Signal()
    _pause_now = Signal()
    _stop_now = Signal()
    _hear_now = Signal(int)

    def __init__(self, parent: QObject | None = None, sound: bool = True) -> None:
        super().__init__(parent)
        self._sound = sound
        self._player: QMediaPlayer | None = None
        self._device: SourceDevice | None = None
        self._timeline: Timeline | None = None
        self._starts: list[int] = []
        self._zero: int | None = None
        self._wanted: tuple[int, float] | None = None
        self._from, self._until = 0, FOREVER
        self._playing = self._opening = False
        self._muted = False

    @property
    def loaded(self) -> bool:
        """Whether a clip is in the player."""
        return self._device is not None

    @property
    def idle(self) -> bool:
        """Whether Qt's player has let go of every clip."""
        return self._player is None or self._player.mediaStatus() is QMediaPlayer.MediaStatus.NoMedia

    @property
    def device(self) -> SourceDevice | None:
        """The bytes as they are read."""
        return self._device

    def load(self, source: Source, timeline: Timeline) -> bool:
        """Puts a clip into the player; False where its first bytes are those of no clip."""
        self.unload()
        kind = sniff(source.read(0, min(HEAD_BYTES, source.size)))
        if kind is None or kind.family != "clip":
            return False
        self._make()
        self._device = SourceDevice(source, self)
        self._device.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)
        self._timeline = timeline
        # Microseconds from the first frame. Qt counts from where the whole file starts, which its sound may do before
        # its picture: what it says of the first frame, shown once before anything is played, is our zero.
        self._starts = [int(timeline.seconds(pts) * 1_000_000) for pts in timeline.pts]
        # The name is ours and says the container only: no bytes of the case choose how they are opened.
        self._source_to.emit(self._device, QUrl(f"clip.{_SUFFIXES.get(kind, 'mp4')}"))
        self._opening = True
        return True

    def unload(self) -> None:
        """Stops and lets the clip go."""
        self._playing = self._opening = False
        if self._player is not None and self._device is not None:
            self._stop_now.emit()
            self._source_to.emit(None, QUrl())
            self._device.deleteLater()  # behind the two above: the player has let go of it by then
        self._device, self._timeline, self._starts = None, None, []
        self._zero, self._wanted, self._from, self._until = None, None, 0, FOREVER

    def play(self, pts: int, speed: float, again: bool = False) -> None:
        """Plays from the frame at `pts`; while it plays, goes on at another speed, or, with `again`, from there."""
        if self._player is None or self._timeline is None:
            return
        if self._zero is None:
            self._wanted = (pts, speed)
            return
        if speed != self._player.playbackRate():
            self._rate_to.emit(speed)
        if self._playing and not again:
            return
        self._playing = True
        # A seek lands a frame early as often as not; what comes before this instant is not shown. Nor is what comes
        # long after it at first: that is a picture of where it played before.
        self._from = int(self._timeline.seconds(pts) * 1_000_000)
        self._until = self._soon_after(pts)
        self._seek_to.emit((self._zero + self._from) // 1000)
        self._play_now.emit()

    def _soon_after(self, pts: int) -> int:
        """Up to when the first picture may lie that is played from `pts`, in microseconds from the first frame."""
        if self._timeline is None:
            return FOREVER
        seconds = self._timeline.seconds(self._timeline.step(pts, FIRST_FRAMES))
        return max(int(seconds * 1_000_000), self._from + FIRST_MICROSECONDS)

    def pause(self) -> None:
        """Stops where it is."""
        self._wanted = None
        if self._player is not None and self._playing:
            self._playing = False
            self._pause_now.emit()

    def mute(self, muted: bool) -> None:
        """Sound off, or on."""
        self._muted = muted
        output = self._player.audioOutput() if self._player is not None else None
        if output is not None:
            output.setMuted(muted)

    def _make(self) -> None:
        """The player, made when it is first wanted: it loads the codecs."""
        if self._player is None:
            QLoggingCategory.setFilterRules(QUIET)
            self._player = QMediaPlayer(self)
            no_pictures()
            if self._player.pitchCompensationAvailability() is not _NO_PITCH:
                self._player.setPitchCompensation(True)  # voices stay voices at every speed
            sink = QVideoSink(self)
            sink.videoFrameChanged.connect(self._frame_came)
            self._player.setVideoSink(sink)
            self._player.mediaStatusChanged.connect(self._status)
            self._player.errorOccurred.connect(self._failed)
            heard = self._sound and QGuiApplication.platformName() not in SILENT_PLATFORMS
            if heard and QMediaDevices.audioOutputs():
                output = QAudioOutput(self)
                output.setMuted(self._muted)
                self._player.setAudioOutput(output)
            self._tell(self._player)

    def _tell(self, player: QMediaPlayer) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._source_to.connect(player.setSourceDevice, queued)
        self._seek_to.connect(player.setPosition, queued)
        self._rate_to.connect(player.setPlaybackRate, queued)
        self._play_now.connect(player.play, queued)
        self._pause_now.connect(player.pause, queued)
        self._stop_now.connect(player.stop, queued)
        self._hear_now.connect(player.setActiveAudioTrack, queued)

    def _frame_came(self, picture: QVideoFrame) -> None:
        if self._timeline is None or not picture.isValid():
            return
        if self._zero is None:
            self._zero = picture.startTime()
            if self._wanted is not None:
                self.play(*self._wanted)
            return
        start = picture.startTime() - self._zero + ROUNDING
        if not self._playing or not self._from <= start <= self._until:
            return
        self._from, self._until = 0, FOREVER
        index = max(bisect_right(self._starts, start) - 1, 0)
        self.frame.emit(picture.toImage(), self._timeline.pts[index])

    def _status(self, status: QMediaPlayer.MediaStatus) -> None:
        wants = self._playing or self._wanted is not None
        if self._device is not None and self._device.broken and wants:
            self._stop_broken()
        elif status is QMediaPlayer.MediaStatus.LoadedMedia and self._opening:
            self._opened()
        elif status is QMediaPlayer.MediaStatus.EndOfMedia and self._playing:
            self._playing = False
            self.ended.emit()

    def _opened(self) -> None:
        """The clip is in the player, which has not begun: once it has, a change of tracks loses the first picture."""
        if self._player is None or self._player.sourceDevice() is not self._device:
            return  # what is said is of the clip before
        self._opening = False
        if self._player.activeAudioTrack() > THE_SOUND:
            self._hear_now.emit(THE_SOUND)
        self._pause_now.emit()

    def _failed(self, error: QMediaPlayer.Error, words: str) -> None:
        if self._playing or self._wanted is not None:
            self._stop_broken()

    def _stop_broken(self) -> None:
        self._playing, self._wanted = False, None
        self._stop_now.emit()
        self.broken.emit()


def no_pictures() -> bool:
    """Leaves Qt without the plugins that decode pictures, once it has all others that it needs, and bounds the rest.

    Qt decodes the cover of whatever it plays, here and not in the worker: an SVG there opens files. No clip that has
    one is played; this is for the day when the two libraries do not see the same in a file. False, and a line in the
    log, where it comes too late: a plugin that Qt has found before, for any picture of a file, stays.
    """
    QCoreApplication.setLibraryPaths([])
    QImageReader.setAllocationLimit(MOST_OF_A_PICTURE)
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    held = known.isdisjoint(WITH_PLUGINS)
    if not held:
        log.info("picture plugins were found before the first clip: the second wall of decision 60 does not stand")
    return held


_SUFFIXES = {Kind.MP4: "mp4", Kind.WEBM: "webm", Kind.MATROSKA: "mkv"}
