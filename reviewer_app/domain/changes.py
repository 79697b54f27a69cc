"""What a verb changed: producers say it, each screen decides whether to redraw."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Changes:
    """Which parts of the workstation's state may look different now; `cases` names cases whose details did."""

    queue: bool = False
    leases: bool = False
    drafts: bool = False
    outbox: bool = False
    rulebooks: bool = False
    media: bool = False
    session: bool = False
    connection: bool = False
    settings: bool = False
    cases: frozenset[str] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        return replace(self, **{f.name: getattr(self, f.name) | getattr(other, f.name) for f in fields(self)})

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))


NOTHING = Changes()
