"""The check of a folder of rulebooks: each version alone, versions beside each other, nothing published altered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reviewer_app.domain.values import Sha256
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.cases import Answering, answered, answered_by_book, case_problems
from reviewer_app.rulebooks.compiled import VersionT, compile_version, published_schedule
from reviewer_app.rulebooks.folder import CASES, none_here, schedule_files, source_files
from reviewer_app.rulebooks.periods import period_problems
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused
from reviewer_app.rulebooks.schedule_check import schedule_problems
from reviewer_app.rulebooks.served import served_problems
from reviewer_app.rulebooks.source import RulebookSource, ScheduleSource, Source, read_schedule_file, read_source_file
from reviewer_app.rulebooks.version_check import version_problems

_DIGESTS = TypeAdapter(dict[str, Sha256])
PUBLISHED = "published.json"
"""Beside the rulebooks: the digest of every version that went out, by `id@version`."""


def check_folder(folder: Path, anew: Collection[str] = ()) -> list[RulebookProblem]:
    """Every problem of the rulebooks below `folder` (`<id>/<version>.yaml`), by file and line; empty where sound.

    Schedules are checked too, and the cases beside them (`<id>/cases/<version>.yaml`). What was recorded of the
    versions named in `anew` (`id@version`) is not held against them.
    """
    if not (source_files(folder) or schedule_files(folder)):
        return [none_here(folder)]
    books, problems = _read_all(source_files(folder), read_source_file)
    schedules, refused = _read_all(schedule_files(folder), read_schedule_file)
    problems += refused
    for book in books:
        others = (other.version for other in books if other.version.id != book.version.id)
        problems += version_problems(book, (clause.id for other in others for clause in other.clauses))
    for schedule in schedules:
        problems += schedule_problems(schedule)
    every: list[Source[VersionHead]] = [*books, *schedules]
    for source in every:
        problems += _name_problems(source)
    for same in _by_id(every):
        problems += period_problems(same)
    problems += served_problems(schedules, books)
    if not problems:  # what a sound version says is asked only of a sound version
        problems += _cases_problems(folder, schedules, books)
    problems += _published_problems(folder, every, anew)
    return sorted(problems)


def record_published(folder: Path, anew: Collection[str] = ()) -> dict[str, str]:
    """Writes the digests of versions that are not yet on the list of published ones, and returns the list.

    `anew` names versions (`id@version`) that are recorded again although they changed, which is right only for one that
    nobody has yet. Raises RulebookRefused where the folder has problems, another altered version among them.
    """
    problems = check_folder(folder, anew)
    if problems:
        raise RulebookRefused(tuple(problems))
    sources: list[Source[VersionHead]] = [read_source_file(path) for path in source_files(folder)]
    sources += [read_schedule_file(path) for path in schedule_files(folder)]
    digests = {_cite(source): compile_version(source.version).digest for source in sources}
    unknown = sorted(set(anew) - digests.keys())
    if unknown:
        message = f"There is no {', '.join(unknown)} here. Write ID@VERSION."
        raise RulebookRefused((RulebookProblem(str(folder), 0, message),))
    body = json.dumps(digests, indent=2, sort_keys=True) + "\n"
    (folder / PUBLISHED).write_text(body, encoding="utf-8")
    return digests


def _read_all(
    paths: Iterable[Path], read: Callable[[Path], Source[VersionT]]
) -> tuple[list[Source[VersionT]], list[RulebookProblem]]:
    sources: list[Source[VersionT]] = []
    problems: list[RulebookProblem] = []
    for path in paths:
        try:
            sources.append(read(path))
        except RulebookRefused as refused:
            problems.extend(refused.problems)
    return sources, problems


def _by_id(sources: Iterable[Source[VersionHead]]) -> Iterable[list[Source[VersionHead]]]:
    books: dict[str, list[Source[VersionHead]]] = defaultdict(list)
    for source in sources:
        books[source.version.id].append(source)
    return books.values()


def _cases_problems(
    folder: Path, schedules: Sequence[ScheduleSource], books: Sequence[RulebookSource]
) -> list[RulebookProblem]:
    """Every version has cases beside it, which are asked of what was published when it was.

    So a correction answers its own cases, and those of the version it corrects stay what they were.
    """
    problems = []
    answering: dict[Path, Answering] = {}
    for item in schedules:
        same = [published_schedule(s.version) for s in schedules if s.version.id == item.version.id]
        answering[_beside(item)] = partial(answered, versions=same, known_at=item.version.published_at)
    for book in books:
        also = [compile_version(b.version).published for b in books if b.version.id == book.version.id]
        answering[_beside(book)] = partial(answered_by_book, books=also, known_at=book.version.published_at)
    every: list[Source[VersionHead]] = [*schedules, *books]
    for source in every:
        if not (beside := _beside(source)).exists():
            message = f"no cases lie beside this version; write {CASES}/{beside.name}"
            problems.append(source.problem(("version",), message))
    for path in sorted(folder.glob(f"*/{CASES}/*.yaml")):
        if path in answering:
            problems += case_problems(path, answering[path])
        else:
            problems.append(RulebookProblem(str(path), 0, "There is no version of this name to try the cases on."))
    return problems


def _beside(source: Source[VersionHead]) -> Path:
    path = Path(source.file)
    return path.parent / CASES / path.name


def _name_problems(source: Source[VersionHead]) -> list[RulebookProblem]:
    path, problems = Path(source.file), []
    if path.parent.name != source.version.id:
        problems.append(source.problem(("id",), f"the folder is called {path.parent.name}; let both agree"))
    if path.stem != source.version.version:
        problems.append(source.problem(("version",), f"the file is called {path.stem}; let both agree"))
    return problems


def _published_problems(
    folder: Path, sources: list[Source[VersionHead]], anew: Collection[str]
) -> list[RulebookProblem]:
    record = folder / PUBLISHED
    if not record.exists():
        return []
    try:
        known = _DIGESTS.validate_json(record.read_bytes())
    except ValidationError:
        return [RulebookProblem(str(record), 0, "This is not a list of digests. Restore it from an earlier state.")]
    by_cite = {_cite(source): source for source in sources}
    problems = []
    for cite, digest in known.items():
        if cite in anew:
            continue
        source = by_cite.get(cite)
        if source is None:
            problems.append(RulebookProblem(str(record), 0, f"{cite} was published and is gone or unreadable."))
        elif compile_version(source.version).digest != digest:
            message = "this version was published with other content; restore it and correct it with a new version"
            problems.append(source.problem(("version",), message))
    return problems


def _cite(source: Source[VersionHead]) -> str:
    return f"{source.version.id}@{source.version.version}"
