"""What can be asked of the queue and the counts, and what comes back: all that the first picture has of the store."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reviewer_app.client.store.queued import Queued
    from reviewer_app.domain.terms import CaseKind, Round, Source, Status


class OutboxCounts(NamedTuple):
    """Rows that still rest, rows on their way, and settled ones that a person has to look at."""

    resting: int = 0
    to_send: int = 0
    conflicts: int = 0


class QueueView(StrEnum):
    """The lanes of the queue page; one row may be in several."""

    OPEN = "open"
    MINE = "mine"
    BACK = "back"
    SIGNOFF = "signoff"
    HELD = "held"
    ACTED = "acted"
    DECIDED = "decided"
    ALL = "all"


class QueueSort(StrEnum):
    """Orders of the queue; each is total.

    RISK is the queue's own: cases asked to be judged again by their place, then risk down, due hour up, arrival.
    """

    RISK = "risk"
    DUE = "due"
    NEWEST = "newest"
    EXPOSURE = "exposure"


class QueueFilter(NamedTuple):
    """What of the queue is asked for; an empty set means any. `due_before` and `min_risk` bound further.

    A case asked to be judged again comes through whatever its risk: it is not by that that it is looked at.
    """

    view: QueueView = QueueView.OPEN
    kinds: frozenset[CaseKind] = frozenset()
    sources: frozenset[Source] = frozenset()
    rounds: frozenset[Round] = frozenset()
    statuses: frozenset[Status] = frozenset()
    languages: frozenset[str] = frozenset()
    due_before: datetime | None = None
    min_risk: int | None = None


class QueueCounts(NamedTuple):
    """Counts for the chips: per view over everything, and per value within the filter's view."""

    views: Mapping[QueueView, int] = {}
    kinds: Mapping[CaseKind, int] = {}
    sources: Mapping[Source, int] = {}
    rounds: Mapping[Round, int] = {}


class QueuePage(NamedTuple):
    """A stretch of the queue. `total` is what the filter lets through; `more_than` says that counting stopped there."""

    rows: tuple[Queued, ...]
    total: int
    counts: QueueCounts
    more_than: bool = False
