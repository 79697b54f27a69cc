"""Tells the records of an intake body apart, as lines of JSON or elements of an array, keeping their exact bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.problems import Code

_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it was sent; `line` counts lines of NDJSON, or elements of an array, from one."""

    line: int
    data: bytes


def records(body: bytes) -> Iterator[RawRecord]:
    """The records of a body. Raises Refusal for an array that is broken."""
    if body.lstrip(b" \t\r\n")[:1] == b"[":
        yield from _elements(body)
        return
    for number, line in enumerate(body.split(b"\n"), 1):
        if line.strip():
            yield RawRecord(number, line.strip())


def _elements(body: bytes) -> Iterator[RawRecord]:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise refuse(Code.MALFORMED, "not UTF-8") from error
    decoder = json.JSONDecoder()
    at, number = _skip(text, text.index("[") + 1), 0
    while text[at : at + 1] != "]":
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise refuse(Code.MALFORMED, f"element {number + 1} is not JSON") from error
        number += 1
        yield RawRecord(number, text[at:end].encode())
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise refuse(Code.MALFORMED, f"no comma after element {number}")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
