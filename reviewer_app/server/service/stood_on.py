"""Which versions a standing verdict was given under: rulebooks as it cites them, schedules as they counted then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reviewer_app.domain.schedule import PublishedSchedule, schedule_lines
from reviewer_app.domain.verdicts import Verdict


def books_of(verdict: Verdict) -> set[str]:
    """The digests of the rulebook versions that a verdict cites."""
    return {cite.digest for cite in verdict.rulebooks} | {found.rulebook.digest for found in verdict.findings}


def schedules_of(
    verdict: Verdict, conduct_at: datetime, received_at: datetime, schedules: Sequence[PublishedSchedule]
) -> tuple[PublishedSchedule, ...]:
    """The schedule versions that counted when a verdict was given, in the order of their ids.

    Those that it names, as what followed by them or as unread; of a schedule of which it names none those that counted
    for its findings (for the case's `conduct_at` where it has none) by what was published when the server had it:
    nothing followed by them, and by a correction something may.
    """
    named = {effect.schedule.digest for effect in verdict.effects} | set(verdict.unread)
    times = {found.conduct_at for found in verdict.findings} or {conduct_at}
    stood: list[PublishedSchedule] = []
    for name, line in schedule_lines(schedules).items():
        own = [one for one in schedules if one.schedule.id == name and one.digest in named]
        counted = {one.digest: one for when in sorted(times) if (one := line.at(when, received_at)) is not None}
        stood += own or counted.values()
    return tuple(stood)
