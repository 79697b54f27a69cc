"""The time line of versions: which one counts for a conduct time, by what was published at a given instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import is_
from typing import Generic, Protocol, TypeVar

ItemT = TypeVar("ItemT")
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


class Named(Dated, Protocol):
    """A version of something that has a name of its own, over all its versions."""

    @property
    def id(self) -> str:
        """The name."""
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


KEPT = 8
"""Sets of versions whose time lines are kept: those at hand, and a few of before, on a desk and in a test."""


class Lines(Generic[ItemT]):
    """The time lines of versions, one by name, laid out once for the same versions however often they are asked.

    The same are those that are the same objects: versions are values, and whoever has them at hand hands on the ones it
    has. `only` says which of them have a place on a line.
    """

    def __init__(self, head: Callable[[ItemT], Named], only: Callable[[ItemT], bool] = lambda _: True) -> None:
        self._head, self._only = head, only
        self._kept: tuple[tuple[tuple[ItemT, ...], Mapping[str, Timeline[ItemT]]], ...] = ()

    def of(self, versions: Sequence[ItemT]) -> Mapping[str, Timeline[ItemT]]:
        """The line of each name, in the order of the names."""
        for known, lines in self._kept:
            if known is versions or (len(known) == len(versions) and all(map(is_, known, versions))):
                return lines
        lines = self._laid(versions)
        self._kept = ((tuple(versions), lines), *self._kept[: KEPT - 1])  # one step: other threads ask too
        return lines

    def _laid(self, versions: Sequence[ItemT]) -> Mapping[str, Timeline[ItemT]]:
        found: dict[str, list[ItemT]] = {}
        for item in filter(self._only, versions):
            found.setdefault(self._head(item).id, []).append(item)
        return {name: Timeline(found[name], self._head) for name in sorted(found)}


def _since(at: datetime) -> timedelta:
    return at - _ZERO


def _until(head: Dated) -> timedelta:
    return timedelta.max if head.effective_until is None else _since(head.effective_until)
