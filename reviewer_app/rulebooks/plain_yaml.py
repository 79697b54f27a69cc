"""YAML read as plain data, with lines: no tags, anchors or repeated keys, bounded in size and depth."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from reviewer_app.rulebooks.reader_words import yaml_words

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_INT = 2**53 - 1
"""What canonical JSON (RFC 8785) holds exactly; larger numbers are read as decimal ones, which no count accepts."""
MAX_DIGITS = 17
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # used for its event stream alone: it never builds objects

# The plain scalars of YAML 1.2's core schema. Dates, `yes` and `on` stay words, as the people who write rules expect.
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


_BEGUN = (
    "while scanning a simple key",
    "while scanning a quoted scalar",
    "while parsing a flow mapping",
    "while parsing a flow sequence",
)
"""What the reader says it was at where something does not end."""


class PlainYamlError(Exception):
    """Text that is not plain YAML; `line` counts from one."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data, and the line on which each of its values begins."""

    data: Any
    lines: dict[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_plain_yaml(body: bytes) -> Document:
    """The one document in `body` (UTF-8).

    Raises PlainYamlError for anything but plain data: tags, anchors and aliases (with them a small file can mean a huge
    one), repeated keys, several documents, more than MAX_BYTES or MAX_DEPTH.
    """
    if len(body) > MAX_BYTES:
        raise PlainYamlError(1, f"The file has {len(body)} bytes; at most {MAX_BYTES} are read. Split or shorten it.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise PlainYamlError(line, "This is not UTF-8. Save the file as UTF-8.") from error
    try:
        return _Reader(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        line = min(_line_of(error), len(text.splitlines()))
        raise PlainYamlError(line, f"This is not YAML: {yaml_words(error.problem or error.context)}.") from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise PlainYamlError(line, "There is a control character here. Remove it.") from error


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """Where to look: at what was begun, not where the reader saw that it does not end."""
    begun = error.context in _BEGUN
    mark = error.context_mark if begun else error.problem_mark or error.context_mark
    return mark.line + 1 if mark is not None else 1


class _Reader:
    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._lines: dict[Path, int] = {}

    def document(self) -> Document:
        self._skip(yaml.StreamStartEvent)
        first = next(self._events)
        if isinstance(first, yaml.StreamEndEvent):
            raise PlainYamlError(1, "The file is empty.")
        data = self._value(next(self._events), ())
        self._skip(yaml.DocumentEndEvent)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise PlainYamlError(after.start_mark.line + 1, "A second document begins here. Keep one in each file.")
        return Document(data, self._lines)

    def _skip(self, kind: type) -> None:
        event = next(self._events)
        if not isinstance(event, kind):
            raise PlainYamlError(event.start_mark.line + 1, "The document ends too early or too late here.")

    def _value(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self._lines[path] = line
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise PlainYamlError(line, "Anchors and aliases (& and *) are not read. Write the value out.")
        if event.tag is not None:
            raise PlainYamlError(line, f"The tag {event.tag} is not read. Write a plain value.")
        if len(path) > MAX_DEPTH:
            raise PlainYamlError(line, f"This is nested more than {MAX_DEPTH} levels deep.")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event.value) if event.implicit[0] else event.value

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent) or event.tag is not None or event.anchor is not None:
                raise PlainYamlError(line, "A key is a plain word.")
            key = event.value
            if key in found:
                raise PlainYamlError(line, f"The key {key!r} is here a second time. Keep one of them.")
            found[key] = self._value(next(self._events), (*path, key))
            self._lines[(*path, key)] = line
        return found

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found


def _scalar(word: str) -> str | int | float | bool | None:
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if _INT.match(word) and len(word) <= MAX_DIGITS and abs(number := int(word)) <= MAX_INT:
        return number
    if _FLOAT.match(word) and math.isfinite(share := float(word)):
        return share
    return word
