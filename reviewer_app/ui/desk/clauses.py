"""The clauses to choose from: the short list with its keys, and the search over all versions in force."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.viewmodels.names import SEVERITIES, clause_name
from reviewer_app.client.viewmodels.shortlist import ClauseChoice
from reviewer_app.client.words import _
from reviewer_app.domain.rulebook import Clause, Severity
from reviewer_app.ui.desk.said import no_book_words, own_book, tongue
from reviewer_app.ui.kit import ChipButton, Field, KeyCap, Label, Panel, Pool, Row, ShareScroll
from reviewer_app.ui.theme import Ink, px

MOST_FOUND = 8
LEAST, LEAST_BESIDE, LEAST_FOUND = 92, 72, 208
"""Pixels: the list shows so much at least, and scrolls; less beside a finding, more while it is searched.

Where it ends within a row, that says that it goes on.
"""
SEVERITY_INKS: dict[Severity, Ink] = {
    Severity.LOW: "dim",
    Severity.MEDIUM: "warn",
    Severity.HIGH: "bad",
    Severity.GRAVE: "bad",
}


class ClauseRow(Row):
    """A clause: its key, its name, how grave it is; what it says while it is searched for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(True, parent)
        self.choice: ClauseChoice | None = None
        self.line.setContentsMargins(px(4), px(2), px(4), px(2))
        column, self.cap = QVBoxLayout(), KeyCap()
        column.setSpacing(0)
        self.name, self.definition = Label(wrap=True), Label(role="small", wrap=True)
        self.flagged, self.severity = Label("⚑", "small", ink="accent"), Label(role="small")
        top = QHBoxLayout()
        top.setSpacing(px(6))
        top.addWidget(self.name, 1)
        top.addWidget(self.flagged, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self.definition)
        self.line.addWidget(self.cap, 0, Qt.AlignmentFlag.AlignTop)
        self.line.addLayout(column, 1)
        self.line.addWidget(self.severity, 0, Qt.AlignmentFlag.AlignTop)

    def show_choice(self, choice: ClauseChoice, searching: bool, chosen: bool, taken: bool) -> None:
        """Shows a clause; `taken` says that there is a finding under it."""
        self.choice = choice
        clause = choice.clause
        self.cap.set(str(choice.key) if choice.key else "")
        self.cap.setVisible(bool(choice.key) and not searching)
        name = clause_name(clause)
        self.name.setText(name)
        self.name.set_role("strong" if taken else "text")
        self.setToolTip(f"{name}\n{tongue(clause.definition)}")
        self.definition.setText(tongue(clause.definition))
        self.definition.setVisible(searching)
        self.flagged.setVisible(choice.flagged)
        self.flagged.setToolTip(_("A flag names it"))
        severity = _(SEVERITIES[clause.severity])
        if choice.begins:
            severity = f"{_('Version {version}').format(version=choice.book.rulebook.version)} · {severity}"
        self.severity.setText(severity)
        self.severity.set_ink(SEVERITY_INKS[clause.severity])
        self.setAccessibleName(f"{name} · {severity}")
        self.set_chosen(chosen)


class ClauseField(Field):
    """Where clauses are searched for; the arrow keys walk what was found. `left` when the keyboard goes."""

    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ClausePanel(Panel):
    """The panel; `chosen` gives the clause that a finding is to be under."""

    chosen = Signal(object)
    found = Signal()
    version_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.version = ChipButton(tone="accent")
        super().__init__(" ", self.version, True, parent)
        self._state, self._at = DeskState(), 0
        self.field, self.nothing = ClauseField(key="S"), Label(role="dim", wrap=True)
        self.list = ShareScroll(LEAST)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self.body.addWidget(self.nothing)
        self.rows = Pool(self._row, self.list.column.addWidget)
        self.version.clicked.connect(self.version_pressed)
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(self._take)
        self.field.stepped.connect(self._step)
        self.field.left.connect(self._left)

    def _row(self) -> ClauseRow:
        row = ClauseRow()
        row.clicked.connect(lambda: self.chosen.emit(row.choice))
        return row

    def search(self) -> None:
        """Gives the field the keyboard."""
        self.field.setFocus()
        self.field.selectAll()

    def go(self) -> bool:
        """Gives the first clause the keyboard, where digits are keys still; False where none is listed."""
        row = next((row for row in self.rows.used if row.isVisibleTo(self)), None)
        if row is not None:
            row.setFocus()
            self.list.reveal(row)
        return row is not None

    def _typed(self) -> None:
        self._at = 0
        self._show_rows()

    def _step(self, by: int) -> None:
        self._at = max(0, min(len(self._choices()) - 1, self._at + by))
        self._show_rows()

    def _take(self) -> None:
        choices = self._choices()
        if self.field.text().strip() and self._at < len(choices):
            choice = choices[self._at]
            self.field.clear()
            self.found.emit()
            self.chosen.emit(choice)

    def _left(self) -> None:
        if self.field.text():
            self.field.clear()
            self._show_rows()

    def retranslate(self) -> None:
        """Reads every word again."""
        self._show_rows()
        self.list.setAccessibleName(_("Clauses"))
        self.field.setPlaceholderText(_("Search clauses and what they say"))
        self.list.setAccessibleName(_("Clauses"))

    def show_state(self, state: DeskState) -> None:
        """Shows the clauses of the case."""
        case = state.case
        if case is None:
            return
        self._state = state
        book = own_book(case)
        self.version.setVisible(book is not None)
        title = tongue(book.rulebook.title) if book else ""
        self.set_title(_("Clauses · {rulebook}").format(rulebook=title) if title else _("Clauses"))
        self.version.set(book.rulebook.version if book else "")
        self._show_rows()

    def clear(self) -> None:
        """Offers nothing: no case is shown."""
        self._state = DeskState()
        self.field.clear()
        self._show_rows()

    def _choices(self) -> list[ClauseChoice]:
        text = self.field.text().strip().casefold()
        if not text:
            return [choice for choice in self._state.short_list if choice.key]
        return [choice for choice in self._state.short_list if text in _searched(choice.clause)][:MOST_FOUND]

    def _show_rows(self) -> None:
        searching = bool(self.field.text().strip())
        choices = self._choices()
        taken = {(finding.rulebook.id, finding.clause) for finding in self._state.draft.findings}
        self.rows.show(
            list(enumerate(choices)),
            lambda row, one: row.show_choice(
                one[1],
                searching,
                searching and one[0] == self._at,
                (one[1].book.rulebook.id, one[1].clause.id) in taken,
            ),
        )
        ruled = self._state.case is None or own_book(self._state.case) is not None
        self.field.setVisible(ruled)
        self.nothing.setVisible(not ruled or (searching and not choices))
        if ruled:
            self.nothing.setText(_("No clause has these words."))
        elif self._state.case is not None:
            self.nothing.setText(no_book_words(self._state.case))
        self.list.setVisible(bool(choices))
        self.list.set_floor(LEAST_FOUND if searching else LEAST_BESIDE if taken else LEAST)
        if searching and choices:
            self.list.reveal(self.rows.used[self._at])


def _searched(clause: Clause) -> str:
    """The words that a search looks through, in both languages."""
    texts = (clause.title.zh, clause.title.en, clause.definition.zh, clause.definition.en)
    return " ".join((clause.number, *texts, *clause.keywords)).casefold()
