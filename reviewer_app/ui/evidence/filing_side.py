"""The right half of a filing: tabs, how many rows are in which state, the table, and the sum of the row in full."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.checkwords import sum_words
from reviewer_app.client.viewmodels.filing import FilingModel
from reviewer_app.client.viewmodels.filingrows import Tab
from reviewer_app.client.viewmodels.texts import beginning
from reviewer_app.client.words import N_, _, ngettext
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.past import Past
from reviewer_app.ui.evidence.filing_cells import CHECK, MARKS, columns_of, detail_words, maker
from reviewer_app.ui.evidence.frames import Framed
from reviewer_app.ui.evidence.grid import Grid
from reviewer_app.ui.kit import Chip, ChipButton, FlowBox, KeyCap, KeyHint, Label, Scroll, Tabs, together
from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.question import Asking
from reviewer_app.ui.theme import Tone, current, live, px

TABS = {Tab.FIELDS: N_("Fields"), Tab.ITEMS: N_("Lab items"), Tab.CHAIN: N_("Chain")}
HINTS = (
    ("Return", N_("becomes evidence")),
    ("Shift+Return", N_("finding by its rule")),
    ("Space", N_("form or paper")),
    ("L", N_("next problem")),
    ("Q", N_("correct the reading")),
)
LEAST = 384
"""Pixels below which the columns do not shrink any more: the table scrolls sideways then."""
HINTED = 460
"""Pixels: in a lower column the hints are not there; the help has the keys."""
DETAIL = 92
"""Pixels: how high the sum of a row may be before it scrolls."""


class FilingSide(Framed):
    """The tables beside the pages, over the model of the filing."""

    def __init__(self, model: FilingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.tabs, self.grid = Tabs(), Grid(LEAST)
        self.chips = {state: Chip(tone=tone) for state, tone in _CHIPS.items()}
        self.title, self.detail, self._scroll = (
            Label(role="heading", wrap=True),
            Label(role="text", wrap=True),
            Scroll(),
        )
        self.hints = [KeyHint(keys) for keys, _said in HINTS]
        self.past, self._earlier = ChipButton(), None  # type: ChipButton, Past | None
        self.asking = Asking("Shift+Z")
        self._head, self._marks = QBoxLayout(QBoxLayout.Direction.LeftToRight), FlowBox()
        self._shown: object = None
        self._lay_out()

    def _lay_out(self) -> None:
        head, foot = self._head, FlowBox()
        head.setContentsMargins(0, px(4), px(12), 0)
        head.setSpacing(px(8))
        head.addWidget(self.tabs, 1)
        head.addWidget(self._marks)
        for chip in self.chips.values():
            chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._marks.add(chip)
        for hint in self.hints:
            foot.add(hint)
        self._past_and_key = together(KeyCap("Shift+Y"), self.past)
        foot.add(self._past_and_key)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._scroll.column.setContentsMargins(px(16), px(8), px(12), px(4))
        self._scroll.column.setSpacing(px(4))
        self._scroll.column.addWidget(self.title)
        self._scroll.column.addWidget(self.detail)
        self._below, below = QVBoxLayout(), QVBoxLayout()
        below.setContentsMargins(px(16), px(4), px(12), px(8))
        below.addWidget(foot)
        self.column.addLayout(head)
        self.column.addWidget(self.grid, 1)
        self._below.addWidget(self.asking)
        self.column.addLayout(self._below)
        self.column.addWidget(Rule())
        self.column.addWidget(self._scroll)
        self.column.addLayout(below)
        self._fit_detail()
        live.changed.connect(self._fit_detail)

    def above(self) -> QRect:
        """Where what stands above the table is."""
        return QRect(0, 0, self.width(), self.grid.y())

    def below(self) -> QRect:
        """Where what stands below the table is."""
        return self.rect().adjusted(0, self.grid.geometry().bottom() + 1, 0, 0)

    def _fit_detail(self) -> None:
        self._scroll.setFixedHeight(px(DETAIL))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the width is short the counts stand under the tabs; where the height is, the hints give theirs."""
        wanted = self.tabs.sizeHint().width() + self._marks.sizeHint().width() + px(28)
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.LeftToRight if wanted <= self.width() else direction.TopToBottom)
        side = px(12) if wanted > self.width() else 0
        self._marks.setContentsMargins(side, 0, 0, 0)
        for hint in self.hints:
            hint.setVisible(self.height() >= px(HINTED))

    def put_below(self, widget: QWidget) -> None:
        """One more part, between the table and the sum."""
        self._below.addWidget(widget)

    def refresh(self) -> None:
        """Shows the state of the model."""
        model = self._model
        tables = model.tables.rows
        self.tabs.set_tabs([(tab.value, f"{_(TABS[tab])} {len(tables[tab])}") for tab in model.tabs if tables])
        self.tabs.show_tab(model.tab.value)
        if model.rows is not self._shown:
            self._shown = model.rows
            self.grid.show_rows(columns_of(model.tab), model.rows, maker(model))
        self.asking.show_questions(model.questions)
        counts = model.counts()
        for state, chip in self.chips.items():
            count = counts[state]
            chip.set(f"{MARKS[state]} {_counted(state, count)}")
            chip.setVisible(count > 0)
        self._fit()
        self.tell()

    def tell(self) -> None:
        """Shows the row one is at, and its sum."""
        model = self._model
        if model.at is not None and model.row is not None:
            here = self.grid.currentIndex()
            same = here.isValid() and here.row() == model.at and (self.grid.column in (model.side.value, CHECK))
            if not same:
                self.grid.go(model.at, model.side.value)
        said = detail_words(model.row)
        if not said and model.tab is Tab.CHAIN and model.chain is not None:
            said = f"{MARKS[model.chain.check.state]} {sum_words(model.chain.check)}"
        if model.own:
            said += "\n" + _("≠ The page's own text is “{text}”.").format(text=words.plain(model.own))
        self.title.setText(beginning(model.row.name) if model.row is not None else _("Why"))
        todo = _("Choose a row: its sum stands here, with the rule that it rests on.")
        if model.looking:  # what stands there meanwhile is of before
            many = words.count(model.readings)
            todo = _("The papers are being looked through: {count} readings.").format(count=many)
            said = f"{todo}\n{said}" if said else ""
        self.detail.setText(said or todo)
        self.detail.set_role("text" if said else "dim")

    def count_past(self, past: Past | None) -> None:
        """Says how many earlier filings of the merchant can be laid beside this one; None where the server did not."""
        self._earlier = past
        ready = sum(one.handed is not None for one in past.filings) if past is not None else 0
        said = ngettext("{count} earlier filing", "{count} earlier filings", ready).format(count=ready)
        self.past.set(said if ready else _("earlier filings"), bool(ready))
        self._past_and_key.setVisible(past is not None and bool(past.filings))

    def retranslate(self) -> None:
        """Reads its words again."""
        self.count_past(self._earlier)
        for hint, (keys, said) in zip(self.hints, HINTS, strict=True):
            hint.set(keys, _(said))
        self.grid.setAccessibleName(_("Declared and read"))
        self._scroll.setAccessibleName(_("The sum of the row"))
        self._shown = None
        self.refresh()


class Rule(QWidget):
    """A thin line between two parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour(current().line))


_CHIPS: dict[State, Tone] = {State.MISMATCH: "bad", State.UNREADABLE: "warn", State.MATCH: "ok"}


def _counted(state: State, count: int) -> str:
    match state:
        case State.MISMATCH:
            return ngettext("{count} mismatch", "{count} mismatches", count).format(count=count)
        case State.UNREADABLE:
            return ngettext("{count} unreadable", "{count} unreadable", count).format(count=count)
    return ngettext("{count} match", "{count} matches", count).format(count=count)
