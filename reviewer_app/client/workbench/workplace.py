"""What is open while a person works: the store at once; connection, loop and whole bench when gone into."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from reviewer_app.client.ids import fresh_id
from reviewer_app.client.settings.preferences import PREFETCH_CASES
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.trouble import Offline
from reviewer_app.client.workbench.front import EarlyBench

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer_app.client.remote.http import HttpApi
    from reviewer_app.client.settings.keys import KeyFile, ProfileKeys
    from reviewer_app.client.settings.preferences import Preferences
    from reviewer_app.client.settings.profile import Profile
    from reviewer_app.client.settings.recovery import RecoveryKeys
    from reviewer_app.client.settings.vault_session import VaultSession
    from reviewer_app.client.sitting import Sitting
    from reviewer_app.client.store import Store
    from reviewer_app.client.store.kept_session import KeptSession
    from reviewer_app.client.sync.loop import SyncLoop
    from reviewer_app.client.sync.report import Report
    from reviewer_app.client.workbench.bench import Bench
    from reviewer_app.client.workbench.workbench import Workbench
    from reviewer_app.domain.clock import Clock
    from reviewer_app.wire.messages import SessionOpened

Reports = tuple["Callable[[Report], None]", "Callable[[int, int], None]"]
"""Whom the loop tells of its rounds, and of bytes of evidence."""


class Workplace:
    """Everything that is open while a person works; `close` puts it away, whatever waits in the outbox stays there.

    `connect` gives the connection to its server; `fresh` says whether its files were made just now.
    """

    def __init__(
        self,
        store: Store,
        profile: Profile,
        locked: tuple[KeyFile, ProfileKeys],
        session: Sitting,
        kept: VaultSession | KeptSession,
        clock: Clock,
        preferences: Preferences,
        connect: Callable[[], HttpApi],
        reports: Reports,
        fresh: bool = False,
    ) -> None:
        self.store, self.profile, self.session, self.kept, self.fresh = store, profile, session, kept, fresh
        self._locked, self._clock, self._preferences = locked, clock, preferences
        self._connect, self._reports = connect, reports
        self._making, self._closed = threading.RLock(), False
        self._standing = StandingFile(profile.folder)
        self._api: HttpApi | None = None
        self._loop: SyncLoop | None = None
        self._workbench: Workbench | None = None
        self.bench = cast("Bench", EarlyBench(store, clock, self._standing, self._whole))

    # What needs the server is loaded when it is first gone into, from whichever thread: made once, under one lock.

    @property
    def api(self) -> HttpApi:
        """The connection to the server."""
        with self._making:
            if self._api is None:
                self._api = self._connect()
            return self._api

    @property
    def loop(self) -> SyncLoop:
        """What keeps the desk and the server together, under the session; `begin` starts it."""
        from reviewer_app.client.sync.loop import SyncLoop

        with self._making:
            if self._loop is None:
                made = SyncLoop(self.api, self.store, self._clock, *self._reports, prepare=True)
                opened = self.session.whole()
                if opened is not None:  # under one of another version there is none: the person is asked to sign in
                    made.signed_in(opened)
                self._loop = made
            return self._loop

    def _whole(self) -> Workbench:
        from reviewer_app.client.workbench.workbench import Workbench

        with self._making:
            if self._workbench is None:
                self._workbench = Workbench(
                    self.store,
                    self.api,
                    self.loop,
                    self._clock,
                    self.store.account,
                    lambda: fresh_id(self._clock),
                    self._open_session,
                    self._standing,
                    lambda: self._preferences.get(PREFETCH_CASES),
                )
            return self._workbench

    def _open_session(self, password: str) -> SessionOpened:
        from reviewer_app.client.workbench.signing_in import sign_in

        return sign_in(self.api, self.store, self.kept, self.store.account, password)

    @property
    def recovery(self) -> RecoveryKeys:
        """Makes the recovery key of the profile."""
        from reviewer_app.client.settings.recovery import RecoveryKeys

        return RecoveryKeys(*self._locked)

    def begin(self) -> None:
        """Loads what talks to the server, and starts the loop; for a lane, since it takes a third of a second."""
        with self._making:
            if not self._closed:
                self._whole()
                self.loop.start()

    def close(self) -> None:
        """Stops the loop and closes the files."""
        with self._making:
            self._closed = True
        if self._loop is not None:
            self._loop.stop()
        if self._api is not None:
            self._api.close()
        self.store.close()
        self.profile.close()

    def sign_out(self) -> None:
        """Tries to send what rests, ends the session on the server where it can be reached, and forgets it here."""
        try:
            self.loop.run_now()
            self.api.sign_out()
        except Offline:
            pass  # the server ends it by itself; nothing unsent is dropped
        finally:
            self.kept.drop()
