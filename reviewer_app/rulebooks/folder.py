"""A folder of rulebook sources: every version below it, read and compiled.

Apart from the compiled form, since a desk reads compiled rulebooks only and has no use for YAML.
"""

from __future__ import annotations

from pathlib import Path

from reviewer_app.rulebooks.compiled import CompiledRulebook, compile_version
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused
from reviewer_app.rulebooks.source import RulebookSource, is_schedule, read_schedule_file, read_source_file

CASES = "cases"
"""The folder of cases beside versions: `<id>/cases/<version>.yaml`. No rulebook has this id."""


def source_files(folder: Path) -> tuple[Path, ...]:
    """The source files of rulebooks below a folder, `<id>/<version>.yaml`, in order; schedules are not among them."""
    return tuple(path for path in _files(folder) if not is_schedule(path))


def schedule_files(folder: Path) -> tuple[Path, ...]:
    """The source files of schedules below a folder, `<id>/<version>.yaml`, in order."""
    return tuple(path for path in _files(folder) if is_schedule(path))


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*/*.yaml")) if path.parent.name != CASES]


def none_here(folder: Path) -> RulebookProblem:
    """That a folder holds no rulebook, and what to name in its place."""
    if any(folder.glob("*.yaml")):
        message = "This is the folder of one rulebook. Name the folder that it lies in."
    elif folder.is_file():
        message = "This is a file. Name the folder of rulebooks, in which it lies as <id>/<version>.yaml."
    else:
        message = "There is no <id>/<version>.yaml here. Name the folder of rulebooks."
    return RulebookProblem(str(folder), 0, message)


def load_schedules(folder: Path) -> tuple[CompiledRulebook, ...]:
    """Every version of a schedule below a folder, compiled, by id and version. Raises RulebookRefused."""
    return tuple(compile_version(read_schedule_file(path).version) for path in schedule_files(folder))


def read_folder(folder: Path) -> tuple[RulebookSource, ...]:
    """Every source below a folder. Raises RulebookRefused with the problems of all files together."""
    sources: list[RulebookSource] = []
    problems: list[RulebookProblem] = []
    for path in source_files(folder):
        try:
            sources.append(read_source_file(path))
        except RulebookRefused as refused:
            problems.extend(refused.problems)
    if problems:
        raise RulebookRefused(tuple(problems))
    if not sources:
        raise RulebookRefused((none_here(folder),))
    return tuple(sources)


def load_folder(folder: Path) -> tuple[CompiledRulebook, ...]:
    """Every version below a folder, compiled, by id and version. Raises RulebookRefused."""
    return tuple(compile_version(source.version) for source in read_folder(folder))
