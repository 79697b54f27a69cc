"""The list of clauses or parts: all of a version, or what a search found across versions."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from reviewer_app.client.viewmodels.library import Line
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.words import language
from reviewer_app.ui.rules.lists import Item, WalkList, say
from reviewer_app.ui.theme import px


class ClauseList(WalkList):
    """The list; arrow keys walk it."""

    def __init__(self, model: RulesModel, parent: QWidget | None = None) -> None:
        super().__init__(self._draw, lambda row: px(44) if self._across() else px(34), parent)
        self._model = model
        self._listed: tuple[Line, ...] = ()
        self.walked.connect(self._walk)

    def _across(self) -> bool:
        """Whether what is listed was found, and comes from several books."""
        return bool(self._model.state.text)

    def show_state(self) -> None:
        """Shows what the model holds."""
        state, self._listed = self._model.state, self._model.listed()
        at = (n for n, line in enumerate(self._listed) if line.volume == state.volume and line.id == state.entry)
        self.show_rows([Item(_said(line, self._across())) for line in self._listed], next(at, -1))

    def _walk(self, row: int) -> None:
        line = self._listed[row]
        self._model.choose_entry(line.id, line.volume.digest)

    def _draw(self, painter: QPainter, box: QRect, row: int, chosen: bool) -> None:
        if row >= len(self._listed):
            return
        one, line = self._listed[row], box.adjusted(px(16), 0, -px(12), 0)
        upper = QRect(line.x(), line.y() + px(4), line.width(), px(20)) if self._across() else line
        room = px(36) if one.number else 0
        say(painter, QRect(upper.x(), upper.y(), room, upper.height()), one.number, "dim", chosen)
        main = one.id and not one.id.startswith("/")  # a clause or a part: what people come for
        say(painter, upper.adjusted(room, 0, 0, 0), one.title, "ink" if main else "dim", chosen)
        if self._across():
            lower = QRect(line.x() + room, line.y() + px(22), line.width() - room, px(18))
            say(painter, lower, _where(one), "dim", small=True)


def _where(line: Line) -> str:
    return f"{line.volume.head.title.within(language())} · {line.volume.head.version}"


def _said(line: Line, across: bool) -> str:
    said = f"{line.number} {line.title}".strip()
    return f"{said}, {_where(line)}" if across else said
