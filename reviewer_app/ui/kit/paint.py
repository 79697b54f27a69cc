"""Drawing that widgets and item delegates share: badges, key caps, bars, dots, focus rings."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

from reviewer_app.ui.theme import Tone, current, font, live, px

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


@lru_cache(maxsize=256)
def colour(name: str) -> QColor:
    """A token's colour as Qt has it. One object serves all who ask: copy it before changing it."""
    return QColor(name)


@lru_cache(maxsize=256)
def line_pen(name: str, width: float = 1.0) -> QPen:
    """A pen of a token's colour, shared like `colour`."""
    return QPen(QColor(name), width)


_NO_LINE = QPen(Qt.PenStyle.NoPen)


def rounded(painter: QPainter, rect: QRectF, radius: float, ground: str | None, line: str | None) -> None:
    """A rounded box that fills `rect`, its one-pixel line inside."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.setPen(line_pen(line) if line else _NO_LINE)
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
    return QSize(_advance(text, 600, False, live.scale) + px(16), px(22))


@lru_cache(maxsize=1024)
def _advance(text: str, weight: int, mono: bool, scale: float) -> int:
    """The width of small words; `scale` is the text size that it is true for."""
    return QFontMetrics(font(11, weight, mono)).horizontalAdvance(text)


def draw_chip(painter: QPainter, rect: QRectF, text: str, tone: Tone = "neutral") -> None:
    """A badge: rounded, with its words in the tone's ink; a neutral one has a line instead of a ground."""
    palette = current()
    ink, ground = palette.tone(tone)
    rounded(painter, rect, rect.height() / 2, ground, palette.line if tone == "neutral" else None)
    painter.save()
    face = font(11, 400 if tone == "neutral" else 600)
    painter.setFont(face)
    painter.setPen(colour(ink))
    room = int(rect.width()) - px(14)
    shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), shown)
    painter.restore()


def keycap_size(text: str) -> QSize:
    """How large the cap of a key is; `text` as `key_words` gives it."""
    return QSize(max(px(18), _advance(text, 400, False, live.scale) + px(10)), px(18))


def draw_keycap(painter: QPainter, rect: QRectF, text: str, ink: str | None = None) -> None:
    """The cap of a key; with `ink` it is drawn in that colour alone, for coloured grounds."""
    palette, device = current(), painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    size, looks = rect.size().toSize(), (ink or palette.dim, ink is None, palette.name)
    painter.drawPixmap(rect.topLeft(), _keycap(text, size.width(), size.height(), ratio, live.scale, looks))


@lru_cache(maxsize=256)
def _keycap(text: str, width: int, height: int, ratio: float, scale: float, looks: tuple[str, bool, str]) -> QPixmap:
    """A cap, drawn once: a page shows dozens, the same again and again. `scale` is the text size it is true for."""
    ink, plain, _theme = looks
    cap = QPixmap(round(width * ratio), round(height * ratio))
    cap.setDevicePixelRatio(ratio)
    cap.fill(Qt.GlobalColor.transparent)
    painter, rect = QPainter(cap), QRectF(0, 0, width, height)
    if plain:
        rounded(painter, rect, px(4), current().sunk, current().line)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(_faded(ink, 40))
        painter.setPen(QPen(_faded(ink, 110), 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
    painter.setFont(font(11))  # in a monospaced face O is hard to tell from 0
    painter.setPen(colour(ink))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return cap


def _faded(name: str, alpha: int) -> QColor:
    faded = QColor(name)
    faded.setAlpha(alpha)
    return faded


def draw_bar(painter: QPainter, rect: QRectF, fraction: float, tone: Tone) -> None:
    """A bar filled from the left to `fraction` of one."""
    palette = current()
    rounded(painter, rect, rect.height() / 2, palette.line, None)
    filled = QRectF(rect)
    filled.setWidth(rect.width() * max(0.0, min(1.0, fraction)))
    if filled.width() >= 1:
        rounded(painter, filled, rect.height() / 2, palette.tone(tone)[0], None)


def draw_dot(painter: QPainter, centre: QPointF, radius: float, ink: str, fill: float = 1.0) -> None:
    """A dot: full (1.0), hollow (0.0) or with its left half filled (0.5), so that shape says what colour says."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.setPen(line_pen(ink, 1.5))
    painter.setBrush(colour(ink) if fill >= 1 else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    if 0 < fill < 1:
        painter.setBrush(colour(ink))
        painter.drawPie(box, 90 * 16, 180 * 16)
    painter.restore()


def risk_tone(points: float) -> Tone:
    """The tone of a risk of a hundred: bad from 70, warn from 45, else ok."""
    return "bad" if points >= 70 else "warn" if points >= 45 else "ok"


def plain_tip(words: str) -> str:
    """A tooltip of these words: Qt takes one for rich text where it looks like it, so that such words are escaped."""
    if "<" not in words:
        return words
    from html import escape  # late: a list of every name that a sign may have, for one tooltip in a hundred

    return f"<p style='white-space:pre-wrap'>{escape(words, quote=False)}</p>"
