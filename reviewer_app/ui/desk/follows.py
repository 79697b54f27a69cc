"""The consequence preview: what a verdict sets off, in full or as one line, and the questions it hangs on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.consequences import Consequences, Question, Value
from reviewer_app.client.words import _
from reviewer_app.ui.desk.pool import Pool
from reviewer_app.ui.desk.stairs import Stairs
from reviewer_app.ui.kit import ChipButton, ElidedLabel, Field, FlowBox, KeyCap, Label, Row, ShareScroll, Surface
from reviewer_app.ui.kit.paint import draw_focus
from reviewer_app.ui.theme import METRICS, Ink, px

LEAST, LEAST_ROOMY = 112, 216
"""Pixels: so much of what follows is seen at least while it is shown in full."""


class QuestionLine(QWidget):
    """An input that who judges states: choices with their digits, or a field for a number.

    While it has the keyboard digits choose; `answered` gives schedule, name and value, None to take it back; `done`
    when that was by key, `left` when the keyboard went.
    """

    answered = Signal(str, str, object)
    left = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question: Question | None = None
        column, top = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(px(4), px(2), px(4), px(4))
        column.setSpacing(px(4))
        self.text, self.cap, self.field, self.box = Label(wrap=True), KeyCap("Z"), Field(), FlowBox()
        top.addWidget(self.text, 1)
        top.addWidget(self.cap, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self.box)
        column.addWidget(self.field)
        self.chips = Pool(self._chip, self.box.add)
        self.field.editingFinished.connect(self._typed)
        self.field.editingFinished.connect(self.left)
        self.field.returnPressed.connect(self._entered)
        self.field.textEdited.connect(lambda text: self.field.set_wrong(bool(text.strip()) and number(text) is None))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

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
        asked, text = self.question, self.field.text().strip()
        if asked is None or asked.choices or (text and number(text) is None):
            return
        value = number(text) if text else None
        if value != asked.value:
            self.answered.emit(asked.schedule, asked.name, value)

    def _entered(self) -> None:
        self._typed()
        if not self.field.text().strip() or number(self.field.text()) is not None:
            self.done.emit()

    def show_question(self, asked: Question, first: bool) -> None:
        """Shows a question; `first` says that the key leads to it."""
        before, self.question = self.question, asked
        same = before is not None and (before.schedule, before.name) == (asked.schedule, asked.name)
        self.text.setText(asked.text)
        self.text.set_ink("warn" if asked.value is None else None)
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
        if not same or not self.field.hasFocus():
            self.field.setText("" if asked.value is None else f"{asked.value:g}" if not asked.choices else "")

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


class FollowsPanel(Surface):
    """The panel: a head that opens and closes it, with all of it in one line while it is closed.

    Until the person says otherwise it is open where there is room. `answered` is what a question was answered with,
    `done` says that none waits any more and the keyboard can go on. Closed, it shows questions while they are asked.
    """

    answered = Signal(str, str, object)
    turned = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("bottom",), parent)
        self._asked: tuple[Question, ...] = ()
        self._shown: tuple[Consequences, bool] | None = None
        self.wish: bool | None = None
        self._roomy = self._asking = False
        whole, asked = QVBoxLayout(self), QVBoxLayout()
        whole.setContentsMargins(px(METRICS.pad_x), px(2), px(METRICS.pad_x), px(2))
        whole.setSpacing(px(4))
        asked.setSpacing(px(2))
        self.head = Row(True)
        self.head.line.setContentsMargins(0, px(2), 0, px(3))
        self.sign, self.heading = Label(role="heading"), Label(role="heading")
        self.brief, self.answer_cap, self.cap = ElidedLabel(role="text"), KeyCap("Z"), KeyCap("O")
        for widget in (self.sign, self.heading):
            self.head.line.addWidget(widget)
        self.head.line.addWidget(self.brief, 1)
        self.head.line.addStretch(0)
        self.head.line.addWidget(self.answer_cap)
        self.head.line.addWidget(self.cap)
        self.stairs, self.full = Stairs(), ShareScroll(LEAST)
        self.full.column.addWidget(self.stairs)
        self.questions = Pool(self._question, asked.addWidget)
        whole.addWidget(self.head)
        whole.addLayout(asked)
        whole.addWidget(self.full)
        self.head.clicked.connect(self.turn)

    def _question(self) -> QuestionLine:
        line = QuestionLine()
        line.answered.connect(self.answered)
        line.left.connect(lambda: QTimer.singleShot(0, self, self._left))
        line.done.connect(self._next)
        return line

    def _left(self) -> None:
        """The keyboard went from a question: a closed panel is one line again."""
        if self._asking and not self.isAncestorOf(QApplication.focusWidget() or self.window()):
            self._asking = False
            self._show()

    def _next(self) -> None:
        """To the next question that waits, or on."""
        if self._waiting is not None:
            self.answer()
        else:
            self.done.emit()

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Whether it is shown in full."""
        return self._roomy if self.wish is None else self.wish

    def turn(self) -> None:
        """From one line to all of it, and back."""
        self.wish = not self.open
        self._show()
        self.turned.emit()

    def set_roomy(self, roomy: bool) -> None:
        """Whether there is room for all of it."""
        if roomy != self._roomy:
            self._roomy = roomy
            self.full.set_floor(LEAST_ROOMY if roomy else LEAST)
            self._show()

    def follow_habits(self, other: FollowsPanel) -> bool:
        """Open or closed as another one; whether it was not."""
        differs = other.wish != self.wish
        if differs:
            self.wish = other.wish
            self._show()
        return differs

    def retranslate(self) -> None:
        """Reads every word again."""
        self.heading.setText(_("What follows"))
        self.stairs.setAccessibleName(_("What follows"))
        self.full.setAccessibleName(_("What follows"))
        self._shown = None

    def show_follows(self, follows: Consequences, editable: bool) -> None:
        """Shows what follows; with `editable` its questions can be answered."""
        if (follows, editable) == self._shown:
            return
        self._shown = (follows, editable)
        self._asked = follows.questions if editable else ()
        self.brief.setText(follows.brief)
        ink: Ink | None = "warn" if any(row.lacking or row.grave for row in follows.rows) else None
        self.brief.set_ink(ink)
        self.setVisible(bool(follows.rows or self._asked))
        self._show()

    def _show(self) -> None:
        if self._shown is None:
            return
        follows, open_ = self._shown[0], self.open
        waits = self._waiting
        self.sign.setText("▾" if open_ else "▸")
        self.brief.setVisible(not open_)
        self.answer_cap.setVisible(not open_ and not self._asking and waits is not None)
        said = _("shown in full") if open_ else follows.brief
        self.head.setAccessibleName(f"{self.heading.text()} · {said}")
        self.full.setVisible(open_ and bool(follows.rows))
        if open_:
            self.stairs.show_rows(follows.rows)
        first = waits or (self._asked[0] if self._asked else None)
        self.questions.show(
            self._asked if open_ or self._asking else (), lambda line, one: line.show_question(one, one is first)
        )

    @property
    def _waiting(self) -> Question | None:
        return next((one for one in self._asked if one.value is None), None)

    # -- answering ----------------------------------------------------------------------------------------------------

    def answer(self) -> QWidget | None:
        """Goes to the first question that waits, or the first there is; None where nothing is asked."""
        if not self._asked:
            return None
        self._asking = True
        self._show()
        waits = self._waiting or self._asked[0]
        line = next(line for line in self.questions.used if line.question is waits)
        line.go_to()
        return line
