"""Small pictures of a schedule: the mark of a ladder's step, and points as a curve over the value that earns them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.ui.kit.paint import colour, draw_dot, line_pen, rounded
from reviewer_app.ui.theme import Tone, current, font, live, px

WIDE, STAIR = 120, 7


class StepMark(QWidget):
    """A stair as high as its step: the steps of a ladder below each other rise from left to right."""

    def __init__(self, number: int, steps: int, tone: Tone, said: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._steps, self._tone = number, max(1, steps), tone
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        live.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDE), px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        ink, ground = palette.tone(self._tone)
        width = (self.width() - px(4)) / self._steps
        for at in range(self._steps):
            height = px(STAIR) * (at + 1)
            box = QRectF(at * width, px(8) + px(STAIR) * self._steps - height, width - 2, height)
            here, reached = at + 1 == self._number, at < self._number
            fill = ink if here else ground if reached else palette.sunk
            rounded(painter, box, 2, fill, None if reached else palette.line)
        left = (self._number - 1) * width
        painter.setFont(font(11, 600))
        painter.setPen(colour(ink))
        top = px(8) + px(STAIR) * self._steps + px(1)
        painter.drawText(QRectF(left, top, width, px(16)), int(Qt.AlignmentFlag.AlignCenter), str(self._number))


class Curve(QWidget):
    """Points over values, from the worst to the best: a straight line between rungs, or steps. `said` reads it out."""

    def __init__(
        self,
        points: Sequence[tuple[float, float]],
        continuous: bool,
        said: str,
        higher: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._points, self._continuous, self._higher = tuple(points), continuous, higher
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(180), px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter, points = current(), QPainter(self), self._points
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(px(6), px(6), -px(6), -px(6))
        painter.fillRect(box, colour(palette.sunk))
        if len(points) < 2:
            return
        low, high = points[0][0], points[-1][0]
        most = max(gives for _value, gives in points) or 1.0

        values = [value for value, _gives in points]

        def place(value: float, gives: float) -> QPointF:
            # Steps stand side by side: their values often lie close together with one far away.
            across = (value - low) / (high - low) if high > low else 0.5
            across = across if self._continuous else values.index(value) / (len(values) - 1)
            return QPointF(box.x() + box.width() * across, box.bottom() - box.height() * gives / most)

        painter.setPen(line_pen(palette.accent, 1.5))
        for (value, gives), (after, gives_after) in pairwise(points):
            start, end = place(value, gives), place(after, gives_after)
            if self._continuous:
                painter.drawLine(start, end)
            else:  # more is better: the points of a rung last to the next; less is better: they begin at it
                corner = QPointF(end.x(), start.y()) if self._higher else QPointF(start.x(), end.y())
                painter.drawLine(start, corner)
                painter.drawLine(corner, end)
        for value, gives in points:
            draw_dot(painter, place(value, gives), px(2), palette.accent)
