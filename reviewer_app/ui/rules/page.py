"""The rules' page: books, the time line of their versions, what stands in them, two compared, one tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.backtest import TrialModel
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.rules import RulesModel, View
from reviewer_app.client.viewmodels.rulewords import standing_words, withheld_words
from reviewer_app.client.words import _, language
from reviewer_app.domain.clock import Clock
from reviewer_app.ui.kit import (
    Banner,
    Button,
    ElidedLabel,
    EmptyState,
    Field,
    Head,
    IconButton,
    KeyHint,
    Label,
    Surface,
    Tabs,
)
from reviewer_app.ui.page import Page
from reviewer_app.ui.rules.books import BookList
from reviewer_app.ui.rules.reading import Comparing, Reading
from reviewer_app.ui.rules.timeline import Timeline
from reviewer_app.ui.theme import live, px

if TYPE_CHECKING:
    from reviewer_app.ui.rules.trying import TrialView

NARROW = 1180
"""Below this width the column of books gives way where two texts stand side by side."""
READABLE = 900
"""Below this width it gives way to the text that is read: where letters are large, or the window small."""
HINTS = ("K", "B", "[", "]", "R", "C", "A", "T")
"""Keys that are shown with what they do, as far as they do something here and there is room."""
Handlers = dict[str, Callable[[], Any]]


class RulesPage(Page):
    """The page. `show_clause` leads to a clause from elsewhere; `back_pressed` asks for the case that led here."""

    where = Where.RULES
    back_pressed = Signal(str)
    case_pressed = Signal(str)

    def __init__(self, model: RulesModel, trial: TrialModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.model, self.trial, self._clock = model, trial, clock
        self._title, self.search = Label(role="title"), Field(key="/")
        self.link, self.back = IconButton("link", key="L"), Button(key="Backspace")
        self._head, self.banner, self.timeline, self.tabs = Head(), Banner("warn"), Timeline(), Tabs()
        self._standing, self._copied, self._put_away = ElidedLabel(role="small"), "", ""
        self._hints = tuple(KeyHint(key) for key in HINTS)
        self.books, self.reading, self.comparing = BookList(model, clock), Reading(model, clock), Comparing(model)
        self.trying: TrialView | None = None
        self._views, self._empty = QStackedWidget(), EmptyState(icon_name="books")
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def list(self) -> QWidget:
        """The list of clauses."""
        return self.reading.list

    def _lay_out(self) -> None:
        for widget in (self._title, self.search):
            self._head.row.addWidget(widget, 1 if widget is self.search else 0)
        self._head.row.addStretch(1)
        self._head.row.addWidget(self.link)
        self._head.row.addWidget(self.back)
        self.search.setMaximumWidth(px(420))
        strip, self._left = Surface("panel", ("bottom",)), Surface("panel", ("right",))
        over = QVBoxLayout(strip)
        over.setContentsMargins(0, px(4), 0, 0)
        over.setSpacing(0)
        over.addWidget(self.timeline)
        below = QHBoxLayout()
        below.setContentsMargins(px(16), 0, px(16), px(2))
        below.setSpacing(px(12))
        below.addWidget(self._standing, 1)
        over.addLayout(below)
        over.addWidget(self.tabs)
        for hint in self._hints:
            below.addWidget(hint)
        under = QVBoxLayout(self._left)
        under.setContentsMargins(0, 0, 1, 0)
        under.addWidget(self.books)
        for view in (self.reading, self.comparing):
            self._views.addWidget(view)
        right, self._columns = QVBoxLayout(), QWidget()
        right.addWidget(strip)
        right.addWidget(self._views, 1)
        middle, whole = QHBoxLayout(self._columns), QVBoxLayout(self)
        for layout in (middle, right, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        middle.addWidget(self._left)
        middle.addLayout(right, 1)
        for part in (self._head, self.banner):
            whole.addWidget(part)
        whole.addWidget(self._columns, 1)
        whole.addWidget(self._empty, 1)

    def _connect(self) -> None:
        self.search.textEdited.connect(self.model.search)
        self.search.leads_to(self.home)
        self.search.returnPressed.connect(lambda: self.home().setFocus())
        self.timeline.chosen.connect(self.model.choose_version)
        self.tabs.chosen.connect(lambda name: self.model.look(View(name)))
        self.banner.pressed.connect(self._ask_trust)
        self.banner.dismissed.connect(self._put_banner_away)
        self.link.clicked.connect(self._copy_link)
        self.back.clicked.connect(self._go_back)
        self.model.watch(self.show_state)
        self.trial.watch(self._follow_trial)
        live.changed.connect(self._fold)

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Rules")

    def home(self) -> QWidget:
        """The list of what is shown; where there is none, the words that say why."""
        if not self._columns.isVisibleTo(self):
            return self._empty
        view = self.model.state.view
        if view is View.TRY and self.trying is not None:
            return self.trying.home()
        return self.comparing.home() if view is View.COMPARE else self.reading.home()

    @property
    def _homes(self) -> tuple[QWidget, ...]:
        """What has the keyboard by right in one state or another: it goes over to the next with the state."""
        reading, comparing = self.reading, self.comparing
        homes = (self._empty, reading.list, reading.none, comparing.list, comparing.none)
        return homes if self.trying is None else (*homes, self.trying.groups, self.trying.run, self.trying.none)

    # -- actions ------------------------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Callable[[], Any]]:
        """The actions of the rules; those of a back-test for who may try, and where it can be seen."""
        model = self.model
        answered: Handlers = {
            "rules.search": self._start_search,
            "rules.book_next": lambda: model.step_book(1),
            "rules.book_previous": lambda: model.step_book(-1),
            "rules.version_later": lambda: model.step_version(1),
            "rules.version_earlier": lambda: model.step_version(-1),
            "rules.read": lambda: self._look(View.READ),
            "rules.compare": lambda: self._look(View.COMPARE),
            "rules.link": self._copy_link,
        }
        if model.state.to_trust is not None:
            answered["rules.trust"] = self._ask_trust
        if model.state.case:
            answered["rules.back"] = self._go_back
        if model.state.view is not View.READ:
            answered["rules.other"] = model.other
        if self.trial.may_try:
            answered["rules.try"] = lambda: self._look(View.TRY)
        if model.state.view is View.TRY and self.trying is not None:
            answered |= {"rules.run": self.trying.run_or_stop, "rules.plot": self.trial.turn}
            if self.trial.examples():
                answered["rules.open_case"] = self.trying.open_example
            if not self.trying.why_not():
                answered["rules.judge_again"] = self._judge_again
        return answered

    def refusals(self) -> Mapping[str, str]:
        """Why something would do nothing now."""
        why = {}
        if not self.model.state.case:
            why["rules.back"] = _("No case led here")
        if self.model.state.to_trust is None:
            why["rules.trust"] = _("No key waits for your word")
        if self.model.state.view is not View.TRY:
            tried = ("rules.run", "rules.plot", "rules.open_case", "rules.judge_again")
            why |= dict.fromkeys(tried, _("Only at the back-test"))
        return why

    def _look(self, view: View) -> None:
        """Another view; the difference that is compared leads to its clause, and the clause to its difference."""
        model = self.model
        if view is View.COMPARE and model.state.view is View.READ:
            model.compare_entry()
        elif view is View.READ and model.state.view is View.COMPARE:
            model.read_difference()
        else:
            model.look(view)
        self.home().setFocus()

    def _start_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _copy_link(self) -> None:
        if link := self.model.link():
            QGuiApplication.clipboard().setText(link)
            self._copied = _("Copied: {link}").format(link=link)
            self.show_state()
            self._copied = ""

    def _go_back(self) -> None:
        if self.model.state.case:
            self.back_pressed.emit(self.model.state.case)

    def _judge_again(self) -> None:
        from reviewer_app.ui.rules.again import AgainSheet

        if self.trying is None or self.trying.why_not():
            return
        found = self.window().findChildren(AgainSheet)
        sheet = found[0] if found else AgainSheet(self.window(), self.trial)
        sheet.start()

    def _ask_trust(self) -> None:
        from reviewer_app.ui.rules.trust import TrustSheet

        item = self.model.state.to_trust
        if item is not None:
            found = self.window().findChildren(TrustSheet)
            sheet = found[0] if found else TrustSheet(self.window(), self.model)
            sheet.start(item)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def shown(self, visible: bool) -> None:
        """It came onto the screen, or went."""
        self.model.shown(visible)

    def show_clause(self, rulebook_id: str, version: str | None = None, clause_id: str | None = None) -> None:
        """Goes to a clause."""
        self.model.show(rulebook_id, version, clause_id)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(self.title)
        self.search.setPlaceholderText(_("Search all rules"))
        self.link.set_name(_("Copy a link to this"))
        self.back.setText(_("Back to the case"))
        self.books.setAccessibleName(_("Books"))
        tabs = [(View.READ.value, _("Read")), (View.COMPARE.value, _("Compare"))]
        if self.trial.may_try:
            tabs.append((View.TRY.value, _("Back-test")))
        self.tabs.set_tabs(tabs)
        self._empty.set(_("No rulebook is here yet"), _("They are fetched when the server is reached the first time."))
        self.reading.retranslate()
        self.comparing.retranslate()
        if self.trying is not None:
            self.trying.retranslate()
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds."""
        state, held = self.model.state, self._holds()
        self._say()
        self._columns.setVisible(bool(state.shelves))
        self._empty.setVisible(not state.shelves)
        self.back.setVisible(bool(state.case))
        if not self.search.hasFocus() and self.search.text().strip() != state.text:
            self.search.setText(state.text)
        shelf, volume, now = state.shelf, state.volume, self._clock.now()
        if shelf is not None and volume is not None:
            other = state.other.digest if state.other is not None and state.view is not View.READ else ""
            self.timeline.set(shelf, volume.digest, now, other)
            title = volume.head.title.within(language())
            said = f"{title} · {volume.head.version} · {standing_words(shelf, volume, now)}"
            self._standing.setText(self._copied or said)
        self.books.show_state()
        self._show_view()
        self._fold()
        self._keep(held)

    def _say(self) -> None:
        """Trouble, or else the versions that are here and not used; once closed, that stays closed until it changes."""
        state = self.model.state
        if state.trouble is not None:
            self.banner.say(trouble_words(state.trouble), close_name=_("Close"))
            return
        said = withheld_words(state.withheld)
        action = _("Look at the key") if state.to_trust is not None else ""
        if not said or said != self._put_away:
            self._put_away = ""
            self.banner.say(said, action=action, close_name=_("Close"))

    def _put_banner_away(self) -> None:
        self._put_away = "" if self.model.state.trouble else withheld_words(self.model.state.withheld)

    def _follow_trial(self) -> None:
        """The back-test has gone on."""
        held = self._holds()
        if self.trying is not None:
            self.trying.show_state()
        self._keep(held)

    def _keep(self, held: QWidget | None) -> None:
        """Gives the keyboard to who has it by right where who had it went away or handed it over."""
        if held is None or (held.isVisible() and (held not in self._homes or held is self.home())):
            return
        self.home().setFocus()

    def _holds(self) -> QWidget | None:
        """What of this page has the keyboard now."""
        focused = QApplication.focusWidget()
        return focused if focused is not None and self.isAncestorOf(focused) else None

    def _show_view(self) -> None:
        view = self.model.state.view
        self.tabs.show_tab(view.value)
        if view is View.TRY and self.trial.may_try:
            if self.trying is None:
                self._make_trying()
            if self.trying is not None:
                self._views.setCurrentWidget(self.trying)
                self.trying.show_state()
            return
        shown = self.comparing if view is View.COMPARE else self.reading
        self._views.setCurrentWidget(shown)
        shown.show_state()

    def _make_trying(self) -> None:
        from reviewer_app.ui.rules.trying import TrialView  # late: it loads what works conditions out

        self.trying = TrialView(self.trial, self.model)
        self.trying.again_pressed.connect(self._judge_again)
        self.trying.case_pressed.connect(self.case_pressed)
        self._views.addWidget(self.trying)
        self.trying.retranslate()

    def _show_hints(self) -> None:
        model, view = self.model, self.model.state.view
        shelf = model.state.shelf
        several, wide = shelf is not None and len(shelf.versions) > 1, self.width() >= px(NARROW)
        words = {
            "K": (_("Look at the key"), model.state.to_trust is not None),
            "B": (_("Next book"), len(model.state.shelves) > 1),
            "[": (_("Older"), several),
            "]": (_("Newer"), several),
            "R": (_("Read"), view is not View.READ),
            "C": (_("Compare"), view is not View.COMPARE and several),
            "A": (_("Other version"), view is not View.READ and several),
            "T": (_("Back-test"), view is not View.TRY and self.trial.may_try and several),
        }
        for key, hint in zip(HINTS, self._hints, strict=True):
            said, shown = words[key]
            hint.set(key, said)
            hint.setVisible(shown and wide)

    def _fold(self) -> None:
        self._show_hints()
        self._left.setFixedWidth(px(232))  # letters may have become larger
        needed = READABLE if self.model.state.view is View.READ else NARROW
        self._left.setVisible(self.width() >= px(needed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
