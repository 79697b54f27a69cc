"""What a verdict carries of what follows, held against what the server works out of the same findings."""

from __future__ import annotations

from reviewer_app.domain.completeness import Leading
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.verdicts import Effect, Verdict
from reviewer_app.rulebooks.consequences import SetOff


def carries(verdict: Verdict, whole: tuple[Effect, ...], sheet: Sheet) -> bool:
    """Whether a verdict carries all that follows but for the schedules that it names as unread.

    Of such a schedule the version that is named is left out, or every one: a desk that cannot tell when a version
    counts reads none of them.
    """
    if not verdict.unread:
        return verdict.effects == whole
    closed = _unread_schedules(verdict, sheet)
    of_versions = tuple(effect for effect in whole if effect.schedule.digest not in verdict.unread)
    of_schedules = tuple(effect for effect in whole if effect.schedule.id not in closed)
    return verdict.effects in (of_versions, of_schedules)


def leading_at_the_desk(verdict: Verdict, made: SetOff, sheet: Sheet) -> Leading:
    """What leads for each finding, as far as the desk could tell: nothing where a schedule that counts was unread.

    Where it may not have known when that one counts, it asked for no reason at all, and none is asked here.
    """
    if not verdict.unread:
        return made.leading
    partly = {effect.schedule.id for effect in verdict.effects}
    closed = set()
    for name in _unread_schedules(verdict, sheet):
        for finding in verdict.findings:
            counts = sheet.schedule_of(name, finding.conduct_at)
            if name not in partly or (counts is not None and counts.digest in verdict.unread):
                closed.add(finding.id)
    return {finding_id: measures for finding_id, measures in made.leading.items() if finding_id not in closed}


def _unread_schedules(verdict: Verdict, sheet: Sheet) -> set[str]:
    return {item.schedule.id for item in sheet.schedules if item.digest in verdict.unread}
