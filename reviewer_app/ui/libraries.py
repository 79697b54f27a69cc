"""Whether Qt can show a window here, found out by trying before it is loaded: what it lacks it says in its own words.

Nothing of Qt is imported: a library that is missing would end that import, or the program, there and then.
"""

from __future__ import annotations

import ctypes
import importlib.util
import re
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from reviewer_app.client.words import _
from reviewer_app.ui.packages import DEBIAN

CHOICE = "QT_QPA_PLATFORM"
SCREENS = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
"""Kinds of screen as Qt names them, and the variable that says where it is."""
_MODULES = ("QtCore", "QtGui", "QtWidgets")
_SONAME = re.compile(r"\blib[\w.+-]+?\.so(?:\.[\w.]+)?")


class NoScreen(Exception):
    """No window can be shown here; the text says why and what to do."""


def check(surroundings: MutableMapping[str, str], home: Path | None = None) -> None:
    """Raises NoScreen unless Qt, whose files are in `home`, can show windows on a screen that `surroundings` name.

    Where there are two kinds of screen and one of them cannot be used, the other is chosen in `surroundings`.
    """
    home = home or _home()
    if home is None or not sys.platform.startswith("linux"):
        return  # elsewhere Qt brings what it needs
    wanted = _wanted(surroundings)
    if not wanted:
        raise NoScreen(
            _(
                "There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set. Start the workstation in a "
                "desktop session. Without one, `reviewer demo --tour DIR` does the whole job off screen and leaves "
                "pictures."
            )
        )
    why: list[NoScreen] = []
    for screen in wanted:
        try:
            _try(home, screen, surroundings)
        except NoScreen as refused:
            why.append(refused)
            continue
        if why:
            surroundings[CHOICE] = screen
        return
    raise why[0]


def missing_from(files: list[Path]) -> set[str]:
    """The shared libraries that these files need and do not find."""
    found: set[str] = set()
    for file in files:
        try:
            ctypes.CDLL(str(file))
        except OSError as error:
            # The loader names one at a time; `ldd`, where it exists, names the rest of them at once.
            found |= set(_SONAME.findall(str(error).partition(": ")[0])) | _named_by_ldd(file)
    return found


def advice(missing: set[str]) -> str:
    """What to paste to get libraries that are missing, and the names of those whose package is not known."""
    known = sorted({DEBIAN[name] for name in missing if name in DEBIAN})
    unknown = sorted(name for name in missing if name not in DEBIAN)
    paste = _("Install them with:") + "\n    sudo "
    import shutil  # late here and below: most starts lack nothing

    if shutil.which("apt-get") is None and shutil.which("dnf"):
        return paste + "dnf install -y " + " ".join(f"'{name}()(64bit)'" for name in sorted(missing))
    lines = []
    if known:
        lines.append(f"{paste}apt-get update && sudo apt-get install -y {' '.join(known)}")
    if unknown:
        words = _("Install whatever package carries them on this system: {names}")
        lines.append(words.format(names=" ".join(unknown)))
    return "\n".join(lines)


def _home() -> Path | None:
    spec = importlib.util.find_spec("PySide6")
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def _wanted(surroundings: Mapping[str, str]) -> list[str]:
    """The kinds of screen to try: those that were asked for, else those that are there."""
    asked = surroundings.get(CHOICE, "")
    if asked:
        return [name.partition(":")[0] for name in asked.split(";") if name]
    return [screen for screen, where in SCREENS.items() if surroundings.get(where)]


def _try(home: Path, screen: str, surroundings: Mapping[str, str]) -> None:
    plugin = home / "Qt" / "plugins" / "platforms" / f"libq{screen.partition('-')[0]}.so"
    if not plugin.is_file():
        words = _("Qt knows no screen of the kind {name}, which QT_QPA_PLATFORM asks for. Leave it empty.")
        raise NoScreen(words.format(name=screen))
    missing = missing_from([*(home / f"{module}.abi3.so" for module in _MODULES), plugin])
    if missing:
        said = _("No window can be shown yet: Qt lacks system libraries here. Nothing was changed.")
        raise NoScreen(f"{said}\n{advice(missing)}")
    answers = {"xcb": _x_answers, "wayland": _wayland_answers}.get(screen.partition("-")[0])
    if answers is not None and not answers():
        variable = SCREENS[screen.partition("-")[0]]
        words = _(
            "The screen {name} does not answer. Start the workstation in the desktop session of whoever sits before it."
        )
        raise NoScreen(words.format(name=f"{variable}={surroundings.get(variable, '')}"))


def _x_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt found one of its own: it will tell
    xcb.xcb_connect.restype = ctypes.c_void_p
    for call in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        call.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return answers


def _wayland_answers() -> bool:
    try:
        wayland = ctypes.CDLL("libwayland-client.so.0")
    except OSError:
        return True
    wayland.wl_display_connect.restype = ctypes.c_void_p
    wayland.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    display = wayland.wl_display_connect(None)
    if display:
        wayland.wl_display_disconnect(display)
    return bool(display)


def _named_by_ldd(file: Path) -> set[str]:
    import shutil
    import subprocess

    if shutil.which("ldd") is None:
        return set()
    said = subprocess.run(["ldd", str(file)], capture_output=True, encoding="utf-8", errors="replace", check=False)
    return {line.split()[0] for line in said.stdout.splitlines() if "not found" in line and "=>" in line}
