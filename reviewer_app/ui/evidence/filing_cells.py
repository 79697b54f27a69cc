"""The rows of a filing as cells: what was declared, read and found, with the line that says on which paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reviewer_app.client.viewmodels.checkwords import SIGNS, TONES, badge_words, clause_words, source_words, sum_words
from reviewer_app.client.viewmodels.filing import FilingModel
from reviewer_app.client.viewmodels.filingrows import Row, Side, Spot, Tab
from reviewer_app.client.viewmodels.texts import beginning
from reviewer_app.client.words import _
from reviewer_app.domain.checks import fields as names
from reviewer_app.domain.checks.result import Checked, State
from reviewer_app.domain.rulebook import Published
from reviewer_app.ui.evidence.grid import Badge, Cell, Column
from reviewer_app.ui.theme import Tone

NAME, CHECK, BASIS = "name", "check", "basis"
COLUMN_SIDES = {side.value: side for side in Side} | {NAME: Side.DECLARED, CHECK: Side.READ, BASIS: Side.READ}
"""Which side of a row is meant by a column: beside the paper's own columns, what was read."""
MARKS = {State.MATCH: "✓", State.MISMATCH: "✕", State.UNREADABLE: "?", State.NOT_APPLICABLE: "–"}


def columns_of(tab: Tab) -> tuple[Column, ...]:
    """The columns of a table."""
    if tab is Tab.ITEMS:
        return (
            Column(NAME, _("Item"), 0.3),
            Column(Side.LIMIT.value, _("Limit"), 0.24),
            Column(Side.RESULT.value, _("Result"), 0.24),
            Column(Side.VERDICT.value, _("Report"), 0.22),
            Column(CHECK, _("Worked out"), fixed=132),
        )
    return (
        Column(NAME, _("Field"), fixed=92),
        Column(Side.DECLARED.value, _("Declared"), 0.5),
        Column(Side.READ.value, _("Read on paper"), 0.5),
        Column(CHECK, _("Check"), fixed=140),
        Column(BASIS, _("By which rule"), fixed=112, spare=True),
    )


def maker(model: FilingModel) -> Callable[[Row], tuple[Cell, ...]]:
    """How the cells of a row of the table that is shown are made."""
    make = _item if model.tab is Tab.ITEMS else _field
    papers, books = [still.title for still in model.pictures.state.items], model.books
    return lambda row: make(row, papers, books)


def _field(row: Row, papers: Sequence[str], books: Sequence[Published]) -> tuple[Cell, ...]:
    spot = row.spot(Side.READ)
    declared = Cell(beginning(row.declared.stored) if row.declared is not None else "—")
    read = _spot(spot, papers, row.name) if spot is not None else Cell("—")
    return (
        Cell(beginning(row.name), dim=True),
        declared,
        read,
        Cell(badges=_badges(row)),
        Cell(_rule(row, books), dim=True),
    )


def _item(row: Row, papers: Sequence[str], books: Sequence[Published]) -> tuple[Cell, ...]:
    spots = dict(row.spots)
    parts = [
        _spot(spots[side], (), "") if side in spots else Cell("—") for side in (Side.LIMIT, Side.RESULT, Side.VERDICT)
    ]
    return (Cell(beginning(row.name), dim=True), *parts, Cell(badges=_badges(row)))


def _spot(spot: Spot, papers: Sequence[str], name: str) -> Cell:
    """What counts as read; below it the paper, the name it has there, and what a machine made of it."""
    below = [papers[spot.document]] if spot.document < len(papers) else []
    if name and spot.name != name:
        below.append(beginning(spot.name))
    if spot.corrected and spot.value == spot.read.value:
        below.insert(0, _("confirmed"))
    elif spot.corrected:
        below.insert(0, _("corrected"))  # first: where there is no room, what comes last is cut
        below.append(_("machine: {read}").format(read=beginning(spot.read.value) or "—"))
    elif spot.read.score is not None and spot.read.score < names.DOUBT:
        below.append(f"{spot.read.score:.2f}")
    return Cell(beginning(spot.value) or "—", " · ".join(below))


def _badges(row: Row) -> tuple[Badge, ...]:
    """What is wrong, each once; where nothing is, the most telling of what holds, which is the last."""
    grave = [check for check in row.checks if check.state is row.state]
    if row.state in (State.MATCH, State.NOT_APPLICABLE):
        grave = grave[-1:]
    return tuple({badge.text: badge for badge in map(badge_of, grave)}.values())


def badge_of(check: Checked) -> Badge:
    """A check as a badge."""
    tone: Tone = TONES[check.state]  # type: ignore[assignment]
    return Badge(badge_words(check), tone, SIGNS[check.state])


def _rule(row: Row, books: Sequence[Published]) -> str:
    """The rule of the check that counts: the clause, else the standard."""
    for check in row.checks:
        if check.state is row.state and check.basis is not None and check.said not in ("same", "not-read"):
            return clause_words(check.basis, books) or source_words(check.basis)
    return ""


def detail_words(row: Row | None) -> str:
    """Every check of a row in full, a line for each, the gravest first."""
    if row is None:
        return ""
    order = (State.MISMATCH, State.UNREADABLE, State.MATCH, State.NOT_APPLICABLE)
    checks = sorted(row.checks, key=lambda check: order.index(check.state))
    return "\n".join(f"{MARKS[check.state]} {sum_words(check)}" for check in checks)
