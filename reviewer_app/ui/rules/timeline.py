"""The periods of a rulebook's versions as a strip, with today marked on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import _
from reviewer_app.domain.rulebook import Published
from reviewer_app.ui.kit.paint import colour, draw_focus, line_pen, rounded
from reviewer_app.ui.theme import current, font, live, px

TAIL = timedelta(days=240)
"""How far past today an open period is drawn."""


class Timeline(QWidget):
    """The strip. `chosen` gives the digest of the version that was pressed, or walked to with the arrow keys."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: tuple[Published, ...] = ()
        self._at, self._now = "", datetime.now().astimezone()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)

    def set(self, versions: Sequence[Published], at: str, now: datetime) -> None:
        """Shows versions, oldest first; `at` is the digest of the chosen one."""
        self._versions, self._at, self._now = tuple(versions), at, now
        here = next((v for v in versions if v.digest == at), None)
        self.setAccessibleName(_("Version {version}").format(version=here.rulebook.version) if here else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(72))

    def _boxes(self) -> list[QRectF]:
        if not self._versions:
            return []
        first = min(v.rulebook.effective_from for v in self._versions)
        last = max(self._now, *(v.rulebook.effective_from for v in self._versions)) + TAIL
        whole, room = (last - first).total_seconds(), self.width() - px(32)

        def place(at: datetime) -> float:
            return px(16) + room * (min(at, last) - first).total_seconds() / whole

        return [
            QRectF(
                place(v.rulebook.effective_from) + 1,
                px(22),
                max(px(8), place(v.rulebook.effective_until or last) - place(v.rulebook.effective_from) - 2),
                px(26),
            )
            for v in self._versions
        ]

    def _today(self) -> float:
        first = min(v.rulebook.effective_from for v in self._versions)
        last = max(self._now, *(v.rulebook.effective_from for v in self._versions)) + TAIL
        return px(16) + (self.width() - px(32)) * ((self._now - first) / (last - first))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for version, box in zip(self._versions, self._boxes(), strict=True):
            if box.contains(event.position()):
                self.chosen.emit(version.digest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        digests = [v.digest for v in self._versions]
        if by is None or self._at not in digests:
            super().keyPressEvent(event)
            return
        self.chosen.emit(digests[max(0, min(len(digests) - 1, digests.index(self._at) + by))])

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter, boxes = current(), QPainter(self), self._boxes()
        for version, box in zip(self._versions, boxes, strict=True):
            here = version.digest == self._at
            ground, edge = (palette.accent_ground, palette.accent) if here else (palette.sunk, palette.line)
            rounded(painter, box, px(4), ground, edge)
        if self._versions:
            self._mark_today(painter)
        for version, box in zip(self._versions, boxes, strict=True):
            self._name(painter, version, box)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), px(6))

    def _mark_today(self, painter: QPainter) -> None:
        x, palette = self._today(), current()
        painter.setPen(line_pen(palette.bad, 1.5))
        painter.drawLine(QPointF(x, px(16)), QPointF(x, px(54)))
        painter.setFont(font(11))
        painter.setPen(colour(palette.bad))
        painter.drawText(QRectF(x - px(40), 0, px(80), px(16)), int(Qt.AlignmentFlag.AlignCenter), _("today"))

    def _name(self, painter: QPainter, version: Published, box: QRectF) -> None:
        palette, here = current(), version.digest == self._at
        inner = box.adjusted(px(8), 0, -px(8), 0)
        metrics = QFontMetrics(font(11))
        name = metrics.elidedText(version.rulebook.version, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.setFont(font(11, 600 if here else 400))
        painter.setPen(colour(palette.accent if here else palette.dim))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), name)
        began = words.day(version.rulebook.effective_from, version.rulebook.effective_from.tzinfo)
        if box.width() > px(76) and began != version.rulebook.version:
            painter.setFont(font(11, mono=True))
            painter.setPen(colour(palette.faint))
            below = QRectF(box.x(), box.bottom() + px(2), px(120), px(16))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), began)
