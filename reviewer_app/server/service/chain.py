"""A device's chain as the server knows it: what comes next, leaps over a gap, fills one, or may not have its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from reviewer_app.domain.verdicts import CHAIN_START, Envelope
from reviewer_app.wire.canonical import link_of
from reviewer_app.wire.problems import Code, Problem

MOST_SEQ = 2**53 - 1  # what canonical JSON carries exactly


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a device that have not come: `first` to `last`.

    `after` is the link of the one before them, `before` the link that the one behind them names as the one before it.
    """

    first: int
    last: int
    after: str
    before: str

    def takes(self, envelope: Envelope) -> bool:
        """Whether an envelope of one of these numbers agrees with the neighbours that are here."""
        starts = envelope.seq != self.first or envelope.prev == self.after
        ends = envelope.seq != self.last or envelope.link == self.before
        return starts and ends

    def without(self, envelope: Envelope) -> tuple[Gap, ...]:
        """What is missing still once an envelope has come."""
        left = Gap(self.first, envelope.seq - 1, self.after, envelope.prev)
        right = Gap(envelope.seq + 1, self.last, envelope.link, self.before)
        return tuple(gap for gap in (left, right) if gap.first <= gap.last)


class Place(StrEnum):
    """How an envelope stands to its device's chain."""

    NEXT = "next"
    LEAP = "leap"
    LATE = "late"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Step:
    """An envelope's place; `gap` is the one that a leap opens or a late one fills.

    `fork` says that the device's numbers are used by two: another operation has this one's number or precedes it.
    """

    place: Place
    gap: Gap | None = None
    words: str = ""
    fork: bool = False

    @property
    def moves(self) -> bool:
        """Whether the chain goes on from this envelope."""
        return self.place in (Place.NEXT, Place.LEAP)


def step(envelope: Envelope, last: tuple[int, str] | None, gap: Gap | None, forked: bool) -> Step:
    """Where an envelope stands: `last` is how far the chain has come, `gap` the open one that holds its number.

    A leap counts: the server may have been put back to an older state, or have failed over the one before so often
    that the desk went past it. A number that was used before never counts and never moves the chain: that is how a
    copied profile shows. Once it has (`forked`), a leap counts no more: nobody could tell whose it is, and it would
    shut out the rightful successors for good.
    """
    seq, link = last or (0, CHAIN_START)
    if envelope.seq > MOST_SEQ or envelope.link != link_of(envelope.prev, envelope.seq, envelope.body):
        return Step(Place.BROKEN, words="the link is not over this body")
    if envelope.seq > seq + 1:
        if forked:
            return _fork(f"{envelope.seq} leaps in a chain that forked")
        return Step(Place.LEAP, Gap(seq + 1, envelope.seq - 1, link, envelope.prev))
    if envelope.seq == seq + 1:
        follows = envelope.prev == link
        return Step(Place.NEXT) if follows else _fork(f"{envelope.seq} follows another {seq}")
    if gap is None:
        return _fork(f"{envelope.seq} was used before")
    if not gap.takes(envelope):
        return _fork(f"{envelope.seq} is not the one that is missing")
    return Step(Place.LATE, gap)


def _fork(words: str) -> Step:
    return Step(Place.BROKEN, words=words, fork=True)


def missing(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """By account and device the numbers that a ledger's entries, in order, leave out, as first and last of each gap.

    For whoever has nothing but the ledger: what the server's own list of gaps says follows from it.
    """
    here: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        if row["case_id"] is not None and not _broken(row["problem"]):
            here.setdefault((row["account"], row["device"]), set()).add(row["device_seq"])
    return {chain: found for chain, numbers in here.items() if (found := _holes(numbers))}


def _broken(problem: str | None) -> bool:
    return problem is not None and Problem.model_validate_json(problem).code is Code.CHAIN_BROKEN


def _holes(numbers: set[int]) -> list[tuple[int, int]]:
    ordered = [0, *sorted(numbers)]
    return [(low + 1, high - 1) for low, high in pairwise(ordered) if high > low + 1]
