"""Icons: glyphs of the Phosphor set by name, drawn in the theme's inks."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import qtawesome
from PySide6.QtGui import QColor, QIcon
from qtawesome.iconic_font import IconicFont

from reviewer_app.ui.theme.live import current
from reviewer_app.ui.theme.tokens import Ink

FONTS = Path(qtawesome.__file__).parent / "fonts"


@cache
def _glyphs() -> IconicFont:
    """Only the one set: the library's own start reads all eleven."""
    ttf = next(FONTS.glob("phosphor-*.ttf"))
    charmap = next(FONTS.glob("phosphor-charmap-*.json"))
    return IconicFont(("ph", ttf.name, charmap.name, str(FONTS)))


def icon(name: str, ink: Ink = "dim") -> QIcon:
    """The icon of a Phosphor name (`queue`, `scales`, `gear-six` ...) in an ink of the palette in use."""
    return _icon(name, current().ink_of(ink), current().faint)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    made = _glyphs().icon(f"ph.{name}", color=QColor(colour), color_disabled=QColor(disabled))
    return QIcon(made)
