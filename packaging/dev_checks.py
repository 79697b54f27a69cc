"""The steps of `dev.py test`: catalogues, style, types, layers, and then the tests, whose summary is the last line."""

import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from dev_run import SetupError, output_of, project_environment, run, venv_python, venv_script

CATALOGUES = Path("resources") / "i18n"
DOMAIN = "reviewer"
MOST_CORES = 7
"""From how many on more of them gain nothing: the longest file of tests is then what is waited for."""


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_catalogues(root: Path) -> None:
    """Compile every translation that is newer than what was compiled from it."""
    sources = sorted((root / CATALOGUES).glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    for source in filter(_is_stale, sources):
        words = ["compile", "--input-file", str(source), "--output-file", str(source.with_suffix(".mo"))]
        status, said = output_of([str(venv_script(root, "pybabel")), *words], project_environment())
        if status != 0:
            raise SetupError(f"{source} cannot be compiled:\n{said.strip()}")


def _steps(root: Path) -> dict[str, list[str]]:
    python = str(venv_python(root))
    tools = sorted(str(file.relative_to(root)) for file in (root / "packaging").glob("*.py"))
    return {
        "types": [python, "-m", "mypy"],  # takes the longest, so it goes first
        "style": [python, "-m", "ruff", "check", "--quiet", "."],
        "format": [python, "-m", "ruff", "format", "--quiet", "--check", "."],
        "types of packaging": [python, "-m", "mypy", "--strict", "--cache-dir", ".mypy_cache/packaging", *tools],
        "layers": [str(venv_script(root, "lint-imports")), "--no-logo"],
    }


def _checked(root: Path, environment: dict[str, str]) -> list[str]:
    """Take the steps before the tests, two at a time, and say each as it is done; the names of those that failed."""

    def taken(step: tuple[str, list[str]]) -> tuple[str, int, str, float]:
        name, command = step
        started = time.monotonic()
        status, said = output_of(command, environment, cwd=root)
        return name, status, said, time.monotonic() - started

    failed: list[str] = []
    with ThreadPoolExecutor(2) as two:
        for done in as_completed([two.submit(taken, step) for step in _steps(root).items()]):
            name, status, said, seconds = done.result()
            print(f"-- {name}: {'FAILED' if status else 'ok'}, {seconds:.1f} s", flush=True)
            if status:
                failed.append(name)
                print(said.strip(), flush=True)
    return failed


def _workers() -> int:
    return min(os.cpu_count() or 1, MOST_CORES) + 1


def run_all(root: Path, words: list[str]) -> int:
    """Run every check, then pytest with `words` (or side by side); 0 only when all of them are content."""
    environment = project_environment(QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    failed = _checked(root, environment)
    print("-- tests" + (f" (already failed: {', '.join(failed)})" if failed else ""), flush=True)
    # One more than there are cores: each waits now and then for decoders and databases, processes of their own.
    # In the order of their folders: the longest files, which hold the fewest tests, do not come last.
    pytest = [
        str(venv_python(root)),
        "-m",
        "pytest",
        *(words or ["-n", str(_workers()), "--dist", "loadfile", "--no-loadscope-reorder"]),
    ]
    return run(pytest, environment, cwd=root) or (1 if failed else 0)
