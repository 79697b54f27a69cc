"""The queue's page, for first rounds and for sign-off: search, filters, the table and the preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.names import CHIPS, SORTS, problem_words, trouble_words
from reviewer_app.client.words import _
from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.ui.kit import Banner, Button, ChipButton, ElidedLabel, EmptyState, Field, Head, Label, Surface
from reviewer_app.ui.page import Page
from reviewer_app.ui.queue.giveback import GiveBackSheet
from reviewer_app.ui.queue.offline import OfflineSheet
from reviewer_app.ui.queue.preview import Preview
from reviewer_app.ui.queue.table import QueueTable, heading
from reviewer_app.ui.theme import METRICS, live, px

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.queue import QueueModel
    from reviewer_app.domain.clock import Clock


class QueuePage(Page):
    """The page of one queue."""

    where = Where.QUEUE

    def __init__(self, model: QueueModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.model, self._clock = model, clock
        self.head, self._title = Head(), Label(role="title")
        self.search = Field(key="/", clears=True)
        self.chips = {chip: ChipButton() for chip in model.chips}
        self._chip_box, self._strip = QWidget(), Surface("panel", ("bottom",))
        self.sort, self._earliest = Button(key="S"), Label(role="dim")
        self.banner, self.table, self.preview = Banner("warn"), QueueTable(model, clock), Preview(model, clock)
        self._empty, self._stack = EmptyState(icon_name="tray"), QStackedWidget()
        self._offline: OfflineSheet | None = None
        self._give_back: GiveBackSheet | None = None
        self._folded = ElidedLabel(role="small")
        self._folded.setContentsMargins(px(METRICS.pad_x), px(4), px(METRICS.pad_x), px(4))
        self._lay_out()
        self._connect()
        self.search.leads_to(self._into_list)
        self.retranslate()

    def _lay_out(self) -> None:
        row = self.head.row
        row.addWidget(self._title)
        row.addWidget(self.search, 2)
        line = QHBoxLayout(self._chip_box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        for chip in self.chips.values():
            line.addWidget(chip)
        row.addWidget(self._chip_box)
        row.addStretch(1)
        row.addWidget(self._earliest)
        row.addWidget(self.sort)
        row.setSpacing(px(8))
        self.search.setMinimumWidth(px(150))
        self.search.setMaximumWidth(px(420))
        self._strip.setVisible(False)
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(px(METRICS.pad_x), px(6), px(METRICS.pad_x), px(6))
        strip.addStretch(1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        left, middle, whole = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for layout in (left, middle, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        left.addWidget(self.banner)
        left.addWidget(self._stack, 1)
        left.addWidget(self._folded)
        middle.addLayout(left, 1)
        middle.addWidget(self.preview)
        whole.addWidget(self.head)
        whole.addWidget(self._strip)
        whole.addLayout(middle, 1)

    def _connect(self) -> None:
        self.search.textEdited.connect(self.model.search)
        self.search.returnPressed.connect(self._search_done)
        for chip, button in self.chips.items():
            button.clicked.connect(self._chooser(chip))
        self.sort.clicked.connect(self.model.sort_next)
        self.table.folded.connect(self._say_folded)
        self.preview.take.clicked.connect(self.model.take)
        self.preview.next.clicked.connect(self.model.take_next)
        self.preview.offline.clicked.connect(self.ask_offline)
        self.preview.release.clicked.connect(self.model.release)
        self.model.watch(self.show_state)
        live.changed.connect(self._fit)

    def _chooser(self, chip: Chip) -> Callable[[], None]:
        return lambda: self.model.filter(chip)

    def _search_done(self) -> None:
        self._into_list().setFocus()

    def _into_list(self) -> QWidget:
        """What was typed counts at once, and the keyboard goes to what is listed."""
        self.model.search_now(self.search.text())
        return self.home()

    # -- page ---------------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Sign-off") if self.model.signoff else _("Queue")

    def home(self) -> QWidget:
        """The rows; where there are none, the words that say why."""
        return self.table if self._stack.currentWidget() is self.table else self._empty

    def refusals(self) -> Mapping[str, str]:
        """Why something cannot be done with the chosen case."""
        row, why = self.model.state.chosen, {}
        if row is None:
            why["queue.take"] = why["queue.formulas"] = _("No case chosen")
        if row is None or row.case_id not in self.model.state.hands:
            why["queue.release"] = _("Not in your hand")
        if not self.model.state.hands:
            why["queue.release_all"] = _("Nothing is in your hand")
        return why

    def handlers(self) -> Mapping[str, Callable[[], Any]]:
        """The actions of the queue."""
        answered: dict[str, Callable[[], Any]] = {
            "queue.search": self._start_search,
            "queue.take": self.model.take,
            "queue.sort": self.model.sort_next,
            "queue.formulas": self.preview.turn_formulas,
        }
        if self.model.judges:
            answered |= {
                "queue.next": self.model.take_next,
                "queue.release": self.model.release,
                "queue.release_all": self.ask_give_back,
                "queue.filter": self.model.filter_next,
            }
        if self.model.judges and not self.model.signoff:
            answered["queue.offline"] = self.ask_offline
        return answered

    def shown(self, visible: bool) -> None:
        """It came onto the screen, or went."""
        self.model.shown(visible)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(self.title)
        self.search.setPlaceholderText(_("Search title, merchant, flag"))
        self.table.setAccessibleName(self.title)
        self.table.rows.renew_words()
        self._say_folded()
        self.preview.retranslate()
        if self._offline is not None:
            self._offline.retranslate()
        if self._give_back is not None:
            self._give_back.retranslate()
        self.show_state()
        self.model.explain_anew()

    def ask_offline(self) -> None:
        """Asks how many cases to take and for how long."""
        if self._offline is None:
            self._offline = OfflineSheet(self.window(), self.model.policy)
            self._offline.agreed.connect(self._take_offline)
        self._offline.start(self.model.kind)

    def ask_give_back(self) -> None:
        """Asks whether all that is in hand goes back; nothing where nothing is."""
        hands = self.model.state.hands.values()
        if not hands:
            return
        if self._give_back is None:
            self._give_back = GiveBackSheet(self.window())
            self._give_back.agreed.connect(self.model.release_all)
        self._give_back.start(len(hands), sum(hand.drafted for hand in hands))

    def _take_offline(self, count: int, hours: int) -> None:
        self.model.take_offline(count, hours)

    def _say_folded(self) -> None:
        """Which columns have no room, and where what they say is said."""
        names = " · ".join(heading(column) for column in self.table.away)
        self._folded.setText(_("No room for {columns}: the preview says them.").format(columns=names))
        self._folded.setVisible(bool(names) and bool(self.model.state.total))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_state(self) -> None:
        """Shows what the model holds."""
        state = self.model.state
        for chip, button in self.chips.items():
            number = state.counts.get(chip)
            name = _(CHIPS[chip])
            button.set(name if number is None else f"{name} {words.count(number)}", chip is state.ask.chip)
        self.sort.setText(_(SORTS[state.ask.sort]))
        self._show_earliest()
        self._place_chips()
        if not self.search.hasFocus() and self.search.text().strip() != state.ask.text:
            self.search.setText(state.ask.text)
        self._turn_to(self.table if state.total else self._empty)
        self._show_empty()
        self._say_folded()
        self._show_trouble()
        self.table.show_state()
        self.preview.show_state()

    def _turn_to(self, page: QWidget) -> None:
        """Shows the rows, or the words that stand for them; the keyboard goes along.

        Hidden with the keyboard in it, a page would have Qt look for the next stop through the whole window.
        """
        before = self._stack.currentWidget()
        if before is not None and before is not page and before.hasFocus():
            page.show()
            page.setFocus()
        self._stack.setCurrentWidget(page)

    def _show_earliest(self) -> None:
        rows = self.model.state.pages.get(0, ())
        first = min((row.due_at for row in rows if row.outcome is None), default=None)
        now = self._clock.now()
        said = _("Earliest: {when}") if first and first < now else _("Earliest due {when}")
        self._earliest.setText(said.format(when=words.due(first, now)) if first else "")
        self._earliest.setVisible(bool(first) and self.width() > px(METRICS.narrow))

    def _show_empty(self) -> None:
        ask = self.model.state.ask
        if not self.model.state.loaded:
            self._empty.set(_("Reading the queue"), "", "hourglass")
        elif ask.text:
            self._empty.set(
                _("Nothing found"),
                _("No case here has these words. / searches anew, Escape in it shows all."),
                "magnifying-glass",
            )
        elif not self.model.judges:
            said = _("This account takes no cases: it reads what is decided (here) and the rules (F7).")
            self._empty.set(_("Nothing is decided yet"), said, "tray")
        elif ask.chip is not Chip.ALL:
            self._empty.set(_("None of these"), _("Press F for the next filter."), "funnel")
        elif self.model.state.hands:
            words = _("What you have in hand is under the filter In my hand (F); Ctrl+Return goes on with it.")
            self._empty.set(_("Nothing else waits"), words, "tray")
        else:
            self._empty.set(_("The queue is empty"), _("New cases come by themselves."), "tray")

    def _show_trouble(self) -> None:
        state = self.model.state
        if state.trouble is None:
            self.banner.say("")
            return
        why = " ".join(problem_words(one) for one in state.problems[:2])
        self.banner.say(f"{why} {trouble_words(state.trouble)}".strip(), close_name=_("Close"))

    def _start_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._show_earliest()

    def _fit(self) -> None:
        wide = self.width() > px(METRICS.narrow)
        self.preview.setFixedWidth(px(METRICS.decision) if wide else min(px(320), self.width() * 34 // 100))
        self._place_chips()

    def _place_chips(self) -> None:
        """In the head where they fit beside the search, else on a line of their own."""
        beside = self._chip_box.sizeHint().width() + self.sort.sizeHint().width() + self._title.sizeHint().width()
        below = beside + px(150 + 2 * METRICS.pad_x + 40) > self.width()
        if below != self._strip.isVisibleTo(self):
            layout = self._strip.layout() if below else self.head.row
            if isinstance(layout, QHBoxLayout):
                layout.insertWidget(0 if below else 2, self._chip_box)
            self._strip.setVisible(below)
