"""Which of several questions was asked last: a late answer to an earlier one is not shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Turns:
    """Counts what a person asks for, and holds back what answers something older."""

    def __init__(self) -> None:
        self._last = 0

    def ask(self) -> None:
        """Something else is asked for now."""
        self._last += 1

    def unless_late(
        self, then: Callable[[T], object], late: Callable[[T], object] = lambda answer: None
    ) -> Callable[[T], None]:
        """`then` for an answer that comes while nothing newer was asked for, else `late`."""
        turn = self._last

        def answered(answer: T) -> None:
            (then if turn == self._last else late)(answer)

        return answered
