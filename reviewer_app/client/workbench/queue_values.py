"""What the workbench hands to the queue's page and the status line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from reviewer_app.domain.terms import CaseKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reviewer_app.client.store.queued import Queued


class InHand(NamedTuple):
    """A case in hand: when its lease ends, its title and how much of its media is here (bytes)."""

    case_id: str
    until: datetime
    kind: CaseKind
    title: str
    drafted: bool
    media_done: int
    media_total: int
    lost: bool = False


class Sort(StrEnum):
    """The orders of the queue."""

    RISK = "risk"
    DUE = "due"
    EXPOSURE = "exposure"
    NEWEST = "newest"


class Chip(StrEnum):
    """The filters that the queue shows as chips with counts."""

    ALL = "all"
    CLIP = "clip"
    LISTING = "listing"
    FILING = "filing"
    MINE = "mine"
    BACK = "back"
    SIGNOFF = "signoff"
    DECIDED = "decided"


KINDS = {Chip.CLIP: CaseKind.CLIP, Chip.LISTING: CaseKind.LISTING, Chip.FILING: CaseKind.FILING}
"""The filters that show one kind of case."""


@dataclass(frozen=True, slots=True)
class QueueAsk:
    """What the queue page shows: a chip, an order, words to find, and which stretch of it."""

    chip: Chip = Chip.ALL
    sort: Sort = Sort.RISK
    text: str = ""
    offset: int = 0
    limit: int = 200
    signoff: bool = False


class QueuePage(NamedTuple):
    """A stretch of the queue: its rows, how many there are in all, and the counts of the chips."""

    ask: QueueAsk
    rows: tuple[Queued, ...]
    total: int
    counts: Mapping[Chip, int] = {}


class RiskLine(NamedTuple):
    """One summand of a case's risk, in words: points of a hundred, and the formula as the procedure declares it."""

    text: str
    formula: str
    weight: float
    points: float


class OutboxState(StrEnum):
    """Where a decision is on its way."""

    RESTING = "resting"
    WAITING = "waiting"
    SENT = "sent"
    SETTLED = "settled"


class Counts(NamedTuple):
    """The honest counts of the status line. `undo_op` is the last decision that can still be taken back.

    That is while it has not been sealed: `undo_until` says how long it rests at the least, longer while there is no
    network.

    `in_hand` is what waits on this computer, `elsewhere` what the same account has in hand on another.
    """

    in_hand: int = 0
    elsewhere: int = 0
    drafts: int = 0
    to_send: int = 0
    kept: int = 0
    media_done: int = 0
    media_total: int = 0
    undo_op: str | None = None
    undo_title: str = ""
    undo_until: datetime | None = None
