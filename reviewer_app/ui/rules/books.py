"""The column of books: rulebooks, then schedules, each with its number of versions and the one in force."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from reviewer_app.client.viewmodels.library import Shelf
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.words import _, language, ngettext
from reviewer_app.domain.clock import Clock
from reviewer_app.ui.rules.lists import Item, WalkList, say
from reviewer_app.ui.theme import px


class BookList(WalkList):
    """The column; going to a book opens it at the version in force now."""

    def __init__(self, model: RulesModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(self._draw, lambda row: px(46), parent)
        self._model, self._clock = model, clock
        self._places: list[Shelf | None] = []
        self.walked.connect(self._walk)

    def show_state(self) -> None:
        """Shows what the model holds."""
        state = self._model.state
        items: list[Item] = []
        self._places = []
        for is_schedule, heading in ((False, _("Rulebooks")), (True, _("Schedules"))):
            found = [shelf for shelf in state.shelves if shelf.is_schedule is is_schedule]
            if found:
                items += [Item(heading, heading=True), *(Item(f"{_title(s)}, {self._below(s)}") for s in found)]
                self._places += [None, *found]
        at = self._places.index(state.shelf) if state.shelf in self._places and state.shelf is not None else -1
        self.show_rows(items, at)

    def _walk(self, row: int) -> None:
        shelf = self._places[row]
        if shelf is not None and shelf != self._model.state.shelf:
            self._model.choose_book(shelf.rulebook_id)

    def _below(self, shelf: Shelf) -> str:
        count = len(shelf.versions)
        said = ngettext("{count} version", "{count} versions", count).format(count=count)
        now = shelf.in_force(self._clock.now())
        return f"{said} · {now.head.version if now is not None else _('none in force')}"

    def _draw(self, painter: QPainter, box: QRect, row: int, chosen: bool) -> None:
        shelf = self._places[row] if row < len(self._places) else None
        if shelf is not None:
            line = box.adjusted(px(16), 0, -px(8), 0)
            say(painter, QRect(line.x(), line.y() + px(5), line.width(), px(20)), _title(shelf), "ink", chosen)
            below = QRect(line.x(), line.y() + px(24), line.width(), px(16))
            say(painter, below, self._below(shelf), "dim", small=True)


def _title(shelf: Shelf) -> str:
    return shelf.versions[-1].head.title.within(language())
