"""The time line below a clip: lanes over one span of time, zoomed and scrolled together, clicked to go there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer_app.client.viewmodels.cliplanes import NAMES as LANE_NAMES
from reviewer_app.client.viewmodels.cliplanes import item_words
from reviewer_app.client.viewmodels.lanes import FOLDED_FIRST, Item, Lane, Row, Window, fold
from reviewer_app.client.viewmodels.timeline import near_clock
from reviewer_app.client.words import _, ngettext
from reviewer_app.media.values import Waveform
from reviewer_app.ui.evidence.lanes import paint
from reviewer_app.ui.evidence.lanes.layout import FOOT, NAMES, RULER, Placed, item_at, place, row_height
from reviewer_app.ui.evidence.lanes.paint import Film
from reviewer_app.ui.evidence.veil import veil
from reviewer_app.ui.kit.paint import colour, plain_tip
from reviewer_app.ui.theme import current, font, live, px

ZOOM = 1.5
"""How much closer one press of a key goes."""
NOTCH = 120
"""What one notch of a wheel turns."""


class LanesView(QWidget):
    """The lanes. `sought` gives the second that was clicked or dragged to; `item_pressed` a lane and an item's number.

    `resized` says that it wants another height: lanes came, went, were folded or opened.
    """

    sought = Signal(float)
    item_pressed = Signal(object, int)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.window_in_sight = Window.over(0.0)
        self._rows: tuple[Row, ...] = ()
        self._placed: tuple[Placed, ...] = ()
        self._folded: frozenset[Lane] = frozenset()
        self._shut: frozenset[Lane] = frozenset()
        self._opened = False
        self._room = self._most = 10_000.0
        self._at = 0.0
        self._marks: tuple[float, float] | None = None
        self._looped, self._free, self._seeking = False, False, False
        self._film: Film | None = None
        self._wave: Waveform | None = None
        self._still: QPixmap | None = None
        self._drawn: dict[Lane, tuple[tuple[object, ...], QPixmap]] = {}
        veil.changed.connect(self._veiled)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        live.changed.connect(self._restyled)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def set_clip(self, seconds: float) -> None:
        """Another clip, so many seconds long: all of it is in sight."""
        self.window_in_sight, self._at, self._marks, self._free = Window.over(seconds), 0.0, None, False
        self._rows, self._film, self._wave = (), None, None
        self._drawn.clear()
        self._anew()

    def set_rows(self, rows: Sequence[Row], film: Film | None, wave: Waveform | None) -> None:
        """What lies in the lanes."""
        same = self._film is film or (self._film is not None and film is not None and self._film.strip is film.strip)
        before, self._rows = self._rows, tuple(rows)
        if not same or wave is not self._wave or _but_watched(before) != _but_watched(self._rows):
            self._film, self._wave = film, wave
            self._anew()
        elif before != self._rows:  # what was watched grows with every frame, and is drawn over the rest
            now = {one.lane: one for one in self._rows}
            self._placed = tuple(replace(placed, row=now[placed.row.lane]) for placed in self._placed)
            self.update()

    def set_at(self, seconds: float, marks: tuple[float, float] | None, looped: bool) -> None:
        """Where the picture is, and the marks, in seconds; what is in sight goes with it unless one scrolled away."""
        if (seconds, marks, looped) == (self._at, self._marks, self._looped):
            return
        self._at, self._marks, self._looped = seconds, marks, looped
        seen = self.window_in_sight
        if seen.start <= seconds <= seen.end:
            self._free = False
        elif not self._free:
            self._look(seen.showing(seconds))
        self.setAccessibleDescription(self._said())
        self.update()

    @property
    def at(self) -> float:
        """Where the picture is, in seconds."""
        return self._at

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that are drawn, from the top."""
        return tuple(placed.row.lane for placed in self._placed)

    @property
    def folded(self) -> frozenset[Lane]:
        """The lanes that are filled and not drawn: for want of room, or because a person shut them."""
        return self._folded

    @property
    def opened(self) -> bool:
        """Whether a person asked for all the lanes that the window can hold."""
        return self._opened

    def set_room(self, height: float, most: float) -> None:
        """How high it may be, and at the most where a person opened all lanes; they give way where it is not enough."""
        if (height, most) != (self._room, self._most):
            self._room, self._most = height, most
            self._anew()

    def turn(self) -> bool:
        """Opens all lanes, or folds them again as there is room; False where none is folded or opened."""
        if not self._opened and not self._folded:
            return False
        self._opened, self._shut = not self._opened, frozenset()
        self._anew()
        return True

    def fold_next(self) -> bool:
        """Folds one lane in place of the one that a person folded before, from the lowest up; after the last, none."""
        shut = [lane for lane in FOLDED_FIRST if lane in self._shut]
        here = [lane for lane in FOLDED_FIRST if lane in {row.lane for row in self._rows}]
        rest = here[here.index(shut[-1]) + 1 :] if shut and shut[-1] in here else [] if shut else here
        if not rest and not shut:
            return False
        self._shut, self._opened = frozenset(rest[:1]), False
        self._anew()
        return True

    def follow_habits(self, other: LanesView) -> None:
        """Takes over which lanes a person wants to see."""
        if (self._opened, self._shut) != (other._opened, other._shut):
            self._opened, self._shut = other._opened, other._shut
            self._anew()

    def _anew(self) -> None:
        """Places the lanes again; asks for another height where they need one."""
        before = self.height_wanted()
        rows = [one for one in self._rows if one.lane not in self._shut]
        shut = frozenset(one.lane for one in self._rows if one.lane in self._shut)
        room = (self._most if self._opened else self._room) - px(RULER) - 1 - (px(FOOT) if shut else 0)
        gone, _high = fold(rows, [row_height(one) for one in rows], room, 0 if shut else px(FOOT))
        self._folded = shut | gone
        self._placed = place([one for one in rows if one.lane not in gone], self.width())
        self._still = None
        self.setAccessibleDescription(self._said())
        if self.height_wanted() != before:
            self.updateGeometry()
            self.resized.emit()
        self.update()

    def height_wanted(self) -> int:
        """How high it is with the lanes that it draws."""
        high = sum(placed.track.height() for placed in self._placed)
        return round(px(RULER) + high + (px(FOOT) if self._folded else 0) + 1) if self._placed else px(RULER) + 8

    def sizeHint(self) -> QSize:
        return QSize(px(320), self.height_wanted())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self.height_wanted())

    def _said(self) -> str:
        """In words: where it is and how much lies in the lanes."""
        counts = [
            f"{_(LANE_NAMES[one.lane])} {len(one.times) or len(one.items)}"
            for one in self._rows
            if one.lane is not Lane.WATCHED and (one.items or one.times)
        ]
        here = _("{time} of {whole}").format(time=near_clock(self._at), whole=near_clock(self.window_in_sight.whole, 0))
        return " · ".join([here, *counts])

    # -- what is in sight ---------------------------------------------------------------------------------------------

    def _look(self, window: Window) -> None:
        if window != self.window_in_sight:
            self.window_in_sight, self._still = window, None
            self.update()

    def zoom(self, factor: float) -> None:
        """Closer about where the picture is, or further for a factor below 1."""
        seen = self.window_in_sight
        about = self._at if seen.start <= self._at <= seen.end else (seen.start + seen.end) / 2
        self._look(seen.zoomed(factor, about))

    def whole(self) -> None:
        """All of the clip."""
        self._look(Window.over(self.window_in_sight.whole))

    def scroll_pages(self, pages: float) -> None:
        """On or back by parts of what is in sight; the picture stays where it is."""
        seen = self.window_in_sight
        self._free = True
        self._look(seen.scrolled(pages * seen.span))

    # -- mouse --------------------------------------------------------------------------------------------------------

    def _tracks(self) -> QRectF:
        bottom = self._placed[-1].track.bottom() if self._placed else px(RULER)
        return QRectF(px(NAMES), px(RULER), max(self.width() - px(NAMES) - 1, 1), bottom - px(RULER))

    def _second(self, x: float) -> float:
        tracks = self._tracks()
        return self.window_in_sight.at(x - tracks.left(), tracks.width())

    def _under(self, at: QPointF) -> Placed | None:
        return next((one for one in self._placed if one.track.top() <= at.y() < one.track.bottom()), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self._placed:
            return
        at = event.position()
        if at.y() >= self._tracks().bottom() and self._folded:
            self.turn()
        elif at.x() < px(NAMES):
            self._press_name(self._under(at))
        else:
            self._seeking = True
            self.sought.emit(self._second(at.x()))

    def _press_name(self, placed: Placed | None) -> None:
        if placed is not None and placed.row.lane in FOLDED_FIRST:
            self._shut |= {placed.row.lane}
            self._opened = False
            self._anew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._seeking and event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self._second(at.x()))
        placed = self._under(at)
        foldable = placed is not None and placed.row.lane in FOLDED_FIRST
        over = at.x() >= px(NAMES) or foldable or at.y() >= self._tracks().bottom()
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._seeking = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        placed, item = self._pointed(event.position())
        if placed is not None and item is not None:
            self.item_pressed.emit(placed.row.lane, item.index)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, seen = event.angleDelta(), self.window_in_sight
        by = turned.y() or turned.x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._look(seen.zoomed(1.25 ** (by / NOTCH), self._second(event.position().x())))
        elif not seen.is_whole:
            self.scroll_pages(-by / NOTCH / 8)
        else:
            event.ignore()
            return
        event.accept()

    def _pointed(self, at: QPointF) -> tuple[Placed | None, Item | None]:
        placed = self._under(at)
        return placed, item_at(placed, self.window_in_sight, at) if placed is not None and at.x() >= px(NAMES) else None

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def tip_at(self, at: QPointF) -> str:
        """What is said of a point: the item there, else its time; of a name, that it folds."""
        placed, item = self._pointed(at)
        if placed is None:
            return self._foot_words() if at.y() >= self._tracks().bottom() else ""
        if at.x() < px(NAMES):
            return _("Click to fold this lane") if placed.row.lane in FOLDED_FIRST else ""
        if item is not None:
            return item_words(placed.row.lane, item)
        time = near_clock(self._second(at.x()))
        if placed.row.lane is Lane.COMMENTS:
            return f"{time} · {self._comments_near(at.x())}"
        return time

    def _comments_near(self, x: float) -> str:
        row = next(one.row for one in self._placed if one.row.lane is Lane.COMMENTS)
        start, end = self._second(x - px(7)), self._second(x + px(7))
        count = sum(start <= time < end for time in row.times)
        return ngettext("{count} comment", "{count} comments", count).format(count=count)

    # -- painting -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._placed = place([placed.row for placed in self._placed], self.width())
        self._still = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self.warm())
        if not self._placed:
            return
        tracks = self._tracks()
        for placed in self._placed:
            if placed.row.lane is Lane.WATCHED:
                self._paint_row(painter, placed)
        painter.setClipRect(tracks.adjusted(-1, -px(8), 0, 0))
        if self._marks is not None:
            paint.draw_marks(painter, tracks, self._marks, self.window_in_sight, self._looped)
        seen = self.window_in_sight
        if seen.start <= self._at <= seen.end:
            paint.draw_playhead(painter, tracks, tracks.left() + seen.x(self._at, tracks.width()))

    def _veiled(self) -> None:
        self._still = None
        self._drawn.clear()
        self.update()

    def _restyled(self) -> None:
        self._drawn.clear()
        self._anew()

    def warm(self) -> QPixmap:
        """What stays while the clip plays, painted anew where that has changed."""
        if self._still is None or self._still.devicePixelRatio() != self.devicePixelRatioF():
            self._still = self._painted_still()
        return self._still

    def _painted_still(self) -> QPixmap:
        """Everything that stays while the clip plays, painted once."""
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(colour(current().page))
        painter, seen = QPainter(made), self.window_in_sight
        paint.draw_frame(painter, QRectF(self.rect()))
        tracks = self._tracks()
        if self._placed:
            paint.draw_ruler(painter, QRectF(tracks.left(), 0, tracks.width(), px(RULER)), seen)
            self._paint_zoom(painter)
        line = colour(current().line)
        for placed in self._placed:
            painter.fillRect(QRectF(1, placed.track.top(), self.width() - 2, 1), line)
            if placed.row.lane is not Lane.WATCHED:
                self._paint_row(painter, placed)
        if self._placed:
            painter.fillRect(QRectF(tracks.left() - 1, px(RULER), 1, tracks.height()), line)
        if self._folded:
            self._paint_foot(painter, tracks.bottom())
        painter.end()
        return made

    def _paint_row(self, painter: QPainter, placed: Placed) -> None:
        """The name of a lane and what lies in it."""
        track = placed.track
        room = QRectF(0, track.top(), track.left(), track.height())
        paint.draw_name(painter, room, placed.row, self.window_in_sight)
        if placed.row.lane is not Lane.WATCHED:
            painter.drawPixmap(QPointF(track.left(), track.top() + 1), self._lane_drawn(placed))
            return
        painter.save()
        painter.setClipRect(track.adjusted(0, 1, 0, 0))
        self._paint_lane(painter, placed)
        painter.restore()

    def _lane_drawn(self, placed: Placed) -> QPixmap:
        """What lies in a lane, below its line, drawn once: the lanes of a busy stream come one after the other."""
        row, room, ratio = placed.row, placed.track.adjusted(0, 1, 0, 0), self.devicePixelRatioF()
        of = (row, self._film, self._wave, room.size(), self.window_in_sight, ratio)
        drawn = self._drawn.get(row.lane)
        if drawn is None or any(one is not two and one != two for one, two in zip(drawn[0], of, strict=True)):
            made = QPixmap((room.size() * ratio).toSize())
            made.setDevicePixelRatio(ratio)
            made.fill(colour(current().panel))
            painter = QPainter(made)
            painter.translate(-room.topLeft())
            self._paint_lane(painter, placed)
            painter.end()
            drawn = self._drawn[row.lane] = of, made
        return drawn[1]

    def _paint_lane(self, painter: QPainter, placed: Placed) -> None:
        seen, row = self.window_in_sight, placed.row
        if row.lane is Lane.FILM and self._film is not None:
            paint.draw_film(painter, placed.track, self._film, seen)
        elif row.lane is Lane.SOUND and self._wave is not None:
            paint.draw_sound(painter, placed.track, self._wave, seen)
        elif row.lane is Lane.WATCHED:
            paint.draw_watched(painter, placed.track, row, seen)
        else:
            if row.lane is Lane.COMMENTS:
                paint.draw_density(painter, placed.track, row, seen)
            paint.draw_items(painter, placed, seen)

    def _paint_zoom(self, painter: QPainter) -> None:
        seen = self.window_in_sight
        if not seen.is_whole:
            painter.setFont(font(11, mono=True))
            painter.setPen(colour(current().dim))
            room = QRectF(px(12), 0, px(NAMES) - px(16), px(RULER))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), f"{seen.whole / seen.span:.1f}×")

    def _foot_words(self) -> str:
        names = _(", ").join(_(LANE_NAMES[lane]) for lane in Lane if lane in self._folded)
        return _("Folded: {lanes}").format(lanes=names)

    def _paint_foot(self, painter: QPainter, top: float) -> None:
        painter.fillRect(QRectF(1, top, self.width() - 2, 1), colour(current().line))
        painter.setFont(font(11))
        painter.setPen(colour(current().dim))
        room = QRectF(px(12), top, self.width() - px(24), px(FOOT))
        words = QFontMetrics(font(11)).elidedText(self._foot_words(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.setAccessibleName(_("Time line of the clip"))
        self._anew()


def _but_watched(rows: Sequence[Row]) -> list[Row]:
    return [one for one in rows if one.lane is not Lane.WATCHED]
