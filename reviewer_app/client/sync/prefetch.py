"""Fetching evidence ahead: each asset that a case in hand needs, resumed, checked, with visible progress."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from reviewer_app.client.errors import AssetDamaged, AssetMissing
from reviewer_app.client.remote.api import ApiClient, Refused, SessionEnded
from reviewer_app.client.store.store import Store
from reviewer_app.client.store.values import AssetNeed

log = logging.getLogger(__name__)
STEP_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a round of fetching brought: files now whole, and those that could not be had."""

    whole: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


Progress = Callable[[int, int], None]
"""Told bytes of evidence here, and bytes that the cases in hand need in all."""


class Prefetch:
    """Fetches what is needed, one file after the other, in the order in which cases will be judged."""

    def __init__(
        self,
        api: ApiClient,
        store: Store,
        stopped: Callable[[], bool] = lambda: False,
        progress: Progress = lambda done, total: None,
    ) -> None:
        self._api, self._store, self._stopped, self._progress = api, store, stopped, progress

    def run(self, only: Callable[[AssetNeed], bool] = lambda need: True) -> Fetched:
        """Fetches until nothing is needed, or `stopped` says so; goes on another time where it stopped.

        Raises Unreachable, SessionEnded, NotSaved.
        """
        whole: list[str] = []
        failed: list[str] = []
        while not self._stopped():
            need = next((n for n in self._store.leases.needs() if n.sha256 not in failed and only(n)), None)
            if need is None:
                break
            try:
                done = self._fetch(need)
            except SessionEnded:
                raise
            except (Refused, AssetDamaged, AssetMissing) as trouble:  # this one not, but those behind it
                log.warning("asset %s could not be had: %s", need.sha256, type(trouble).__name__)
                failed.append(need.sha256)
                continue
            if done:
                whole.append(need.sha256)
            self._progress(*self._store.glance.media())
        return Fetched(tuple(whole), tuple(failed))

    def _fetch(self, need: AssetNeed) -> bool:
        """Fetches one file; False when stopped on the way, what came being kept."""
        with self._store.assets.receive(need.sha256) as receiver:
            if receiver.have < need.bytes or need.bytes == 0:
                with self._api.download(need.sha256, need.bytes, receiver.have) as download:
                    receiver.restart_at(download.start)
                    told = receiver.have
                    for chunk in download.chunks:
                        receiver.write(chunk)
                        if receiver.have - told >= STEP_BYTES:
                            told = receiver.have
                            self._progress(*self._store.glance.media())
                        if self._stopped():
                            return False
            receiver.finish()
        return True
