"""The two programs whose start is timed: `desk ...` (the workstation's own door) and `bare MODULE ...` (a window).

It imports nothing at its top that either of them would not: that would be timed as theirs.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

USABLE = "usable"


def _desk(words: list[str]) -> int:
    """The door as it is, but that it says when the queue is painted with its cases, and leaves."""
    from unittest import mock

    from PySide6.QtCore import QTimer

    from reviewer_app import cli
    from reviewer_app.ui import app as application
    from reviewer_app.ui.shell import Shell

    def run(app: QApplication) -> int:
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

    with mock.patch.object(application, "run", run):
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
