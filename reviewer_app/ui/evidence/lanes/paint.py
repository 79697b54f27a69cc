"""How the lanes of the time line are drawn: frames, loudness, items with their words, density, what was watched."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPolygonF

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.cliplanes import NAMES
from reviewer_app.client.viewmodels.laid import following, in_sight
from reviewer_app.client.viewmodels.lanes import (
    Item,
    Lane,
    Row,
    Window,
    density,
    loudness,
    ticks,
    tiles,
)
from reviewer_app.client.viewmodels.timeline import near_clock
from reviewer_app.client.words import _
from reviewer_app.media.values import Filmstrip, Waveform
from reviewer_app.ui.evidence.lanes.layout import HEIGHTS, LEAST_WIDE, Placed, item_rects
from reviewer_app.ui.evidence.pixels import image_over
from reviewer_app.ui.evidence.veil import veil
from reviewer_app.ui.kit.paint import colour, rounded
from reviewer_app.ui.theme import Tone, current, font, px

TICK_ROOM = 76
"""Pixels that a mark of the ruler and its time need."""
COLUMN, GAP = 2, 1
"""Pixels of a column of loudness, and between two."""
LEAST_WORDS = 22
OWN_ROOM = 96
"""Pixels: from this width on a bar keeps its words within itself; beyond its end they would run through the marks."""
"""Pixels below which the words of an item are left out."""


@dataclass(frozen=True, slots=True)
class Film:
    """A filmstrip as a picture to draw from, with the seconds at which its tiles are on screen."""

    image: QImage
    tile: int
    starts: tuple[float, ...]
    strip: Filmstrip
    """The bytes over which the picture lies; they must outlive it."""

    @classmethod
    def of(cls, strip: Filmstrip, starts: tuple[float, ...]) -> Film:
        """A strip whose tiles begin at these seconds."""
        return cls(image_over(strip), strip.tile_width, starts, strip)


def draw_name(painter: QPainter, rect: QRectF, row: Row, window: Window) -> None:
    """The name of a lane, on the left; of what was watched with its share."""
    said = _(NAMES[row.lane])
    if row.lane is Lane.WATCHED:
        share = sum(item.end - item.start for item in row.items) / window.whole if window.whole else 0.0
        said = f"{said} {words.percent(int(100 * share) / 100)}"  # cut: a whole is said of a whole only
    painter.setFont(font(11))
    painter.setPen(colour(current().dim))
    room = rect.adjusted(px(12), 0, -px(4), 0)
    elided = QFontMetrics(font(11)).elidedText(said, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), elided)


def draw_ruler(painter: QPainter, rect: QRectF, window: Window) -> None:
    """Times above the lanes."""
    palette = current()
    marks, places = ticks(window, rect.width(), px(TICK_ROOM))
    painter.setFont(font(11, mono=True))
    for seconds in marks:
        x = rect.left() + window.x(seconds, rect.width())
        painter.fillRect(QRectF(round(x), rect.bottom() - px(5), 1, px(5)), colour(palette.line))
        painter.setPen(colour(palette.dim))
        room = QRectF(x + px(4), rect.top(), px(TICK_ROOM), rect.height())
        if room.right() <= rect.right() + px(30):
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), near_clock(seconds, places))


def draw_film(painter: QPainter, track: QRectF, film: Film, window: Window) -> None:
    """Small frames side by side, each in the shape that it has."""
    high = track.height() - 2
    wide = film.tile * high / max(film.image.height(), 1)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for x, index in tiles(film.starts, window, track.width(), wide):
        share = min(1.0, (track.width() - x) / wide)
        source = QRectF(index * film.tile, 0, film.tile * share, film.image.height())
        veil.draw(painter, QRectF(track.left() + x, track.top() + 1, wide * share, high), film.image, source)


def draw_sound(painter: QPainter, track: QRectF, wave: Waveform, window: Window) -> None:
    """Loudness as columns about the middle."""
    step = px(COLUMN + GAP)
    middle, most = track.center().y(), (track.height() - px(6)) / 2
    ink = colour(current().faint)
    for n, loud in enumerate(loudness(wave.peaks, float(wave.bucket_s), window, int(track.width() // step))):
        half = max(loud * most, 0.5)
        painter.fillRect(QRectF(track.left() + n * step, middle - half, px(COLUMN), 2 * half), ink)


def draw_density(painter: QPainter, track: QRectF, row: Row, window: Window) -> None:
    """How many comments came when."""
    columns = max(int(track.width() // px(14)), 1)
    counts = density(row.times, window, columns)
    most, high, step = max(counts, default=0), px(HEIGHTS[Lane.COMMENTS]) - px(5), track.width() / columns
    ink = QColor(current().accent)
    ink.setAlpha(110)
    for n, count in enumerate(counts):
        if count:
            tall = max(high * count / most, px(3))
            top = track.top() + px(HEIGHTS[Lane.COMMENTS]) - px(1) - tall
            painter.fillRect(QRectF(track.left() + n * step + 1, top, step - 2, tall), ink)


def draw_watched(painter: QPainter, track: QRectF, row: Row, window: Window) -> None:
    """What was watched as a line upon a fainter one."""
    base = QRectF(track.left(), track.center().y() - px(2), track.width(), px(4))
    painter.fillRect(base, colour(current().line))
    for item in row.items:
        left = max(window.x(item.start, track.width()), 0.0)
        right = min(window.x(item.end, track.width()), track.width())
        if right > left:
            painter.fillRect(
                QRectF(track.left() + left, base.top(), max(right - left, 1.0), px(4)), colour(current().ok)
            )


def draw_items(painter: QPainter, placed: Placed, window: Window) -> None:
    """The items of a lane with as many of their words as have room before the next one."""
    track, palette, solid = placed.track, current(), placed.row.lane is Lane.ANCHORS
    left, right, width = track.left(), track.right(), track.width()
    bar, own, pad = px(2), px(OWN_ROOM), px(6)
    least = px(LEAST_WORDS if not solid else 14)
    items, rect_of = in_sight(placed.row.items, window, int(width // px(LEAST_WIDE))), item_rects(placed, window)
    for item, onward in zip(items, following(items), strict=True):
        ink, ground = _inks(item)
        rect = rect_of(item)
        shown = rect.intersected(track)
        painter.fillRect(shown, colour(ground))
        if rect.left() >= left:
            edge = QRectF(rect.left(), rect.top(), bar, rect.height())
            painter.fillRect(edge, colour(palette.ink if item.strong else ink))
        until = (left + window.x(onward, width) if onward is not None else right) - bar
        if solid:
            until = shown.right() - bar
        elif shown.width() >= own:
            until = min(until, shown.right() - bar)  # the next one may lie over it, on the last level
        begin = shown.left() + pad
        if until - begin >= least and (said := item.words):
            room = QRectF(begin, rect.top(), until - begin, rect.height())
            pen = palette.on_accent if solid else ink if item.tone != "neutral" else palette.dim
            _draw_words(painter, room, said, pen, 600 if solid else 400)


def _draw_words(painter: QPainter, room: QRectF, said: str, pen: str, weight: int) -> None:
    face = font(11, weight)
    painter.setFont(face)
    painter.setPen(colour(pen))
    line = said.replace("\n", " ")[:200]
    elided = QFontMetrics(face).elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), elided)


def _inks(item: Item) -> tuple[str, str]:
    """Ink and ground of an item: one's own evidence is solid, the rest lies on its tone's ground."""
    palette = current()
    if item.tone == "accent":
        return palette.accent, palette.accent
    if item.tone == "neutral":
        return palette.faint, palette.sunk
    tone: Tone = "bad" if item.tone == "bad" else "warn"
    return palette.tone(tone)


def draw_marks(painter: QPainter, tracks: QRectF, marks: tuple[float, float], window: Window, looped: bool) -> None:
    """The marked range: a tint over all lanes between two brackets; while it is looped, a line above it too."""
    palette = current()
    left = tracks.left() + min(max(window.x(marks[0], tracks.width()), 0.0), tracks.width())
    right = tracks.left() + min(max(window.x(marks[1], tracks.width()), 0.0), tracks.width())
    tint = QColor(palette.warn)
    tint.setAlpha(24)
    painter.fillRect(QRectF(left, tracks.top(), max(right - left, 2.0), tracks.height()), tint)
    ink = colour(palette.warn)
    for seconds, x, way in ((marks[0], left, 1), (marks[1], right, -1)):
        if window.start <= seconds <= window.end:
            painter.fillRect(QRectF(x - 1, tracks.top(), 2, tracks.height()), ink)
            tick = px(5)
            for y in (tracks.top(), tracks.bottom() - 2):
                painter.fillRect(QRectF(x if way > 0 else x - tick, y, tick, 2), ink)
    if looped:
        painter.fillRect(QRectF(left, tracks.top() - px(3), right - left, px(2)), ink)


def draw_playhead(painter: QPainter, tracks: QRectF, x: float) -> None:
    """Where the picture is: a line through all lanes, with a head on the ruler."""
    palette = current()
    painter.fillRect(QRectF(x - 1, tracks.top(), 2, tracks.height()), colour(palette.bad))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(palette.bad))
    half, top = px(5), tracks.top()
    painter.drawPolygon(
        QPolygonF([QPointF(x - half, top - px(6)), QPointF(x + half, top - px(6)), QPointF(x, top + 1)])
    )
    painter.restore()


def draw_frame(painter: QPainter, rect: QRectF) -> None:
    """The panel on which all of it lies."""
    rounded(painter, rect, px(8), current().panel, current().line)
