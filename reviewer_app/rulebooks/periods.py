"""The check of a rulebook's versions beside each other: periods without gap or overlap, corrections that fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.problems import RulebookProblem
from reviewer_app.rulebooks.source import Source

AnySource = Source[VersionHead]
NOTICE_DAYS = 7
"""How long before it takes effect a new version must be public where it names no longer time (15 days, say)."""


def period_problems(sources: Sequence[AnySource]) -> list[RulebookProblem]:
    """What is wrong with the periods of one rulebook's versions.

    Periods are half-open. Each version begins where the one it supersedes ends; a version without an end is ended by
    the one that supersedes it. A correction has the very period of the version it corrects, and is published after it.
    """
    by_version = {source.version.version: source for source in sources}
    problems = _repeated(sources)
    for source in sources:
        problems += _alone(source)
        if source.version.corrects is not None:
            problems += _correction(source, by_version)
    originals = [source for source in sources if source.version.corrects is None]
    originals.sort(key=lambda source: source.version.effective_from)
    if originals and originals[0].version.supersedes is not None:
        problems.append(
            originals[0].problem(("supersedes",), "this is the earliest version; it supersedes none; remove it")
        )
    for before, after in pairwise(originals):
        problems += _neighbours(before, after, by_version)
    return problems


def _repeated(sources: Iterable[AnySource]) -> list[RulebookProblem]:
    seen: dict[str, str] = {}
    problems = []
    for source in sources:
        first = seen.setdefault(source.version.version, source.file)
        if first != source.file:
            problems.append(source.problem(("version",), f"{first} has this version already; give this one another"))
    return problems


def _alone(source: AnySource) -> list[RulebookProblem]:
    version = source.version
    problems = []
    if version.effective_until is not None and version.effective_until <= version.effective_from:
        problems.append(
            source.problem(("effective_until",), "the version ends before it begins; mend one of the two days")
        )
    if version.corrects is None and version.published_at > version.effective_from:
        message = "it is published after it takes effect; only a correction may be"
        problems.append(source.problem(("published_at",), message))
    elif version.corrects is None and (version.supersedes is not None or version.notice_days is not None):
        days = version.notice_days or NOTICE_DAYS
        if version.effective_from - version.published_at < timedelta(days=days):
            message = f"a change is public {days} days before it takes effect; publish earlier or let it begin later"
            problems.append(source.problem(("published_at",), message))
    return problems


def _correction(source: AnySource, by_version: dict[str, AnySource]) -> list[RulebookProblem]:
    version = source.version
    wrong = by_version.get(version.corrects or "")
    if wrong is None or wrong is source:
        return [source.problem(("corrects",), f"there is no other version {version.corrects} here; name one that is")]
    problems = []
    if _period(source) != _period(wrong):
        message = f"a correction has the period of what it corrects: {_words(_period(wrong))}"
        problems.append(source.problem(("effective_from",), message))
    for other in by_version.values():
        earlier = other is wrong or (other.version.corrects == version.corrects and other is not source)
        if not earlier or version.published_at > other.version.published_at:
            continue
        if other is wrong or version.published_at == other.version.published_at:
            message = f"a correction is published after version {other.version.version}"
            problems.append(source.problem(("published_at",), message))
    return problems


def _neighbours(before: AnySource, after: AnySource, by_version: dict[str, AnySource]) -> list[RulebookProblem]:
    named = _original(after.version.supersedes, by_version)
    if named is not before:
        message = f"version {before.version.version} comes before this one; name it in supersedes"
        return [after.problem(("supersedes",), message)]
    end, start, name = before.version.effective_until, after.version.effective_from, before.version.version
    if start == before.version.effective_from or (end is not None and end > start):
        message = f"this overlaps version {name}, which is no correction; end that one here, or name it in corrects"
        return [after.problem(("effective_from",), message)]
    if end is not None and end < start:
        since = end.isoformat()
        message = (
            f"between version {name} and this one nothing is in force from {since}; begin then or end that one later"
        )
        return [after.problem(("effective_from",), message)]
    return []


def _original(name: str | None, by_version: dict[str, AnySource]) -> AnySource | None:
    """The version that a name leads to through its corrections; None where it leads nowhere or round in a circle."""
    for _ in by_version:
        found = by_version.get(name or "")
        if found is None or found.version.corrects is None:
            return found
        name = found.version.corrects
    return None


def _period(source: AnySource) -> tuple[datetime, datetime | None]:
    return source.version.effective_from, source.version.effective_until


def _words(period: tuple[datetime, datetime | None]) -> str:
    start, end = period
    return f"{start.isoformat()} until {end.isoformat() if end is not None else 'further notice'}"
