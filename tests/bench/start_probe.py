"""The programs whose start is timed: `desk ...` and `kept FILE ...` (the workstation's own door) and `bare MODULE ...`.

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

USABLE = "usable"


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
    sys.meta_path.insert(0, _InPlaceOf("reviewer_app.ui.app", lambda module: setattr(module, "run", _run)))
    from reviewer_app import cli

    return cli.main(["open", "--handed", *words])


def _kept(file: str, words: list[str]) -> int:
    """The same door under a trusted keyring."""

    def change(module: Any) -> None:
        def trusted() -> object:
            module.keyring.get_keyring()  # what looking for the system's own takes is part of the start
            return module.KeyringVault(_file_backend(file))

        module.system_vault = trusted

    sys.meta_path.insert(0, _InPlaceOf("reviewer_app.client.settings.keyring_vault", change))
    return _desk(words)


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
    sys.exit(_desk(rest) if kind == "desk" else _kept(rest[0], rest[1:]) if kind == "kept" else _bare(rest))
