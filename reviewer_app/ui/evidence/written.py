"""Writes lines of evidence into a text document, and marks them: strictly as plain text, in formats of ours alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from reviewer_app.client.viewmodels.texts import Line, Role, Shown, Stretch
from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.theme import METRICS, Tone, current, font, px
from reviewer_app.ui.theme.fonts import Size

FONTS: dict[Role, tuple[Size, int, bool]] = {
    Role.HEAD: (11, 600, False),
    Role.TITLE: (16, 600, False),
    Role.TEXT: (13, 400, False),
    Role.MONO: (13, 400, True),
    Role.DIM: (13, 400, False),
}
NAME_LINE = 16
"""Pixels of a name that stands above its line."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a marked stretch looks: its tone, the line under it, whether it is struck out; `plain` has only the line."""

    tone: Tone
    line: QTextCharFormat.UnderlineStyle = QTextCharFormat.UnderlineStyle.NoUnderline
    struck: bool = False
    plain: bool = False


LOOKS = {
    "changed": Look("warn", QTextCharFormat.UnderlineStyle.DotLine, plain=True),
    "spotted": Look("warn", QTextCharFormat.UnderlineStyle.DashUnderline),
    "flagged": Look("bad", QTextCharFormat.UnderlineStyle.SingleUnderline),
    "removed": Look("bad", struck=True),
    "added": Look("ok", QTextCharFormat.UnderlineStyle.SingleUnderline),
}
"""By the name of a line's ranges; what comes later lies over what comes before."""
FOUND = Look("accent")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands in the document, in UTF-16 units: its value, then its note."""

    start: int
    end: int
    behind: int


def write(cursor: QTextCursor, line: Line, *, first: bool, gutter: int, above: bool) -> Spot:
    """Writes a line at the document's end, `gutter` pixels in; with `above` there is room for its name over it."""
    head = line.role is Role.HEAD
    blocks = QTextBlockFormat()
    blocks.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # whatever script a stranger's text begins with
    named = above and bool(line.name) and not head
    blocks.setLeftMargin(px(METRICS.pad_x) if head or above else px(METRICS.pad_x + gutter))
    blocks.setRightMargin(px(METRICS.pad_x))
    over = px(16 if head and not first else 6) + (px(NAME_LINE) if named else 0)
    if first:  # set off from the edge here, not in the document's frame: of each frame Qt's bindings keep an object
        over += px(6) - round(cursor.document().documentMargin())
    blocks.setTopMargin(over)
    if first:
        cursor.setBlockFormat(blocks)
    else:
        cursor.insertBlock(blocks)
    start = cursor.position()
    blocks.setTopMargin(0)
    _write_value(cursor, line, blocks)
    end = cursor.position()
    if not line.stored and line.placeholder:
        cursor.insertText(line.placeholder, letters(Role.DIM, current().faint))
    for number, (note, tone) in enumerate(line.all_notes):
        if line.beside and number == 0:
            cursor.insertText("   ", letters(Role.DIM, current().dim))
        else:
            cursor.insertBlock(blocks)
        ink = current().tone(tone_of(tone))[0] if tone else current().dim
        cursor.insertText(Shown(note).text.replace("\n", " "), letters(Role.HEAD, ink, 400))
    last = QTextBlockFormat()
    last.setBottomMargin(px(6))
    cursor.mergeBlockFormat(last)
    return Spot(start, end, cursor.position())


def _write_value(cursor: QTextCursor, line: Line, blocks: QTextBlockFormat) -> None:
    """The text with its hidden characters as small marks of their own look, which no text can imitate."""
    shown, palette = line.shown, current()
    ink = palette.dim if line.role in (Role.HEAD, Role.DIM) else palette.ink
    plain = letters(line.role, ink)
    if not shown.marks and "\n" not in shown.text:  # nearly all: a part of a long text has to stand there at once
        cursor.insertText(shown.text, plain)
        return
    mark = letters(Role.MONO, palette.warn)
    mark.setFont(font(11, mono=True))
    mark.setBackground(colour(palette.warn_ground))
    units = shown.text.encode("utf-16-le", "surrogatepass")
    at = 0
    for stretch in (*_runs(shown.marks), Stretch(shown.width, shown.width)):
        part = units[2 * at : 2 * stretch.start].decode("utf-16-le", "surrogatepass")
        for number, text in enumerate(part.split("\n")):
            if number:
                cursor.insertBlock(blocks)
            cursor.insertText(text, plain)
        cursor.insertText(units[2 * stretch.start : 2 * stretch.end].decode("utf-16-le", "surrogatepass"), mark)
        at = stretch.end


def _runs(marks: Iterable[Stretch]) -> Iterator[Stretch]:
    """Marks with nothing between them as one: writing each by itself would hold the screen up where all is hidden."""
    run: Stretch | None = None
    for mark in marks:
        if run is not None and run.end == mark.start:
            run = Stretch(run.start, mark.end)
            continue
        if run is not None:
            yield run
        run = mark
    if run is not None:
        yield run


def tone_of(name: str) -> Tone:
    """A tone by its name; any other name is neutral."""
    tones: dict[str, Tone] = {"accent": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}
    return tones.get(name, "neutral")


def letters(role: Role, ink: str, weight: int | None = None) -> QTextCharFormat:
    """The letters of a role in an ink."""
    size, usual, mono = FONTS[role]
    made = QTextCharFormat()
    made.setFont(font(size, usual if weight is None else weight, mono))
    made.setForeground(colour(ink))
    return made


def marked(document: QTextDocument, start: int, end: int, look: Look) -> QTextEdit.ExtraSelection:
    """A marked stretch: ground and ink say the tone, the line under or through it what marks it."""
    made = QTextEdit.ExtraSelection()
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    form = QTextCharFormat()
    ink, ground = current().tone(look.tone)
    if not look.plain:
        form.setForeground(colour(ink))
        form.setBackground(colour(ground))
    form.setUnderlineStyle(look.line)
    form.setUnderlineColor(colour(ink))
    form.setFontStrikeOut(look.struck)
    made.cursor, made.format = cursor, form
    return made
