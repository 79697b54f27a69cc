"""The time line of versions: which one counts for a conduct time, by what was published at a given instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

ItemT = TypeVar("ItemT")
MadeT = TypeVar("MadeT")
_LATEST = 4
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


class Dated(Protocol):
    """What has a half-open period and was published at an instant."""

    @property
    def published_at(self) -> datetime:
        """When it was published."""
        ...

    @property
    def effective_from(self) -> datetime:
        """Its first instant."""
        ...

    @property
    def effective_until(self) -> datetime | None:
        """The first instant after it; None where none is named."""
        ...


class Timeline(Generic[ItemT]):
    """Versions laid out by their periods, so that asking for an instant takes no longer with more of them.

    Periods are half-open. Of versions that hold an instant the one that begins last counts, and of those with the same
    period the latest published (a correction): a version without an end gives way to the one that supersedes it from
    that one's first instant on; any other overlap the check refuses.
    """

    def __init__(self, items: Iterable[ItemT], head: Callable[[ItemT], Dated]) -> None:
        known = [(head(item), item) for item in items]
        ends = [one.effective_until for one, _ in known if one.effective_until is not None]
        starts = [one.effective_from for one, _ in known]
        self._marks = sorted({_since(at) for at in (*starts, *ends)})
        known.sort(key=lambda pair: (pair[0].effective_from, pair[0].published_at), reverse=True)
        bounds = [(_since(one.effective_from), _until(one), _since(one.published_at), item) for one, item in known]
        self._between = [
            tuple((published, item) for start, end, published, item in bounds if start <= mark < end)
            for mark in self._marks
        ]

    def at(self, conduct_at: datetime, known_at: datetime) -> ItemT | None:
        """The version that counts for a conduct time, as published at `known_at`; None where none was in force."""
        place = bisect_right(self._marks, _since(conduct_at))
        if place == 0:
            return None
        known = _since(known_at)
        for published, item in self._between[place - 1]:
            if published <= known:
                return item
        return None


class Lately(Generic[ItemT, MadeT]):
    """What was made of the tuples of versions asked about last, by which tuple it was, not by what is in it.

    A judgement asks for one version after the other of the same tuple, a batch of them hundreds of times. Of what is no
    tuple, and so may change, nothing is remembered.
    """

    def __init__(self, make: Callable[[Sequence[ItemT]], MadeT]) -> None:
        self._make = make
        self._latest: tuple[tuple[Sequence[ItemT], MadeT], ...] = ()

    def of(self, items: Sequence[ItemT]) -> MadeT:
        """What was, or now is, made of these."""
        for known, made in self._latest:
            if known is items:
                return made
        made = self._make(items)
        if isinstance(items, tuple):
            self._latest = ((items, made), *self._latest[: _LATEST - 1])  # replaced whole: threads ask side by side
        return made


def _since(at: datetime) -> timedelta:
    return at - _ZERO


def _until(head: Dated) -> timedelta:
    return timedelta.max if head.effective_until is None else _since(head.effective_until)
