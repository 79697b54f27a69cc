"""Puts a case together for the desk: record, rulebook versions, verdicts, draft, and which files are here."""

from __future__ import annotations

import hashlib
from datetime import datetime

from reviewer_app.client.remote.api import ApiClient, Refused
from reviewer_app.client.store import Store
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.workbench.values import GivenVerdict, OpenCase
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.drafts import Draft, Sheet, draft_of
from reviewer_app.domain.events import Round
from reviewer_app.domain.leases import Lease
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.domain.verdicts import Operation
from reviewer_app.media.values import BytesSource
from reviewer_app.rulebooks.compiled import read_compiled, read_compiled_schedule
from reviewer_app.rulebooks.problems import RulebookRefused
from reviewer_app.wire.messages import CaseFile
from reviewer_app.wire.record import read_record


class Books:
    """The versions of rulebooks and schedules on this computer, parsed once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parsed: dict[str, Published] = {}
        self._schedules: dict[str, PublishedSchedule | None] = {}

    def all(self) -> tuple[Published, ...]:
        """Every version, each verified against its digest when it was first read."""
        entries = self._store.rulebooks.entries()
        if any(entry.digest not in self._parsed for entry in entries):
            bodies = self._store.rulebooks.bodies()
            self._parsed = {entry.digest: read_compiled(body, entry.digest) for entry, body in bodies}
        return tuple(self._parsed[entry.digest] for entry in entries)

    def schedules(self) -> tuple[PublishedSchedule, ...]:
        """Every version of the schedules; one of a newer format than this program reads is passed over."""
        entries = self._store.schedules.entries()
        if any(entry.digest not in self._schedules for entry in entries):
            bodies = self._store.schedules.bodies()
            self._schedules = {entry.digest: _read_schedule(body, entry.digest) for entry, body in bodies}
        return tuple(item for entry in entries if (item := self._schedules[entry.digest]) is not None)

    def library(self) -> tuple[Volume, ...]:
        """Every version of both, with who published it."""
        signed = {e.digest: e.signed for kept in (self._store.rulebooks, self._store.schedules) for e in kept.entries()}
        books = (Volume(one.rulebook, one.digest, signed[one.digest]) for one in self.all())
        return (*books, *(Volume(one.schedule, one.digest, signed[one.digest]) for one in self.schedules()))

    def by_digest(self, digest: str | None) -> Published | None:
        """One version, or None where it is not here."""
        return next((book for book in self.all() if book.digest == digest), None)


def _read_schedule(body: bytes, digest: str) -> PublishedSchedule | None:
    try:
        return read_compiled_schedule(body, digest)
    except RulebookRefused:
        return None


def sheet_of(file: CaseFile, lease: Lease | None, books: Books, now: datetime, counts: Snapshot | None = None) -> Sheet:
    """What a verdict on the case is written against; `counts` are those that came with the lease."""
    record, subject = read_record(file.record)
    types = {fact.sha256: fact.type for fact in file.assets}
    unshown = record.unshown(types)
    return Sheet(
        record=record,
        subject=subject,
        shown=frozenset(types) - unshown,
        unshown=unshown,
        versions=books.all(),
        round=lease.round if lease else (file.round or Round.FIRST),
        known_at=now,
        on=file.on,
        overrides=file.decision,
        schedules=books.schedules(),
        counts=counts,
    )


def opened(
    file: CaseFile,
    lease: Lease | None,
    store: Store,
    books: Books,
    account: str,
    now: datetime,
    counts: Snapshot | None = None,
) -> OpenCase:
    """The case whole, with the draft on the disk, or what the same person said in the attempt that was returned."""
    sheet = sheet_of(file, lease, books, now, counts)
    verdicts = tuple(GivenVerdict(v, Operation.model_validate_json(v.body)) for v in file.verdicts)
    draft, shown_ms = _draft(lease, store, verdicts, account)
    return OpenCase(
        case_id=file.case_id,
        file=file,
        record=sheet.record,
        subject=sheet.subject,
        lease=lease,
        sheet=sheet,
        draft=draft,
        shown_ms=shown_ms,
        verdicts=verdicts,
        judged=next((v for v in verdicts if v.shown.verdict_id == file.on), None),
        here=store.assets.here(),
    )


READ_MOST = 256 * 1024 * 1024
"""Bytes: the largest file that is held in memory for a case that is only read."""


def read_evidence(api: ApiClient, file: CaseFile) -> dict[str, BytesSource]:
    """The files of a case that is only read, in memory, each checked against its digest. Raises Offline."""
    found: dict[str, BytesSource] = {}
    for fact in file.assets:
        if fact.type is None or fact.bytes > READ_MOST:
            continue
        try:
            with api.download(fact.sha256, fact.bytes) as download:
                content = b"".join(download.chunks)
        except Refused:
            continue  # not ours to see; the pane says that the file is not here
        if hashlib.sha256(content).hexdigest() == fact.sha256:
            found[fact.sha256] = BytesSource(content, fact.sha256)
    return found


def _draft(lease: Lease | None, store: Store, verdicts: tuple[GivenVerdict, ...], account: str) -> tuple[Draft, int]:
    """What was entered before, and for how many milliseconds the case was looked at meanwhile."""
    if lease is None:
        return Draft(), 0
    saved = store.drafts.get(DraftKey(lease.case_id, lease.round, lease.attempt))
    if saved is not None:
        return saved.draft, saved.shown_ms
    if lease.attempt > 1 and lease.round is not Round.SIGNOFF:
        mine = [v for v in verdicts if v.shown.actor == account and v.shown.round is lease.round]
        if mine:
            return draft_of(mine[-1].operation.verdict), 0
    return Draft(), 0
