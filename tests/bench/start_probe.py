"""The programs whose start is timed: `desk ...` and `kept FILE ...` (the workstation's own door) and `bare MODULE ...`.

`keys FILE ...` is `kept` that goes on for a few seconds and presses keys while all the rest is loaded. `demo` is the
demo, whose window is `desk`: server, pack and workstation.

`kept` has a keyring that is trusted and lies in a file, since no desktop that has one is needed to measure here: all of
the start is as it would be, but that the keyring answers at once.

It imports nothing at its top that either of them would not: that would be timed as theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from reviewer_app.ui.shell import Shell

USABLE = "usable"
PRESSING = 4.0
"""Seconds in which everything that is loaded behind the first picture has been loaded."""


class _InPlaceOf:
    """Changes a module when the door imports it, and only then: when it is loaded must stay the door's doing."""

    def __init__(self, name: str, change: Callable[[Any], None]) -> None:
        self._name, self._change = name, change

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == self._name else None
        if spec is None or spec.loader is None:
            return None
        executing = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            executing(module)
            self._change(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _run(app: QApplication, pressed: bool = False) -> int:
    from PySide6.QtCore import QTimer

    from reviewer_app.ui.shell import Shell

    tick = QTimer()

    def look() -> None:
        shell = next((one for one in app.topLevelWidgets() if isinstance(one, Shell)), None)
        if shell is not None and shell.isVisible() and shell.desktop.queue.state.total:
            tick.stop()
            shell.repaint()
            print(USABLE, *sorted(sys.modules), flush=True)
            _press(shell) if pressed else shell.close()

    tick.timeout.connect(look)
    tick.start(5)
    return app.exec()


def _press(shell: Shell) -> None:
    """Moves in the queue every 20 ms for `PRESSING` seconds; says how many ms each key took, or nothing.

    A key's time runs from when it was due, so that whatever held the window up counts, to the end of its painting.
    """
    import time

    from PySide6.QtCore import QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    began, taken, timer = time.perf_counter(), list[float](), QTimer(shell)
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    next_due = began

    def press() -> None:
        nonlocal next_due
        before = shell.desktop.queue.state.at
        key = Qt.Key.Key_Up if before else Qt.Key.Key_Down
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(shell.page().home(), QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
        shell.page().repaint()
        now = time.perf_counter()
        taken.append(1000 * (now - next_due))
        if shell.desktop.queue.state.at == before or now - began > PRESSING:
            print(*(taken if now - began > PRESSING else ()), flush=True)
            shell.close()
            return
        next_due = time.perf_counter() + 0.02
        timer.start(20)

    timer.timeout.connect(press)
    press()


def _desk(words: list[str], pressed: bool = False) -> int:
    """The door as it is, but that it says when the queue is painted with its cases, and leaves."""

    def run(app: QApplication) -> int:
        return _run(app, pressed)

    sys.meta_path.insert(0, _InPlaceOf("reviewer_app.ui.app", lambda module: setattr(module, "run", run)))
    from reviewer_app import cli

    return cli.main(["open", "--handed", *words])


def _kept(file: str, words: list[str], pressed: bool = False) -> int:
    """The same door under a trusted keyring."""

    def change(module: Any) -> None:
        def trusted() -> object:
            try:
                module.offered_here()  # what looking for the system's own takes is part of the start
            except module.NoVault:
                pass  # as on most machines that measure
            return module.KeyringVault(_file_backend(file))

        module.system_vault = trusted

    sys.meta_path.insert(0, _InPlaceOf("reviewer_app.client.settings.keyring_vault", change))
    return _desk(words, pressed)


def _demo() -> int:
    """The demo as it is, but that its window is this module's desk."""
    import subprocess

    from reviewer_app import cli

    opened = subprocess.Popen

    def watched(command: list[str], **how: Any) -> subprocess.Popen[str]:
        ours = [command[0], "-m", "tests.bench.start_probe", "desk"]
        return opened([*ours, *command[command.index("--handed") + 1 :]] if "--handed" in command else command, **how)

    subprocess.Popen = watched  # type: ignore[assignment, misc]
    return cli.main(["demo"])


def _file_backend(file: str) -> object:
    """A keyring in a file, for a session and a key of the bench alone."""
    import json
    from pathlib import Path

    from keyring.backend import KeyringBackend

    class InFile(KeyringBackend):
        priority = -1  # type: ignore[assignment]  # never found by itself

        def _all(self) -> dict[str, str]:
            path = Path(file)
            return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}

        def get_password(self, service: str, username: str) -> str | None:
            return self._all().get(username)

        def set_password(self, service: str, username: str, password: str) -> None:
            Path(file).write_text(json.dumps(self._all() | {username: password}), "utf-8")

    return InFile()


def _bare(modules: list[str]) -> int:
    """A window with nothing in it, over the same modules of Qt."""
    import importlib

    for name in modules:
        importlib.import_module(name)
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["bare"])
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    app.processEvents()
    window.repaint()
    print(USABLE, flush=True)
    window.close()
    return 0


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    if kind in ("bare", "demo"):
        sys.exit(_bare(rest) if kind == "bare" else _demo())
    sys.exit(_desk(rest) if kind == "desk" else _kept(rest[0], rest[1:], pressed=kind == "keys"))
