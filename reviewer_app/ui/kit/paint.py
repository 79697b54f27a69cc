"""Drawing that widgets and item delegates share: badges, key caps, bars, dots, focus rings."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from reviewer_app.ui.theme import Tone, current, font, px

_SIGNS = {
    "Return": "↵",
    "Backspace": "⌫",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Delete": "Del",
    "PgDown": "PgDn",
}


def key_words(keys: str) -> str:
    """A key in Qt's portable notation as it is shown on a cap: `Ctrl+Return` becomes `Ctrl ↵`."""
    parts = keys.split("+") if keys != "+" and not keys.endswith("++") else [*keys[:-1].rstrip("+").split("+"), "+"]
    return " ".join(_SIGNS.get(part, part) for part in parts if part)


def line_pen(colour: str, width: float = 1.0) -> QPen:
    """A pen of a token's colour."""
    return QPen(QColor(colour), width)


def rounded(painter: QPainter, rect: QRectF, radius: float, ground: str | None, line: str | None) -> None:
    """A rounded box that fills `rect`, its one-pixel line inside."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.setPen(line_pen(line) if line else QPen(Qt.PenStyle.NoPen))
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5) if line else rect
    painter.drawRoundedRect(inner, radius, radius)
    painter.restore()


def draw_focus(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The ring of what has the keyboard, just inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line_pen(current().accent, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def chip_size(text: str) -> QSize:
    """How large a badge with this text is."""
    metrics = QFontMetrics(font(11, 600))
    return QSize(metrics.horizontalAdvance(text) + px(16), px(22))


def draw_chip(painter: QPainter, rect: QRectF, text: str, tone: Tone = "neutral") -> None:
    """A badge: rounded, with its words in the tone's ink; a neutral one has a line instead of a ground."""
    palette = current()
    ink, ground = palette.tone(tone)
    rounded(painter, rect, rect.height() / 2, ground, palette.line if tone == "neutral" else None)
    painter.save()
    face = font(11, 400 if tone == "neutral" else 600)
    painter.setFont(face)
    painter.setPen(QColor(ink))
    room = int(rect.width()) - px(14)
    shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), shown)
    painter.restore()


def keycap_size(text: str) -> QSize:
    """How large the cap of a key is; `text` as `key_words` gives it."""
    metrics = QFontMetrics(font(11, mono=True))
    return QSize(max(px(18), metrics.horizontalAdvance(text) + px(10)), px(18))


def draw_keycap(painter: QPainter, rect: QRectF, text: str, ink: str | None = None) -> None:
    """The cap of a key; with `ink` it is drawn in that colour alone, for coloured grounds."""
    palette = current()
    painter.save()
    if ink is None:
        rounded(painter, rect, px(4), palette.sunk, palette.line)
    else:
        faded = QColor(ink)
        faded.setAlpha(40)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(faded)
        edge = QColor(ink)
        edge.setAlpha(110)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
    painter.setFont(font(11, mono=True))
    painter.setPen(QColor(ink or palette.dim))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


def draw_bar(painter: QPainter, rect: QRectF, fraction: float, tone: Tone) -> None:
    """A bar filled from the left to `fraction` of one."""
    palette = current()
    rounded(painter, rect, rect.height() / 2, palette.line, None)
    filled = QRectF(rect)
    filled.setWidth(rect.width() * max(0.0, min(1.0, fraction)))
    if filled.width() >= 1:
        rounded(painter, filled, rect.height() / 2, palette.tone(tone)[0], None)


def draw_dot(painter: QPainter, centre: QPointF, radius: float, colour: str, fill: float = 1.0) -> None:
    """A dot: full (1.0), hollow (0.0) or with its left half filled (0.5), so that shape says what colour says."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.setPen(line_pen(colour, 1.5))
    painter.setBrush(QColor(colour) if fill >= 1 else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    if 0 < fill < 1:
        painter.setBrush(QColor(colour))
        painter.drawPie(box, 90 * 16, 180 * 16)
    painter.restore()


def risk_tone(points: float) -> Tone:
    """The tone of a risk of a hundred: bad from 70, warn from 45, else ok."""
    return "bad" if points >= 70 else "warn" if points >= 45 else "ok"
