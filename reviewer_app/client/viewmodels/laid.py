"""What lies in a lane of the time line, in the order of time: on which level, what is in sight, what comes next."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import overload

from reviewer_app.client.viewmodels.lanes import PLAIN, Item, Lane, Look, Row, Window

LEVELS = 3
"""How many items that overlap lie one under the other in a lane; any more share the last level."""


class _Alike:
    """The items of one level and look, in the order of time: which they are, when they begin, how far any has reached.

    `reach` grows with them, so that whoever lasts into a stretch is found without going through all that came before.
    """

    def __init__(self) -> None:
        self.at, self.starts, self.reach = array("l"), array("d"), array("d")

    def add(self, at: int, start: float, end: float) -> None:
        """One more, which begins no earlier than those before."""
        self.at.append(at)
        self.starts.append(start)
        self.reach.append(max(end, self.reach[-1]) if self.reach else end)

    def between(self, start: float, end: float) -> range:
        """Where those are that may lie in a stretch: the first one does."""
        return range(bisect_left(self.reach, start), bisect_right(self.starts, end))

    def told_apart(self, window: Window, columns: int, loud: bool) -> Iterator[int]:
        """Those that begin in another column than the one before; of those that are `loud` also who reaches further."""
        scale, since = columns / window.span, window.start

        def further(instants: array[float], at: int, behind: int) -> int:
            """Where the first behind `at` is that lies in a later column."""
            here = max(int((instants[at] - since) * scale), 0)
            found = bisect_left(instants, since + (here + 1) / scale, at + 1, behind)
            while found > at + 1 and int((instants[found - 1] - since) * scale) > here:
                found -= 1  # which column an instant at its very edge lies in is told by the division that draws it
            while found < behind and int((instants[found] - since) * scale) <= here:
                found += 1
            return found

        here = self.between(window.start, window.end)
        at, behind = here.start, here.stop
        while at < behind:
            yield self.at[at]
            onward = further(self.starts, at, behind)
            at = further(self.reach, at, onward) if loud else onward


class Laid(Sequence[Item]):
    """The items of a lane in the order of time, those that overlap on levels of their own.

    Of each its times are kept, and it is made when it is read: a stream of hours has a hundred thousand, of which a few
    hundred are drawn. `spans` has start, end and number in `source` of each; of these and its level `made` makes it.
    """

    def __init__(
        self,
        source: Sequence[object],
        spans: Iterable[tuple[float, float, int]],
        look: Callable[[int], Look],
        made: Callable[[float, float, int, int], Item],
    ) -> None:
        self._source, self._made = source, made
        self._numbers, self._starts, self._ends, self._on = array("l"), array("d"), array("d"), array("b")
        self._alike: dict[tuple[int, Look], _Alike] = {}
        free = [0.0] * LEVELS
        for at, (start, end, number) in enumerate(sorted(spans)):
            level = 0
            while level < LEVELS - 1 and free[level] > start + 1e-9:
                level += 1
            free[level] = max(free[level], end)
            self._numbers.append(number)
            self._starts.append(start)
            self._ends.append(end)
            self._on.append(level)
            kin = (level, look(number))
            if kin not in self._alike:
                self._alike[kin] = _Alike()
            self._alike[kin].add(at, start, end)

    @classmethod
    def of(cls, items: Sequence[Item]) -> Laid:
        """These items."""
        spans, kept = [(item.start, item.end, number) for number, item in enumerate(items)], tuple(items)

        def made(start: float, end: float, number: int, level: int) -> Item:
            return replace(kept[number], level=level)

        return cls(kept, spans, lambda number: kept[number].look, made)

    @property
    def levels(self) -> int:
        """On how many levels they lie; one where there is none."""
        return 1 + max(self._on, default=0)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Item: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Item, ...]: ...

    def __getitem__(self, at: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(len(self))[at])
        return self._made(self._starts[at], self._ends[at], self._numbers[at], self._on[at])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Laid):
            return NotImplemented
        mine, theirs = ((one._numbers, one._ends, one._on, one._source) for one in (self, other))
        return self is other or mine == theirs

    __hash__ = None  # type: ignore[assignment]  # it is compared, and kept under no key

    def between(self, start: float, end: float) -> list[Item]:
        """The items that lie in a stretch."""
        near = (alike.at[at] for alike in self._alike.values() for at in alike.between(start, end))
        return [self[at] for at in sorted(near) if self._ends[at] >= start]

    def near(self, start: float, end: float) -> int:
        """How many lie in a stretch, or begin before it and may."""
        return sum(len(alike.between(start, end)) for alike in self._alike.values())

    def told_apart(self, window: Window, columns: int) -> list[Item]:
        """Of the items in sight those that may be told apart on so many columns, and hardly more."""
        found = [
            at
            for (_level, look), alike in self._alike.items()
            for at in alike.told_apart(window, columns, look != PLAIN)
        ]
        return [self[at] for at in sorted(found)]


def laid(items: Sequence[Item]) -> Laid:
    """Items as they are laid out."""
    return items if isinstance(items, Laid) else Laid.of(items)


def row(lane: Lane, items: Sequence[Item], times: Sequence[float] = ()) -> Row:
    """A lane with its items in the order of time, those that overlap on levels of their own."""
    found = laid(items)
    return Row(lane, found, found.levels, array("d", sorted(times)))


def following(items: Sequence[Item]) -> tuple[float | None, ...]:
    """For each item (as `row` has them, in the order of time) when the next one begins on its level; None for none."""
    found: list[float | None] = []
    onward: dict[
        int, tuple[float | None, float | None]
    ] = {}  # by level: the earliest start behind, and the one after it
    for item in reversed(items):
        start, after = onward.get(item.level, (None, None))
        found.append(after if start == item.start else start)
        onward[item.level] = item.start, found[-1]
    return tuple(reversed(found))


def in_sight(items: Sequence[Item], window: Window, columns: int) -> list[Item]:
    """The items that lie in what is in sight, none drawn where another hides it.

    Where many more lie there than columns that can be told apart, of each level only the first that begins in a column
    is drawn, and of what is set off or has a tone as much as is seen: it may be all of them.
    """
    start, all_of_it = window.start, laid(items)
    if columns <= 0 or all_of_it.near(start, window.end) <= 2 * columns:
        return all_of_it.between(start, window.end)
    found, last = [], [-1] * LEVELS
    reached: dict[tuple[int, Look], tuple[int, int]] = {}
    scale = columns / window.span
    for item in all_of_it.told_apart(window, columns):
        first = max(int((item.start - start) * scale), 0)
        shows = first > last[item.level]
        if item.look != PLAIN:
            look, until = (item.level, item.look), int((item.end - start) * scale)
            begun, drawn = reached.get(look, (-1, -1))
            shows = shows or first > begun or until > drawn
            if shows:
                reached[look] = first, max(until, drawn)
        if shows:
            found.append(item)
            last[item.level] = first
    return found
