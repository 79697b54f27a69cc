"""The consequence preview: what a verdict sets off, in full or as one line, and the questions it hangs on."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.consequences import Consequences
from reviewer_app.client.viewmodels.questions import Question, to_answer
from reviewer_app.client.words import _
from reviewer_app.ui.desk.stairs import Stairs
from reviewer_app.ui.kit import ElidedLabel, KeyCap, Label, Pool, Row, ShareScroll, Surface
from reviewer_app.ui.question import QuestionLine, Typed
from reviewer_app.ui.theme import METRICS, Ink, px

LEAST, LEAST_ROOMY = 112, 216
"""Pixels: so much of what follows is seen at least while it is shown in full."""


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
        self._open_to = True
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
        line.open_to = self._open_to
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
        for line in self.questions.all:  # what was typed goes with its question, before that loses the keyboard
            if line.question is not None and not self._asks(line.question):
                line.forget()
        self.brief.setText(follows.brief)
        ink: Ink | None = "warn" if any(row.lacking or row.grave for row in follows.rows) else None
        self.brief.set_ink(ink)
        # Measures alone are on the cards where they are chosen: they need no line here as well.
        self.setVisible(bool(self._asked) or follows.sets_off or (bool(follows.rows) and not editable))
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
            self.full.settle()  # while it lies behind another case nothing would tell the column how high it is now
        first, typed = waits or (self._asked[0] if self._asked else None), [line.typed for line in self._lines]
        self.questions.show(
            self._asked if open_ or self._asking else (), lambda line, one: line.show_question(one, one is first)
        )
        self._put_back(typed)

    def _put_back(self, typed: list[Typed]) -> None:
        """What is being typed goes along with its question, where that stands in another line now."""
        used = self.questions.used
        for one in typed:
            line = next((line for line in used if one.question.same(line.question)), None)
            if line is not None:
                line.type_on(one)
        for line in self.questions.all[len(used) :]:
            if any(other.question is not None and other.question.same(line.question) for other in used):
                line.forget()

    @property
    def _waiting(self) -> Question | None:
        """The question that the key leads to; None where none has to be answered any more."""
        at = to_answer(self._asked)
        return self._asked[at] if at is not None and self._asked[at].waits else None

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

    def allow(self, open_to: bool) -> None:
        """Whether questions may be answered; where not, what was typed stays as it is until they may be again."""
        if open_to is not self._open_to:
            self._open_to, self._shown = open_to, None  # who hid it meanwhile has it shown anew
        for line in self.questions.all:
            line.open_to = open_to

    @property
    def _lines(self) -> list[QuestionLine]:
        """Where something may have been typed: what is asked, seen or not."""
        return [line for line in self.questions.all if line.question and self._asks(line.question)]

    def _asks(self, question: Question) -> bool:
        return any(question.same(one) for one in self._asked)

    def commit(self) -> bool:
        """Says what was typed; False where something cannot be taken as it is."""
        left = [line for line in self._lines if not line.commit()]
        return not left

    def finish(self) -> bool:
        """The same, with the keyboard there where something cannot be taken."""
        for line in self._lines:
            asked = line.question
            if asked is not None and not line.commit():
                self._asking = True
                self._show()  # it may stand in another line now
                next(one for one in self.questions.used if asked.same(one.question)).go_to()
                return False
        return True

    def forget(self) -> None:
        """Asks nothing any more: another case comes."""
        self._asked, self._shown, self._asking = (), None, False
        for line in self.questions.all:
            line.forget()

    def clear(self) -> None:
        """Shows nothing, and keeps no word of what followed."""
        self.show_follows(Consequences(), False)
        self.stairs.show_rows(())
        self.forget()
