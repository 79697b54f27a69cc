"""The two views that read: the clauses of a version with one of them whole, and the differences with one of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.library import Line, thing_in
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.words import _, language
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.ui.kit import EmptyState, Scroll, Surface
from reviewer_app.ui.rules.about import about_sheet
from reviewer_app.ui.rules.clause import clause_sheet
from reviewer_app.ui.rules.clauses import ClauseList
from reviewer_app.ui.rules.compare import DifferenceList, difference_sheet
from reviewer_app.ui.rules.history import history_panel
from reviewer_app.ui.rules.lists import WalkList
from reviewer_app.ui.rules.parts import Clauses, part_sheet
from reviewer_app.ui.rules.things import thing_sheet
from reviewer_app.ui.theme import METRICS, px


class _Beside(QWidget):
    """A list on the left and what it leads to on the right, built anew where it is about something else."""

    def __init__(self, found: WalkList, icon_name: str) -> None:
        super().__init__()
        self._list, self.detail, self.none = found, Scroll(), EmptyState(icon_name=icon_name)
        self._sheet: QWidget | None = None
        self._showing: tuple[object, ...] = ()
        self._left = Surface("panel", ("right",))
        under, middle = QVBoxLayout(self._left), QHBoxLayout(self)
        under.setContentsMargins(0, 0, 1, 0)
        under.addWidget(found, 1)
        under.addWidget(self.none, 1)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._left)
        middle.addWidget(self.detail, 1)
        self._fit()

    def _fit(self) -> None:
        window = self.window().width()
        self._left.setFixedWidth(px(264 if window < px(METRICS.tight) else 320))

    def home(self) -> QWidget:
        """The list; where it is empty, the words that say so."""
        return self.none if self.none.isVisibleTo(self) else self._list

    def _list_there(self, there: bool) -> None:
        self._list.setVisible(there)
        self.none.setVisible(not there)
        self._fit()

    def _show(self, key: tuple[object, ...], make: Callable[[], QWidget]) -> None:
        if key == self._showing:
            return
        self._showing = key
        if self._sheet is not None:
            self._sheet.hide()
            self._sheet.deleteLater()
        self._sheet = make()
        self.detail.column.addWidget(self._sheet)
        self._sheet.show()
        self.detail.verticalScrollBar().setValue(0)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._showing = ()


class Reading(_Beside):
    """The clauses or parts of a version, or what was found, with the chosen one whole."""

    def __init__(self, model: RulesModel, clock: Clock) -> None:
        self.list = ClauseList(model)
        super().__init__(self.list, "magnifying-glass")
        self._model, self._clock = model, clock

    def retranslate(self) -> None:
        """Reads every word again."""
        super().retranslate()
        self.list.setAccessibleName(_("Clauses"))
        self.detail.setAccessibleName(_("The clause"))
        self.none.set(_("Nothing found"), _("No rule has these words, in either language."))

    def show_state(self) -> None:
        """Shows what the model holds."""
        self._list_there(bool(self._model.listed()))
        self.list.show_state()
        state = self._model.state
        if state.volume is not None:
            signed = state.volume.signed is not None
            self._show((state.volume.digest, state.entry, signed, len(state.shelves), language()), self._make)

    def _make(self) -> QWidget:
        state = self._model.state
        if state.version is not None and state.clause is not None:
            return clause_sheet(state.version, state.clause, history_panel(self._model))
        if state.volume is not None and isinstance(state.volume.head, ScheduleVersion):
            part = state.volume.head.part(state.entry)
            if part is not None:
                clauses = Clauses(self._model.clause_named, self._read)
                return part_sheet(state.volume.head, part, history_panel(self._model), clauses)
        if state.volume is not None and (thing := thing_in(state.volume.head, state.entry)) is not None:
            return thing_sheet(state.volume.head, thing)
        if state.volume is not None and state.shelf is not None:
            return about_sheet(state.shelf, state.volume, self._clock.now())
        return QWidget()

    def _read(self, line: Line) -> None:
        """Goes to a clause that a schedule names; the case that led here stays."""
        head = line.volume.head
        self._model.show(head.id, head.version, line.id, case=self._model.state.case)
        self.home().setFocus()  # what was pressed is gone


class Comparing(_Beside):
    """What differs between two versions, with one difference side by side."""

    def __init__(self, model: RulesModel) -> None:
        self.list = DifferenceList(model)
        super().__init__(self.list, "equals")
        self._model = model

    def retranslate(self) -> None:
        """Reads every word again."""
        super().retranslate()
        self.list.setAccessibleName(_("Differences"))
        self.detail.setAccessibleName(_("Both versions side by side"))

    def show_state(self) -> None:
        """Shows what the model holds."""
        state = self._model.state
        if state.other is None:
            self.none.set(_("There is one version only"), _("A comparison is between two versions of a book."))
        else:
            self.none.set(_("No difference"), _("The two versions say the same."))
        self._list_there(bool(self._model.differences()))
        self.list.show_state()
        if state.volume is not None:
            other = state.other.digest if state.other is not None else ""
            key = (state.volume.digest, other, state.difference, language())
            self._show(key, lambda: difference_sheet(self._model))
