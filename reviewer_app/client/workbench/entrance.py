"""Opening a working day: profile, keys, store, session and sync loop put together, and put away again in order."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.client.errors import KeyHeaderLost, NoVault, VaultSilent
from reviewer_app.client.remote import HttpApi
from reviewer_app.client.settings.derive import Ahead
from reviewer_app.client.settings.keys import KeyFile, ProfileKeys
from reviewer_app.client.settings.locks import Lock, PassphraseLock, VaultLock, Way
from reviewer_app.client.settings.preferences import ACCOUNT, CA_FILE, PREFETCH_CASES, PROXY, SERVER, Preferences
from reviewer_app.client.settings.profile import Profile, open_profile, set_aside
from reviewer_app.client.settings.recovery import RecoveryKeys, lock_of
from reviewer_app.client.settings.standing import Standing, StandingFile
from reviewer_app.client.settings.vault import Vault
from reviewer_app.client.settings.vault_session import VaultSession
from reviewer_app.client.store import Store, StoreKeys, open_store
from reviewer_app.client.store.device import KeptSession, fresh_id
from reviewer_app.client.sync.loop import SyncLoop
from reviewer_app.client.sync.report import Report
from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.workbench.workbench import Workbench
from reviewer_app.domain.clock import Clock
from reviewer_app.wire.messages import SessionOpened, SignIn

MEMORY_KIB = 256 * 1024


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everything that is open while a person works; `close` puts it away, whatever waits in the outbox stays there."""

    bench: Workbench
    store: Store
    api: HttpApi
    loop: SyncLoop
    session: SessionOpened
    profile: Profile
    kept: VaultSession | KeptSession
    recovery: RecoveryKeys
    fresh: bool = False
    """Whether the profile was made just now."""

    def close(self) -> None:
        """Stops the loop and closes the files."""
        self.loop.stop()
        self.api.close()
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

    def has_keyring(self) -> bool:
        """Whether a keyring that may be trusted answers here."""
        try:
            self.vault()
        except (NoVault, VaultSilent):
            return False
        return True

    def ways(self, server: str, account: str) -> frozenset[Way]:
        """How this account's keys are opened; empty where it never worked here. Raises KeyHeaderLost, ProfileInUse."""
        with open_profile(self.root, server, account) as profile:
            return KeyFile(profile.folder, profile.id).ways()

    def behind_lock(self, server: str, account: str) -> BehindLock:
        """What is known of an account's profile without its keys. Raises ProfileInUse."""
        with open_profile(self.root, server, account) as profile:
            try:
                ways = KeyFile(profile.folder, profile.id).ways()
            except KeyHeaderLost:
                ways = frozenset()
            there = bool(ways or profile.databases)
            recoverable = Way.RECOVERY in ways
            return BehindLock(server, account, there, recoverable, StandingFile(profile.folder).read())

    def set_aside(self, server: str, account: str) -> Path:
        """Renames the profile, so that a new one can be made; nothing is deleted.

        Raises ProfileInUse, NothingKeptHere, NotSaved.
        """
        return set_aside(self.root, server, account, self.clock.now())

    def enter(self, server: str, account: str, password: str, passphrase: str = "", recovery: str = "") -> Workplace:
        """Signs in and opens the workplace; with the server away it opens under the session kept from before.

        With a recovery key the profile's keys are put under a new lock: the keyring, or `passphrase` where none is;
        only once the session is open, so that after a sign-in that failed the lock is the one it was.
        Raises Trouble: wrong credentials, a key that does not open, a profile in use. Nothing is open then.
        """

        def session(api: HttpApi, store: Store, kept: VaultSession | KeptSession) -> SessionOpened:
            try:
                return _signed_in(api, store, kept, account, password)
            except Offline:
                before = kept.get()
                if before is None:
                    raise
                return before

        if self.ahead is not None:
            HttpApi.get_ready()  # the key is on its way in its own thread, and the server is asked right after it
        place = self._open(server, account, passphrase, session, recovery)
        self.preferences.set(SERVER, server)
        self.preferences.set(ACCOUNT, account)
        return place

    def resume(self, server: str, account: str) -> Workplace:
        """Opens the workplace under the session kept in the keyring, with no password. Raises Trouble."""

        def session(api: HttpApi, store: Store, kept: VaultSession | KeptSession) -> SessionOpened:
            before = kept.get()
            if before is None or before.expires_at <= self.clock.now():
                raise NothingKept(account)
            return before

        return self._open(server, account, "", session)

    def _open(
        self,
        server: str,
        account: str,
        passphrase: str,
        session: Callable[[HttpApi, Store, VaultSession | KeptSession], SessionOpened],
        recovery: str = "",
    ) -> Workplace:
        profile = open_profile(self.root, server, account)
        file = KeyFile(profile.folder, profile.id)
        try:
            fresh = not file.exists()
            lock, vault = self._lock(profile, file, passphrase, anew=bool(recovery))
            keys = self._keys(file, lock, recovery)
            store = open_store(profile.folder, StoreKeys(keys.work, keys.cache, keys.media), self.clock, account)
        except BaseException:
            profile.close()
            raise
        api = HttpApi(
            server,
            proxy=self.preferences.get(PROXY) or None,
            ca_file=self.preferences.get(CA_FILE) or None,
        )
        try:
            kept = VaultSession(vault, profile.id) if vault else store.session
            opened = session(api, store, kept)
            if recovery:
                file.put_lock(keys, lock)
        except BaseException:
            api.close()
            store.close()
            profile.close()
            raise
        loop = SyncLoop(api, store, self.clock, self.on_report, self.on_progress)
        loop.signed_in(opened)
        bench = Workbench(
            store,
            api,
            loop,
            self.clock,
            account,
            lambda: fresh_id(self.clock),
            lambda password: _signed_in(api, store, kept, account, password),
            StandingFile(profile.folder),
            lambda: self.preferences.get(PREFETCH_CASES),
        )
        return Workplace(bench, store, api, loop, opened, profile, kept, RecoveryKeys(file, keys), fresh)

    def _lock(self, profile: Profile, file: KeyFile, passphrase: str, anew: bool) -> tuple[Lock, Vault | None]:
        """The lock that the profile has, or, for a new lock, the best that this computer offers."""
        ways = file.ways() - {Way.RECOVERY}
        if ways == {Way.PASSPHRASE} and not anew:
            return PassphraseLock(passphrase, self.memory_kib, self.ahead), None
        try:
            vault = self.vault()
        except (NoVault, VaultSilent):
            if not passphrase or (ways and not anew):
                raise
            return PassphraseLock(passphrase, self.memory_kib), None
        return VaultLock(vault, profile.id), vault

    def _keys(self, file: KeyFile, lock: Lock, recovery: str) -> ProfileKeys:
        if recovery:
            return file.open(lock_of(recovery))
        return file.open(lock) if file.exists() else file.make(lock)


@dataclass(frozen=True, slots=True)
class BehindLock:
    """What can be known of an account's profile without its keys: whether it holds anything, a way to recover it."""

    server: str
    account: str
    there: bool
    recoverable: bool
    standing: Standing | None


def _signed_in(
    api: HttpApi, store: Store, kept: VaultSession | KeptSession, account: str, password: str
) -> SessionOpened:
    """Opens a session on the server and keeps it. Raises Refused, Offline."""
    device, name = store.device.state().device, platform.node()[:200]
    opened = api.sign_in(SignIn(account=account, password=password, device=device, device_name=name))
    kept.put(opened)
    return opened


class NothingKept(Trouble):
    """There is no session to go on with; the person signs in."""
