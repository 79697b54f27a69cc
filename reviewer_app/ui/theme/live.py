"""The theme in use: which palette and text size count now, and the signal that says they changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reviewer_app.ui.theme.tokens import LIGHT, Palette


class Live(QObject):
    """What is in use. `changed` is emitted after the palette or the text size is another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.palette: Palette = LIGHT
        self.scale: float = 1.0


live = Live()


def current() -> Palette:
    """The palette in use."""
    return live.palette


def px(pixels: float) -> int:
    """A measure scaled with the text size, in whole pixels."""
    return round(pixels * live.scale)
