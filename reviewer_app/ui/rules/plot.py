"""The answers of a back-test as stacked bars, by month of the conduct or by clause; walked by key and read out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import _, language
from reviewer_app.rulebooks.backtest import Answer
from reviewer_app.rulebooks.backtest_printing import ANSWERS
from reviewer_app.ui.kit.paint import colour, draw_focus, plain_tip
from reviewer_app.ui.theme import Palette, current, font, live, px

STACK = (Answer.SAME, Answer.WOULD_CHANGE, Answer.NEEDS_PERSON)
BAR, GAP, LEFT = 44, 14, 44


@dataclass(frozen=True, slots=True)
class Column:
    """A bar: its name and the cases of each answer."""

    name: str
    counts: Mapping[Answer, int]

    @property
    def total(self) -> int:
        """Cases in it."""
        return sum(self.counts.get(answer, 0) for answer in STACK)


def column_words(column: Column) -> str:
    """A bar in words, as it is read out."""
    parts = (f"{answer_words(answer)} {words.count(column.counts.get(answer, 0))}" for answer in STACK)
    return words.named(column.name, _(", ").join(parts))


def answer_words(answer: Answer) -> str:
    """What an answer is called."""
    return ANSWERS[answer].within(language())


class StackedBars(QWidget):
    """The plot. The answers differ by pattern as well as by colour. `walked` gives the bar the person went to."""

    walked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        live.changed.connect(self.updateGeometry)

    def set(self, columns: Sequence[Column]) -> None:
        """Shows these bars."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._at = min(self._at, max(0, len(columns) - 1))
        self._tell()

    @property
    def said(self) -> str:
        """The bar the person is at, in words."""
        return column_words(self._columns[self._at]) if self._columns else ""

    def _tell(self) -> None:
        self.setAccessibleName(self.said)
        self.setAccessibleDescription(_("; ").join(column_words(column) for column in self._columns))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(96))

    def _first(self) -> int:
        """The first bar that is shown, where there is no room for all of them: the one the person is at is seen."""
        room = max(1, int((self.width() - px(LEFT)) / px(BAR + GAP)))
        return max(0, min(self._at - room // 2, len(self._columns) - room))

    def _places(self) -> list[tuple[int, QRectF]]:
        first, top, bottom = self._first(), px(8), self.height() - px(22)
        places = []
        for at in range(first, len(self._columns)):
            x = px(LEFT) + (at - first) * px(BAR + GAP)
            if x + px(BAR) > self.width():
                break
            places.append((at, QRectF(x, top, px(BAR), bottom - top)))
        return places

    # -- hands --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._columns) - 1
        moves = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        to = moves.get(Qt.Key(event.key()))
        if to is None or not self._columns:
            super().keyPressEvent(event)
            return
        self._go(max(0, min(last, to)))

    def _go(self, at: int) -> None:
        self._at = at
        self._tell()
        self.walked.emit(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._under(event.position())
        if at is not None:
            self._go(at)

    def _under(self, place: QPointF) -> int | None:
        return next((at for at, box in self._places() if box.adjusted(0, 0, 0, px(22)).contains(place)), None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self._under(QPointF(event.pos()))
            QToolTip.showText(
                event.globalPos(), plain_tip(column_words(self._columns[at])) if at is not None else "", self
            )
            return True
        return super().event(event)

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        most = max((column.total for column in self._columns), default=0) or 1
        self._axis(painter, palette, most)
        for at, box in self._places():
            bottom = box.bottom()
            for answer in STACK:
                count = self._columns[at].counts.get(answer, 0)
                height = box.height() * count / most
                if count:
                    height = max(2.0, height)
                    part = QRectF(box.x(), bottom - height, box.width(), height)
                    fill(painter, part, answer, palette)
                    bottom -= height
            if at == self._at:
                painter.fillRect(QRectF(box.x(), box.bottom() + 1, box.width(), 2), colour(palette.accent))
            face = font(11, 600 if at == self._at else 400)
            painter.setFont(face)
            painter.setPen(colour(palette.ink if at == self._at else palette.dim))
            name = QRectF(box.x() - px(GAP / 2), box.bottom() + px(4), box.width() + px(GAP), px(16))
            shown = QFontMetrics(face).elidedText(
                self._columns[at].name, Qt.TextElideMode.ElideRight, int(name.width()) - 2
            )
            painter.drawText(name, int(Qt.AlignmentFlag.AlignCenter), shown)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), px(6))

    def _axis(self, painter: QPainter, palette: Palette, most: int) -> None:
        top, bottom = px(8), self.height() - px(22)
        painter.setFont(font(11, mono=True))
        for share in (0.0, 0.5, 1.0):
            y = round(bottom - (bottom - top) * share)
            painter.fillRect(px(LEFT - 4), y, self.width() - px(LEFT), 1, colour(palette.line))
            if most * share == int(most * share):
                painter.setPen(colour(palette.dim))
                label = QRectF(0, y - px(8), px(LEFT - 10), px(16))
                flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                painter.drawText(label, flags, words.count(int(most * share)))


def fill(painter: QPainter, box: QRectF, answer: Answer, palette: Palette) -> None:
    """The look of an answer: plain, hatched or full."""
    if answer is Answer.SAME:
        painter.fillRect(box, colour(palette.line))
    elif answer is Answer.WOULD_CHANGE:
        painter.fillRect(box, colour(palette.accent))
    else:
        painter.fillRect(box, colour(palette.warn_ground))
        painter.fillRect(box, QBrush(colour(palette.warn), Qt.BrushStyle.BDiagPattern))
        painter.setPen(colour(palette.warn))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
