"""Versions of rulebooks and schedules as the workbench hands them to view models."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewer_app.domain.rulebook import Published, RulebookVersion
from reviewer_app.domain.schedule import PublishedSchedule, ScheduleVersion
from reviewer_app.wire.messages import Signed


@dataclass(frozen=True, slots=True)
class Volume:
    """A version of a rulebook or a schedule on this computer; `signed` is None for what came with the program."""

    head: RulebookVersion | ScheduleVersion = field(compare=False)
    digest: str
    signed: Signed | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """`id@version`, as it is written everywhere."""
        return f"{self.head.id}@{self.head.version}"

    @property
    def book(self) -> Published | None:
        """The version as cases cite it, where it is a rulebook's."""
        return Published(digest=self.digest, rulebook=self.head) if isinstance(self.head, RulebookVersion) else None

    @property
    def schedule(self) -> PublishedSchedule | None:
        """The version as what follows cites it, where it is a schedule's."""
        head = self.head
        return PublishedSchedule(digest=self.digest, schedule=head) if isinstance(head, ScheduleVersion) else None
