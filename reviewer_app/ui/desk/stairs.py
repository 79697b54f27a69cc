"""What follows, painted in one widget: ladders as stairs, measures, scores and signatures, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels.consequences import Row, RowKind, Rungs
from reviewer_app.client.words import _
from reviewer_app.ui.kit.paint import colour, draw_dot, plain_tip
from reviewer_app.ui.theme import Ink, current, font, live, px

WRAP = int(Qt.TextFlag.TextWordWrap)
TREAD, RISE, LOWEST, GAP = 22, 4, 14, 3
"""Pixels of a step: its width, how much higher each is than the one before, the height of the first, the gap."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words at their place; `dot` is the ink of a sign before them."""

    text: str
    face: QFont
    ink: Ink
    box: QRect
    dot: Ink | None = None


@dataclass(slots=True)
class Laid:
    """Rows laid out for a width."""

    words: list[Words] = field(default_factory=list)
    stairs: list[tuple[Rungs, bool, QRect]] = field(default_factory=list)
    height: int = 0


class Stairs(QWidget):
    """The rows; what is said of them is its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._laid: dict[int, Laid] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        live.changed.connect(self._forget)

    def _forget(self) -> None:
        self._laid.clear()
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """Every word of it, a line for each row."""
        return "\n".join(
            " · ".join(filter(None, (_said(row), row.detail, *_next(row), row.cite))) for row in self._rows
        )

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Shows rows; nothing is done where they are the same."""
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleDescription(self.words)
            self.setToolTip(plain_tip(self.words))
            self._forget()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(width).height

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.heightForWidth(max(self.width(), px(200))))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), 0)

    # -- laying out ---------------------------------------------------------------------------------------------------

    def _lay_out(self, width: int) -> Laid:
        if width not in self._laid:
            if len(self._laid) > 4:
                self._laid.clear()
            self._laid[width] = _Layout(width).all(self._rows)
        return self._laid[width]

    def paintEvent(self, event: QPaintEvent) -> None:
        laid, painter, palette = self._lay_out(self.width()), QPainter(self), current()
        for words in laid.words:
            if words.box.bottom() < event.rect().top() or words.box.top() > event.rect().bottom():
                continue
            if words.dot is not None:
                centre = QPointF(words.box.left() - px(9), words.box.top() + QFontMetrics(words.face).height() / 2)
                draw_dot(painter, centre, px(3), palette.ink_of(words.dot))
            painter.setFont(words.face)
            painter.setPen(colour(palette.ink_of(words.ink)))
            painter.drawText(words.box, WRAP, words.text)
        for rungs, grave, box in laid.stairs:
            draw_stairs(painter, box, rungs, grave)


def _said(row: Row) -> str:
    return f"{_('A supervisor must sign:')} {row.text}" if row.kind is RowKind.SIGNOFF else row.text


def _next(row: Row) -> tuple[str, ...]:
    return (row.rungs.next,) if row.rungs is not None and row.rungs.next else ()


class _Layout:
    """One pass from the top down."""

    def __init__(self, width: int) -> None:
        self._width, self._y, self._laid = width, 0, Laid()

    def all(self, rows: tuple[Row, ...]) -> Laid:
        before: RowKind | None = None
        step: Row | None = None  # what its measures come before: the counts and the version that says so
        for row in rows:
            if row.kind is not RowKind.MEASURE:
                self._end(step)
                step = None
            if before is not None:
                self._y += px(2 if row.kind is before or row.kind in (RowKind.MEASURE, RowKind.HANGS) else 8)
            if row.kind is RowKind.SIGNOFF and before is not row.kind:
                self._put(_("A supervisor must sign:"), STRONG, "warn")
            self._row(row)
            step = row if row.kind is RowKind.STEP else step
            before = row.kind
        self._end(step)
        self._laid.height = self._y
        return self._laid

    def _row(self, row: Row) -> None:
        match row.kind:
            case RowKind.STEP:
                self._put(row.text, STRONG, _ink(row))
                if row.rungs is not None:
                    self._stairs(row, row.rungs)
                return
            case RowKind.MEASURE:
                self._put(row.text, PLAIN, "ink", px(16), "bad" if row.grave else "ink")
                self._put(row.terms, SMALL, "dim", px(16))
            case RowKind.SIGNOFF:
                self._put(row.text, PLAIN, "ink", px(16), "warn")
            case RowKind.HANGS:
                self._put(" · ".join(filter(None, (row.text, row.detail))), SMALL, "dim", px(16), "faint")
            case RowKind.NOTE:
                self._put(row.text, SMALL, "dim")
                self._put(row.detail, SMALL, "dim")
            case _:
                self._put(row.text, STRONG, "warn" if row.kind is RowKind.DEPARTS else _ink(row))
                self._put(row.detail, SMALL, "dim")
        self._put(row.cite, MONO, "faint")

    def _end(self, step: Row | None) -> None:
        if step is not None:
            self._y += px(2)
            self._put(step.detail, SMALL, "dim")
            self._put(step.cite, MONO, "faint")

    def _put(self, text: str, face: tuple[int, int, bool], ink: Ink, left: int = 0, dot: Ink | None = None) -> None:
        if not text:
            return
        made = font(*face)  # type: ignore[arg-type]
        box = QFontMetrics(made).boundingRect(QRect(0, 0, max(1, self._width - left), 100_000), WRAP, text)
        place = QRect(left, self._y, self._width - left, box.height())
        self._laid.words.append(Words(text, made, ink, place, dot))
        self._y += box.height()

    def _stairs(self, row: Row, rungs: Rungs) -> None:
        """The stairs, and beside them what the next step asks for."""
        wide, high = rungs.count * px(TREAD), px(LOWEST + RISE * (rungs.count - 1))
        top = self._y = self._y + px(3)
        self._laid.stairs.append((rungs, row.grave, QRect(0, top, wide, high)))
        left = wide + px(10)
        if self._width - left < px(120):
            self._y, left = top + high, 0
        self._put(rungs.next, SMALL, "dim", left)
        self._y = max(self._y, top + high) + px(3)


STRONG, PLAIN, SMALL, MONO = (13, 600, False), (13, 400, False), (11, 400, False), (11, 400, True)


def _ink(row: Row) -> Ink:
    return "warn" if row.lacking else "bad" if row.grave else "ink"


def draw_stairs(painter: QPainter, box: QRect, rungs: Rungs, grave: bool) -> None:
    """A ladder as stairs: full up to the step that is reached, outlined above; only tinted where it is not sure."""
    palette = current()
    ink, ground = palette.tone("bad" if grave else "warn")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number in range(1, rungs.count + 1):
        high = px(LOWEST + RISE * (number - 1))
        step = QRectF(box.left() + (number - 1) * px(TREAD), box.bottom() + 1 - high, px(TREAD) - px(GAP), high)
        reached, next_one = number <= rungs.reached, number == rungs.reached + 1
        line = ink if reached else palette.dim if next_one else palette.line
        fill = ink if reached and rungs.sure else ground if reached else palette.panel
        pen = QPen(QColor(line), 1.0)
        if next_one or (reached and not rungs.sure):
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(step.adjusted(0.5, 0.5, -0.5, -0.5), px(2), px(2))
        painter.setFont(font(11, 600 if number == rungs.reached else 400))
        painter.setPen(colour(palette.panel if reached and rungs.sure else palette.dim))
        painter.drawText(step, int(Qt.AlignmentFlag.AlignCenter), str(number))
    painter.restore()
