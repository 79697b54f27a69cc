"""A case as the queue's page shows it, read from the cache's text: what the feed's message says, with none of its cost.

The text was written from a message that had been checked (`queue_rows.py`), into a file that is authenticated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer_app.domain.terms import CaseKind, Round, Source, Status

if TYPE_CHECKING:
    from reviewer_app.wire.messages import QueueRow


class Exposure(NamedTuple):
    """How many saw and bought; `gmv` a decimal amount."""

    views: int | None = None
    orders: int | None = None
    gmv: str | None = None
    currency: str | None = None
    complaints: int | None = None


class Holder(NamedTuple):
    """Who has the case in hand, as far as this viewer may know: oneself, or somebody."""

    mine: bool
    offline: bool
    until: datetime


class Queued(NamedTuple):
    """The case; the fields are those of `wire.messages.QueueRow`, which says what they mean."""

    case_id: str
    ref: str
    kind: CaseKind
    title: str
    language: str
    source: Source
    merchant: str
    conduct_at: datetime
    flagged_at: datetime
    due_at: datetime
    flags: int
    exposure: Exposure
    risk: int
    status: Status
    version: int
    creator: str | None = None
    reasons: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    risk_parts: Mapping[str, float] = {}
    risk_book: str | None = None
    round: Round | None = None
    attempt: int = 1
    offered: bool = False
    back: bool = False
    acted: bool = False
    holder: Holder | None = None
    held_until: datetime | None = None
    outcome: str | None = None
    place: int | None = None

    @classmethod
    def read(cls, text: str) -> Queued:
        """The case of a cached text. Raises ValueError, TypeError for what is none."""
        found = json.loads(text)
        for name, read in _READ.items():
            if name in found:
                found[name] = read(found[name])
        return cls(**found)

    @classmethod
    def of(cls, row: QueueRow) -> Queued:
        """The case of a message, as it would be read from the cache."""
        return cls.read(row.model_dump_json(exclude_none=True))


def _holder(found: dict[str, object]) -> Holder:
    return Holder(bool(found["mine"]), bool(found["offline"]), datetime.fromisoformat(str(found["until"])))


_READ: dict[str, Callable[[Any], Any]] = {
    "kind": CaseKind,
    "source": Source,
    "status": Status,
    "round": Round,
    "exposure": lambda found: Exposure(**found),
    "holder": _holder,
    "reasons": tuple,
    "clauses": tuple,
    "conduct_at": datetime.fromisoformat,
    "flagged_at": datetime.fromisoformat,
    "due_at": datetime.fromisoformat,
    "held_until": datetime.fromisoformat,
}
