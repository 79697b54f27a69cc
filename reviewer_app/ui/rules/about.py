"""A version itself: when it counts, who published it, its digest and sources; measures, inputs and procedure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.library import INPUTS, MEASURES, PROCEDURE, Shelf, link_to
from reviewer_app.client.viewmodels.rulewords import missing_words, standing_words
from reviewer_app.client.words import _, language, ngettext
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.rulebook import HoldReason, Measure, RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.ui.kit import Form, Label, Panel
from reviewer_app.ui.rules.clause import pair
from reviewer_app.ui.rules.parts import inputs_panel
from reviewer_app.ui.theme import Ink, px
from reviewer_app.wire.signing import fingerprint

Rows = list[tuple[str, str] | tuple[str, str, Ink | None]]


def about_sheet(shelf: Shelf, volume: Volume, now: datetime) -> QWidget:
    """A version as a column of sections."""
    return _column(*_sections(shelf, volume, now))


def _column(*panels: Panel) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for panel in panels:
        column.addWidget(panel)
    return whole


def beside_sheet(volume: Volume, entry: str) -> QWidget | None:
    """An entry that is no clause and no part as a column of sections; None where it is one."""
    head, tongue = volume.head, language()
    if entry == MEASURES:
        told = (pair(one.title.within(tongue), _measure_words(one)) for one in head.measures)
        return _column(_panel(_("Measures"), *told))
    if entry == INPUTS and isinstance(head, ScheduleVersion):
        return _column(inputs_panel(head))
    if entry == PROCEDURE and isinstance(head, RulebookVersion):
        procedure = head.procedure
        signed = (pair(rule.text.within(tongue), rule.when) for rule in procedure.signoff)
        ranked = (pair(term.text.within(tongue), f"{term.weight:g} x {term.expression}") for term in procedure.risk)
        held = (pair(one.text.within(tongue), _hold_words(one)) for one in procedure.hold_reasons)
        return _column(
            _panel(_("When a supervisor signs off"), *signed),
            _panel(_("What makes a case urgent"), *ranked),
            _panel(_("Why a case may be held"), *held),
        )
    return None


def _measure_words(one: Measure) -> str:
    said = [one.effect.within(language()), _("impact {impact} of 4").format(impact=one.impact)]
    if one.term_days is not None:
        said.append(ngettext("{count} day", "{count} days", one.term_days).format(count=one.term_days))
    return " · ".join(said)


def _hold_words(one: HoldReason) -> str:
    return ngettext("for {count} hour at the most", "for {count} hours at the most", one.hours).format(count=one.hours)


def _sections(shelf: Shelf, volume: Volume, now: datetime) -> Iterator[Panel]:
    head, tongue = volume.head, language()
    yield _opening(shelf, volume, now)
    sources = (
        pair(
            s.title.within(tongue),
            " · ".join(
                part
                for part in (
                    _("in force from {day}").format(day=s.in_force) if s.in_force else "",
                    "" if s.read else _("known at second hand"),
                )
                if part
            ),
        )
        for s in head.sources
    )
    yield _panel(_("Sources"), *sources)


def _opening(shelf: Shelf, volume: Volume, now: datetime) -> Panel:
    head, panel, form, zone = volume.head, Panel(), Form(), ZoneInfo(volume.head.zone)
    panel.body.addWidget(Label(f"{head.title.within(language())} · {head.version}", "title", wrap=True))
    panel.body.addWidget(Label(head.summary.within(language()), wrap=True))
    if isinstance(head, ScheduleVersion) and head.note is not None:
        panel.body.addWidget(Label(head.note.within(language()), "dim", wrap=True))
    rows: Rows = [
        (_("Counts"), f"{standing_words(shelf, volume, now)} · {head.zone}"),
        (_("Published"), f"{words.when(head.published_at, zone)} {head.zone}"),
        (_("Signed"), signed_words(volume)),
        (_("Digest"), f"sha256 {_in_groups(volume.digest)}"),
        (_("Link"), link_to(volume)),
    ]
    if head.supersedes is not None:
        rows.insert(1, (_("Supersedes"), head.supersedes))
    if head.corrects is not None:
        rows.insert(1, (_("Corrects"), head.corrects))
    form.set_rows(rows)
    panel.body.addWidget(form)
    for line in missing_words(shelf):
        panel.body.addWidget(Label(line, "dim", wrap=True))
    return panel


def _in_groups(digest: str) -> str:
    """A digest in groups that a line can be broken between."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def signed_words(volume: Volume) -> str:
    """Who published a version, and with which key."""
    signed = volume.signed
    if signed is None:
        return _("Came with the program; nobody signed it")
    said = _("{account}, key {fingerprint}, {when}")
    return said.format(account=signed.account, fingerprint=fingerprint(signed.key), when=words.when(signed.at))


def _panel(title: str, *rows: QVBoxLayout) -> Panel:
    panel = Panel(title)
    panel.body.setSpacing(px(8))
    for row in rows:
        panel.body.addLayout(row)
    return panel
