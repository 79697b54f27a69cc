"""Puts a case together for the desk: record, rulebook versions, verdicts, draft, and which files are here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from reviewer_app.client.collector import at_rest
from reviewer_app.client.errors import AssetDamaged, PaperTooLarge
from reviewer_app.client.recorded import shipped_digests
from reviewer_app.client.remote.api import ApiClient, Refused
from reviewer_app.client.store import Store
from reviewer_app.client.store.rulebooks import Rulebooks
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.workbench.values import GivenVerdict, OpenCase
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.cases import Asset
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.drafts import Draft, Sheet, draft_of, with_watched
from reviewer_app.domain.events import Round
from reviewer_app.domain.leases import Lease
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.domain.verdicts import Operation, Verdict
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.media.values import BytesSource
from reviewer_app.rulebooks.compiled import read_compiled, read_compiled_schedule
from reviewer_app.rulebooks.heads import withheld_head
from reviewer_app.rulebooks.problems import RulebookRefused
from reviewer_app.wire.messages import CaseFile, RulebookEntry
from reviewer_app.wire.record import read_record

VersionT = TypeVar("VersionT", Published, PublishedSchedule)


@dataclass(frozen=True, slots=True)
class AtHand:
    """The versions that are used, those that are not, and when the latest of the first was published."""

    versions: tuple[Published, ...]
    schedules: tuple[PublishedSchedule, ...]
    withheld: tuple[Withheld, ...]
    heard_at: datetime | None


class _Table(Generic[VersionT]):
    """The versions of one table as `read` gave them, under the keys that were trusted then."""

    def __init__(self, read: Callable[[bytes, str], VersionT], schedule: bool = False) -> None:
        self.read: Callable[[bytes, str], VersionT] = read
        self.schedule = schedule
        self.found: tuple[frozenset[str], dict[str, VersionT | Withheld]] = (frozenset(), {})


class Books:
    """The versions of rulebooks and schedules on this computer, parsed once, and those among them that are not used.

    A version is used where it came with the program (`shipped` has its digest) or is signed by a key that this computer
    trusts, and where this program reads its format. Any other is known by its head alone.
    """

    def __init__(self, store: Store, shipped: Callable[[], frozenset[str]] = shipped_digests) -> None:
        self._store, self._shipped = store, shipped
        self._parsed: _Table[Published] = _Table(read_compiled)
        self._steps: _Table[PublishedSchedule] = _Table(read_compiled_schedule, schedule=True)

    def all(self) -> tuple[Published, ...]:
        """Every version that is used, each verified against its digest when it was first read."""
        return tuple(item for item in self._books() if isinstance(item, Published))

    def schedules(self) -> tuple[PublishedSchedule, ...]:
        """Every version of the schedules that is used."""
        return tuple(item for item in self._schedules() if isinstance(item, PublishedSchedule))

    def withheld(self) -> tuple[Withheld, ...]:
        """Every version of both that is here and not used."""
        return tuple(item for item in (*self._books(), *self._schedules()) if isinstance(item, Withheld))

    def library(self) -> tuple[Volume, ...]:
        """Every version of both that is used, with who published it."""
        books = self._each(self._store.rulebooks, self._parsed)
        steps = self._each(self._store.schedules, self._steps)
        return (
            *(Volume(one.rulebook, one.digest, by.signed) for by, one in books if isinstance(one, Published)),
            *(Volume(one.schedule, one.digest, by.signed) for by, one in steps if isinstance(one, PublishedSchedule)),
        )

    def at_hand(self) -> AtHand:
        """All that a sheet holds of them, read in one go: the deciding key asks for it."""
        books, schedules = self._books(), self._schedules()
        used = tuple(item for item in books if isinstance(item, Published))
        steps = tuple(item for item in schedules if isinstance(item, PublishedSchedule))
        times = (*(book.rulebook.published_at for book in used), *(item.schedule.published_at for item in steps))
        withheld = tuple(item for item in (*books, *schedules) if isinstance(item, Withheld))
        return AtHand(used, steps, withheld, max(times, default=None))

    def by_digest(self, digest: str | None) -> Published | None:
        """One version, or None where it is not here, or not used."""
        return next((book for book in self.all() if book.digest == digest), None)

    def _books(self) -> tuple[Published | Withheld, ...]:
        return tuple(item for _entry, item in self._each(self._store.rulebooks, self._parsed))

    def _schedules(self) -> tuple[PublishedSchedule | Withheld, ...]:
        return tuple(item for _entry, item in self._each(self._store.schedules, self._steps))

    def _each(self, kept: Rulebooks, known: _Table[VersionT]) -> tuple[tuple[RulebookEntry, VersionT | Withheld], ...]:
        """The versions of one table as they are now, each with its entry: another may have come by the next reading."""
        entries, trusted = kept.entries(), self._trusted()
        read_under, found = known.found
        if read_under != trusted or any(entry.digest not in found for entry in entries):
            found = {entry.digest: self._read(entry, body, known, trusted) for entry, body in kept.bodies()}
            known.found = trusted, found
        return tuple((entry, found[entry.digest]) for entry in entries)

    def _trusted(self) -> frozenset[str]:
        """The keys that are trusted now; where they are others than when versions were read, all are read again."""
        return frozenset(one.key for one in self._store.policy_keys.all())

    def _read(
        self, entry: RulebookEntry, body: bytes, known: _Table[VersionT], trusted: frozenset[str]
    ) -> VersionT | Withheld:
        why = self._distrust(entry, body, trusted)
        if why is None:
            try:
                return known.read(body, entry.digest)
            except RulebookRefused:
                why = Why.NEWER
        head = withheld_head(body, (entry.id, entry.version), entry.digest, why, known.schedule)
        return head if entry.signed is None else replace(head, account=entry.signed.account, key=entry.signed.key)

    def _distrust(self, entry: RulebookEntry, body: bytes, trusted: frozenset[str]) -> Why | None:
        if entry.digest in self._shipped():
            return None
        # Late: no first picture needs it, and few versions were published on a server.
        from reviewer_app.wire.signing import is_signed

        if entry.signed is None or not is_signed(body, entry.signed.key, entry.signed.signature):
            return Why.UNSIGNED
        return None if entry.signed.key in trusted else Why.UNKNOWN_KEY


def sheet_of(
    file: CaseFile,
    lease: Lease | None,
    books: Books,
    now: datetime,
    counts: Snapshot | None = None,
    refused: frozenset[str] = frozenset(),
) -> Sheet:
    """What a verdict on the case is written against; `counts` are those that came with the lease.

    `refused` are the files that this computer cannot show, though their bytes are of a kind that is opened.
    """
    with at_rest():
        record, subject = read_record(file.record)
    types = {fact.sha256: fact.type for fact in file.assets}
    unshown, known = record.unshown(types) | (refused & types.keys()), books.at_hand()
    return Sheet(
        record=record,
        subject=subject,
        shown=frozenset(types) - unshown,
        unshown=unshown,
        versions=known.versions,
        round=lease.round if lease else (file.round or Round.FIRST),
        known_at=now if lease is None else lease.settled(now),
        on=file.on,
        judged=judged_in(file),
        overrides=file.decision,
        schedules=known.schedules,
        counts=counts,
        heard_at=known.heard_at,
        withheld=known.withheld,
    )


def judged_in(file: CaseFile) -> Verdict | None:
    """The verdict whose findings stand under what the case is about now: through those that only confirm it."""
    bodies, named = {one.verdict_id: one.body for one in file.verdicts}, file.on
    while named is not None and named in bodies:
        verdict = Operation.model_validate_json(bodies.pop(named)).verdict
        if verdict.stands_for is not None:
            return verdict
        named = verdict.on
    return None


def opened(
    file: CaseFile,
    lease: Lease | None,
    store: Store,
    books: Books,
    account: str,
    now: datetime,
    counts: Snapshot | None = None,
    refused: frozenset[str] = frozenset(),
) -> OpenCase:
    """The case whole, with the draft on the disk, or what the same person said in the attempt that was returned."""
    sheet = sheet_of(file, lease, books, now, counts, refused)
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
READ_ALL = 512 * 1024 * 1024
"""Bytes: so much of all its files; those that find no room any more are left out."""


def read_evidence(api: ApiClient, file: CaseFile) -> dict[str, BytesSource]:
    """The files of a case that is only read, in memory, each checked against its digest. Raises Offline."""
    found: dict[str, BytesSource] = {}
    room = READ_ALL
    for fact in file.assets:
        if fact.type is None or fact.bytes > min(READ_MOST, room) or fact.sha256 in found:
            continue
        try:
            found[fact.sha256] = _downloaded(api, fact.sha256, fact.bytes)
        except (Refused, AssetDamaged):
            continue  # not ours to see, or not what it should be; the pane says that the file is not here
        room -= fact.bytes
    return found


def read_paper(api: ApiClient, asset: Asset) -> BytesSource:
    """A file of an earlier filing, in memory. Raises PaperTooLarge, AssetDamaged, Refused, Offline."""
    if asset.bytes > READ_MOST:
        raise PaperTooLarge(asset.sha256)
    return _downloaded(api, asset.sha256, asset.bytes)


def _downloaded(api: ApiClient, sha256: str, size: int) -> BytesSource:
    with api.download(sha256, size) as download:
        content = b"".join(download.chunks)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise AssetDamaged(sha256)
    return BytesSource(content, sha256)


def _draft(lease: Lease | None, store: Store, verdicts: tuple[GivenVerdict, ...], account: str) -> tuple[Draft, int]:
    """What was entered before, and for how many milliseconds the case was looked at meanwhile."""
    if lease is None:
        return Draft(), 0
    key = DraftKey(lease.case_id, lease.round, lease.attempt)
    saved = store.drafts.get(key)
    if saved is not None:
        return saved.draft, saved.shown_ms
    looked, shown_ms = store.drafts.looked(key)
    if lease.attempt > 1 and lease.round is not Round.SIGNOFF:
        mine = [v for v in verdicts if v.shown.actor == account and v.shown.round is lease.round]
        if mine:
            return with_watched(draft_of(mine[-1].operation.verdict), looked.watched), shown_ms
    return looked, shown_ms
