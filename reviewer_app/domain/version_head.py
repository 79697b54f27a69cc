"""What every version of a rule text carries: its name, its half-open period, what it replaces, its sources."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from reviewer_app.domain.values import Key, Text, Value

Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z", description="A date, YYYY-MM-DD.")]


class Citation(Value):
    """A place in a source; `read` is False where it is known at second hand only."""

    source: Key
    clause: str
    read: bool = True


class RuleSource(Value):
    """A law, an order or a platform rule on which a rulebook stands.

    Dates are YYYY-MM-DD; `until` is the first day on which the text is no longer in force.
    """

    id: Key
    title: Text
    issued: Day | None = None
    in_force: Day | None = None
    until: Day | None = None
    read: bool = True


class Measure(Value):
    """What a platform does about a breach; `impact` from 0 (none) to 4 (a shop closes)."""

    id: Key
    title: Text
    effect: Text
    impact: Annotated[int, Field(ge=0, le=4)]
    term_days: int | None = None


class ScopeChange(Value):
    """What a version says of itself: a clause (or `ladder:step`) reaches less or more than in the one before it."""

    of: Key
    change: Literal["narrower", "wider"]


class VersionHead(Value):
    """The head of a version. `notice_days` is how long before it takes effect it must be public, where it says so."""

    id: Key
    version: Key
    title: Text
    zone: str
    published_at: AwareDatetime
    effective_from: AwareDatetime
    effective_until: AwareDatetime | None = None
    supersedes: Key | None = None
    corrects: Key | None = None
    notice_days: Annotated[int, Field(ge=7, le=60)] | None = None
    summary: Text
    scope_changes: tuple[ScopeChange, ...] = ()
    sources: tuple[RuleSource, ...]
    measures: tuple[Measure, ...]

    def measure(self, measure_id: str) -> Measure | None:
        """The measure of that id, or None."""
        return next((measure for measure in self.measures if measure.id == measure_id), None)

    def covers(self, at: datetime) -> bool:
        """Whether the half-open effective period holds the instant."""
        return self.effective_from <= at and (self.effective_until is None or at < self.effective_until)
