"""What the workbench hands to view models beyond the queue: open cases, outbox rows, what deciding and taking did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reviewer_app.domain.terms import Round

if TYPE_CHECKING:
    from reviewer_app.client.workbench.queue_values import OutboxState
    from reviewer_app.domain.cases import CaseRecord
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.drafts import Draft, Sheet
    from reviewer_app.domain.fates import Fate
    from reviewer_app.domain.leases import Lease
    from reviewer_app.domain.terms import CaseKind
    from reviewer_app.domain.ties import TieKind
    from reviewer_app.domain.verdicts import Operation
    from reviewer_app.wire.messages import CaseFile, VerdictShown
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
class Beside:
    """Another case in hand whose clip can be looked at beside one's own, and what the two have in common."""

    case: OpenCase
    ties: tuple[TieKind, ...]


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
