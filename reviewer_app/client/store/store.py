"""The workstation's store as one: work.db, cache.db and the evidence files of a profile, opened and closed together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reviewer_app.client.store.assets import AssetFolder
from reviewer_app.client.store.device import Device, KeptSession
from reviewer_app.client.store.drafts import Drafts
from reviewer_app.client.store.driver import EncryptedFile, open_encrypted
from reviewer_app.client.store.leases import Leases
from reviewer_app.client.store.outbox import Outbox
from reviewer_app.client.store.policy_keys import PolicyKeys
from reviewer_app.client.store.queue import Queue
from reviewer_app.client.store.rulebooks import Rulebooks
from reviewer_app.client.store.schema import bring_up, drop_old_copies
from reviewer_app.client.store.work_schema import WORK
from reviewer_app.domain.clock import Clock

WORK_DB, CACHE_DB, ASSETS = "work.db", "cache.db", "assets"


@dataclass(frozen=True, slots=True)
class StoreKeys:
    """The three keys of a profile, 32 random bytes each; never shown."""

    work: bytes = field(repr=False)
    cache: bytes = field(repr=False)
    media: bytes = field(repr=False)


class Store:
    """Everything that is on disk for one account on one server."""

    def __init__(self, work: EncryptedFile, queue: Queue, assets: AssetFolder, clock: Clock, account: str) -> None:
        self._work = work
        self.account = account
        self.leases = Leases(work)
        self.rulebooks = Rulebooks(work)
        self.schedules = Rulebooks(work, "schedule")
        self.policy_keys = PolicyKeys(work, clock)
        self.drafts = Drafts(work, clock)
        self.outbox = Outbox(work, clock, account)
        self.device = Device(work, clock)
        self.session = KeptSession(work)
        self.queue = queue
        self.assets = assets

    def close(self) -> None:
        """Closes everything; each write was durable already."""
        self.queue.close()
        self._work.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def open_store(folder: Path, keys: StoreKeys, clock: Clock, account: str) -> Store:
    """Opens the store of a profile folder, or makes it.

    Raises WrongKey, PlainFile, NewerFile, DamagedFile: then work.db is left as it is. A cache that does not open is
    thrown away and made anew. The caller holds the profile's lock.
    """
    work = open_encrypted(folder / WORK_DB, keys.work)
    try:
        work.check()  # before anybody works on it: what comes to light in the middle of a day leaves no way on
        bring_up(work, WORK)
        drop_old_copies(folder, clock.now())
        queue = Queue(folder / CACHE_DB, keys.cache)
        assets = AssetFolder(folder / ASSETS, keys.media, work)
        assets.sweep()
    except BaseException:
        work.close()
        raise
    return Store(work, queue, assets, clock, account)
