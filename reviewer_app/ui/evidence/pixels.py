"""Decoded pixels as Qt sees them."""

from __future__ import annotations

from PySide6.QtGui import QImage

from reviewer_app.media.values import Pixels


def image_over(pixels: Pixels) -> QImage:
    """An image that lies over the bytes of the pixels: whoever keeps it keeps them too, for they must outlive it."""
    return QImage(pixels.pixels, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB32)
