"""The whole hostile corpus on the real pane: each file settles and has its words, and what is whole is played.

Meanwhile the kernel says which files are opened, and the process's own table which sockets there are. The controls at
the end take one wall after the other away, in a process of their own, and show what each of them holds off.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication

from reviewer_app.client.viewmodels.cannot import UNCHECKED, Cannot
from reviewer_app.client.words import _, speak
from reviewer_app.media.values import BytesSource
from reviewer_app.ui.evidence.pane import EvidencePane
from tests.bench.evidence_window import Shown, claims, rest, shown
from tests.client.made import sha
from tests.media import hostile
from tests.media.test_corpus import linux_only, opens
from tests.ui.apart import run_apart
from tests.ui.evidence_bench import PATIENCE, case_of

pytestmark = linux_only
LONGEST_SILENCE = 10_000
"""Milliseconds in which the window does not answer on a machine however busy; what hangs does so for good."""
BARE = """
import sys
from functools import partial
from pathlib import Path
from reviewer_app.media.gate import Kind
from reviewer_app.ui import app
from reviewer_app.ui.evidence import player
from tests.bench import evidence_window
from tests.client.made import sha
from tests.media import hostile, streams
from tests.ui import test_hostile_window as walk

mode, folder = sys.argv[1:]
ungated = "from reviewer_app.media.worker import scan; scan.holds_more = lambda container, decoded: False; "
worker = (sys.executable, "-I", "-c", ungated + "from reviewer_app.media.worker import __main__")
evidence_window.MediaRoom = partial(evidence_window.MediaRoom, command=worker)
if mode == "no wall":
    player.no_pictures = lambda: None
application = app.make_app(sys.argv[:1], "light", "zh_CN")
content = streams.clip("mp4", streams.cover(hostile.drawing(Path(folder) / "picture.png")))
source = walk.BytesSource(content, sha(content))
with evidence_window.shown({source.sha256: source}.__getitem__) as window:
    walk.show(window, "mp4", content, 1)
    watching, clip = walk.Watching(), window.pane.clip
    assert clip.model.state.whole and walk.play(window.pane)
    if mode == "wall":
        player.sniff = lambda head: Kind.MP4
        clip.player.load(walk.BytesSource(hostile.SDP, sha(hostile.SDP)), clip.model.state.timeline)
        walk.until(lambda: watching.made)
    print(len(watching.made))
"""
"""A window whose worker calls whole what it decoded, whatever else is there: it plays a clip with a bad cover."""


def sockets() -> set[str]:
    """The sockets that this process has."""
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        try:
            found.add(str(one.readlink()))
        except OSError:
            continue  # closed meanwhile
    return {name for name in found if name.startswith("socket:")}


class Watching:
    """Looks at the process's sockets all the time, and how long the window was silent between two looks."""

    def __init__(self) -> None:
        self._before = sockets()
        self.made: set[str] = set()
        self.longest = 0
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer()
        self._timer.timeout.connect(self.look)
        self._timer.start(5)

    def look(self) -> None:
        """Looks once."""
        self.longest = max(self.longest, self._since.restart())
        self.made |= sockets() - self._before


@contextmanager
def beside() -> Iterator[Path]:
    """What the corpus points at: a picture, and a pipe on which whoever opens it waits for ever."""
    hostile.BESIDE.mkdir()
    picture, pipe = hostile.BESIDE / "picture.png", hostile.BESIDE / "pipe"
    try:
        Image.new("RGB", (40, 40), (255, 0, 0)).save(picture)
        os.mkfifo(pipe)
        yield hostile.BESIDE
    finally:
        for path in (picture, pipe):
            path.unlink(missing_ok=True)
        hostile.BESIDE.rmdir()


def until(happened: Callable[[], object]) -> bool:
    """Lets the window live until something has happened; whether it has."""
    waited = QElapsedTimer()
    waited.start()
    while not happened() and waited.elapsed() < PATIENCE:
        rest(5)
    return bool(happened())


def settled(pane: EvidencePane, kind: str) -> bool:
    """Whether it is known of what is shown whether it can be shown, and of a clip whether it can be played."""
    if kind == "clip":
        return pane.clip.model.state.trouble is not None or pane.clip.model.state.whole is not None
    view = pane.listing if kind == "listing" else pane.filing
    return view.model.pictures.state.picture is not None or view.model.pictures.state.trouble is not None


def play(pane: EvidencePane) -> bool:
    """Plays a clip, in the player, until it shows a picture or is at its end; whether it came there."""
    came: list[int] = []
    ended: list[bool] = []
    links = [
        pane.clip.player.frame.connect(lambda image, pts: came.append(pts)),
        pane.clip.player.ended.connect(lambda: ended.append(True)),
    ]
    pane.clip.model.play_or_pause()
    done = until(lambda: came or ended)
    pane.clip.model.halt()
    for link in links:
        QApplication.instance().disconnect(link)
    return done


def spoken(trouble: Cannot) -> list[tuple[str, str]]:
    """What is the matter and what to do, in each language."""
    said = []
    for language in ("zh_CN", "en"):
        speak(language)
        said.append((_(trouble.what), _(trouble.todo)))
    speak("zh_CN")
    return said


def show(window: Shown, name: str, content: bytes, number: int) -> str:
    """Shows one file as what it claims to be, until it is settled; the kind of its case."""
    (data,) = claims(name, content)
    window.pane.show_case(case_of(data, number))
    assert until(lambda: settled(window.pane, data["kind"])), name
    return str(data["kind"])


def test_every_file_settles_with_words_and_plays_where_it_is_whole_and_nothing_else_is_opened(
    qapp: QApplication,
) -> None:
    files = hostile.corpus()
    sources = {sha(file.content): BytesSource(file.content, sha(file.content)) for file in files.values()}
    wrong: dict[str, Any] = {}
    with (
        beside() as folder,
        opens(hostile.CANARY) as canary,
        opens(str(folder)) as others,
        shown(sources.__getitem__) as window,
    ):
        watching = Watching()
        for number, (name, file) in enumerate(files.items()):
            kind = show(window, name, file.content, number)
            trouble, whole = window.pane.trouble, kind == "clip" and window.pane.clip.model.state.whole
            if whole and not play(window.pane):
                wrong[name] = "does not play"
            if not (file.shown or trouble) or (file.played is not None and whole is not file.played):
                wrong[name] = (whole, trouble)
            if file.played is False and trouble != UNCHECKED:
                wrong[name] = trouble
            if trouble is not None:
                (what, todo), (what_en, todo_en) = spoken(trouble)
                if not (what and todo and what != what_en and todo != todo_en):
                    wrong[name] = trouble
        watching.look()
    assert wrong == {}
    assert (canary, others, watching.made) == ([], [], set())
    assert watching.longest < LONGEST_SILENCE


@pytest.mark.parametrize(("mode", "opened"), [("no wall", True), ("wall", False)])
def test_without_the_gate_of_streams_a_cover_opens_a_file_and_without_the_plugins_it_does_not(
    mode: str, opened: bool
) -> None:
    """The control of what is watched: files, and sockets, which a description makes that comes past the other gate."""
    with beside() as folder, opens(str(folder / "picture.png")) as seen:
        done = run_apart(BARE, mode, str(folder))
    assert bool(int(done.stdout)) is (mode == "wall")
    assert bool(seen) is opened
