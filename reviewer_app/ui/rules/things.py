"""A thing in a version that is no clause and no part: a measure, an input, a source, or the procedure, whole."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.library import Thing
from reviewer_app.client.words import _, language
from reviewer_app.domain.rulebook import Procedure
from reviewer_app.domain.schedule import Input
from reviewer_app.domain.version_head import Measure, RuleSource, VersionHead
from reviewer_app.rulebooks.diff import Kind
from reviewer_app.rulebooks.printing import KINDS
from reviewer_app.ui.kit import Chip, FlowBox, Label, Panel
from reviewer_app.ui.rules.clause import pair
from reviewer_app.ui.rules.parts import input_words
from reviewer_app.ui.theme import px


def thing_sheet(head: VersionHead, thing: Thing) -> QWidget:
    """A thing as a column of sections."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for panel in _sections(head, thing):
        column.addWidget(panel)
    return whole


def source_words(source: RuleSource) -> str:
    """From when a source is in force, and whether it was read."""
    since = _("in force from {day}").format(day=source.in_force) if source.in_force else ""
    return " · ".join(part for part in (since, "" if source.read else _("known at second hand")) if part)


def procedure_panels(procedure: Procedure) -> Iterator[Panel]:
    """When a supervisor signs, why a case may be held, and what puts it forward in the queue."""
    tongue = language()
    if procedure.signoff:
        yield panel_of(
            _("When a supervisor signs off"), *(pair(r.text.within(tongue), r.when) for r in procedure.signoff)
        )
    holds = procedure.hold_reasons
    most = _("{hours} hours at the most")
    yield panel_of(
        _("Why a case may be held"),
        *(pair(h.text.within(tongue), most.format(hours=words.count(h.hours))) for h in holds),
    )
    risks = (pair(f"{one.text.within(tongue)} · {one.weight:g}", one.expression) for one in procedure.risk)
    yield panel_of(_("What the order of the queue is made of"), *risks)


def _sections(head: VersionHead, thing: Thing) -> Iterator[Panel]:
    tongue = language()
    match thing.what:
        case Measure() as measure:
            yield _opening(head, Kind.MEASURE, measure.title.within(tongue), measure.effect.within(tongue))
        case Input() as asked:
            yield _opening(head, Kind.INPUT, asked.text.within(tongue), f"{asked.name} · {input_words(asked)}")
        case RuleSource() as source:
            yield _opening(head, Kind.SOURCE, source.title.within(tongue), source_words(source))
        case Procedure() as procedure:
            yield _opening(head, Kind.PROCEDURE, head.title.within(tongue), "")
            yield from procedure_panels(procedure)


def _opening(head: VersionHead, kind: Kind, title: str, said: str) -> Panel:
    panel, chips = Panel(), FlowBox()
    panel.body.addWidget(Label(title, "title", wrap=True))
    chips.add(Chip(KINDS[kind].within(language())))
    chips.add(Chip(_("Version {version}").format(version=head.version), "accent"))
    panel.body.addWidget(chips)
    if said:
        panel.body.addWidget(Label(said, wrap=True))
    return panel


def panel_of(title: str, *rows: QVBoxLayout) -> Panel:
    """Rows under a heading."""
    panel = Panel(title)
    panel.body.setSpacing(px(8))
    for row in rows:
        panel.body.addLayout(row)
    return panel
