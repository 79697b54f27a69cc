"""Owns drawing: one painter with text that tells where it stands, for pictures, frames and PDF pages alike."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGradient,
    QGuiApplication,
    QImage,
    QImageWriter,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QRadialGradient,
)

SANS = "Noto Sans CJK SC"
SERIF = "Noto Serif CJK SC"
Box = list[float]


def start_drawing() -> QGuiApplication:
    """Start Qt without a screen; stop with one sentence if the font is not there."""
    app = QGuiApplication(["make_demo_pack", "-platform", "offscreen"])
    missing = [family for family in (SANS, SERIF) if family not in QFontDatabase.families()]
    if missing:
        sys.exit(f"{', '.join(missing)} is not installed; on Debian: apt-get install fonts-noto-cjk")
    return app


def font(size: float, weight: int = 400, family: str = SANS) -> QFont:
    """A font of `size` pixels (weights 400 and 700 exist)."""
    made = QFont(family)
    made.setPixelSize(round(size))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Localised forms reach digits by another glyph, and the PDF writer then loses which character it was.
    made.setFeature(QFont.Tag("locl"), 0)
    return made


def vertical(top: float, bottom: float, *stops: str) -> QBrush:
    """A linear gradient from `top` to `bottom`, colours evenly spread."""
    return _spread(QLinearGradient(0, top, 0, bottom), stops)


def horizontal(left: float, right: float, *stops: str) -> QBrush:
    """A linear gradient from `left` to `right`, colours evenly spread."""
    return _spread(QLinearGradient(left, 0, right, 0), stops)


def radial(x: float, y: float, radius: float, *stops: str) -> QBrush:
    """A radial gradient around (x, y), colours evenly spread from the centre."""
    return _spread(QRadialGradient(x, y, radius), stops)


def _spread(gradient: QGradient, stops: Sequence[str]) -> QBrush:
    for number, colour in enumerate(stops):
        gradient.setColorAt(number / max(1, len(stops) - 1), QColor(colour))
    return QBrush(gradient)


def through(*points: tuple[float, float]) -> QPainterPath:
    """A smooth closed outline through quadratic control points: start, (control, end), (control, end), ..."""
    path = QPainterPath(QPointF(*points[0]))
    for control, end in zip(points[1::2], points[2::2], strict=True):
        path.quadTo(QPointF(*control), QPointF(*end))
    path.closeSubpath()
    return path


@dataclass
class Canvas:
    """A painter over a surface of `width` x `height` design units."""

    painter: QPainter
    width: float
    height: float

    def fraction(self, rect: QRectF) -> Box:
        """The rectangle as x, y, width, height fractions of the surface, four decimals, kept within it."""
        left, top = max(0.0, rect.left()), max(0.0, rect.top())
        right, bottom = min(self.width, rect.right()), min(self.height, rect.bottom())
        return [
            round(value, 4)
            for value in (
                left / self.width,
                top / self.height,
                (right - left) / self.width,
                (bottom - top) / self.height,
            )
        ]

    def fill(self, shape: QRectF | QPainterPath, brush: QBrush | str, radius: float = 0) -> None:
        """Fill a rectangle (rounded by `radius`) or a path."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(brush) if isinstance(brush, str) else brush)
        if isinstance(shape, QPainterPath):
            self.painter.drawPath(shape)
        else:
            self.painter.drawRoundedRect(shape, radius, radius)

    def oval(self, x: float, y: float, rx: float, ry: float, brush: QBrush | str) -> None:
        """Fill an ellipse around (x, y)."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(brush) if isinstance(brush, str) else brush)
        self.painter.drawEllipse(QPointF(x, y), rx, ry)

    def stroke(
        self, points: QPainterPath | Sequence[tuple[float, float]], colour: QBrush | str, thickness: float
    ) -> None:
        """Draw a line with round ends along a path or through points."""
        if isinstance(points, QPainterPath):
            path = points
        else:
            path = QPainterPath(QPointF(*points[0]))
            for point in points[1:]:
                path.lineTo(QPointF(*point))
        pen = QPen(QColor(colour) if isinstance(colour, str) else colour, thickness)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def frame(self, rect: QRectF, colour: str, thickness: float, radius: float = 0) -> None:
        """Draw the outline of a rectangle."""
        self.painter.setPen(QPen(QColor(colour), thickness))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(rect, radius, radius)

    def shade(self, x: float, y: float, rx: float, ry: float, depth: int = 110) -> None:
        """A soft shadow on the ground around (x, y); depth is its darkest alpha."""
        self.painter.save()
        self.painter.translate(x, y)
        self.painter.scale(1, ry / rx)
        self.oval(0, 0, rx, rx, radial(0, 0, rx, f"#{depth:02x}000000", f"#{depth // 2:02x}000000", "#00000000"))
        self.painter.restore()

    def lift(self, rect: QRectF, radius: float, reach: float = 10) -> None:
        """A soft shadow under a card."""
        for step in range(4, 0, -1):
            grown = reach * step / 4
            self.fill(rect.adjusted(-grown / 2, -grown / 4, grown / 2, grown), "#12000000", radius + grown / 2)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        colour: str = "#ffffff",
        *,
        weight: int = 400,
        align: str = "left",
        family: str = SANS,
    ) -> QRectF:
        """Draw one line whose em box begins at `y`; return where its ink stands."""
        face = font(size, weight, family)
        metrics = QFontMetricsF(face)
        advance = metrics.horizontalAdvance(words)
        left = x - {"left": 0.0, "center": advance / 2, "right": advance}[align]
        base = y + size * 0.88
        self.painter.setFont(face)
        self.painter.setPen(QColor(colour))
        self.painter.drawText(QPointF(left, base), words)
        ink = metrics.tightBoundingRect(words)
        return ink.translated(left, base)

    def lines(
        self, x: float, y: float, words: str, size: float, wide: float, colour: str = "#222222", leading: float = 1.5
    ) -> QRectF:
        """Draw words broken at `wide` units (anywhere in Chinese, at spaces in English); return their ink."""
        metrics = QFontMetricsF(font(size))
        whole = QRectF()
        for number, line in enumerate(broken(words, metrics, wide)):
            whole = whole.united(self.text(x, y + number * size * leading, line, size, colour))
        return whole

    @contextmanager
    def moved(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0) -> Iterator[None]:
        """Draw with the origin at (x, y), scaled, turned by `turn` degrees."""
        self.painter.save()
        self.painter.translate(x, y)
        self.painter.scale(scale, scale)
        self.painter.rotate(turn)
        try:
            yield
        finally:
            self.painter.restore()


def broken(words: str, metrics: QFontMetricsF, wide: float) -> list[str]:
    """Break words into lines no wider than `wide`."""
    pieces = words.split(" ") if " " in words and words.isascii() else list(words)
    glue = " " if words.isascii() and " " in words else ""
    lines = [""]
    for piece in pieces:
        longer = lines[-1] + (glue if lines[-1] else "") + piece
        if lines[-1] and metrics.horizontalAdvance(longer) > wide and piece not in "，。；、）":
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


@contextmanager
def picture(width: int, height: int, scale: float = 1.0) -> Iterator[tuple[QImage, Canvas]]:
    """An opaque picture of `width` x `height` design units, `scale` pixels each."""
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGBA8888_Premultiplied)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.scale(scale, scale)
    try:
        yield image, Canvas(painter, width, height)
    finally:
        painter.end()


def encoded(image: QImage, kind: str, quality: int = 88) -> bytes:
    """The picture as the bytes of a PNG or JPEG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    if not writer.write(flat):
        raise ValueError(f"the picture could not be written as {kind}: {writer.errorString()}")
    return bytes(data.data())
