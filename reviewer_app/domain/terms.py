"""The closed lists of the field as plain names: what a case is, where it stands, who may act, what is decided.

They are what the first picture of a start needs of the domain; the values that are built from them are loaded later
(decision 21).
"""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """What is judged."""

    CLIP = "clip"
    LISTING = "listing"
    FILING = "filing"


class Source(StrEnum):
    """Who brought the case in."""

    MACHINE = "machine"
    USER_REPORT = "user_report"
    RIGHTS_HOLDER = "rights_holder"
    REGULATOR = "regulator"
    SAMPLING = "sampling"
    SELF_CHECK = "self_check"


class Round(StrEnum):
    """The rounds that a case may go through."""

    FIRST = "first"
    ADJUDICATION = "adjudication"
    SIGNOFF = "signoff"
    APPEAL = "appeal"
    REREVIEW = "rereview"
    QUALITY = "quality"


class Status(StrEnum):
    """Where a case is."""

    WAITING = "waiting"
    WORKING = "working"
    HELD = "held"
    DECIDED = "decided"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What a person decided; which ones a round offers is in `OUTCOMES`."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    VIOLATION = "violation"
    HOLD = "hold"
    CONFIRM = "confirm"
    CHANGE = "change"
    RETURN = "return"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    PARTLY = "partly"


class Severity(StrEnum):
    """How grave a breach of a clause is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    GRAVE = "grave"


class Proof(StrEnum):
    """How an element of a clause is met."""

    ANCHOR = "anchor"
    STATEMENT = "statement"
    COMPUTATION = "computation"


class Role(StrEnum):
    """What an account may do; one account may have several."""

    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    POLICY = "policy"
    AUDITOR = "auditor"
    OPERATOR = "operator"


MAY_TRY = frozenset({Role.POLICY, Role.AUDITOR})
"""Who may try a version of the rules on decided cases."""


class LeaseKind(StrEnum):
    """A desk lease is short and kept alive by heartbeats; an offline lease is long."""

    DESK = "desk"
    OFFLINE = "offline"
