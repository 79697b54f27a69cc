"""Schedules that count for a finding and are not used here: what they say is not computable, and no other stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.verdicts import Finding
from reviewer_app.domain.withheld import Withheld


@dataclass(frozen=True, slots=True)
class Unread:
    """A version that is not used, and the findings for whose conduct it counts."""

    version: Withheld
    findings: tuple[str, ...]


def unread_schedules(findings: Sequence[Finding], sheet: Sheet) -> tuple[Unread, ...]:
    """The versions of schedules that count at the findings' conduct and are not used."""
    closed = [item for item in sheet.withheld if item.schedule]
    made: dict[str, list[str]] = {}
    for schedule_id in sorted({item.id for item in closed}):
        for finding in sorted(findings, key=lambda one: (one.conduct_at, one.id)):
            item = sheet.withheld_schedule(schedule_id, finding.conduct_at)
            if item is not None:
                made.setdefault(item.digest, []).append(finding.id)
    return tuple(Unread(item, tuple(made[item.digest])) for item in closed if item.digest in made)
