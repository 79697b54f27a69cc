"""Runs programs for dev.py: where those of `.venv` are, what they may inherit, and how their end is passed on."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

#: What would make the programs of `.venv` see another installation than their own.
_FOREIGN = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_HASHES")
#: What would have each of the hundreds of processes of a test run, and every start, compile the program once more.
_SLOW = ("PYTHONDONTWRITEBYTECODE",)


class SetupError(Exception):
    """Something the person can mend; its text says what happened and what to do."""


def _venv_folder(root: Path) -> Path:
    return root / ".venv" / ("Scripts" if os.name == "nt" else "bin")


def venv_python(root: Path) -> Path:
    """The interpreter of the project's own environment, whether it exists yet or not."""
    return _venv_folder(root) / ("python.exe" if os.name == "nt" else "python")


def venv_script(root: Path, name: str) -> Path:
    """The program `name` that a package installed into the project's own environment."""
    return _venv_folder(root) / (f"{name}.exe" if os.name == "nt" else name)


def project_environment(**changes: str | None) -> dict[str, str]:
    """This process's environment without what leads away from `.venv`; a value of None leaves a variable as it is."""
    inherited = {name: value for name, value in os.environ.items() if name not in (*_FOREIGN, *_SLOW)}
    return inherited | {name: value for name, value in changes.items() if value is not None}


def run(command: list[str], environment: dict[str, str] | None = None, cwd: Path | None = None) -> int:
    """Run to the end, with this terminal, and return the exit status; being told to stop stops the program too."""
    sys.stdout.flush()
    with subprocess.Popen(command, env=environment, cwd=cwd) as process:

        def pass_on(number: int, _frame: FrameType | None) -> None:
            process.send_signal(number)

        before = signal.signal(signal.SIGTERM, pass_on)
        try:
            status = process.wait()
        except KeyboardInterrupt:
            status = process.wait()  # the terminal has told the program as well: let it close its books
        finally:
            signal.signal(signal.SIGTERM, before)
    return status if status >= 0 else 128 - status


def output_of(
    command: list[str], environment: dict[str, str] | None = None, cwd: Path | None = None
) -> tuple[int, str]:
    """Run to the end in silence; the exit status and everything it wrote."""
    done = subprocess.run(
        command,
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout
