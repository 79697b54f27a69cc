"""A part of a schedule: a ladder as steps that rise, a table, a threshold, a penalty, a score with its formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.library import Line
from reviewer_app.client.viewmodels.rulewords import cited
from reviewer_app.client.words import _, language
from reviewer_app.domain.goods import Lexicon, Requirement
from reviewer_app.domain.schedule import AnyPart, Input, Ladder, Penalty, ScheduleVersion, Step, Table, Threshold
from reviewer_app.domain.score import Part, Score
from reviewer_app.rulebooks.printing import term_words
from reviewer_app.ui.kit import Bar, Chip, ChipButton, FlowBox, Label, Panel
from reviewer_app.ui.rules.clause import pair, sources_panel
from reviewer_app.ui.rules.goods import goods_panels
from reviewer_app.ui.rules.pictures import Curve, StepMark
from reviewer_app.ui.theme import Tone, px


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses that schedules name as `rulebook:clause`: `named` finds one, `read` goes to it."""

    named: Callable[[str], Line | None]
    read: Callable[[Line], None]


IMPACTS: tuple[Tone, ...] = ("ok", "ok", "warn", "bad", "bad")


def part_sheet(head: ScheduleVersion, part: AnyPart, past: Panel, clauses: Clauses) -> QWidget:
    """A part as a column of sections; `past` is what became of it over the versions, `clauses` knows those it names."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for panel in _sections(head, part, clauses):
        column.addWidget(panel)
    column.addWidget(past)
    return whole


def _sections(head: ScheduleVersion, part: AnyPart, clauses: Clauses) -> Iterator[Panel]:
    yield _opening(head, part, clauses)
    match part:
        case Ladder():
            yield _steps(head, part)
            yield _names(head, " ".join(step.when for step in part.steps))
            return
        case Table():
            yield _table(head, part)
        case Threshold():
            yield _threshold(part, clauses)
            yield _names(head, part.met)
        case Penalty():
            yield _penalty(head, part)
        case Score():
            yield from _score(part)
        case Lexicon() | Requirement():
            yield from goods_panels(part)
    yield sources_panel(head, part.citations)


def _opening(head: ScheduleVersion, part: AnyPart, clauses: Clauses) -> Panel:
    panel, chips = Panel(), FlowBox()
    panel.body.addWidget(Label(part.title.within(language()), "title", wrap=True))
    chips.add(Chip(_("Version {version}").format(version=head.version), "accent"))
    for clause in _named_in(part):
        chips.add(_clause_chip(clause, clauses))
    panel.body.addWidget(chips)
    note = part.note if isinstance(part, Ladder | Penalty | Requirement) else None
    if note is not None:
        panel.body.addWidget(Label(note.within(language()), "dim", wrap=True))
    return panel


def _named_in(part: AnyPart) -> tuple[str, ...]:
    """The clauses that a part is about, as `rulebook:clause`."""
    if isinstance(part, Threshold):
        return (part.leads_to,) if part.leads_to is not None else ()
    return part.clauses if isinstance(part, Ladder | Penalty | Lexicon | Requirement) else ()


def _clause_chip(cite: str, clauses: Clauses) -> QWidget:
    """A clause by its number and title, pressed to read it; one that is not here as the schedule names it."""
    line = clauses.named(cite)
    if line is None:
        return Chip(cite)
    chip = ChipButton(f"{line.number} {line.title}")
    chip.clicked.connect(lambda: clauses.read(line))
    return chip


# -- ladders ----------------------------------------------------------------------------------------------------------


def _steps(head: ScheduleVersion, ladder: Ladder) -> Panel:
    panel = Panel(_("Steps"))
    panel.body.setSpacing(0)
    for step in ladder.steps:
        panel.body.addLayout(_step(head, step, len(ladder.steps)))
    return panel


def _step(head: ScheduleVersion, step: Step, steps: int) -> QHBoxLayout:
    row, column = QHBoxLayout(), QVBoxLayout()
    row.setSpacing(px(12))
    column.setContentsMargins(0, px(8), 0, px(8))
    column.setSpacing(px(2))
    impact = max((m.impact for t in step.terms if (m := head.measure(t.measure)) is not None), default=0)
    title = step.title.within(language())
    name = _("Step {number} of {steps}: {title}").format(number=step.number, steps=steps, title=title)
    column.addWidget(Label(name, "strong", wrap=True))
    for term in step.terms:
        column.addWidget(Label(f"· {term_words(term, head, language())}", wrap=True))
    column.addWidget(Label(_("Reached when: {condition}").format(condition=step.when), "small", wrap=True))
    titles = {source.id: source.title.within(language()) for source in head.sources}
    stands = _("; ").join(cited(titles.get(c.source, c.source), c.clause, c.read) for c in step.citations)
    column.addWidget(Label(stands, "small", wrap=True))
    row.addWidget(StepMark(step.number, steps, IMPACTS[min(impact, len(IMPACTS) - 1)], name))
    row.addLayout(column, 1)
    return row


def _names(head: ScheduleVersion, conditions: str) -> Panel:
    """What the names in conditions mean."""
    spoken, panel = set(re.findall(r"[a-z][a-z0-9_]*", conditions)), Panel(_("What the names mean"))
    for item in head.inputs:
        if item.name in spoken:
            panel.body.addLayout(pair(item.name, f"{item.text.within(language())} · {input_words(item)}"))
    return panel


# -- tables, thresholds, penalties ------------------------------------------------------------------------------------


def _grid(panel: Panel, rows: Sequence[tuple[str, ...]]) -> None:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(24))
    grid.setVerticalSpacing(px(4))
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            label = Label(cell, "heading" if at == 0 else "text")
            grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(max(len(row) for row in rows), 1)
    panel.body.addLayout(grid)


def _table(head: ScheduleVersion, table: Table) -> Panel:
    panel = Panel(_("Table"))
    asked = next((item.text.within(language()) for item in head.inputs if item.name == table.of), table.of)
    rows = [(_("From"), _("Gives")), *((words.count(row.at_least), words.count(row.gives)) for row in table.rows)]
    panel.body.addWidget(Label(asked, "dim", wrap=True))
    _grid(panel, rows)
    points = tuple((float(row.at_least), float(row.gives)) for row in reversed(table.rows))
    panel.body.addWidget(Curve(points, continuous=False, said=_curve_words(points)))
    if table.units:
        said = _(", ").join(f"{name} = {days}" for name, days in table.units.items())
        panel.body.addWidget(Label(_("Days of a unit: {units}").format(units=said), "small", wrap=True))
    return panel


def _threshold(part: Threshold, clauses: Clauses) -> Panel:
    panel = Panel(_("Threshold"))
    panel.body.addWidget(Label(_("Met when: {condition}").format(condition=part.met), wrap=True))
    if part.leads_to is not None:
        line = clauses.named(part.leads_to)
        clause = f"{line.number} {line.title}" if line is not None else part.leads_to
        said = _("Where it is not met, {clause} is breached.").format(clause=clause)
        panel.body.addWidget(Label(said, "dim", wrap=True))
    return panel


def _penalty(head: ScheduleVersion, part: Penalty) -> Panel:
    panel = Panel(_("Arithmetic"))
    asked = next((item.text.within(language()) for item in head.inputs if item.name == part.of), part.of)
    said = _("{input}, rounded down to whole {unit} yuan; below {least} yuan nothing is taken.")
    filled = said.format(input=asked, unit=words.count(part.unit), least=words.count(part.least))
    panel.body.addWidget(Label(filled, wrap=True))
    return panel


# -- scores -----------------------------------------------------------------------------------------------------------


def _score(score: Score) -> Iterator[Panel]:
    tongue, formula = language(), Panel(_("Formula"))
    whose = Chip(_("the formula is our own"), "warn") if score.ours else Chip(_("as published"), "ok")
    row = QHBoxLayout()
    row.addWidget(whose)
    row.addStretch(1)
    formula.body.addLayout(row)
    formula.body.addWidget(Label(score.formula.within(tongue), wrap=True))
    if score.defaults is not None:
        formula.body.addWidget(Label(_("What is ours in it"), "heading"))
        formula.body.addWidget(Label(score.defaults.within(tongue), wrap=True))
    formula.body.addWidget(Label(_("{least} to {most} points").format(least=score.least, most=score.most), "dim"))
    yield formula
    whole = sum(part.weight for part in score.parts)
    for part in score.parts:
        yield _score_part(part, whole)
    if score.deductions:
        panel = Panel(_("Deductions"))
        rows = [(_("For each"), _("Points")), *((d.title.within(tongue), f"−{d.points}") for d in score.deductions)]
        _grid(panel, rows)
        yield panel
    if score.hangs:
        panel = Panel(_("What hangs on it"))
        for hang in score.hangs:
            below = _("lost below {points}").format(points=hang.below) if hang.below is not None else ""
            panel.body.addWidget(Label(" · ".join(p for p in (hang.title.within(tongue), below) if p), wrap=True))
        yield panel


def _score_part(part: Part, whole: int) -> Panel:
    title = part.title.within(language())
    weight = _("{title}, weight {weight} of {whole}").format(title=title, weight=part.weight, whole=whole)
    panel, bar = Panel(weight), Bar()
    bar.set(part.weight / whole if whole else 0, "accent", weight)
    panel.body.addWidget(bar)
    for metric in part.metrics:
        points = tuple(sorted((rung.value, float(rung.points)) for rung in metric.rungs))
        row, column = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(px(16))
        column.setSpacing(px(2))
        named = metric.title.within(language())
        column.addWidget(Label(_("{title}, weight {weight}").format(title=named, weight=metric.weight), wrap=True))
        column.addWidget(Label(_curve_words(points), "small", wrap=True))
        row.addLayout(column, 1)
        row.addWidget(Curve(points, metric.continuous, f"{named}: {_curve_words(points)}", metric.higher))
        panel.body.addLayout(row)
    for bonus in part.bonuses:
        panel.body.addWidget(Label(f"+{bonus.points} {bonus.title.within(language())}", "dim", wrap=True))
    return panel


def _curve_words(points: tuple[tuple[float, float], ...]) -> str:
    return _("points by value: {rungs}").format(rungs=_("; ").join(f"{value:g} → {gives:g}" for value, gives in points))


# -- inputs -----------------------------------------------------------------------------------------------------------


def inputs_panel(head: ScheduleVersion) -> Panel:
    """What a schedule asks for, and who gives it."""
    panel = Panel(_("Inputs"))
    for item in head.inputs:
        panel.body.addLayout(pair(item.text.within(language()), f"{item.name} · {input_words(item)}"))
    return panel


def input_words(item: Input) -> str:
    """In which window an input counts, what words it may be, and where it comes from."""
    comes = _("known to the platform alone: lacking here")
    if item.counted is not None:
        comes = _("counted by the server from decided cases")
    elif item.taken is not None:
        comes = _("taken from the case record")
    elif item.stated:
        comes = _("stated by who judges")
    window = _("in {days} days").format(days=item.window_days) if item.window_days else ""
    choices = _(", ").join(item.word_text(word, language()) for word in item.words)
    return " · ".join(part for part in (window, choices, comes) if part)
