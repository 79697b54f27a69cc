"""What a sign-off is about: why it is needed, and the verdict that is judged, with its findings and places."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.viewmodels.names import ROUNDS, outcome_words
from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import GivenVerdict, OpenCase
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.verdicts import Finding
from reviewer_app.ui.desk.findings import FindingCard, FindingShown
from reviewer_app.ui.desk.said import own_book, signoff_words, watched_words
from reviewer_app.ui.kit import Chip, KeyHint, Label, Panel, Pool, ReasonLine, ShareScroll
from reviewer_app.ui.theme import METRICS, Tone, px

LEAST = 168
"""Pixels: so much of the verdict that is judged is seen at least; the rest rolls."""
TONES: dict[str, Tone] = {"pass": "ok", "violation": "bad", "hold": "warn"}


class WhyPanel(Panel):
    """Why a supervisor must sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        lines = QVBoxLayout()
        self._lines, self._book = Pool(ReasonLine, lines.addWidget), Label(role="mono", wrap=True)
        self.body.addLayout(lines)
        self.body.addWidget(self._book)

    def show_case(self, case: OpenCase) -> None:
        """Shows the conditions of the procedure that asked for it."""
        self.set_title(_("Why it needs sign-off, by the procedure of today"))
        reasons = signoff_words(case) or [_("The procedure asks for it.")]
        self._lines.show(reasons, lambda line, reason: line.text.setText(reason))
        book = case.sheet.procedure() or own_book(case)
        self._book.setVisible(book is not None)
        if book is not None:
            self._book.setText(f"{book.rulebook.version} · {book.digest[:8]}…{book.digest[-4:]}")


class JudgedPanel(Panel):
    """The verdict that is judged; `anchor_pressed` gives finding and place, `version_pressed` a finding."""

    anchor_pressed = Signal(str, int)
    version_pressed = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        self.outcome = Chip()
        super().__init__(" ", self.outcome, parent=parent)
        self._clock = clock
        cards = QVBoxLayout()
        cards.setSpacing(px(METRICS.gap))
        self.cards = Pool(self._card, cards.addWidget)
        self.none, self.said_title = Label(role="dim", wrap=True), Label(role="heading")
        self.said, self.by, self.tab = Label(wrap=True), Label(role="dim", wrap=True), KeyHint("Tab")
        self.list = ShareScroll(LEAST)
        self.list.column.setSpacing(px(METRICS.gap))
        # What was said comes first: where room is short, it is the findings that roll.
        for label in (self.said_title, self.said, self.by):
            self.list.column.addWidget(label)
        self.list.column.addLayout(cards)
        self.list.column.addWidget(self.none)
        self.list.column.addWidget(self.tab)
        self.body.addWidget(self.list)

    def _card(self) -> FindingCard:
        card = FindingCard()
        card.anchor_pressed.connect(self.anchor_pressed)
        card.version_pressed.connect(self.version_pressed)
        return card

    def show_state(self, state: DeskState, case: OpenCase, given: GivenVerdict) -> None:
        """Shows the verdict."""
        verdict = given.operation.verdict
        self.set_title(_(ROUNDS[given.shown.round]))
        self.list.setAccessibleName(_(ROUNDS[given.shown.round]))
        self.outcome.set(outcome_words(verdict.outcome.value), TONES.get(verdict.outcome.value, "neutral"))
        self.cards.show(cards_of(state, case, verdict.findings, False), lambda card, one: card.show_finding(one))
        self.none.setVisible(not verdict.findings)
        self.none.setText(_("It has no findings."))
        self.said_title.setText(_("Reason"))
        self.said.setText(Shown(verdict.reason).text or words.NOTHING)
        self.by.setText("\n".join([who_words(given, self._clock), *watched_words(case, verdict)]))
        self.tab.set("Tab", _("from place to place"))
        self.tab.setVisible(any(finding.anchors for finding in verdict.findings))

    def clear(self) -> None:
        """Shows no verdict, and keeps no word of one."""
        self.cards.clear(FindingCard.empty)
        for label in (self.said, self.by):
            label.clear()


def who_words(given: GivenVerdict, clock: Clock) -> str:
    """Who gave a verdict, when, and how long the case was on the screen."""
    took = words.span(given.operation.shown_ms / 1000)
    return _("{name} · {when} · looked for {span}").format(
        name=words.plain(given.shown.name), when=words.ago(given.operation.decided_at, clock.now()), span=took
    )


def cards_of(state: DeskState, case: OpenCase, findings: tuple[Finding, ...], editable: bool) -> list[FindingShown]:
    """What the cards of findings show; places are numbered through."""
    shown, first = [], 0
    under: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        under.setdefault((finding.rulebook.id, finding.clause), set()).add(finding.rulebook.digest)
    for finding in findings:
        walked = state.anchor_at[1] if state.anchor_at and state.anchor_at[0] == finding.id else None
        here = editable and finding.id == state.finding_at
        departs = state.follows.departure(finding.id)
        apart = len(under[finding.rulebook.id, finding.clause]) > 1
        coming = state.bindings.count(finding.id)
        shown.append(FindingShown(case, finding, here, editable, first, walked, departs, apart, coming))
        first += len(finding.anchors)
    return shown
