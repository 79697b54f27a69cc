"""Outbox rows as screens show them, made from what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.store.values import RowState
from reviewer_app.client.trouble import TooLate
from reviewer_app.client.workbench.queue_values import OutboxState
from reviewer_app.client.workbench.values import OutboxRow
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.terms import CaseKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reviewer_app.client.store import Store
    from reviewer_app.client.store.values import OutboxRow as StoredRow

NEEDS_EYES = (Fate.ADVISORY, Fate.STALE_RULEBOOK, Fate.REFUSED)


def outbox_row(row: StoredRow, kinds: Mapping[str, CaseKind], store: Store, now: datetime) -> OutboxRow:
    """A decision as the outbox page shows it."""
    operation = row.operation
    known = kinds.get(row.case_id)
    if known is None:
        queued = store.queue.get(row.case_id)
        known = queued.kind if queued else CaseKind.CLIP
    return OutboxRow(
        op_id=row.op_id,
        case_id=row.case_id,
        title=row.title,
        kind=known,
        round=operation.round,
        outcome=operation.verdict.outcome.value,
        decided_at=operation.decided_at,
        rest_until=row.rest_until,
        state=_state(row, now),
        fate=row.fate,
        problem=row.problem,
        kept=row.state is RowState.SETTLED and row.fate in NEEDS_EYES and not row.dismissed,
        tries=row.sent,
    )


def _state(row: StoredRow, now: datetime) -> OutboxState:
    if row.state is RowState.SETTLED:
        return OutboxState.SETTLED
    if row.state is RowState.SEALED:
        return OutboxState.SENT
    return OutboxState.RESTING if now < row.rest_until else OutboxState.WAITING


def nothing_to_undo() -> TooLate:
    """Said when Ctrl+Z finds no decision that still rests."""
    return TooLate()
