"""The veil over pictures: blurs them past recognition or takes their colour out, on the screen only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter

GRAINS: Final = 20
"""How many spots of colour the longer side of a blurred picture keeps: enough to see that there is one."""
_ROUGH: Final = 4


class Veil(QObject):
    """What every picture of evidence is passed through on its way to the screen. `changed` when it is drawn otherwise.

    There is one, as there is one theme: a picture that forgot to ask would show what is to be hidden.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.hides, self.grey = False, False

    def set(self, hides: bool, grey: bool) -> None:
        """Whether pictures are blurred, and whether they are without colour."""
        if (hides, grey) != (self.hides, self.grey):
            self.hides, self.grey = hides, grey
            self.changed.emit()

    def over(self, image: QImage) -> QImage:
        """The picture as it may be seen now; the very same where nothing veils it."""
        if image.isNull() or not (self.hides or self.grey):
            return image
        seen = self._blurred(image) if self.hides else image
        return seen.convertToFormat(QImage.Format.Format_Grayscale8) if self.grey else seen

    def draw(self, painter: QPainter, target: QRectF, image: QImage, source: QRectF) -> None:
        """Paints a part of a picture, a tile of a strip, as it may be seen now."""
        if self.hides or self.grey:
            tile = self.over(image.copy(source.toAlignedRect()))
            painter.drawImage(target, tile, QRectF(tile.rect()))
        else:
            painter.drawImage(target, image, source)

    @staticmethod
    def _blurred(image: QImage) -> QImage:
        """Few large spots, brought back to the old size; a rough first step keeps it quick while a clip plays."""
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        longer = max(image.width(), image.height())
        grains = min(GRAINS, max(2, longer // 10))  # a thumbnail has few pixels to begin with
        small = image
        if longer > grains * _ROUGH * 2:
            small = image.scaled(QSize(grains * _ROUGH, grains * _ROUGH), keep)
        small = small.scaled(QSize(grains, grains), keep, smooth)
        # Half the old size at most: the painter stretches it the rest of the way, and no detail is there to lose.
        size = QSize(max(1, min(image.width(), 480)), max(1, min(image.height(), 480)))
        return small.scaled(image.size().scaled(size, keep), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


veil: Final = Veil()
