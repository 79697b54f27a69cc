"""Opening a working day: profile, keys, store, session and sync loop put together, and put away again in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.client.errors import (
    DamagedFile,
    KeyHeaderLost,
    NothingKeptHere,
    NoVault,
    ProfileInUse,
    VaultSilent,
    WrongKey,
)
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.settings.keys import KeyFile
from reviewer_app.client.settings.locks import PassphraseLock, VaultLock, Way
from reviewer_app.client.settings.preferences import ACCOUNT, CA_FILE, PROXY, SERVER
from reviewer_app.client.settings.profile import open_profile, profile_id, set_aside
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.settings.vault_session import VaultSession
from reviewer_app.client.sitting import Sitting
from reviewer_app.client.store import StoreKeys, open_store
from reviewer_app.client.store.store import WORK_DB
from reviewer_app.client.trouble import NotSaved, Offline, Trouble
from reviewer_app.client.workbench.workplace import Workplace

if TYPE_CHECKING:
    from reviewer_app.client.remote.http import HttpApi
    from reviewer_app.client.settings.derive import Ahead
    from reviewer_app.client.settings.keys import ProfileKeys
    from reviewer_app.client.settings.locks import Lock, RecoveryLock
    from reviewer_app.client.settings.preferences import Preferences
    from reviewer_app.client.settings.profile import Profile
    from reviewer_app.client.settings.standing import Standing
    from reviewer_app.client.settings.vault import Vault
    from reviewer_app.client.store import Store
    from reviewer_app.client.store.kept_session import KeptSession
    from reviewer_app.client.sync.report import Report
    from reviewer_app.domain.clock import Clock
    from reviewer_app.wire.messages import SessionOpened

MEMORY_KIB = 256 * 1024


def system_vault() -> Vault:
    """The keyring that this system offers. Raises NoVault where there is none to trust."""
    # Late: `keyring` takes 50 ms to look for its backends, and under a passphrase nobody asks for them.
    from reviewer_app.client.settings.keyring_vault import system_vault as trusted

    return trusted()


@dataclass(frozen=True, slots=True)
class Entrance:
    """Opens workplaces under `root`; `on_report` and `on_progress` are called on the loop's threads.

    `vault` finds the system's keyring and raises NoVault where there is none to trust; then a passphrase is the lock,
    whose key may be on its way already (`ahead`).
    """

    root: Path
    preferences: Preferences
    clock: Clock
    on_report: Callable[[Report], None]
    on_progress: Callable[[int, int], None] = lambda done, total: None
    vault: Callable[[], Vault] = system_vault
    memory_kib: int = MEMORY_KIB
    ahead: Ahead | None = None
    _asking: list[HttpApi] = field(default_factory=list, init=False, compare=False)
    _stopped: threading.Event = field(default_factory=threading.Event, init=False, compare=False)

    def ready(self) -> None:
        """Forgets an earlier `stop_asking`: from here on it is about the sign-in that is asked for next."""
        self._stopped.clear()

    def stop_asking(self) -> None:
        """Cuts the sign-in that is under way, from any thread: it ends as if the server were away.

        Also where the server is not asked yet, or has just said yes; the session is ended again then. Where the account
        worked here before, that does not open it under the session kept: nobody asked for that.
        """
        self._stopped.set()
        for api in list(self._asking):
            api.abort()

    def has_keyring(self) -> bool:
        """Whether a keyring that may be trusted answers here."""
        try:
            self.vault()
        except (NoVault, VaultSilent):
            return False
        return True

    def ways(self, server: str, account: str) -> frozenset[Way]:
        """How this account's keys are opened; empty where it never worked here. Looking makes nothing.

        Raises KeyHeaderLost, NewerFile, ProfileInUse.
        """
        try:
            with open_profile(self.root, server, account, make=False) as profile:
                return KeyFile(profile.folder, profile.id).ways()
        except NothingKeptHere:
            return frozenset()

    def behind_lock(self, server: str, account: str) -> BehindLock:
        """What is known of an account's profile without its keys. Looking makes nothing. Raises ProfileInUse."""
        try:
            with open_profile(self.root, server, account, make=False) as profile:
                try:
                    ways = KeyFile(profile.folder, profile.id).ways()
                except KeyHeaderLost:
                    ways = frozenset()
                there = bool(ways or profile.databases)
                recoverable = Way.RECOVERY in ways
                return BehindLock(server, account, there, recoverable, StandingFile(profile.folder).read())
        except NothingKeptHere:
            return BehindLock(server, account, False, False, None)

    def set_aside(self, server: str, account: str) -> Path:
        """Renames the profile, so that a new one can be made; nothing is deleted.

        Raises ProfileInUse, NothingKeptHere, NotSaved.
        """
        return set_aside(self.root, server, account, self.clock.now())

    def enter(self, server: str, account: str, password: str, passphrase: str = "", recovery: str = "") -> Workplace:
        """Signs in and opens the workplace; with the server away it opens under the session kept from before.

        The first time nothing is made on this computer until the server has accepted the sign-in. With a recovery key
        the profile's keys are put under a new lock: the keyring, or `passphrase` where none is; only once the session
        is open, so that after a sign-in that failed the lock is the one it was.
        Raises Trouble: wrong credentials, a key that does not open, a profile in use. Nothing is open then.
        """

        from reviewer_app.client.remote.http import HttpApi

        def session(api: Callable[[], HttpApi], store: Store, kept: VaultSession | KeptSession) -> Sitting:
            try:
                opened = self._ask(api, account, password, store.device.state().device)
            except Offline:
                before = kept.get()
                if before is None or self._stopped.is_set():
                    raise
                return before
            kept.put(opened)
            return Sitting.of(opened)

        if self.ahead is not None:
            HttpApi.get_ready()  # the key is on its way in its own thread, and the server is asked right after it
        if recovery or self.ways(server, account):
            place = self._open(server, account, passphrase, session, recovery)
        else:
            place = self._begin(server, account, password, passphrase)
        try:
            self.preferences.set(SERVER, server)
            self.preferences.set(ACCOUNT, account)
        except NotSaved:
            pass  # the next sign-in asks for them again; what is open must not be lost over it
        return place

    def resume(self, server: str, account: str) -> Workplace:
        """Opens the workplace under the session kept in the keyring, with no password.

        Raises NothingKept where the person is to sign in, and whatever other Trouble is in the way.
        """
        if self.ways(server, account) - {Way.RECOVERY} != {Way.KEYRING}:
            raise NothingKept(account)  # never here, or under a passphrase: it has to be typed

        def session(api: Callable[[], HttpApi], store: Store, kept: VaultSession | KeptSession) -> Sitting:
            before = kept.get()
            if before is None or before.expires_at <= self.clock.now():
                raise NothingKept(account)
            return before

        return self._open(server, account, "", session)

    # -- the first time --

    def _begin(self, server: str, account: str, password: str, passphrase: str) -> Workplace:
        """Asks the server first, and makes keys and store once it has said yes; what fails then leaves nothing."""
        from reviewer_app.client.workbench.signing_in import end

        identifier, device = profile_id(server, account), fresh_id(self.clock)
        lock, vault = self._new_lock(identifier, passphrase)
        api = self._api(server)
        try:
            opened = self._ask(lambda: api, account, password, device)
            try:
                return self._make(api, account, opened, device, open_profile(self.root, server, account), lock, vault)
            except BaseException:
                end(api)  # nobody is left who could use the session
                raise
        except BaseException:
            api.close()
            raise

    def _make(
        self,
        api: HttpApi,
        account: str,
        opened: SessionOpened,
        device: str,
        profile: Profile,
        lock: VaultLock | PassphraseLock,
        vault: Vault | None,
    ) -> Workplace:
        file, store = KeyFile(profile.folder, profile.id), None
        try:
            keys = file.make(lock)
            store = self._store(profile, keys, account)
            store.device.be(device)
            kept = VaultSession(vault, profile.id) if vault else store.session
            kept.put(opened)
            place = self._workplace(profile, (file, keys), store, lambda: api, Sitting.of(opened), kept, fresh=True)
            _ = place.loop  # now: what fails in it must leave nothing behind either
            return place
        except FileExistsError as made:  # by another window, while the server was asked
            profile.close()
            raise ProfileInUse(profile.id) from made
        except BaseException:
            if store is not None:
                store.close()
            profile.undo()
            _undo(lock, vault, profile.id)
            raise

    def _new_lock(self, identifier: str, passphrase: str) -> tuple[VaultLock | PassphraseLock, Vault | None]:
        """The best lock that this computer offers. Raises NoVault, VaultSilent where no passphrase stands in."""
        try:
            vault = self.vault()
        except (NoVault, VaultSilent):
            if not passphrase:
                raise
            return PassphraseLock(passphrase, self.memory_kib), None
        return VaultLock(vault, identifier), vault

    # -- what is there already --

    def _open(
        self,
        server: str,
        account: str,
        passphrase: str,
        session: Callable[[Callable[[], HttpApi], Store, VaultSession | KeptSession], Sitting],
        recovery: str = "",
    ) -> Workplace:
        profile = open_profile(self.root, server, account, make=False)
        file = KeyFile(profile.folder, profile.id)
        try:
            fresh = not profile.databases
            lock, vault = self._lock(profile, file, passphrase, anew=bool(recovery))
            keys = file.open(_lock_of(recovery) if recovery else lock)
            store = self._store(profile, keys, account)
        except BaseException:
            profile.close()
            raise
        made = list["HttpApi"]()

        def api() -> HttpApi:
            if not made:
                made.append(self._api(server))
            return made[0]

        try:
            kept = VaultSession(vault, profile.id) if vault else store.session
            opened = session(api, store, kept)
            if recovery:
                file.put_lock(keys, lock)
            place = self._workplace(profile, (file, keys), store, api, opened, kept, fresh)
            if made:  # whoever has just signed in is told at the door what is wrong; a kept session is looked at later
                _ = place.loop
            return place
        except BaseException:
            for one in made:
                one.close()
            store.close()
            profile.close()
            raise

    def _lock(self, profile: Profile, file: KeyFile, passphrase: str, anew: bool) -> tuple[Lock, Vault | None]:
        """The lock that the profile has, or, for a new lock, the best that this computer offers."""
        if anew:
            return self._new_lock(profile.id, passphrase)
        if file.ways() - {Way.RECOVERY} == {Way.PASSPHRASE}:
            return PassphraseLock(passphrase, self.memory_kib, self.ahead), None
        vault = self.vault()
        return VaultLock(vault, profile.id), vault

    def _store(self, profile: Profile, keys: ProfileKeys, account: str) -> Store:
        """Opens the files under keys that were sealed for this profile: what they do not open is damaged.

        Raises DamagedFile, also where work.db is gone and held something; it would be made anew otherwise.
        """
        work, standing = profile.folder / WORK_DB, StandingFile(profile.folder).read()
        if standing is not None and standing.holds and not (work.is_file() and work.stat().st_size):
            raise DamagedFile(WORK_DB)
        try:
            return open_store(profile.folder, StoreKeys(keys.work, keys.cache, keys.media), self.clock, account)
        except WrongKey as error:
            raise DamagedFile(WORK_DB) from error

    # -- what both end in --

    def _api(self, server: str) -> HttpApi:
        from reviewer_app.client.remote.http import HttpApi

        proxy, ca_file = self.preferences.get(PROXY) or None, self.preferences.get(CA_FILE) or None
        api = HttpApi(server, proxy=proxy, ca_file=ca_file)
        self._asking.append(api)
        del self._asking[:-1]
        return api

    def _ask(self, api: Callable[[], HttpApi], account: str, password: str, device: str) -> SessionOpened:
        """Opens a session, unless that is stopped, before or meanwhile: a stop may come where there is nothing to cut.

        Raises Refused, Offline.
        """
        from reviewer_app.client.workbench.signing_in import ask, end

        if self._stopped.is_set():
            raise Offline
        opened = ask(api(), account, password, device)
        if self._stopped.is_set():
            end(api())
            raise Offline
        return opened

    def _workplace(
        self,
        profile: Profile,
        locked: tuple[KeyFile, ProfileKeys],
        store: Store,
        api: Callable[[], HttpApi],
        opened: Sitting,
        kept: VaultSession | KeptSession,
        fresh: bool,
    ) -> Workplace:
        reports = self.on_report, self.on_progress
        return Workplace(store, profile, locked, opened, kept, self.clock, self.preferences, api, reports, fresh)


@dataclass(frozen=True, slots=True)
class BehindLock:
    """What can be known of an account's profile without its keys: whether it holds anything, a way to recover it."""

    server: str
    account: str
    there: bool
    recoverable: bool
    standing: Standing | None


def _lock_of(code: str) -> RecoveryLock:
    from reviewer_app.client.settings.recovery import lock_of  # late: one in a thousand starts has one

    return lock_of(code)


def _undo(lock: VaultLock | PassphraseLock, vault: Vault | None, identifier: str) -> None:
    """Takes what was made for a new profile out of the keyring again."""
    if vault is None or not isinstance(lock, VaultLock):
        return
    try:
        lock.undo()
        VaultSession(vault, identifier).drop()
    except VaultSilent:
        pass  # it does not answer: what it may hold opens nothing that is still there


class NothingKept(Trouble):
    """There is no session to go on with; the person signs in."""
