"""Lanes: where slow work runs, so that the screen never waits; the third seam."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from reviewer_app.client.trouble import Trouble

T = TypeVar("T")


class Lanes(Protocol):
    """Each lane runs its work one after the other, off the screen's thread; `then` and `failed` come back on it.

    `failed` gets known trouble only; a bug of ours goes to the crash report, never to `failed`.
    """

    def store(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Disk work: one thread wide."""
        ...

    def network(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that talks to the server."""
        ...

    def media(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that asks the media process."""
        ...

    def verifying(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that decodes whole clips: it takes minutes, so no frame may wait behind it."""
        ...

    def reading(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that makes long words ready: it computes, so no frame may wait behind it, nor two take turns at it."""
        ...

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        """Calls `work` on the screen's thread after a while; the answer cancels it."""
        ...

    def idle(self, work: Callable[[], None]) -> None:
        """Calls `work` on the screen's thread once what has just changed has been painted."""
        ...


class InlineLanes:
    """Runs everything at once on the caller's thread: for tests and for the tour's set-up."""

    def __init__(self) -> None:
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def store(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Runs at once."""
        try:
            result = work()
        except Trouble as trouble:
            if failed is None:
                raise
            failed(trouble)
            return
        then(result)

    network = store
    media = store
    verifying = store
    reading = store

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        """Keeps the call until `run_due`."""
        entry = (seconds, work)
        self.timers.append(entry)
        return lambda: self.timers.remove(entry) if entry in self.timers else None

    def idle(self, work: Callable[[], None]) -> None:
        """Calls at once: nothing is painted here."""
        work()

    def run_due(self) -> None:
        """Runs every call that was put off, in the order they were made."""
        due, self.timers = self.timers, []
        for _seconds, work in due:
            work()
