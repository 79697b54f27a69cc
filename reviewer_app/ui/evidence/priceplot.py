"""The prices of a listing as a plot: the seven days, the lowest price in them, the struck price; walked by key."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer_app.client.viewmodels.listingprices import Plot, dot_words
from reviewer_app.client.words import _
from reviewer_app.ui.kit.paint import colour, draw_focus, plain_tip
from reviewer_app.ui.theme import Palette, current, font, live, px

LEFT, RIGHT, TOP, BOTTOM = 16, 16, 26, 24
REACH = 12
"""Pixels around a dot within which the mouse is on it."""


class PricePlot(QWidget):
    """The plot. `walked` gives the place in the stored history of the dot that a person went to."""

    walked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: Plot | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(188))

    def show_plot(self, plot: Plot | None) -> None:
        """Shows these prices, the newest at hand."""
        if plot != self._plot:
            self._plot = plot
            self._at = len(plot.dots) - 1 if plot is not None else 0
        self._tell()

    @property
    def said(self) -> str:
        """The dot the person is at, in words."""
        if self._plot is None or not self._plot.dots:
            return _("No price is on record")
        return dot_words(self._plot.dots[self._at], self._plot.currency)

    def _tell(self) -> None:
        self.setAccessibleName(self.said)
        self.setAccessibleDescription(self._plot.said if self._plot is not None else "")
        self.update()

    # -- places -------------------------------------------------------------------------------------------------------

    def _span(self, plot: Plot) -> tuple[datetime, datetime]:
        times = [plot.since, plot.until, plot.conduct_at, *(dot.at for dot in plot.dots)]
        first, last = min(times), max(times)
        return max(first, last - timedelta(days=60)), last

    def _most(self, plot: Plot) -> float:
        prices = [float(dot.price) for dot in plot.dots] + ([float(plot.struck)] if plot.struck is not None else [])
        return max([price for price in prices if price > 0], default=1.0)

    def _x(self, plot: Plot, at: datetime) -> float:
        first, last = self._span(plot)
        whole = max((last - first).total_seconds(), 1.0)
        room = self.width() - px(LEFT + RIGHT)
        return px(LEFT) + room * min(max((at - first).total_seconds() / whole, 0.0), 1.0)

    def _y(self, plot: Plot, price: float) -> float:
        room = self.height() - px(TOP + BOTTOM)
        return self.height() - px(BOTTOM) - room * min(max(price / self._most(plot), 0.0), 1.0)

    def places(self) -> list[QPointF]:
        """Where the dots are."""
        plot = self._plot
        return [QPointF(self._x(plot, dot.at), self._y(plot, float(dot.price))) for dot in plot.dots] if plot else []

    # -- hands --------------------------------------------------------------------------------------------------------

    def keeps(self, chord: int) -> bool:
        """Whether a key is the plot's own while it has the keyboard: those that walk it."""
        return Qt.Key(chord & ~Qt.KeyboardModifier.KeyboardModifierMask.value) in (
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._plot.dots) - 1 if self._plot is not None else -1
        moves = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        to = moves.get(Qt.Key(event.key()))
        if to is None or last < 0:
            super().keyPressEvent(event)
            return
        self._go(max(0, min(last, to)))

    def _go(self, at: int) -> None:
        self._at = at
        self._tell()
        if self._plot is not None:
            self.walked.emit(self._plot.dots[at].index)

    def _under(self, place: QPointF) -> int | None:
        near = [((spot - place).manhattanLength(), at) for at, spot in enumerate(self.places())]
        length, at = min(near, default=(px(REACH) + 1, -1))
        return at if length <= px(REACH) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._under(event.position())
        if at is not None:
            self._go(at)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._plot is not None:
            at = self._under(QPointF(event.pos()))
            said = dot_words(self._plot.dots[at], self._plot.currency) if at is not None else ""
            QToolTip.showText(event.globalPos(), plain_tip(said) if said else "", self)
            return True
        return super().event(event)

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette, plot = QPainter(self), current(), self._plot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if plot is None or (not plot.dots and plot.struck is None):
            painter.setPen(colour(palette.dim))
            painter.setFont(font())
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), _("No price is on record"))
            return
        self._paint_window(painter, palette, plot)
        self._paint_levels(painter, palette, plot)
        self._paint_dots(painter, palette, plot)
        self._paint_days(painter, palette, plot)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), px(6))

    def _paint_window(self, painter: QPainter, palette: Palette, plot: Plot) -> None:
        """The seven days as a ground, and the conduct as a line."""
        left, right = self._x(plot, plot.since), self._x(plot, plot.until)
        bottom = self.height() - px(BOTTOM)
        box = QRectF(left, px(4), right - left, bottom - px(4))
        painter.fillRect(box, colour(palette.accent_ground))
        painter.setFont(font(11, 600))
        painter.setPen(colour(palette.accent))
        name = QFontMetrics(painter.font()).elidedText(
            _("7 days before"), Qt.TextElideMode.ElideRight, int(box.width() - px(8))
        )
        painter.drawText(box.adjusted(px(4), px(2), 0, 0), int(Qt.AlignmentFlag.AlignTop), name)
        at = self._x(plot, plot.conduct_at)
        painter.setPen(QPen(colour(palette.ink), 1, Qt.PenStyle.SolidLine))
        painter.drawLine(QPointF(at, px(4)), QPointF(at, bottom))
        painter.setPen(colour(palette.line))
        painter.drawLine(QPointF(px(LEFT), bottom), QPointF(self.width() - px(RIGHT), bottom))

    def _paint_levels(self, painter: QPainter, palette: Palette, plot: Plot) -> None:
        """The struck price and the reference, each a line with its name and amount."""
        tones = {"bad": palette.bad, "warn": palette.warn}
        taken: list[float] = []
        for price, tone, name, style in (
            (plot.struck, tones.get(plot.tone, palette.dim), _("struck"), Qt.PenStyle.DashLine),
            (plot.reference, palette.ok, _("lowest"), Qt.PenStyle.DotLine),
        ):
            if price is None:
                continue
            y = self._y(plot, float(price))
            painter.setPen(QPen(colour(tone), 1.5, style))
            painter.drawLine(QPointF(px(LEFT), y), QPointF(self.width() - px(RIGHT), y))
            label, face = f"{name} {price}", font(11, 600)
            width = QFontMetrics(face).horizontalAdvance(label) + px(8)
            top = y - px(17)
            if any(abs(top - other) < px(16) for other in taken):
                top = y + px(2)
            taken.append(top)
            ground = QRectF(px(LEFT), top, width, px(15))
            painter.fillRect(ground, colour(palette.panel))
            painter.setFont(face)
            painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter), label)

    def _paint_dots(self, painter: QPainter, palette: Palette, plot: Plot) -> None:
        spots = self.places()
        painter.setPen(QPen(colour(palette.dim), 1))
        for before, after in pairwise(spots):
            painter.drawLine(before, QPointF(after.x(), before.y()))  # a price stands until the next one does
            painter.drawLine(QPointF(after.x(), before.y()), after)
        for at, (dot, spot) in enumerate(zip(plot.dots, spots, strict=True)):
            radius = px(5) if at == self._at and self.hasFocus() else px(4 if dot.lowest else 3)
            painter.setBrush(colour(palette.ok if dot.lowest else palette.panel))
            painter.setPen(QPen(colour(palette.accent if at == self._at and self.hasFocus() else palette.dim), 1.5))
            painter.drawEllipse(spot, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_days(self, painter: QPainter, palette: Palette, plot: Plot) -> None:
        face = font(11, mono=True)
        painter.setFont(face)
        painter.setPen(colour(palette.dim))
        metrics, taken = QFontMetrics(face), list[QRectF]()
        first, _last = self._span(plot)
        for at, name in (
            (plot.conduct_at, _("conduct {day}").format(day=f"{plot.conduct_at:%m-%d}")),
            (plot.since, f"{plot.since:%m-%d}"),
            (first, f"{first:%m-%d}"),
        ):
            width = metrics.horizontalAdvance(name) + px(4)
            x = min(max(self._x(plot, at) - width / 2, px(4)), self.width() - width - px(4))
            box = QRectF(x, self.height() - px(BOTTOM) + px(4), width, px(16))
            if not any(box.adjusted(-px(4), 0, px(4), 0).intersects(other) for other in taken):
                taken.append(box)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
