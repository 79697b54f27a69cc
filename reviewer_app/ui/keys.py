"""The keyboard: turns key presses into the actions that are declared, and knows when letters must sleep."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)

from reviewer_app.client.viewmodels.actions import ACTIONS, BY_ID, Where, live
from reviewer_app.client.words import _
from reviewer_app.ui.app import the_app
from reviewer_app.ui.chords import actions_of, chord, chords, chords_of, types_text
from reviewer_app.ui.kit import Card, ChipButton, Field, Row, Tabs

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.actions import Action
    from reviewer_app.ui.kit import Sheet

Handlers = Mapping[str, Callable[[], Any]]


@runtime_checkable
class Keeper(Protocol):
    """A widget that needs keys for itself while it has the keyboard: a caret in a text, a box that is being drawn."""

    def keeps(self, chord: int) -> bool:
        """Whether a key combination is the widget's own now."""
        ...


BOUNCE = 0.4
"""Seconds within which the same key pressed again, over another case or page, was meant for the one before."""
PAUSE = 1.0
"""Seconds without a key after which one is not meant to be typed any more where a key before it led to no text."""
_HOLDING = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)
_PRESSING = (Qt.Key.Key_Return, Qt.Key.Key_Space)
_WALKING = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_WIDGETS_OWN = frozenset(
    key.value for key in (*_HOLDING, *_PRESSING, *_WALKING, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)
)
"""Keys that go on to whatever has the keyboard where no action answers them: nothing is said of those."""
_EDITING = ("Ctrl+Z", "Ctrl+Backspace", "Ctrl+Y", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X")


class Keys(QObject):
    """Watches the window's key presses. `places` says where the person is, `handlers` who answers which action there.

    A handler that answers False did nothing with it: the key goes on to the widget that has the keyboard. `sheet` is
    what lies over the window: while it does, only what is declared for everywhere is answered. `home` has the keyboard
    when nothing else has; `scene` is what the person has before them. `touched` hears that some key was pressed,
    `holding` that the key of an action that lasts is held, and when it was let go of.
    `excuse` says why the action that answers a key would do nothing now, `unanswered` why nobody answers a key; `tell`
    is given that with each key that was not typed, and nothing where it did something.
    """

    def __init__(
        self,
        window: QWidget,
        places: Callable[[], tuple[Where, ...]],
        handlers: Callable[[], Handlers],
        sheet: Callable[[], Sheet | None] = lambda: None,
        home: Callable[[], QWidget | None] = lambda: None,
        scene: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(window)
        self._window, self._places, self._handlers = window, places, handlers
        self._sheet, self._home, self._scene = sheet, home, scene
        self._composing = False
        self._last: tuple[int, float, object] = (0, 0.0, None)
        self._unwritten, self._refused = 0.0, 0
        self._held = 0
        self.touched: Callable[[], None] = lambda: None
        self.holding: Callable[[bool], None] = lambda held: None
        self.excuse: Callable[[Action], str] = lambda action: ""
        self.unanswered: Callable[[tuple[int, ...]], str] = lambda keys: ""
        self.tell: Callable[[str], None] = lambda why: None
        # Only the window and the widget that has the keyboard are listened to: a filter over the whole program would
        # be asked in Python about each of the hundreds of events that showing a case takes.
        window.installEventFilter(self)
        the_app().focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """The keyboard went from one widget to another; it never stays with nobody while the window is in front."""
        if before is not None and before is not self._window:
            before.removeEventFilter(self)
        if now is not None and now is not self._window:
            now.installEventFilter(self)
        if now is None and self._window.isActiveWindow():
            self.go_home()

    def go_home(self) -> None:
        """Gives the keyboard to who has it when nothing else has."""
        home = self._home()
        if home is not None and not home.hasFocus():
            home.setFocus(Qt.FocusReason.OtherFocusReason)

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
        elif kind is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if event.key() == self._held and not event.isAutoRepeat():
                self._let_go()
        elif kind is QEvent.Type.WindowDeactivate and watched is self._window:
            self._let_go()  # the key is let go of where nobody here hears it
        return False

    def _let_go(self) -> None:
        held, self._held = self._held, 0
        if held:
            self.holding(False)

    def _pressed(self, widget: QWidget, event: QKeyEvent) -> bool:
        if widget.window() is not self._window:
            return False
        self.touched()
        if event.key() not in _HOLDING and chords(event)[0] != self._last[0]:
            self._last = (0, 0.0, None)  # another key came between
        if self._composing:
            return not event.text().isprintable() or not event.text()  # nor may the field take Return or Escape
        if widget is self._window:
            if self._window.focusWidget() not in (None, widget):
                return False  # passed on by who has the keyboard, where it was looked at already
            self.go_home()
            home = self._window.focusWidget()
            if home is not None and home is not widget:
                return self._pressed(home, event) or QApplication.sendEvent(home, event)
        keys, sheet = chords(event), self._sheet()
        if sheet is not None:
            return self._over(sheet, widget, event, keys)
        writing = is_typed_in(widget) and (widget.hasFocus() or self._focus_is(widget))
        if writing and event.key() != Qt.Key.Key_Escape and _belongs_to_text(event, keys[0]):
            return False
        if not writing and time.monotonic() >= self._unwritten and _belongs_to_widget(widget, keys[0]):
            return False
        if not writing and self._typed_nowhere(event, keys[0]):
            return True
        if event.key() == Qt.Key.Key_Escape and self._leave(widget):
            return True
        return self._act(event, keys)

    def _act(self, event: QKeyEvent, keys: tuple[int, ...]) -> bool:
        """Does the first action of a key that somebody answers."""
        if event.key() in _HOLDING:
            return False  # the key that it is held for comes yet
        for action in self._answering(keys):
            if (event.isAutoRepeat() and not action.repeats) or self._bounced(keys[0]):
                return True
            self._last = (keys[0], time.monotonic(), self._scene())
            why = self.excuse(action)  # before it is done, which may be what makes it so
            if self.run(action.id):
                self.tell(why)
                if action.held:
                    self._held = event.key()
                    self.holding(True)
                return True
        if not event.isAutoRepeat() and keys[0] not in _WIDGETS_OWN:
            why = self.unanswered(keys)
            if any(action.writes for action in self._meant(keys)):
                self._unwritten, self._refused = time.monotonic() + PAUSE, keys[0]
                why = _("{why}. What you type now is dropped, until Esc or a pause.").format(why=why.rstrip(".。"))
            self.tell(why)
        return False

    def _typed_nowhere(self, event: QKeyEvent, pressed: int) -> bool:
        """Whether a key comes right behind one that led to no text: it was meant to be typed, and does nothing.

        The same key again is another try.
        """
        if time.monotonic() >= self._unwritten or event.key() in _HOLDING or pressed == self._refused:
            return False
        typed = _belongs_to_text(event, pressed)
        self._unwritten = time.monotonic() + PAUSE if typed and event.key() != Qt.Key.Key_Escape else 0.0
        if event.key() == Qt.Key.Key_Escape:
            self.tell("")
        return typed

    def _over(self, sheet: Sheet, widget: QWidget, event: QKeyEvent, keys: tuple[int, ...]) -> bool:
        """A key over a sheet: what is declared for everywhere, and the key that laid the sheet there takes it away."""
        writing = is_typed_in(widget)
        if writing and _belongs_to_text(event, keys[0]):
            return False
        if sheet.action and not event.isAutoRepeat() and chords_of(BY_ID[sheet.action]) & set(keys):
            sheet.dismiss()
            return True
        handlers = self._handlers()
        for action in ACTIONS:
            if action.where is Where.ANYWHERE and action.id in handlers and chords_of(action) & set(keys):
                return event.isAutoRepeat() or self.run(action.id)
        return False

    def _bounced(self, key: int) -> bool:
        """Whether a key was pressed twice where once was meant: the first press has changed what is before the eyes."""
        last, at, scene = self._last
        return key == last and time.monotonic() - at < BOUNCE and scene != self._scene()

    def _focus_is(self, widget: QWidget) -> bool:
        return QApplication.focusWidget() is widget

    def _leave(self, widget: QWidget) -> bool:
        """Escape: from a field to what it leads to, from anything else to who has the keyboard by right."""
        if isinstance(widget, Field):
            widget.escape()
        onward = widget.onward if isinstance(widget, Field) else None
        target = onward if onward is not None and onward.isVisible() else self._home()
        if target is None:
            self._window.setFocus(Qt.FocusReason.OtherFocusReason)
        elif target is widget:
            return False
        else:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _answering(self, keys: tuple[int, ...]) -> list[Action]:
        """The awake actions of a key, those of the narrowest place first."""
        meant = self._meant(keys)
        if not meant:
            return []
        places, handlers = self._places(), self._handlers()
        fitting = [a for a in meant if a.id in handlers]
        return sorted(fitting, key=lambda a: (a.where not in places, a.where in (Where.ANYWHERE, Where.PAGES)))

    def _meant(self, keys: tuple[int, ...]) -> list[Action]:
        """The actions of a key that are awake here, whether or not somebody answers them."""
        named = dict.fromkeys(a for key in keys for a in actions_of(key))
        places = self._places() if named else ()
        return [a for a in named if any(live(a.where, place) for place in places)]


def is_typed_in(widget: QWidget) -> bool:
    """Whether text can be typed into it."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox):
        return not widget.isReadOnly()
    return False


def _belongs_to_text(event: QKeyEvent, pressed: int) -> bool:
    """Whether a key is the editor's: bare ones, Shift with one, what AltGr types and what edits text.

    Other presses with Ctrl or Alt pass, and F-keys. Ctrl+Z is the text's even when nothing of it can be undone: taking
    a decision back is not what somebody means who has undone one letter too many.
    """
    modifiers = pressed & Qt.KeyboardModifier.KeyboardModifierMask.value
    key = pressed & ~Qt.KeyboardModifier.KeyboardModifierMask.value
    if modifiers & ~Qt.KeyboardModifier.ShiftModifier.value:
        return types_text(event) or pressed in {chord(keys) for keys in _EDITING}
    return not Qt.Key.Key_F1.value <= key <= Qt.Key.Key_F35.value


def _belongs_to_widget(widget: QWidget, pressed: int) -> bool:
    """Whether what has the keyboard needs the key itself: Return and Space press it, arrows walk in it."""
    if not widget.hasFocus():
        return False
    if isinstance(widget, Keeper) and widget.keeps(pressed):
        return True
    if pressed in [key.value for key in _PRESSING]:
        return isinstance(widget, QAbstractButton | ChipButton | Card | Row | QComboBox)
    if pressed in [key.value for key in _WALKING]:
        return isinstance(widget, Tabs | QSlider | QComboBox | QAbstractItemView)
    return False
