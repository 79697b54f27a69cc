"""Leases: who has a case in hand, until when, and the epoch that fences off whoever had it before."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from reviewer_app.domain.events import Round
from reviewer_app.domain.limits import LeasePolicy as LeasePolicy
from reviewer_app.domain.terms import LeaseKind as LeaseKind
from reviewer_app.domain.values import Uuid7, Value

DESK_TERM = timedelta(minutes=10)
AMBER = timedelta(minutes=2)


class Lease(Value):
    """One person's hold on one case in one round, attempt and seat; `epoch` rises with every lease of the case."""

    case_id: Uuid7
    epoch: int
    holder: str
    kind: LeaseKind
    round: Round
    attempt: int
    seat: int
    taken_at: AwareDatetime
    until: AwareDatetime

    @property
    def sitting(self) -> tuple[Round, int]:
        """What is judged under it: the round and the attempt. A verdict on one is no verdict on another."""
        return self.round, self.attempt

    def settled(self, now: datetime) -> datetime:
        """An instant of the holder's clock, but never before the server gave the lease."""
        return max(now, self.taken_at)

    def lapsed(self, now: datetime) -> bool:
        """Whether the term is over; a verdict may still be accepted while nobody else took the case."""
        return now >= self.until

    def amber(self, now: datetime) -> bool:
        """Whether less than two minutes are left."""
        return self.until - now <= AMBER
