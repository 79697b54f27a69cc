"""What became of one clause, ladder, table or score over the versions of its book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.diff import Change, Difference, Field, Kind, diff

_OF = frozenset(Kind) - {Kind.HEAD, Kind.SOURCE, Kind.MEASURE, Kind.PROCEDURE, Kind.INPUT, Kind.STEP}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a version did to it, as against the version before; `fields` are the places that differ."""

    before: VersionHead | None
    after: VersionHead
    changes: tuple[Change, ...]
    fields: tuple[Field, ...] = ()

    def field(self, place: str) -> Field | None:
        """The place of that name, where it differs."""
        return next((field for field in self.fields if field.place == place), None)


def in_order(versions: Sequence[VersionHead]) -> tuple[VersionHead, ...]:
    """Versions as they followed each other: by their first day, a correction behind what it corrects."""
    return tuple(sorted(versions, key=lambda one: (one.effective_from, one.published_at)))


def history(versions: Sequence[VersionHead], of: str) -> tuple[Turn, ...]:
    """The turns of a clause or part by id, oldest first; the first is that of the version that brought it.

    Versions that left it as it was have none.
    """
    turns: list[Turn] = []
    before: VersionHead | None = None
    for after in in_order(versions):
        if before is None:
            if has(after, of):
                turns.append(Turn(None, after, (Change.ADDED,)))
        else:
            found = [one for one in diff(before, after) if _is_of(one, of)]
            if found:
                changes = tuple(dict.fromkeys(change for one in found for change in one.changes))
                turns.append(Turn(before, after, changes, tuple(field for one in found for field in _named(one, of))))
        before = after
    return tuple(turns)


def has(version: VersionHead, of: str) -> bool:
    """Whether a version has the clause or part."""
    if isinstance(version, RulebookVersion):
        return version.clause(of) is not None
    return isinstance(version, ScheduleVersion) and version.part(of) is not None


def _is_of(one: Difference, of: str) -> bool:
    return (one.kind in _OF and one.id == of) or (one.kind is Kind.STEP and one.id.rpartition(":")[0] == of)


def _named(one: Difference, of: str) -> tuple[Field, ...]:
    """The places; those of a ladder's step behind its number."""
    if one.id == of:
        return one.fields
    step = one.id.rpartition(":")[2]
    return tuple(Field(f"steps.{step}.{field.place}", field.before, field.after) for field in one.fields)
