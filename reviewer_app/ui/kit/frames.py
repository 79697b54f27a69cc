"""What holds other widgets: surfaces, titled panels, cards, rows of a form, calm lines and empty places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.ui.kit.buttons import Button, IconButton
from reviewer_app.ui.kit.paint import colour, draw_focus, rounded
from reviewer_app.ui.kit.pressing import is_press, plain_modifiers
from reviewer_app.ui.kit.text import ElidedLabel, Label
from reviewer_app.ui.theme import METRICS, Ink, Tone, current, icon, live, px

Ground = Literal["page", "panel", "sunk"]
Side = Literal["left", "top", "right", "bottom"]


class Surface(QWidget):
    """A plain area of a ground, with one-pixel lines on the sides named."""

    def __init__(self, ground: Ground = "panel", lines: Sequence[Side] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surface_ground, self._surface_lines = ground, tuple(lines)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies under it is not painted in vain

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        width, height = self.width(), self.height()
        painter.fillRect(0, 0, width, height, colour(getattr(palette, self._surface_ground)))
        line, places = (
            colour(palette.line),
            {
                "left": (0, 0, 1, height),
                "right": (width - 1, 0, 1, height),
                "top": (0, 0, width, 1),
                "bottom": (0, height - 1, width, 1),
            },
        )
        for side in self._surface_lines:
            painter.fillRect(*places[side], line)


class Head(Surface):
    """The head of a page, 48 high, with a line below; `row` takes what stands in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("bottom",), parent)
        self.row = QHBoxLayout(self)
        self.row.setSpacing(px(METRICS.gap + 4))
        self._dress()
        live.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFixedHeight(px(METRICS.head))
        self.row.setContentsMargins(px(METRICS.pad_x), 0, px(METRICS.pad_x), 0)


class Panel(Surface):
    """A section: its title, an optional widget at the right of it, what is in it, and a line below.

    A `long` title ends with dots where room does.
    """

    def __init__(
        self, title: str = "", aside: QWidget | None = None, long: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__("panel", ("bottom",), parent)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(METRICS.pad_x), px(METRICS.pad_y), px(METRICS.pad_x), px(METRICS.pad_y))
        whole.setSpacing(px(METRICS.gap))
        self.heading = ElidedLabel(title, "heading") if long else Label(title, "heading")
        if long:
            self.heading.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._top = QHBoxLayout()
        self._top.addWidget(self.heading)
        self._top.addStretch(1)
        if aside is not None:
            self._top.addWidget(aside)
        whole.addLayout(self._top)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(METRICS.gap))
        whole.addLayout(self.body)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Another title; an empty one takes no room."""
        self.heading.setText(title)
        self.heading.setVisible(bool(title))


class Card(QWidget):
    """A rounded box with a line; `edge` colours its left side, `chosen` its outline. `clicked` when it is pressed."""

    clicked = Signal()

    def __init__(self, edge: Tone | None = None, pressable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edge, self._chosen, self._pressable = edge, False, pressable
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(12), px(8), px(12), px(8))
        self.body.setSpacing(px(4))
        if pressable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_chosen(self, chosen: bool) -> None:
        """Whether it is the one the person is at."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def set_edge(self, edge: Tone | None) -> None:
        """Another colour of its left side."""
        self._edge = edge
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pressable and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pressable and is_press(event):
            if not event.isAutoRepeat():
                self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter, box = current(), QPainter(self), QRectF(self.rect())
        rounded(painter, box, px(METRICS.radius_panel), palette.panel, palette.accent if self._chosen else palette.line)
        if self._edge is not None:
            painter.save()
            painter.setClipRect(QRectF(0, 0, px(3), self.height()))
            rounded(painter, box, px(METRICS.radius_panel), palette.tone(self._edge)[0], None)
            painter.restore()
        if self._chosen or self.hasFocus():
            draw_focus(painter, box, px(METRICS.radius_panel))


class FormRow(QWidget):
    """A label and its value, the label in a column of 96."""

    def __init__(self, label: str = "", value: str = "", ink: Ink | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(METRICS.gap))
        self.label, self.value = Label(label, "dim"), Label(value, "text", ink=ink, wrap=True)
        self.label.setFixedWidth(px(METRICS.label_column))
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.label)
        row.addWidget(self.value, 1)

    def set(self, label: str, value: str, ink: Ink | None = None) -> None:
        """Other words."""
        self.label.setText(label)
        self.value.setText(value)
        self.value.set_ink(ink)


class Form(QWidget):
    """Rows of label and value, reused from one showing to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(METRICS.gap))
        self._grid.setVerticalSpacing(px(2))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[Label, Label]] = []

    def set_rows(self, rows: Sequence[tuple[str, str] | tuple[str, str, Ink | None]]) -> None:
        """Shows these rows: label, value, and the value's ink where it is another one."""
        while len(self._rows) < len(rows):
            label, value = Label(role="dim", wrap=True), Label(wrap=True)
            label.setFixedWidth(px(METRICS.label_column))
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label, len(self._rows), 0)
            self._grid.addWidget(value, len(self._rows), 1)
            self._rows.append((label, value))
        for at, (label, value) in enumerate(self._rows):
            shown = at < len(rows)
            if shown:
                label.setText(rows[at][0])
                value.setText(rows[at][1])
                value.set_ink(rows[at][2] if len(rows[at]) > 2 else None)  # type: ignore[misc]
            else:
                label.clear()
                value.clear()
            label.setVisible(shown)
            value.setVisible(shown)


class EmptyState(QWidget):
    """An empty place that says why it is empty and what to do."""

    def __init__(
        self, title: str = "", words: str = "", icon_name: str = "tray", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        column = QVBoxLayout(self)
        column.setSpacing(px(4))
        column.setContentsMargins(px(24), px(24), px(24), px(24))
        self._title, self._words = Label(title, "title"), Label(words, "dim", wrap=True)
        self._mark = _Mark(icon_name)
        column.addStretch(1)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(1)
        self.set(title, words)

    def set(self, title: str, words: str, icon_name: str | None = None) -> None:
        """Other words, another icon."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(f"{title}. {words}" if words else title)
        self._mark.icon_name = icon_name or self._mark.icon_name
        self._mark.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            room = QRectF(self._mark.geometry()).adjusted(-px(8), -px(8), px(8), px(8))
            draw_focus(QPainter(self), room, px(METRICS.radius_panel))


class _Mark(QWidget):
    """A large faint icon."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self.icon_name = icon_name
        self.setFixedSize(px(48), px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        icon(self.icon_name, "faint").paint(QPainter(self), self.rect())


class Banner(QWidget):
    """One calm line for trouble: what happened, what is safe, what to do. Hidden while there is nothing to say.

    `say` is told what is so, again and again; a line that the person put away stays away until another one was said,
    or nothing. What has just happened once more is told by `say_anew`.
    """

    dismissed = Signal()
    pressed = Signal()

    def __init__(self, tone: Tone = "warn", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._put_away = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(px(METRICS.pad_x), px(4), px(8), px(4))
        row.setSpacing(px(METRICS.gap))
        self._mark = _Mark("warning-circle")
        self._mark.setFixedSize(px(18), px(18))
        self.words = Label(wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = Button()
        self.action.setVisible(False)
        self.close_button = IconButton("x", key="Ctrl+.")
        row.addWidget(self._mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        self.close_button.clicked.connect(self._dismiss)
        self.action.clicked.connect(self.pressed)
        self.hide()

    def say(self, words: str, tone: Tone | None = None, action: str = "", close_name: str = "") -> None:
        """Shows a line; an empty one hides the banner."""
        self._tone = tone or self._tone
        self.words.setText(words)
        self.setAccessibleName(words)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.close_button.set_name(close_name)
        if words != self._put_away:
            self._put_away = ""
        self.setVisible(bool(words) and not self._put_away)
        self.update()

    def say_anew(self, words: str, tone: Tone | None = None, action: str = "", close_name: str = "") -> None:
        """Shows a line, though the person put the same one away before."""
        self._put_away = ""
        self.say(words, tone, action, close_name)

    def _dismiss(self) -> None:
        self._put_away = self.words.text()
        self.hide()
        self.dismissed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = current(), QPainter(self)
        ink, ground = palette.tone(self._tone)
        painter.fillRect(self.rect(), colour(ground))
        painter.fillRect(0, 0, px(3), self.height(), colour(ink))


_ENDS = {
    Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
}
_MOVES = {
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Down: QScrollBar.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up: QScrollBar.SliderAction.SliderSingleStepSub,
    **_ENDS,
}


class Scroll(QScrollArea):
    """A column that scrolls; `column` takes what stands in it, at the top or, with `middle`, in the middle.

    While there is more in it than is seen, Tab stops at it and arrows, page keys, Home and End move it; it needs a name
    then. Not with `walked` off, where a page moves through it in its own way.
    """

    walked = True

    def __init__(self, ground: Ground = "panel", parent: QWidget | None = None, middle: bool = False) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = Surface(ground)
        whole = QVBoxLayout(self._inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if middle:
            whole.addStretch(1)
        self.column = QVBoxLayout()
        self.column.setSpacing(0)
        whole.addLayout(self.column)
        whole.addStretch(1)
        self.setWidget(self._inside)
        self.ring = _Ring(self)
        self.verticalScrollBar().rangeChanged.connect(self._stop_at)

    def _stop_at(self, least: int, most: int) -> None:
        stops = self.walked and most > least
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if stops else Qt.FocusPolicy.NoFocus)

    def keeps(self, chord: int) -> bool:
        """Whether a key moves it: while it has the keyboard, and more in it than is seen."""
        return chord in [key.value for key in _MOVES] and self.verticalScrollBar().maximum() > 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = None if plain_modifiers(event) else _MOVES.get(event.key())  # type: ignore[call-overload]
        if move is not None and self.verticalScrollBar().maximum() > 0:
            self.verticalScrollBar().triggerAction(move)
        else:
            event.ignore()  # Qt's own would keep arrows that move nothing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ring.setGeometry(self.rect())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.ring.raise_()
        self.ring.show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ring.hide()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), px(80))


class _Ring(QWidget):
    """The ring of what has the keyboard, over what fills it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_focus(QPainter(self), QRectF(self.rect()), px(METRICS.radius))
