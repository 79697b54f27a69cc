"""The threads that keep the desk and the server together: one syncs, one fetches evidence, one prepares it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from reviewer_app.client.remote.api import ApiClient, SessionEnded, Unreachable
from reviewer_app.client.store.store import Store
from reviewer_app.client.sync.backoff import FIRST_SECONDS, Backoff
from reviewer_app.client.sync.prefetch import Prefetch
from reviewer_app.client.sync.prepare import Preparation
from reviewer_app.client.sync.report import Report
from reviewer_app.client.sync.run import Sync
from reviewer_app.client.trouble import Trouble
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.wire.messages import SessionOpened

log = logging.getLogger(__name__)
PERIOD_SECONDS = 15.0
ACTIVE_SECONDS = 300.0
STOP_SECONDS = 2.0


class SyncLoop:
    """Syncs every 15 seconds, when asked to, and as soon as a decision has rested; fetches evidence meanwhile.

    `on_report` and `on_progress` (bytes of evidence here, and needed) are called on the loop's threads. With `prepare`,
    what is shown first of the evidence that came is derived and kept, by a media room of the loop's own.
    """

    def __init__(
        self,
        api: ApiClient,
        store: Store,
        clock: Clock,
        on_report: Callable[[Report], None],
        on_progress: Callable[[int, int], None] = lambda done, total: None,
        period: float = PERIOD_SECONDS,
        prepare: bool = False,
    ) -> None:
        self._api, self._store, self._clock, self._period = api, store, clock, period
        self._on_report = on_report
        self._sync = Sync(api, store, clock)
        self._prefetch = Prefetch(api, store, lambda: self._stopping.is_set(), on_progress)
        self._preparation = Preparation(store, lambda: self._stopping.is_set(), lambda sha256: self._tell_media())
        self._stopping, self._wanted, self._fetch = threading.Event(), threading.Event(), threading.Event()
        self._came, self._lost = threading.Event(), threading.Event()
        self._one_at_a_time = threading.Lock()
        self._touched = clock.monotonic()
        self._tried = self._touched
        self._threads = [
            threading.Thread(target=self._syncing, name="sync", daemon=True),
            threading.Thread(target=self._fetching, name="prefetch", daemon=True),
        ]
        if prepare:
            self._threads.append(threading.Thread(target=self._preparing, name="prepare", daemon=True))

    def start(self) -> None:
        """Starts the threads."""
        self._store.assets.on_lost = self._lose
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Syncs now: something was decided, taken or asked for."""
        self._wanted.set()

    def touch(self) -> None:
        """The person is at work: leases are kept alive for another while, and a server that was away is tried."""
        self._touched = self._clock.monotonic()
        if not self._sync.online and self._touched - self._tried >= FIRST_SECONDS:
            self.wake()

    def signed_in(self, session: SessionOpened) -> Changes:
        """Goes on under a new session."""
        with self._one_at_a_time:
            changes = self._sync.signed_in(session)
        self.wake()
        return changes

    def run_now(self) -> Report:
        """One round on the caller's thread (a lane), between those of the loop; what it did is not reported again."""
        with self._one_at_a_time:
            report = self._sync.run_once(self._active())
        self._fetch.set()
        if report.online:
            self.wake()  # the loop may be waiting for a server that was away until now
        return report

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Stops the threads, cutting what is under way; False where one did not end in time (it writes no more)."""
        self._stopping.set()
        self._wanted.set()
        self._fetch.set()
        self._came.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            while thread.is_alive() and time.monotonic() < deadline:
                self._api.abort()
                self._preparation.stop()
                thread.join(0.05)
        self._preparation.stop()
        return not any(thread.is_alive() for thread in self._threads)

    def _lose(self) -> None:
        """A file that was here is not any more: it is said, and the file is fetched anew."""
        self._lost.set()
        self._fetch.set()

    def _active(self) -> bool:
        return self._clock.monotonic() - self._touched < ACTIVE_SECONDS

    def _syncing(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            self._wanted.clear()
            self._tried = self._clock.monotonic()
            with self._one_at_a_time:
                report = self._sync.run_once(self._active())
            if self._stopping.is_set():
                return
            self._on_report(report)
            if report.online:
                self._fetch.set()
            # A disk that takes nothing is no reason to ask without a pause either: what is due stays due.
            if report.online and report.trouble is None:
                backoff.worked()
                wait = self._until_due()
            else:
                wait = backoff.failed(report.retry_after, waiting=self._waiting())
            self._wanted.wait(wait)

    def _waiting(self) -> bool:
        counts = self._store.glance.outbox()
        return bool(counts.resting or counts.to_send)

    def _until_due(self) -> float:
        due = self._store.outbox.next_due()
        if due is None or self._sync.signed_out:
            return self._period
        return min(self._period, max(0.05, (due - self._clock.now()).total_seconds()))

    def _fetching(self) -> None:
        refused = False
        while not self._stopping.is_set():
            self._fetch.wait()
            self._fetch.clear()
            if self._lost.is_set():
                self._lost.clear()
                self._tell_media()
            if self._stopping.is_set() or self._sync.signed_out:
                continue
            try:
                fetched = self._prefetch.run()
            except (Unreachable, SessionEnded):
                continue  # the syncing thread notices it too, says so, and asks for more when it can
            except Trouble as trouble:
                refused = True
                self._on_report(Report(online=self._sync.online, trouble=trouble, fetching=True))
                continue
            self._came.set()
            if fetched.whole or refused:
                refused = False
                self._tell_media()

    def _tell_media(self) -> None:
        """Files have come, or one of them cannot be shown."""
        if not self._stopping.is_set():
            media = self._store.glance.media()
            self._on_report(Report(Changes(media=True), online=self._sync.online, media=media, fetching=True))

    def _preparing(self) -> None:
        while not self._stopping.is_set():
            self._came.wait()
            self._came.clear()
            try:
                self._preparation.run()
            except Trouble as trouble:
                # A full disk, which the other threads meet and tell: the desk decodes as it goes. While stopping it is
                # the store that is closed over what was under way.
                if not self._stopping.is_set():
                    log.warning("evidence is not prepared: %s", type(trouble).__name__)
