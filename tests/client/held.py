"""Lanes that hold back work until a test says so: what happens between a question and its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import Trouble


class SlowLanes(InlineLanes):
    """Work on a lane named in `slow` waits until `answer`; the rest is done at once."""

    def __init__(self, *slow: str) -> None:
        super().__init__()
        self.slow, self.waiting = set(slow), list[tuple[Any, ...]]()

    def store(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Disk work."""
        self._ask("store", work, then, failed)

    def network(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that talks to the server."""
        self._ask("network", work, then, failed)

    def _ask(self, lane: str, *call: Any) -> None:
        if lane in self.slow:
            self.waiting.append(call)
        else:
            InlineLanes.store(self, *call)

    def answer(self) -> None:
        """Does what waits, and what comes of it."""
        while self.waiting:
            self.answer_one()

    def answer_one(self) -> None:
        """Does what waits longest."""
        InlineLanes.store(self, *self.waiting.pop(0))
