"""Scores of merchants and creators: their published build as values, and the pure sum from declared inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from reviewer_app.domain.values import Key, Text, Value
from reviewer_app.domain.version_head import Citation

Points = Annotated[int, Field(ge=0, le=100)]
Weight = Annotated[int, Field(gt=0, le=100)]
Facts = Mapping[str, int | float | bool | str]


class Rung(Value):
    """A value and the points it earns; between rungs of a continuous metric points follow a straight line."""

    value: Annotated[float, Field(ge=0)]
    points: Points


class Relief(Value):
    """The small-shop floor: with few orders and few bad ones (`bad`, at most `most`) a metric earns `points` at least.

    Few is below `usual`, or below `narrow` where the input `narrow_when` is true.
    """

    orders: str
    usual: int
    narrow: int
    narrow_when: str
    most: int
    points: Points


class Metric(Value):
    """One measured input and its rungs, from the best to the worst: `higher` says whether more is better.

    Stepped: the first rung that the value reaches. Continuous: a straight line between rungs, flat outside.
    `bad` is the input with the count of bad orders that the small-shop floor looks at.
    """

    id: Key
    title: Text
    of: str
    higher: bool
    continuous: bool = False
    weight: Weight
    bad: str | None = None
    rungs: Annotated[tuple[Rung, ...], Field(min_length=2)]


class Bonus(Value):
    """Points added while a flag input is true, or a number input has reached `at_least`."""

    id: Key
    title: Text
    when: str
    at_least: float | None = None
    points: Points


class Part(Value):
    """A sub-score of 0 to 100: the weighted mean of its metrics and its bonuses, never above 100."""

    id: Key
    title: Text
    weight: Weight
    metrics: Annotated[tuple[Metric, ...], Field(min_length=1)]
    bonuses: tuple[Bonus, ...] = ()


class Deduction(Value):
    """Points taken for each time the input counts; `group` shares a cap."""

    id: Key
    title: Text
    of: str
    points: Points
    group: Key


class Cap(Value):
    """The most that a group of deductions takes."""

    group: Key
    most: Points


class Growth(Value):
    """The first stage: below `below` orders the score is `fixed`, or `lowered` where the flag is true."""

    orders: str
    below: int
    fixed: Points
    lowered: Points
    lowered_when: str


class Band(Value):
    """From `at_least` on, the shown score is `tenths`, and a tenth more for every `width` points further."""

    at_least: Points
    tenths: int
    width: Annotated[int, Field(gt=0)] | None = None


class Stars(Value):
    """From a shown score of `at_least` tenths on, so many half stars."""

    at_least: int
    halves: int


class Hang(Value):
    """What hangs on a score, such as traffic or support; it is lost below `below`, where that line is public."""

    id: Key
    title: Text
    below: Points | None = None


class Score(Value):
    """A score whole. `ours`: the formula is the house's own; `defaults` names the parameters that nobody published.

    `of` says whose score it is. `bands` and `stars` go down from the best; the first that is reached counts.
    """

    id: Key
    title: Text
    of: Literal["creator", "merchant"]
    ours: bool
    formula: Text
    defaults: Text | None = None
    least: Points
    most: Points
    growth: Growth | None = None
    relief: Relief | None = None
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    deductions: tuple[Deduction, ...] = ()
    caps: tuple[Cap, ...] = ()
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    stars: Annotated[tuple[Stars, ...], Field(min_length=1)]
    hangs: tuple[Hang, ...] = ()
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Not computable: the inputs that were not given, by name, in order."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A worked-out score.

    `score` is whole, rounded down; `tenths` what is shown (47 for 4.7); `halves` half stars; `parts` sub-scores
    rounded down, none in the growth stage; `taken` the points deducted.
    """

    score: int
    tenths: int
    halves: int
    growing: bool
    parts: tuple[tuple[str, int], ...] = ()
    taken: int = 0


class _Missing(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def work_out(score: Score, facts: Facts, weights: Mapping[str, int] | None = None) -> Scored | Lacking:
    """The score for declared inputs, or the inputs that are lacking.

    `weights` take the place of the default weights of parts and metrics, by id; facts are checked by the caller.
    """
    try:
        return _Sum(score, facts, weights or {}).scored()
    except _Missing:
        return Lacking(_all_missing(score, facts, weights or {}))


def points_taken(score: Score, facts: Facts) -> int | Lacking:
    """The points that the deductions take for declared inputs, or the inputs that are lacking."""
    lacking = tuple(dict.fromkeys(item.of for item in score.deductions if item.of not in facts))
    return Lacking(lacking) if lacking else _Sum(score, facts, {}).taken()


def shown(score: Score, points: int) -> tuple[int, int]:
    """The shown score in tenths and the half stars for whole points."""
    band = next((band for band in score.bands if points >= band.at_least), score.bands[-1])
    tenths = band.tenths + ((points - band.at_least) // band.width if band.width else 0)
    return tenths, next((row.halves for row in score.stars if tenths >= row.at_least), score.stars[-1].halves)


def _all_missing(score: Score, facts: Facts, weights: Mapping[str, int]) -> tuple[str, ...]:
    """Every input that stood in the way: each missing one is filled in turn with nothing, to find the next."""
    names: list[str] = []
    filled = dict(facts)
    while True:
        try:
            _Sum(score, filled, weights).scored()
        except _Missing as missing:
            names.append(missing.name)
            filled[missing.name] = 10**6 if score.growth and missing.name == score.growth.orders else 0
        else:
            return tuple(names)


class _Sum:
    """One sum over one set of inputs, exact: decimal words become fractions, so that no boundary is a hair off."""

    def __init__(self, score: Score, facts: Facts, weights: Mapping[str, int]) -> None:
        self._score = score
        self._facts = facts
        self._weights = weights

    def scored(self) -> Scored:
        score = self._score
        growth = score.growth
        if growth is not None and self._number(growth.orders) < growth.below:
            points = growth.lowered if self._flag(growth.lowered_when) else growth.fixed
            return Scored(points, *shown(score, points), growing=True)
        parts = [(part, self._part(part)) for part in score.parts]
        taken = self.taken()
        exact = _mean([(value, self._weight(part)) for part, value in parts]) - taken
        points = min(max(math.floor(exact), score.least), score.most)
        names = tuple((part.id, math.floor(value)) for part, value in parts)
        return Scored(points, *shown(score, points), growing=False, parts=names, taken=taken)

    def _part(self, part: Part) -> Fraction:
        value = _mean([(self._metric(metric), self._weight(metric)) for metric in part.metrics])
        value += sum(bonus.points for bonus in part.bonuses if self._earned(bonus))
        return min(value, Fraction(100))

    def _metric(self, metric: Metric) -> Fraction:
        value = self._number(metric.of)
        points = _line(metric, value) if metric.continuous else _stepped(metric, value)
        relief = self._score.relief
        if relief is None or metric.bad is None or points >= relief.points:
            return points
        few = relief.narrow if self._flag(relief.narrow_when) else relief.usual
        if self._number(relief.orders) < few and self._number(metric.bad) <= relief.most:
            return Fraction(relief.points)
        return points

    def _earned(self, bonus: Bonus) -> bool:
        if bonus.at_least is None:
            return self._flag(bonus.when)
        return self._number(bonus.when) >= _exact(bonus.at_least)

    def taken(self) -> int:
        caps = {cap.group: cap.most for cap in self._score.caps}
        sums: dict[str, int] = {}
        for deduction in self._score.deductions:
            points = deduction.points * int(self._number(deduction.of))
            sums[deduction.group] = sums.get(deduction.group, 0) + points
        return sum(min(points, caps.get(group, points)) for group, points in sums.items())

    def _weight(self, item: Part | Metric) -> int:
        return self._weights.get(item.id, item.weight)

    def _number(self, name: str) -> Fraction:
        if name not in self._facts:
            raise _Missing(name)
        return _exact(self._facts[name])

    def _flag(self, name: str) -> bool:
        if name not in self._facts:
            raise _Missing(name)
        return bool(self._facts[name])


def _exact(value: int | float | bool | str) -> Fraction:
    return Fraction(Decimal(str(value))) if isinstance(value, float) else Fraction(value)


def _mean(weighed: list[tuple[Fraction, int]]) -> Fraction:
    """The weighted mean. A weight of 0 takes an item out; with none left the items count alike."""
    total = sum(weight for _, weight in weighed)
    if total == 0:
        return sum((value for value, _ in weighed), Fraction(0)) / len(weighed)
    return sum((value * weight for value, weight in weighed), Fraction(0)) / total


def _stepped(metric: Metric, value: Fraction) -> Fraction:
    for rung in metric.rungs:
        if (value >= _exact(rung.value)) if metric.higher else (value <= _exact(rung.value)):
            return Fraction(rung.points)
    return Fraction(metric.rungs[-1].points)


def _line(metric: Metric, value: Fraction) -> Fraction:
    rungs = sorted((_exact(rung.value), Fraction(rung.points)) for rung in metric.rungs)
    if value <= rungs[0][0]:
        return rungs[0][1]
    for (low, at_low), (high, at_high) in pairwise(rungs):
        if value <= high:
            return at_low + (at_high - at_low) * (value - low) / (high - low)
    return rungs[-1][1]
