"""Requests and replies between workstation and server, version 1."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from reviewer_app.domain.access import Role
from reviewer_app.domain.cases import CaseKind, Source
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.decided import DecidedCase
from reviewer_app.domain.events import AnyEvent, Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import Lease, LeaseKind, LeasePolicy
from reviewer_app.domain.past import Past
from reviewer_app.domain.ties import Ties
from reviewer_app.domain.values import Key, PublicKey, Sha256, Signature, Uuid7, Value
from reviewer_app.domain.verdicts import Envelope
from reviewer_app.wire.problems import Problem

PROTOCOL = 1
PROTOCOL_HEADER = "Reviewer-Protocol"
BATCH = 50


class Hello(Value):
    """Who the server is; needs no session."""

    server_id: Uuid7
    name: str
    protocol: int
    now: AwareDatetime


class SignIn(Value):
    """Opens a session for an account on a device."""

    account: Key
    password: Annotated[str, Field(min_length=1, max_length=1024)]
    device: Uuid7
    device_name: Annotated[str, Field(max_length=200)] = ""


class SessionOpened(Value):
    """An open session; `token` goes into `Authorization: Bearer`."""

    token: str
    account: Key
    name: str
    roles: tuple[Role, ...]
    expires_at: AwareDatetime
    server_id: Uuid7
    policy: LeasePolicy
    now: AwareDatetime
    last_seq: int = 0
    last_link: Sha256 = "0" * 64


class QueueExposure(Value):
    """Exposure as the queue shows it; `gmv` a decimal amount."""

    views: int | None = None
    orders: int | None = None
    gmv: str | None = None
    currency: str | None = None
    complaints: int | None = None


class QueueHolder(Value):
    """Who has the case in hand, as far as this viewer may know: oneself, or somebody."""

    mine: bool
    offline: bool
    until: AwareDatetime


class QueueRow(Value):
    """A case as one viewer's queue shows it: nothing of its subject but the title.

    `offered` says whether the viewer may take it now, `back` that it was returned to them, `acted` that they judged it.
    `risk_parts` are points by term id of the procedure in the rulebook version with digest `risk_book`. `place` says
    where it stands among the cases asked to be judged again: they come before all others, the lowest first.
    """

    case_id: Uuid7
    ref: Key
    kind: CaseKind
    title: str
    language: str
    source: Source
    merchant: str
    creator: str | None = None
    conduct_at: AwareDatetime
    flagged_at: AwareDatetime
    due_at: AwareDatetime
    flags: int
    reasons: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    exposure: QueueExposure
    risk: int
    risk_parts: dict[str, float] = {}
    risk_book: Sha256 | None = None
    status: Status
    round: Round | None = None
    attempt: int = 1
    version: int
    offered: bool = False
    back: bool = False
    acted: bool = False
    holder: QueueHolder | None = None
    held_until: AwareDatetime | None = None
    outcome: str | None = None
    place: Annotated[int, Field(ge=1)] | None = None


class Feed(Value):
    """What changed for this viewer since a cursor; `reset` says that the cache must be emptied first."""

    cursor: str
    more: bool
    reset: bool = False
    rows: tuple[QueueRow, ...] = ()
    gone: tuple[Uuid7, ...] = ()


class AssetFact(Value):
    """What the server knows of a file by its bytes; `type` is what they are, None where they cannot be shown."""

    sha256: Sha256
    bytes: int
    type: str | None
    problem: str | None = None


class VerdictShown(Value):
    """A verdict that the viewer may see: `body` is the operation's exact text, `digest` its SHA-256."""

    verdict_id: Uuid7
    actor: Key
    name: str
    round: Round
    attempt: int
    seat: int
    received_at: AwareDatetime
    fate: Fate
    digest: Sha256
    body: str


class CaseFile(Value):
    """A case whole, as one viewer may see it; `record` is the exact text that came in."""

    case_id: Uuid7
    record: str
    version: int
    status: Status
    round: Round | None
    attempt: int
    events: tuple[AnyEvent, ...]
    names: dict[str, str] = {}
    verdicts: tuple[VerdictShown, ...] = ()
    assets: tuple[AssetFact, ...] = ()
    due_at: AwareDatetime
    risk: int = 0
    risk_parts: dict[str, float] = {}
    risk_book: Sha256 | None = None
    decision: Uuid7 | None = None
    on: Uuid7 | None = None
    remark: str | None = None
    signoff: tuple[str, ...] = ()
    ties: Ties | None = None
    past: Past | None = None


class TakeAsk(Value):
    """Takes named cases, or the next `count` in risk order that fit; offline for `hours`."""

    kind: LeaseKind = LeaseKind.DESK
    case_ids: tuple[Uuid7, ...] = ()
    count: Annotated[int, Field(ge=0, le=1000)] = 0
    rounds: tuple[Round, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    hours: Annotated[int, Field(ge=1, le=720)] | None = None


class Grant(Value):
    """A case in hand: the lease, the whole case, and what was counted for it where that was asked for."""

    lease: Lease
    file: CaseFile
    counts: Snapshot | None = None


class CaseRefused(Value):
    """A case that was not given, and why."""

    case_id: Uuid7
    problem: Problem


class Takings(Value):
    """What a taking brought."""

    grants: tuple[Grant, ...] = ()
    refused: tuple[CaseRefused, ...] = ()


class Held(Value):
    """Names a lease by case and epoch."""

    case_id: Uuid7
    epoch: int


class LeasesAsk(Value):
    """Names leases, to be extended or given back."""

    leases: Annotated[tuple[Held, ...], Field(max_length=1000)]


class LeasesTold(Value):
    """Leases as they are now, and those that are no longer the asker's."""

    leases: tuple[Lease, ...] = ()
    lost: tuple[CaseRefused, ...] = ()


class CaseCounts(Value):
    """What is counted for a case in hand, by case and epoch."""

    case_id: Uuid7
    epoch: int
    counts: Snapshot


class CountsTold(Value):
    """The counts of the leases that were named; those that are not the asker's, or have none, are left out."""

    cases: tuple[CaseCounts, ...] = ()


class Push(Value):
    """A batch of sealed operations, in the device's order."""

    envelopes: Annotated[tuple[Envelope, ...], Field(min_length=1, max_length=BATCH)]


class Receipt(Value):
    """Where an operation lies in the server's ledger."""

    seq: int
    link: Sha256
    received_at: AwareDatetime


class Answer(Value):
    """What became of one operation."""

    op_id: Uuid7
    fate: Fate
    problem: Problem | None = None
    receipt: Receipt | None = None
    case_version: int | None = None


class Answers(Value):
    """One answer for each operation of the batch, in its order."""

    answers: tuple[Answer, ...]


class ChainGap(Value):
    """Numbers of a device's chain that have not come; `noted_by` is the ledger entry that leapt over them."""

    account: Key
    device: Uuid7
    first: int
    last: int
    noted_at: AwareDatetime
    noted_by: int


class ChainGaps(Value):
    """Every gap that is open."""

    gaps: tuple[ChainGap, ...]


class Signed(Value):
    """Who published a version, when, and the signature over its bytes; `key` is theirs as an operator registered it."""

    account: Key
    key: PublicKey
    signature: Signature
    at: AwareDatetime


class RulebookEntry(Value):
    """A published version by name and digest; its bytes come by digest. What came with the program is not signed."""

    id: Key
    version: Key
    digest: Sha256
    bytes: int
    signed: Signed | None = None


class RulebookList(Value):
    """Every published version."""

    rulebooks: tuple[RulebookEntry, ...]


class ScheduleList(Value):
    """Every published version of the schedules."""

    schedules: tuple[RulebookEntry, ...]


class PublishAsk(Value):
    """Publishes a version: its canonical bytes as text, and the policy owner's signature over them."""

    body: Annotated[str, Field(max_length=4_000_000)]
    key: PublicKey
    signature: Signature


class PolicyKey(Value):
    """A policy owner's public key, as an operator registers it."""

    account: Key
    key: PublicKey


class PolicyKeys(Value):
    """Every key that versions may be signed with."""

    keys: tuple[PolicyKey, ...]


class CaseRead(Value):
    """That a policy owner read a decided case for a back-test, and when."""

    account: Key
    case_id: Uuid7
    at: AwareDatetime


class CaseReads(Value):
    """The latest of these readings, newest first."""

    reads: tuple[CaseRead, ...]


class RereviewAsk(Value):
    """Asks for decided cases to be judged again, because a version that they stand on was corrected.

    `corrected` is its digest, a rulebook's or a schedule's. The cases come to people in the order in which they stand
    here.
    """

    corrected: Sha256
    case_ids: Annotated[tuple[Uuid7, ...], Field(min_length=1, max_length=500)]


class NotAsked(Value):
    """A case that is not judged again, and why."""

    case_id: Uuid7
    problem: Problem


class Rereviews(Value):
    """The cases that wait to be judged again now, and those that do not."""

    asked: tuple[Uuid7, ...]
    refused: tuple[NotAsked, ...] = ()


class DecidedPage(Value):
    """Decided cases in the order of their ids; `next` is the id to go on after, None at the end."""

    cases: tuple[DecidedCase, ...]
    next: Uuid7 | None


class RecordAnswer(Value):
    """What became of one intake record; `line` counts from one in the body that was sent."""

    line: int
    ref: str | None
    fate: Fate
    case_id: Uuid7 | None = None
    problem: Problem | None = None
    missing_assets: tuple[Sha256, ...] = ()


class IntakeAnswers(Value):
    """One answer for each record, in its order."""

    answers: tuple[RecordAnswer, ...]


class Setup(Value):
    """Makes the first operator with the one-time code that the server printed."""

    code: str
    account: Key
    name: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=8, max_length=1024)]


class NewAccount(Value):
    """An account to be made."""

    account: Key
    name: Annotated[str, Field(min_length=1, max_length=200)]
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    password: Annotated[str, Field(min_length=8, max_length=1024)]


class Account(Value):
    """An account as operators see it."""

    account: Key
    name: str
    roles: tuple[Role, ...]
    disabled: bool = False


class Accounts(Value):
    """Every account."""

    accounts: tuple[Account, ...]


class AccountNamed(Value):
    """Which account is to be disabled or enabled."""

    account: Key


class AccountSet(Value):
    """An account as it stands after that; `given_back` and `waiting` are cases.

    The one counts those that were in its hand and went back, the other those that were returned to it and wait for it.
    """

    account: Key
    disabled: bool
    given_back: int = 0
    waiting: int = 0


class AccountAct(Value):
    """That an operator disabled or enabled an account, and when."""

    account: Key
    act: Literal["disabled", "enabled"]
    by: Key
    at: AwareDatetime


class AccountActs(Value):
    """The latest of these acts, newest first."""

    acts: tuple[AccountAct, ...]
