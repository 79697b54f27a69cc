"""Pictures and papers on the desk: the canvas, the strip to choose from, and the line of what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.pictures import PicturesModel, PicturesState, Still
from reviewer_app.client.words import _
from reviewer_app.media.recipes import THUMB_SIDE
from reviewer_app.media.values import Picture, Pixels
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.evidence.pixels import image_over
from reviewer_app.ui.evidence.veil import veil
from reviewer_app.ui.kit import FlowBox, IconButton, KeyHint, Label, together
from reviewer_app.ui.kit.paint import colour, rounded
from reviewer_app.ui.theme import METRICS, current, font, live, px

THUMB = THUMB_SIDE
"""Pixels asked for a thumbnail's longest side."""


THUMBED = 88
"""Pixels: cells of the strip that are narrower show the name alone."""
LETTER = 4
"""Pixels below which a cell of the strip has no name: less than any letter is wide."""
LEGIBLE = 20
"""Pixels: a box that one is sent to is brought near until it is so high."""


def page_words(state: PicturesState) -> str:
    """Which page is shown, or which picture of a file that moves; nothing of a still picture."""
    if not state.pages:
        return ""
    said = _("moves: picture {page} of {pages}") if state.moves else _("page {page} of {pages}")
    return said.format(page=state.page, pages=state.pages)


def place_words(state: PicturesState) -> str:
    """Which one of all is shown, and which page of it: of one that moves nobody would know from its numbers alone."""
    among = f"{state.at + 1} / {len(state.items)}" if state.items else ""
    return " · ".join(part for part in (among, page_words(state)) if part)


class Strip(QWidget):
    """The pictures and papers by name, the one shown with a line around it; `chosen` gives the index clicked."""

    chosen = Signal(int)

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._items: tuple[Still, ...] = ()
        self._thumbs: dict[str, QImage] = {}
        self._at = 0
        self.setVisible(False)  # until there are several
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        live.changed.connect(self.updateGeometry)
        veil.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(52))

    def show_items(self, items: tuple[Still, ...], at: int) -> None:
        """Shows these, with the one at an index in front."""
        if items == self._items and at == self._at:
            return
        if items != self._items:
            self._items, self._thumbs = items, {}
            for item in items:
                self._ask(item.asset)
        self._at = at
        self.setAccessibleName(", ".join(item.title for item in items))
        self.setVisible(len(items) > 1)
        self.update()

    def _ask(self, asset: str) -> None:
        def came(found: Picture | Cannot) -> None:
            if isinstance(found, Pixels):
                self._thumbs[asset] = image_over(found).copy()
                self.update()

        self._reader.thumb(asset, THUMB, came)

    def _boxes(self) -> list[QRect]:
        count = max(len(self._items), 1)
        width = min((self.width() - px(8)) // count, px(148))
        return [QRect(px(4) + index * width, px(4), width - px(4), self.height() - px(8)) for index in range(count)]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, box in enumerate(self._boxes()[: len(self._items)]):
            if box.contains(event.position().toPoint()):
                self.chosen.emit(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), current()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        face = font(11, 400)
        for index, (item, box) in enumerate(zip(self._items, self._boxes(), strict=False)):
            here = index == self._at
            ground, line = (palette.accent_ground, palette.accent) if here else (palette.panel, palette.line)
            rounded(painter, QRectF(box), px(METRICS.radius), ground, line)
            side = box.height() - px(14) if box.width() >= px(THUMBED) else -px(6)
            if side > 0:
                self._paint_thumb(painter, item, QRect(box.x() + px(6), box.y() + px(7), side, side))
            room = QRect(box.x() + side + px(12), box.y(), box.width() - side - px(14), box.height())
            if room.width() < LETTER:
                continue  # of hundreds none has room for a letter
            painter.setFont(face)
            painter.setPen(colour(palette.accent if here else palette.dim))
            self._paint_title(painter, room, item.title, QFontMetrics(face))

    def _paint_title(self, painter: QPainter, room: QRect, title: str, metrics: QFontMetrics) -> None:
        """The title on one line, on two where it breaks, else cut with dots."""
        flags = int(Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextWordWrap.value
        needed = metrics.boundingRect(room, flags, title)
        if needed.width() > room.width() or needed.height() > 2 * metrics.lineSpacing() + 2:
            title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, flags, title)

    def _paint_thumb(self, painter: QPainter, item: Still, box: QRect) -> None:
        thumb = self._thumbs.get(item.asset)
        if thumb is None:
            painter.fillRect(box, colour(current().sunk))
            return
        size = thumb.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        at = QRect(
            box.center().x() - size.width() // 2, box.center().y() - size.height() // 2, size.width(), size.height()
        )
        painter.drawImage(at, veil.over(thumb))


class StillsView(QWidget):
    """The canvas with its strip above and its tools below. `leafed` says that more of a file that moves was seen."""

    touched = Signal()
    leafed = Signal()

    def __init__(
        self,
        model: PicturesModel,
        reader: Reader,
        rotates: bool,
        carried: Carried | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model, self.carried = model, carried or Carried()
        self.canvas, self.strip = Canvas(), Strip(reader)
        self.canvas.set_margin(px(12))
        self.tools = FlowBox(right=True)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.strip)
        column.addWidget(self.canvas, 1)
        column.addLayout(self._tools(rotates))
        self.strip.chosen.connect(lambda index: self.model.go(index))
        self.canvas.box_changed.connect(self._boxed)
        self.canvas.closer.connect(self.model.closer)
        self.canvas.reached.connect(self._reached)
        self._asset: tuple[str, int] | None = None
        self._wide, self._fresh = self.carried.wide, True
        self._before: Picture | None = None
        self._last: Picture | None = None
        self._brought: object = None
        model.watch(self.refresh)
        self.carried.watch(self._habit_moved)
        self.retranslate()

    def _tools(self, rotates: bool) -> QHBoxLayout:
        row, tools = QHBoxLayout(), self.tools
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(tools)
        self.place, self.scale = Label(role="mono"), Label(role="mono")
        keys = ("PgUp", "PgDown")
        self.before, self.after = IconButton("caret-left", key=keys[0]), IconButton("caret-right", key=keys[1])
        self.smaller, self.larger = IconButton("minus", key="-"), IconButton("plus", key="+")
        self.fit, self.rotate = IconButton("arrows-out", key="0"), IconButton("arrow-clockwise", key="T")
        self.box = KeyHint("B")
        tools.add(together(self.before, self.place, self.after))
        tools.add(together(self.smaller, self.scale, self.larger, self.fit, self.rotate))
        tools.add(self.box)
        if not rotates:  # never shown here by name: without a parent yet it would be a window, and take the keyboard
            self.rotate.hide()
        self.before.clicked.connect(lambda: self.model.next_page(-1))
        self.after.clicked.connect(lambda: self.model.next_page(1))
        self.smaller.clicked.connect(lambda: self.zoom(1 / 1.25))
        self.larger.clicked.connect(lambda: self.zoom(1.25))
        self.fit.clicked.connect(lambda: self.fit_page())
        self.rotate.clicked.connect(lambda: self.model.rotate())
        return row

    def put_strip(self, strip: QWidget) -> None:
        """One more strip, between the papers and the page."""
        self._column.insertWidget(1, strip)

    def zoom(self, factor: float) -> None:
        """Closer, or farther off."""
        self.canvas.zoom(factor)
        self._say_place()

    def fit_page(self, wide: bool = False) -> None:
        """Fits the page to the window, or to its width alone; the next pages are fitted alike."""
        self._wide = wide
        self.carried.take(wide=wide)
        self._fit()

    def _habit_moved(self) -> None:
        """Fitted otherwise, here or in the other view."""
        if self._wide != self.carried.wide:
            self._fit()

    def _fit(self) -> None:
        self._wide = self.carried.wide
        if self._wide:
            self.canvas.fit_width()
        else:
            self.canvas.fit()
        self._say_place()

    def _boxed(self, box: object) -> None:
        self._brought = (self._asset, self.canvas.box)  # drawn by hand: it is in sight
        self.model.set_box(self.canvas.box)
        self.touched.emit()

    def _reached(self, leaf: tuple[str, int, int]) -> None:
        """A picture of a file that moves was painted before a person."""
        if self.model.leafing.saw(*leaf):
            self.leafed.emit()

    def refresh(self) -> None:
        """Shows the state of the model."""
        state = self.model.state
        self.strip.show_items(state.items, state.at)
        here = (state.still.asset, state.page) if state.still else None
        if here != self._asset:
            self._asset = here
            self.canvas.draw_box(False)
            self._fresh, self._before = True, self._last  # that may be what is still decoded: the page before
            self._brought = None  # fitted anew, it has to be brought near anew
        self.canvas.turn(state.quarter)
        picture = self._last = state.picture
        full = (picture.full_width, picture.full_height) if picture else None
        self.canvas.show_pixels(picture, full, name=self.model.leaf)
        if self._fresh and picture is not None and picture is not self._before:  # its shape is known only now
            self._fresh, self._before = False, None
            self._fit()
        self.canvas.set_box(state.box)
        if picture is not None and not self._fresh and state.box is not None and self._brought != (here, state.box):
            self._brought = (here, state.box)
            self.canvas.bring(state.box, px(LEGIBLE))
        if state.trouble is not None:
            self.canvas.say(_(state.trouble.what), _(state.trouble.todo))
        else:
            self.canvas.say("" if state.items else _("No picture came with this case"))
        self._say_place()

    def _say_place(self) -> None:
        state = self.model.state
        drawn = state.pages and not state.moves
        self.place.setText(f"{state.page} / {state.pages}" if drawn else place_words(state))
        self.scale.setText(f"{100 * self.canvas.view.zoom:.0f} %")
        name = state.still.title if state.still else ""
        self.canvas.setAccessibleName(" · ".join(part for part in (name, page_words(state)) if part))

    def retranslate(self) -> None:
        """Reads its words again."""
        self.before.set_name(_("Before"))
        self.after.set_name(_("Next"))
        self.smaller.set_name(_("Zoom out"))
        self.larger.set_name(_("Zoom in"))
        self.fit.set_name(_("Fit to the window"))
        self.rotate.set_name(_("Rotate"))
        self.box.set("B", _("box, then Enter"))
        self.refresh()
