"""The two programs whose start is timed: `desk ...` (the workstation's own door) and `bare MODULE ...` (a window).

It imports nothing at its top that either of them would not: that would be timed as theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

USABLE = "usable"


class _InPlaceOf:
    """Puts `run` in the place of the application's own when the door imports it, which must stay the door's doing."""

    def __init__(self, run: Callable[[QApplication], int]) -> None:
        self._run = run

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == "reviewer_app.ui.app" else None
        if spec is None or spec.loader is None:
            return None
        executing = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            executing(module)
            module.run = self._run  # type: ignore[attr-defined]

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _run(app: QApplication) -> int:
    from PySide6.QtCore import QTimer

    from reviewer_app.ui.shell import Shell

    tick = QTimer()

    def look() -> None:
        shell = next((one for one in app.topLevelWidgets() if isinstance(one, Shell)), None)
        if shell is not None and shell.isVisible() and shell.desktop.queue.state.total:
            tick.stop()
            shell.repaint()
            loaded = sorted(name for name in sys.modules if name.startswith("PySide6.Qt"))
            print(USABLE, *loaded, flush=True)
            shell.close()

    tick.timeout.connect(look)
    tick.start(5)
    return app.exec()


def _desk(words: list[str]) -> int:
    """The door as it is, but that it says when the queue is painted with its cases, and leaves."""
    sys.meta_path.insert(0, _InPlaceOf(_run))
    from reviewer_app import cli

    return cli.main(["open", "--handed", *words])


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
    sys.exit(_desk(rest) if kind == "desk" else _bare(rest))
