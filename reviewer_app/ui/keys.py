"""The keyboard: turns key presses into the actions that are declared, and knows when letters must sleep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)

from reviewer_app.client.viewmodels.actions import ACTIONS, Action, Where, live
from reviewer_app.ui.app import the_app
from reviewer_app.ui.kit import Card, ChipButton, Row, Tabs

Handlers = Mapping[str, Callable[[], Any]]


@runtime_checkable
class Keeper(Protocol):
    """A widget that needs keys for itself while it has the keyboard: a caret in a text, a box that is being drawn."""

    def keeps(self, chord: int) -> bool:
        """Whether a key combination is the widget's own now."""
        ...


_PRESSING = (Qt.Key.Key_Return, Qt.Key.Key_Space)
_WALKING = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_EDITING = ("Ctrl+Z", "Ctrl+Backspace", "Ctrl+Y", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X")


class Keys(QObject):
    """Watches the window's key presses. `places` says where the person is, `handlers` who answers which action there.

    A handler that answers False did nothing with it: the key goes on to the widget that has the keyboard.
    """

    def __init__(
        self,
        window: QWidget,
        places: Callable[[], tuple[Where, ...]],
        handlers: Callable[[], Handlers],
        asleep: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(window)
        self._window, self._places, self._handlers, self._asleep = window, places, handlers, asleep
        self._composing = False
        # Only the window and the widget that has the keyboard are listened to: a filter over the whole program would
        # be asked in Python about each of the hundreds of events that showing a case takes.
        window.installEventFilter(self)
        the_app().focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """The keyboard went from one widget to another."""
        if before is not None and before is not self._window:
            before.removeEventFilter(self)
        if now is not None and now is not self._window:
            now.installEventFilter(self)

    # -- what can be done ---------------------------------------------------------------------------------------------

    def live_actions(self) -> tuple[Action, ...]:
        """The actions that somebody would answer here, in their declared order."""
        handlers, places = self._handlers(), self._places()
        return tuple(a for a in ACTIONS if a.id in handlers and any(live(a.where, place) for place in places))

    def run(self, action_id: str) -> bool:
        """Does an action by its id, as the palette and buttons do; False where nobody answers it here."""
        handler = self._handlers().get(action_id)
        return handler is not None and handler() is not False

    # -- what was pressed ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        elif kind is QEvent.Type.FocusOut:
            self._composing = False
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            return self._pressed(watched, event)
        return False

    def _pressed(self, widget: QWidget, event: QKeyEvent) -> bool:
        if widget.window() is not self._window or self._composing or self._asleep():
            return False
        if widget is self._window and self._window.focusWidget() not in (None, widget):
            return False  # passed on by who has the keyboard, where it was looked at already
        keys = chords(event)
        if _typing(widget) and (widget.hasFocus() or self._focus_is(widget)):
            if event.key() == Qt.Key.Key_Escape:
                self._leave(widget)
                return True
            if _belongs_to_text(widget, keys[0]):
                return False
        elif _belongs_to_widget(widget, keys[0]):
            return False
        for action in self._answering(keys):
            if event.isAutoRepeat() and not action.repeats:
                return True
            if self.run(action.id):
                return True
        return False

    def _focus_is(self, widget: QWidget) -> bool:
        return QApplication.focusWidget() is widget

    def _leave(self, widget: QWidget) -> None:
        widget.clearFocus()
        self._window.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answering(self, keys: tuple[int, ...]) -> list[Action]:
        """The awake actions of a key, those of the narrowest place first."""
        places, handlers = self._places(), self._handlers()
        fitting = [
            a
            for a in ACTIONS
            if any(key in chords_of(a) for key in keys)
            and a.id in handlers
            and any(live(a.where, place) for place in places)
        ]
        return sorted(fitting, key=lambda a: (a.where not in places, a.where is Where.ANYWHERE))


@cache
def chords_of(action: Action) -> frozenset[int]:
    """The key combinations of an action as Qt counts them."""
    return frozenset(_chord(keys) for keys in action.keys)


@cache
def _chord(keys: str) -> int:
    combination: QKeyCombination = QKeySequence.fromString(keys)[0]  # type: ignore[index]
    return combination.toCombined()


def chords(event: QKeyEvent) -> tuple[int, ...]:
    """What a press may be called: as it came, and for signs that need Shift on some keyboards, without Shift."""
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key == Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    if key == Qt.Key.Key_Backtab:
        key, modifiers = Qt.Key.Key_Tab, modifiers | Qt.KeyboardModifier.ShiftModifier
    exact = key.value | modifiers.value
    shifted = modifiers & Qt.KeyboardModifier.ShiftModifier
    sign = Qt.Key.Key_Space.value < key.value < 0x100 and not Qt.Key.Key_A.value <= key.value <= Qt.Key.Key_Z.value
    if shifted and sign:
        return exact, key.value | (modifiers & ~Qt.KeyboardModifier.ShiftModifier).value
    return (exact,)


def _typing(widget: QWidget) -> bool:
    """Whether text can be typed into it."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return False


def _belongs_to_text(widget: QWidget, chord: int) -> bool:
    """Whether a key is the editor's: bare ones, Shift with one, and what edits text. Ctrl, Alt and F-keys pass."""
    modifiers = chord & Qt.KeyboardModifier.KeyboardModifierMask.value
    key = chord & ~Qt.KeyboardModifier.KeyboardModifierMask.value
    if modifiers & ~Qt.KeyboardModifier.ShiftModifier.value:
        editing = {_chord(keys) for keys in _EDITING}
        return chord in editing and (chord != _chord("Ctrl+Z") or _can_undo(widget))
    return not Qt.Key.Key_F1.value <= key <= Qt.Key.Key_F35.value


def _can_undo(widget: QWidget) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    return isinstance(widget, QPlainTextEdit | QTextEdit) and widget.document().isUndoAvailable()


def _belongs_to_widget(widget: QWidget, chord: int) -> bool:
    """Whether what has the keyboard needs the key itself: Return and Space press it, arrows walk in it."""
    if not widget.hasFocus():
        return False
    if isinstance(widget, Keeper) and widget.keeps(chord):
        return True
    if chord in [key.value for key in _PRESSING]:
        return isinstance(widget, QAbstractButton | ChipButton | Card | Row | QComboBox)
    if chord in [key.value for key in _WALKING]:
        return isinstance(widget, Tabs | QSlider | QComboBox | QAbstractItemView)
    return False
