"""Rulebook sources: one YAML file per version, read into a checked value, every complaint with its line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.plain_yaml import Document, PlainYamlError, read_plain_yaml
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused

INSTANTS = ("published_at", "effective_from", "effective_until")
_SCHEDULE = re.compile(rb"^kind:[ \t]*schedule[ \t\r]*$", re.MULTILINE)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?\Z")


VersionT = TypeVar("VersionT", bound=VersionHead, covariant=True)


@dataclass(frozen=True, slots=True)
class Source(Generic[VersionT]):
    """A source file as read: its name, its version, and where in the file each value stands."""

    file: str
    version: VersionT
    document: Document

    def problem(self, path: tuple[str | int, ...], message: str) -> RulebookProblem:
        """A complaint about the value at `path`, with its line."""
        return RulebookProblem(self.file, self.document.line_of(path), f"{_dotted(path)}: {message}")


RulebookSource = Source[RulebookVersion]
ScheduleSource = Source[ScheduleVersion]


def is_schedule(path: Path) -> bool:
    """Whether a file says that it is a schedule (`kind: schedule` on a line of its own); False where unreadable."""
    try:
        return _SCHEDULE.search(path.read_bytes()) is not None
    except OSError:
        return False


def read_source_file(path: Path) -> RulebookSource:
    """Reads one rulebook version from disk. Raises RulebookRefused, also where the file cannot be read."""
    return read_source(file_bytes(path), str(path))


def read_schedule_file(path: Path) -> ScheduleSource:
    """Reads one version of a schedule from disk. Raises RulebookRefused, also where the file cannot be read."""
    return read_schedule(file_bytes(path), str(path))


def file_bytes(path: Path) -> bytes:
    """A file's bytes. Raises RulebookRefused where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        problem = RulebookProblem(str(path), 0, f"The file cannot be read: {error.strerror}.")
        raise RulebookRefused((problem,)) from error


def read_source(body: bytes, file: str) -> RulebookSource:
    """Reads one rulebook version. `file` names it in complaints. Raises RulebookRefused with every problem found.

    Instants without an offset are local to the version's `zone`; a bare date is its midnight.
    """
    return _read(body, file, RulebookVersion)


def read_schedule(body: bytes, file: str) -> ScheduleSource:
    """Reads one version of a schedule, by the rules of `read_source`."""
    return _read(body, file, ScheduleVersion)


def _read(body: bytes, file: str, form: type[VersionT]) -> Source[VersionT]:
    try:
        document = read_plain_yaml(body)
    except PlainYamlError as error:
        raise RulebookRefused((RulebookProblem(file, error.line, error.message),)) from error
    if not isinstance(document.data, dict):
        raise RulebookRefused((RulebookProblem(file, 1, "A rulebook is a mapping of keys to values."),))
    data, problems = _with_instants(document, file)
    try:
        # Through JSON, because there strict means what a file can say: lists, words and numbers, and nothing coerced.
        version = form.model_validate_json(json.dumps(data))
    except ValidationError as error:
        problems += [as_problem(detail, document, file) for detail in _own(error.errors(include_url=False))]
        raise RulebookRefused(tuple(sorted(set(problems)))) from error
    if problems:
        raise RulebookRefused(tuple(problems))
    return Source(file, version, document)


def _with_instants(document: Document, file: str) -> tuple[dict[str, Any], list[RulebookProblem]]:
    data = dict(document.data)
    if "zone" not in data:
        return data, []
    try:
        zone = _zone(str(data["zone"]))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return data, [_no_zone(document, file)]
    problems = []
    for key in INSTANTS:
        word = data.get(key)
        if not isinstance(word, str) or not _LOCAL.match(word):
            continue
        try:
            data[key] = _local_instant(word, zone).isoformat()
        except (ValueError, OverflowError) as error:
            problems.append(RulebookProblem(file, document.line_of((key,)), f"{key}: {error}."))
    return data, problems


def _zone(name: str) -> ZoneInfo:
    if name == "localtime":  # another zone on every machine, and so another digest
        raise ValueError(name)
    return ZoneInfo(name)


def _no_zone(document: Document, file: str) -> RulebookProblem:
    message = "zone: not a time zone that is known; write one such as Asia/Shanghai."
    return RulebookProblem(file, document.line_of(("zone",)), message)


def _local_instant(word: str, zone: ZoneInfo) -> datetime:
    """Raises ValueError for a day that does not exist, and for an hour that the zone's clocks skip."""
    naive = datetime.fromisoformat(word)
    instant = naive.replace(tzinfo=zone)
    if instant.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise ValueError(f"clocks in {zone.key} skip {word}; write the instant with its offset")
    return instant


def _own(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the echo that a list is too short once its bad items are left out."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(place != detail["loc"] and place[: len(detail["loc"])] == detail["loc"] for place in places)
    ]


def as_problem(detail: ErrorDetails, document: Document, file: str) -> RulebookProblem:
    """A complaint of the format's reader in words that say what to do, with its line."""
    path = tuple(detail["loc"])
    match detail["type"]:
        case "missing":
            message = "this is missing; add it"
        case "extra_forbidden":
            message = "this key is not known here; check its spelling or remove it"
        case "string_type":
            message = f"words are expected, not {_short(detail['input'])}; put words in quotes"
        case "tuple_type":
            message = "a list is expected; put it in [ ]"
        case "too_short":
            message = f"at least {detail['ctx']['min_length']} must be given"
        case _:
            message = detail["msg"]
    return RulebookProblem(file, document.line_of(path), f"{_dotted(path)}: {message}.")


def _short(value: object) -> str:
    return repr(value) if isinstance(value, bool | int | float | None) else "a list or mapping"


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path) or "rulebook"
