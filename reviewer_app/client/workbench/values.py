"""What the workbench hands to view models: open cases, queue pages, outbox rows, counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from reviewer_app.domain.cases import CaseKind, CaseRecord
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.drafts import Draft, Sheet
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import Lease
from reviewer_app.domain.rulebook import Published, RulebookVersion
from reviewer_app.domain.schedule import PublishedSchedule, ScheduleVersion
from reviewer_app.domain.verdicts import Operation
from reviewer_app.wire.messages import CaseFile, QueueRow, Signed, VerdictShown
from reviewer_app.wire.problems import Problem


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """A verdict that may be seen, with its operation parsed from the stored text."""

    shown: VerdictShown
    operation: Operation


@dataclass(frozen=True, slots=True)
class Lost:
    """That the person's hold on a case has ended. `free`: nobody else has it, by what is known here.

    `here` says whether the case is still on this computer: it is while a draft or a decision of the person needs it,
    and a verdict can then still be given, which counts where nobody took the case and is an advisory opinion else.
    """

    problem: Problem
    free: bool = False
    here: bool = True


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case on the desk, whole. `lease` is None where it is only read; `judged` is what a sign-off is about.

    `here` holds the SHA-256 of every asset whose bytes are on this computer, verified; `lost` says that
    the lease has ended; `shown_ms` is how long the person has looked at it before, over the draft's life.
    """

    case_id: str
    file: CaseFile
    record: CaseRecord
    subject: Any
    lease: Lease | None
    sheet: Sheet
    draft: Draft
    verdicts: tuple[GivenVerdict, ...]
    judged: GivenVerdict | None
    here: frozenset[str]
    lost: Lost | None = None
    shown_ms: int = 0

    @property
    def writable(self) -> bool:
        """Whether a verdict on it can be written here."""
        return self.lease is not None and (self.lost is None or self.lost.here)

    @property
    def round(self) -> Round:
        """The round in which it is judged here."""
        return self.lease.round if self.lease else (self.file.round or Round.FIRST)


@dataclass(frozen=True, slots=True)
class InHand:
    """A case in hand: its lease, title and how much of its media is here (bytes)."""

    lease: Lease
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


@dataclass(frozen=True, slots=True)
class QueueAsk:
    """What the queue page shows: a chip, an order, words to find, and which stretch of it."""

    chip: Chip = Chip.ALL
    sort: Sort = Sort.RISK
    text: str = ""
    offset: int = 0
    limit: int = 200
    signoff: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A stretch of the queue: its rows, how many there are in all, and the counts of the chips."""

    ask: QueueAsk
    rows: tuple[QueueRow, ...]
    total: int
    counts: dict[Chip, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RiskLine:
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


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A decision in the outbox; `kept` says that its fate (advisory, refused, stale) needs the person's eyes."""

    op_id: str
    case_id: str
    title: str
    kind: CaseKind
    round: Round
    outcome: str
    decided_at: datetime
    rest_until: datetime
    state: OutboxState
    fate: Fate | None = None
    problem: Problem | None = None
    kept: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """The honest counts of the status line. `undo_until` is set while the last decision can be taken back.

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


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision is on the disk: what changed, what it was, until when it rests, and the case that comes next."""

    changes: Changes
    op_id: str
    case_id: str
    rest_until: datetime
    next_case: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a taking brought, in the order to be judged, and the problems of what was not given."""

    changes: Changes
    cases: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


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
