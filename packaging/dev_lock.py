"""Writes packaging/lock.txt: versions with hashes for every supported Python and platform, and no address."""

import hashlib
import json
import shutil
import tempfile
import tomllib
from pathlib import Path

from dev_run import SetupError, output_of, project_environment, venv_python, venv_script

LOCK = Path("packaging") / "lock.txt"
OLDEST_PYTHON = "3.11"
_HEADER = "# Made by `python3 packaging/dev.py lock` from pyproject.toml with these requirements (SHA-256): "


def _asked_for(root: Path) -> dict[str, list[str]]:
    whole = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    project = whole["project"]
    return {
        "run": [*project["dependencies"], *project["optional-dependencies"]["dev"]],
        "build": whole["build-system"][
            "requires"
        ],  # the editable install is built without isolation, so it is pinned too
        "python": [project["requires-python"]],
    }


def requirements_digest(root: Path) -> str:
    """SHA-256 over every requirement that pyproject.toml states."""
    return hashlib.sha256(json.dumps(_asked_for(root), sort_keys=True).encode()).hexdigest()


def is_current(root: Path) -> bool:
    """Whether the lock was made from the requirements that pyproject.toml states now."""
    with (root / LOCK).open(encoding="utf-8") as lock:
        return lock.readline().strip() == _HEADER + requirements_digest(root)


def _resolver(root: Path) -> str:
    own = venv_script(root, "uv")
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        raise SetupError(f"The lock is made by `uv`, which is not here: {venv_python(root)} -m pip install uv")
    return found


def write(root: Path, *, upgrade: bool = False) -> None:
    """Resolve and write the lock; versions already pinned stay unless they no longer fit or `upgrade` is asked for."""
    asked, target = _asked_for(root), root / LOCK
    with tempfile.TemporaryDirectory() as folder:
        wishes, pinned = Path(folder) / "wishes.in", Path(folder) / "pinned.txt"
        wishes.write_text("\n".join([*asked["run"], *asked["build"]]) + "\n", "utf-8")
        if target.exists() and not upgrade:
            shutil.copy(target, pinned)  # the resolver prefers what its output file already says
        options = [
            "--universal",
            "--python-version",
            OLDEST_PYTHON,
            "--generate-hashes",
            "--no-header",
            "--no-annotate",
        ]
        command = [_resolver(root), "pip", "compile", *options, "--quiet", "-o", str(pinned), str(wishes)]
        status, said = output_of(command, project_environment(), cwd=root)
        if status != 0:
            raise SetupError(f"No set of versions fits; the lock is as it was.\n{said.strip()}")
        body = "".join(line for line in pinned.read_text("utf-8").splitlines(keepends=True) if line[:1] not in "#")
    target.write_text(f"{_HEADER}{requirements_digest(root)}\n{body}", "utf-8")
    print(f"{LOCK}: {sum(not line.startswith(' ') for line in body.splitlines())} packages")
