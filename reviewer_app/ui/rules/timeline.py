"""The periods of a book's versions as a strip: past, in force, announced, corrected, gaps, and today marked on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer_app.client.viewmodels.library import Shelf, Standing
from reviewer_app.client.viewmodels.rulewords import day_of, standing_words
from reviewer_app.client.words import _
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.ui.kit.paint import colour, draw_focus, line_pen, plain_tip, rounded
from reviewer_app.ui.theme import Palette, current, font, live, px

TAIL = timedelta(days=120)
"""How far past today, or the last start, an open period is drawn."""
HEAD = 0.04
"""The share of the strip before the first version: conduct of that time has none."""
LANE, TOP = 24, 20


class Timeline(QWidget):
    """The strip. `chosen` gives the digest of the version that was pressed, or walked to with the arrow keys.

    A version that was corrected lies in a lane below the one that corrects it. `other` is the one it is compared with.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf: Shelf | None = None
        self._at, self._other, self._now = "", "", datetime.now().astimezone()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)

    def set(self, shelf: Shelf, at: str, now: datetime, other: str = "") -> None:
        """Shows a book's versions; `at` is the digest of the chosen one, `other` of the one it is compared with."""
        self._shelf, self._at, self._now, self._other = shelf, at, now, other
        here = next((v for v in shelf.versions if v.digest == at), None)
        self.setAccessibleName(self._said(here) if here is not None else "")
        self.updateGeometry()
        self.update()

    def _said(self, volume: Volume) -> str:
        if self._shelf is None:
            return ""
        version = _("Version {version}").format(version=volume.head.version)
        return f"{version} · {standing_words(self._shelf, volume, self._now)} · {volume.head.zone}"

    def sizeHint(self) -> QSize:
        lanes = 1 + max((self._lane(v) for v in self._shelf.versions), default=0) if self._shelf is not None else 1
        return QSize(px(400), px(TOP + LANE * lanes + 20))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self.sizeHint().height())

    # -- places -------------------------------------------------------------------------------------------------------

    def _lane(self, volume: Volume) -> int:
        """How many corrections lie over a version."""
        lane, over = 0, self._shelf.corrected_by(volume) if self._shelf is not None else None
        while over is not None and self._shelf is not None and lane < len(self._shelf.versions):
            lane, over = lane + 1, self._shelf.corrected_by(over)
        return lane

    def _x(self, at: datetime) -> float:
        shelf = self._shelf
        if shelf is None:
            return 0.0
        first = shelf.versions[0].head.effective_from
        last = max(self._now, *(v.head.effective_from for v in shelf.versions)) + TAIL
        room = self.width() - px(32)
        share = (min(max(at, first), last) - first) / (last - first)
        return px(16) + room * (HEAD + (1 - HEAD) * share)

    def _boxes(self) -> list[tuple[Volume, QRectF]]:
        shelf, boxes = self._shelf, list[tuple[Volume, QRectF]]()
        for volume in shelf.versions if shelf is not None else ():
            start, end = self._x(volume.head.effective_from), shelf.end(volume) if shelf is not None else None
            stop = self._x(end) if end is not None else float(self.width() - px(16))
            top = px(TOP) + px(LANE) * self._lane(volume)
            boxes.append((volume, QRectF(start + 1, top, max(float(px(8)), stop - start - 2), px(LANE - 4))))
        return boxes

    def _under(self, place: QPointF) -> Volume | None:
        return next((v for v, box in self._boxes() if box.adjusted(0, -px(4), 0, px(4)).contains(place)), None)

    # -- hands --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        volume = self._under(event.position())
        if volume is not None:
            self.chosen.emit(volume.digest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        digests = [v.digest for v in self._shelf.versions] if self._shelf is not None else []
        if by is None or self._at not in digests:
            super().keyPressEvent(event)
            return
        self.chosen.emit(digests[max(0, min(len(digests) - 1, digests.index(self._at) + by))])

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            volume = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(self._said(volume)) if volume is not None else "", self)
            return True
        return super().event(event)

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        shelf, painter, palette = self._shelf, QPainter(self), current()
        if shelf is None:
            return
        self._holes(painter, shelf, palette)
        for volume, box in self._boxes():
            self._box(painter, shelf, volume, box)
        self._mark_today(painter, palette)
        for volume, box in self._boxes():
            self._name(painter, shelf.standing(volume, self._now), volume, box)
        self._days(painter, shelf, palette)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), px(6))

    def _holes(self, painter: QPainter, shelf: Shelf, palette: Palette) -> None:
        """What no version holds is hatched: before the first, and gaps."""
        first = self._x(shelf.versions[0].head.effective_from)
        spans = [(float(px(16)), first), *((self._x(gap.start), self._x(gap.end)) for gap in shelf.gaps())]
        for start, end in spans:
            box = QRectF(start, px(TOP), end - start - 1, px(LANE - 4))
            painter.fillRect(box, QBrush(colour(palette.faint), Qt.BrushStyle.BDiagPattern))

    def _box(self, painter: QPainter, shelf: Shelf, volume: Volume, box: QRectF) -> None:
        palette, here = current(), volume.digest == self._at
        standing = shelf.standing(volume, self._now)
        ground = {
            Standing.PAST: palette.sunk,
            Standing.IN_FORCE: palette.ok_ground,
            Standing.ANNOUNCED: palette.warn_ground,
            Standing.CORRECTED: palette.bad_ground,
        }[standing]
        rounded(painter, box, px(4), ground, palette.accent if here else palette.line)
        if here or volume.digest == self._other:
            pen = line_pen(palette.accent, 2.0)
            if not here:
                pen = line_pen(palette.dim, 1.5)
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(4), px(4))
            painter.restore()

    def _name(self, painter: QPainter, standing: Standing, volume: Volume, box: QRectF) -> None:
        palette, here = current(), volume.digest == self._at
        inks = {Standing.IN_FORCE: palette.ok, Standing.ANNOUNCED: palette.warn, Standing.CORRECTED: palette.bad}
        inner = box.adjusted(px(6), 0, -px(4), 0)
        face = font(11, 600 if here else 400)
        sign = {Standing.IN_FORCE: "● ", Standing.ANNOUNCED: "◷ ", Standing.CORRECTED: "✕ "}.get(standing, "")
        name = QFontMetrics(face).elidedText(
            sign + volume.head.version, Qt.TextElideMode.ElideRight, max(0, int(inner.width()))
        )
        painter.setFont(face)
        painter.setPen(colour(inks.get(standing, palette.dim)))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), name)

    def _mark_today(self, painter: QPainter, palette: Palette) -> None:
        x, bottom = self._x(self._now), self.height() - px(18)
        painter.setPen(line_pen(palette.bad, 1.5))
        painter.drawLine(QPointF(x, px(15)), QPointF(x, bottom))
        painter.setFont(font(11))
        painter.setPen(colour(palette.bad))
        painter.drawText(QRectF(x - px(60), 0, px(120), px(16)), int(Qt.AlignmentFlag.AlignCenter), _("today"))

    def _days(self, painter: QPainter, shelf: Shelf, palette: Palette) -> None:
        """The first day of each period below the strip, as far as they have room, with the zone at the right."""
        metrics, edge = QFontMetrics(font(11, mono=True)), float(px(16))
        zone = shelf.versions[0].head.zone
        right = self.width() - px(20) - QFontMetrics(font(11)).horizontalAdvance(zone)
        painter.setPen(colour(palette.dim))
        line = QRectF(0, self.height() - px(18), self.width() - px(16), px(16))
        painter.setFont(font(11))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), zone)
        painter.setFont(font(11, mono=True))
        for volume in shelf.versions:
            said, x = day_of(volume.head.effective_from, volume), self._x(volume.head.effective_from)
            wide = metrics.horizontalAdvance(said)
            if x >= edge and x + wide + px(8) < right:
                painter.drawText(QRectF(x, line.y(), wide, line.height()), int(Qt.AlignmentFlag.AlignVCenter), said)
                edge = x + wide + px(8)
