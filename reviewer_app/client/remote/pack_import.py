"""Bringing a pack in: its files first, each once, then its records in batches, with a report line by line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_app.client.remote.api import ApiClient, Refused
from reviewer_app.domain.fates import Fate
from reviewer_app.wire.messages import RecordAnswer
from reviewer_app.wire.problems import Code, Problem, problem

RECORDS = "cases.jsonl"
BATCH_LINES, BATCH_BYTES = 50, 4 * 1024 * 1024
_READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: files and records, done and in all."""

    files: int
    files_total: int
    records: int
    records_total: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the pack, counted from one."""

    number: int
    text: bytes


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file that a record names, by its path inside the pack."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every record, by line of the pack, and of the files that could not be brought in, by path."""

    answers: tuple[RecordAnswer, ...]
    files: tuple[tuple[str, Problem], ...] = ()

    def count(self, fate: Fate) -> int:
        """How many records had a fate."""
        return sum(answer.fate is fate for answer in self.answers)


def import_pack(api: ApiClient, pack: Path, progress: Callable[[Progress], None] = lambda _: None) -> ImportReport:
    """Brings a pack folder in. Harmless when repeated.

    Raises FileNotFoundError where there is no cases.jsonl, Unreachable, SessionEnded; what came in before stays in.
    """
    with (pack / RECORDS).open("rb") as file:
        lines = [Line(number, text.rstrip(b"\r\n")) for number, text in enumerate(file, start=1) if text.strip()]
    files = list(dict.fromkeys(named for line in lines for named in files_of(line.text)))
    broken: list[tuple[str, Problem]] = []
    for at, named in enumerate(files, start=1):
        trouble = _bring(api, pack, named)
        if trouble is not None:
            broken.append((named.path, trouble))
        progress(Progress(at, len(files), 0, len(lines)))
    answers: list[RecordAnswer] = []
    for batch in _batches(lines):
        answers += _send(api, batch)
        progress(Progress(len(files), len(files), len(answers), len(lines)))
    return ImportReport(tuple(answers), tuple(broken))


def files_of(record: bytes) -> Iterator[PackFile]:
    """Every file that a record names, wherever in it; none of a record that is not JSON: the server says why."""
    try:
        pending: list[Any] = [json.loads(record)]
    except (ValueError, RecursionError):
        return
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            path, sha256 = item.get("path"), item.get("sha256")
            if isinstance(path, str) and isinstance(sha256, str) and len(sha256) == 64 and sha256.isalnum():
                yield PackFile(path, sha256)
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)


def _bring(api: ApiClient, pack: Path, named: PackFile) -> Problem | None:
    """Brings one file in; gives why it could not be, and never reads outside the pack."""
    try:
        path = (pack / named.path).resolve()
        if not path.is_relative_to(pack.resolve()) or not path.is_file():
            return problem(Code.ASSET_MISSING, named.sha256)
    except (OSError, ValueError):  # a name that no file can have
        return problem(Code.ASSET_MISSING, named.sha256)
    if _sha256(path) != named.sha256:
        return problem(Code.ASSET_MISMATCH, named.sha256)
    try:
        if not api.has_asset(named.sha256):
            with path.open("rb") as file:
                api.put_asset(named.sha256, file)
    except Refused as refused:
        if refused.problem.code is Code.FORBIDDEN:
            raise
        return refused.problem
    return None


def _sha256(path: Path) -> str:
    state = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ):
            state.update(piece)
    return state.hexdigest()


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    for line in lines:
        if batch and (len(batch) >= BATCH_LINES or size + len(line.text) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line.text) + 1
    if batch:
        yield batch


def _send(api: ApiClient, batch: list[Line]) -> list[RecordAnswer]:
    try:
        told = api.intake(line.text for line in batch).answers
    except Refused as refused:
        if refused.problem.code not in (Code.TOO_LARGE, Code.MALFORMED, Code.INVALID):
            raise
        if len(batch) == 1:
            return [RecordAnswer(line=batch[0].number, ref=None, fate=Fate.REFUSED, problem=refused.problem)]
        return [answer for line in batch for answer in _send(api, [line])]  # one must not stop the others
    return [answer.model_copy(update={"line": batch[answer.line - 1].number}) for answer in told]
