"""Whether a version may be published beside those that are: sound by itself, fitting in time, public when it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.compiled import compile_version
from reviewer_app.rulebooks.periods import period_problems
from reviewer_app.rulebooks.plain_yaml import Document
from reviewer_app.rulebooks.problems import RulebookProblem
from reviewer_app.rulebooks.schedule_check import schedule_problems
from reviewer_app.rulebooks.served import served_problems
from reviewer_app.rulebooks.source import Source, read_schedule, read_source
from reviewer_app.rulebooks.version_check import version_problems

LATE = timedelta(hours=24)
"""How long before it is published a version's `published_at` may lie: a day's work between writing and signing."""
EARLY = timedelta(minutes=5)
"""How far ahead of the server's clock `published_at` may be: two clocks, and no more."""


def published_version(body: bytes) -> VersionHead:
    """The version in compiled bytes. Raises RulebookRefused with every problem found."""
    return _source(body).version


def unfit(body: bytes, others: Iterable[VersionHead], now: datetime) -> list[RulebookProblem]:
    """Every reason why compiled bytes must not become a published version; empty where they may.

    `others` are the published versions of all rulebooks and schedules. A version counts from `published_at` on, so it
    is not taken where that is not about now: nobody could have known of it. Raises RulebookRefused for bytes that hold
    no version.
    """
    source = _source(body)
    if compile_version(source.version).body != body:
        return [source.problem((), "the bytes are not the canonical ones of this version; compile it anew")]
    known = [_as_source(item) for item in others]
    same = [item for item in known if item.version.id == source.version.id]
    problems = [*_alone(source), *_dated(source, now), *_same_kind(source, same)]
    if not problems:
        problems += period_problems([*same, source])
        problems += _served(source, known)
    return problems


def _source(body: bytes) -> Source[VersionHead]:
    """Compiled bytes read as a source is: JSON is YAML, and so every check of a source can be asked."""
    is_schedule = b'"kind":"schedule"' in body
    return read_schedule(body, "published") if is_schedule else read_source(body, "published")


def _as_source(version: VersionHead) -> Source[VersionHead]:
    return Source(f"{version.id}@{version.version}", version, Document({}, {}))


def _alone(source: Source[VersionHead]) -> list[RulebookProblem]:
    if isinstance(source.version, ScheduleVersion):
        return schedule_problems(Source(source.file, source.version, source.document))
    if isinstance(source.version, RulebookVersion):
        return version_problems(Source(source.file, source.version, source.document))
    raise TypeError(type(source.version).__name__)


def _dated(source: Source[VersionHead], now: datetime) -> list[RulebookProblem]:
    at = source.version.published_at
    if now - LATE <= at <= now + EARLY:
        return []
    message = f"it says {at.isoformat()}, and now it is {now.isoformat()}; write when it is published, today"
    return [source.problem(("published_at",), message)]


def _same_kind(source: Source[VersionHead], same: Sequence[Source[VersionHead]]) -> list[RulebookProblem]:
    if all(type(item.version) is type(source.version) for item in same):
        return []
    return [source.problem(("id",), "this id is taken by one of the other form: a rulebook is no schedule")]


def _served(source: Source[VersionHead], known: Sequence[Source[VersionHead]]) -> list[RulebookProblem]:
    """Clauses that schedules name and rulebooks lack, as far as they come with the new version."""
    before = set(_lacking(known))
    return [problem for problem in _lacking([*known, source]) if problem not in before]


def _lacking(every: Sequence[Source[VersionHead]]) -> list[RulebookProblem]:
    books = [Source(s.file, s.version, s.document) for s in every if isinstance(s.version, RulebookVersion)]
    schedules = [Source(s.file, s.version, s.document) for s in every if isinstance(s.version, ScheduleVersion)]
    return served_problems(schedules, books)
