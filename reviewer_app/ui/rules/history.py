"""What became of a clause or part over the versions of its book, as steps that lead to each of them."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.viewmodels.rulewords import change_words, turn_words
from reviewer_app.client.words import _
from reviewer_app.rulebooks.history import Turn
from reviewer_app.ui.kit import Card, Chip, FlowBox, Label, Panel
from reviewer_app.ui.rules.compare import TONES
from reviewer_app.ui.theme import px


def history_panel(model: RulesModel) -> Panel:
    """The turns, newest first; pressing one shows that version."""
    panel, turns = Panel(_("What became of it")), model.turns()
    for turn in reversed(turns):
        panel.body.addWidget(_card(model, turn))
    if not turns:
        panel.body.addWidget(Label(_("Nothing is known of it."), "dim"))
    return panel


def _card(model: RulesModel, turn: Turn) -> Card:
    state, digests = model.state, _digests(model)
    here = state.volume is not None and state.volume.head.version == turn.after.version
    card, chips = Card(pressable=True), FlowBox()
    day = words.day(turn.after.effective_from, ZoneInfo(turn.after.zone))
    chips.add(Label(_("From {start}").format(start=day), "strong"))
    for change in turn.changes if turn.before is not None else ():
        chips.add(Chip(change_words(change), TONES.get(change, "neutral")))
    if here:
        chips.add(Chip(_("shown here"), "accent"))
    said = list(turn_words(turn))
    column = QVBoxLayout()
    column.setSpacing(px(2))
    for line in said:
        column.addWidget(Label(line, "dim", wrap=True))
    card.body.addWidget(chips)
    card.body.addLayout(column)
    card.setAccessibleName(f"{_('From {start}').format(start=day)}. {' '.join(said)}")
    card.clicked.connect(_goer(model, digests.get(turn.after.version, "")))
    return card


def _digests(model: RulesModel) -> dict[str, str]:
    shelf = model.state.shelf
    return {v.head.version: v.digest for v in shelf.versions} if shelf is not None else {}


def _goer(model: RulesModel, digest: str) -> Callable[[], None]:
    return lambda: model.choose_version(digest)
