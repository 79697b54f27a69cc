"""Small pictures that say a state: the lease's ring, bars, the strip of rounds, dots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.ui.kit.paint import colour, draw_bar, draw_dot, line_pen
from reviewer_app.ui.theme import Tone, current, font, live, px

Step = Literal["done", "now", "ahead"]


class Ring(QWidget):
    """How much of a term is left, as a ring that empties; `words` is said aloud."""

    def __init__(self, fraction: float = 1.0, tone: Tone = "ok", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction, self.tone = fraction, tone
        self.setFixedSize(px(20), px(20))

    def set(self, fraction: float, tone: Tone = "ok", words: str = "") -> None:
        """Another share of one."""
        self._fraction, self.tone = max(0.0, min(1.0, fraction)), tone
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(line_pen(palette.line, 2.5))
        painter.drawEllipse(box)
        painter.setPen(line_pen(palette.tone(self.tone)[0], 2.5))
        painter.drawArc(box, 90 * 16, round(360 * 16 * self._fraction))


class Bar(QWidget):
    """A share of one as a bar, four high."""

    def __init__(self, fraction: float = 0.0, tone: Tone = "ok", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction, self._tone = fraction, tone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, fraction: float, tone: Tone = "ok", words: str = "") -> None:
        """Another share of one."""
        self._fraction, self._tone = fraction, tone
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(80), px(5))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_bar(QPainter(self), QRectF(self.rect()), self._fraction, self._tone)


class Dot(QWidget):
    """A small disc: full, half or hollow."""

    def __init__(self, tone: Tone = "ok", fill: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._fill = tone, fill
        self.setFixedSize(px(12), px(12))

    def set(self, tone: Tone, fill: float = 1.0) -> None:
        """Another tone and filling."""
        self._tone, self._fill = tone, fill
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        centre = QPointF(self.width() / 2, self.height() / 2)
        draw_dot(QPainter(self), centre, px(4), current().tone(self._tone)[0], self._fill)


class Rounds(QWidget):
    """The strip of rounds: done ones full, the present one ringed, those ahead hollow, each with its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[tuple[str, Step], ...] = ()
        self._folded = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)

    def set(self, steps: Sequence[tuple[str, Step]]) -> None:
        """Shows these rounds in their order: name and state."""
        self._steps = tuple(steps)
        said = " - ".join(name for name, _ in steps)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.updateGeometry()
        self.update()

    def fold(self, folded: bool) -> None:
        """Shows the present round alone, with its place among them, where there is no room for all."""
        if folded != self._folded:
            self._folded = folded
            self.updateGeometry()
            self.update()

    def _shown(self) -> tuple[tuple[str, Step], ...]:
        if not self._folded or not self._steps:
            return self._steps
        ended = len(self._steps) - 1
        at = next((n for n, (_name, step) in enumerate(self._steps) if step == "now"), ended)
        name, step = self._steps[at]
        return ((f"{name} {at + 1}/{len(self._steps)}", step),)

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(font(11, 600))
        return [px(18) + metrics.horizontalAdvance(name) for name, _ in self._shown()]

    def sizeHint(self) -> QSize:
        joints = px(32) * max(0, len(self._shown()) - 1)
        return QSize(sum(self._widths()) + joints + px(4), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter, x, middle = current(), QPainter(self), px(2), self.height() / 2
        for at, ((name, step), width) in enumerate(zip(self._shown(), self._widths(), strict=True)):
            if at:
                painter.setPen(line_pen(palette.line, 2))
                painter.drawLine(QPointF(x + px(6), middle), QPointF(x + px(26), middle))
                x += px(32)
            dot = {"done": palette.ok, "now": palette.accent, "ahead": palette.faint}[step]
            draw_dot(painter, QPointF(x + px(6), middle), px(4), dot, 1.0 if step == "done" else 0.0)
            if step == "now":
                draw_dot(painter, QPointF(x + px(6), middle), px(1.5), dot)
            painter.setFont(font(11, 600 if step == "now" else 400))
            painter.setPen(colour(palette.ink if step == "now" else palette.dim))
            box = QRectF(x + px(15), 0, width, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), name)
            x += width
