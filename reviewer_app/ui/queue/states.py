"""What a row of the queue says of its state: badge, tone and dot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reviewer_app.client.viewmodels.names import ROUNDS, STATUSES, outcome_words
from reviewer_app.client.words import _
from reviewer_app.domain.terms import Outcome, Round, Status

if TYPE_CHECKING:
    from reviewer_app.client.store.queued import Queued
    from reviewer_app.client.workbench.queue_values import InHand
    from reviewer_app.ui.theme import Ink, Tone

SOON = timedelta(hours=2)


def badge(row: Queued, hand: InHand | None) -> tuple[str, Tone]:
    """The words and tone of a row's badge: what matters most about it to this person."""
    if hand is not None and hand.lost:
        return _("Passed on"), "bad"
    if row.back:
        return _("Returned"), "bad"
    if row.status is Status.DECIDED:
        tones: dict[str, Tone] = {Outcome.PASS.value: "ok", Outcome.VIOLATION.value: "bad"}
        return outcome_words(row.outcome) or _("Decided"), tones.get(row.outcome or "", "neutral")
    if row.status in (Status.HELD, Status.CANCELLED):
        return _(STATUSES[row.status]), "warn"
    if hand is not None and hand.drafted:
        return _("Draft"), "accent"
    if row.holder is not None and row.holder.mine:
        return (_("Offline") if row.holder.offline else _("In hand")), "accent"
    if row.holder is not None:
        return _("With somebody"), "neutral"
    return _(ROUNDS[row.round or Round.FIRST]), "warn" if row.round is Round.SIGNOFF else "neutral"


def dot(hand: InHand | None) -> tuple[float, str]:
    """How full a row's dot is, and what that says: in hand with all its media, on its way, or not in hand."""
    if hand is None:
        return 0.0, _("Not in hand")
    if hand.media_done >= hand.media_total:
        return 1.0, _("In hand, all of it here")
    return 0.5, _("In hand, media on its way")


def due_ink(row: Queued, now: datetime) -> Ink:
    """The ink of a due time: late, soon, or neither; a decided case is never late."""
    if row.status in (Status.DECIDED, Status.CANCELLED):
        return "dim"
    return "bad" if row.due_at < now else "warn" if row.due_at - now < SOON else "ink"
