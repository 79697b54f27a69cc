"""The outbox: every decision on its way, what became of it, and what needs the person's eyes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.queue_values import OutboxState
from reviewer_app.client.workbench.values import OutboxRow
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.fates import Fate


@dataclass(frozen=True, slots=True)
class OutboxPageState:
    """The decisions, those that need eyes first; `at` is the chosen one, `trouble` what went wrong here.

    `away` says that the server cannot be reached.
    """

    rows: tuple[OutboxRow, ...] = ()
    at: int = 0
    loaded: bool = False
    trouble: Trouble | None = None
    away: bool = False

    @property
    def chosen(self) -> OutboxRow | None:
        """The chosen decision."""
        return self.rows[self.at] if 0 <= self.at < len(self.rows) else None


class OutboxModel(Observed):
    """The outbox without a screen. `on_open` puts a case on the desk, the second word saying whether to read only."""

    def __init__(
        self,
        bench: Bench,
        lanes: Lanes,
        clock: Clock,
        on_changes: Callable[[Changes], None],
        on_open: Callable[[str, bool], None],
    ) -> None:
        super().__init__()
        self._bench, self._lanes, self._clock = bench, lanes, clock
        self._on_changes, self._on_open = on_changes, on_open
        self._visible, self._dirty = False, True
        self._cancel_tick: Callable[[], None] = lambda: None
        self.state = OutboxPageState()

    def shown(self, visible: bool) -> None:
        """Whether the page is on the screen."""
        self._visible = visible
        if not visible:
            self._cancel_tick()
        elif self._dirty:
            self.reload()
        else:
            self._tick()

    def hear(self, changes: Changes) -> None:
        """Something changed elsewhere."""
        if changes.outbox:
            self._dirty = True
            if self._visible:
                self.reload()

    def connection(self, online: bool | None) -> None:
        """Whether the server is there, as far as it is known."""
        away = online is False
        if away != self.state.away:
            self._set(away=away)

    def reload(self) -> None:
        """Reads the outbox."""
        self._dirty = False
        self._lanes.store(self._bench.outbox, self._show, self._troubled)

    def choose(self, index: int) -> None:
        """Chooses a decision."""
        if index != self.state.at and 0 <= index < len(self.state.rows):
            self._set(at=index)

    def rest_left(self, row: OutboxRow) -> int:
        """Whole seconds for which a resting decision can still be taken back."""
        if row.state is not OutboxState.RESTING:
            return 0
        return max(0, round((row.rest_until - self._clock.now()).total_seconds()))

    def dismiss(self) -> bool:
        """Puts the chosen decision away once note was taken of its fate; False where its fate is still open."""
        row = self.state.chosen
        if row is None or row.state is not OutboxState.SETTLED:
            return False
        self._lanes.store(lambda: self._bench.dismiss(row.op_id), self._on_changes, self._troubled)
        return True

    def open(self) -> None:
        """Opens the chosen case: one not sealed yet is taken back, a refused one offered again, any other read."""
        row = self.state.chosen
        if row is None:
            return
        if row.state in (OutboxState.RESTING, OutboxState.WAITING):
            self._lanes.store(lambda: self._bench.undo(row.op_id), self._undone, self._troubled)
        elif row.fate in (Fate.REFUSED, Fate.STALE_RULEBOOK):
            self._lanes.store(lambda: self._bench.reopen(row.op_id), self._undone, self._troubled)
        else:
            self._on_open(row.case_id, True)

    def undo(self, failed: Callable[[Trouble], None]) -> None:
        """Takes the last decision back, from any page; `failed` shows why it could not be."""
        self._lanes.store(lambda: self._bench.undo(None), self._undone, failed)

    def _undone(self, result: tuple[Changes, str]) -> None:
        changes, case_id = result
        self._set(trouble=None)
        self._on_changes(changes)
        self._on_open(case_id, False)

    def _show(self, rows: tuple[OutboxRow, ...]) -> None:
        before = self.state.chosen.op_id if self.state.chosen else None
        ordered = tuple(sorted(rows, key=lambda row: not row.kept))
        at = next((place for place, row in enumerate(ordered) if row.op_id == before), 0)
        self._set(rows=ordered, at=at, loaded=True, trouble=None)
        self._tick()

    def _tick(self) -> None:
        """Once a second while something rests, so that its countdown moves."""
        self._cancel_tick()
        if self._visible and any(self.rest_left(row) for row in self.state.rows):
            self._cancel_tick = self._lanes.later(1.0, self._ticked)

    def _ticked(self) -> None:
        self.changed()
        self._tick()

    def _troubled(self, trouble: Trouble) -> None:
        self._set(trouble=trouble)

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()
