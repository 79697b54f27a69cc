"""One round of writing and reading: plan, push, pull, settle, report."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from reviewer_app.client import collector
from reviewer_app.client.errors import DamagedFile
from reviewer_app.client.remote.api import ApiClient, BadReply, Refused, ServerFailed, SessionEnded, Unreachable
from reviewer_app.client.store.queue_rows import Stretch, stretch
from reviewer_app.client.store.rulebooks import Rulebooks
from reviewer_app.client.store.store import Store
from reviewer_app.client.store.values import LeaseRow, OutboxRow, Settled
from reviewer_app.client.sync.fates import changes_of
from reviewer_app.client.sync.report import Report
from reviewer_app.client.trouble import Trouble
from reviewer_app.domain.changes import NOTHING, Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.fates import Fate
from reviewer_app.wire.messages import Answer, Held, RulebookEntry, SessionOpened
from reviewer_app.wire.problems import Code, Problem, problem

log = logging.getLogger(__name__)

FEED_LIMIT = 1000
FEED_AT_ONCE = 20_000  # rows applied in one transaction: fewer commits, faster first sync
BATCH_BYTES = 900_000
CHOKES = 5  # sendings over which the server failed before those behind are sent past it
HEARTBEAT_SECONDS = 60.0
RULEBOOK_SECONDS = 300.0
HEARTBEAT_MOST = 1000
CLOCK_SET_SECONDS = 5.0
KEEP_HISTORY = timedelta(days=30)
_ONE_BY_ONE = (Code.TOO_LARGE, Code.MALFORMED, Code.INVALID)


class Sync:
    """The rounds of one account's store with one server; belongs to one thread."""

    def __init__(self, api: ApiClient, store: Store, clock: Clock) -> None:
        self._api, self._store, self._clock = api, store, clock
        self.online = False
        self.signed_out = False
        self.skew = 0.0
        self._compared: tuple[datetime, float] | None = None
        self._beat: float | None = None
        self._books: float | None = None

    def signed_in(self, session: SessionOpened) -> Changes:
        """Goes on under a new session, and compares the device's chain with what the server has of it."""
        self._api.use(session.token)
        forked = self._store.device.meet(session.last_seq, session.last_link)
        self.signed_out = False
        self._books = self._beat = None
        return Changes(session=True, outbox=forked)

    def run_once(self, active: bool = True) -> Report:
        """One round. Known trouble ends it early and is in the report; nothing that was under way is lost by it."""
        if self.signed_out:
            return Report(signed_out=True, media=self._store.glance.media())
        round_ = _Round()
        was_online = self.online
        try:
            self._plan()
            self._push(round_)
            self._pull(round_, active)
        except SessionEnded as ended:
            self.signed_out = True
            round_.trouble = ended
            round_.changes |= Changes(session=True)
        except Unreachable as away:
            self.online = False
            round_.trouble, round_.retry_after = away, away.retry_after
        except Trouble as trouble:
            round_.trouble = trouble
        self._settle(round_)
        round_.changes |= Changes(connection=self.online != was_online)
        report = round_.report(self.online, self.signed_out, self._store.glance.media())
        return replace(report, skew=self.skew)

    # -- plan ---------------------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        """Makes sure that the server is there: sealing a decision ends its undo, so it is not done on a guess."""
        due = self._store.outbox.next_due()
        if not self.online or self._clock_was_set() or (due is not None and due <= self._clock.now()):
            told = self._api.hello()
            now = self._clock.now()
            self.skew, self._compared = (told.now - now).total_seconds(), (now, self._clock.monotonic())
            self.online = True

    def _clock_was_set(self) -> bool:
        """Whether this computer's clock was put right, or wrong, since it was compared with the server's."""
        if self._compared is None:
            return False
        at, ticks = self._compared
        gone = (self._clock.now() - at).total_seconds()
        return abs(gone - (self._clock.monotonic() - ticks)) > CLOCK_SET_SECONDS

    # -- push ---------------------------------------------------------------------------------------------------------

    def _push(self, round_: _Round) -> None:
        """Sends what is due, batch by batch; the answers wait until the feed has been applied."""
        while True:
            rows = self._store.outbox.seal_due(self._clock.now(), online=True, tried=round_.tried)
            if not rows:
                return
            round_.changes |= Changes(outbox=True)
            for batch in _batches(rows):
                round_.tried += [row.op_id for row in batch]
                answers = self._send(batch)
                round_.answers += answers
                round_.sent += len(batch)
                if len(answers) < len(batch):
                    return

    def _send(self, batch: list[OutboxRow]) -> list[Answer]:
        """The answers to a batch; fewer where the server failed over one: those behind it wait, to keep the chain."""
        try:
            told = self._api.push(tuple(row.envelope for row in batch if row.envelope)).answers
        except Refused as refused:
            if refused.problem.code not in _ONE_BY_ONE:
                raise
            return self._send_apart(batch, refused.problem)
        except ServerFailed:
            return self._send_apart(batch, problem(Code.INTERNAL))
        if [answer.op_id for answer in told] != [row.op_id for row in batch]:
            raise BadReply("answers to other operations")
        return list(told)

    def _send_apart(self, batch: list[OutboxRow], why: Problem) -> list[Answer]:
        """Sends one by one what did not go together; what has failed often is passed over and blocks no more."""
        if len(batch) == 1:
            log.error("operation %s is not taken: %s", batch[0].op_id, why.code.value)
            passed_over = why.code is not Code.INTERNAL or batch[0].sent >= CHOKES
            return [Answer(op_id=batch[0].op_id, fate=Fate.LATER, problem=why)] if passed_over else []
        answers: list[Answer] = []
        for row in batch:
            answer = self._send([row])
            if not answer:
                break
            answers += answer
        return answers

    # -- pull ---------------------------------------------------------------------------------------------------------

    def _pull(self, round_: _Round, active: bool) -> None:
        self._read_feed(round_)
        now = self._clock.monotonic()
        if active and (self._beat is None or now - self._beat >= HEARTBEAT_SECONDS):
            self._heartbeat(round_)
            self._beat = now
        self._refresh_cases(round_)
        stale = any(_of_other_rules(answer) for answer in round_.answers)
        if stale or self._books is None or now - self._books >= RULEBOOK_SECONDS:
            self._fetch_rulebooks(round_)
            self._books = now

    def _read_feed(self, round_: _Round) -> None:
        cursor, more = self._store.queue.cursor(), True
        while more:
            feeds, broke_off = self._stretch(cursor)
            with collector.at_rest():
                self._apply(feeds, round_)
            if broke_off is not None:
                raise broke_off
            cursor, more = feeds[-1].cursor, feeds[-1].more

    def _stretch(self, cursor: str | None) -> tuple[list[Stretch], Trouble | None]:
        """Pages of the feed from a cursor on, about as many rows as are written in one transaction.

        With the trouble that broke it off behind the first page: what came is applied all the same, so that a network
        that fails again and again still brings the cursor on.
        """
        feeds, broke_off = [self._page(cursor)], None
        try:
            while feeds[-1].more and sum(len(feed.rows) for feed in feeds) < FEED_AT_ONCE:
                feeds.append(self._page(feeds[-1].cursor))
        except Trouble as trouble:
            broke_off = trouble
        cursors = [cursor, *(feed.cursor for feed in feeds)]
        if feeds[-1].more and len(set(cursors)) < len(cursors):
            raise BadReply("a feed that does not move")
        return feeds, broke_off

    def _page(self, cursor: str | None) -> Stretch:
        told = self._api.feed(cursor, FEED_LIMIT)
        with collector.at_rest():
            return stretch(told)

    def _apply(self, feeds: list[Stretch], round_: _Round) -> None:
        try:
            named = self._store.queue.apply_feed(*feeds)
        except DamagedFile:
            self._store.queue.remake()  # filled again from the start by the next round
            raise
        reset = any(feed.reset for feed in feeds)
        round_.changes |= Changes(queue=bool(named) or reset, cases=named)

    def _heartbeat(self, round_: _Round) -> None:
        held = self._held()
        for at in range(0, len(held), HEARTBEAT_MOST):
            asked = held[at : at + HEARTBEAT_MOST]
            told, epochs = self._api.heartbeat(asked), {one.case_id: one.epoch for one in asked}
            self._store.leases.renew(told.leases)
            for gone in told.lost:
                self._store.leases.lose(gone.case_id, epochs.get(gone.case_id, 0), gone.problem)
                round_.lost.append(gone.case_id)
            named = frozenset(gone.case_id for gone in told.lost)
            round_.changes |= Changes(leases=True, cases=named)

    def _refresh_cases(self, round_: _Round) -> None:
        """Fetches again each case in hand of which the feed tells a newer state."""
        for row in self._store.leases.all():
            if row.lost is None and self._is_newer(row):
                try:
                    self._store.leases.replace_file(self._api.case(row.lease.case_id))
                except SessionEnded:
                    raise
                except Refused as refused:
                    log.warning("case %s is not shown: %s", row.lease.case_id, refused.problem.code.value)
                    continue
                round_.changes |= Changes(leases=True, cases=frozenset({row.lease.case_id}))

    def _is_newer(self, row: LeaseRow) -> bool:
        told = self._store.queue.get(row.lease.case_id)
        return told is not None and told.version > row.version

    def _fetch_rulebooks(self, round_: _Round) -> None:
        books, schedules = self._store.rulebooks, self._store.schedules
        for entry, body in self._new(books, self._api.rulebooks().rulebooks, self._api.rulebook):
            books.put(entry, body)
            round_.changes |= Changes(rulebooks=True)
        counted = False
        for entry, body in self._new(schedules, self._api.schedules().schedules, self._api.schedule):
            if not counted:  # before the first is kept: what breaks off here is asked again
                self._recount(round_)
                counted = True
            schedules.put(entry, body)
            round_.changes |= Changes(rulebooks=True)
        signed = (entry.signed for kept in (books, schedules) for entry in kept.entries())
        if self._store.policy_keys.meet(one for one in signed if one is not None):
            round_.changes |= Changes(rulebooks=True)

    def _new(
        self, kept: Rulebooks, told: Iterable[RulebookEntry], fetch: Callable[[str], bytes]
    ) -> Iterator[tuple[RulebookEntry, bytes]]:
        """The versions that are not here, each as it comes: what breaks off leaves those that came before it."""
        here = {entry.digest for entry in kept.entries()}
        for entry in told:
            if entry.digest not in here:
                body = fetch(entry.digest)
                _check_signature(entry, body)
                yield entry, body

    def _recount(self, round_: _Round) -> None:
        """Fetches the counts of the cases in hand again: a version that is new was not counted for when they came."""
        held = self._held()
        for at in range(0, len(held), HEARTBEAT_MOST):
            told = self._api.counts(held[at : at + HEARTBEAT_MOST])
            named = self._store.leases.recount(told.cases)
            round_.changes |= Changes(leases=bool(named), cases=named)

    def _held(self) -> tuple[Held, ...]:
        leases = (row.lease for row in self._store.leases.all() if row.lost is None)
        return tuple(Held(case_id=lease.case_id, epoch=lease.epoch) for lease in leases)

    # -- settle -------------------------------------------------------------------------------------------------------

    def _settle(self, round_: _Round) -> None:
        """Gives each decision its fate; what cannot be written now is answered `already` another time."""
        try:
            for answer in round_.answers:
                settled = self._store.outbox.settle(answer.op_id, answer)
                round_.fates.append(settled)
                round_.changes |= changes_of(settled)
            if round_.fates or round_.lost:
                self._store.assets.sweep()
                self._store.outbox.prune(self._clock.now() - KEEP_HISTORY)
                self._store.drafts.prune(self._clock.now() - KEEP_HISTORY)
        except Trouble as trouble:
            round_.trouble = trouble


class _Round:
    """What one round has gathered so far."""

    def __init__(self) -> None:
        self.changes: Changes = NOTHING
        self.trouble: Trouble | None = None
        self.retry_after: float | None = None
        self.tried: list[str] = []
        self.answers: list[Answer] = []
        self.fates: list[Settled] = []
        self.lost: list[str] = []
        self.sent = 0

    def report(self, online: bool, signed_out: bool, media: tuple[int, int]) -> Report:
        """The round as a value."""
        return Report(
            changes=self.changes,
            online=online,
            signed_out=signed_out,
            trouble=self.trouble,
            retry_after=self.retry_after,
            sent=self.sent,
            fates=tuple(self.fates),
            lost=tuple(self.lost),
            media=media,
        )


def _batches(rows: Iterable[OutboxRow]) -> Iterator[list[OutboxRow]]:
    batch: list[OutboxRow] = []
    size = 0
    for row in rows:
        length = len(row.envelope.body.encode()) if row.envelope else 0
        if batch and size + length > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length
    if batch:
        yield batch


def _of_other_rules(answer: Answer) -> bool:
    """Whether the server judged by a version that this desk may not have heard of."""
    code = answer.problem.code if answer.problem is not None else None
    behind = code in (Code.RULEBOOK_NOT_IN_FORCE, Code.PROCEDURE_UNKNOWN)
    return behind or answer.fate is Fate.STALE_RULEBOOK


def _check_signature(entry: RulebookEntry, body: bytes) -> None:
    """Raises BadReply for a version whose signature is not one over its bytes; what came with the program has none."""
    # Late: no first picture needs it, and a server has few versions that were published on it.
    from reviewer_app.wire.signing import is_signed

    if entry.signed is not None and not is_signed(body, entry.signed.key, entry.signed.signature):
        raise BadReply(f"a version of {entry.id} that its signature is not over")
