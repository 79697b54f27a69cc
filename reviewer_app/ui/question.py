"""A question that only who judges can answer: its choices with their digits, or a field for a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.questions import Question, Value, to_answer
from reviewer_app.client.words import _
from reviewer_app.ui.kit import ChipButton, Field, FlowBox, KeyCap, Label, Pool
from reviewer_app.ui.kit.paint import draw_focus
from reviewer_app.ui.theme import METRICS, px

_ELSEWHERE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Why the keyboard goes while one is still at the field."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the field of a question: the words, whether they were typed and not said, and the caret."""

    question: Question
    text: str
    unsaid: bool
    caret: int | None


class QuestionLine(QWidget):
    """An input that who judges states: choices with their digits, or a field for a number.

    While it has the keyboard digits choose; `answered` gives schedule, name and value, None to take it back; `done`
    when that was by key, `left` when the keyboard went. While it may not be answered (`open_to` False) it says nothing
    by itself: what is typed stays there as it is, until it is committed.
    """

    answered = Signal(str, str, object)
    left = Signal()
    done = Signal()

    def __init__(self, key: str = "Z", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question: Question | None = None
        self.open_to = True
        column, top = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(px(4), px(2), px(4), px(4))
        column.setSpacing(px(4))
        self.text, self.cap, self.field, self.box = Label(wrap=True), KeyCap(key), Field(), FlowBox()
        top.addWidget(self.text, 1)
        top.addWidget(self.cap, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self.box)
        column.addWidget(self.field)
        self.chips = Pool(self._chip, self.box.add)
        self.field.editingFinished.connect(self._typed)
        self.field.editingFinished.connect(self.left)
        self.field.returnPressed.connect(self._entered)
        self.field.textEdited.connect(self._mark)
        self.field.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _ELSEWHERE:
            self._typed()  # what stood there while the hold was away: Qt says once that a text was finished
        return super().eventFilter(watched, event)

    def _chip(self) -> ChipButton:
        chip = ChipButton()
        chip.clicked.connect(self._chooser(chip))
        return chip

    def _chooser(self, chip: ChipButton) -> Callable[[], None]:
        return lambda: self._choose(self.chips.all.index(chip))

    def _choose(self, at: int) -> None:
        """Chooses; what is chosen already is taken back."""
        asked = self.question
        if asked is not None and at < len(asked.choices):
            value = asked.choices[at][0]
            self.answered.emit(asked.schedule, asked.name, None if _is(value, asked.value) else value)

    def _typed(self) -> None:
        if self.open_to:
            self._say()

    def _say(self) -> None:
        """What was typed is said; what is no number stays as it was typed, until it is one or taken out."""
        asked, text = self.question, self.field.text().strip()
        if asked is None or not self.field.isModified() or (text and number(text) is None):
            return
        value = number(text) if text else None
        self.field.setModified(False)
        if value != asked.value:
            self.answered.emit(asked.schedule, asked.name, value)

    def _mark(self, text: str) -> None:
        self.field.set_wrong(bool(text.strip()) and number(text) is None)

    def commit(self) -> bool:
        """Says what was typed, wherever the keyboard is; False where that is no number."""
        self._say()
        return not self.field.isModified()

    @property
    def typed(self) -> Typed:
        """What stands in its field now; a question is asked."""
        if self.question is None:
            raise ValueError("nothing is asked")
        caret = self.field.cursorPosition() if self.field.hasFocus() else None
        return Typed(self.question, self.field.text(), self.field.isModified(), caret)

    def type_on(self, typed: Typed) -> None:
        """Goes on with what stood in another line; the caret, where it was there, is here."""
        if typed.unsaid and not self.field.isModified():
            self._write(typed.text)
            self._mark(typed.text)
            self.field.setModified(True)
        if typed.caret is not None and not self.field.hasFocus():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.field.setCursorPosition(typed.caret)

    def forget(self) -> None:
        """Asks nothing any more, and what was typed goes: it belonged to another case."""
        self.question = None
        self._write("")

    def _write(self, text: str) -> None:
        self.field.setText(text)
        self.field.set_wrong(False)

    def _entered(self) -> None:
        if self.commit():
            self.done.emit()

    def show_question(self, asked: Question, first: bool) -> None:
        """Shows a question; `first` says that the key leads to it."""
        if not asked.same(self.question) or not self.field.isModified():
            # First of all: what moves the keyboard below may not say of this question what was typed for another.
            self._write("" if asked.value is None or asked.choices else f"{asked.value:.15g}")
        self.question = asked
        self.text.setText(asked.text)
        self.text.set_ink("warn" if asked.waits else None)
        self.cap.setVisible(first)
        said = next((words for value, words in asked.choices if _is(value, asked.value)), "")
        self.setAccessibleName(" · ".join(filter(None, (asked.text, said or _("not answered yet")))))
        self.chips.show(
            list(enumerate(asked.choices)),
            lambda chip, one: chip.set(f"{one[0] + 1} {one[1][1]}", _is(one[1][0], asked.value)),
        )
        self.box.setVisible(bool(asked.choices))
        self.field.setVisible(not asked.choices)
        self.field.setAccessibleName(asked.text)

    def go_to(self) -> None:
        """Gives it the keyboard."""
        (self if self.question is not None and self.question.choices else self.field).setFocus()

    def keeps(self, chord: int) -> bool:
        """Digits choose while it has the keyboard."""
        count = len(self.question.choices) if self.question is not None else 0
        return Qt.Key.Key_1.value <= chord < Qt.Key.Key_1.value + count

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keeps(event.key()) and not event.isAutoRepeat():
            self._choose(event.key() - Qt.Key.Key_1.value)
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            draw_focus(QPainter(self), self.rect().toRectF(), px(METRICS.radius))


def number(text: str) -> int | float | None:
    """A typed amount; None for what is none."""
    plain = text.strip().replace(",", "")
    try:
        found = float(plain)
    except ValueError:
        return None
    if not 0 <= found < 1e15:
        return None
    return int(found) if found.is_integer() else found


def _is(value: Value, stated: Value | None) -> bool:
    return stated is not None and type(value) is type(stated) and value == stated


class Asking(QWidget):
    """Questions about the evidence, one at a time; away while nothing is asked. `key` is the key that leads here.

    `answered` gives what a question was answered with, `done` says that the keyboard can go on.
    """

    answered = Signal(str, str, object)
    done = Signal()

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: tuple[Question, ...] = ()
        self._at = 0
        column, self.line = QVBoxLayout(self), QuestionLine(key)
        column.setContentsMargins(px(12), px(2), px(12), px(2))
        column.addWidget(self.line)
        self.line.answered.connect(self.answered)
        self.line.done.connect(self._next)
        self.hide()

    def show_questions(self, asked: Sequence[Question]) -> None:
        """Shows the question that one is at, while it is asked; else the first that waits."""
        before = self._asked[self._at] if self._at < len(self._asked) else None
        self._asked = tuple(asked)
        same = (at for at, one in enumerate(asked) if one.same(before))
        self._at = next(same, to_answer(asked) or 0)
        self._show()

    def forget(self) -> None:
        """Asks nothing any more: another case comes."""
        self._asked, self._at = (), 0
        self._show()

    def allow(self, open_to: bool, heir: QWidget) -> None:
        """Whether it may be answered. Where not, `heir` gets the keyboard, and what was typed stays to be read."""
        self.line.open_to, has = open_to, QApplication.focusWidget()
        if not open_to and has is not None and self.isAncestorOf(has):
            heir.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setEnabled(open_to)

    def commit(self) -> bool:
        """Says what was typed; False where that cannot be taken as it is."""
        return self.line.commit()

    def finish(self) -> bool:
        """The same, with the keyboard there where it cannot be taken."""
        if self.commit():
            return True
        self.line.go_to()
        return False

    def go_to(self) -> bool:
        """Gives the keyboard to the question; where it has it, goes on to the next. False where nothing is asked.

        What was typed is said first; where that is no answer, it is gone to, and no other question.
        """
        here = self.line.question
        if not self.commit():
            self.line.go_to()
            return True
        if not self._asked:
            return False
        has = self.line.isAncestorOf(QApplication.focusWidget() or self) or self.line.hasFocus()
        if has and self._asked[self._at].same(here):
            self._at = (self._at + 1) % len(self._asked)
        else:
            waits = to_answer(self._asked, self._at)
            self._at = self._at if waits is None else waits
        self._show()
        self.line.go_to()
        return True

    def _show(self) -> None:
        if not self._asked:  # first of all: hidden, it loses the keyboard, and says what was typed of nothing any more
            self.line.forget()
        self.setVisible(bool(self._asked))
        if self._asked:
            asked, count = self._asked[self._at], len(self._asked)
            text = f"{self._at + 1}/{count} · {asked.text}" if count > 1 else asked.text
            self.line.show_question(replace(asked, text=text), True)

    def _next(self) -> None:
        """To the next question that has to be answered, or on."""
        onward = to_answer(self._asked, self._at)
        if onward is not None and self._asked[onward].waits:
            self._at = onward
            self._show()
            self.line.go_to()
        else:
            self.done.emit()
