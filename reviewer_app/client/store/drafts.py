"""Drafts: what a person has entered and not decided yet, saved within the moment."""

from __future__ import annotations

from datetime import datetime

from reviewer_app.client.store.driver import EncryptedFile, Row, Writer
from reviewer_app.client.store.values import DraftKey, SavedDraft, Why
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import Operation

_NO_DRAFT = "DELETE FROM draft WHERE case_id = ? AND round = ? AND attempt = ?"
_NOT_LOOKED = "DELETE FROM looked WHERE case_id = ? AND round = ? AND attempt = ?"


class Drafts:
    """The drafts of work.db; every write is durable when it returns, or raises NotSaved and changed nothing."""

    def __init__(self, file: EncryptedFile, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def save(self, key: DraftKey, draft: Draft, shown_ms: int = 0) -> bool:
        """Writes a draft and how long its case was looked at in all; how it came to be open again stays with it.

        Where nothing was entered what was watched is kept apart, and is no draft. Tells whether drafts changed.
        """
        now = self._clock.now()
        with self._file.transaction() as writer:
            if draft.empty:
                return _keep_looked(writer, key, draft, shown_ms, now)
            writer.run(_NOT_LOOKED, _values(key))
            writer.run(
                "INSERT INTO draft(case_id, round, attempt, draft, saved_at, shown_ms) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET draft = excluded.draft, saved_at = excluded.saved_at,"
                " shown_ms = excluded.shown_ms",
                (*_values(key), draft.model_dump_json(), now.isoformat(), shown_ms),
            )
        return True

    def looked(self, key: DraftKey) -> tuple[Draft, int]:
        """What was watched where nothing is entered, as a draft of nothing else, and for how many milliseconds."""
        found = self._file.row(
            "SELECT draft, shown_ms FROM looked WHERE case_id = ? AND round = ? AND attempt = ?", _values(key)
        )
        return (Draft.model_validate_json(found[0]), found[1]) if found else (Draft(), 0)

    def prune(self, before: datetime) -> None:
        """Forgets what was watched last before an instant in cases in which nothing was entered."""
        with self._file.transaction() as writer:
            writer.run("DELETE FROM looked WHERE saved_at < ?", (before.timestamp(),))

    def get(self, key: DraftKey) -> SavedDraft | None:
        """The draft of a judgement, or None."""
        found = self._file.row("SELECT * FROM draft_row WHERE case_id = ? AND round = ? AND attempt = ?", _values(key))
        return _saved(found) if found else None

    def all(self) -> tuple[SavedDraft, ...]:
        """Every draft, last saved first."""
        return tuple(_saved(row) for row in self._file.rows("SELECT * FROM draft_row ORDER BY saved_at DESC"))


def _values(key: DraftKey) -> tuple[str, str, int]:
    return key.case_id, key.round.value, key.attempt


def _keep_looked(writer: Writer, key: DraftKey, draft: Draft, shown_ms: int, now: datetime) -> bool:
    writer.run(
        "INSERT INTO looked(case_id, round, attempt, draft, shown_ms, saved_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET draft = excluded.draft, shown_ms = excluded.shown_ms, saved_at = excluded.saved_at",
        (*_values(key), draft.model_dump_json(), shown_ms, now.timestamp()),
    )
    return writer.run(_NO_DRAFT, _values(key)) > 0


def drop_draft(writer: Writer, key: DraftKey) -> None:
    """Deletes a draft, and what was watched without one, inside an open transaction."""
    writer.run(_NO_DRAFT, _values(key))
    writer.run(_NOT_LOOKED, _values(key))


def restore_draft(writer: Writer, operation: Operation, text: str, now: datetime, why: Why) -> None:
    """Opens a decided draft again inside an open transaction; one that is there already is newer and stays."""
    writer.run(
        "INSERT INTO draft(case_id, round, attempt, draft, saved_at, reopened, from_op, shown_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            operation.case_id,
            operation.round.value,
            operation.attempt,
            text,
            now.isoformat(),
            why.value,
            operation.op_id,
            operation.shown_ms,
        ),
    )


def _saved(row: Row) -> SavedDraft:
    case_id, round_, attempt, draft, saved_at, reopened, from_op, shown_ms = row
    return SavedDraft(
        key=DraftKey(case_id, Round(round_), attempt),
        draft=Draft.model_validate_json(draft),
        saved_at=datetime.fromisoformat(saved_at),
        reopened=Why(reopened) if reopened else None,
        from_op=from_op,
        shown_ms=shown_ms,
    )
