"""The slim bar below a clip: where it is, the marks, and where flags and anchors lie in its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.ui.kit.paint import colour, draw_focus, rounded
from reviewer_app.ui.theme import Tone, current, px


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the clip as fractions of its length: a flag hangs from above, an anchor stands below the line."""

    start: float
    end: float
    tone: Tone
    above: bool


class SeekBar(QWidget):
    """The bar. `sought` gives the fraction of the clip that was clicked or dragged to."""

    sought = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = 0.0
        self._marks: tuple[float, float] | None = None
        self._spans: tuple[Span, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(28))

    def set_at(self, at: float, marks: tuple[float, float] | None) -> None:
        """Where the clip is, and its marks, as fractions of its length."""
        if (at, marks) != (self._at, self._marks):
            self._at, self._marks = at, marks
            self.update()

    def set_spans(self, spans: Sequence[Span]) -> None:
        """Flags and anchors."""
        if tuple(spans) != self._spans:
            self._spans = tuple(spans)
            self.update()

    @property
    def at(self) -> float:
        """Where the clip is, as a fraction of its length."""
        return self._at

    def _track(self) -> QRectF:
        return QRectF(px(8), self.height() / 2 - px(2), self.width() - px(16), px(4))

    def _x(self, fraction: float) -> float:
        track = self._track()
        return track.left() + track.width() * min(max(fraction, 0.0), 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        track = self._track()
        self.sought.emit(min(max((event.position().x() - track.left()) / max(track.width(), 1), 0.0), 1.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette, track = QPainter(self), current(), self._track()
        rounded(painter, track, px(2), palette.line, None)
        played = QRectF(track.left(), track.top(), self._x(self._at) - track.left(), track.height())
        if played.width() > 1:
            rounded(painter, played, px(2), palette.faint, None)
        for span in self._spans:
            self._paint_span(painter, span)
        if self._marks is not None:
            self._paint_marks(painter, *self._marks)
        x = self._x(self._at)
        painter.fillRect(QRectF(x - 1, px(2), 2, self.height() - px(4)), colour(palette.bad))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colour(palette.bad))
        painter.setPen(Qt.PenStyle.NoPen)
        half = px(4)
        painter.drawPolygon(QPolygonF([QPointF(x - half, 0), QPointF(x + half, 0), QPointF(x, px(5))]))
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), px(4))

    def _paint_span(self, painter: QPainter, span: Span) -> None:
        track = self._track()
        top = track.top() - px(7) if span.above else track.bottom() + px(3)
        width = max(self._x(span.end) - self._x(span.start), px(3))
        ink = current().tone(span.tone)[0]
        rounded(painter, QRectF(self._x(span.start), top, width, px(4)), px(2), ink, None)

    def _paint_marks(self, painter: QPainter, start: float, end: float) -> None:
        palette, track = current(), self._track()
        left, right = self._x(start), max(self._x(end), self._x(start) + 2)
        painter.fillRect(QRectF(left, track.top(), right - left, track.height()), colour(palette.warn))
        for x, inward in ((left, 1), (right, -1)):
            painter.fillRect(QRectF(x - 1, track.top() - px(5), 2, track.height() + px(10)), colour(palette.warn))
            tick = QRectF(x if inward > 0 else x - px(4), track.top() - px(5), px(4), 2)
            painter.fillRect(tick, colour(palette.warn))
            painter.fillRect(tick.translated(0, track.height() + px(8)), colour(palette.warn))
