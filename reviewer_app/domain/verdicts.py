"""Verdicts: findings bound to clauses and evidence, the outcome, and the operation that carries them to the server."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from reviewer_app.domain.coverage import FILES, Watched
from reviewer_app.domain.effect import Effect as Effect
from reviewer_app.domain.effect import nothing
from reviewer_app.domain.evidence import Anchor
from reviewer_app.domain.rulebook import RulebookCite
from reviewer_app.domain.schedule import Name
from reviewer_app.domain.terms import Outcome as Outcome
from reviewer_app.domain.terms import Round
from reviewer_app.domain.values import Key, Sha256, Uuid7, Value

_LOOK = (Outcome.PASS, Outcome.VIOLATION, Outcome.HOLD)
OUTCOMES: dict[Round, tuple[Outcome, ...]] = {
    Round.FIRST: _LOOK,
    Round.ADJUDICATION: _LOOK,
    Round.SIGNOFF: (Outcome.CONFIRM, Outcome.CHANGE, Outcome.RETURN),
    Round.APPEAL: (Outcome.UPHOLD, Outcome.OVERTURN, Outcome.PARTLY),
    Round.REREVIEW: _LOOK,
    Round.QUALITY: (Outcome.PASS, Outcome.VIOLATION),
}


CHANGING = (Outcome.CHANGE, Outcome.OVERTURN, Outcome.PARTLY)
"""Outcomes that put another result in force, which the verdict then has to name."""


class Met(Value):
    """How an element of the clause is met: by anchors of the finding (their indices), or by a statement."""

    element: Key
    anchors: tuple[Annotated[int, Field(ge=0)], ...] = ()
    statement: Annotated[str, Field(max_length=4000)] = ""


class Finding(Value):
    """A breach of one clause of one rulebook version, and the evidence for it.

    `conduct_at` is the instant of this conduct, which chose the version: the case's plus its earliest anchor's offset.
    `note` says why the measure is another than the one that follows.
    """

    id: Uuid7
    clause: Key
    rulebook: RulebookCite
    conduct_at: AwareDatetime
    anchors: tuple[Anchor, ...] = ()
    met: tuple[Met, ...] = ()
    measure: Key | None = None
    note: Annotated[str, Field(max_length=4000)] = ""
    flag: Annotated[int, Field(ge=0)] | None = None


class FlagAnswer(Value):
    """What the person says of a flag: whether it is right, and why not."""

    flag: Annotated[int, Field(ge=0)]
    agrees: bool
    note: Annotated[str, Field(max_length=2000)] = ""


class HoldAsk(Value):
    """A hold: the procedure's reason, until when, and whose list it is on meanwhile."""

    reason: Key
    until: AwareDatetime
    owner: str


class Stated(Value):
    """What the person says of an input that a schedule leaves to who judges: its schedule's id, its name, its value."""

    schedule: Key
    name: Name
    value: (
        bool
        | Annotated[int, Field(ge=-(10**12), le=10**12)]
        | Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
        | Annotated[str, Field(max_length=128)]
    )


OF_PAPERS = "filing-thresholds"
"""The schedule whose inputs say something of papers: what a person states of them goes with every outcome."""


class Correction(Value):
    """What a person reads on a page where a machine read `read`; `value` equal to it confirms the machine's reading.

    `field` is the JSON Pointer, below the subject, of what the machine read.
    """

    field: Annotated[str, Field(pattern=r"^(/[^\n]*)\z", max_length=1000)]
    read: Annotated[str, Field(max_length=4000)]
    value: Annotated[str, Field(min_length=1, max_length=4000)]


class Verdict(Value):
    """What one person says of a case in one round.

    `on` names the verdict that a sign-off is about, `overrides` the decision that this one replaces. `effects` is what
    was worked out to follow, from `stated` (a pass has what was stated of papers) and from what came with the lease;
    `unread` has the digests of the schedules that counted and that the desk could not read: theirs it leaves to the
    server. `corrections` are what the person read otherwise than a machine, `watched` is what of the clips was on the
    person's screen. All five are left out of the bytes while empty, so that programs of before they were there still
    read a verdict that has none.
    """

    outcome: Outcome
    result: Literal["pass", "violation"] | None = None
    findings: tuple[Finding, ...] = ()
    flags: tuple[FlagAnswer, ...] = ()
    reason: Annotated[str, Field(max_length=8000)] = ""
    hold: HoldAsk | None = None
    on: Uuid7 | None = None
    overrides: Uuid7 | None = None
    rulebooks: tuple[RulebookCite, ...] = ()
    procedure: RulebookCite | None = None
    stated: Annotated[tuple[Stated, ...], Field(max_length=64, exclude_if=nothing)] = ()
    effects: Annotated[tuple[Effect, ...], Field(max_length=64, exclude_if=nothing)] = ()
    unread: Annotated[tuple[Sha256, ...], Field(max_length=64, exclude_if=nothing)] = ()
    corrections: Annotated[tuple[Correction, ...], Field(max_length=128, exclude_if=nothing)] = ()
    watched: Annotated[tuple[Watched, ...], Field(max_length=FILES, exclude_if=nothing)] = ()

    @property
    def stands_for(self) -> Literal["pass", "violation"] | None:
        """The result this verdict puts in force, or None (held, returned, or the one confirmed stands)."""
        if self.outcome is Outcome.PASS:
            return "pass"
        if self.outcome is Outcome.VIOLATION:
            return "violation"
        return self.result


class Operation(Value):
    """One act of one person, as it is written on their disk, sent, signed (later) and kept by the server for ever."""

    format: Literal[1] = 1
    op_id: Uuid7
    kind: Literal["verdict"] = "verdict"
    device: Uuid7
    actor: Key
    case_id: Uuid7
    case_version: Annotated[int, Field(ge=1)]
    round: Round
    attempt: Annotated[int, Field(ge=1)]
    seat: Annotated[int, Field(ge=1, le=2)]
    epoch: Annotated[int, Field(ge=1)]
    verdict: Verdict
    assets: tuple[Sha256, ...] = ()
    decided_at: AwareDatetime
    shown_ms: Annotated[int, Field(ge=0)] = 0


class Envelope(Value):
    """A sealed operation: its exact bytes as text, its place in the device's chain, and room for the signature.

    `link` is SHA-256 over 0x01, the previous link's 32 bytes, the sequence number in eight bytes, and the body (UTF-8).
    """

    body: Annotated[str, Field(max_length=1_000_000)]
    seq: Annotated[int, Field(ge=1)]
    prev: Sha256
    link: Sha256
    key: str | None = None
    signature: str | None = None


CHAIN_START = "0" * 64
