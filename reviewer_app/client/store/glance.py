"""What work.db tells at a glance, for counts and the queue's page: plain columns, no stored message is opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from reviewer_app.client.store.queue_values import OutboxCounts
from reviewer_app.domain.terms import CaseKind, Round

if TYPE_CHECKING:
    from reviewer_app.client.store.driver import EncryptedFile


class Hand(NamedTuple):
    """A case in hand: its lease's round and end, what it is called, and how many bytes of its evidence are here."""

    case_id: str
    round: Round
    until: datetime
    title: str
    kind: CaseKind
    lost: bool
    bytes_total: int
    bytes_here: int


class Resting(NamedTuple):
    """A decision that can still be taken back, until then."""

    op_id: str
    title: str
    until: datetime


class Glance:
    """The plain columns of work.db."""

    def __init__(self, file: EncryptedFile) -> None:
        self._file = file

    def hands(self) -> tuple[Hand, ...]:
        """Every case in hand, lost ones too, in the order they were taken."""
        rows = self._file.rows(
            "SELECT case_id, json_extract(lease, '$.round'), json_extract(lease, '$.until'), title, kind,"
            " lost IS NOT NULL, bytes_total, bytes_here FROM lease_row ORDER BY taken"
        )
        return tuple(
            Hand(case_id, Round(round_), datetime.fromisoformat(until), title, CaseKind(kind), bool(lost), total, here)
            for case_id, round_, until, title, kind, lost, total, here in rows
        )

    def held(self, signoff: bool | None = None) -> frozenset[str]:
        """The cases in hand that are not lost; `signoff` bounds it to that round, or to all the others."""
        rows = self._file.rows(
            "SELECT case_id FROM lease WHERE lost IS NULL"
            " AND (?1 IS NULL OR (json_extract(lease, '$.round') = 'signoff') = ?1)",
            (signoff,),
        )
        return frozenset(str(case_id) for (case_id,) in rows)

    def media(self) -> tuple[int, int]:
        """Bytes of evidence that are here, and bytes that the cases in hand need in all."""
        row = self._file.row(
            "SELECT coalesce(sum(CASE WHEN whole THEN bytes ELSE min(have, bytes) END), 0), coalesce(sum(bytes), 0)"
            " FROM asset WHERE sha256 IN (SELECT sha256 FROM need)"
        )
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def drafts(self) -> int:
        """How many drafts there are."""
        row = self._file.row("SELECT count(*) FROM draft")
        return int(row[0]) if row else 0

    def drafted(self) -> frozenset[str]:
        """The cases that have a draft."""
        return frozenset(str(case_id) for (case_id,) in self._file.rows("SELECT case_id FROM draft"))

    def under_way(self) -> frozenset[str]:
        """The cases with a decision that has no fate yet: they are not judged again meanwhile."""
        return frozenset(
            str(case_id) for (case_id,) in self._file.rows("SELECT case_id FROM outbox WHERE state <> 'settled'")
        )

    def outbox(self) -> OutboxCounts:
        """Decisions that rest, that are on their way, and whose fate needs eyes."""
        row = self._file.row(
            "SELECT (SELECT count(*) FROM outbox WHERE state = 'resting'),"
            " (SELECT count(*) FROM outbox WHERE state = 'sealed'),"
            " (SELECT count(*) FROM outbox_kept)"
        )
        return OutboxCounts(*row) if row else OutboxCounts()

    def last_resting(self) -> Resting | None:
        """The last decision that can still be taken back, or None."""
        row = self._file.row(
            "SELECT op_id, title, rest_until FROM outbox WHERE state = 'resting'"
            " ORDER BY decided_at DESC, op_id DESC LIMIT 1"
        )
        return Resting(row[0], row[1], datetime.fromtimestamp(row[2], UTC)) if row else None
