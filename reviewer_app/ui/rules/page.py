"""The rules' page: rulebooks, the time line of their versions, clauses, and search across all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.words import _, language
from reviewer_app.domain.clock import Clock
from reviewer_app.ui.kit import Banner, ChipButton, EmptyState, Field, Head, Label, Scroll, Surface
from reviewer_app.ui.page import Page
from reviewer_app.ui.rules.clause import clause_sheet
from reviewer_app.ui.rules.clauses import ClauseList
from reviewer_app.ui.rules.timeline import Timeline
from reviewer_app.ui.theme import px


class RulesPage(Page):
    """The page. `show_clause` leads to a clause from elsewhere."""

    where = Where.RULES

    def __init__(self, model: RulesModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.model, self._clock = model, clock
        self._title, self.search = Label(role="title"), Field(key="/")
        self._shelves: dict[str, ChipButton] = {}
        self._head, self.banner, self.timeline = Head(), Banner("warn"), Timeline()
        self.list, self._detail, self._empty = ClauseList(model), Scroll(), EmptyState(icon_name="books")
        self._none = EmptyState(icon_name="magnifying-glass")
        self._sheet: QWidget | None = None
        self._showing: tuple[object, ...] = ()
        self._lay_out()
        self.search.textEdited.connect(model.search)
        self.search.leads_to(self.home)
        self.search.returnPressed.connect(lambda: self.home().setFocus())
        self.timeline.chosen.connect(model.choose_version)
        model.watch(self.show_state)
        self.retranslate()

    def _lay_out(self) -> None:
        self._head.row.addWidget(self._title)
        self._head.row.addWidget(self.search, 1)
        self._head.row.addStretch(1)
        self.search.setMaximumWidth(px(420))
        strip, left = Surface("panel", ("bottom",)), Surface("panel", ("right",))
        over = QVBoxLayout(strip)
        over.setContentsMargins(0, px(4), 0, px(4))
        over.addWidget(self.timeline)
        self._strip = strip
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 1, 0)
        under.addWidget(self.list, 1)
        under.addWidget(self._none, 1)
        left.setFixedWidth(px(380))
        self._columns = QWidget()
        middle, whole = QHBoxLayout(self._columns), QVBoxLayout(self)
        for layout in (middle, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        middle.addWidget(left)
        middle.addWidget(self._detail, 1)
        for widget in (self._head, self.banner, strip):
            whole.addWidget(widget)
        whole.addWidget(self._columns, 1)
        whole.addWidget(self._empty, 1)

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Rules")

    def home(self) -> QWidget:
        """The clauses; where there are none, the words that say why."""
        if not self._columns.isVisibleTo(self):
            return self._empty
        return self._none if self._none.isVisibleTo(self) else self.list

    def handlers(self) -> Mapping[str, Callable[[], Any]]:
        """The actions of the rules."""
        return {"rules.search": self._start_search}

    def shown(self, visible: bool) -> None:
        """It came onto the screen, or went."""
        self.model.shown(visible)

    def show_clause(self, rulebook_id: str, version: str | None = None, clause_id: str | None = None) -> None:
        """Leads to a clause."""
        self.model.show(rulebook_id, version, clause_id)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(self.title)
        self.search.setPlaceholderText(_("Search all clauses"))
        self.list.setAccessibleName(_("Clauses"))
        self._detail.setAccessibleName(_("The clause"))
        self._empty.set(_("No rulebook is here yet"), _("They are fetched when the server is reached the first time."))
        self._none.set(_("Nothing found"), _("No clause has these words, in either language."))
        self._showing = ()
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds."""
        state, here = self.model.state, self.home().hasFocus()
        self.banner.say(trouble_words(state.trouble) if state.trouble else "", close_name=_("Close"))
        self._columns.setVisible(bool(state.shelves))
        self._strip.setVisible(bool(state.shelves))
        self._empty.setVisible(not state.shelves)
        if not self.search.hasFocus() and self.search.text().strip() != state.text:
            self.search.setText(state.text)
        self._show_shelves()
        shelf = state.shelf
        if shelf is not None and state.version is not None:
            self.timeline.set(shelf.versions, state.version.digest, self._clock.now())
        found = bool(self.model.listed())
        self.list.setVisible(found)
        self._none.setVisible(not found)
        if here and not self.home().hasFocus():
            self.home().setFocus()
        self.list.show_state()
        self._show_clause()

    def _show_shelves(self) -> None:
        state = self.model.state
        for shelf in state.shelves:
            if shelf.rulebook_id not in self._shelves:
                chip = ChipButton()
                chip.clicked.connect(self._opener(shelf.rulebook_id))
                self._shelves[shelf.rulebook_id] = chip
                self._head.row.insertWidget(self._head.row.count() - 1, chip)
            chosen = state.version is not None and state.version.rulebook.id == shelf.rulebook_id
            self._shelves[shelf.rulebook_id].set(shelf.versions[-1].rulebook.title.within(language()), chosen)

    def _opener(self, rulebook_id: str) -> Callable[[], None]:
        return lambda: self.model.show(rulebook_id)

    def _show_clause(self) -> None:
        book, clause = self.model.state.version, self.model.state.clause
        wanted = (book.digest, clause.id, language()) if book and clause else ()
        if wanted == self._showing:
            return
        self._showing = wanted
        if self._sheet is not None:
            self._sheet.hide()
            self._sheet.deleteLater()
            self._sheet = None
        if book is not None and clause is not None:
            self._sheet = clause_sheet(book, clause)
            self._detail.column.addWidget(self._sheet)
            self._sheet.show()
            self._detail.verticalScrollBar().setValue(0)

    def _start_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
