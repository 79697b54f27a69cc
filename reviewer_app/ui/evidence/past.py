"""Earlier filings on the desk: one of them beside today's, row by row, its page at the left of today's page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import pastwords as said
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.checkwords import SIGNS, TONES, badge_words
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.past import PastModel
from reviewer_app.client.viewmodels.pictures import PicturesModel
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.checks.result import State
from reviewer_app.rulebooks.filing_past import Compared, One, Part, Turn
from reviewer_app.ui.evidence.frames import Framed
from reviewer_app.ui.evidence.grid import Badge, Cell, Column, Grid
from reviewer_app.ui.evidence.stills import StillsView
from reviewer_app.ui.kit import ElidedLabel, FlowBox, IconButton, KeyHint, Label, Scroll, Tabs
from reviewer_app.ui.kit.tabs import LINE as TAB_LINE
from reviewer_app.ui.theme import Tone, live, px

_TURNS: dict[Turn, tuple[Tone, str]] = {
    Turn.CHANGED: ("warn", "swap"),
    Turn.NEW: ("accent", "plus"),
    Turn.GONE: ("warn", "minus"),
    Turn.SAME: ("neutral", "equals"),
}
"""The tone and the sign of what became of a row."""
HINTS = (
    ("Shift+Y", N_("back to the filing")),
    ("[", N_("earlier")),
    ("]", N_("later")),
    ("L", N_("next change")),
    ("Return", N_("today's becomes evidence")),
)
LEAST, DETAIL, DETAIL_LOW = 360, 72, 44
"""Pixels: below the first the columns do not shrink, above the others the sum of a row scrolls."""
ROWS, TALL = 152, 720
"""Pixels: so much of the rows is seen at least, and below so much height the pages' buttons give way to them."""


class PaperSide(QWidget):
    """One of the two pages, under a line that says which it is."""

    def __init__(self, model: PicturesModel, reader: Reader, carried: Carried, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.name, self.stills = ElidedLabel(role="strong"), StillsView(model, reader, True, carried)
        self.stills.box.hide()  # nothing is drawn here: evidence of a case is in the case
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.name)
        column.addWidget(self.stills, 1)

    def tell(self, name: str, row: Compared | None, one: One | None) -> None:
        """Says whose page it is; where the row stands on none, that."""
        self.name.setText(name)
        self.stills.setAccessibleDescription(name)
        if self.model.state.still is None:
            text = _("Choose a row: the page that it stands on is shown here.")
            if row is not None:
                text = _("This row stands on no page.") if one is not None else _("Not in this filing.")
            self.stills.canvas.say(text)


class PastView(Framed):
    """The comparison over its model; `closing` says that the person wants it away."""

    closing = Signal()

    def __init__(self, reader: Reader, carried: Carried, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PastModel(reader)
        self.tabs, self.shut, self.grid = Tabs(), IconButton("x", key="Shift+Y"), Grid(LEAST)
        self.verdict, self.known, self.detail = Label(wrap=True), Label(role="small", wrap=True), Label(wrap=True)
        self._scroll = Scroll()
        self.then = PaperSide(self.model.then, self.model.reader, carried)
        self.now = PaperSide(self.model.now, reader, carried)
        self.hints = [KeyHint(keys) for keys, _words in HINTS]
        self._case: OpenCase | None = None
        self._shown: object = None
        self._quiet = False
        self._lay_out()
        self.tabs.chosen.connect(lambda name: self.model.choose_filing(int(name)))
        self.shut.clicked.connect(self.closing)
        self.grid.selectionModel().currentChanged.connect(self._chosen)
        self.model.watch(self.refresh)
        for side in (self.then, self.now):
            side.model.watch(self._tell_sides)
        live.changed.connect(self._fit)
        self.retranslate()

    def _lay_out(self) -> None:
        head, pages, foot, over = QHBoxLayout(), QHBoxLayout(), FlowBox(), QVBoxLayout()
        head.setContentsMargins(0, px(4), px(8), 0)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.shut)
        over.setContentsMargins(px(16), px(4), px(12), px(4))
        over.setSpacing(px(2))
        over.addWidget(self.verdict)
        over.addWidget(self.known)
        pages.setContentsMargins(px(12), px(4), px(12), px(4))
        pages.setSpacing(px(12))
        for side in (self.then, self.now):
            pages.addWidget(side, 1)
        for hint in self.hints:
            foot.add(hint)
        self._scroll.column.setContentsMargins(px(16), px(6), px(12), px(4))
        self._scroll.column.addWidget(self.detail)
        below = QVBoxLayout()
        below.setContentsMargins(px(16), px(4), px(12), px(8))
        below.addWidget(foot)
        for layout, share in ((head, 0), (over, 0), (pages, 5)):
            self.column.addLayout(layout, share)
        self.column.addWidget(self.grid, 5)
        self.column.addWidget(self._scroll)
        self.column.addLayout(below)
        self._fit()

    def _fit(self) -> None:
        """Where the height is short, the rows keep theirs: zooming and turning is left to the keys."""
        tall = self.height() >= px(TALL)
        self._scroll.setFixedHeight(px(DETAIL if tall else DETAIL_LOW))
        self.grid.setMinimumHeight(px(ROWS))
        for side in (self.then, self.now):
            side.stills.tools.setVisible(tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self.model.showing:
            self._show_tabs()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), px(320))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, case: OpenCase) -> None:
        """Takes a case, of which nothing is shown before it is asked for."""
        self._case = case

    def follow_case(self, case: OpenCase) -> None:
        """Takes a newer state of the case; a comparison that is shown stays."""
        self._case = case
        self.model.follow(case)

    def clear(self) -> None:
        """Takes the case off the desk, with every word of the comparison."""
        self._case = None
        self.model.clear()
        self.grid.show_rows((), (), _cells)
        for label in (self.verdict, self.known, self.detail, self.then.name, self.now.name):
            label.setText("")

    def refresh(self) -> None:
        """Shows the state of the model."""
        model, case = self.model, self._case
        if case is None or not model.showing:
            self._shown = None
            return
        self._show_tabs()
        self.verdict.setText(said.verdict_words(case, model.filing) if model.filing is not None else "")
        self.verdict.setVisible(model.filing is not None)
        at = f"{model.chosen + 1}/{len(model.filings)}" if len(model.filings) > 1 else ""
        count = said.count_words(model.rows) if model.rows else ""
        self.known.setText(" · ".join(filter(None, (at, count, said.known_words(model.past)))))
        if model.rows is not self._shown:
            self._shown = model.rows
            self._quiet = True
            self.grid.show_rows(_columns(), model.rows, _cells)
            self._quiet = False
        self._go_to_row()
        words = said.row_words(model.row)
        hint = _("Choose a row: what the checks said then and say today stands here.") if model.rows else ""
        if model.looking:
            hint = _("The two filings are being compared.")
        self.detail.setText(words or hint)
        self.detail.set_role("text" if words else "dim")
        for side in (self.then, self.now):  # where nothing is compared, no page is promised
            side.setVisible(bool(model.rows))
        self._tell_sides()

    def _show_tabs(self) -> None:
        """The filings on one line: by day and outcome, else by day alone, else only those about the chosen one."""
        model, case = self.model, self._case
        if case is None:
            return
        zone, count = said.zone_of(case), len(model.filings)
        self.tabs.setVisible(count > 0)
        for short, most in ((False, count), *((True, most) for most in range(count, 0, -1))):
            first = min(max(model.chosen - most // 2, 0), count - most)
            shown = range(first, first + most)
            self.tabs.set_tabs([(str(at), said.tab_words(model.filings[at], zone, short)) for at in shown])
            if self.tabs.heightForWidth(self.width() - px(56)) <= px(TAB_LINE):
                break
        self.tabs.show_tab(str(model.chosen))

    def _go_to_row(self) -> None:
        here = self.grid.currentIndex()
        if self.model.at is not None and not (here.isValid() and here.row() == self.model.at):
            self._quiet = True
            self.grid.go(self.model.at, "then")
            self._quiet = False

    def _tell_sides(self) -> None:
        row, case, filing = self.model.row, self._case, self.model.filing
        if case is None or filing is None or not self.model.showing:
            return
        sides = (
            (self.then, _("Then, {day}"), filing, row.then if row is not None else None),
            (self.now, _("Today, {day}"), None, row.now if row is not None else None),
        )
        paper = said.paper_words(row.kind) if row is not None and row.kind else ""
        for side, name, whose, one in sides:
            told = name.format(day=said.day_words(whose, case))
            side.tell(" · ".join(filter(None, (told, paper))), row, one)

    def _chosen(self, index: QModelIndex, before: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self.model.choose(index.row())

    def zoom(self, factor: float) -> None:
        """Both pages closer, or farther off."""
        for side in (self.then, self.now):
            side.stills.zoom(factor)

    def fit_page(self, wide: bool = False) -> None:
        """Both pages fitted to their room, or to its width."""
        for side in (self.then, self.now):
            side.stills.fit_page(wide)

    def retranslate(self) -> None:
        """Reads its words again."""
        self.shut.set_name(_("Back to the filing"))
        self.grid.setAccessibleName(_("Then and today"))
        self._scroll.setAccessibleName(_("What the checks said then and say today"))
        for hint, (keys, words) in zip(self.hints, HINTS, strict=True):
            hint.set(keys, _(words))
        for side in (self.then, self.now):
            side.stills.retranslate()
        self._shown = None
        self.model.retranslate()


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("Field"), 0.24),
        Column("then", _("Then"), 0.38),
        Column("now", _("Today"), 0.38),
        Column("turn", _("Change"), fixed=116),
    )


def _cells(row: Compared) -> tuple[Cell, ...]:
    tone, sign = _TURNS[row.turn]
    return (
        Cell(said.name_words(row), said.part_words(row), dim=row.turn is Turn.SAME),
        _side(row, row.then, today=False),
        _side(row, row.now, today=True),
        Cell(badges=(Badge(_(said.TURNS[row.turn]), tone, sign),)),
    )


def _side(row: Compared, one: One | None, today: bool) -> Cell:
    check = one.check if one is not None else None
    telling = check is not None and (row.part is Part.TERM or check.state in (State.MISMATCH, State.UNREADABLE))
    badges: tuple[Badge, ...] = ()
    if check is not None and telling:
        badges = (Badge(badge_words(check), TONES[check.state], SIGNS[check.state]),)  # type: ignore[arg-type]
    below = _("as a person read it") if one is not None and one.corrected else ""
    return Cell(said.value_words(row, one, today), below, badges, dim=row.turn is Turn.SAME)
