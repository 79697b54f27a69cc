"""Where a person was sent to in a filing whose papers are still being looked through: gone to then, if they stayed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviewer_app.client.viewmodels.filing import FilingModel
from reviewer_app.client.viewmodels.filingrows import Row


@dataclass(frozen=True, slots=True)
class _Wished:
    """Where to go, and where one stood when it was asked for: the page, then the row."""

    go: Callable[[], None]
    page: tuple[object, ...]
    row: Row | None


class Wish:
    """The place that was asked for last; one that came too late for the person is not gone to."""

    def __init__(self, model: FilingModel) -> None:
        self._model = model
        self._wished: _Wished | None = None

    def when_looked(self, go: Callable[[], None]) -> None:
        """Goes to a row, once the papers have been looked through; then only if the person has not gone elsewhere."""
        if self._model.looking:
            self._wished = _Wished(go, self._page(), self._model.row)
        else:
            go()

    def forget(self) -> None:
        """What was asked for counts no more."""
        self._wished = None

    def come(self) -> None:
        """The model has moved: where the papers have been looked through, what was asked for is gone to."""
        if self._wished is not None and not self._model.looking:
            wished, self._wished = self._wished, None
            if self._stands_as(wished):
                wished.go()

    def _page(self) -> tuple[object, ...]:
        state = self._model.pictures.state
        return state.at, state.page, state.box, self._model.tab, self._model.side

    def _stands_as(self, wished: _Wished) -> bool:
        """Whether one is still where one was when something was wished for, on the page and in the table."""
        row = self._model.row
        same = row is wished.row if row is None or wished.row is None else row.stands_as(wished.row)
        return same and self._page() == wished.page
