"""The status line: whether the server is there, the honest counts, and how long a decision can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reviewer_app.client.remote.api import SessionEnded
from reviewer_app.client.trouble import NotSaved, Offline
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.workbench.queue_values import Counts

if TYPE_CHECKING:
    from reviewer_app.client.lanes import Lanes
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.client.workbench.bench import Bench
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.clock import Clock


@dataclass(frozen=True, slots=True)
class StatusState:
    """What the status line shows. `undo_left` is whole seconds; `trouble` what the calm line above says.

    `disk` is that the disk takes nothing, and comes before it. `ended` says that the session has ended: it stays until
    somebody has signed in again, whatever the calm line says. `fast` is by how many minutes this computer's clock is
    ahead of the server's, below zero behind; 0 where it is not worth a word.
    """

    counts: Counts = field(default_factory=Counts)
    online: bool | None = None
    syncing: bool = False
    undo_left: int = 0
    trouble: Trouble | None = None
    disk: Trouble | None = None
    ended: bool = False
    fast: int = 0

    @property
    def line(self) -> Trouble | None:
        """The one thing that the calm line says."""
        return self.disk or self.trouble


class StatusModel(Observed):
    """The status line without a screen."""

    def __init__(self, bench: Bench, lanes: Lanes, clock: Clock, on_changes: Callable[[Changes], None]) -> None:
        super().__init__()
        self._bench, self._lanes, self._clock, self._on_changes = bench, lanes, clock, on_changes
        self._cancel_tick: Callable[[], None] = lambda: None
        self._refused: set[str] = set()
        self.state = StatusState()

    def refresh(self) -> None:
        """Counts again."""
        self._lanes.store(self._bench.counts, self._counted, self.say)

    def hear(self, changes: Changes) -> None:
        """Counts again where something changed that is counted; what is in hand elsewhere is known from the queue."""
        if changes.queue or changes.leases or changes.drafts or changes.outbox or changes.media:
            self.refresh()

    def connection(self, online: bool) -> None:
        """What the sync loop found out about the server."""
        if online != self.state.online:
            cleared = online and isinstance(self.state.trouble, Offline)
            self._set(online=online, trouble=None if cleared else self.state.trouble)

    def clock(self, fast: int) -> None:
        """By how many minutes this computer's clock is ahead of the server's."""
        if fast != self.state.fast:
            self._set(fast=fast)

    def say(self, trouble: Trouble | None) -> None:
        """Puts trouble on the calm line; None takes it away."""
        if isinstance(trouble, NotSaved):
            self._set(syncing=False)
            self.disk("a verb", trouble)
            return
        if trouble is None:
            self._set(disk=None)
        online = False if isinstance(trouble, Offline) else self.state.online
        ended = self.state.ended or isinstance(trouble, SessionEnded)
        self._set(trouble=trouble, online=online, syncing=False, ended=ended)

    def disk(self, who: str, trouble: Trouble | None) -> None:
        """What the disk said to one who writes on it: one line for all of them, gone when every one could write again.

        A line that was closed by hand comes back only for one who could write in between.
        """
        if trouble is not None and who not in self._refused:
            self._refused.add(who)
            self._set(disk=trouble)
        elif trouble is None and who in self._refused:
            self._refused.discard(who)
            if not self._refused:
                self._set(disk=None)

    def signed_in(self) -> None:
        """A session is open again."""
        over = isinstance(self.state.trouble, SessionEnded)
        self._set(ended=False, trouble=None if over else self.state.trouble)

    def sync(self) -> None:
        """Sends and fetches now."""
        if self.state.syncing:
            return
        self._set(syncing=True)

        def done(changes: Changes) -> None:
            self._set(syncing=False, online=True, trouble=None)
            self._on_changes(changes)

        self._lanes.network(self._bench.refresh, done, self.say)

    def stop(self) -> None:
        """Stops ticking."""
        self._cancel_tick()

    def _counted(self, counts: Counts) -> None:
        self._set(counts=counts)
        self.disk("a verb", None)
        self._tick()

    def _tick(self) -> None:
        """Once a second while the last decision rests; after that it can be taken back until it is sealed."""
        self._cancel_tick()
        self._cancel_tick = lambda: None
        until = self.state.counts.undo_until
        left = 0 if until is None else max(0, round((until - self._clock.now()).total_seconds()))
        if left != self.state.undo_left:
            self._set(undo_left=left)
        if left:
            self._cancel_tick = self._lanes.later(1.0, self._tick)

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()
