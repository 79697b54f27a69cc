"""Puts a case together for the desk: record, rulebook versions, verdicts, draft, and which files are here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from reviewer_app.client.remote.api import ApiClient, Refused
from reviewer_app.client.store import Store
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.workbench.values import GivenVerdict, OpenCase, Volume
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.drafts import Draft, Sheet, draft_of
from reviewer_app.domain.events import Round
from reviewer_app.domain.leases import Lease
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.domain.verdicts import Operation
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.media.values import BytesSource
from reviewer_app.rulebooks.compiled import read_compiled, read_compiled_schedule
from reviewer_app.rulebooks.heads import withheld_head
from reviewer_app.rulebooks.problems import RulebookRefused
from reviewer_app.rulebooks.recorded import shipped_digests
from reviewer_app.wire.messages import CaseFile, RulebookEntry
from reviewer_app.wire.record import read_record

VersionT = TypeVar("VersionT", Published, PublishedSchedule)


class Books:
    """The versions of rulebooks and schedules on this computer, parsed once, and those among them that are not used.

    A version is used where it came with the program (`shipped` has its digest) or is signed by a key that this computer
    trusts, and where this program reads its format. Any other is known by its head alone.
    """

    def __init__(self, store: Store, shipped: Callable[[], frozenset[str]] = shipped_digests) -> None:
        self._store, self._shipped = store, shipped
        self._pinned: frozenset[str] = frozenset()
        self._parsed: dict[str, Published | Withheld] = {}
        self._schedules: dict[str, PublishedSchedule | Withheld] = {}

    def all(self) -> tuple[Published, ...]:
        """Every version that is used, each verified against its digest when it was first read."""
        return tuple(item for item in self._books() if isinstance(item, Published))

    def schedules(self) -> tuple[PublishedSchedule, ...]:
        """Every version of the schedules that is used."""
        return tuple(item for item in self._all_schedules() if isinstance(item, PublishedSchedule))

    def withheld(self) -> tuple[Withheld, ...]:
        """Every version of both that is here and not used."""
        return tuple(item for item in (*self._books(), *self._all_schedules()) if isinstance(item, Withheld))

    def library(self) -> tuple[Volume, ...]:
        """Every version of both that is used, with who published it."""
        signed = {e.digest: e.signed for kept in (self._store.rulebooks, self._store.schedules) for e in kept.entries()}
        books = (Volume(one.rulebook, one.digest, signed[one.digest]) for one in self.all())
        return (*books, *(Volume(one.schedule, one.digest, signed[one.digest]) for one in self.schedules()))

    def heard_at(self) -> datetime | None:
        """When the latest version that is used was published; None where there is none."""
        books = (book.rulebook.published_at for book in self.all())
        return max((*books, *(item.schedule.published_at for item in self.schedules())), default=None)

    def by_digest(self, digest: str | None) -> Published | None:
        """One version, or None where it is not here, or not used."""
        return next((book for book in self.all() if book.digest == digest), None)

    def _books(self) -> tuple[Published | Withheld, ...]:
        entries = self._store.rulebooks.entries()
        if self._repinned() or any(entry.digest not in self._parsed for entry in entries):
            bodies = self._store.rulebooks.bodies()
            self._parsed = {entry.digest: self._read(entry, body, read_compiled) for entry, body in bodies}
        return tuple(self._parsed[entry.digest] for entry in entries)

    def _all_schedules(self) -> tuple[PublishedSchedule | Withheld, ...]:
        entries = self._store.schedules.entries()
        if self._repinned() or any(entry.digest not in self._schedules for entry in entries):
            bodies = self._store.schedules.bodies()
            read = read_compiled_schedule
            self._schedules = {entry.digest: self._read(entry, body, read, schedule=True) for entry, body in bodies}
        return tuple(self._schedules[entry.digest] for entry in entries)

    def _repinned(self) -> bool:
        """Whether other keys are trusted than when versions were read; then all of them are read again."""
        pinned = frozenset(one.key for one in self._store.policy_keys.all())
        if pinned == self._pinned:
            return False
        self._pinned, self._parsed, self._schedules = pinned, {}, {}
        return True

    def _read(
        self, entry: RulebookEntry, body: bytes, read: Callable[[bytes, str], VersionT], schedule: bool = False
    ) -> VersionT | Withheld:
        why = self._distrust(entry, body)
        if why is None:
            try:
                return read(body, entry.digest)
            except RulebookRefused:
                why = Why.NEWER
        head = withheld_head(body, (entry.id, entry.version), entry.digest, why, schedule)
        return head if entry.signed is None else replace(head, account=entry.signed.account, key=entry.signed.key)

    def _distrust(self, entry: RulebookEntry, body: bytes) -> Why | None:
        if entry.digest in self._shipped():
            return None
        # Late: no first picture needs it, and few versions were published on a server.
        from reviewer_app.wire.signing import is_signed

        if entry.signed is None or not is_signed(body, entry.signed.key, entry.signed.signature):
            return Why.UNSIGNED
        return None if entry.signed.key in self._pinned else Why.UNKNOWN_KEY


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
        known_at=now if lease is None else lease.settled(now),
        on=file.on,
        overrides=file.decision,
        schedules=books.schedules(),
        counts=counts,
        heard_at=books.heard_at(),
        withheld=books.withheld(),
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
