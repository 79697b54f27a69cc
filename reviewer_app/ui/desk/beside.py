"""A clause in two versions side by side, what differs marked: painted in one widget, read out as one text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.versions import Place
from reviewer_app.client.words import _
from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.theme import Ink, Palette, current, font, live, px

LABEL, BETWEEN, ROW_GAP = 88, 16, 8
"""Pixels: the column of names, the gap between the columns, the gap between rows."""
Span = tuple[int, int]
_TOKEN = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a column, with the spans (start, length) that the other column does not have."""

    text: str
    left: int
    width: int
    marks: tuple[Span, ...] = ()
    later: bool = False
    ink: Ink = "ink"
    face: tuple[int, int] = (13, 400)


class Beside(QWidget):
    """The parts of a clause, one below the other: its name, its words then, and its words now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads, self._places = ("", ""), tuple[Place, ...]()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        live.changed.connect(self.updateGeometry)

    def show_places(self, heads: tuple[str, str], places: tuple[Place, ...]) -> None:
        """Shows the parts under the names of the two columns."""
        self._heads, self._places = heads, places
        self.setAccessibleDescription(self.words)
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """All of it as text, a line for each part."""
        lines = (words.named(p.name, p.then if p.same else f"{p.then} → {p.now}") for p in self._places)
        return "\n".join((" | ".join(self._heads), *lines))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(max(_height(cell) for cell in row) + px(ROW_GAP) for row in self._rows(width))

    def sizeHint(self) -> QSize:
        return QSize(px(480), self.heightForWidth(max(self.width(), px(480))))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), 0)

    def _rows(self, width: int) -> list[tuple[Cell, ...]]:
        column = max(px(80), (width - px(LABEL) - 2 * px(BETWEEN)) // 2)
        first, second = px(LABEL) + px(BETWEEN), px(LABEL) + 2 * px(BETWEEN) + column
        heads = tuple(
            Cell(text, left, column, ink="dim", face=(11, 600))
            for text, left in zip(self._heads, (first, second), strict=True)
        )
        rows: list[tuple[Cell, ...]] = [heads]
        for place in self._places:
            name = Cell(place.name, 0, px(LABEL), ink="dim" if place.same else "warn", face=(11, 600))
            if place.same:
                same = Cell(_("unchanged"), second, column, ink="faint", face=(11, 400))
                rows.append((name, Cell(place.then, first, column), same))
                continue
            gone, come = differing(place.then, place.now)
            rows.append(
                (
                    name,
                    Cell(place.then or "—", first, column, gone),
                    Cell(place.now or "—", second, column, come, later=True),
                )
            )
        return rows

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette, top = QPainter(self), current(), 0
        for number, row in enumerate(self._rows(self.width())):
            if number:
                painter.fillRect(0, top - px(ROW_GAP) // 2, self.width(), 1, colour(palette.line))
            for cell in row:
                painter.setPen(colour(palette.ink_of(cell.ink)))
                layout = _laid(cell, palette.name, live.scale)
                layout.draw(painter, QPointF(cell.left, top))
            top += max(_height(cell) for cell in row) + px(ROW_GAP)


def _height(cell: Cell) -> int:
    return round(_laid(cell, current().name, live.scale).boundingRect().height())


@lru_cache(maxsize=256)
def _laid(cell: Cell, theme: str, scale: float) -> QTextLayout:
    """The words of a cell, broken into lines. `theme` and `scale` are what it is true for."""
    size, weight = cell.face
    face: QFont = font(size, weight)  # type: ignore[arg-type]
    layout = QTextLayout(cell.text.replace("\n", "\N{LINE SEPARATOR}"), face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([_marked(cell.text, span, cell.later, current()) for span in cell.marks])
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(cell.width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout


def _marked(text: str, span: Span, later: bool, palette: Palette) -> QTextLayout.FormatRange:
    """How a span looks that the other column does not have: tinted, and struck out or underlined."""
    ink, ground = palette.tone("ok" if later else "bad")
    made, look = QTextLayout.FormatRange(), QTextCharFormat()
    look.setBackground(colour(ground))
    look.setForeground(colour(ink))
    look.setFontUnderline(later)
    look.setFontStrikeOut(not later)
    start, length = span
    made.start, made.length = _units(text[:start]), _units(text[start : start + length])
    made.format = look
    return made


def _units(text: str) -> int:
    """How long a text is as Qt counts: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=128)
def differing(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans that only the one text has, and those that only the other has: by word, in Chinese by character."""
    olds, news = _TOKEN.findall(before), _TOKEN.findall(after)
    gone: list[Span] = []
    come: list[Span] = []
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if b > a:
            gone.append((len("".join(olds[:a])), len("".join(olds[a:b]))))
        if d > c:
            come.append((len("".join(news[:c])), len("".join(news[c:d]))))
    return tuple(gone), tuple(come)
