"""Rows of a table as pictures: what is shown is what would be painted, whatever has changed since they were kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.ui import theme
from reviewer_app.ui.app import the_app
from reviewer_app.ui.evidence.grid import Badge, Cell, Column, Grid
from reviewer_app.ui.theme import px
from tests.ui.apart import run_apart

COLUMNS = Column("field", "Field", fixed=92), Column("read", "Read", share=1.0), Column("check", "Check", fixed=140)


def cells(number: int) -> tuple[Cell, ...]:
    """A row with a badge and a line below, of another height each time."""
    return (
        Cell(f"字段 {number}", dim=True),
        Cell(f"有效期至 {'很长的读数 ' * (number % 4 * 6)}", below=f"营业执照 {number}"),
        Cell(badges=(Badge("到期", "bad", "x"),)),
    )


def shown(rows: int = 40) -> Grid:
    """A table that is painted and has kept its rows."""
    grid = Grid(300)
    grid.resize(620, 480)
    grid.show_rows(COLUMNS, range(rows), cells)
    grid.show()
    QApplication.processEvents()
    grid.viewport().grab()
    return grid


def painted(grid: Grid) -> QImage:
    """The table as it paints itself where no row was kept."""
    grid.keeps_rows = False
    image = grid.viewport().grab().toImage()
    grid.keeps_rows = True
    return image


CHANGES: dict[str, Callable[[Grid], object]] = {
    "nothing": lambda grid: None,
    "scrolled": lambda grid: grid.verticalScrollBar().setValue(333),
    "a row entered": lambda grid: grid.setCurrentIndex(grid.cells.index(2, 1)),
    "narrower": lambda grid: grid.resize(430, 480),
    "dark": lambda grid: theme.apply(the_app(), "dark", 1.0),
    "larger text": lambda grid: theme.apply(the_app(), "light", 1.5),
}


@pytest.mark.parametrize("change", CHANGES)
def test_rows_are_shown_as_they_would_be_painted(qtbot: QtBot, change: str) -> None:
    theme.apply(the_app(), "light", 1.0)
    grid = shown()
    qtbot.addWidget(grid)
    CHANGES[change](grid)
    QApplication.processEvents()
    assert grid.viewport().grab().toImage() == painted(grid)
    assert grid.horizontalHeader().height() == px(32)


def test_other_rows_are_not_shown_as_those_before(qtbot: QtBot) -> None:
    grid = shown()
    qtbot.addWidget(grid)
    before = grid.viewport().grab().toImage()
    grid.show_rows(COLUMNS, range(40), lambda number: cells(number + 1))
    QApplication.processEvents()
    assert grid.viewport().grab().toImage() != before


SCALED = """
import sys
from reviewer_app.ui import theme
from PySide6.QtWidgets import QApplication
app = QApplication([])
theme.apply(app, "light", 1.0)
from tests.ui.test_evidence_rows_drawn import painted, shown
grid = shown()
assert grid.devicePixelRatioF() == float(sys.argv[1])
assert grid.viewport().grab().toImage() == painted(grid)
"""


@pytest.mark.parametrize("scale", ["1.25", "2.0"])
def test_rows_are_whole_at_every_scale_of_the_screen(scale: str) -> None:
    run_apart(SCALED, scale, QT_SCALE_FACTOR=scale)
