"""The lanes on threads: results come back on the screen's thread, trouble and bugs go where they belong."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.trouble import NotSaved, Trouble
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import PreparedClip, Source
from reviewer_app.ui.crash import CrashReporter, CrashSheet, report_of
from reviewer_app.ui.lanes import QtLanes
from tests.client.viewmodels.evidence_fakes import Assets, FakeMedia


@pytest.fixture
def lanes(qtbot: QtBot) -> Iterator[QtLanes]:
    """Lanes that are closed behind the test."""
    made = QtLanes()
    yield made
    made.close()


@pytest.mark.parametrize("lane", ["store", "network", "media", "verifying", "reading"])
def test_work_runs_elsewhere_and_comes_back(qtbot: QtBot, lanes: QtLanes, lane: str) -> None:
    """Work on another thread, its result on the screen's."""
    here, seen = QThread.currentThread(), []
    getattr(lanes, lane)(threading.get_ident, lambda ident: seen.append((ident, QThread.currentThread())))
    qtbot.waitUntil(lambda: len(seen) == 1)
    ident, back = seen[0]
    assert ident != threading.get_ident()
    assert back is here


def test_the_store_lane_keeps_the_order(qtbot: QtBot, lanes: QtLanes) -> None:
    """One thread wide: what came first is done first, however long it takes."""
    seen: list[int] = []

    def slow() -> int:
        time.sleep(0.05)
        return 1

    lanes.store(slow, seen.append)
    lanes.store(lambda: 2, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [1, 2]


def test_known_trouble_goes_to_who_waited(qtbot: QtBot, lanes: QtLanes) -> None:
    """Or, where nobody did, to the calm line."""

    def fail() -> None:
        raise NotSaved

    waited: list[Trouble] = []
    untended: list[Trouble] = []
    lanes.untended = untended.append
    lanes.store(fail, lambda _: None, waited.append)
    lanes.store(fail, lambda _: None)
    qtbot.waitUntil(lambda: len(waited) + len(untended) == 2)
    assert isinstance(waited[0], NotSaved)
    assert isinstance(untended[0], NotSaved)


def test_a_bug_is_never_swallowed(qtbot: QtBot, lanes: QtLanes) -> None:
    """It reaches the crash report on the screen's thread, and neither `then` nor `failed`."""
    bugs: list[BaseException] = []
    lanes.on_bug = bugs.append
    lanes.network(lambda: 1 // 0, lambda _: pytest.fail("then"), lambda _: pytest.fail("failed"))
    qtbot.waitUntil(lambda: len(bugs) == 1)
    assert isinstance(bugs[0], ZeroDivisionError)


def test_a_frame_waits_for_no_clip_that_is_being_verified(qtbot: QtBot, lanes: QtLanes) -> None:
    """Nor for two, of the case in front and of the one behind it, which one room decodes one after the other."""
    done, one_at_a_time = threading.Event(), threading.Lock()

    class Verifier(FakeMedia):
        def prepare(self, source: Source, *, going: Decoding | None = None) -> PreparedClip:
            with one_at_a_time:
                done.wait(20)
                return super().prepare(source, going=going)

    room, verifier = FakeMedia(), cast(MediaRoom, Verifier())
    readers = [Reader(cast(Bench, Assets()), cast(MediaRoom, room), lanes, verifier=verifier) for _pane in range(2)]
    came: list[str] = []
    try:
        for reader, sha256 in zip(readers, ("a" * 64, "b" * 64), strict=True):
            reader.prepare(sha256, lambda made: came.append("clip"))
        qtbot.wait(100)  # both are under way
        readers[0].frame("a" * 64, 1024, lambda frame: came.append("frame"))
        qtbot.waitUntil(lambda: came == ["frame"], timeout=5000)
    finally:
        done.set()
    qtbot.waitUntil(lambda: came == ["frame", "clip", "clip"])


def test_later_can_be_taken_back(qtbot: QtBot, lanes: QtLanes) -> None:
    """A cancelled call never comes, the other one does."""
    seen: list[str] = []
    cancel = lanes.later(0.01, lambda: seen.append("cancelled"))
    lanes.later(0.02, lambda: seen.append("kept"))
    cancel()
    cancel()
    qtbot.waitUntil(lambda: seen == ["kept"])


def test_closing_finishes_the_disk_and_ends_every_thread(qtbot: QtBot) -> None:
    """What was handed to the disk is written; what waited for the network is dropped; nothing runs on."""
    before = set(threading.enumerate())
    lanes, written = QtLanes(), []
    lanes.network(lambda: time.sleep(0.05), lambda _: None)
    lanes.network(lambda: written.append("network"), lambda _: None)
    lanes.store(lambda: written.append("disk"), lambda _: None)
    lanes.later(60, lambda: None)
    lanes.close()
    assert written == ["disk"]
    assert set(threading.enumerate()) <= before
    lanes.store(lambda: written.append("late"), lambda _: None)
    assert written == ["disk"]


def test_a_report_names_places_and_no_content() -> None:
    """Neither the message of the failure nor a folder of this computer is in it."""
    try:
        raise ValueError("secret words of a case")
    except ValueError as bug:
        report = report_of(type(bug), bug.__traceback__)
    assert report.startswith("ValueError\n")
    assert "secret" not in report
    assert "test_lanes_qt.py" in report
    assert "/work" not in report


def test_the_crash_window_is_calm_and_lets_one_go_on(qtbot: QtBot, expect_log: Callable[..., None]) -> None:
    """It is shown once however often the failure repeats, and the report is kept."""
    expect_log(r"ERROR reviewer_app.ui.crash: the program failed")
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    kept: list[str] = []
    reporter = CrashReporter(lambda: window, kept.append)
    hook = sys.excepthook
    reporter.install()
    try:
        for _ in range(3):
            sys.excepthook(KeyError, KeyError("case"), None)
    finally:
        reporter.remove()
    assert sys.excepthook is hook
    sheets = window.findChildren(CrashSheet)
    assert len(sheets) == 1
    assert kept == ["KeyError"] * 3
    sheets[0].go_on.click()
    assert not sheets[0].isVisible()
