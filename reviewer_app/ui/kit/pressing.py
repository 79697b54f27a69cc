"""Which key press presses what has the keyboard: Return, Enter and Space, once, however long the key is held."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_press(event: QKeyEvent) -> bool:
    """Whether a key is one that presses; held ones count too, so that nobody else takes them."""
    return event.key() in _KEYS and not plain_modifiers(event)


def plain_modifiers(event: QKeyEvent) -> Qt.KeyboardModifier:
    """What is held with a key; being on the keypad is not."""
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
