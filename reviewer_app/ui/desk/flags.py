"""A flag as a card: what was seen and where, by whom, which clause it means here, and whether it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import SOURCES, clause_name
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Flag
from reviewer_app.domain.rulebook import sender_clause
from reviewer_app.ui.desk.said import place_words
from reviewer_app.ui.kit import Card, Chip, KeyCap, Label
from reviewer_app.ui.theme import px


@dataclass(frozen=True, slots=True)
class FlagShown:
    """What a card shows: the flag, whether the person is at it, whether it was found wrong or taken up."""

    case: OpenCase
    index: int
    here: bool
    wrong: bool
    taken_up: bool
    can_answer: bool

    @property
    def flag(self) -> Flag:
        """The flag."""
        return self.case.record.flags[self.index]


class FlagCard(Card):
    """The card; `chosen_at` gives its number when it is pressed."""

    chosen_at = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(None, True, parent)
        self._shown: FlagShown | None = None
        top, below = QHBoxLayout(), QHBoxLayout()
        for line in (top, below):
            line.setSpacing(px(6))
        self.cap, self.wrong_cap = KeyCap("N"), KeyCap("D")
        self.reason, self.place = Label(role="strong", wrap=True), Label(role="mono")
        self.by, self.clause = Label(role="small", wrap=True), Label(role="small", wrap=True)
        self.mark, self.hint = Chip(), Label(role="small")
        top.addWidget(self.cap)
        top.addWidget(self.reason, 1)
        top.addWidget(self.place)
        for widget in (self.mark, self.wrong_cap, self.hint):
            below.addWidget(widget)
        below.addStretch(1)
        self.body.addLayout(top)
        self.body.addWidget(self.by)
        self.body.addWidget(self.clause)
        self.body.addLayout(below)
        self.clicked.connect(self._pressed)

    def _pressed(self) -> None:
        if self._shown is not None:
            self.chosen_at.emit(self._shown.index)

    def show_flag(self, shown: FlagShown) -> None:
        """Shows a flag; nothing is done where it is the same."""
        if shown == self._shown:
            return
        same = self._shown is not None and self._shown.case is shown.case and self._shown.index == shown.index
        self._shown = shown
        if not same:
            self._say(shown)
        self.set_chosen(shown.here)
        self.cap.setVisible(shown.here)
        self.wrong_cap.setVisible(shown.here and shown.can_answer)
        self.hint.setText(_("Take that back") if shown.wrong else _("The flag is wrong"))
        self.hint.setVisible(shown.here and shown.can_answer)
        self._strike(shown.wrong)
        self.mark.set(_("Wrong") if shown.wrong else _("In a finding"), "bad" if shown.wrong else "ok")
        self.mark.setVisible(shown.wrong or shown.taken_up)

    def forget(self) -> None:
        """Reads every word anew at the next showing."""
        self._shown = None

    def empty(self) -> None:
        """Keeps no word of a flag."""
        self.forget()
        self.setAccessibleName("")
        for label in (self.reason, self.place, self.by, self.clause):
            label.clear()

    def _say(self, shown: FlagShown) -> None:
        case, flag = shown.case, shown.flag
        reason = words.plain(flag.reason)
        self.reason.setText(reason)
        self.setAccessibleName(reason)
        self.place.setText(place_words(case, flag))
        by = words.plain(flag.detector) if flag.detector else _(SOURCES[case.record.source])
        self.by.setText(f"{by} · {words.decimal(flag.score)}" if flag.score is not None else by)
        clause = sender_clause(case.sheet.books(), flag.clause)
        self.clause.setVisible(flag.clause is not None)
        if clause is not None:
            self.clause.setText(clause_name(clause))
        elif flag.clause is not None:
            self.clause.setText(_("{words} · unknown here").format(words=words.plain(flag.clause)))
        self.clause.set_ink(None if clause is not None else "warn")

    def _strike(self, wrong: bool) -> None:
        face = self.reason.font()
        if face.strikeOut() != wrong:
            face.setStrikeOut(wrong)
            self.reason.setFont(face)
        self.reason.set_ink("dim" if wrong else None)
