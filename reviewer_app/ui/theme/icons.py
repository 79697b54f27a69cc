"""Icons: glyphs of the Phosphor set by name, drawn in the theme's inks."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from reviewer_app.ui.theme.live import current
from reviewer_app.ui.theme.tokens import Ink


def _fonts() -> Path:
    """Where qtawesome keeps its sets; it is looked up and not imported, for with it come a hundred milliseconds."""
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("qtawesome")
    return Path(spec.origin).parent / "fonts"


FONTS = _fonts()


@cache
def _family() -> str:
    """The set's font family, loaded at the first glyph that is drawn."""
    loaded = QFontDatabase.addApplicationFont(str(next(FONTS.glob("phosphor-*.ttf"))))
    return QFontDatabase.applicationFontFamilies(loaded)[0]


@cache
def _charmap() -> str:
    """Every name of the set with its character's number, as JSON: of 4,500, a start asks for ten."""
    return next(FONTS.glob("phosphor-charmap-*.json")).read_text("utf-8")


def _glyph(name: str) -> str:
    """The character of a name. Raises KeyError."""
    _before, found, after = _charmap().partition(f'"{name}":')
    if not found:
        raise KeyError(name)
    return chr(int(after.split('"', 2)[1], 16))


def icon(name: str, ink: Ink = "dim") -> QIcon:
    """The icon of a Phosphor name (`queue`, `scales`, `gear-six` ...) in an ink of the palette in use.

    Raises KeyError for a name that the set does not have.
    """
    return _icon(name, current().ink_of(ink), current().faint)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    return QIcon(_Glyph(_glyph(name), colour, disabled))


class _Glyph(QIconEngine):
    """Draws one character of the set in the middle of whatever box it is given, as sharp as that box is large."""

    def __init__(self, char: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._char, self._colour, self._disabled = char, colour, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        face = QFont(_family())
        face.setPixelSize(max(1, round(0.875 * rect.height())))  # the glyphs fill their em square to its edges
        painter.save()
        painter.setPen(QColor(self._disabled if mode is QIcon.Mode.Disabled else self._colour))
        painter.setFont(face)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self._char)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn

    def clone(self) -> QIconEngine:
        return _Glyph(self._char, self._colour, self._disabled)
