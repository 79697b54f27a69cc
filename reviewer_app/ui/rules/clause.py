"""One clause, whole: what it says, what must be shown, examples, what may follow, its sources and its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.citewords import place_in_source
from reviewer_app.client.viewmodels.format import percent
from reviewer_app.client.viewmodels.names import KINDS, PROOFS, SEVERITIES
from reviewer_app.client.words import _, language
from reviewer_app.domain.rulebook import Citation, Clause, Published, Severity
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.ui.kit import Chip, Label, Panel
from reviewer_app.ui.theme import Tone, px

SEVERITY_TONES: dict[Severity, Tone] = {
    Severity.LOW: "neutral",
    Severity.MEDIUM: "warn",
    Severity.HIGH: "bad",
    Severity.GRAVE: "bad",
}


def clause_sheet(book: Published, clause: Clause, past: Panel | None = None) -> QWidget:
    """A clause of a version as a column of sections; `past` is what became of it over the versions."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for panel in _sections(book, clause):
        column.addWidget(panel)
    if past is not None:
        column.addWidget(past)
    return whole


def _sections(book: Published, clause: Clause) -> Iterator[Panel]:
    tongue = language()
    yield _opening(book, clause)
    elements = (_element(e.text.within(tongue), _(PROOFS[e.proof]), e.required) for e in clause.elements)
    yield _panel(_("What must be established"), *elements)
    if clause.applies:
        yield _panel(_("Where it applies"), *(_bullet(text.within(tongue)) for text in clause.applies))
    if clause.exemptions:
        yield _panel(_("What is exempt"), *(_bullet(exemption.text.within(tongue)) for exemption in clause.exemptions))
    if clause.examples:
        yield _panel(_("Examples"), *(_example(e.text.within(tongue), e.violates) for e in clause.examples))
    measures = [measure for name in clause.measures if (measure := book.rulebook.measure(name)) is not None]
    if measures:
        yield _panel(_("What may follow"), *(pair(m.title.within(tongue), m.effect.within(tongue)) for m in measures))
    yield sources_panel(book.rulebook, clause.citations)


def _opening(book: Published, clause: Clause) -> Panel:
    panel, chips = Panel(), QHBoxLayout()
    chips.setSpacing(px(6))
    severity = _(SEVERITIES[clause.severity])
    chips.addWidget(Chip(_("Severity: {severity}").format(severity=severity), SEVERITY_TONES[clause.severity]))
    for kind in clause.kinds or book.rulebook.applies_to:
        chips.addWidget(Chip(_(KINDS[kind])))
    if clause.coverage is not None:
        share = percent(clause.coverage)
        chips.addWidget(Chip(_("Watch {share} of the clip").format(share=share), "warn"))
    chips.addWidget(Chip(_("Version {version}").format(version=book.rulebook.version), "accent"))
    chips.addStretch(1)
    panel.body.addWidget(_selectable(Label(f"{clause.number} {clause.title.within(language())}", "title", wrap=True)))
    panel.body.addLayout(chips)
    panel.body.addWidget(Label(clause.definition.within(language()), wrap=True))
    return panel


def _panel(title: str, *rows: QLayout) -> Panel:
    panel = Panel(title)
    for row in rows:
        panel.body.addLayout(row)
    return panel


def _bullet(text: str) -> QLayout:
    row = QHBoxLayout()
    row.setSpacing(px(8))
    row.addWidget(Label("·", "dim"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(text, wrap=True), 1)
    return row


def _element(text: str, proof: str, required: bool) -> QLayout:
    column = QVBoxLayout()
    column.setSpacing(px(2))
    column.addWidget(Label(text, wrap=True))
    column.addWidget(Label(proof if required else f"{proof} · {_('not always needed')}", "small", wrap=True))
    return column


def _example(text: str, violates: bool) -> QLayout:
    row = QHBoxLayout()
    row.setSpacing(px(8))
    verdict = Chip(_("Violates"), "bad") if violates else Chip(_("Allowed"), "ok")
    row.addWidget(verdict, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(text, wrap=True), 1)
    return row


def pair(title: str, words_below: str) -> QVBoxLayout:
    """A name with what it means below it."""
    column = QVBoxLayout()
    column.setSpacing(px(2))
    column.addWidget(Label(title, "strong", wrap=True))
    column.addWidget(Label(words_below, "dim", wrap=True))
    return column


def sources_panel(head: VersionHead, citations: Sequence[Citation]) -> Panel:
    """The places in sources that something stands on, each with whether it was read or is known at second hand."""
    return _panel(_("Where it comes from"), *(_source(head, citation) for citation in citations))


def _source(head: VersionHead, citation: Citation) -> QLayout:
    source = next((s for s in head.sources if s.id == citation.source), None)
    name = source.title.within(language()) if source else citation.source
    read = citation.read and (source is None or source.read)
    row, column = QHBoxLayout(), QVBoxLayout()
    row.setSpacing(px(8))
    column.setSpacing(px(2))
    column.addWidget(Label(f"{name} · {place_in_source(citation.clause)}", wrap=True))
    if source is not None and source.in_force:
        column.addWidget(Label(_("in force from {day}").format(day=source.in_force), "small", wrap=True))
    row.addLayout(column, 1)
    mark = Chip(_("read"), "ok") if read else Chip(_("known at second hand"), "warn")
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _selectable(label: Label) -> Label:
    label.setAccessibleName(label.text())
    return label
