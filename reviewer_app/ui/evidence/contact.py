"""The contact sheet over a clip: a page of its pictures, walked with the arrows, gone to with Enter or a click."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.client.viewmodels.contact import PAGE, Grid, Pages, grid
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


_LEAVES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class ContactSheet(QWidget):
    """The sheet. `chosen` gives the pts of the picture that was gone to; `turned` asks for a page on or back.

    The arrows lead over the edges of a page, the page keys turn it.
    """

    chosen, turned = Signal(object), Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip: Filmstrip | None = None
        self._image = QImage()
        veil.changed.connect(self.update)
        self._timeline: Timeline | None = None
        self._pages: Pages | None = None
        self._at, self._from, self._land = 0, 0, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_strip(
        self, strip: Filmstrip | None, timeline: Timeline | None, at: int, pages: Pages | None = None
    ) -> None:
        """Shows the pictures of a page; the one on screen at the pts `at` is where one starts to walk."""
        new = strip is not self._strip
        if new:
            self._strip, self._timeline, self._pages = strip, timeline, pages
            self._image = image_over(strip) if strip is not None else QImage()
        if new and self._land:
            self._at, self._land = (0 if self._land > 0 else max(len(self.pts) - 1, 0)), 0
        elif new or at != self._from:
            self._at = max((n for n, pts in enumerate(self.pts) if pts <= at), default=0)
        self._from = at
        self._say()
        self.update()

    @property
    def pts(self) -> tuple[int, ...]:
        """The pts of the pictures that are shown."""
        return self._strip.pts if self._strip is not None else ()

    @property
    def _leafs(self) -> bool:
        return self._pages is not None and self._pages.pages > 1

    @property
    def at(self) -> int:
        """The number of the picture that is walked to."""
        return self._at

    def _grid(self) -> Grid:
        strip, margin = self._strip, px(MARGIN)
        shape = strip.tile_width / strip.height if strip is not None else 1.0
        width, height = self.width() - 2 * margin, self.height() - 2 * margin - px(LINE) * self._leafs
        return grid(len(self.pts), max(width, 1), max(height, 1), shape, px(LINE))

    def keeps(self, chord: int) -> bool:
        """The arrows walk here, the page keys turn where there are pages, and Enter goes to a picture."""
        key = Qt.Key(chord & ~Qt.KeyboardModifier.KeyboardModifierMask.value)
        return key in _ARROWS or (self._leafs and key in _LEAVES) or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            before, self._at = self._at, self._grid().moved(self._at, *_ARROWS[key])
            if self._at == before:
                self._turn(sum(_ARROWS[key]))
            self._say()
            self.update()
        elif key in _LEAVES and self._leafs:
            self._turn(_LEAVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        """Asks for the page beside this one, if there is one."""
        if self._pages is not None and self._pages.turned(by) != self._pages:
            self._land = by
            self.turned.emit(by)

    def _choose(self, number: int | None) -> None:
        if number is not None and number < len(self.pts):
            self.chosen.emit(self.pts[number])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position() - QPointF(px(MARGIN), px(MARGIN))
        self._choose(self._grid().at(at.x(), at.y()))

    def _say(self) -> None:
        """In words, for who cannot see it: which picture of how many, and when it is on screen."""
        self.setAccessibleDescription(self.words())

    def words(self) -> str:
        """Which picture is walked to."""
        if not self.pts or self._timeline is None:
            return _("The pictures are being made.")
        time = clock(self._timeline.seconds(self.pts[self._at]))
        before, count = (self._pages.page * PAGE, len(self._pages.pts)) if self._pages else (0, len(self.pts))
        return _("Picture {number} of {count}, {time}").format(number=before + self._at + 1, count=count, time=time)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.setAccessibleName(_("Contact sheet"))
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(STAGE))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._strip is None or self._timeline is None or not self.pts:
            painter.setFont(font())
            painter.setPen(colour(DARK.dim))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.words())
            return
        shown = self._grid()
        for number in range(len(self.pts)):
            left, top = shown.place(number)
            cell = QRectF(px(MARGIN) + left, px(MARGIN) + top, shown.width, shown.height)
            self._paint_tile(painter, cell, number, self._strip)
        if self._pages is not None and self._leafs:
            said = _("page {page} of {pages}").format(page=self._pages.page + 1, pages=self._pages.pages)
            painter.setFont(font(11))
            painter.setPen(colour(DARK.dim))
            line = QRectF(0, self.height() - px(LINE) - px(4), self.width(), px(LINE))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), f"{said} · PgUp PgDn")
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), px(6))

    def _paint_tile(self, painter: QPainter, cell: QRectF, number: int, strip: Filmstrip) -> None:
        room = cell.adjusted(px(4), px(4), -px(4), -px(LINE))
        share = min(room.width() / strip.tile_width, room.height() / strip.height)
        wide, high = strip.tile_width * share, strip.height * share
        target = QRectF(room.center().x() - wide / 2, room.top() + (room.height() - high) / 2, wide, high)
        source = QRectF(number * strip.tile_width, 0, strip.tile_width, strip.height)
        veil.draw(painter, target, self._image, source)
        here = number == self._at
        if here:
            painter.setPen(colour(DARK.accent))
            for grown in (1, 2):
                painter.drawRect(target.adjusted(-grown, -grown, grown, grown))
        painter.setFont(font(11, 600 if here else 400, mono=True))
        painter.setPen(colour(DARK.accent if here else DARK.dim))
        words = clock(self._timeline.seconds(strip.pts[number]), 1) if self._timeline is not None else ""
        line = QRectF(cell.left(), target.bottom() + px(2), cell.width(), px(LINE) - px(2))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), words)
