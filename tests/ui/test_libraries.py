"""A computer on which Qt cannot show a window: what is missing is found by trying and named in one command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reviewer_app.ui import libraries
from reviewer_app.ui.libraries import CHOICE, NoScreen, advice, check, missing_from
from reviewer_app.ui.packages import DEBIAN

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings what it needs")
HOME = libraries._home()
assert HOME is not None
PLATFORMS = Path("Qt") / "plugins" / "platforms"


def _qt_without(folder: Path, name: bytes, instead: bytes) -> Path:
    """Qt's own files, of which the off-screen platform asks for a library of another name."""
    assert HOME is not None
    assert len(name) == len(instead)
    (folder / PLATFORMS).mkdir(parents=True)
    (folder / "Qt" / "lib").symlink_to(HOME / "Qt" / "lib")
    for module in libraries._MODULES:
        (folder / f"{module}.abi3.so").symlink_to(HOME / f"{module}.abi3.so")
    content = (HOME / PLATFORMS / "libqoffscreen.so").read_bytes()
    assert name in content
    (folder / PLATFORMS / "libqoffscreen.so").write_bytes(content.replace(name, instead))
    return folder


def test_a_missing_library_is_found_by_trying_and_named_in_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that the loader would have ended the program over."""
    home = _qt_without(tmp_path, b"libX11.so.6", b"libX11.so.8")
    monkeypatch.setitem(DEBIAN, "libX11.so.8", "libx11-8")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name != "dnf" else None)
    assert missing_from([home / PLATFORMS / "libqoffscreen.so"]) == {"libX11.so.8"}
    with pytest.raises(NoScreen) as none:
        check({CHOICE: "offscreen"}, home)
    assert str(none.value).splitlines() == [
        "No window can be shown yet: Qt lacks system libraries here. Nothing was changed.",
        "Install them with:",
        "    sudo apt-get update && sudo apt-get install -y libx11-8",
    ]


def test_the_two_that_a_bare_desktop_lacks_are_known() -> None:
    said = advice({"libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libfromnowhere.so.3"})
    assert "libxcb-icccm4 libxcb-keysyms1" in said or "'libxcb-icccm.so.4()(64bit)'" in said
    assert "libfromnowhere.so.3" in said


def test_where_nothing_is_missing_nothing_is_said() -> None:
    chosen = {CHOICE: "offscreen"}
    check(chosen)
    assert chosen == {CHOICE: "offscreen"}


@pytest.mark.parametrize(
    ("surroundings", "words"),
    [
        ({}, "neither DISPLAY nor WAYLAND_DISPLAY is set"),
        ({"QT_QPA_PLATFORM": "nonsense"}, "no screen of the kind nonsense"),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4711"}, "DISPLAY=:4711 does not answer|apt-get|dnf|Install"),
        ({"DISPLAY": ":4711"}, "DISPLAY=:4711 does not answer|apt-get|dnf|Install"),
    ],
)
def test_the_program_ends_calmly_where_no_window_can_be_shown(
    tmp_path: Path, surroundings: dict[str, str], words: str
) -> None:
    """Not in Qt's own words, not with an abort; and nothing was made."""
    bare = {k: v for k, v in os.environ.items() if k not in (CHOICE, *libraries.SCREENS.values())}
    done = subprocess.run(
        [sys.executable, "-m", "reviewer_app.cli", "--profile", str(tmp_path / "profiles")],
        env=bare | {"LC_ALL": "C"} | surroundings,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(words, done.stderr)
    for never in ("qt.qpa", "Traceback", "Reinstalling"):
        assert never not in done.stderr
    assert not (tmp_path / "profiles").exists()


def test_a_screen_that_can_be_used_is_taken_in_place_of_one_that_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert HOME is not None
    home = _qt_without(tmp_path, b"libX11.so.6", b"libX11.so.8")
    shutil.move(home / PLATFORMS / "libqoffscreen.so", home / PLATFORMS / "libqfirst.so")
    (home / PLATFORMS / "libqsecond.so").symlink_to(HOME / PLATFORMS / "libqoffscreen.so")
    monkeypatch.setattr(libraries, "SCREENS", {"first": "ONE", "second": "TWO"})
    there = {"ONE": "1", "TWO": "2"}
    check(there, home)
    assert there[CHOICE] == "second"
    only = {"ONE": "1"}
    with pytest.raises(NoScreen, match="system libraries"):
        check(only, home)
    assert CHOICE not in only
