"""The tour's hands and eyes: key presses, waiting with a limit, a clock that can be put forward, and the camera."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.settings.preferences import LANGUAGE, THEME
from reviewer_app.ui.shell import Shell

PATIENCE = 30.0


class NotSeen(Exception):
    """What the tour waited for did not come; the text says what."""


class TourClock(SystemClock):
    """The real time, put forward by hand so that the tour need not wait for a decision to rest."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present instant, and what it was put forward by."""
        return super().now() + self._ahead

    def monotonic(self) -> float:
        """Seconds that never run backwards, put forward too."""
        return super().monotonic() + self._ahead.total_seconds()

    def forward(self, seconds: float) -> None:
        """Lets time pass."""
        self._ahead += timedelta(seconds=seconds)


def rest(milliseconds: int) -> None:
    """Lets the program run by itself for a while; `QTest.qWait` would keep the interpreter from its other threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


def until(what: str, seen: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Lets the program run until something is seen. Raises NotSeen."""
    deadline = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > deadline:
            raise NotSeen(what)
        rest(15)


def press(window: QWidget, chord: str) -> None:
    """Presses a key as Qt's portable notation names it, on whatever has the focus."""
    QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(chord))
    rest(20)


def write(widget: QWidget, text: str) -> None:
    """Types ASCII text into a field that has the focus, key by key."""
    QTest.keyClicks(widget, text)
    rest(20)


def leave(window: QWidget) -> None:
    """Leaves a text field, so that bare letters are keys again."""
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    rest(20)


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking: language, theme, size."""

    language: str
    theme: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """As part of a file's name."""
        return f"{self.language}-{self.theme}-{self.width}x{self.height}"


LOOKS = tuple(
    Look(language, theme, width, height)
    for width, height in ((1366, 768), (1920, 1080))
    for language in ("zh_CN", "en")
    for theme in ("light", "dark")
)


@dataclass
class Camera:
    """Takes pictures of a window into a folder, each page in every look asked for, and leaves the window as it was."""

    folder: Path
    looks: tuple[Look, ...]
    taken: list[str] = field(default_factory=list)

    def take(self, shell: Shell, name: str) -> None:
        """Pictures of what the window shows."""
        preferences = shell.desktop.preferences
        for look in self.looks:
            preferences.set(LANGUAGE, look.language)
            preferences.set(THEME, look.theme)
            shell.resize(look.width, look.height)
            rest(120)
            self.snap(shell, f"{name}-{look.name}")

    def snap(self, widget: QWidget, name: str) -> None:
        """One picture as it is, once everything has its place."""
        rest(60)
        file = f"{name}.png"
        widget.grab().save(str(self.folder / file))
        if file not in self.taken:  # taken again under the same name: the later picture is the one that is there
            self.taken.append(file)
