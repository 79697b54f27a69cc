"""Drafts on their way to the disk: what is not written yet is kept, tried again by itself, and told when it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.deskstate import Saved
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.leases import Lease

SAVE_AFTER = 0.4
"""Seconds of quiet after which a draft is written; with the commit it stays well under a second."""
AGAIN_FIRST, AGAIN_MOST = 2.0, 15.0
"""Seconds until a disk that did not take a draft is tried again: doubled up to the most."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A draft that is not on the disk yet, and for how long its case was looked at, in milliseconds."""

    case_id: str
    draft: Draft
    lease: Lease
    shown_ms: int


class Saving:
    """Writes drafts, the last state of each case, whatever is on the desk meanwhile. Lives on the screen's thread.

    `on_disk` is told the trouble when the disk takes nothing, and None when all that was owed is written; `on_written`
    each draft that is on the disk from now on.
    """

    def __init__(
        self, bench: Bench, lanes: Lanes, on_changes: Callable[[Changes], None], moved: Callable[[], None]
    ) -> None:
        self._bench, self._lanes, self._on_changes, self._moved = bench, lanes, on_changes, moved
        self._owed: dict[str, Owed] = {}
        self._writing: dict[str, Owed] = {}
        self._cancel: Callable[[], None] = lambda: None
        self._failures = 0
        self.on_disk: Callable[[Trouble | None], None] = lambda trouble: None
        self.on_written: Callable[[Owed], None] = lambda owed: None

    def owe(self, owed: Owed) -> None:
        """Takes the newest state of a draft, to be written when it has been quiet for a moment."""
        self._owed[owed.case_id] = owed
        self._later(SAVE_AFTER)

    def owed(self, case_id: str) -> Owed | None:
        """What of a case is not on the disk."""
        return self._owed.get(case_id)

    def saved(self, case_id: str) -> Saved:
        """Whether the draft of a case is on the disk."""
        if case_id not in self._owed:
            return Saved.YES
        return Saved.NO if self._failures else Saved.SAVING

    @property
    def stuck(self) -> int:
        """On how many cases something was entered that the disk did not take."""
        return sum(not one.draft.empty for one in self._owed.values()) if self._failures else 0

    def forget(self, case_id: str) -> None:
        """The draft of a case has gone another way: into a decision."""
        self._owed.pop(case_id, None)
        if not self._owed:
            self._cancel()

    def now(self) -> None:
        """Writes all that is owed."""
        self._cancel()
        for one in tuple(self._owed.values()):
            if self._writing.get(one.case_id) is not one:
                self._write(one)

    def refused(self, trouble: Trouble, owed: Owed) -> None:
        """The disk did not take a decision: its draft is written in its place, which shows when there is room again."""
        self._owed[owed.case_id] = owed
        self._failed(trouble)

    def _write(self, one: Owed) -> None:
        self._writing[one.case_id] = one

        def written(changes: Changes) -> None:
            self._done(one)
            if self._owed.get(one.case_id) is one:
                del self._owed[one.case_id]
            self.on_written(one)
            if self._failures:
                self._failures = 0
                self.on_disk(None)
            self._moved()
            self._on_changes(changes)

        def failed(trouble: Trouble) -> None:
            self._done(one)
            self._failed(trouble)

        work = self._bench.save_draft
        self._lanes.store(lambda: work(one.case_id, one.draft, one.lease, one.shown_ms), written, failed)

    def _done(self, one: Owed) -> None:
        if self._writing.get(one.case_id) is one:
            del self._writing[one.case_id]

    def _failed(self, trouble: Trouble) -> None:
        again = min(AGAIN_MOST, AGAIN_FIRST * (1 << min(self._failures, 8)))
        self._failures += 1
        self._moved()
        self.on_disk(trouble)
        self._later(again)

    def _later(self, seconds: float) -> None:
        self._cancel()
        self._cancel = self._lanes.later(seconds, self.now)
