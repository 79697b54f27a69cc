"""A version tried on decided cases: run and stop, how far it is, the plot, the table of answers, examples by id.

It is loaded for policy owners and auditors alone: with it comes what works conditions out.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.backtest import TrialModel, TrialState
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.words import _, language, ngettext
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.rulebooks.backtest import Answer
from reviewer_app.rulebooks.backtest_groups import Example, Group
from reviewer_app.rulebooks.backtest_printing import WHYS, outcome_words, untried_words
from reviewer_app.ui.kit import Banner, Button, Chip, EmptyState, FlowBox, Label, Surface
from reviewer_app.ui.kit.paint import chip_size, draw_chip
from reviewer_app.ui.rules.lists import Item, WalkList, say
from reviewer_app.ui.rules.plot import STACK, Column, StackedBars, answer_words, fill
from reviewer_app.ui.theme import Tone, current, font, px

TONES: dict[Answer, Tone] = {Answer.SAME: "neutral", Answer.WOULD_CHANGE: "accent", Answer.NEEDS_PERSON: "warn"}
CLAUSES = 40
"""Bars by clause: those with the most cases."""


class TrialView(QWidget):
    """The view. `again_pressed` asks for what judges again, `case_pressed` gives the id of an example to be opened."""

    again_pressed = Signal()
    case_pressed = Signal(str)

    def __init__(self, model: TrialModel, rules: RulesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self._rules = model, rules
        self.banner, self.run, self.again = Banner("warn"), Button(key="G", tone="accent"), Button(key="J")
        self.turn, self._both, self._far = (
            Button(key="M"),
            Label(role="strong", wrap=True),
            Label(role="dim", wrap=True),
        )
        self._answers, self._read_out = FlowBox(), Label(role="small", wrap=True)
        self._counts = {answer: Chip(tone=TONES[answer]) for answer in STACK}
        for answer, chip in self._counts.items():
            self._answers.add(_Key(answer))
            self._answers.add(chip)
        self.plot, self.groups, self.examples = StackedBars(), GroupList(model), ExampleList(model)
        self.none = EmptyState(icon_name="flask")
        self._tables, self._same = QWidget(), EmptyState(icon_name="checks")
        self._result, self._scroll = Surface("panel"), QScrollArea()
        self._names = Label(role="heading")
        self._lay_out()
        self.run.clicked.connect(self.run_or_stop)
        self.again.clicked.connect(self.again_pressed)
        self.turn.clicked.connect(model.turn)
        self.plot.walked.connect(lambda at: self._read_out.setText(self.plot.said))
        self.examples.activated.connect(lambda index: self.open_example())

    def _lay_out(self) -> None:
        plot, inside, whole = self._plotted(), QVBoxLayout(self._result), QVBoxLayout(self)
        for column in (inside, whole):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
        self._lay_tables()
        for part, share in ((plot, 3), (self._tables, 4), (self._same, 4)):
            inside.addWidget(part, share)
        for widget in (self.banner, self._bar()):
            whole.addWidget(widget)
        # Where the window is small and the letters large, plot and table keep their least height and the rest scrolls.
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._result)
        self.groups.setMinimumHeight(px(104))
        plot.setMinimumHeight(px(172))
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.none, 1)

    def _bar(self) -> Surface:
        """What is tried against what, and its buttons."""
        bar = Surface("panel", ("bottom",))
        top, said = QHBoxLayout(bar), QVBoxLayout()
        top.setContentsMargins(px(16), px(8), px(16), px(8))
        top.setSpacing(px(8))
        said.setSpacing(0)
        said.addWidget(self._both)
        said.addWidget(self._far)
        top.addLayout(said, 1)
        for button in (self.run, self.again):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            top.addWidget(button)
        return bar

    def _plotted(self) -> Surface:
        """The plot with its key."""
        plot = Surface("panel", ("bottom",))
        drawn, key = QVBoxLayout(plot), QHBoxLayout()
        drawn.setContentsMargins(px(16), px(6), px(16), px(6))
        drawn.setSpacing(px(4))
        key.addWidget(self._answers, 1)
        key.addWidget(self.turn)
        drawn.addLayout(key)
        drawn.addWidget(self.plot, 1)
        drawn.addWidget(self._read_out)
        return plot

    def _lay_tables(self) -> None:
        """What would change by clause, and beside it the cases of the one that is chosen."""
        table, right = QHBoxLayout(), QVBoxLayout()
        table.setSpacing(0)
        right.setSpacing(0)
        head = Surface("sunk", ("bottom",))
        line = QHBoxLayout(head)
        line.setContentsMargins(px(16), px(4), px(8), px(4))
        line.addWidget(self._names)
        side = Surface("panel", ("left",))
        side.setLayout(right)
        right.setContentsMargins(1, 0, 0, 0)
        right.addWidget(head)
        right.addWidget(self.examples, 1)
        side.setFixedWidth(px(268))
        table.addWidget(self.groups, 1)
        table.addWidget(side)
        table.setContentsMargins(0, 0, 0, 0)
        self._tables.setLayout(table)

    # -- what is done -------------------------------------------------------------------------------------------------

    def home(self) -> QWidget:
        """Who has the keyboard when nothing else has; a book with one version has nothing to run, and says so."""
        if self.groups.isVisibleTo(self) and self.model.state.groups:
            return self.groups
        return self.run if self.run.isEnabled() else self.none

    def run_or_stop(self) -> None:
        """Starts a run over the two versions that are compared, or ends the one that is under way."""
        before, after = self._rules.state.other, self._rules.state.volume
        if self.model.state.running:
            self.model.stop()
        elif before is not None and after is not None:
            self.model.start(before, after)

    def open_example(self) -> None:
        """Opens the case of the example that the person is at."""
        found = self.model.examples()
        if self.model.state.example < len(found):
            self.case_pressed.emit(found[self.model.state.example].case_id)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Reads every word again."""
        self.groups.setAccessibleName(_("Answers of the back-test"))
        self.examples.setAccessibleName(_("Examples by id"))
        self.again.setText(_("Judge again"))
        self._names.setText(_("Examples: O opens one"))
        self.show_state()

    def show_state(self) -> None:
        """Shows what the models hold."""
        state, tally, rules = self.model.state, self.model.tally, self._rules.state
        self.banner.say(trouble_words(state.trouble) if state.trouble else "", close_name=_("Close"))
        before, after = (state.before, state.after) if self._is_of_both() else (rules.other, rules.volume)
        two = before is not None and after is not None
        self._both.setText(f"{before.name} → {after.name}" if before is not None and after is not None else "")
        self.run.setText(_("Stop") if state.running else _("Run the back-test"))
        self.run.setEnabled(two)
        self._far.setText(self._far_words())
        why = self.why_not()
        self.again.setVisible(self.model.may_ask)
        self.again.setEnabled(not why)
        self.again.setToolTip(why_words(why))
        shown = tally is not None and tally.cases > 0 and self._is_of_both()
        self._scroll.setVisible(shown)
        self.none.setVisible(not shown)
        self.none.set(*self._empty_words(two))
        if tally is not None and shown:
            self._show_tally()
        self.groups.show_state()
        self.examples.show_state()

    def why_not(self) -> str:
        """Why nothing can be judged again now, as a word; empty where it can."""
        return self.model.why_not() if self._is_of_both() else "run"

    def _is_of_both(self) -> bool:
        """Whether what was run, or runs, is about the two versions that are chosen."""
        state, rules = self.model.state, self._rules.state
        return state.running or (state.before, state.after) == (rules.other, rules.volume)

    def _show_tally(self) -> None:
        tally = self.model.tally
        if tally is None:
            return
        for answer, chip in self._counts.items():
            chip.set(f"{answer_words(answer)} {words.count(tally.answers[answer])}")
        if self.model.state.by_clause:
            most = sorted(tally.by_clause.items(), key=lambda item: -item[1].total())[:CLAUSES]
            found = [(clause_words(self.model.state, name), counts) for name, counts in most]
            if tally.of_no_clause:
                found.append((_("no clause"), tally.of_no_clause))
        else:
            found = sorted(tally.by_month.items())
        self.turn.setText(_("By month") if self.model.state.by_clause else _("By clause"))
        self.plot.set([Column(name, dict(counts)) for name, counts in found])
        self._read_out.setText(self.plot.said)
        self._same.set(
            _("Nothing to look at"), _("Every case that was tried comes out the same under both versions."), "checks"
        )
        self._tables.setVisible(bool(self.model.state.groups))
        self._same.setVisible(not self.model.state.groups)

    def _far_words(self) -> str:
        state, tally = self.model.state, self.model.tally
        if state.before is None or not self._is_of_both():
            return _(
                "Every decided case of the server that was judged under the first version is tried under the second."
            )
        read = ngettext("{count} decided case read", "{count} decided cases read", state.read)
        tried = tally.cases if tally is not None else 0
        under = ngettext("{count} of them under this version", "{count} of them under this version", tried)
        said = f"{read.format(count=words.count(state.read))} · {under.format(count=words.count(tried))}"
        if state.running:
            return f"{said} · {_('running')}"
        if not state.whole:
            return f"{said} · {_('stopped: this is a part')}"
        if state.untried:
            said = f"{said} · {untried_words(state.untried, language())}"
        if state.asked is not None:
            asked = ngettext(
                "{count} case waits to be judged again.", "{count} cases wait to be judged again.", len(state.asked)
            )
            return f"{said}\n{asked.format(count=len(state.asked))}"
        why = self.model.why_not()
        return f"{said}\n{why_words(why)}" if why == "correction" else said

    def _empty_words(self, two: bool) -> tuple[str, str]:
        state = self.model.state
        if not two:
            return _("There is one version only"), _("A back-test is between two versions of a book.")
        if state.running:
            return _("Decided cases are read"), _("The screen stays free meanwhile; G stops it.")
        if state.whole and self._is_of_both():
            return _("No decided case"), _("None was judged under the first of the two versions.")
        return _("Not tried yet"), _("G runs it. A chooses another version to begin from.")


def why_words(why: str) -> str:
    """Why cases cannot be judged again now, in words."""
    return {
        "correction": _("Judging again is for a version that corrects the first one."),
        "run": _("Run the back-test to its end first."),
        "none": _("No case would change."),
        "role": _("Policy owners have cases judged again."),
    }.get(why, "")


class _Key(QWidget):
    """The pattern of an answer, as the plot has it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer
        self.setFixedSize(px(18), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(px(2), px(4), px(14), px(14)), self._answer, current())


class GroupList(WalkList):
    """The table: answer, clause and why, measure before and after, and how many cases."""

    def __init__(self, model: TrialModel, parent: QWidget | None = None) -> None:
        super().__init__(self._draw, lambda row: px(48), parent)
        self._model = model
        self.walked.connect(model.at_group)

    def show_state(self) -> None:
        """Shows what the model holds."""
        groups = self._model.state.groups
        state = self._model.state
        self.show_rows([Item(group_words(state, group, count)) for group, count in groups], state.at)

    def _draw(self, painter: QPainter, box: QRect, row: int, chosen: bool) -> None:
        groups = self._model.state.groups
        if row >= len(groups):
            return
        (group, count), line = groups[row], box.adjusted(px(16), 0, -px(12), 0)
        chip, size = answer_words(group.answer), chip_size(answer_words(group.answer))
        draw_chip(painter, QRectF(line.x(), line.y() + px(13), size.width(), px(22)), chip, TONES[group.answer])
        number, left = words.count(count), line.x() + px(124)
        painter.setFont(font(13, 600))
        wide = painter.fontMetrics().horizontalAdvance(number)
        say(painter, QRect(line.right() - wide, line.y(), wide + 1, line.height()), number, "ink", bold=True)
        room = line.right() - wide - px(16) - left
        clause = clause_words(self._model.state, group.clause)
        upper = f"{clause} · {_why(group)}" if clause else _why(group)
        say(painter, QRect(left, line.y() + px(4), room, px(20)), upper, "ink", chosen)
        say(
            painter,
            QRect(left, line.y() + px(25), room, px(18)),
            _measures(self._model.state, group),
            "dim",
            small=True,
        )


def _why(group: Group) -> str:
    if group.why is None:
        return _("everything else")
    why = WHYS[group.why].within(language())
    return words.named(why, _(", ").join(group.lacking)) if group.lacking else why


def clause_words(state: TrialState, clause: str) -> str:
    """A clause by number and title, as either version has it; by its id where it is of another book."""
    for volume in (state.after, state.before):
        if volume is not None and isinstance(volume.head, RulebookVersion) and (found := volume.head.clause(clause)):
            return f"{found.number} {found.title.within(language())}"
    return clause


def _measure(volume: Volume | None, measure: str) -> str:
    return outcome_words(measure, volume.head if volume is not None else None, language()) or _("no measure")


def _measures(state: TrialState, group: Group) -> str:
    before = _measure(state.before, group.before)
    if group.answer is Answer.WOULD_CHANGE or group.after:
        return f"{before} → {_measure(state.after, group.after)}"
    return before


def group_words(state: TrialState, group: Group, count: int) -> str:
    """A row of the table in words."""
    cases = ngettext("{count} case", "{count} cases", count).format(count=count)
    clause = clause_words(state, group.clause)
    parts = (answer_words(group.answer), clause, _why(group), _measures(state, group), cases)
    return _(", ").join(part for part in parts if part)


class ExampleList(WalkList):
    """Cases of the group the person is at, by id."""

    def __init__(self, model: TrialModel, parent: QWidget | None = None) -> None:
        super().__init__(self._draw, lambda row: px(44), parent)
        self._model = model
        self.walked.connect(model.at_example)

    def show_state(self) -> None:
        """Shows what the model holds."""
        found = self._model.examples()
        self.show_rows([Item(f"{one.case_id}, {self._when(one)}") for one in found], self._model.state.example)

    def _when(self, one: Example) -> str:
        """When it happened, in the zone of the versions that are tried."""
        after = self._model.state.after
        return words.when(one.conduct_at, ZoneInfo(after.head.zone) if after is not None else None)

    def _draw(self, painter: QPainter, box: QRect, row: int, chosen: bool) -> None:
        found = self._model.examples()
        if row >= len(found):
            return
        line = box.adjusted(px(16), 0, -px(8), 0)
        say(painter, QRect(line.x(), line.y() + px(4), line.width(), px(18)), found[row].case_id, "ink", chosen, True)
        said = _("It happened {when}").format(when=self._when(found[row]))
        say(painter, QRect(line.x(), line.y() + px(22), line.width(), px(18)), said, "dim", small=True)
