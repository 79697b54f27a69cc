"""What is drawn over a picture: boxes, markers, the badge with the time, and words where there is no picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.theme import Tone, current, font, px
from reviewer_app.ui.theme.tokens import DARK

STAGE = "#0b0d10"
"""The ground behind a clip in either theme, so that its own colours are judged alike."""
_HALO = "#000000"
SEPARATOR = " · "


def draw_marker(painter: QPainter, rect: QRectF, tone: Tone, label: str) -> None:
    """A box to be seen only: dashed, on a dark halo so that it shows on any picture, with its word above."""
    colour = DARK.tone(tone)[0]
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(_HALO), 3))
    painter.drawRect(rect)
    painter.setPen(QPen(QColor(colour), 1.5, Qt.PenStyle.DashLine))
    painter.drawRect(rect)
    if label:
        _tag(painter, rect, label, colour)
    painter.restore()


def draw_box(painter: QPainter, rect: QRectF, drawing: bool) -> None:
    """The box of the person: a whole line; with its corners while it can be moved."""
    painter.save()
    rect = rect.adjusted(-2, -2, 2, 2)  # the line lies around what is meant, not over it
    ground = QColor(DARK.warn)
    ground.setAlpha(20)
    painter.fillRect(rect, ground)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((_HALO, 4), (DARK.warn, 2)):
        painter.setPen(QPen(QColor(ink), width, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(rect)
    if drawing:
        half = px(4)
        for corner in (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()):
            grip = QRectF(corner.x() - half, corner.y() - half, 2 * half, 2 * half)
            painter.fillRect(grip.adjusted(-1, -1, 1, 1), QColor(_HALO))
            painter.fillRect(grip, QColor(DARK.warn))
    painter.restore()


def _tag(painter: QPainter, rect: QRectF, label: str, colour: str) -> None:
    face = font(11, 600)
    metrics = QFontMetrics(face)
    width, height = metrics.horizontalAdvance(label) + px(8), px(16)
    top = rect.top() - height if rect.top() >= height else rect.top()
    ground = QRectF(rect.left(), top, width, height)
    painter.fillRect(ground, QColor(colour))
    painter.setFont(face)
    painter.setPen(QColor(DARK.on_accent))
    painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter), label)


def badge_lines(text: str, room: float) -> list[str]:
    """A badge on as many lines as it takes in a width of `room` pixels, broken between its parts."""
    metrics, lines = QFontMetrics(font(11, mono=True)), list[str]()
    for part in text.split(SEPARATOR):
        longer = f"{lines[-1]}{SEPARATOR}{part}" if lines else part
        if lines and metrics.horizontalAdvance(longer) + px(16) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def badge_size(text: str, room: float) -> tuple[float, float]:
    """Height and width of a badge that may be `room` pixels wide."""
    metrics, lines = QFontMetrics(font(11, mono=True)), badge_lines(text, room)
    return px(8) + px(14) * len(lines), max(metrics.horizontalAdvance(line) for line in lines) + px(16)


def draw_badge(painter: QPainter, at: QPointF, text: str, room: float) -> None:
    """Small lines in monospace on black."""
    face = font(11, mono=True)
    height, width = badge_size(text, room)
    box = QRectF(at.x(), at.y(), width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(box, px(4), px(4))
    painter.setFont(face)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), "\n".join(badge_lines(text, room)))
    painter.restore()


def draw_veiled(painter: QPainter, rect: QRectF, text: str) -> None:
    """In the middle of a blurred picture: that it is one, and the key that shows it."""
    height, width = badge_size(text, rect.width() - px(24))
    draw_badge(painter, QPointF(rect.center().x() - width / 2, rect.center().y() - height / 2), text, rect.width())


def draw_words(painter: QPainter, rect: QRectF, title: str, words: str, on_stage: bool) -> None:
    """Words in the middle: what is the matter, and what to do."""
    palette = DARK if on_stage else current()
    painter.save()
    room = rect.adjusted(px(24), 0, -px(24), 0)
    flags = int((Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop).value | Qt.TextFlag.TextWordWrap.value)
    painter.setFont(font(13, 600))
    height = painter.boundingRect(room, flags, title).height()
    painter.setPen(colour(palette.ink))
    upper = QRectF(room.left(), rect.center().y() - height - px(2), room.width(), height)
    painter.drawText(upper, flags, title)
    painter.setFont(font())
    painter.setPen(colour(palette.dim))
    painter.drawText(QRectF(room.left(), rect.center().y() + px(2), room.width(), rect.height() / 2), flags, words)
    painter.restore()
