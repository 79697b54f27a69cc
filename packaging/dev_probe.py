"""Tries, in `.venv`, what the screen needs: loads Qt's libraries, starts it off screen, looks for a Chinese font."""

import ctypes
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtMultimedia", "QtMultimediaWidgets", "QtDBus")
_PLUGINS = {
    "always": ("platforms/libqoffscreen*", "multimedia/*ffmpeg*", "iconengines/*", "imageformats/*svg*"),
    "x11": (
        "platforms/libqxcb*",
        "xcbglintegrations/*",
        "platforminputcontexts/*ibus*",
        "platforminputcontexts/*compose*",
    ),
    "wayland": (
        "platforms/libqwayland*",
        "wayland-shell-integration/*xdg*",
        "wayland-graphics-integration-client/*egl*",
    ),
}
_SONAME = re.compile(r"\blib[\w.+-]+?\.so(?:\.[\w.]+)?")


def _qt_files(screens: list[str]) -> Iterator[Path]:
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        return
    home = Path(spec.origin).parent
    for name in _MODULES:
        yield from sorted(home.glob(f"{name}.abi3.so"))
    for screen in ("always", *screens):
        for pattern in _PLUGINS[screen]:
            yield from sorted((home / "Qt" / "plugins").glob(f"{pattern}.so"))


def _all_missing(file: Path, message: str) -> set[str]:
    """The loader names one library at a time; `ldd`, where it exists, names the rest of them at once."""
    named = set(_SONAME.findall(message)[:1])
    if shutil.which("ldd"):
        said = subprocess.run(["ldd", str(file)], capture_output=True, encoding="utf-8", errors="replace", check=False)
        named |= {line.split()[0] for line in said.stdout.splitlines() if "not found" in line and "=>" in line}
    return named


def load(screens: list[str]) -> dict[str, list[str]]:
    """Load every Qt file for the named screens; which system libraries are missing and what else went wrong."""
    missing: set[str] = set()
    failures: list[str] = []
    for file in _qt_files(screens):
        try:
            ctypes.CDLL(str(file))
        except OSError as error:
            named = _all_missing(file, str(error))
            missing |= named
            if not named:
                failures.append(str(error))
    return {"missing": sorted(missing), "failures": failures}


def start() -> dict[str, int]:
    """Start Qt off screen for real; how many installed font families can write simplified Chinese."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6 import QtMultimedia
    from PySide6.QtGui import QFontDatabase
    from PySide6.QtWidgets import QApplication, QLabel

    application = QApplication(sys.argv[:1])
    QLabel("ready").show()
    application.processEvents()
    QtMultimedia.QMediaPlayer().stop()
    return {"chinese_fonts": len(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))}


if __name__ == "__main__":
    print(json.dumps(load(sys.argv[2:]) if sys.argv[1] == "load" else start()))
