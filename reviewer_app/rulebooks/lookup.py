"""Versions found in a folder of rulebook sources: by name, or by rulebook and the time of the conduct."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reviewer_app.domain.timeline import Timeline
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.compiled import compile_version
from reviewer_app.rulebooks.folder import none_here, schedule_files, source_files
from reviewer_app.rulebooks.problems import RulebookRefused
from reviewer_app.rulebooks.source import is_schedule, read_schedule_file, read_source_file

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class NotFound(ValueError):
    """What was asked for is not there; the message says what is."""


@dataclass(frozen=True, slots=True)
class Found:
    """A version and the digest of its canonical bytes."""

    version: VersionHead
    digest: str


def read_versions(folder: Path) -> tuple[VersionHead, ...]:
    """Every version below a folder, rulebooks and schedules. Raises RulebookRefused, also where there is none."""
    books = [read_source_file(path).version for path in source_files(folder)]
    found = (*books, *(read_schedule_file(path).version for path in schedule_files(folder)))
    if not found:
        raise RulebookRefused((none_here(folder),))
    return found


def read_version(path: Path) -> VersionHead:
    """The version in a file, a rulebook's or a schedule's. Raises RulebookRefused."""
    return read_schedule_file(path).version if is_schedule(path) else read_source_file(path).version


def version_named(versions: tuple[VersionHead, ...], name: str) -> Found:
    """The version called `id@version`. Raises NotFound."""
    found = next((item for item in versions if f"{item.id}@{item.version}" == name), None)
    if found is None:
        known = ", ".join(sorted(f"{item.id}@{item.version}" for item in versions))
        raise NotFound(f"There is no {name}. Write ID@VERSION; known are {known}.")
    return Found(found, compile_version(found).digest)


def version_at(versions: tuple[VersionHead, ...], rulebook_id: str, at: str) -> Found:
    """The version of a rulebook or schedule that counts for conduct at a time, all being known.

    `at` is a day or an instant (ISO 8601); without an offset it is local to the rulebook's zone. Raises NotFound.
    """
    same = [item for item in versions if item.id == rulebook_id]
    if not same:
        raise NotFound(f"There is no {rulebook_id}. Known are {', '.join(sorted({item.id for item in versions}))}.")
    instant = _instant(at, ZoneInfo(same[0].zone))
    found = Timeline(same, lambda item: item).at(instant, max(item.published_at for item in same))
    if found is None:
        first = min(item.effective_from for item in same)
        raise NotFound(f"No version of {rulebook_id} was in force at {at}; the first begins {first.isoformat()}.")
    return Found(found, compile_version(found).digest)


def _instant(word: str, zone: ZoneInfo) -> datetime:
    try:
        if _DAY.match(word) is None:
            raise ValueError(word)
        found = datetime.fromisoformat(word)
    except ValueError as error:
        raise NotFound(f"{word} is no time. Write a day such as 2026-08-07 or 2026-08-07T12:00.") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)
