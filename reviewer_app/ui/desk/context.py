"""The left column of the desk: why the case is here, who is part of it, and what hangs on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.viewmodels.names import SOURCES
from reviewer_app.client.viewmodels.ties import identifier_name, shop_type_name, tied
from reviewer_app.client.words import N_, _, language
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Party
from reviewer_app.domain.counts import WINDOWS, Snapshot
from reviewer_app.domain.schedule import Subject
from reviewer_app.ui.desk.flags import FlagCard, FlagShown
from reviewer_app.ui.desk.said import own_book, risk_lines
from reviewer_app.ui.kit import Button, Chip, ChipButton, Form, IconButton, Label, Panel, Pool, Scroll, Surface
from reviewer_app.ui.kit.paint import risk_tone
from reviewer_app.ui.queue.preview import RiskTermLine
from reviewer_app.ui.theme import METRICS, Ink, live, px

STRIP = 48
PARTS = {"product": N_("Goods"), "logistics": N_("Delivery"), "service": N_("Service"), "content": N_("Content")}
Facts = list[tuple[str, str] | tuple[str, str, Ink | None]]


class Identifier(QWidget):
    """A number or name by which a party is known, below what it is: such numbers have no place to wrap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.kind, self.value = Label(role="small"), Label(wrap=True)
        column.addWidget(self.kind)
        column.addWidget(self.value)

    def show_pair(self, kind: str, value: str) -> None:
        """Shows what it is and what it reads."""
        self.kind.setText(identifier_name(kind))
        self.value.setText(words.plain(value))

    def empty(self) -> None:
        """Names nobody."""
        self.kind.clear()
        self.value.clear()


def _without_words(button: ChipButton) -> None:
    button.set("")
    button.setToolTip("")


class ContextColumn(Surface):
    """The column; `flag_chosen` gives the number of a flag that was pressed, `ties_pressed` asks for all the ties."""

    flag_chosen = Signal(int)
    ties_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("right",), parent)
        self._case: OpenCase | None = None
        self._dress()
        live.changed.connect(self._dress)
        self._scroll, self.risk = Scroll(), ChipButton()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.addWidget(self._scroll)
        self.why = Panel(" ", self.risk)
        self._terms_box = QWidget()
        terms, cards = QVBoxLayout(self._terms_box), QVBoxLayout()
        terms.setContentsMargins(0, 0, 0, 0)
        self._no_terms = Label(role="dim", wrap=True)
        terms.addWidget(self._no_terms)
        cards.setSpacing(px(METRICS.gap))
        self._terms = Pool(RiskTermLine, terms.addWidget)
        self._nothing = Label(role="dim", wrap=True)
        self.why.body.addWidget(self._terms_box)
        self.why.body.addWidget(self._nothing)
        self.why.body.addLayout(cards)
        self.cards = Pool(self._card, cards.addWidget)
        self._terms_box.setVisible(False)
        self.risk.clicked.connect(self._turn_terms)
        self._merchant, self._creator, self._exposure, self._others = Panel(), Panel(), Panel(), Panel()
        self._forms = {panel: self._form(panel) for panel in self._panels()}
        self._all_ties, self._brief = Button(key="Shift+I"), Label(wrap=True)
        self._counted, self._counts = Panel(), Label(wrap=True)
        self._counted.body.addWidget(self._counts)
        self.ties = Panel(" ", self._all_ties)
        self.ties.body.addWidget(self._brief)
        self._all_ties.clicked.connect(self.ties_pressed)
        for panel in (self.why, self.ties, self._counted, *self._panels()):
            self._scroll.column.addWidget(panel)

    def _dress(self) -> None:
        self.setFixedWidth(px(METRICS.context))

    def _panels(self) -> tuple[Panel, ...]:
        return self._merchant, self._creator, self._exposure, self._others

    @staticmethod
    def _form(panel: Panel) -> tuple[Label, Form, Pool[Identifier]]:
        name, form = Label(role="strong", wrap=True), Form()
        panel.body.addWidget(name)
        panel.body.addWidget(form)
        return name, form, Pool(Identifier, panel.body.addWidget)

    def _card(self) -> FlagCard:
        card = FlagCard()
        card.chosen_at.connect(self.flag_chosen)
        return card

    def _turn_terms(self) -> None:
        self._terms_box.setVisible(not self._terms_box.isVisibleTo(self))
        self.risk.set(self.risk.text, self._terms_box.isVisibleTo(self))

    def follow_habits(self, other: ContextColumn) -> bool:
        """Takes over whether the formula of the risk is shown; whether that was another way."""
        differs = self._terms_box.isVisibleTo(self) != other._terms_box.isVisibleTo(other)
        if differs:
            self._turn_terms()
        return differs

    def retranslate(self) -> None:
        """Reads every word again."""
        self.why.set_title(_("Why it is here"))
        self._scroll.setAccessibleName(_("Context of the case"))
        self.ties.set_title(_("Tied to"))
        self._all_ties.setText(_("All"))
        self._counted.set_title(_("Breaches before"))
        self._merchant.set_title(_("Merchant"))
        self._creator.set_title(_("Creator"))
        self._exposure.set_title(_("What hangs on it"))
        self._others.set_title(_("Other facts"))
        self._no_terms.setText(_("The rulebook with the formula is not on this computer yet."))
        self._nothing.setText(_("Drawn as a sample: nothing was flagged."))
        self._case = None
        for card in self.cards.all:
            card.forget()

    def show_state(self, state: DeskState) -> None:
        """Shows what the model holds of the case; what is the same is left alone."""
        case = state.case
        if case is None:
            return
        if case is not self._case:
            self._case = case
            self._show_case(case)
        self.cards.show(flags_shown(case, state), lambda card, shown: card.show_flag(shown))
        if state.flag_at is not None and state.flag_at < len(self.cards.used):
            self._scroll.ensureWidgetVisible(self.cards.used[state.flag_at], 0, px(8))

    def clear(self) -> None:
        """Shows no case, and keeps no word of one."""
        self._case = None
        self.cards.clear(FlagCard.empty)
        for label in (self._brief, self._counts):
            label.clear()
        for name, form, identifiers in self._forms.values():
            name.clear()
            form.set_rows(())
            identifiers.clear(Identifier.empty)

    def _show_case(self, case: OpenCase) -> None:
        lines = risk_lines(case)
        points = _("Risk {points}").format(points=case.file.risk)
        self.risk.set(points, tone=risk_tone(case.file.risk))
        self.risk.setToolTip(_("Show how it is worked out"))
        self._no_terms.setVisible(not lines)
        self._terms.show(lines, lambda term, line: term.show_line(line))
        self._nothing.setVisible(not case.record.flags)
        found = tied(case)
        self.ties.setVisible(found is not None)
        if found is not None:
            self._brief.setText("\n".join(found.brief))
        counted = earlier_lines(case)
        self._counted.setVisible(bool(counted))
        self._counts.setText("\n".join(counted))
        record = case.record
        self._show_party(self._merchant, party_rows(case, Subject.MERCHANT), record.merchant)
        self._creator.setVisible(record.creator is not None)
        if record.creator is not None:
            self._show_party(self._creator, party_rows(case, Subject.CREATOR), record.creator)
        name, form, _pool = self._forms[self._exposure]
        name.hide()
        form.set_rows(exposure_rows(case))
        name, form, _pool = self._forms[self._others]
        name.hide()
        form.set_rows(other_rows(case))

    def _show_party(self, panel: Panel, rows: Facts, party: Party) -> None:
        name, form, identifiers = self._forms[panel]
        name.setText(words.plain(party.name))
        form.set_rows(rows)
        identifiers.show(list(party.identifiers.items()), lambda line, pair: line.show_pair(*pair))


class ContextStrip(Surface):
    """What is left of the column where the window is narrow: a button that shows it, the risk, the flags by number."""

    flag_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("right",), parent)
        self._dress()
        live.changed.connect(self._dress)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(8), px(4), px(8))
        column.setSpacing(px(6))
        self.toggle, self.risk = IconButton("columns", key="I", checkable=True), Chip()
        self.list = Scroll()
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # it would cover the numbers
        numbers = self.list.column
        numbers.setSpacing(px(6))
        column.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.risk, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.list, 1)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._numbers = Pool(self._make_number, lambda button: numbers.addWidget(button, 0, middle))

    def _dress(self) -> None:
        self.setFixedWidth(px(STRIP))

    def retranslate(self) -> None:
        """Reads every word again."""
        self.toggle.set_name(_("Show the context"))

    def show_state(self, state: DeskState) -> None:
        """Shows the risk and the flags of the case."""
        case = state.case
        if case is None:
            return
        self.risk.set(str(case.file.risk), risk_tone(case.file.risk))
        self.risk.setToolTip(_("Risk {points}").format(points=case.file.risk))
        shown = flags_shown(case, state)
        self._numbers.show(shown, self._show_number)
        for button, one in zip(self._numbers.used, shown, strict=True):
            if one.here:
                self.list.ensureWidgetVisible(button)

    def clear(self) -> None:
        """Shows no case, and keeps no word of one."""
        self._numbers.clear(_without_words)

    def _make_number(self) -> ChipButton:
        button = ChipButton()
        button.clicked.connect(lambda: self.flag_chosen.emit(self._numbers.all.index(button)))
        return button

    @staticmethod
    def _show_number(button: ChipButton, shown: FlagShown) -> None:
        button.set(f"{shown.index + 1}{'×' if shown.wrong else ''}", shown.here)
        reason = words.plain(shown.flag.reason)
        button.setAccessibleName(reason)
        button.setToolTip(reason)


def flags_shown(case: OpenCase, state: DeskState) -> list[FlagShown]:
    """What each flag's card shows."""
    wrong = {answer.flag for answer in state.draft.flags if not answer.agrees}
    up = {finding.flag for finding in state.draft.findings}
    can = case.writable
    return [FlagShown(case, n, n == state.flag_at, n in wrong, n in up, can) for n in range(len(case.record.flags))]


def earlier_lines(case: OpenCase) -> list[str]:
    """What the server counted of earlier decisions, by the inputs of the versions in force; this case is not in it."""
    counts, lines = case.sheet.counts, dict[str, int]()
    for version in case.sheet.schedules if counts is not None else ():
        found = counts.of(version.digest) if counts is not None else {}
        for item in version.schedule.inputs:
            if item.name in found:
                lines[item.text.within(language())] = found[item.name]
    said = _("{what}: {count} before this case")
    known = [said.format(what=text, count=words.count(number)) for text, number in lines.items() if number]
    return known if known or not lines else [_("None that the server knows of.")]


def party_rows(case: OpenCase, of: Subject) -> Facts:
    """What is known of the merchant or creator of a case."""
    party = case.record.creator if of is Subject.CREATOR else case.record.merchant
    if party is None:
        return []
    rows: Facts = []
    if party.score is not None:
        rows.append((_("Score"), words.decimal(party.score)))
    for part, score in party.score_parts.items():
        rows.append((_(PARTS[part]) if part in PARTS else words.plain(part), words.decimal(score)))
    rows += _counted_rows(case.sheet.counts, of)
    if party.violations_90d is not None:
        said = _("{count}, the sender's count").format(count=words.count(party.violations_90d))
        rows.append((_("Violations, {days} d").format(days=90), said, "warn" if party.violations_90d else None))
    if party.shop_type:
        rows.append((_("Shop type"), shop_type_name(party.shop_type)))
    if party.registered_at is not None:
        rows.append((_("Registered"), words.day(party.registered_at)))
    for trained in party.trained_on:
        said = _("{rulebook} {version}, {day}")
        day = words.day(trained.at)
        rows.append((_("Trained on"), said.format(rulebook=trained.rulebook, version=trained.version, day=day)))
    return rows


def _counted_rows(counts: Snapshot | None, of: Subject) -> Facts:
    """The server's own counts of a party by window; of which days they are, where its records begin within them."""
    rows: Facts = []
    for days in WINDOWS:
        label, found = _("Violations, {days} d").format(days=days), counts.before(of, days) if counts else None
        if counts is None or found is None:
            rows.append((label, _("not computable here"), "dim"))
            continue
        said = _("{count}, decided here since {day}") if counts.misses(days) else _("{count}, decided here")
        day = words.day(counts.since) if counts.since is not None else ""
        rows.append((label, said.format(count=words.count(found), day=day), "warn" if found else None))
    return rows


def exposure_rows(case: OpenCase) -> Facts:
    """How much hangs on the case; only what is known."""
    exposure = case.record.exposure
    rows: Facts = []
    for label, number in (
        (_("Views"), exposure.views),
        (_("Orders"), exposure.orders),
        (_("Refunds"), exposure.refunds),
        (_("Complaints"), exposure.complaints),
    ):
        if number is not None:
            rows.append((label, words.count(number)))
    if exposure.gmv is not None:
        rows.insert(min(2, len(rows)), (_("Sales"), words.money(exposure.gmv, exposure.currency)))
    return rows or [(_("Sales"), words.NOTHING)]


def other_rows(case: OpenCase) -> Facts:
    """When it happened, when it was flagged and who brought it in."""
    record, book = case.record, own_book(case)
    at = record.conduct_at
    return [
        (_("Came in from"), _(SOURCES[record.source])),
        (_("Happened"), words.zoned(at) if book is None else words.conduct(at, book.rulebook.zone)),
        (_("Flagged"), words.zoned(record.flagged_at)),
        (_("Language"), words.plain(record.language)),
        (_("Attempt"), words.count(case.file.attempt)),
    ]
