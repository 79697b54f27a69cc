"""The workstation's store as one: work.db, cache.db and the evidence files of a profile, opened and closed together."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reviewer_app.client.store.assets import AssetFolder
from reviewer_app.client.store.driver import open_encrypted
from reviewer_app.client.store.glance import Glance
from reviewer_app.client.store.kept_session import KeptSession
from reviewer_app.client.store.queue import Queue
from reviewer_app.client.store.schema import bring_up, drop_old_copies
from reviewer_app.client.store.work_schema import WORK

if TYPE_CHECKING:
    from reviewer_app.client.store.device import Device
    from reviewer_app.client.store.drafts import Drafts
    from reviewer_app.client.store.driver import EncryptedFile
    from reviewer_app.client.store.leases import Leases
    from reviewer_app.client.store.outbox import Outbox
    from reviewer_app.client.store.policy_keys import PolicyKeys
    from reviewer_app.client.store.rulebooks import Rulebooks
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
        self._work, self._clock = work, clock
        self.account = account
        self.glance = Glance(work)
        self.session = KeptSession(work)
        self.queue = queue
        self.assets = assets

    # What opens stored messages is loaded when it is first gone into: the first picture of a start needs none of it.

    @cached_property
    def leases(self) -> Leases:
        """The cases in hand."""
        from reviewer_app.client.store.leases import Leases

        return Leases(self._work)

    @cached_property
    def rulebooks(self) -> Rulebooks:
        """Published versions of rulebooks."""
        return self._published("rulebook")

    @cached_property
    def schedules(self) -> Rulebooks:
        """Published versions of schedules."""
        return self._published("schedule")

    def published(self, digest: str) -> bytes | None:
        """The bytes of a rulebook version that is here, or None; no room has to be loaded for them."""
        row = self._work.row("SELECT body FROM rulebook WHERE digest = ?", (digest,))
        return bytes(row[0]) if row else None

    def _published(self, table: Literal["rulebook", "schedule"]) -> Rulebooks:
        from reviewer_app.client.store.rulebooks import Rulebooks

        return Rulebooks(self._work, table)

    @cached_property
    def policy_keys(self) -> PolicyKeys:
        """Keys of policy owners that this computer trusts."""
        from reviewer_app.client.store.policy_keys import PolicyKeys

        return PolicyKeys(self._work, self._clock)

    @cached_property
    def drafts(self) -> Drafts:
        """What was entered and not decided yet."""
        from reviewer_app.client.store.drafts import Drafts

        return Drafts(self._work, self._clock)

    @cached_property
    def outbox(self) -> Outbox:
        """Decisions on their way."""
        from reviewer_app.client.store.outbox import Outbox

        return Outbox(self._work, self._clock, self.account)

    @cached_property
    def device(self) -> Device:
        """Who this device is, and its place in its chain."""
        from reviewer_app.client.store.device import Device

        return Device(self._work, self._clock)

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
