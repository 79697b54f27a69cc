"""A text of tens of thousands of lines: a part of it stands in the document, and all of it can be read and gone to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.texts import Line, Whole
from reviewer_app.ui.evidence.reading import SPARE, WRITTEN, Reading

COUNT = 1500
K = Qt.Key


@pytest.fixture
def reading(qtbot: QtBot) -> Iterator[Reading]:
    """A text with the keyboard, every line with its number and its time."""
    made = Reading(52)
    made.resize(420, 360)
    made.show_lines([Line(str(n), f"第 {n} 句", whole=Whole.TIME, start_s=Fraction(n)) for n in range(COUNT)])
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents()


def in_sight(reading: Reading) -> list[str]:
    """The lines that the window shows, from the top."""
    bottom = reading.viewport().height()
    found = []
    for row in range(COUNT):
        spot = reading._spot(row)
        if spot is not None and reading._box(spot).bottom() > 0 and reading._box(spot).top() < bottom:
            found.append(reading.lines[row].stored)
    return found


def written(reading: Reading) -> int:
    return reading.document().blockCount()


def test_only_a_part_is_written_however_many_lines_there_are(reading: Reading) -> None:
    assert written(reading) == WRITTEN
    reading.show_lines(reading.lines[: WRITTEN + SPARE])
    assert written(reading) == WRITTEN + SPARE


@pytest.mark.parametrize("row", [0, 1, WRITTEN - 1, WRITTEN, 700, COUNT - 1])
def test_a_line_is_gone_to_wherever_it_stands(reading: Reading, row: int) -> None:
    reading.go_to(row, 2, 4)
    assert reading.row == row
    assert reading.selected() == (2, 4)
    assert reading.pieces() == [(row, reading.lines[row].stored[2:4])]
    assert reading.lines[row].stored in in_sight(reading)
    assert written(reading) == WRITTEN


def test_what_is_noted_below_a_line_that_is_gone_to_is_in_sight_with_it(reading: Reading) -> None:
    """The words of a flag stood below the edge: a person was led to a place, and not told why."""
    reading.resize(420, 300)
    notes = (("⚑ 说明", "bad"), ("≡ 词表", "warn"))
    reading.show_lines([Line(str(n), f"第 {n} 句", whole=Whole.TIME, notes=notes) for n in range(20)])
    for row in (*range(20), *range(19, -1, -1)):
        reading.go_to(row, 0, 1)
        spot = reading._spot(row)
        assert spot is not None
        box = reading._box(spot)
        assert box.top() >= 0
        assert box.bottom() <= reading.viewport().height()


def test_the_line_that_counts_now_is_followed(reading: Reading) -> None:
    reading.clearFocus()
    for row in (10, 400, 1490, 3):
        reading.set_now(row)
        assert reading.lines[row].stored in in_sight(reading)


def test_the_caret_walks_down_over_the_end_of_what_is_written_and_back(reading: Reading) -> None:
    rows: list[int] = []
    reading.row_chosen.connect(rows.append)
    reading.go_to(WRITTEN - 30)
    start = reading.row
    for _press in range(60):
        QTest.keyClick(reading, K.Key_Down)
    assert reading.row == start + 60
    for _press in range(60):
        QTest.keyClick(reading, K.Key_Up)
    assert reading.row == start
    assert rows == [*range(start + 1, start + 61), *range(start + 59, start - 1, -1)]


def test_scrolling_goes_on_to_the_last_line_with_nothing_left_out(reading: Reading) -> None:
    bar, seen = reading.verticalScrollBar(), [in_sight(reading)]
    for _turn in range(COUNT):
        if seen[-1][-1] == reading.lines[-1].stored:
            break
        bar.setValue(bar.value() + reading.viewport().height() // 2)
        seen.append(in_sight(reading))
    assert seen[-1][-1] == reading.lines[-1].stored
    assert all(set(before) & set(after) for before, after in pairwise(seen)), "a line was jumped over"
    assert {line for one in seen for line in one} == {line.stored for line in reading.lines}


def test_writing_on_leaves_what_is_in_sight_where_it_is(reading: Reading) -> None:
    bar = reading.verticalScrollBar()
    bar.setValue(3000)
    for _turn in range(400):
        top, first = in_sight(reading)[0], reading._from
        bar.setValue(bar.value() + 7)
        if reading._from != first:
            assert abs(in_sight(reading).index(top)) <= 1, "7 pixels on"
            return
    pytest.fail("nothing was written on")


def test_words_are_found_in_all_of_it_a_part_at_a_time(reading: Reading, qtbot: QtBot) -> None:
    told: list[int] = []
    reading.counted.connect(told.append)
    assert reading.search("第 1321 句") == 0 and reading.searching, "the key press does not wait for all of them"
    qtbot.waitUntil(lambda: not reading.searching)
    assert (reading.row, told[-1]) == (1321, 1)
    assert reading.search("句") == COUNT, "the lines are read once"
    assert reading.row == 0
    reading.find_next(-1)
    assert reading.row == COUNT - 1
    assert "第 1499 句" in in_sight(reading)
    reading.find_next()
    assert reading.row == 0


def test_a_line_that_is_out_of_sight_is_not_what_enter_would_bind(reading: Reading) -> None:
    reading.go_to(5)
    bar = reading.verticalScrollBar()
    for _turn in range(120):
        bar.setValue(bar.value() + reading.viewport().height())
    assert reading.row >= WRITTEN


def test_what_was_selected_stays_so_wherever_one_scrolls_to(reading: Reading) -> None:
    reading.go_to(9, 2, 3)
    bar = reading.verticalScrollBar()
    for _turn in range(COUNT):
        bar.setValue(bar.value() + reading.viewport().height())
    assert reading.lines[-1].stored in in_sight(reading)
    assert reading.pieces() == [(9, "9")]
    assert not reading.textCursor().hasSelection(), "nothing else is taken for it"
    QTest.keyClick(reading, K.Key_Right, Qt.KeyboardModifier.ShiftModifier)  # it goes on from where it is
    assert reading.pieces() == [(9, "9 ")]
    assert reading.lines[9].stored in in_sight(reading)


def test_more_is_selected_by_keys_than_stands_in_the_document(reading: Reading) -> None:
    reading.go_to(WRITTEN - 30, 2, 2)
    for _press in range(2 * WRITTEN):
        QTest.keyClick(reading, K.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    first, last = WRITTEN - 30, 3 * WRITTEN - 30
    assert [row for row, _words in reading.pieces()] == list(range(first, last + 1))
    assert reading.pieces()[0] == (first, reading.lines[first].stored[2:])
    reading.copy()
    copied = QApplication.clipboard().text().split("\n")
    assert copied == [words for _row, words in reading.pieces()], "none of it is left out in silence"
    QApplication.clipboard().clear()  # what Python made must not outlive it


def test_the_line_that_counts_now_takes_neither_the_caret_nor_what_is_selected(reading: Reading) -> None:
    reading.go_to(10, 0, 4)
    reading.clearFocus()
    chosen: list[int] = []
    reading.row_chosen.connect(chosen.append)
    for row in (500, 560, 1400):
        reading.set_now(row)
        assert reading.lines[row].stored in in_sight(reading)
        assert (reading.row, reading.selected()) == (10, (0, 4))
    reading.go_to(11)
    reading.set_now(600)
    assert (reading.row, chosen) == (11, [])
    reading.set_now(12)
    assert reading.textCursor().position() == reading._written(11).start
