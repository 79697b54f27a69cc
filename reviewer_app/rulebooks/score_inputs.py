"""Which inputs a score is worked out from, and of which type each must be."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer_app.domain.schedule import InputType
from reviewer_app.domain.score import Score

_NUMBERS = frozenset({InputType.COUNT, InputType.NUMBER})
_COUNTS = frozenset({InputType.COUNT})
_FLAGS = frozenset({InputType.FLAG})


def inputs_of(score: Score) -> Iterator[tuple[str, frozenset[InputType]]]:
    """The name of each input a score may ask for, with the types it may have; some come more than once."""
    if score.growth is not None:
        yield score.growth.orders, _COUNTS
        yield score.growth.lowered_when, _FLAGS
    if score.relief is not None:
        yield score.relief.orders, _COUNTS
        yield score.relief.narrow_when, _FLAGS
    for part in score.parts:
        for metric in part.metrics:
            yield metric.of, _NUMBERS
            if metric.bad is not None:
                yield metric.bad, _COUNTS
        for bonus in part.bonuses:
            yield bonus.when, _NUMBERS if bonus.at_least is not None else _FLAGS
    for deduction in score.deductions:
        yield deduction.of, _COUNTS
