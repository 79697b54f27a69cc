"""The contact sheet over a clip: its pictures side by side, walked with the arrows, gone to with Enter or a click."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.client.viewmodels.contact import Grid, distinct, grid
from reviewer_app.client.viewmodels.timeline import Timeline, clock
from reviewer_app.client.words import _
from reviewer_app.media.values import Filmstrip
from reviewer_app.ui.evidence.overlay import STAGE
from reviewer_app.ui.evidence.pixels import image_over
from reviewer_app.ui.evidence.veil import veil
from reviewer_app.ui.kit.paint import colour, draw_focus
from reviewer_app.ui.theme import font, px
from reviewer_app.ui.theme.tokens import DARK

LINE = 20
"""Pixels of the line below a picture that says its time."""
MARGIN = 12
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ContactSheet(QWidget):
    """The sheet. `chosen` gives the pts of the picture that was gone to."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip: Filmstrip | None = None
        self._image = QImage()
        veil.changed.connect(self.update)
        self._timeline: Timeline | None = None
        self._tiles: tuple[int, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_strip(self, strip: Filmstrip | None, timeline: Timeline | None, at: int) -> None:
        """Shows the pictures of a strip; the one on screen at the pts `at` is where one starts to walk."""
        if strip is not self._strip:
            self._strip, self._timeline = strip, timeline
            self._tiles = distinct(strip) if strip is not None else ()
            self._image = image_over(strip) if strip is not None else QImage()
        starts = self.pts
        self._at = max((n for n, pts in enumerate(starts) if pts <= at), default=0)
        self._say()
        self.update()

    @property
    def pts(self) -> tuple[int, ...]:
        """The pts of the pictures that are shown."""
        return tuple(self._strip.pts[n] for n in self._tiles) if self._strip is not None else ()

    @property
    def at(self) -> int:
        """The number of the picture that is walked to."""
        return self._at

    def _grid(self) -> Grid:
        strip, margin = self._strip, px(MARGIN)
        shape = strip.tile_width / strip.height if strip is not None else 1.0
        width, height = self.width() - 2 * margin, self.height() - 2 * margin
        return grid(len(self._tiles), max(width, 1), max(height, 1), shape, px(LINE))

    def keeps(self, chord: int) -> bool:
        """The arrows walk here, and Enter goes to a picture."""
        key = Qt.Key(chord & ~Qt.KeyboardModifier.KeyboardModifierMask.value)
        return key in _ARROWS or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._at = self._grid().moved(self._at, *_ARROWS[key])
            self._say()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _choose(self, number: int | None) -> None:
        if number is not None and number < len(self._tiles):
            self.chosen.emit(self.pts[number])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position() - QPointF(px(MARGIN), px(MARGIN))
        self._choose(self._grid().at(at.x(), at.y()))

    def _say(self) -> None:
        """In words, for who cannot see it: which picture of how many, and when it is on screen."""
        self.setAccessibleDescription(self.words())

    def words(self) -> str:
        """Which picture is walked to."""
        if not self._tiles or self._timeline is None:
            return _("The pictures are being made.")
        time = clock(self._timeline.seconds(self.pts[self._at]))
        return _("Picture {number} of {count}, {time}").format(number=self._at + 1, count=len(self._tiles), time=time)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.setAccessibleName(_("Contact sheet"))
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(STAGE))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._strip is None or self._timeline is None or not self._tiles:
            painter.setFont(font())
            painter.setPen(colour(DARK.dim))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.words())
            return
        shown = self._grid()
        for number, tile in enumerate(self._tiles):
            left, top = shown.place(number)
            cell = QRectF(px(MARGIN) + left, px(MARGIN) + top, shown.width, shown.height)
            self._paint_tile(painter, cell, tile, number, self._strip)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), px(6))

    def _paint_tile(self, painter: QPainter, cell: QRectF, tile: int, number: int, strip: Filmstrip) -> None:
        room = cell.adjusted(px(4), px(4), -px(4), -px(LINE))
        share = min(room.width() / strip.tile_width, room.height() / strip.height)
        wide, high = strip.tile_width * share, strip.height * share
        target = QRectF(room.center().x() - wide / 2, room.top() + (room.height() - high) / 2, wide, high)
        source = QRectF(tile * strip.tile_width, 0, strip.tile_width, strip.height)
        veil.draw(painter, target, self._image, source)
        here = number == self._at
        if here:
            painter.setPen(colour(DARK.accent))
            for grown in (1, 2):
                painter.drawRect(target.adjusted(-grown, -grown, grown, grown))
        painter.setFont(font(11, 600 if here else 400, mono=True))
        painter.setPen(colour(DARK.accent if here else DARK.dim))
        words = clock(self._timeline.seconds(strip.pts[tile]), 1) if self._timeline is not None else ""
        line = QRectF(cell.left(), target.bottom() + px(2), cell.width(), px(LINE) - px(2))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), words)
