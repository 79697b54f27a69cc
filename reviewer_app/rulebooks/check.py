"""The check of a folder of rulebooks: each version alone, versions beside each other, nothing published altered."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reviewer_app.domain.values import Sha256
from reviewer_app.rulebooks.compiled import compile_version
from reviewer_app.rulebooks.folder import source_files
from reviewer_app.rulebooks.periods import period_problems
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused
from reviewer_app.rulebooks.source import RulebookSource, read_source_file
from reviewer_app.rulebooks.version_check import version_problems

_DIGESTS = TypeAdapter(dict[str, Sha256])
PUBLISHED = "published.json"
"""Beside the rulebooks: the digest of every version that went out, by `id@version`."""


def check_folder(folder: Path) -> list[RulebookProblem]:
    """Every problem of the rulebooks below `folder` (`<id>/<version>.yaml`), by file and line; empty where sound."""
    problems: list[RulebookProblem] = []
    books: dict[str, list[RulebookSource]] = defaultdict(list)
    paths = source_files(folder)
    if not paths:
        return [RulebookProblem(str(folder), 0, "There is no <id>/<version>.yaml here. Name the folder of rulebooks.")]
    for path in paths:
        try:
            source = read_source_file(path)
        except RulebookRefused as refused:
            problems.extend(refused.problems)
            continue
        books[source.version.id].append(source)
        problems += _name_problems(path, source)
        problems += version_problems(source)
    for sources in books.values():
        problems += period_problems(sources)
    problems += _published_problems(folder, [source for sources in books.values() for source in sources])
    return sorted(problems)


def record_published(folder: Path) -> dict[str, str]:
    """Writes the digests of versions that are not yet on the list of published ones, and returns the list.

    Raises RulebookRefused where the folder has problems, an altered published version among them.
    """
    problems = check_folder(folder)
    if problems:
        raise RulebookRefused(tuple(problems))
    sources = [read_source_file(path) for path in source_files(folder)]
    digests = {_cite(source): compile_version(source.version).digest for source in sources}
    body = json.dumps(digests, indent=2, sort_keys=True) + "\n"
    (folder / PUBLISHED).write_text(body, encoding="utf-8")
    return digests


def _name_problems(path: Path, source: RulebookSource) -> list[RulebookProblem]:
    problems = []
    if path.parent.name != source.version.id:
        problems.append(source.problem(("id",), f"the folder is called {path.parent.name}; let both agree"))
    if path.stem != source.version.version:
        problems.append(source.problem(("version",), f"the file is called {path.stem}; let both agree"))
    return problems


def _published_problems(folder: Path, sources: list[RulebookSource]) -> list[RulebookProblem]:
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
        source = by_cite.get(cite)
        if source is None:
            problems.append(RulebookProblem(str(record), 0, f"{cite} was published and is gone or unreadable."))
        elif compile_version(source.version).digest != digest:
            message = "this version was published with other content; restore it and correct it with a new version"
            problems.append(source.problem(("version",), message))
    return problems


def _cite(source: RulebookSource) -> str:
    return f"{source.version.id}@{source.version.version}"
