"""The canvas on which frames, pictures and pages are seen: zoom, pan, rotation, boxes drawn by hand or with keys."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels import boxes
from reviewer_app.client.words import _
from reviewer_app.domain.cases import Box
from reviewer_app.media.values import Pixels
from reviewer_app.ui.app import the_app
from reviewer_app.ui.evidence import overlay
from reviewer_app.ui.evidence.face import Face
from reviewer_app.ui.evidence.pixels import image_over
from reviewer_app.ui.evidence.veil import veil
from reviewer_app.ui.kit.paint import draw_focus
from reviewer_app.ui.theme import METRICS, Tone, current, live, px

STEP = 0.01
"""How far an arrow key moves or resizes a box, as a fraction of the picture; a tenth of it with Ctrl."""
FIRST_BOX: Box = (0.35, 0.35, 0.3, 0.3)
"""The box with which the keys begin."""
BADGE_SHARE = 0.35
"""So much of the height the small line may take."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A box that is shown and not edited: a flag's, or an anchor's, with a word beside it."""

    box: Box
    tone: Tone
    label: str = ""


class Canvas(QWidget):
    """Shows one picture. `box_changed` gives the box as a person leaves it; `closer` the longest side now, in pixels.

    `pointed` gives a point of the upright picture (fractions) that was clicked. `painted` is emitted once for every
    `expect_paint`, when a picture, or the words in its place, has been painted; `reached` gives the name of each
    picture that was shown with one, once it has been painted before a person, and not blurred; `covered` that it is not
    before them any more, though it is still the one to be shown. `focused` says that it
    has the keyboard, `touched` that a person came to it: by a click, or by Tab.
    """

    box_changed = Signal(object)
    closer = Signal(float)
    painted = Signal()
    pointed = Signal(float, float)
    reached = Signal(object)
    covered = Signal()
    focused = Signal()
    touched = Signal()

    def __init__(self, stage: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._face = Face()
        self._pixels: Pixels | None = None
        self._plays = False
        self._view = boxes.View((1, 1), (1, 1))
        self._box: Box | None = None
        self._box_here = True
        self._markers: tuple[Marker, ...] = ()
        self._badge, self._title, self._words, self._inset = "", "", "", 0
        self._drawing, self._expecting, self._moved, self._wide = False, False, False, False
        self._name: object = None
        self._reached: object = None
        self._drag: tuple[str, QPointF, Box | None] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        live.changed.connect(self._forget_scaled)
        veil.changed.connect(self._veiled)
        the_app().focusWindowChanged.connect(self._other_window)

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(360))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), px(140))

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_pixels(self, pixels: Pixels | None, full: tuple[float, float] | None = None, name: object = None) -> None:
        """Shows decoded pixels; `full` is the size whose shape the picture has, its own by default."""
        if pixels is self._pixels and pixels is not None:
            return
        if pixels is None:
            self._face.show(None)
            self._pixels, self._name, self._reached = None, None, None
            self.update()
            return
        self.show_image(image_over(pixels), full or (pixels.width, pixels.height), quick=False, name=name)
        self._pixels = pixels  # the image lies over these bytes, which must outlive it

    def show_image(self, image: QImage, full: tuple[float, float], quick: bool = True, name: object = None) -> None:
        """Shows an image; `quick` while playing, when the next one is due at once."""
        self._face.show(image, quick)
        self._plays, self._pixels, self._name = quick, None, name
        if full != self._view.full:
            ratio = full[0] * self._view.full[1] - full[1] * self._view.full[0]
            same_shape = abs(ratio) <= 0.02 * full[0] * self._view.full[1]
            self._view = replace(self._view, full=full) if same_shape else self._fitted(full)
            self._make_room()
        self.update()

    def rest(self) -> None:
        """It plays no more: the picture that stands is looked at only where this window is in front."""
        self._plays = False
        if not self._before_a_person():
            self._cover()

    def _fitted(self, full: tuple[float, float]) -> boxes.View:
        return boxes.View(full, self._view.window, quarter=self._view.quarter, margin=self._view.margin)

    def say(self, title: str, words: str = "") -> None:
        """Words in place of a picture: why there is none, and what to do."""
        if (title, words) != (self._title, self._words):
            self._title, self._words = title, words
            self.update()

    def set_badge(self, text: str) -> None:
        """The small line at the top left: where the picture is."""
        if text != self._badge:
            self._badge = text
            self._make_room()
            self.update()

    @property
    def badge(self) -> str:
        """The small line; while a box is drawn it says how, unless that would take the picture's room.

        Where even that is too much, its first part: the time, and not the pts.
        """
        parts = [part for part in (self._badge, self._how) if part]
        whole = overlay.SEPARATOR.join(parts)
        for said in (whole, *parts[:1]):
            high, _wide = overlay.badge_size(said, self.width() - px(24))
            if high <= BADGE_SHARE * self.height():
                return said
        return whole.split(overlay.SEPARATOR)[0]

    @property
    def _how(self) -> str:
        return _("Box: drag, or press an arrow key · Shift sizes it · Esc ends") if self._drawing else ""

    def _make_room(self) -> None:
        """Moves the picture down where the badge would lie on it: nothing of ours covers evidence."""
        whole = replace(self._view, window=(self.width(), self.height()), zoom=1.0)
        left, top, _width, _height = whole.rect
        badge = self.badge
        high, wide = overlay.badge_size(badge, self.width() - px(24))
        inset = round(high + px(16)) if badge and top < high + px(16) and left < wide + px(16) else 0
        if (inset, self._view.window) != (self._inset, (self.width(), self.height() - inset)):
            self._inset = inset
            self._view = replace(self._view, window=(self.width(), self.height() - inset))
            if self._wide:
                self._view = replace(self._view.wide(), centre=self._view.centre)
            self._forget_scaled()

    def set_markers(self, markers: tuple[Marker, ...]) -> None:
        """Boxes to be seen only."""
        if markers != self._markers:
            self._markers = markers
            self.update()

    def set_box(self, box: Box | None, here: bool = True) -> None:
        """The box being drawn; where it does not lie on the picture `here`, it is seen only while it is drawn."""
        if (box, here) != (self._box, self._box_here):
            self._box, self._box_here = box, here
            self.update()

    def bring(self, box: Box, height: float = 0.0) -> None:
        """Brings a box into sight; nearer, until it is so many pixels high, where the whole picture was shown."""
        self._look(self._view.near(box, height))

    def expect_paint(self) -> None:
        """Asks for one `painted`."""
        self._expecting = True
        self.update()

    @property
    def box(self) -> Box | None:
        """The box that is drawn."""
        return self._box

    @property
    def view(self) -> boxes.View:
        """How the picture lies in the window; for tests and for whoever points at a place."""
        return self._view

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return self._face.image is not None

    def image(self) -> QImage:
        """What is shown, unscaled; a null image where there is nothing."""
        return self._face.image.copy() if self._face.image is not None else QImage()

    # -- view ---------------------------------------------------------------------------------------------------------

    def turn(self, quarter: int) -> None:
        """Turns the picture to so many quarters clockwise."""
        if quarter != self._view.quarter:
            self._view = replace(self._view, quarter=quarter, zoom=1.0, centre=(0.5, 0.5))
            self._forget_scaled()

    def set_margin(self, margin: float) -> None:
        """Room around a fitted picture."""
        self._view = replace(self._view, margin=margin)

    def zoom(self, factor: float) -> None:
        """Zooms about the middle, or about the box where there is one."""
        box = self._box_seen
        if box is not None and factor > 1:
            x, y, width, height = self._view.to_window(box)
            self._look(self._view.zoomed(factor, x + width / 2, y + height / 2))
        else:
            self._look(self._view.zoomed(factor))

    def fit(self) -> None:
        """The whole picture."""
        self._look(replace(self._view, zoom=1.0, centre=(0.5, 0.5)))

    def follow(self, view: boxes.View) -> None:
        """Looks at the same part of its picture as another view does of its own, as near as that."""
        if (view.zoom, view.centre) != (self._view.zoom, self._view.centre):
            self._look(replace(self._view, zoom=view.zoom, centre=view.centre))

    def fit_width(self) -> None:
        """The picture as wide as there is room, from its top."""
        self._look(self._view.wide())
        self._wide = True  # until it is moved or zoomed: the room may become another

    def _look(self, view: boxes.View) -> None:
        self._view, self._wide = view, False
        self._forget_scaled()
        _left, _top, width, height = view.rect
        self.closer.emit(max(width, height) * self.devicePixelRatioF())

    def _veiled(self) -> None:
        self._face.veiled()
        self.update()
        if veil.hides:
            self._cover()

    def _cover(self) -> None:
        """What was painted before a person is not seen any more; painted again, it is."""
        name, self._reached = self._reached, None
        if name is not None:
            self._name = self._name if self._name is not None else name
            self.covered.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not self.isEnabled():
            self._cover()

    def _other_window(self) -> None:
        """Another window is in front, or this one again: widgets within one are not told."""
        if not self._before_a_person():
            self._cover()
        elif self._name is not None:
            self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        self._cover()

    def _forget_scaled(self) -> None:
        self._face.resized()
        self.update()

    # -- boxes --------------------------------------------------------------------------------------------------------

    @property
    def drawing(self) -> bool:
        """Whether a box is being drawn."""
        return self._drawing

    def draw_box(self, on: bool = True) -> None:
        """Begins drawing: by dragging, or with the arrow keys (Shift resizes); Escape ends it."""
        self._drawing = on and self.has_picture
        self.setCursor(Qt.CursorShape.CrossCursor if self._drawing else Qt.CursorShape.ArrowCursor)
        self.setAccessibleDescription(self._how)
        self._make_room()
        if self._drawing:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _edit(self, box: Box | None) -> None:
        self._box = box
        self.update()
        self.box_changed.emit(box)

    def keeps(self, chord: int) -> bool:
        """Whether a key is this canvas's own while it has the keyboard: the arrows and Escape while a box is drawn."""
        key = chord & ~Qt.KeyboardModifier.KeyboardModifierMask.value
        return (self._drawing and Qt.Key(key) in _ARROWS) or (key == Qt.Key.Key_Escape.value and self._holds_box)

    @property
    def _holds_box(self) -> bool:
        return self._drawing or self._box_seen is not None

    @property
    def _box_seen(self) -> Box | None:
        return self._box if self._box_here or self._drawing else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS and self._drawing:
            self._arrow(_ARROWS[key], event.modifiers())
        elif key in _ARROWS and self._view.zoom > 1:
            dx, dy = _ARROWS[key]
            self._look(self._view.panned(-dx * px(48), -dy * px(48)))
        elif key == Qt.Key.Key_Escape and self._holds_box:
            if not self._drawing:
                self._edit(None)
            self.draw_box(False)
        else:
            super().keyPressEvent(event)

    def _arrow(self, way: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """An arrow as the eye sees it: a turned picture's box goes, and grows, where the arrow points."""
        step = STEP / 10 if modifiers & Qt.KeyboardModifier.ControlModifier else STEP
        dx, dy = way[0] * step, way[1] * step
        if self._box is None:
            self._edit(FIRST_BOX)
        else:
            seen = boxes.turned(self._box, self._view.quarter)
            edited = (boxes.resized if modifiers & Qt.KeyboardModifier.ShiftModifier else boxes.moved)(seen, dx, dy)
            self._edit(boxes.turned(edited, -self._view.quarter))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.touched.emit()

    # -- mouse --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self.has_picture:
            return
        self.touched.emit()
        kind = self._grip(self._at(event)) if self._drawing else "pan"
        self._drag, self._moved = (kind, self._at(event), self._box), False

    def _at(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        """Where the mouse is, as the view counts."""
        return event.position() - QPointF(0, self._inset)

    def _grip(self, at: QPointF) -> str:
        if self._box is None:
            return "draw"
        x, y, width, height = self._view.to_window(self._box)
        inside = QRectF(x, y, width, height).adjusted(-px(4), -px(4), px(4), px(4)).contains(at)
        return "move" if inside else "draw"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        self._moved = True
        kind, since, box = self._drag
        if kind == "pan":
            by = self._at(event) - since
            self._look(self._view.panned(by.x(), by.y()))
            self._drag = (kind, self._at(event), box)
            return
        ax, ay = self._view.to_picture(since.x(), since.y())
        at = self._at(event)
        bx, by_ = self._view.to_picture(at.x(), at.y())
        if kind == "draw":
            self._box = boxes.between(ax, ay, bx, by_)
        elif box is not None:
            self._box = boxes.moved(box, bx - ax, by_ - ay)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is not None and drag[0] != "pan":
            self.box_changed.emit(self._box)
        elif drag is not None and not self._moved:
            self.pointed.emit(*self._view.to_picture(drag[1].x(), drag[1].y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.has_picture and event.angleDelta().y():
            at = self._at(event)
            self._look(self._view.zoomed(1.2 ** (event.angleDelta().y() / 120), at.x(), at.y()))
            event.accept()

    # -- painting -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        self._forget_scaled()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), current()
        painter.fillRect(self.rect(), QColor(self._stage or palette.sunk))
        painter.translate(0, self._inset)
        if self.has_picture:
            self._face.paint(painter, self._view, self.devicePixelRatioF())
            for marker in self._markers:
                overlay.draw_marker(painter, self._rect(marker.box), marker.tone, marker.label)
            if (box := self._box_seen) is not None:
                overlay.draw_box(painter, self._rect(box), self._drawing)
        painter.resetTransform()
        if not self.has_picture and self._title:
            overlay.draw_words(painter, QRectF(self.rect()), self._title, self._words, self._stage is not None)
        if badge := self.badge:
            overlay.draw_badge(painter, QPointF(px(12), px(12)), badge, self.width() - px(24))
        if veil.hides and self.has_picture:
            overlay.draw_veiled(painter, QRectF(self.rect()), _("Blurred · hold F9 to see it"))
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), px(METRICS.radius))
        if self._expecting and (self.has_picture or self._title):
            self._expecting = False
            self.painted.emit()
        if self._name is not None and self.has_picture and self._before_a_person():
            self._reached, self._name = self._name, None
            self.reached.emit(self._reached)

    def _before_a_person(self) -> bool:
        """Whether what is painted now is looked at. A clip may play beside the window that one writes in."""
        return self.isEnabled() and not veil.hides and (self._plays or self.isActiveWindow())

    def _rect(self, box: Box) -> QRectF:
        return QRectF(*self._view.to_window(box))

    def warm(self) -> None:
        """Brings the picture to its size before it has to be painted."""
        self._face.warm(self._view, self.devicePixelRatioF())
