"""Why this rulebook version: conduct time, period and correction, and the clause as it would be today beside it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.viewmodels.timeline import near_clock
from reviewer_app.client.viewmodels.versions import ThenNow, draft_at, then_and_now, versions_of
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.rulebook import Published
from reviewer_app.ui.desk.beside import Beside
from reviewer_app.ui.desk.said import no_book_words, own_book, tongue
from reviewer_app.ui.desk.sheets import ReadingSheet, settled
from reviewer_app.ui.kit import Button, Chip, FlowBox, Form, Label, Pool
from reviewer_app.ui.theme import METRICS, Ink, px


class BookPart(QWidget):
    """One rulebook version: its name, facts, and what it changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.setSpacing(px(6))
        self.name, self.form = Label(role="strong", wrap=True), Form()
        column.addWidget(self.name)
        column.addWidget(self.form)

    def show_book(self, case: OpenCase, book: Published) -> None:
        """Shows why a version counts for a case."""
        rules = book.rulebook
        self.name.setText(f"{tongue(rules.title)} · {rules.version}")
        later = successor(case, book)
        replaced = _("Nothing so far")
        begins = rules.effective_from
        happened = words.conduct(case.record.conduct_at, rules.zone)
        if begins > case.record.conduct_at:
            offset = near_clock((begins - case.record.conduct_at).total_seconds(), 0)
            happened = _("{when}; from {offset} of the clip on this version counts").format(
                when=happened, offset=offset
            )
        if later is not None:
            since = words.day(later.rulebook.effective_from, later.rulebook.effective_from.tzinfo)
            replaced = _("{version}, from {day} on").format(version=later.rulebook.version, day=since)
        rows: list[tuple[str, str] | tuple[str, str, Ink | None]] = [
            (_("It happened"), happened),
            (_("In force"), period(book)),
            (_("Published"), words.when(rules.published_at, rules.effective_from.tzinfo)),
            (_("Corrects"), rules.corrects or ""),
            (_("Replaced by"), replaced),
            (_("Changes"), tongue(rules.summary)),
            (_("Digest"), f"{book.digest[:16]}…{book.digest[-8:]}"),
        ]
        self.form.set_rows([row for row in rows if row[1]])

    def empty(self) -> None:
        """Names no version."""
        self.name.clear()
        self.form.set_rows(())


def period(book: Published) -> str:
    """The half-open period of a version, in dates of its own zone."""
    rules = book.rulebook
    zone = rules.effective_from.tzinfo
    start = words.day(rules.effective_from, zone)
    if rules.effective_until is None:
        return _("From {start}").format(start=start)
    return _("{start} to {end}").format(start=start, end=words.day(rules.effective_until, zone))


def successor(case: OpenCase, book: Published) -> Published | None:
    """The version that came after one, as far as this computer knows."""
    rules = book.rulebook
    after = [
        one
        for one in case.sheet.versions
        if one.rulebook.id == rules.id and one.rulebook.effective_from > rules.effective_from
    ]
    return min(after, key=lambda one: one.rulebook.effective_from, default=None)


class ClausePart(QWidget):
    """A clause in the version that counts, beside the one in force today; `open_pressed` asks for it in its book."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column, top = QVBoxLayout(self), FlowBox()
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(6))
        self.title, self.note, self.beside = Label(role="heading"), Label(role="dim", wrap=True), Beside()
        self.chips = Pool(Chip, top.add)
        column.addWidget(self.title)
        column.addWidget(top)
        column.addWidget(self.note)
        column.addWidget(self.beside)
        self._top = top

    def show_clause(self, one: ThenNow) -> None:
        """Shows what differs; where the version is the same, only what follows."""
        self.title.setText(_("As it would be now"))
        self.chips.show(one.changes, lambda chip, change: chip.set(change, "warn"))
        self._top.setVisible(bool(one.changes))
        self.note.setText(_note(one))
        self.beside.setAccessibleName(self.title.text())
        self.beside.show_places((_("When it happened · {version}").format(version=one.then), _now(one)), one.places)
        self.beside.setVisible(bool(one.places))

    def empty(self) -> None:
        """Shows no clause."""
        for label in (self.title, self.note):
            label.clear()
        self.chips.clear(lambda chip: chip.set(""))
        self.beside.show_places(("", ""), ())


def _now(one: ThenNow) -> str:
    return _("Today · {version}").format(version=one.now)


def _note(one: ThenNow) -> str:
    if one.same:
        return _("The version that counts is the one in force today.")
    if one.gone:
        return _("The version in force today has no such clause.")
    if not one.changes:
        return _("The clause reads the same in the version in force today.")
    return _("Had it happened today, this version would count. It does not here.")


class VersionSheet(ReadingSheet):
    """The sheet; `rules_pressed` asks for a rulebook by id and version."""

    rules_pressed = Signal(str, str)
    action = "desk.version"

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 880, "U", (8, 4, 12, 4))
        self.why, parts, clauses = Label(role="dim", wrap=True), QVBoxLayout(), QVBoxLayout()
        parts.setSpacing(px(METRICS.gap))
        self.parts, self.clauses = Pool(BookPart, parts.addWidget), Pool(ClausePart, clauses.addWidget)
        self.open, self._book = Button(), ("", "")
        self._scroll.column.setSpacing(px(METRICS.gap))
        self._scroll.column.addWidget(self.why)
        self._scroll.column.addLayout(parts)
        self._scroll.column.addLayout(clauses)
        self.body.addWidget(self.open)
        self.open.clicked.connect(self._open)

    def _open(self) -> None:
        self.dismiss()
        self.rules_pressed.emit(*self._book)

    def _wanted_height(self, width: int) -> int:
        """As high as all of it is, for a box that is so wide."""
        inner = self._inside(width) - px(20)
        holder = self._scroll.widget()
        inside = holder.layout() if holder is not None else None
        high = inside.totalHeightForWidth(inner) if inside is not None else 0
        below = self.open.sizeHint().height() + self.body.spacing() if self.open.isVisibleTo(self) else 0
        return self._framed(high + below)

    def start(self, state: DeskState, now: datetime) -> None:
        """Explains the versions of a case, and puts those of today beside them."""
        case = state.case
        if case is None:
            return
        self._entitle(_("Why this rulebook version"))
        self.why.setText(_("What was in force when it happened counts, not what is in force today."))
        own = own_book(case)
        if own is None:
            self.why.setText(no_book_words(case))
        books = versions_of(case, draft_at(state))
        self.parts.show(books, lambda part, book: part.show_book(case, book))
        self.clauses.show(then_and_now(state, now), lambda part, one: part.show_clause(one))
        cited = next((one.rulebook for one in draft_at(state).findings if one.id == state.finding_at), None)
        shown = (case.sheet.book_of(cited) if cited is not None else None) or own
        self._book = (shown.rulebook.id, shown.rulebook.version) if shown is not None else ("", "")
        self.open.setText(_("Open the rulebook"))
        self.open.setVisible(shown is not None)
        self._scroll.verticalScrollBar().setValue(0)
        self.show_over(self.open if shown is not None else self.shut)
        self._settle()
        if self._scroll.verticalScrollBar().maximum() > 0:
            self._scroll.setFocus()  # so that the keys that move it do

    def clear(self) -> None:
        """Shows no case, and keeps no word of one."""
        self.why.clear()
        self._book = ("", "")
        self.parts.clear(BookPart.empty)
        self.clauses.clear(ClausePart.empty)

    def _settle(self) -> None:
        """Takes the height that all of it needs, once it is on the screen and its words are dressed."""
        holder = self._scroll.widget()
        inside = holder.layout() if holder is not None else None
        if inside is not None:
            settled(*self.parts.used, *self.clauses.used)
            inside.invalidate()
            inside.activate()
        self.refit()
