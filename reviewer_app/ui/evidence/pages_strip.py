"""The pages of the document in front as small pictures to choose from; only those in sight are asked for."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.pictures import PicturesModel
from reviewer_app.media.values import Picture, Pixels
from reviewer_app.ui.evidence.pixels import image_over
from reviewer_app.ui.evidence.stills import page_words
from reviewer_app.ui.evidence.veil import veil
from reviewer_app.ui.kit.paint import colour, rounded
from reviewer_app.ui.theme import METRICS, current, font, live, px

SIDE, CELL, HEIGHT = 96, 44, 64
"""Pixels: asked for a page's longest side, the width of a page's place, the height of the strip."""
KEPT = 400
"""Thumbnails that are kept of one document."""


class PageStrip(QWidget):
    """Pages of one document, the one shown with a line around it; it is hidden where there is but one."""

    def __init__(self, model: PicturesModel, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._reader = model, reader
        self._asset, self._first = "", 0
        self._page = 0
        self._thumbs: dict[int, QImage | None] = {}
        self._asking = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        live.changed.connect(self.updateGeometry)
        veil.changed.connect(self.update)
        model.watch(self.refresh)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def refresh(self) -> None:
        """Follows the document and the page that are in front."""
        state = self._model.state
        asset = state.still.asset if state.still is not None else ""
        if asset != self._asset:
            self._asset, self._first, self._page, self._thumbs, self._asking = asset, 0, 0, {}, False
        self.setVisible(state.pages > 1)
        if state.page != self._page:
            self._page = state.page
            self._bring(state.page - 1)
        self.setAccessibleName(page_words(state))
        self.update()

    def _room(self) -> int:
        """How many pages have room."""
        return max(1, (self.width() - px(4)) // px(CELL))

    def _bring(self, index: int) -> None:
        """Moves the strip so that a page is in sight, with a neighbour on either side where there is one."""
        room, pages = self._room(), self._model.state.pages
        first = min(self._first, max(index - 1, 0))
        first = max(first, min(index + 2, pages) - room)
        self._first = max(0, min(first, pages - room))

    def _boxes(self) -> list[tuple[int, QRect]]:
        """The pages in sight, from one, and where each stands."""
        last = min(self._first + self._room(), self._model.state.pages)
        return [
            (index + 1, QRect(px(2) + (index - self._first) * px(CELL), px(2), px(CELL - 4), px(HEIGHT - 4)))
            for index in range(self._first, last)
        ]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for page, box in self._boxes():
            if box.contains(event.position().toPoint()):
                self._model.go(self._model.state.at, page)

    def wheelEvent(self, event: QWheelEvent) -> None:
        by = -1 if event.angleDelta().y() > 0 else 1
        self._first = max(0, min(self._first + by, self._model.state.pages - self._room()))
        self.update()
        event.accept()

    def _ask(self, page: int) -> None:
        """Asks for a page's thumbnail, once, and for one at a time: a page to be read waits for one of them at most."""
        asset = self._asset
        if page in self._thumbs or not asset or self._asking or self._model.state.picture is None:
            return
        while len(self._thumbs) >= KEPT:
            self._thumbs.pop(next(iter(self._thumbs)))
        self._thumbs[page], self._asking = None, True

        def came(found: Picture | Cannot) -> None:
            if asset != self._asset:
                return
            self._asking = False
            if isinstance(found, Pixels):
                self._thumbs[page] = image_over(found).copy()
            self.update()

        self._reader.page(asset, page, SIDE, came)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), current()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(font(11, mono=True))
        for page, box in self._boxes():
            self._ask(page)
            here = page == self._model.state.page
            ground, line = (palette.accent_ground, palette.accent) if here else (palette.panel, palette.line)
            rounded(painter, QRectF(box), px(METRICS.radius), ground, line)
            inside = box.adjusted(px(4), px(4), -px(4), -px(16))
            thumb = self._thumbs.get(page)
            if thumb is None:
                painter.fillRect(inside, colour(palette.sunk))
            else:
                size = thumb.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
                at = inside.center() - QRect(0, 0, size.width(), size.height()).center()
                painter.drawImage(QRect(at, size), veil.over(thumb))
            painter.setPen(colour(palette.accent if here else palette.dim))
            below = QRect(box.left(), box.bottom() - px(15), box.width(), px(14))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), str(page))
