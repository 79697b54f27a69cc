"""A canvas's picture as it is painted: passed through the veil once, brought to its size once, turned."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from reviewer_app.client.viewmodels import boxes
from reviewer_app.ui.evidence.veil import veil


class Face:
    """The picture, None where there is none. `quick` while it plays, when the next one is due at once."""

    def __init__(self) -> None:
        self.image: QImage | None = None
        self.scaled: QImage | None = None
        self._seen: QImage | None = None
        self._quick = False
        self._ratio = 1.0

    def show(self, image: QImage | None, quick: bool = False) -> None:
        """Another picture, or none."""
        self.image, self.scaled, self._seen, self._quick = image, None, None, quick

    def resized(self) -> None:
        """It is looked at in another size."""
        self.scaled = None

    def veiled(self) -> None:
        """What may be seen of it is another thing now."""
        self._seen = self.scaled = None

    def paint(self, painter: QPainter, view: boxes.View, ratio: float) -> None:
        """Paints it where the view says, in pixels of a screen of this ratio."""
        if self.image is None:
            return
        image = self._seen_image(self.image)
        left, top, width, height = view.rect
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._as_it_is(view):
            _paint_turned(painter, image, QRectF(left, top, width, height), view.quarter)
            return
        fitting = self._fitting(image, width, height, ratio)
        if fitting is image:
            painter.drawImage(QRectF(round(left), round(top), width, height), image)
        else:  # laid there pixel by pixel: into a rectangle of fractions of pixels it would be scaled once more
            painter.drawImage(QPointF(round(left), round(top)), fitting)

    def warm(self, view: boxes.View, ratio: float) -> None:
        """Brings the picture to its size before it has to be painted."""
        if self.image is not None and not self._as_it_is(view):
            _left, _top, width, height = view.rect
            self._fitting(self._seen_image(self.image), width, height, ratio, ahead=True)

    def _as_it_is(self, view: boxes.View) -> bool:
        return bool(view.quarter % 4) or self._quick or view.zoom > 1

    def _seen_image(self, image: QImage) -> QImage:
        """The picture as it may be seen, passed through the veil once."""
        if self._seen is None:
            self._seen = veil.over(image)
        return self._seen

    def _fitting(self, image: QImage, width: float, height: float, ratio: float, ahead: bool = False) -> QImage:
        """The image in the size that it has on the screen, made once; a small one only where that is done ahead.

        Painting a frame that is smaller than the window enlarges it in one go, for less than an image of its own costs.
        """
        if self.scaled is None or ratio != self._ratio:  # a window may go to a finer screen and keep its size
            self._ratio = ratio
            size = QSize(max(1, round(width * ratio)), max(1, round(height * ratio)))
            made = ahead or size.width() < image.width()
            way = Qt.TransformationMode.SmoothTransformation
            self.scaled = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, way) if made else image
            if made:
                self.scaled.setDevicePixelRatio(ratio)
        return self.scaled


def _paint_turned(painter: QPainter, image: QImage, rect: QRectF, quarter: int) -> None:
    painter.save()
    painter.translate(rect.center())
    painter.rotate(90 * quarter)
    wide, high = (rect.height(), rect.width()) if quarter % 2 else (rect.width(), rect.height())
    painter.drawImage(QRectF(-wide / 2, -high / 2, wide, high), image)
    painter.restore()
