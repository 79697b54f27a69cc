"""A whole window in the middle of a day, and the keys pressed in whatever has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.ui.queue.page import QueuePage
from reviewer_app.ui.shell import Shell
from tests.ui.stage import Stage
from tests.ui.test_shell_keys import DeskStub

Key, Mod = Qt.Key, Qt.KeyboardModifier
NONE, CTRL, ALT, SHIFT = Mod.NoModifier, Mod.ControlModifier, Mod.AltModifier, Mod.ShiftModifier


def window_of(qtbot: QtBot, stage: Stage) -> Shell:
    window = stage.shell()
    window.add_page("desk", DeskStub())
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.go("queue")
    return window


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "something always has the keyboard"
    return widget


def press(*keys: Key, modifiers: Mod = NONE) -> None:
    for key in keys:
        QTest.keyClick(focus(), key, modifiers)


def queue_of(shell: Shell) -> QueuePage:
    page = shell.pages["queue"]
    assert isinstance(page, QueuePage)
    return page
