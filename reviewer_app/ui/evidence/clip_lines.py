"""What can be read beside a clip, in tabs: speech, screen text, comments, shelf, with one search over them."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from reviewer_app.client.viewmodels.clip import ClipModel
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.lines import NO_LINES
from reviewer_app.client.viewmodels.shelf import STEPS
from reviewer_app.client.viewmodels.texts import Line, Whole, place_of
from reviewer_app.client.words import _
from reviewer_app.domain.cases import TextPlace
from reviewer_app.domain.evidence import FieldAnchor, Quote, TextAnchor
from reviewer_app.ui.evidence.frames import Finder, Framed
from reviewer_app.ui.evidence.reading import Reading
from reviewer_app.ui.kit import Button, EmptyState, KeyHint, Tabs
from reviewer_app.ui.theme import px

TIME_COLUMN = 52
"""Pixels for the times before lines."""


class ClipLines(Framed):
    """The tabs. `touched` says that a person is reading here, so that Enter means a line and not the frame.

    `listing_pressed` asks for the case of the listing that the shelf's line at the caret names.
    """

    touched = Signal()
    listing_pressed = Signal(str)

    def __init__(self, model: ClipModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.tabs, self.finder, self.hint = Tabs(), Finder(), KeyHint("Return")
        self.step = Button(key="Shift+G")
        self.readings = {tab: Reading(TIME_COLUMN) for tab in Tab}
        self.empty, self._stack, foot = EmptyState(icon_name="chat-text"), QStackedWidget(), QHBoxLayout()
        for reading in self.readings.values():
            self._stack.addWidget(reading)
            reading.touched.connect(self.touched)
            reading.row_chosen.connect(self._row_chosen)
        self._stack.addWidget(self.empty)
        foot.setContentsMargins(px(16), px(8), px(12), px(8))
        foot.addWidget(self.hint)
        foot.addStretch()
        foot.addWidget(self.step)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.finder)
        self.column.addWidget(self._stack, 1)
        self.column.addLayout(foot)
        self.tabs.chosen.connect(lambda name: self.refresh())
        self.step.clicked.connect(self._pressed)
        self.step.hide()
        self._named: list[tuple[str, str]] = []
        self._counted: object = None

    @property
    def at(self) -> Tab:
        """The tab that is shown."""
        return Tab(self.tabs.at) if self.tabs.at else Tab.SPEECH

    @property
    def reading(self) -> Reading:
        """The text of the tab that is shown."""
        return self.readings[self.at]

    def start(self, spoken: bool) -> None:
        """Of a new clip: shows speech where there is a transcript, else the first filled tab."""
        lines = self.model.state.lines
        filled = [tab for tab in Tab if lines.get(tab)]
        self._name_tabs()
        self.tabs.show_tab((Tab.SPEECH if spoken or not filled else filled[0]).value)
        self.refresh()

    def forget(self) -> None:
        """Lets go of every text, also of those in tabs that are not shown, and of what was sought."""
        self.finder.clear()
        for reading in self.readings.values():
            reading.show_lines(())

    def refresh(self) -> None:
        """Shows the lines of the tab, and which of them counts now."""
        self._name_tabs()
        tab = self.at
        lines = self.model.state.lines.get(tab, NO_LINES)
        self.reading.show_lines(lines)
        self._stack.setCurrentWidget(self.reading if lines else self.empty)
        if not lines:
            self.empty.set(*_empty_words(tab))
        self.finder.serve(self.reading)
        self.reading.set_now(self.model.line_now(tab))
        self._name_step()

    # -- the shelf ----------------------------------------------------------------------------------------------------

    @property
    def listing(self) -> str | None:
        """The listing that the shelf's line at the caret names; None where another tab, or another line, is shown."""
        return self.model.listing_at(self.reading.row) if self.at is Tab.SHELF else None

    def listing_meant(self, reading: bool) -> str | None:
        """The listing of the line at the caret where a person reads the shelf, else of the goods that are shown by now.

        None where those are none, or several.
        """
        if reading and self.at is Tab.SHELF:
            return self.listing
        rows = self.model.goods_now()
        return self.model.listing_at(rows[0]) if len(rows) == 1 else None

    def offer_shelf(self) -> None:
        """Goes to the shelf, to the goods that came last, so that one of them can be chosen."""
        rows = self.model.goods_now()
        self.show_tab(Tab.SHELF)
        if rows and self.listing is None:
            self.reading.go_to(rows[-1], 0, 0)
        self.focus()

    def _name_step(self) -> None:
        """The step to the case of the listing at the caret, where there is a way; else its line says why not."""
        goods = self.model.goods.get(self.listing or "")
        name = _(STEPS[goods.reach]) if goods is not None and goods.reach in STEPS else ""
        if name == self.step.text() and bool(name) is self.step.isVisibleTo(self):
            return
        self.step.setText(name)
        if not name and self.step.hasFocus():
            self.focus()
        self.step.setVisible(bool(name))

    def _pressed(self) -> None:
        if self.listing is not None:
            self.listing_pressed.emit(self.listing)

    # -- tabs ---------------------------------------------------------------------------------------------------------

    def _name_tabs(self) -> None:
        names = {
            Tab.SPEECH: _("Speech"),
            Tab.SCREEN: _("Screen"),
            Tab.COMMENTS: _("Comments"),
            Tab.SHELF: _("Shelf"),
        }
        lines = self.model.state.lines
        if lines is self._counted:
            return
        self._counted = lines
        counted = (Tab.COMMENTS, Tab.SHELF)
        timed = {tab: lines.get(tab, NO_LINES).timed for tab in counted}
        named = [(tab.value, f"{names[tab]} {timed[tab]}" if timed.get(tab) else names[tab]) for tab in Tab]
        if named != self._named:
            self._named = named
            self.tabs.set_tabs(named)

    def show_tab(self, tab: Tab) -> None:
        """Goes to a tab."""
        self.tabs.show_tab(tab.value)
        self.refresh()

    def next_text(self, stay: bool = False) -> bool:
        """Goes into the next text that has lines, or this one, at the line that counts now; False where none has."""
        lines = self.model.state.lines
        filled = [tab for tab in Tab if lines.get(tab)]
        if not filled:
            return False
        if not (stay and self.at in filled):
            around = list(Tab)[list(Tab).index(self.at) + 1 :] + list(Tab)
            self.show_tab(next(tab for tab in around if tab in filled))
        now = self.model.line_now(self.at)
        if now is not None and self.reading.selected() is None:  # a caret from elsewhere would take the clip there
            self.reading.go_to(now)
        self.focus()
        return True

    def find_line(self, pointer: str) -> tuple[Tab, int] | None:
        """The tab and row of a text at a pointer."""
        for tab, lines in self.model.state.lines.items():
            if (row := lines.row_of(pointer)) is not None:
                return tab, row
        return None

    def find_words(
        self, place: TextPlace | TextAnchor | FieldAnchor
    ) -> tuple[tuple[Tab, int] | None, tuple[int, int] | None]:
        """The tab and row of a place in the text, and its code points there; None for what is not there.

        A sender's words may stand elsewhere in the text than was said, those of an anchor not.
        """
        found = self.find_line(place.field)
        if found is None:
            return None, None
        text = self.model.state.lines[found[0]][found[1]].stored
        if isinstance(place, TextPlace):
            return found, place_of(text, place.exact, place.start)
        exact, start = (place.exact, place.start) if isinstance(place, TextAnchor) else (text, 0)
        return found, (start, start + len(exact)) if text.startswith(exact, start) else None

    def chosen_lines(self) -> list[Line]:
        """The lines of which words are selected, or the one at the caret."""
        rows = [row for row, _words in self.reading.pieces()] or [self.reading.row]
        return [self.reading.lines[row] for row in rows if row < len(self.reading.lines)]

    def chosen_words(self) -> str:
        """The exact words that are selected, a line for each line with a time; empty where none are."""
        lines = self.reading.lines
        return "\n".join(words for row, words in self.reading.pieces() if lines[row].start_s is not None)

    def show_quote(self, quote: Quote, start_s: Fraction, end_s: Fraction) -> bool:
        """Selects quoted words where they are said or shown; False where they do not stand there any more."""
        words = quote.exact.split("\n")[0]
        for tab, lines in self.model.state.lines.items():
            for row in lines.during(start_s, end_s):
                line = lines[row]
                if line.asset != quote.asset or line.start_s is None or line.end_s is None:
                    continue
                if line.start_s < end_s and line.end_s > start_s and (at := line.stored.find(words)) >= 0:
                    self.show_tab(tab)
                    self.reading.go_to(row, at, at + len(words))
                    return True
        return False

    def _row_chosen(self, row: int) -> None:
        """The clip follows the caret, except while it plays or words are being selected."""
        self._name_step()
        lines = self.reading.lines
        start = lines[row].start_s if row < len(lines) else None
        if start is not None and not self.model.state.playing and self.reading.selected() is None:
            self.model.seek_seconds(start)

    def focus(self) -> None:
        """Gives the text the keyboard."""
        self.reading.setFocus(Qt.FocusReason.OtherFocusReason)

    def timed(self) -> bool:
        """Whether the line at the caret stands for a time, not for words."""
        lines = self.chosen_lines()
        return bool(lines) and lines[0].whole is Whole.TIME

    def retranslate(self) -> None:
        """Reads its words again."""
        self.hint.set("Return", _("the line, or the selected words, become evidence"))
        names = {Tab.SPEECH: _("What is said"), Tab.SCREEN: _("What stands on the screen"),
                 Tab.COMMENTS: _("What viewers wrote"), Tab.SHELF: _("Goods on the shelf")}  # fmt: skip
        for tab, reading in self.readings.items():
            reading.setAccessibleName(names[tab])
        self.finder.retranslate()
        self._counted = None
        self.refresh()


def _empty_words(tab: Tab) -> tuple[str, str]:
    words = {
        Tab.SPEECH: (_("No transcript"), _("This clip came without one. Listen to it, or hold the case.")),
        Tab.SCREEN: (_("No screen text"), _("Nothing was read off the picture of this clip.")),
        Tab.COMMENTS: (_("No comments"), _("No viewer wrote anything during this clip.")),
        Tab.SHELF: (_("Nothing on the shelf"), _("No goods were linked during this clip.")),
    }
    return words[tab]
