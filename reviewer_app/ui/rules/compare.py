"""Two versions side by side: the list of what differs, and one difference with its words marked in both texts."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.viewmodels.rulewords import (
    called,
    change_words,
    difference_title,
    kind_words,
    place_words,
    sides,
    value_words,
)
from reviewer_app.client.words import _
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.diff import Change, Difference, Kind
from reviewer_app.rulebooks.worddiff import Piece, marked
from reviewer_app.ui.kit import Chip, FlowBox, Label, Panel, Surface
from reviewer_app.ui.kit.paint import chip_size, draw_chip
from reviewer_app.ui.rules.lists import Item, WalkList, say
from reviewer_app.ui.rules.marked import MarkedText
from reviewer_app.ui.theme import Tone, px

TONES: dict[Change, Tone] = {
    Change.ADDED: "ok",
    Change.REMOVED: "bad",
    Change.NARROWER: "warn",
    Change.WIDER: "warn",
    Change.REWORDED: "accent",
}


class DifferenceList(WalkList):
    """What differs between the two versions; arrow keys walk it."""

    def __init__(self, model: RulesModel, parent: QWidget | None = None) -> None:
        super().__init__(self._draw, lambda row: px(52), parent)
        self._model = model
        self._found: tuple[Difference, ...] = ()
        self.walked.connect(model.at_difference)

    def show_state(self) -> None:
        """Shows what the model holds."""
        self._found = self._model.differences()
        self.show_rows([Item(_said(one)) for one in self._found], self._model.state.difference)

    def _draw(self, painter: QPainter, box: QRect, row: int, chosen: bool) -> None:
        if row >= len(self._found):
            return
        one, line = self._found[row], box.adjusted(px(16), 0, -px(8), 0)
        say(painter, QRect(line.x(), line.y() + px(4), line.width(), px(20)), difference_title(one), "ink", chosen)
        x, top = line.x(), line.y() + px(25)
        kind = kind_words(one.kind)
        for words, tone in ((kind, None), *((change_words(c), TONES.get(c, "neutral")) for c in one.changes)):
            size = chip_size(words)
            if x + size.width() > line.right():
                break
            if tone is None:
                say(painter, QRect(x, top, size.width(), size.height()), words, "dim", small=True)
                x += size.width() - px(8)
            else:
                draw_chip(painter, QRectF(x, top, size.width(), size.height()), words, tone)
                x += size.width() + px(6)


def _said(one: Difference) -> str:
    changes = _(", ").join(change_words(change) for change in one.changes)
    return f"{kind_words(one.kind)} {difference_title(one)}: {changes}"


def difference_sheet(model: RulesModel) -> QWidget:
    """The difference that the person is at, the earlier version on the left."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    one, state = model.at(), model.state
    if one is None or state.other is None or state.volume is None:
        return whole
    column.addWidget(_opening(one))
    column.addWidget(_heads(state.other.head.version, state.volume.head.version))
    rows = list(_rows(model, one))
    for place, before, after, note in rows:
        column.addWidget(_pair(place, before, after, note))
    return whole


def _opening(one: Difference) -> Panel:
    panel, chips = Panel(), FlowBox()
    panel.body.addWidget(Label(difference_title(one), "title", wrap=True))
    chips.add(Chip(kind_words(one.kind)))
    for change in one.changes:
        chips.add(Chip(change_words(change), TONES.get(change, "neutral")))
    panel.body.addWidget(chips)
    if {Change.NARROWER, Change.WIDER} & set(one.changes):
        said = _("Narrower and wider are what the later version says of itself; nothing is read out of the words.")
        panel.body.addWidget(Label(said, "small", wrap=True))
    return panel


def _heads(before: str, after: str) -> QWidget:
    bar = Surface("sunk", ("bottom",))
    row = QHBoxLayout(bar)
    row.setContentsMargins(px(16), px(4), px(16), px(4))
    row.setSpacing(px(16))
    for words in (_("Version {version}").format(version=before), _("Version {version}").format(version=after)):
        row.addWidget(Label(words, "heading"), 1)
    return bar


def _rows(model: RulesModel, one: Difference) -> Iterator[tuple[str, str, str, str]]:
    """Place, both wordings, and a note; something new or gone stands whole on its side."""
    if one.fields:
        for field in one.fields:
            if model.state.other is None or model.state.volume is None:
                return
            before, after, tongue = sides(field, model.state.other.head, model.state.volume.head)
            note = _("Only the words in {language} differ.").format(language=tongue) if tongue else ""
            yield place_words(field.place), before, after, note
        return
    state = model.state
    side = state.volume if Change.ADDED in one.changes else state.other
    if side is None:
        return
    for place, words in _whole(side.head, one):
        yield place, *(("", words) if Change.ADDED in one.changes else (words, "")), ""


def _whole(head: VersionHead, one: Difference) -> Iterator[tuple[str, str]]:
    """The places of a thing that only one version has."""
    dump = _dumped(head, one)
    shown = {place: value for place, value in dump.items() if place != "id" and value not in (None, [], "", {})}
    for place, value in shown.items():
        yield place_words(place), value_words(called(place, value, head))


def _dumped(head: VersionHead, one: Difference) -> dict[str, object]:
    groups = {
        Kind.CLAUSE: "clauses",
        Kind.MEASURE: "measures",
        Kind.SOURCE: "sources",
        Kind.INPUT: "inputs",
        Kind.LADDER: "ladders",
        Kind.PENALTY: "penalties",
        Kind.TABLE: "tables",
        Kind.THRESHOLD: "thresholds",
        Kind.SCORE: "scores",
        Kind.LEXICON: "lexicons",
        Kind.REQUIREMENT: "requirements",
    }
    if one.kind is Kind.STEP:
        ladder, _colon, number = one.id.rpartition(":")
        steps = (s for item in getattr(head, "ladders", ()) if item.id == ladder for s in item.steps)
        return next((s.model_dump(mode="json") for s in steps if str(s.number) == number), {})
    items = getattr(head, groups.get(one.kind, ""), ())
    return next(
        (item.model_dump(mode="json") for item in items if (getattr(item, "id", None) or item.name) == one.id), {}
    )


def _pair(place: str, before: str, after: str, note: str) -> QWidget:
    panel, grid = Panel(place), QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(16))
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    old, new = marked(before, after) if before and after else (_alone(before), _alone(after))
    top = Qt.AlignmentFlag.AlignTop
    grid.addWidget(MarkedText(old, "before") if before else Label("—", "dim"), 0, 0, top)
    grid.addWidget(MarkedText(new, "after") if after else Label("—", "dim"), 0, 1, top)
    panel.body.addLayout(grid)
    if note:
        panel.body.addWidget(Label(note, "small", wrap=True))
    return panel


def _alone(text: str) -> tuple[Piece, ...]:
    return (Piece(text, True),) if text else ()
