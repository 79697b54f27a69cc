"""Evidence to be read: lines of untrusted text, strictly plain, each with its key, selectable to the code point."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from reviewer_app.client.viewmodels.texts import Line, Role, occurrences
from reviewer_app.ui.evidence.written import FONTS, NAME_LINE, Spot, write
from reviewer_app.ui.kit.paint import colour, draw_focus
from reviewer_app.ui.theme import METRICS, Tone, current, font, live, px

LONG_NAMES, LEAST_TEXT = 80, 220
"""Pixels: from so wide a column of names on, they go above their lines where less is left for the text."""
WRITTEN, SPARE = 160, 80
"""Lines that stand in the document at once, and how many more are written rather than windowed.

A stream of hours has tens of thousands of lines, each of which costs Qt as much as a hundred of ours.
"""
_MOVES = tuple(
    getattr(QKeySequence.StandardKey, name)
    for name in (
        "MoveToNextChar", "MoveToPreviousChar", "MoveToNextWord", "MoveToPreviousWord", "MoveToNextLine",
        "MoveToPreviousLine", "MoveToStartOfLine", "MoveToEndOfLine", "SelectNextChar", "SelectPreviousChar",
        "SelectNextWord", "SelectPreviousWord", "SelectNextLine", "SelectPreviousLine", "SelectStartOfLine",
        "SelectEndOfLine", "Copy",
    )
)  # fmt: skip
"""Keys that move the caret or widen its selection: no action of the desk takes them while the caret is here."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a marked stretch looks: its tone, the line under it, whether it is struck out; `plain` has only the line."""

    tone: Tone
    line: QTextCharFormat.UnderlineStyle = QTextCharFormat.UnderlineStyle.NoUnderline
    struck: bool = False
    plain: bool = False


_LOOKS = {
    "changed": _Look("warn", QTextCharFormat.UnderlineStyle.DotLine, plain=True),
    "spotted": _Look("warn", QTextCharFormat.UnderlineStyle.DashUnderline),
    "flagged": _Look("bad", QTextCharFormat.UnderlineStyle.SingleUnderline),
    "removed": _Look("bad", struck=True),
    "added": _Look("ok", QTextCharFormat.UnderlineStyle.SingleUnderline),
}
"""By the name of a line's ranges; what comes later lies over what comes before."""
_FOUND = _Look("accent")
MOST_FOUND = 1000
"""Places found that are marked; the others can be gone to all the same."""


class Reading(QTextEdit):
    """The lines. `row_chosen` gives the row to which a person moved the caret; `touched` that one came here.

    `beyond` gives a row and code points of its text that were to be gone to and are not in what is shown of it.
    `counted` says in how many places of the lines what is sought stands, whenever other lines are shown.
    """

    row_chosen = Signal(int)
    touched = Signal()
    beyond = Signal(int, int, int)
    counted = Signal(int)

    def __init__(self, gutter: int = METRICS.label_column, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gutter = gutter
        self._lines: tuple[Line, ...] = ()
        self._spots: list[Spot] = []
        self._from = 0
        self._hits: list[tuple[int, int, int]] = []
        self._sought = ""
        self._now: int | None = None
        self._row = 0
        self._quiet, self._above = False, False
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ways = Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        self.setTextInteractionFlags(ways)
        self.document().setDocumentMargin(0)
        self.setObjectName("reading")
        self.cursorPositionChanged.connect(self._caret_moved)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        live.changed.connect(self._fill)

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are shown."""
        return self._lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows these lines from the top."""
        if lines is not self._lines and tuple(lines) != self._lines:
            first = next((index for index, line in enumerate(lines) if line.role is not Role.HEAD), 0)
            same = [line.pointer for line in lines] == [line.pointer for line in self._lines]
            self._lines, self._now, self._row = tuple(lines), None, self.row if same else first
            self._hits = self._places(self._sought)
            self._fill()
            self.counted.emit(len(self._hits))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        above = self._gutter >= LONG_NAMES and self.viewport().width() < px(self._gutter + LEAST_TEXT)
        if above != self._above:
            self._above = above
            self._fill()

    def _fill(self) -> None:
        """Writes the document anew, with as many lines about the one that a person is at as it holds at once."""
        self._write_about(self._row)

    def _write_about(self, row: int) -> None:
        """Writes the lines about a row, with the caret on it."""
        quiet, self._quiet = self._quiet, True
        count = len(self._lines)
        whole = count <= WRITTEN + SPARE
        self._from = 0 if whole else min(max(row - WRITTEN // 2, 0), count - WRITTEN)
        shown = self._lines if whole else self._lines[self._from : self._from + WRITTEN]
        self.clear()
        cursor = QTextCursor(self.document())
        frame = self.document().rootFrame()
        margins = frame.frameFormat()
        margins.setTopMargin(px(6))
        frame.setFrameFormat(margins)
        cursor.beginEditBlock()
        self._spots = [
            write(cursor, line, first=number == 0, gutter=self._gutter, above=self._above)
            for number, line in enumerate(shown)
        ]
        cursor.endEditBlock()
        if self._spots:
            at = self._spot(row) or self._spots[-1]
            self._put_caret(at.start)
        self._quiet = quiet
        self._mark()

    def _spot(self, row: int) -> Spot | None:
        """Where a row stands in the document; None while it is not written there."""
        number = row - self._from
        return self._spots[number] if 0 <= number < len(self._spots) else None

    def _written(self, row: int) -> Spot:
        """Where a row stands; it is written, if it was not."""
        if self._spot(row) is None:
            self._write_about(row)
        return self._spots[row - self._from]

    def _scrolled(self, value: int) -> None:
        """Near an end of what is written, and not of the lines: writes on, with what is in sight where it was."""
        if self._quiet or len(self._spots) == len(self._lines) or self.textCursor().hasSelection():
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        up = value < page and self._from > 0
        down = value > bar.maximum() - page and self._from + len(self._spots) < len(self._lines)
        if not (up or down):
            return
        row, caret = self._first_in_sight(), self.row
        top, within = self._box(self._written(row)).top(), self.textCursor().position() - self._written(caret).start
        self._quiet = True
        self._write_about(row)
        if (kept := self._spot(caret)) is not None:
            self._put_caret(kept.start + within)
        else:
            self._row = row  # the caret never stands where nobody sees it: Enter would bind what is out of sight
        bar.setValue(round(bar.value() + self._box(self._written(row)).top() - top))
        self._quiet = False

    def _first_in_sight(self) -> int:
        """The row at the top of the window."""
        return self._row_at(self.cursorForPosition(QPoint(0, 0)).position())

    # -- marks in the text --------------------------------------------------------------------------------------------

    def set_now(self, row: int | None) -> None:
        """Marks the line that counts now; follows it unless a person is reading elsewhere."""
        if row != self._now:
            self._now = row
            self.viewport().update()
            if row is not None and not self.hasFocus() and row < len(self._lines):
                self._bring(self._written(row).start)

    def search(self, words: str) -> int:
        """Marks every place where the words stand and goes to the first; answers how many there are."""
        self._sought = words
        self._hits = self._places(words)
        self._mark()
        if self._hits:
            self._go_hit(0)
        return len(self._hits)

    def _places(self, words: str) -> list[tuple[int, int, int]]:
        """Every place where words stand: the row, and from where to where in it."""
        return [
            (index, start, end)
            for index, line in enumerate(self._lines)
            for start, end in occurrences(line.stored, words)
        ]

    def find_next(self, by: int = 1) -> None:
        """Goes to the next place found, or the one before."""
        if self._hits:
            here = self.textCursor().selectionStart()
            row = self._row_at(here)
            spot, shown = self._written(row), self._lines[row].shown
            place = (row, shown.stored_range(max(here - spot.start, 0), max(here - spot.start, 0))[0])
            starts = [(found, start) for found, start, _end in self._hits]
            at = starts.index(place) + by if place in starts else bisect_right(starts, place)
            self._go_hit(at % len(self._hits))

    def _go_hit(self, index: int) -> None:
        self.go_to(*self._hits[index])

    def _mark(self) -> None:
        marks = []
        for row, spot in enumerate(self._spots, self._from):
            line = self._lines[row]
            for name, look in _LOOKS.items():
                for start, end in getattr(line, name):
                    if not line.shown.holds(start, end):
                        continue
                    stretch = line.shown.shown(start, end)
                    marks.append(self._extra(spot.start + stretch.start, spot.start + stretch.end, look))
        written = [hit for hit in self._hits if self._spot(hit[0]) is not None]
        for row, first, last in written[:MOST_FOUND]:
            if self._lines[row].shown.holds(first, last):
                start, stretch = self._written(row).start, self._lines[row].shown.shown(first, last)
                marks.append(self._extra(start + stretch.start, start + stretch.end, _FOUND))
        self.setExtraSelections(marks)

    def _extra(self, start: int, end: int, look: _Look) -> QTextEdit.ExtraSelection:
        """A marked stretch: ground and ink say the tone, the line under or through it what marks it."""
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        letters = QTextCharFormat()
        ink, ground = current().tone(look.tone)
        if not look.plain:
            letters.setForeground(colour(ink))
            letters.setBackground(colour(ground))
        letters.setUnderlineStyle(look.line)
        letters.setUnderlineColor(colour(ink))
        letters.setFontStrikeOut(look.struck)
        made.cursor, made.format = cursor, letters
        return made

    # -- where the person is ------------------------------------------------------------------------------------------

    @property
    def row(self) -> int:
        """The row of the caret, or of where a selection begins."""
        return self._row_at(self.textCursor().selectionStart())

    def rows(self) -> tuple[int, int]:
        """The first and last row of the selection."""
        cursor = self.textCursor()
        return self._row_at(cursor.selectionStart()), self._row_at(cursor.selectionEnd())

    def selected(self) -> tuple[int, int] | None:
        """The selected code points of the line where the selection begins; None where no text of it is selected."""
        cursor = self.textCursor()
        if not cursor.hasSelection() or not self._spots:
            return None
        spot, line = self._written(self.row), self._lines[self.row]
        start, end = max(cursor.selectionStart(), spot.start), min(cursor.selectionEnd(), spot.end)
        if start >= end:
            return None
        return line.shown.stored_range(start - spot.start, end - spot.start)

    def pieces(self) -> list[tuple[int, str]]:
        """The words that are selected, row by row, as they are stored."""
        cursor, found = self.textCursor(), list[tuple[int, str]]()
        for row in range(self.rows()[0], self.rows()[1] + 1) if self._spots else ():
            spot, line = self._written(row), self._lines[row]
            start, end = max(cursor.selectionStart(), spot.start), min(cursor.selectionEnd(), spot.end)
            if start < end:
                first, last = line.shown.stored_range(start - spot.start, end - spot.start)
                found.append((row, line.stored[first:last]))
        return found

    def go_to(self, row: int, start: int = 0, end: int = 0) -> None:
        """Goes to a row and selects code points of its text."""
        if 0 <= row < len(self._lines):
            if not self._lines[row].shown.holds(start, end):
                self.beyond.emit(row, start, end)
                if not self._lines[row].shown.holds(start, end):
                    return
            stretch = self._lines[row].shown.shown(start, end)
            spot = self._written(row)
            self._select(spot.start + stretch.start, spot.start + stretch.end)

    def _select(self, start: int, end: int) -> None:
        self._quiet = True
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._row = self._row_at(start)
        self._quiet = False
        self._bring(start)
        self.viewport().update()

    def _put_caret(self, at: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(at)
        self.setTextCursor(cursor)

    def _bring(self, at: int) -> None:
        """Scrolls so that a place is in sight, a third from the top when it was not."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(at)
        rect = self.cursorRect(cursor)
        if rect.top() < 0 or rect.bottom() > self.viewport().height():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.top() - self.viewport().height() // 3)

    def _row_at(self, position: int) -> int:
        return self._from + max(bisect_right(self._spots, position, key=lambda spot: spot.start) - 1, 0)

    def _caret_moved(self) -> None:
        if self._quiet:
            return
        row = self.row
        self.touched.emit()
        if row != self._row:
            self._row = row
            self.viewport().update()
            self.row_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the caret through the evidence alone: our own notes between its lines are stepped over."""
        before = self.textCursor().position()
        super().keyPressEvent(event)
        cursor = self.textCursor()
        at = cursor.position()
        if not self._spots or at == before:
            return
        row = self._row_at(at)
        spot = self._written(row)
        if spot.start <= at <= spot.end:
            return
        selecting = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        down = event.key() == Qt.Key.Key_Down or before == spot.end
        below = self._spot(row + 1)
        onward = at > before and down and below is not None and not selecting
        keep = QTextCursor.MoveMode.KeepAnchor if selecting else QTextCursor.MoveMode.MoveAnchor
        cursor.setPosition(below.start if below is not None and onward else spot.end, keep)
        self.setTextCursor(cursor)

    def keeps(self, chord: int) -> bool:
        """Whether a key is this text's own while it has the keyboard: those that move the caret and select."""
        return chord in _kept_chords()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.touched.emit()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        now = self._spot(self._now) if self._now is not None else None
        if now is not None:
            painter = QPainter(self.viewport())
            painter.fillRect(self._box(now), colour(current().accent_ground))
            painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for row in range(max(self._first_in_sight() - 1, self._from), self._from + len(self._spots)):
            box = self._box(self._written(row))
            if box.top() > self.viewport().height():
                break
            if box.bottom() >= 0:
                self._paint_key(painter, row, self._lines[row], box)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.viewport().rect()), px(METRICS.radius))

    def _box(self, spot: Spot) -> QRectF:
        """Where a line stands in the window, from the top of its text to the bottom of its note."""
        layout, document = self.document().documentLayout(), self.document()
        first = layout.blockBoundingRect(document.findBlock(spot.start))
        last = layout.blockBoundingRect(document.findBlock(spot.behind))
        return QRectF(0, first.top() - self.verticalScrollBar().value(), self.viewport().width(),
                      last.bottom() - first.top())  # fmt: skip

    def _paint_key(self, painter: QPainter, index: int, line: Line, box: QRectF) -> None:
        palette = current()
        if line.role is Role.HEAD:
            if index:
                painter.fillRect(QRectF(0, box.top() - px(8), box.width(), 1), colour(palette.line))
            return
        timed = line.start_s is not None
        painter.setFont(font(11, mono=timed))
        here = index == self._row and self.hasFocus()
        painter.setPen(colour(palette.accent if here else palette.dim))
        size, weight, mono = FONTS[line.role]
        ascent = QFontMetrics(font(size, weight, mono)).ascent() - painter.fontMetrics().ascent()
        room = QRectF(px(METRICS.pad_x), box.top() + max(ascent, 0), px(self._gutter - 8), max(box.height(), px(18)))
        if self._above:
            room = QRectF(px(METRICS.pad_x), box.top() - px(NAME_LINE), box.width() - px(20), px(NAME_LINE))
        flags = Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWrapAnywhere.value
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setClipRect(room)
        painter.drawText(room, int(flags), line.name)
        painter.restore()
        if here:
            painter.fillRect(QRectF(0, box.top(), px(3), box.height()), colour(palette.accent))


@cache
def _kept_chords() -> frozenset[int]:
    return frozenset(
        keys[0].toCombined()  # type: ignore[index]
        for move in _MOVES
        for keys in QKeySequence.keyBindings(move)
    )
