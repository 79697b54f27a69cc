"""What followed from a verdict by one part of a schedule, as verdicts and events carry it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from reviewer_app.domain.rulebook import RulebookCite
from reviewer_app.domain.schedule import Name
from reviewer_app.domain.values import Key, Value


class Effect(Value):
    """What followed by one part of a schedule version: a ladder's step with its measures, points of a score, an amount.

    `step` is 0 where not even the first is reached. `lacking` names the inputs without which it cannot be told; then
    there is neither step nor points nor amount.
    """

    schedule: RulebookCite
    part: Key
    step: Annotated[int, Field(ge=0)] | None = None
    measures: tuple[Key, ...] = ()
    points: Annotated[int, Field(ge=0)] | None = None
    yuan: Annotated[int, Field(ge=0)] | None = None
    lacking: tuple[Name, ...] = ()


def nothing(value: tuple[object, ...]) -> bool:
    """Whether there is none: such a field is left out of the bytes."""
    return not value
