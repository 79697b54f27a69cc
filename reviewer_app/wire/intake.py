"""The intake check: what makes a raw record a case, told with the place and in words when it does not.

The contract is `resources/schemas/intake.schema.json`, kept to as written, with formats asserted and patterns matched
in full; what JSON Schema cannot say (duplicate keys, paths, times that no calendar has) is checked in code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import rfc8785
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.evidence import escaped
from reviewer_app.wire.canonical import canonical, digest, strict_json
from reviewer_app.wire.record import RecordRefused, pointer, valued

MAX_RECORD_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 64
_EXACT = 2**53 - 1
_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """A record that may come in: the value, its exact text, the digest of its canonical form, and its files.

    `assets` maps SHA-256 to the announced size in bytes, in the order a reviewer needs them.
    """

    record: CaseRecord
    text: str
    digest: str
    assets: dict[str, int]


def schema_file() -> Path:
    """The contract beside the package."""
    return Path(__file__).resolve().parents[2] / "resources" / "schemas" / "intake.schema.json"


def check_record(raw: bytes) -> CheckedRecord:
    """Checks one raw record. Raises RecordRefused at the first thing that is wrong, the most particular one."""
    if len(raw) > MAX_RECORD_BYTES:
        raise RecordRefused(f"larger than {MAX_RECORD_BYTES} bytes")
    text, data = _parsed(raw)
    ref = data.get("ref") if isinstance(data, dict) and isinstance(data.get("ref"), str) else None
    try:
        return _checked(text, data)
    except RecordRefused as refused:
        raise RecordRefused(refused.words, refused.field, ref) from refused


def _parsed(raw: bytes) -> tuple[str, Any]:
    try:
        text = raw.decode()
        if _depth(text) > MAX_DEPTH:
            raise RecordRefused(f"nested deeper than {MAX_DEPTH} levels")
        return text, strict_json(text)
    except RecordRefused:
        raise
    except UnicodeDecodeError as error:
        raise RecordRefused("not UTF-8") from error
    except ValueError as error:
        raise RecordRefused(f"not JSON: {error}") from error


def _depth(text: str) -> int:
    """How deep brackets nest, strings apart: the parser recurses, so this is asked before it runs."""
    deepest = here = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        mark = found[0]
        if mark in "[{":
            here += 1
            deepest = max(deepest, here)
        elif mark in "]}":
            here -= 1
    return deepest


def _checked(text: str, data: Any) -> CheckedRecord:
    error = _best(_validator().iter_errors(data))
    if error is not None:
        raise RecordRefused(_words(error), pointer(error.absolute_path))
    for place, asset in _assets(data["subject"], "/subject"):
        _check_path(asset["path"], f"{place}/path")
    try:
        fingerprint = digest(canonical(data))
    except (rfc8785.CanonicalizationError, ValueError) as refused:
        raise RecordRefused(f"a number that JSON cannot carry exactly: {refused}") from refused
    record = valued(data)
    return CheckedRecord(record, text, fingerprint, {asset.sha256: asset.bytes for asset in record.assets()})


def _assets(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every asset below a subject that has passed the schema, with its place."""
    if isinstance(value, dict):
        if value.keys() == {"path", "sha256", "bytes", "type"}:
            yield place, value
            return
        for key, item in value.items():
            yield from _assets(item, f"{place}/{escaped(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _assets(item, f"{place}/{index}")


def _check_path(path: str, field: str) -> None:
    parts = path.split("/")
    if "\\" in path or "\0" in path:
        raise RecordRefused("a path has forward slashes and no NUL", field)
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        raise RecordRefused("a path is relative to the pack", field)
    if ".." in parts:
        raise RecordRefused("a path does not leave the pack", field)


# -- the schema ------------------------------------------------------------------------------------------------------


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(schema_file().read_text(encoding="utf-8"))
    formats = FormatChecker(formats=())
    formats.checks("date-time")(_is_time)
    formats.checks("date")(_is_day)
    unchecked = formats_named(schema) - formats.checkers.keys()
    if unchecked:  # a format that is not known is let through in silence by JSON Schema
        raise NotImplementedError(f"no check for the format {', '.join(sorted(unchecked))}")
    strict: Any = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    made: Draft202012Validator = strict(schema, format_checker=formats)
    return made


def formats_named(schema: Any) -> frozenset[str]:
    """Every format that a schema asks for, at any depth."""
    if isinstance(schema, list):
        return frozenset().union(*map(formats_named, schema))
    if not isinstance(schema, dict):
        return frozenset()
    named = schema.get("format")
    own = {named} if isinstance(named, str) else set()
    return frozenset(own).union(*map(formats_named, schema.values()))


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """`$` in Python also matches before a last line break; here it means the end."""
    if validator.is_type(instance, "string") and not _compiled(pattern).search(instance):
        yield ValidationError(f"does not match {pattern}")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    ends = pattern.endswith("$") and not pattern.endswith("\\$")
    return re.compile(pattern[:-1] + r"\Z" if ends else pattern, re.ASCII)


def _is_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if not _RFC3339.fullmatch(value):
        return False
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC) is not None
    except (ValueError, OverflowError):
        return False


def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return _DAY.fullmatch(value) is not None and datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _best(errors: Iterator[ValidationError]) -> ValidationError | None:
    """The error that says most: the deepest, and inside a choice of shapes the one of the shape that was meant."""
    deepest = max(errors, key=lambda error: len(error.absolute_path), default=None)
    while deepest is not None and deepest.context:
        meant = [error for error in deepest.context if not (error.validator == "const" or _other_shape(error))]
        picked = max(meant or deepest.context, key=lambda error: len(error.absolute_path))
        deepest = picked
    return deepest


def _other_shape(error: ValidationError) -> bool:
    """Whether the branch of a `oneOf` that this error is from is for another `type` than the value's."""
    above: Any = error.parent.schema if error.parent else {}
    branch: Any = above["oneOf"][error.schema_path[0]] if "oneOf" in above and error.schema_path else {}
    wanted = branch.get("properties", {}).get("type", {}).get("const") if isinstance(branch, dict) else None
    value = error.parent.instance if error.parent else None
    return isinstance(value, dict) and wanted is not None and value.get("type") != wanted


def _words(error: ValidationError) -> str:
    """What is wrong, without the value itself: it may be a person's data."""
    rule: Any = error.validator_value
    value: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "required":
            missing = [key for key in rule if key not in value]
            return f"lacks {', '.join(missing)}"
        case "additionalProperties":
            known = schema.get("properties", {})
            return f"has keys that are not known: {', '.join(sorted(set(value) - set(known))[:5])}"
        case "format" if rule == "date-time":
            return "not a date and time with a zone, such as 2026-02-01T00:00:00+08:00"
        case "format":
            return "not a date that the calendar has, such as 2026-02-01"
        case "type":
            return f"not of type {rule}"
        case "enum":
            return f"not one of {', '.join(map(str, rule))}"
        case "oneOf":
            return "has none of the shapes that are known here"
        case "pattern":
            return str(error.message)
        case _:
            return f"breaks the rule {error.validator} {rule}"
