"""Sees that Qt finds the system libraries it needs, finding what is missing by trying."""

import json
import os
import runpy
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import dev_apt
from dev_run import SetupError, output_of, project_environment, venv_python

_STAMP = Path(".venv") / "libraries.json"
_ROUNDS = 6
FONT_PACKAGE = "fonts-noto-cjk"
_CHINESE_FONT_FILES = ("cjk", "wqy", "sourcehan", "droidsansfallback")

#: The program's own table, which it names the missing package from; only this file of it, since nothing is set up yet.
PACKAGES = runpy.run_path(str(Path(__file__).resolve().parent.parent / "reviewer_app" / "ui" / "packages.py"))["DEBIAN"]


@dataclass(frozen=True)
class Findings:
    """What one try showed: libraries missing by name, other failures in Qt's words, whether Chinese can be drawn."""

    missing: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    chinese: bool = True

    @property
    def sound(self) -> bool:
        return not self.missing and not self.failures and self.chinese

    @property
    def packages(self) -> list[str]:
        known = {PACKAGES[name] for name in self.missing if name in PACKAGES}
        return sorted(known | (set() if self.chinese else {FONT_PACKAGE}))

    @property
    def unknown(self) -> list[str]:
        return [name for name in self.missing if name not in PACKAGES]


def _screens() -> list[str]:
    present = {"x11": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
    return [screen for screen, variable in present.items() if os.environ.get(variable)]


def _font_files_speak_chinese() -> bool:
    """A look at the fonts without Qt, for the case that Qt does not start yet."""
    if shutil.which("fc-list"):
        return bool(output_of(["fc-list", ":lang=zh-cn", "family"])[1].strip())
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local" / "share" / "fonts")
    names = (file.name.lower() for folder in folders for file in folder.rglob("*.[ot]t[fc]"))
    return any(word in name for name in names for word in _CHINESE_FONT_FILES)


def probe(root: Path) -> Findings:
    """Try once, in processes of their own, so that a Qt that aborts is a finding and not our end."""
    script = [str(venv_python(root)), str(Path(__file__).with_name("dev_probe.py"))]
    status, said = output_of([*script, "load", *_screens()], project_environment())
    loaded = json.loads(said.splitlines()[-1]) if status == 0 else {"missing": [], "failures": [said.strip()]}
    if loaded["missing"] or loaded["failures"]:
        return Findings(loaded["missing"], loaded["failures"], _font_files_speak_chinese())
    status, said = output_of([*script, "start"], project_environment(QT_LOGGING_RULES="*.debug=false;*.info=false"))
    if status != 0:
        return Findings(failures=[said.strip()])
    return Findings(chinese=json.loads(said.splitlines()[-1])["chinese_fonts"] > 0)


def _stamp_is_fresh(root: Path) -> bool:
    """Qt was seen to work here, with this set-up, for every kind of screen that is present now."""
    try:
        stamp = json.loads((root / _STAMP).read_text("utf-8"))
        installed = (root / ".venv" / "installed.json").read_text("utf-8")
    except (OSError, ValueError):
        return False
    return bool(stamp["installed"] == installed and set(_screens()) <= set(stamp["screens"]))


def ensure(root: Path, *, again: bool = False) -> bool:
    """See that Qt starts here, installing what is missing where apt may be used; True if something was mended.

    Done once per set-up and kind of screen, or `again` when asked. Raises SetupError with one command to paste when Qt
    cannot start; a missing Chinese font alone is said and does not stop anything.
    """
    if not sys.platform.startswith("linux") or (not again and _stamp_is_fresh(root)):
        return False
    tried: list[str] = []
    findings = probe(root)
    for _ in range(_ROUNDS):
        new = [package for package in findings.packages if package not in tried]
        if not new or not dev_apt.install(new):
            break
        tried += new
        findings = probe(root)
    _conclude(findings)
    installed = (root / ".venv" / "installed.json").read_text("utf-8")
    (root / _STAMP).write_text(json.dumps({"installed": installed, "screens": _screens()}), "utf-8")
    return bool(tried)


def _conclude(findings: Findings) -> None:
    if findings.sound:
        return
    if not findings.missing and not findings.failures:
        print(f"No installed font writes Chinese: it will show as boxes. {_advice(findings)}")
        return
    lines = ["Qt does not start here yet; the Python side is ready and nothing else was changed."]
    if findings.packages:
        lines.append(_advice(findings))
    if findings.unknown:
        lines.append(f"Also missing, with whatever package carries them on this system: {' '.join(findings.unknown)}")
    raise SetupError("\n".join([*lines, *findings.failures]))


def _advice(findings: Findings) -> str:
    """One command to paste; where a package can be asked for by the library it carries, in those words."""
    if shutil.which("apt-get") is None and shutil.which("dnf"):
        wanted = [f"'{name}()(64bit)'" for name in findings.missing]
        font = [] if findings.chinese else ["google-noto-sans-cjk-fonts"]
        return f"Install it with:\n    sudo dnf install -y {' '.join(wanted + font)}"
    return dev_apt.advice(findings.packages)
