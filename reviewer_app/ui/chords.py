"""What a key press may be called, on whatever keyboard, and which presses are text."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from reviewer_app.client.viewmodels.actions import ACTIONS

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.actions import Action

Key, Modifier = Qt.Key, Qt.KeyboardModifier
_SHIFT, _CTRL, _ALT = Modifier.ShiftModifier, Modifier.ControlModifier, Modifier.AltModifier
_WIDE = str.maketrans("。、【】《》", "./[]<>")
"""Signs of a Chinese keyboard by the key that they are on; the full-width forms of ASCII fold by themselves."""


@cache
def chords_of(action: Action) -> frozenset[int]:
    """The key combinations of an action as Qt counts them."""
    return frozenset(chord(keys) for keys in action.keys)


@cache
def actions_of(pressed: int) -> tuple[Action, ...]:
    """The actions that a key combination stands for, in their declared order."""
    return tuple(action for action in ACTIONS if pressed in chords_of(action))


@cache
def chord(keys: str) -> int:
    """A key combination in Qt's portable notation as Qt counts it."""
    combination: QKeyCombination = QKeySequence.fromString(keys)[0]  # type: ignore[index]
    return combination.toCombined()


def chords(event: QKeyEvent) -> tuple[int, ...]:
    """What a press may be called: as it came, and for signs by the sign alone, whatever had to be held for it.

    Some keyboards need Shift for a sign, some AltGr, which systems report as Ctrl and Alt, as Alt, or as a group; an
    input method may make it, or a letter, full-width.
    """
    key, modifiers = Key(event.key()), event.modifiers() & ~Modifier.KeypadModifier
    if key == Key.Key_Enter:
        key = Key.Key_Return
    if key == Key.Key_Backtab:
        key, modifiers = Key.Key_Tab, modifiers | _SHIFT
    names = [key.value | modifiers.value]
    folded = fold(event.text())
    if len(folded) == 1 and (folded != event.text() or (_third_level(modifiers) and _is_sign(folded))):
        names.append(ord(folded.upper()))
    elif modifiers & _SHIFT and key.value < 0x100 and _is_sign(chr(key.value)):
        names.append(key.value | (modifiers & ~_SHIFT).value)
    return tuple(dict.fromkeys(names))


def fold(text: str) -> str:
    """Text with full-width signs, letters and digits as the plain ones of the same key."""
    return unicodedata.normalize("NFKC", text.translate(_WIDE))


def types_text(event: QKeyEvent) -> bool:
    """Whether a press writes a sign although Ctrl or Alt seem to be held: what AltGr looks like."""
    text = event.text()
    return (
        len(text) == 1
        and text.isprintable()
        and not (text.isascii() and text.isalnum())
        and _third_level(event.modifiers())
    )


def _third_level(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether what is held may be AltGr, or Option."""
    return bool(modifiers & (_ALT | Modifier.GroupSwitchModifier)) and not modifiers & Modifier.MetaModifier


def _is_sign(character: str) -> bool:
    return " " < character <= "\xff" and not character.isalpha()
