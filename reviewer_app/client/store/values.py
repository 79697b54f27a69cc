"""What the store hands out beyond the queue: rows as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reviewer_app.domain.counts import Snapshot
    from reviewer_app.domain.drafts import Draft
    from reviewer_app.domain.fates import Fate
    from reviewer_app.domain.leases import Lease
    from reviewer_app.domain.terms import CaseKind, Round
    from reviewer_app.domain.verdicts import Envelope, Operation
    from reviewer_app.wire.messages import CaseFile, Receipt
    from reviewer_app.wire.problems import Problem


class DraftKey(NamedTuple):
    """Which judgement a draft is for."""

    case_id: str
    round: Round
    attempt: int


class Why(StrEnum):
    """Why a draft is open again."""

    TAKEN_BACK = "taken_back"
    STALE_RULEBOOK = "stale_rulebook"
    REFUSED = "refused"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as saved; `reopened` says that it was decided before, `from_op` by which operation.

    `shown_ms` is how long its case was looked at in all, before a decision that was taken back too.
    """

    key: DraftKey
    draft: Draft
    saved_at: datetime
    reopened: Why | None = None
    from_op: str | None = None
    shown_ms: int = 0


class RowState(StrEnum):
    """Where an outbox row is. Only a resting row can be taken back; a sealed one never changes but for its fate."""

    RESTING = "resting"
    SEALED = "sealed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A decision on its way; `sent` counts the sendings begun, `problem` is the last answer's.

    `title` is what the case is called, copied in so that the row can be shown when the case is gone.
    """

    op_id: str
    case_id: str
    title: str
    operation: Operation
    state: RowState
    rest_until: datetime
    envelope: Envelope | None = None
    sent: int = 0
    fate: Fate | None = None
    problem: Problem | None = None
    receipt: Receipt | None = None
    settled_at: datetime | None = None
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did: the fate, whether the row's draft was reopened, and the case it was about."""

    op_id: str
    case_id: str
    fate: Fate
    reopened: DraftKey | None = None


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Who this device is, and the place in the chain where its next operation goes."""

    device: str
    next_seq: int
    last_link: str


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease without its case: `lost` says why it is no longer ours, `order` in which order it was taken.

    `bytes_total` and `bytes_here` are of the assets that can be shown.
    """

    lease: Lease
    ref: str
    title: str
    kind: CaseKind
    order: int
    version: int
    lost: Problem | None = None
    bytes_total: int = 0
    bytes_here: int = 0

    @property
    def whole(self) -> bool:
        """Whether every asset is on this computer."""
        return self.bytes_here >= self.bytes_total


@dataclass(frozen=True, slots=True)
class CaseInHand:
    """A leased case whole; `counts` is what the server counted when it gave the lease."""

    row: LeaseRow
    file: CaseFile
    counts: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class AssetNeed:
    """An asset that a leased case needs, in the order of taking and of showing; `have` bytes are here."""

    sha256: str
    bytes: int
    have: int
    case_id: str
