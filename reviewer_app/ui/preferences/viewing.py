"""For how long evidence was on the screen in the last seven days: bars for the person's own eyes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.care import ViewingDay
from reviewer_app.client.words import _
from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.theme import current, font, live, px

BAR, GAP, FOOT, HEAD = 36, 16, 20, 18
LEAST = 3600.0
"""Seconds that the highest bar stands for at the least: a minute is no tower."""
DRAWN = 60.0
"""Seconds on some day from which on there is something to draw."""


def day_words(day: ViewingDay) -> str:
    """A day in words."""
    if not day.seconds:
        return _("{day}: none").format(day=f"{day.day:%m-%d}")
    text = _("{day}: {all}, {grave} of it grave")
    return text.format(day=f"{day.day:%m-%d}", all=words.span(int(day.seconds)), grave=words.span(int(day.grave)))


class WeekBars(QWidget):
    """A bar for each day, its grave part dark at the foot; every bar says its length."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[ViewingDay, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(7 * (BAR + GAP)), px(128))

    def show_days(self, days: Sequence[ViewingDay]) -> None:
        """Shows these days, the last of them today."""
        self._days = tuple(days)
        self.setVisible(any(day.seconds >= DRAWN for day in days))  # an empty plot says less than the words below it
        self.setAccessibleName(_("Evidence on the screen, last seven days"))
        self.setAccessibleDescription(_("; ").join(map(day_words, self._days)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), current()
        painter.setFont(font(11))
        most = max([LEAST, *(day.seconds for day in self._days)])
        foot, head = self.height() - px(FOOT), px(HEAD)
        wide = px(BAR + GAP)
        for at, day in enumerate(self._days):
            left = at * wide
            high = (foot - head) * day.seconds / most
            grave = (foot - head) * day.grave / most
            painter.fillRect(QRectF(left, foot - high, px(BAR), high), colour(palette.accent))
            painter.fillRect(QRectF(left, foot - grave, px(BAR), grave), colour(palette.bad))
            painter.fillRect(QRectF(left, foot, px(BAR), 1), colour(palette.line))
            painter.setPen(colour(palette.dim))
            middle = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
            room = QRectF(left - px(GAP) / 2, foot, wide, px(FOOT))
            painter.drawText(room, middle, f"{day.day:%m-%d}")
            if day.seconds:
                said = f"{int(day.seconds // 3600)}:{int(day.seconds % 3600 // 60):02}"
                painter.drawText(QRectF(left - px(GAP) / 2, foot - high - px(HEAD), wide, px(HEAD)), middle, said)
