"""The outbox: decisions on their way, resting, sealed into the device's chain, and settled by a fate."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from reviewer_app.client.errors import DecidedAlready
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.store.device import begin_again, state_in
from reviewer_app.client.store.drafts import drop_draft, restore_draft
from reviewer_app.client.store.driver import EncryptedFile, Row, Writer
from reviewer_app.client.store.leases import end_sitting
from reviewer_app.client.store.values import DraftKey, OutboxRow, RowState, SavedDraft, Settled, Why
from reviewer_app.client.trouble import TooLate
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Envelope, Operation, Outcome
from reviewer_app.wire.messages import BATCH, Answer, Receipt
from reviewer_app.wire.problems import Code, Problem
from reviewer_app.wire.sealing import seal

REST = timedelta(seconds=30)
SIGNOFF_REST = timedelta(seconds=60)
CONFLICTS = (Fate.ADVISORY, Fate.STALE_RULEBOOK, Fate.REFUSED)
_DONE = (Fate.ACCEPTED, Fate.ALREADY)
_REOPENS = {Fate.ADVISORY: Why.ADVISORY, Fate.STALE_RULEBOOK: Why.STALE_RULEBOOK, Fate.REFUSED: Why.REFUSED}


class Outbox:
    """The outbox of work.db. Every write is durable when it returns, or raises NotSaved and changed nothing."""

    def __init__(self, file: EncryptedFile, clock: Clock, account: str) -> None:
        self._file, self._clock, self._account = file, clock, account

    def add(self, operation: Operation, title: str, draft: Draft) -> OutboxRow:
        """Writes a decision and drops its draft, both or neither.

        `draft` is what take_back gives again. Raises DecidedAlready where the same judgement is on its way, ValueError
        for an operation of another account.
        """
        if operation.actor != self._account:
            raise ValueError("a decision goes into the outbox of who made it")
        rest = SIGNOFF_REST if operation.round is Round.SIGNOFF else REST
        until = operation.decided_at + rest
        key = key_of(operation)
        with self._file.transaction() as writer:
            if _open_row(writer, key):
                raise DecidedAlready(operation.case_id)
            writer.run(
                "INSERT INTO outbox(op_id, case_id, title, operation, draft, state, decided_at, rest_until)"
                " VALUES (?, ?, ?, ?, ?, 'resting', ?, ?)",
                (
                    operation.op_id,
                    operation.case_id,
                    title,
                    operation.model_dump_json(),
                    draft.model_dump_json(),
                    operation.decided_at.timestamp(),
                    until.timestamp(),
                ),
            )
            drop_draft(writer, key)
        return OutboxRow(operation.op_id, operation.case_id, title, operation, RowState.RESTING, until)

    def take_back(self, op_id: str) -> SavedDraft:
        """Takes a resting decision back whole: the row goes and its draft is there again, both or neither.

        Raises TooLate once its sending has started, LookupError for an unknown row.
        """
        now = self._clock.now()
        with self._file.transaction() as writer:
            state, _fate, operation_text, draft_text = _row_or_raise(writer, op_id)
            if state != RowState.RESTING:
                raise TooLate(op_id)
            operation = Operation.model_validate_json(operation_text)
            writer.run("DELETE FROM outbox WHERE op_id = ?", (op_id,))
            restore_draft(writer, operation, draft_text, now, Why.TAKEN_BACK)
        draft = Draft.model_validate_json(draft_text)
        return SavedDraft(key_of(operation), draft, now, Why.TAKEN_BACK, op_id, operation.shown_ms)

    def seal_due(
        self, now: datetime, online: bool, tried: Iterable[str] = (), limit: int = BATCH
    ) -> tuple[OutboxRow, ...]:
        """Starts a sending: up to `limit` rows in the chain's order, sealed ones first, then due ones, sealed here.

        `tried` are operations already sent in this run, so that one that is put off never blocks those behind it.
        Gives nothing while offline: there, decisions rest on and can still be taken back.
        """
        if not online:
            return ()
        skipped = json.dumps(list(tried))
        with self._file.transaction() as writer:
            rows = writer.rows(
                "SELECT op_id FROM outbox WHERE state = 'sealed' AND op_id NOT IN (SELECT value FROM json_each(?))"
                " ORDER BY json_extract(operation, '$.device'), seq LIMIT ?",
                (skipped, limit),
            )
            chosen = [op_id for (op_id,) in rows]
            chosen += self._seal(writer, now, limit - len(chosen))
            named = json.dumps(chosen)
            writer.run("UPDATE outbox SET sent = sent + 1 WHERE op_id IN (SELECT value FROM json_each(?))", (named,))
            found = writer.rows(
                "SELECT r.* FROM outbox_row r JOIN outbox o USING (op_id)"
                " WHERE op_id IN (SELECT value FROM json_each(?))"
                " ORDER BY json_extract(o.operation, '$.device'), o.seq",
                (named,),
            )
        return tuple(_row(row) for row in found)

    def _seal(self, writer: Writer, now: datetime, limit: int) -> list[str]:
        # A clock that was set back must not hold a decision for years: before decided_at counts as rested.
        at = now.timestamp()
        due = writer.rows(
            "SELECT op_id, operation FROM outbox WHERE state = 'resting' AND (rest_until <= ? OR decided_at > ?)"
            " ORDER BY decided_at, op_id LIMIT ?",
            (at, at, limit),
        )
        if not due:
            return []
        place = state_in(writer, fresh_id(self._clock))
        seq, link = place.next_seq, place.last_link
        for op_id, text in due:
            operation = Operation.model_validate_json(text).model_copy(update={"device": place.device})
            envelope = seal(operation, seq, link)
            writer.run(
                "UPDATE outbox SET state = 'sealed', operation = ?, seq = ?, envelope = ? WHERE op_id = ?",
                (operation.model_dump_json(), seq, envelope.model_dump_json(), op_id),
            )
            seq, link = seq + 1, envelope.link
        writer.run("UPDATE device SET next_seq = ?, last_link = ?", (seq, link))
        return [op_id for op_id, _ in due]

    def settle(self, op_id: str, answer: Answer) -> Settled:
        """Writes the server's answer; what follows from the fate happens in the same transaction.

        Accepted, already and advisory end the lease it was decided under; a stale rulebook opens the draft again with
        the old answers; later only notes the problem. A row that has its fate keeps it. Where another
        profile uses this device's numbers, the device goes on under a new id, so that what is sealed from now on is not
        refused as well.
        """
        now = self._clock.now()
        with self._file.transaction() as writer:
            state, fate, text, draft = _row_or_raise(writer, op_id)
            operation = Operation.model_validate_json(text)
            key = key_of(operation)
            if state == RowState.SETTLED:
                return Settled(op_id, key.case_id, Fate(fate))
            if state == RowState.RESTING:
                raise ValueError("a decision that was never sent cannot have a fate")
            problem = answer.problem.model_dump_json() if answer.problem else None
            if answer.fate is Fate.LATER:
                writer.run("UPDATE outbox SET problem = ? WHERE op_id = ?", (problem, op_id))
                return Settled(op_id, key.case_id, answer.fate)
            writer.run(
                "UPDATE outbox SET state = 'settled', fate = ?, problem = ?, receipt = ?, settled_at = ?"
                " WHERE op_id = ?",
                (
                    answer.fate.value,
                    problem,
                    answer.receipt.model_dump_json() if answer.receipt else None,
                    now.timestamp(),
                    op_id,
                ),
            )
            if answer.problem is not None and answer.problem.code is Code.CHAIN_BROKEN:
                self._leave_chain(writer, operation.device)
            if answer.fate is Fate.STALE_RULEBOOK:
                restore_draft(writer, operation, draft, now, Why.STALE_RULEBOOK)
                return Settled(op_id, key.case_id, answer.fate, key)
            if answer.fate is not Fate.REFUSED:
                counted = answer.fate in _DONE and operation.verdict.outcome is not Outcome.HOLD
                end_sitting(writer, operation, counted)
        return Settled(op_id, key.case_id, answer.fate)

    def _leave_chain(self, writer: Writer, device: str) -> None:
        fresh = fresh_id(self._clock)
        if state_in(writer, fresh).device == device:  # of several that are refused the first has done it
            begin_again(writer, fresh)

    def reopen(self, op_id: str) -> DraftKey:
        """Offers the answers of a refused, advisory or stale decision again as a draft, and puts the row away."""
        with self._file.transaction() as writer:
            _state, fate, text, draft = _row_or_raise(writer, op_id)
            if fate not in CONFLICTS:
                raise TooLate(op_id)
            operation = Operation.model_validate_json(text)
            restore_draft(writer, operation, draft, self._clock.now(), _REOPENS[Fate(fate)])
            writer.run("UPDATE outbox SET dismissed = 1 WHERE op_id = ?", (op_id,))
        return key_of(operation)

    def dismiss(self, op_id: str) -> None:
        """Puts a settled decision out of sight once its fate has been taken note of; it stays in the history."""
        with self._file.transaction() as writer:
            writer.run("UPDATE outbox SET dismissed = 1 WHERE op_id = ? AND state = 'settled'", (op_id,))

    def prune(self, before: datetime) -> int:
        """Deletes history settled before an instant: accepted ones, and others once dismissed. Gives how many."""
        with self._file.transaction() as writer:
            return writer.run(
                "DELETE FROM outbox WHERE state = 'settled' AND settled_at < ?"
                " AND (fate IN ('accepted', 'already') OR dismissed = 1)",
                (before.timestamp(),),
            )

    def get(self, op_id: str) -> OutboxRow | None:
        """A row by its operation's id, or None."""
        found = self._file.row("SELECT * FROM outbox_row WHERE op_id = ?", (op_id,))
        return _row(found) if found else None

    def unsettled(self) -> tuple[OutboxRow, ...]:
        """Every decision without a fate, oldest first."""
        return self._select(
            "SELECT r.* FROM outbox_row r JOIN outbox o USING (op_id) WHERE o.state <> 'settled'"
            " ORDER BY o.decided_at, op_id"
        )

    def shown(self) -> tuple[OutboxRow, ...]:
        """Every decision under way, and every settled one whose fate has not been taken note of, newest first."""
        return self._select(
            "SELECT r.* FROM outbox_row r JOIN outbox o USING (op_id)"
            " WHERE o.state <> 'settled' OR op_id IN (SELECT op_id FROM outbox_kept)"
            " ORDER BY o.decided_at DESC, op_id DESC"
        )

    def history(self, limit: int = 200) -> tuple[OutboxRow, ...]:
        """Settled decisions, last settled first."""
        return self._select(
            "SELECT * FROM outbox_row WHERE state = 'settled' ORDER BY settled_at DESC, op_id DESC LIMIT ?", limit
        )

    def next_due(self) -> datetime | None:
        """When the next resting decision may leave, or None."""
        row = self._file.row("SELECT min(rest_until) FROM outbox WHERE state = 'resting'")
        return datetime.fromtimestamp(row[0], UTC) if row and row[0] is not None else None

    def _select(self, sql: str, *values: object) -> tuple[OutboxRow, ...]:
        return tuple(_row(row) for row in self._file.rows(sql, values))


def key_of(operation: Operation) -> DraftKey:
    """The judgement that an operation is of."""
    return DraftKey(operation.case_id, operation.round, operation.attempt)


def _open_row(writer: Writer, key: DraftKey) -> bool:
    found = writer.row(
        "SELECT 1 FROM outbox WHERE case_id = ? AND json_extract(operation, '$.round') = ?"
        " AND json_extract(operation, '$.attempt') = ? AND state <> 'settled'",
        (key.case_id, key.round.value, key.attempt),
    )
    return found is not None


def _row_or_raise(writer: Writer, op_id: str) -> Row:
    found = writer.row("SELECT state, fate, operation, draft FROM outbox WHERE op_id = ?", (op_id,))
    if found is None:
        raise LookupError(op_id)
    return found


def _row(row: Row) -> OutboxRow:
    op_id, case_id, title, operation, state, rest, envelope, sent, fate, problem, receipt, settled, dismissed = row
    return OutboxRow(
        op_id=op_id,
        case_id=case_id,
        title=title,
        operation=Operation.model_validate_json(operation),
        state=RowState(state),
        rest_until=datetime.fromtimestamp(rest, UTC),
        envelope=Envelope.model_validate_json(envelope) if envelope else None,
        sent=sent,
        fate=Fate(fate) if fate else None,
        problem=Problem.model_validate_json(problem) if problem else None,
        receipt=Receipt.model_validate_json(receipt) if receipt else None,
        settled_at=datetime.fromtimestamp(settled, UTC) if settled is not None else None,
        dismissed=bool(dismissed),
    )
