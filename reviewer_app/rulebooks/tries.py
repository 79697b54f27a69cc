"""The facts that a condition is tried on before anybody relies on it: every corner, and what is likely in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import TypeVar

ValueT = TypeVar("ValueT")

COUNTS = (*range(21), 10**9)
"""What a count is tried at: the small ones that cases have, and more than any has."""
NUMBERS = (*(float(count) for count in range(21)), 1e12)
SHARES = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0)
MOST = 2_500
"""Combinations that are all tried; beyond, one fact at a time moves, beside the least and beside the largest others."""


def tries(facts: Mapping[str, Sequence[ValueT]]) -> Iterator[dict[str, ValueT]]:
    """Facts by name to try a condition on; the values of each go from the least to the largest."""
    if prod(len(values) for values in facts.values()) <= MOST:
        yield from (dict(zip(facts, values, strict=True)) for values in product(*facts.values()))
        return
    for end in (0, -1):
        base = {name: values[end] for name, values in facts.items()}
        for name, values in facts.items():
            yield from (base | {name: value} for value in values)
