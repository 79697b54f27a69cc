"""The recovery key of the open profile: whether there is one, and making one, which is shown once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.observing import Observed


class RecoverySource(Protocol):
    """`client.settings.recovery.RecoveryKeys`, or its like in a test; both verbs touch the disk."""

    def has(self) -> bool:
        """Whether there is a recovery key. Raises Trouble."""
        ...

    def make(self) -> str:
        """Makes a new one in place of the one before. Raises Trouble."""
        ...


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """`has` is None until it was looked at; `code` is there from its making until it was put away, and nowhere else."""

    has: bool | None = None
    code: str = ""
    busy: bool = False
    trouble: Trouble | None = None

    def __repr__(self) -> str:
        return f"RecoveryState(has={self.has}, busy={self.busy})"


class RecoveryModel(Observed):
    """Making a recovery key without a screen."""

    def __init__(self, source: RecoverySource | None, lanes: Lanes) -> None:
        super().__init__()
        self._source, self._lanes = source, lanes
        self.state = RecoveryState()

    def look(self) -> None:
        """Finds out whether there is one."""
        source = self._source
        if source is not None:
            self._lanes.store(source.has, lambda has: self._set(has=has), self._troubled)

    def make(self) -> None:
        """Makes one, shown from then on."""
        source = self._source
        if source is None or self.state.busy:
            return
        self._set(busy=True, trouble=None)
        self._lanes.store(source.make, lambda code: self._set(busy=False, has=True, code=code), self._troubled)

    def put_away(self) -> None:
        """Forgets what is shown: the person has written it down, or does not want it."""
        self._set(code="", trouble=None)

    def _troubled(self, trouble: Trouble) -> None:
        self._set(busy=False, trouble=trouble)

    def _set(self, **moved: Any) -> None:
        self.state = replace(self.state, **moved)
        self.changed()
