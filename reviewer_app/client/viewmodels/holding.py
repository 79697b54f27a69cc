"""The holds that a procedure offers, for the term that it allows at the most."""

from __future__ import annotations

from datetime import datetime, timedelta

from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.rulebook import HoldReason
from reviewer_app.domain.verdicts import HoldAsk


def reason_after(sheet: Sheet, hold: HoldAsk | None) -> str | None:
    """The reason that comes after the one of a hold, round again; the first without one; None without a procedure."""
    reasons = [reason.id for reason in _reasons(sheet)]
    if not reasons:
        return None
    at = reasons.index(hold.reason) + 1 if hold is not None and hold.reason in reasons else 0
    return reasons[at % len(reasons)]


def hold_for(sheet: Sheet, reason_id: str, now: datetime) -> HoldAsk | None:
    """The hold for a reason; None for one that the procedure does not have."""
    reason = next((reason for reason in _reasons(sheet) if reason.id == reason_id), None)
    return _ask(reason, now) if reason is not None else None


def _reasons(sheet: Sheet) -> tuple[HoldReason, ...]:
    book = sheet.procedure()
    return book.rulebook.procedure.hold_reasons if book is not None else ()


def _ask(reason: HoldReason, now: datetime) -> HoldAsk:
    until = now.replace(microsecond=0) + timedelta(hours=reason.hours)
    return HoldAsk(reason=reason.id, until=until, owner=reason.owner)
