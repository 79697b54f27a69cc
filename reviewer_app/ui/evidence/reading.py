"""Evidence to be read: lines of untrusted text, strictly plain, each with its key, selectable to the code point."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from reviewer_app.client.viewmodels.texts import Line, Role, Shown, Stretch, occurrences
from reviewer_app.ui.kit.paint import colour, draw_focus
from reviewer_app.ui.theme import METRICS, Tone, current, font, live, px
from reviewer_app.ui.theme.fonts import Size

_FONTS: dict[Role, tuple[Size, int, bool]] = {
    Role.HEAD: (11, 600, False),
    Role.TITLE: (16, 600, False),
    Role.TEXT: (13, 400, False),
    Role.MONO: (13, 400, True),
    Role.DIM: (13, 400, False),
}
LONG_NAMES, LEAST_TEXT, NAME_LINE = 80, 220, 16
"""Pixels: from so wide a column of names on, they go above their lines (so high) where less is left for the text."""
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


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a line stands in the document, in UTF-16 units: its value, then its note."""

    start: int
    end: int
    behind: int


class Reading(QTextEdit):
    """The lines. `row_chosen` gives the row to which a person moved the caret; `touched` that one came here.

    `beyond` gives a row and code points of its text that were to be gone to and are not in what is shown of it.
    """

    row_chosen = Signal(int)
    touched = Signal()
    beyond = Signal(int, int, int)

    def __init__(self, gutter: int = METRICS.label_column, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gutter = gutter
        self._lines: tuple[Line, ...] = ()
        self._spots: list[_Spot] = []
        self._hits: list[tuple[int, int, int]] = []
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
        live.changed.connect(self._fill)

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are shown."""
        return self._lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows these lines from the top."""
        if tuple(lines) != self._lines:
            first = next((index for index, line in enumerate(lines) if line.role is not Role.HEAD), 0)
            same = [line.pointer for line in lines] == [line.pointer for line in self._lines]
            hits, row = (self._hits, self.row) if same else ([], first)
            self._lines, self._hits, self._now, self._row = tuple(lines), hits, None, row
            self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        above = self._gutter >= LONG_NAMES and self.viewport().width() < px(self._gutter + LEAST_TEXT)
        if above != self._above:
            self._above = above
            self._fill()

    def _fill(self) -> None:
        """Writes the document anew; only ever as plain text with formats of ours."""
        self._quiet = True
        row = self._row
        self.clear()
        cursor = QTextCursor(self.document())
        frame = self.document().rootFrame()
        margins = frame.frameFormat()
        margins.setTopMargin(px(6))
        frame.setFrameFormat(margins)
        cursor.beginEditBlock()
        self._spots = [self._write(cursor, index, line) for index, line in enumerate(self._lines)]
        cursor.endEditBlock()
        if self._spots:
            self._put_caret(self._spots[min(row, len(self._spots) - 1)].start)
        self._quiet = False
        self._mark()

    def _write(self, cursor: QTextCursor, index: int, line: Line) -> _Spot:
        head = line.role is Role.HEAD
        blocks = QTextBlockFormat()
        blocks.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # whatever script a stranger's text begins with
        above = self._above and bool(line.name) and not head
        blocks.setLeftMargin(px(METRICS.pad_x) if head or self._above else px(METRICS.pad_x + self._gutter))
        blocks.setRightMargin(px(METRICS.pad_x))
        blocks.setTopMargin(px(16 if head and index else 6) + (px(NAME_LINE) if above else 0))
        if index:
            cursor.insertBlock(blocks)
        else:
            cursor.setBlockFormat(blocks)
        start = cursor.position()
        blocks.setTopMargin(0)
        self._write_value(cursor, line, blocks)
        end = cursor.position()
        if not line.stored and line.placeholder:
            cursor.insertText(line.placeholder, _letters(Role.DIM, current().faint))
        for number, (note, tone) in enumerate(line.all_notes):
            if line.beside and number == 0:
                cursor.insertText("   ", _letters(Role.DIM, current().dim))
            else:
                cursor.insertBlock(blocks)
            ink = current().tone(_tone(tone))[0] if tone else current().dim
            cursor.insertText(Shown(note).text.replace("\n", " "), _letters(Role.HEAD, ink, 400))
        last = QTextBlockFormat()
        last.setBottomMargin(px(6))
        cursor.mergeBlockFormat(last)
        return _Spot(start, end, cursor.position())

    def _write_value(self, cursor: QTextCursor, line: Line, blocks: QTextBlockFormat) -> None:
        """The text with its hidden characters as small marks of their own look, which no text can imitate."""
        shown, palette = line.shown, current()
        ink = palette.dim if line.role in (Role.HEAD, Role.DIM) else palette.ink
        plain = _letters(line.role, ink)
        mark = _letters(Role.MONO, palette.warn)
        mark.setFont(font(11, mono=True))
        mark.setBackground(colour(palette.warn_ground))
        units = shown.text.encode("utf-16-le", "surrogatepass")
        at = 0
        for stretch in (*shown.marks, Stretch(shown.width, shown.width)):
            part = units[2 * at : 2 * stretch.start].decode("utf-16-le", "surrogatepass")
            for number, text in enumerate(part.split("\n")):
                if number:
                    cursor.insertBlock(blocks)
                cursor.insertText(text, plain)
            cursor.insertText(units[2 * stretch.start : 2 * stretch.end].decode("utf-16-le", "surrogatepass"), mark)
            at = stretch.end

    # -- marks in the text --------------------------------------------------------------------------------------------

    def set_now(self, row: int | None) -> None:
        """Marks the line that counts now; follows it unless a person is reading elsewhere."""
        if row != self._now:
            self._now = row
            self.viewport().update()
            if row is not None and not self.hasFocus() and row < len(self._spots):
                self._bring(self._spots[row].start)

    def search(self, words: str) -> int:
        """Marks every place where the words stand and goes to the first; answers how many there are."""
        self._hits = [
            (index, start, end)
            for index, line in enumerate(self._lines)
            for start, end in occurrences(line.stored, words)
        ]
        self._mark()
        if self._hits:
            self._go_hit(0)
        return len(self._hits)

    def find_next(self, by: int = 1) -> None:
        """Goes to the next place found, or the one before."""
        if self._hits:
            here = self.textCursor().selectionStart()
            row = self._row_at(here)
            spot, shown = self._spots[row], self._lines[row].shown
            place = (row, shown.stored_range(max(here - spot.start, 0), max(here - spot.start, 0))[0])
            starts = [(found, start) for found, start, _end in self._hits]
            at = starts.index(place) + by if place in starts else bisect_right(starts, place)
            self._go_hit(at % len(self._hits))

    def _go_hit(self, index: int) -> None:
        self.go_to(*self._hits[index])

    def _mark(self) -> None:
        marks = []
        for line, spot in zip(self._lines, self._spots, strict=True):
            for name, look in _LOOKS.items():
                for start, end in getattr(line, name):
                    if not line.shown.holds(start, end):
                        continue
                    stretch = line.shown.shown(start, end)
                    marks.append(self._extra(spot.start + stretch.start, spot.start + stretch.end, look))
        for row, first, last in self._hits[:MOST_FOUND]:
            if self._lines[row].shown.holds(first, last):
                start, stretch = self._spots[row].start, self._lines[row].shown.shown(first, last)
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
        spot, line = self._spots[self.row], self._lines[self.row]
        start, end = max(cursor.selectionStart(), spot.start), min(cursor.selectionEnd(), spot.end)
        if start >= end:
            return None
        return line.shown.stored_range(start - spot.start, end - spot.start)

    def pieces(self) -> list[tuple[int, str]]:
        """The words that are selected, row by row, as they are stored."""
        cursor, found = self.textCursor(), list[tuple[int, str]]()
        for row in range(self.rows()[0], self.rows()[1] + 1) if self._spots else ():
            spot, line = self._spots[row], self._lines[row]
            start, end = max(cursor.selectionStart(), spot.start), min(cursor.selectionEnd(), spot.end)
            if start < end:
                first, last = line.shown.stored_range(start - spot.start, end - spot.start)
                found.append((row, line.stored[first:last]))
        return found

    def go_to(self, row: int, start: int = 0, end: int = 0) -> None:
        """Goes to a row and selects code points of its text."""
        if 0 <= row < len(self._spots):
            if not self._lines[row].shown.holds(start, end):
                self.beyond.emit(row, start, end)
                if not self._lines[row].shown.holds(start, end):
                    return
            stretch = self._lines[row].shown.shown(start, end)
            self._select(self._spots[row].start + stretch.start, self._spots[row].start + stretch.end)

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
        return max(bisect_right([spot.start for spot in self._spots], position) - 1, 0)

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
        spot = self._spots[row]
        if spot.start <= at <= spot.end:
            return
        selecting = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        down = event.key() == Qt.Key.Key_Down or before == spot.end
        onward = at > before and down and row + 1 < len(self._spots) and not selecting
        keep = QTextCursor.MoveMode.KeepAnchor if selecting else QTextCursor.MoveMode.MoveAnchor
        cursor.setPosition(self._spots[row + 1].start if onward else spot.end, keep)
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
        if self._now is not None and self._now < len(self._spots):
            painter = QPainter(self.viewport())
            painter.fillRect(self._box(self._spots[self._now]), colour(current().accent_ground))
            painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for index, (line, spot) in enumerate(zip(self._lines, self._spots, strict=True)):
            box = self._box(spot)
            if box.top() > self.viewport().height():
                break
            if box.bottom() >= 0:
                self._paint_key(painter, index, line, box)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.viewport().rect()), px(METRICS.radius))

    def _box(self, spot: _Spot) -> QRectF:
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
        size, weight, mono = _FONTS[line.role]
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


def _tone(name: str) -> Tone:
    tones: dict[str, Tone] = {"accent": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}
    return tones.get(name, "neutral")


def _letters(role: Role, ink: str, weight: int | None = None) -> QTextCharFormat:
    size, usual, mono = _FONTS[role]
    letters = QTextCharFormat()
    letters.setFont(font(size, usual if weight is None else weight, mono))
    letters.setForeground(colour(ink))
    return letters
