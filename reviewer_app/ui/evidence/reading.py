"""Evidence to be read: lines of untrusted text, strictly plain, each with its key, selectable to the code point."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, islice

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from reviewer_app.client.viewmodels.linefind import LineFind, Place
from reviewer_app.client.viewmodels.lines import NO_LINES, Lines
from reviewer_app.client.viewmodels.texts import Line, Role, Shown
from reviewer_app.ui.evidence.caret import At, Caret
from reviewer_app.ui.evidence.written import FONTS, FOUND, LOOKS, NAME_LINE, Spot, marked, write
from reviewer_app.ui.kit.paint import colour, draw_focus
from reviewer_app.ui.theme import METRICS, current, font, live, px

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


MOST_FOUND = 1000
"""Places found that are marked; the others can be gone to all the same."""


class Reading(QTextEdit):
    """The lines. `row_chosen` gives the row to which a person moved the caret; `touched` that one came here.

    `beyond` gives a row and code points of its text that were to be gone to and are not in what is shown of it.
    `counted` says in how many places of the lines what is sought stands, whenever other lines are shown or read.
    What a person selected stays theirs when another part of the lines is written, and where it is out of sight.
    """

    row_chosen = Signal(int)
    touched = Signal()
    beyond = Signal(int, int, int)
    counted = Signal(int)

    def __init__(self, gutter: int = METRICS.label_column, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gutter = gutter
        self._lines = NO_LINES
        self._spots: list[Spot] = []
        self._from = 0
        self._find, self.sought, self._unmet = LineFind(()), "", False
        self._reads_on = QTimer(self)
        self._reads_on.setSingleShot(True)
        self._reads_on.timeout.connect(self._read_on)
        self._now: int | None = None
        self._caret, self._told = Caret(), 0
        self._quiet, self._led, self._above = False, False, False
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
        self.selectionChanged.connect(self._caret_moved)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        live.changed.connect(self._fill)

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> Lines:
        """The lines that are shown."""
        return self._lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows these lines from the top."""
        new = lines if isinstance(lines, Lines) else Lines(lines)
        if new != self._lines:
            first = next((index for index, line in enumerate(new) if line.role is not Role.HEAD), 0)
            same = new.at_places_of(self._lines)
            if not same or new.texts != self._lines.texts:
                row = self.row if same else first
                self._caret, self._told, self._find = Caret((row, 0), (row, 0)), row, LineFind(new.texts)
                self._seek()
            self._lines, self._now = new, None
            self._fill()
            self.counted.emit(self.found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        above = self._gutter >= LONG_NAMES and self.viewport().width() < px(self._gutter + LEAST_TEXT)
        if above != self._above:
            self._above = above
            self._fill()

    def _fill(self) -> None:
        """Writes the document anew, with as many lines about the one that a person is at as it holds at once."""
        self._write_about(self.row)

    def _write_about(self, row: int) -> None:
        """Writes the lines about a row; the caret and what is selected are in the text where they were."""
        quiet, self._quiet = self._quiet, True
        count = len(self._lines)
        whole = count <= WRITTEN + SPARE
        self._from = 0 if whole else min(max(row - WRITTEN // 2, 0), count - WRITTEN)
        shown = self._lines if whole else self._lines[self._from : self._from + WRITTEN]
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._spots = [
            write(cursor, line, first=number == 0, gutter=self._gutter, above=self._above)
            for number, line in enumerate(shown)
        ]
        cursor.endEditBlock()
        self._show_caret()
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
        if self._quiet or len(self._spots) == len(self._lines):
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        up = value < page and self._from > 0
        down = value > bar.maximum() - page and self._from + len(self._spots) < len(self._lines)
        if not (up or down):
            return
        row = self._first_in_sight()
        top = self._box(self._written(row)).top()
        self._quiet = True
        self._caret = self._taken()  # a key that brought it here has moved it, and not said so yet
        self._write_about(row)
        if self._spot(self._caret.at[0]) is None and not self._caret.selects and not self._led:
            # A caret alone never stands where nobody sees it: Enter would bind what is out of sight.
            self._caret, self._told = Caret((row, 0), (row, 0)), row
            self._show_caret()
        bar.setValue(round(bar.value() + self._box(self._written(row)).top() - top))
        self._quiet = False

    def _first_in_sight(self) -> int:
        """The row at the top of the window."""
        return self._row_at(self.cursorForPosition(QPoint(0, 0)).position())

    # -- marks in the text --------------------------------------------------------------------------------------------

    def set_now(self, row: int | None) -> None:
        """Marks the line that counts now; what is in sight follows it unless a person is reading, the caret never."""
        if row != self._now:
            self._now = row
            self.viewport().update()
            if row is not None and not self.hasFocus() and row < len(self._lines):
                self._led = True
                self._bring(self._written(row).start)
                self._led = False

    def search(self, words: str) -> int:
        """Marks every place where the words stand and goes to the first; answers how many are known by now.

        Of a long text a part is read at once and the rest between other things, while `searching`.
        """
        self.sought = words
        self._seek()
        self._mark()
        self._unmet = not self._go_to_place(self._find.onward(0, 0))
        return self.found

    @property
    def found(self) -> int:
        """In how many places what is sought stands, as far as is known."""
        return self._find.count

    @property
    def searching(self) -> bool:
        """Whether there are lines in which it was not sought yet."""
        return bool(self.sought) and not self._find.whole

    def _seek(self) -> None:
        self._find.seek(self.sought)
        if self.searching:
            self._find.read_on()
            self._reads_on.start(0)

    def _read_on(self) -> None:
        """Looks in the next lines; nobody has to wait for all of them."""
        if not self.searching:
            return
        before, rows = self.found, self._find.read_on()
        if self.found != before and rows.start < self._from + len(self._spots) and self._from < rows.stop:
            self._mark()
        if self._unmet:
            self._unmet = not self._go_to_place(self._find.onward(0, 0))
        if self.searching:
            self._reads_on.start(0)
        self.counted.emit(self.found)

    def find_next(self, by: int = 1) -> None:
        """Goes to the next place found, or the one before."""
        find = self._find
        self._go_to_place(find.onward(*self._caret.last) if by > 0 else find.back(*self._caret.first))

    def _go_to_place(self, place: Place | None) -> bool:
        if place is not None:
            self.go_to(*place)
        return place is not None

    def _mark(self) -> None:
        marks = []
        lines = self._lines[self._from : self._from + len(self._spots)]
        for spot, line in zip(self._spots, lines, strict=True):
            for name, look in LOOKS.items():
                for start, end in getattr(line, name):
                    if not line.shown.holds(start, end):
                        continue
                    stretch = line.shown.shown(start, end)
                    marks.append(marked(self.document(), spot.start + stretch.start, spot.start + stretch.end, look))
        rows = range(self._from, self._from + len(self._spots)) if self.found else ()
        for row, first, last in islice(chain.from_iterable(map(self._found_in, rows)), MOST_FOUND):
            start, stretch = self._written(row).start, self._lines[row].shown.shown(first, last)
            marks.append(marked(self.document(), start + stretch.start, start + stretch.end, FOUND))
        self.setExtraSelections(marks)

    def _found_in(self, row: int) -> Iterator[Place]:
        """The places found in what is shown of a row."""
        return self._find.in_row(row, *self._shown_of(row))

    def _shown_of(self, row: int) -> tuple[int, int]:
        """The code points of a row's text that are shown."""
        return self._lines[row].window or (0, len(self._lines[row].stored))

    # -- where the person is ------------------------------------------------------------------------------------------

    @property
    def row(self) -> int:
        """The row of the caret, or of where a selection begins."""
        return self._caret.first[0]

    def selected(self) -> tuple[int, int] | None:
        """The selected code points of the line where the selection begins; None where no text of it is selected."""
        return self._caret.within(self.row, self._lines[self.row]) if self._lines else None

    def pieces(self) -> list[tuple[int, str]]:
        """The words that are selected, row by row, as they are stored."""
        found = list[tuple[int, str]]()
        for row in self._caret.rows if self._lines else ():
            stretch = self._caret.within(row, self._lines[row])
            if stretch is not None:
                found.append((row, self._lines[row].stored[slice(*stretch)]))
        return found

    def go_to(self, row: int, start: int = 0, end: int = 0) -> None:
        """Goes to a row and selects code points of its text."""
        if 0 <= row < len(self._lines):
            if not self._lines[row].shown.holds(start, end):
                self.beyond.emit(row, start, end)
                if not self._lines[row].shown.holds(start, end):
                    return
            self._caret, self._told, self._unmet = Caret((row, start), (row, end)), row, False
            self._written(row)
            self._show_caret()
            self._bring(self._document_at((row, start)))
            self.viewport().update()

    def _document_at(self, at: At) -> int:
        """Where a place of the text stands in the document; at its edge what is not written."""
        row, point = at
        if (spot := self._spot(row)) is None:
            return 0 if row < self._from else max(self.document().characterCount() - 1, 0)
        return spot.start + self._lines[row].shown.shown(point, point).start

    def _show_caret(self) -> None:
        """Puts the document's caret where a person's is, and selects what they did, as far as it is written."""
        quiet, self._quiet = self._quiet, True
        cursor = self.textCursor()
        cursor.setPosition(self._document_at(self._caret.began))
        cursor.setPosition(self._document_at(self._caret.at), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._quiet = quiet

    def _taken(self) -> Caret:
        """The document's caret in the text; an end that is not written, and was not moved, is where it was."""
        cursor, known = self.textCursor(), self._caret
        ends = []
        for position, other, was in (
            (cursor.anchor(), cursor.position(), known.began),
            (cursor.position(), cursor.anchor(), known.at),
        ):
            if not self._spots or (self._spot(was[0]) is None and position == self._document_at(was)):
                ends.append(was)
                continue
            row = self._row_at(position)
            spot, shown = self._written(row), self._lines[row].shown
            units = min(max(position, spot.start), spot.end) - spot.start
            ends.append((row, shown.stored_range(units, units)[1 if position > other else 0]))
        return Caret(*ends)

    def _bring(self, at: int) -> None:
        """Scrolls so that a place is in sight with the notes below its line, a third from the top when it was not."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(at)
        rect, high, spot = self.cursorRect(cursor), self.viewport().height(), self._spot(self._row_at(at))
        end = self._box(spot).bottom() if spot is not None else rect.bottom()
        if rect.top() < 0 or rect.bottom() > high or high < end < rect.bottom() + high // 3:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.top() - high // 3)

    def _row_at(self, position: int) -> int:
        return self._from + max(bisect_right(self._spots, position, key=lambda spot: spot.start) - 1, 0)

    def _caret_moved(self) -> None:
        if self._quiet:
            return
        self._caret, self._unmet = self._taken(), False
        row = self.row
        self.touched.emit()
        if row != self._told:
            self._told = row
            self.viewport().update()
            self.row_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the caret through the evidence alone: our own notes between its lines are stepped over."""
        if self._spots and self._spot(self._caret.at[0]) is None and self.keeps(event.keyCombination().toCombined()):
            self._write_about(self._caret.at[0])  # a key moves it from where it is
        before, was = self.textCursor().position(), self._caret.at
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
        down = event.key() == Qt.Key.Key_Down or was == (row, self._shown_of(row)[1])
        below = self._spot(row + 1)
        onward = row >= was[0] and down and below is not None and not selecting
        keep = QTextCursor.MoveMode.KeepAnchor if selecting else QTextCursor.MoveMode.MoveAnchor
        cursor.setPosition(below.start if below is not None and onward else spot.end, keep)
        self.setTextCursor(cursor)

    def keeps(self, chord: int) -> bool:
        """Whether a key is this text's own while it has the keyboard: those that move the caret and select."""
        return chord in _kept_chords()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._unmet = False
        self.touched.emit()

    def createMimeDataFromSelection(self) -> QMimeData:
        data, whole = QMimeData(), all(self._spot(row) for row, _point in (self._caret.began, self._caret.at))
        words = [] if whole else [Shown(piece).text for _row, piece in self.pieces()]
        data.setText(self.textCursor().selection().toPlainText() if whole else "\n".join(words))
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
        here = index == self.row and self.hasFocus()
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
