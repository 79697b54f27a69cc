"""Makes and keeps `.venv`: what packaging/lock.txt pins, checked against its hashes, and the project itself."""

import hashlib
import json
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import TextIO

import dev_apt
from dev_lock import LOCK
from dev_run import SetupError, output_of, project_environment, venv_python

_STAMP = Path(".venv") / "installed.json"
_LOG = Path(".venv") / "setup.log"


def _project_table(root: Path) -> dict[str, object]:
    """The parts of pyproject.toml that decide what is installed; tool settings may change without a new set-up."""
    whole = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return {
        "build-system": whole["build-system"],
        "project": whole["project"],
        "setuptools": whole["tool"]["setuptools"],
    }


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def fingerprint(root: Path) -> dict[str, str]:
    """What `.venv` was, or is to be, made from: lock, project table and place."""
    return {
        "lock": hashlib.sha256((root / LOCK).read_bytes()).hexdigest(),
        "project": _digest(_project_table(root)),
        "root": str(root),  # the scripts in .venv carry its path: a folder that was moved needs new ones
    }


def _stamp(root: Path) -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads((root / _STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def ensure(root: Path) -> None:
    """See that `.venv` is what the lock says; a few milliseconds when it is. Raises SetupError with what to do."""
    wanted, found = fingerprint(root), _stamp(root)
    if found == wanted and venv_python(root).exists():
        return
    started = time.monotonic()
    _make_venv(root, anew=found.get("root", str(root)) != str(root))
    (root / _STAMP).unlink(missing_ok=True)
    _install(root)
    _remove_left_over(root)
    partial = root / _STAMP.with_suffix(".tmp")
    partial.write_text(json.dumps(wanted), "utf-8")
    partial.replace(root / _STAMP)
    print(f"the environment is ready after {time.monotonic() - started:.0f} s")


def _make_venv(root: Path, *, anew: bool) -> None:
    sound = (
        not anew
        and venv_python(root).exists()
        and output_of([str(venv_python(root)), "-m", "pip", "--version"])[0] == 0
    )
    if sound:
        return
    base = getattr(sys, "_base_executable", None) or sys.executable  # never a venv upon a venv
    if output_of([base, "-c", "import ensurepip"])[0] != 0:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not dev_apt.install([package]):
            raise SetupError(
                f"This Python cannot make environments: its `ensurepip` is missing. {dev_apt.advice([package])}"
            )
    print(f"making {root / '.venv'}")
    status, said = output_of([base, "-m", "venv", "--clear", str(root / ".venv")], project_environment())
    if status != 0:
        raise SetupError(f"Python could not make {root / '.venv'}:\n{said.strip()}")


def _install(root: Path) -> None:
    pip = [str(venv_python(root)), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    pinned = [*pip, "--progress-bar", "off", "--require-hashes", "--prefer-binary", "-r", str(root / LOCK)]
    editable = [*pip, "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--editable", str(root)]
    print("installing what packaging/lock.txt pins; the first time this fetches some 350 MB")
    with (root / _LOG).open("w", encoding="utf-8") as log:
        statuses = [_follow(command, root, log) for command in (pinned, editable)]
    if any(statuses):
        tail = "\n".join((root / _LOG).read_text("utf-8").splitlines()[-12:])
        raise SetupError(
            f"Installing did not work; nothing outside .venv was changed. The end of {root / _LOG}:\n{tail}\n"
            "If the network was the reason, start the same command again."
        )


def left_over(installed: str, lock: str) -> list[str]:
    """What is installed (lines of `pip freeze`) and neither pinned by the lock nor needed to install it."""
    pinned = {_plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    there = [line.split("==")[0] for line in installed.splitlines() if "==" in line and not line.startswith("-e")]
    return [name for name in there if _plain(name) not in pinned | {"pip", "setuptools", "wheel", "reviewer-app"}]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _remove_left_over(root: Path) -> None:
    """Takes out what an older lock pinned: it would be imported here, and be missing everywhere else.

    Says what went; raises SetupError where it does not go.
    """
    pip = [str(venv_python(root)), "-m", "pip", "--disable-pip-version-check"]
    status, installed = output_of([*pip, "list", "--format=freeze"], project_environment())
    extra = left_over(installed, (root / LOCK).read_text("utf-8")) if status == 0 else []
    if not extra:
        return
    status, said = output_of([*pip, "uninstall", "--yes", *extra], project_environment())
    with (root / _LOG).open("a", encoding="utf-8") as log:
        log.write(said)
    if status != 0:
        raise SetupError(
            f"What packaging/lock.txt does not pin could not be taken out of .venv ({', '.join(extra)}):\n"
            f"{said.strip()}\nDelete {root / '.venv'} and start the same command again."
        )
    print(f"taken out of .venv, because packaging/lock.txt does not pin it: {', '.join(extra)}")


def _follow(command: list[str], root: Path, log: TextIO) -> int:
    """Run pip, keep all it says in the log, and on a terminal show on one line what it is at."""
    live, shown = sys.stdout.isatty(), 0
    with subprocess.Popen(
        command,
        env=project_environment(),
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            log.write(line)
            if live and line.startswith(("Collecting", "Installing")):
                shown += 1
                print(f"\r\033[K  {shown:3d}  {line.split(' (')[0].strip()[:70]}", end="", flush=True)
    if live:
        print("\r\033[K", end="", flush=True)
    return process.returncode
