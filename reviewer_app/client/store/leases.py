"""Leases with their cases whole, and which assets those need; all of it goes when a lease ends."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator

from reviewer_app.client.store.driver import EncryptedFile, Row, Writer
from reviewer_app.client.store.values import AssetNeed, CaseInHand, LeaseRow
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.leases import Lease
from reviewer_app.domain.verdicts import Operation
from reviewer_app.wire.messages import CaseCounts, CaseFile, Grant
from reviewer_app.wire.problems import Problem
from reviewer_app.wire.record import read_record

SALT_BYTES = 32


class Leases:
    """The cases in hand of work.db."""

    def __init__(self, file: EncryptedFile) -> None:
        self._file = file

    def put(self, grants: Iterable[Grant]) -> None:
        """Takes granted cases in hand; a case that is in hand already gets its new lease and file in its old place."""
        with self._file.transaction() as writer:
            for grant in grants:
                record, _subject = read_record(grant.file.record)
                writer.run(
                    "INSERT INTO lease(case_id, lease, file, ref, title, kind, version, counts)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT(case_id) DO UPDATE SET lease = excluded.lease, file = excluded.file,"
                    " title = excluded.title, version = excluded.version, counts = excluded.counts, lost = NULL",
                    (
                        grant.lease.case_id,
                        grant.lease.model_dump_json(),
                        grant.file.model_dump_json(),
                        record.ref,
                        record.title,
                        record.kind.value,
                        grant.file.version,
                        grant.counts.model_dump_json() if grant.counts is not None else None,
                    ),
                )
                _need(writer, grant.file)

    def all(self) -> tuple[LeaseRow, ...]:
        """Every case in hand, lost ones too, in the order they were taken."""
        return tuple(_row(row) for row in self._file.rows("SELECT * FROM lease_row ORDER BY taken"))

    def row(self, case_id: str) -> LeaseRow | None:
        """A case in hand without its file, or None."""
        found = self._file.rows("SELECT * FROM lease_row WHERE case_id = ?", (case_id,))
        return _row(found[0]) if found else None

    def get(self, case_id: str) -> CaseInHand | None:
        """A case in hand whole, or None."""
        with self._file.transaction() as reader:  # one view of both
            row = reader.row("SELECT * FROM lease_row WHERE case_id = ?", (case_id,))
            found = reader.row("SELECT file, counts FROM lease WHERE case_id = ?", (case_id,))
        if row is None or found is None:
            return None
        file, counts = found
        counted = Snapshot.model_validate_json(counts) if counts is not None else None
        return CaseInHand(_row(row), CaseFile.model_validate_json(file), counted)

    def clips_around(
        self, case_id: str, merchant: str, creator: str | None, room: str | None
    ) -> Iterator[tuple[str, str]]:
        """The other clips in hand of one of these, lost ones left out, in the order they were taken: id and record.

        Of 200 cases in hand most are strangers, and reading a record as a value takes milliseconds.
        """
        rows = self._file.rows(
            "WITH clip AS MATERIALIZED (SELECT case_id, taken, json_extract(file, '$.record') AS record FROM lease"
            " WHERE kind = 'clip' AND lost IS NULL AND case_id <> ?1)"
            " SELECT case_id, record FROM clip"
            " WHERE json_extract(record, '$.merchant.id') = ?2 OR json_extract(record, '$.creator.id') = ?3"
            " OR json_extract(record, '$.subject.room') = ?4 ORDER BY taken",
            (case_id, merchant, creator, room),
        )
        return ((str(case_id), str(record)) for case_id, record in rows)

    def next_after(self, case_id: str | None, signoff: bool) -> str | None:
        """The case in hand that is judged after one, round to the first: not lost, and without a decision under way."""
        row = self._file.row(
            "SELECT case_id FROM lease l"
            " WHERE lost IS NULL AND case_id IS NOT ?1 AND (json_extract(lease, '$.round') = 'signoff') = ?2"
            " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = l.case_id AND o.state <> 'settled')"
            " ORDER BY taken <= coalesce((SELECT taken FROM lease WHERE case_id = ?1), -1), taken LIMIT 1",
            (case_id, signoff),
        )
        return str(row[0]) if row else None

    def renew(self, leases: Iterable[Lease]) -> None:
        """Writes leases as a heartbeat gave them; one that is not in hand, or of an older epoch, is passed over."""
        with self._file.transaction() as writer:
            writer.run_all(
                "UPDATE lease SET lease = ?, lost = NULL WHERE case_id = ? AND json_extract(lease, '$.epoch') <= ?",
                [(lease.model_dump_json(), lease.case_id, lease.epoch) for lease in leases],
            )

    def counts(self, case_id: str) -> Snapshot | None:
        """What is counted for a case in hand; None where nothing is."""
        row = self._file.row("SELECT counts FROM lease WHERE case_id = ?", (case_id,))
        return Snapshot.model_validate_json(row[0]) if row is not None and row[0] is not None else None

    def recount(self, told: Iterable[CaseCounts]) -> frozenset[str]:
        """Writes counts as the server has them now; a lease that is not in hand is passed over. Gives those written."""
        written = set()
        with self._file.transaction() as writer:
            for one in told:
                touched = writer.run(
                    "UPDATE lease SET counts = ? WHERE case_id = ? AND json_extract(lease, '$.epoch') = ?",
                    (one.counts.model_dump_json(), one.case_id, one.epoch),
                )
                if touched:
                    written.add(one.case_id)
        return frozenset(written)

    def replace_file(self, file: CaseFile) -> None:
        """Writes a newer state of a case in hand; an older one, or one that is not in hand, is passed over."""
        with self._file.transaction() as writer:
            touched = writer.run(
                "UPDATE lease SET file = ?, version = ? WHERE case_id = ? AND version <= ?",
                (file.model_dump_json(), file.version, file.case_id, file.version),
            )
            if touched:
                _need(writer, file)

    def lose(self, case_id: str, epoch: int, problem: Problem) -> None:
        """Marks a lease as passed on; its case goes, unless a draft or an unsettled decision of the person needs it.

        A newer lease than that of the epoch, given while the server was asked, stays.
        """
        with self._file.transaction() as writer:
            touched = writer.run(
                "UPDATE lease SET lost = ? WHERE case_id = ? AND json_extract(lease, '$.epoch') <= ?",
                (problem.model_dump_json(), case_id, epoch),
            )
            if not touched:
                return
            wanted = writer.row(
                "SELECT 1 FROM draft WHERE case_id = ?1 UNION ALL"
                " SELECT 1 FROM outbox WHERE case_id = ?1 AND state <> 'settled'",
                (case_id,),
            )
            if wanted is None:
                end_lease(writer, case_id)

    def end(self, case_ids: Iterable[str]) -> None:
        """Puts cases away: subject, events and asset keys go. A case with an undelivered decision stays."""
        with self._file.transaction() as writer:
            for case_id in case_ids:
                held = writer.row("SELECT 1 FROM outbox WHERE case_id = ? AND state <> 'settled'", (case_id,))
                if held is None:
                    end_lease(writer, case_id)

    def needs(self) -> tuple[AssetNeed, ...]:
        """Assets that are not whole here, in the order cases were taken and a reviewer needs them."""
        rows = self._file.rows(
            "SELECT a.sha256, a.bytes, a.have, l.case_id FROM lease l JOIN need n ON n.case_id = l.case_id"
            " JOIN asset a ON a.sha256 = n.sha256 WHERE NOT a.whole AND l.lost IS NULL"
            " GROUP BY a.sha256 ORDER BY min(l.taken * 65536 + n.place)"
        )
        return tuple(AssetNeed(*row) for row in rows)


def end_sitting(writer: Writer, operation: Operation, counted: bool) -> None:
    """Puts the case of an operation away inside an open transaction, where it is in hand for that very judgement.

    An answer may come late: the case may have been returned meanwhile, or let out of a hold, and be in hand anew. A
    verdict that is `counted` ends its attempt under every lease; any other ends its own lease and those before it.
    """
    found = writer.row(
        "SELECT 1 FROM lease WHERE case_id = ?1 AND json_extract(lease, '$.round') = ?2"
        " AND json_extract(lease, '$.attempt') = ?3 AND (?4 OR json_extract(lease, '$.epoch') <= ?5)",
        (operation.case_id, operation.round.value, operation.attempt, counted, operation.epoch),
    )
    if found is not None:
        end_lease(writer, operation.case_id)


def end_lease(writer: Writer, case_id: str) -> None:
    """Puts a case away inside an open transaction; an asset's key goes with the last case that needs it."""
    writer.run("DELETE FROM lease WHERE case_id = ?", (case_id,))
    writer.run("DELETE FROM need WHERE case_id = ?", (case_id,))
    writer.run("DELETE FROM asset WHERE sha256 NOT IN (SELECT sha256 FROM need)")


def _need(writer: Writer, file: CaseFile) -> None:
    shown = [fact for fact in file.assets if fact.type is not None]
    writer.run_all(
        "INSERT INTO asset(sha256, bytes, salt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(fact.sha256, fact.bytes, os.urandom(SALT_BYTES)) for fact in shown],
    )
    writer.run(
        "DELETE FROM need WHERE case_id = ? AND sha256 NOT IN (SELECT value FROM json_each(?))",
        (file.case_id, json.dumps([fact.sha256 for fact in shown])),
    )
    writer.run_all(
        "INSERT INTO need VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET place = excluded.place",
        [(file.case_id, fact.sha256, place) for place, fact in enumerate(shown)],
    )


def _row(row: Row) -> LeaseRow:
    _case_id, lease, ref, title, kind, taken, version, lost, total, here = row
    return LeaseRow(
        lease=Lease.model_validate_json(lease),
        ref=ref,
        title=title,
        kind=CaseKind(kind),
        order=taken,
        version=version,
        lost=Problem.model_validate_json(lost) if lost else None,
        bytes_total=total,
        bytes_here=here,
    )
