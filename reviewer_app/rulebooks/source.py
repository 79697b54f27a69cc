"""Rulebook sources: one YAML file per version, read into a checked value, every complaint with its line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import Name, ScheduleVersion
from reviewer_app.domain.values import Key
from reviewer_app.domain.version_head import Day, VersionHead
from reviewer_app.rulebooks.plain_yaml import Document, PlainYamlError, read_plain_yaml
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused

INSTANTS = ("published_at", "effective_from", "effective_until")
_SCHEDULE = re.compile(rb"^kind:[ \t]*(['\"]?)schedule\1(?:[ \t]+#[^\n]*|[ \t\r]*)$", re.MULTILINE)
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
    if (other := _other_file(document.data, form)) is not None:
        raise RulebookRefused((RulebookProblem(file, document.line_of((other[0],)), f"{other[0]}: {other[1]}"),))
    data, problems = _with_instants(document, file)
    told = {problem.message.partition(":")[0] for problem in problems}
    told |= set(INSTANTS) if "zone" in told else set()  # they are local to it, and no more is known of them
    try:
        # Through JSON, because there strict means what a file can say: lists, words and numbers, and nothing coerced.
        version = form.model_validate_json(json.dumps(data))
    except ValidationError as error:
        details = _own(error.errors(include_url=False))
        problems += [as_problem(one, document, file) for one in details if one["loc"] and one["loc"][0] not in told]
        raise RulebookRefused(tuple(sorted(set(problems)))) from error
    if problems:
        raise RulebookRefused(tuple(problems))
    return Source(file, version, document)


def _other_file(data: dict[str, Any], form: type[VersionHead]) -> tuple[str, str] | None:
    """The key by which a file says that it is something else, and what to do; None where it may be a version."""
    if data.keys() == {"cases"}:
        return "cases", "these are the cases of a version; name the version that they lie beside"
    if form is RulebookVersion and "kind" in data:
        return "kind", "write kind: schedule for a schedule, and leave it out of a rulebook"
    return None


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
    return RulebookProblem(file, document.line_of(path), f"{_dotted(path)}: {words_for(detail)}.")


_DAY, _KEY, _NAME = (get_args(kind)[1].metadata[0].pattern for kind in (Day, Key, Name))


def words_for(detail: ErrorDetails) -> str:
    """What the format's reader complains of, in words that say what to do."""
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
        case "bool_type" | "bool_parsing":
            message = "write true or false"
        case "datetime_parsing" | "datetime_from_date_parsing" | "datetime_type" | "timezone_aware":
            message = "write an instant with its offset, such as 2026-02-01T10:00:00+08:00"
            if detail["loc"][-1] in INSTANTS:
                message = "write a day such as 2026-02-01, or an instant such as 2026-02-01T10:00"
        case "string_pattern_mismatch":
            message = _pattern_words(detail["ctx"]["pattern"])
        case "literal_error" | "enum":
            known = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
            message = f"write one of {known}"
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            ((bound, number),) = detail["ctx"].items()
            limit = f"{number:.15g}"
            message = {
                "ge": f"write {limit} or more",
                "gt": f"write more than {limit}",
                "le": f"write {limit} or less",
                "lt": f"write less than {limit}",
            }[bound]
        case "string_too_short":
            least = detail["ctx"]["min_length"]
            message = "nothing is written; write it" if least == 1 else f"write {least} characters or more"
        case "string_too_long":
            message = f"it is too long; write {detail['ctx']['max_length']} characters or fewer"
        case "too_long":
            message = f"there are too many; keep {detail['ctx']['max_length']} or fewer"
        case "int_type" | "int_parsing" | "int_from_float":
            message = "write a whole number"
        case "float_type" | "float_parsing" | "finite_number":
            message = "write a number"
        case "model_type" | "model_attributes_type" | "dict_type" | "dataclass_type":
            message = "keys and values are expected here, one to a line"
        case "json_invalid":
            message = f"this is not JSON: {str(detail['ctx']['error']).partition(' at line ')[0]}"
        case _:
            message = detail["msg"]
    return message


def _pattern_words(pattern: str) -> str:
    if pattern == _DAY:
        return "write a day such as 2026-02-01"
    if pattern == _KEY:
        return "a name has letters, digits and . _ : - alone, and begins with a letter or digit"
    if pattern == _NAME:
        return "a name has small letters, digits and _ alone, and begins with a letter"
    return f"write it after the pattern {pattern}"


def _short(value: object) -> str:
    return repr(value) if isinstance(value, bool | int | float | None) else "a list or mapping"


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path) or "rulebook"
