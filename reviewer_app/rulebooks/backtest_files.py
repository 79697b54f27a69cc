"""Decided cases from a file of JSON lines, and the report of a back-test as JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from reviewer_app.domain.decided import DecidedCase
from reviewer_app.rulebooks.backtest import Tally, Trial, Tried, tried
from reviewer_app.rulebooks.source import words_for

STEP = 1000
"""Cases between two words on how far it is."""
MAX_LINE = 1_000_000
"""Bytes; a decided case has no content, and none comes near."""


class DecidedRefused(ValueError):
    """A line that is no decided case; the message names file, line and place."""


@contextmanager
def read_decided(name: str) -> Iterator[Iterator[DecidedCase]]:
    """The decided cases of a file, or of standard input for `-`, one at a time.

    Raises OSError; and DecidedRefused at the line that is none.
    """
    if name == "-":
        yield _cases(sys.stdin.buffer, name)
        return
    with Path(name).open("rb") as file:
        yield _cases(file, name)


@contextmanager
def report_to(path: Path | None) -> Iterator[IO[str] | None]:
    """A new file for the report. Raises FileExistsError: an earlier report is not written over."""
    if path is None:
        yield None
        return
    with path.open("x", encoding="utf-8") as file:
        yield file


def tallied(versions: Trial, cases: Iterable[DecidedCase], tally: Tally, report: IO[str] | None) -> Iterator[int]:
    """Tries every case into the tally and the report; gives the count now and then, and at the end."""
    count = 0
    for count, case in enumerate(cases, 1):
        one = tried(versions, case)
        tally.add(one)
        if report is not None:
            report.write(report_line(one) + "\n")
        if count % STEP == 0:
            yield count
    yield count


def report_line(one: Tried) -> str:
    """A case of a back-test as one line of JSON."""
    said = [
        {
            "clause": item.clause,
            "found": item.found.value,
            "why": item.why.value,
            "before": item.before,
            "after": item.after,
            "lacking": list(item.lacking),
        }
        for item in one.said
    ]
    return json.dumps({"case_id": one.case.case_id, "answer": one.answer.value, "said": said}, ensure_ascii=False)


def _cases(file: IO[bytes], name: str) -> Iterator[DecidedCase]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise DecidedRefused(f"{name}:{number}: the line is longer than {MAX_LINE} bytes; no decided case is.")
        if not line.strip():
            continue
        try:
            case = DecidedCase.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = "".join(f"{part}." for part in first["loc"]).rstrip(".")
            said = ": ".join(filter(None, (place, words_for(first))))
            raise DecidedRefused(f"{name}:{number}: {said}.") from error
        yield case
