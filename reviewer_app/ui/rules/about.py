"""A version itself: when it counts, who published it under which key, its digest, sources, measures, procedure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.library import Shelf
from reviewer_app.client.viewmodels.links import link_to
from reviewer_app.client.viewmodels.rulewords import missing_words, standing_words
from reviewer_app.client.words import _, language
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.ui.kit import Form, Label, Panel
from reviewer_app.ui.rules.clause import pair
from reviewer_app.ui.rules.parts import inputs_panel
from reviewer_app.ui.rules.things import panel_of, procedure_panels, source_words
from reviewer_app.ui.theme import Ink
from reviewer_app.wire.signing import fingerprint

Rows = list[tuple[str, str] | tuple[str, str, Ink | None]]


def about_sheet(shelf: Shelf, volume: Volume, now: datetime) -> QWidget:
    """A version as a column of sections."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for panel in _sections(shelf, volume, now):
        column.addWidget(panel)
    return whole


def _sections(shelf: Shelf, volume: Volume, now: datetime) -> Iterator[Panel]:
    head, tongue = volume.head, language()
    yield _opening(shelf, volume, now)
    if isinstance(head, ScheduleVersion):
        yield inputs_panel(head)
    if head.measures:
        yield panel_of(_("Measures"), *(pair(m.title.within(tongue), m.effect.within(tongue)) for m in head.measures))
    if isinstance(head, RulebookVersion):
        yield from procedure_panels(head.procedure)
    yield panel_of(_("Sources"), *(pair(s.title.within(tongue), source_words(s)) for s in head.sources))


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
