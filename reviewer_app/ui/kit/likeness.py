"""What a widget will look like when it comes forward, drawn ahead: shown at once, until it has painted itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.ui.theme import live

_OUTDATING = frozenset(
    {
        QEvent.Type.Resize,
        QEvent.Type.LayoutRequest,
        QEvent.Type.LayoutDirectionChange,
        QEvent.Type.StyleChange,
        QEvent.Type.FontChange,
        QEvent.Type.PaletteChange,
        QEvent.Type.LanguageChange,
        QEvent.Type.LocaleChange,
        QEvent.Type.ScreenChangeInternal,
        QEvent.Type.DevicePixelRatioChange,
        QEvent.Type.Enter,
        QEvent.Type.Leave,
        QEvent.Type.Hide,
    }
)
"""What comes to a widget of which a drawing made before is not true any more."""

_SETTLES = 3
"""Rounds of layout until what wraps and what scrolls agree."""
_SEEN = QEvent.Type(QEvent.registerEventType())


class Likeness(QWidget):
    """Lies over `host`, or over `part` of it, as a drawing of what is there, for one turn of the event loop.

    `draw` makes the drawing; whoever changes what is inside the host calls `drop`. What comes to the host itself
    (another size, theme, text size, language, screen, the mouse) drops it too, and it is never shown over what has the
    keyboard. Nothing gets into it: clicks and keys go to the host's widgets, which are there all along.
    """

    def __init__(self, host: QWidget, part: Callable[[], QRect] | None = None) -> None:
        super().__init__(host)
        self._host, self._part, self._drawn = host, part or host.rect, QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resize(0, 0)  # never hidden: to show it would have the host laid out anew
        host.installEventFilter(self)
        live.changed.connect(self.drop)

    @property
    def drawn(self) -> QPixmap:
        """The drawing; a null pixmap where there is none."""
        return self._drawn

    @property
    def place(self) -> QRect:
        """Where in its host it lies when it stands."""
        return self._part()

    @property
    def stands(self) -> bool:
        """Whether it lies over the host now."""
        return not self.size().isEmpty()

    def draw(self) -> None:
        """Draws the host as it is now. It must be enabled, if it will be when it comes forward."""
        self.drop()
        if self._host.isVisible():
            for _pass in range(_SETTLES):
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._drawn = self._host.grab(self._part())

    def drop(self) -> None:
        """Lets go of the drawing; where it is shown, the host paints itself at the next turn."""
        self._drawn = QPixmap()
        self.resize(0, 0)

    def stand_in(self) -> bool:
        """Shows the drawing where the host would show the same; whether it did."""
        if not self._holds():
            self.drop()
            return False
        self.setGeometry(self._part())
        self.raise_()
        return True

    def _holds(self) -> bool:
        host, here = self._host, QApplication.focusWidget()
        ratio = host.devicePixelRatioF()
        return (
            not self._drawn.isNull()
            and host.isVisible()
            and self._drawn.devicePixelRatioF() == ratio
            and self._drawn.deviceIndependentSize().toSize() == self._part().size()
            and not (here is not None and (here is host or (host.isAncestorOf(here) and self._is_over(here))))
        )

    def _is_over(self, widget: QWidget) -> bool:
        return self._part().intersects(QRect(widget.mapTo(self._host, QPoint()), widget.size()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _OUTDATING and watched is self._host and not self._drawn.isNull():
            self.drop()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, self._drawn)
        QCoreApplication.postEvent(self, QEvent(_SEEN))

    def event(self, event: QEvent) -> bool:
        if event.type() == _SEEN:
            self.drop()
            return True
        return super().event(event)
