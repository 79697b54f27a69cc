"""The lanes of the running program: threads for slow work, and one queued signal that brings results to the screen."""

from __future__ import annotations

import logging
import math
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from reviewer_app.client.trouble import Trouble

T = TypeVar("T")
SETTLED = 0.005
"""Seconds after which what was changed is painted: painting is the last of the events that are posted by then."""
log = logging.getLogger(__name__)
Bug = Callable[[BaseException], None]


def report_bug(bug: BaseException) -> None:
    """Hands a bug of ours to whoever the process has named for it (`sys.excepthook`)."""
    sys.excepthook(type(bug), bug, bug.__traceback__)


class QtLanes(QObject):
    """Five pools: disk one thread wide, network one, media two, verifying one, reading one. On the screen's thread.

    Known trouble goes to `failed`, or to `untended` where a call named none; everything else goes to `on_bug`.
    """

    _done = Signal(object)

    def __init__(self, untended: Callable[[Trouble], None] | None = None, on_bug: Bug = report_bug) -> None:
        super().__init__()
        self.untended = untended or (lambda trouble: log.info("trouble nobody waited for: %s", type(trouble).__name__))
        self.on_bug = on_bug
        self._pools = {
            "store": ThreadPoolExecutor(1, "store"),
            "network": ThreadPoolExecutor(1, "network"),
            "media": ThreadPoolExecutor(2, "media"),
            "verifying": ThreadPoolExecutor(1, "verifying"),
            "reading": ThreadPoolExecutor(1, "reading"),
        }
        self._agenda: list[tuple[float, Callable[[], None]]] = []
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._due)
        self._open = True
        self._done.connect(self._arrived, Qt.ConnectionType.QueuedConnection)

    def store(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Disk work: one thread wide."""
        self._run("store", work, then, failed)

    def network(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that talks to the server."""
        self._run("network", work, then, failed)

    def media(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that asks the media process."""
        self._run("media", work, then, failed)

    def verifying(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that decodes whole clips."""
        self._run("verifying", work, then, failed)

    def reading(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Work that computes long: two at once would be no quicker, and leave the screen a third of the turns."""
        self._run("reading", work, then, failed)

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        """Calls `work` on the screen's thread after a while; the answer cancels it."""
        entry = (time.monotonic() + seconds, work)
        self._agenda.append(entry)
        self._set_timer()
        return lambda: self._agenda.remove(entry) if entry in self._agenda else None

    def idle(self, work: Callable[[], None]) -> None:
        """Calls `work` on the screen's thread once what has just changed has been painted."""
        self.later(SETTLED, work)

    def post(self, call: Callable[[], None]) -> None:
        """Calls on the screen's thread, from any thread: how the sync loop reports."""
        self._tell(call)

    def close(self) -> None:
        """Finishes what is under way on the disk, drops what waits elsewhere, and ends every thread."""
        self._open = False
        self._agenda.clear()
        self._timer.stop()
        others = [pool for name, pool in self._pools.items() if name != "store"]
        for pool in others:
            pool.shutdown(wait=False, cancel_futures=True)
        self._pools["store"].shutdown(wait=True)
        for pool in others:
            pool.shutdown(wait=True)

    def _set_timer(self) -> None:
        """One timer for all calls that were put off, set to the earliest."""
        if self._agenda:
            wait = min(at for at, _ in self._agenda) - time.monotonic()
            self._timer.start(max(0, math.ceil(1000 * wait)))

    def _due(self) -> None:
        now = time.monotonic()
        due = [entry for entry in self._agenda if entry[0] <= now]
        self._agenda = [entry for entry in self._agenda if entry[0] > now]
        self._set_timer()
        for _, work in due:
            work()

    def _run(
        self, lane: str, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None
    ) -> None:
        if not self._open:
            return

        def job() -> None:
            try:
                result = work()
            except Trouble as trouble:
                self._tell(partial(failed or self.untended, trouble))
            except BaseException as bug:  # noqa: BLE001 - not swallowed: it goes to the crash report
                self._tell(partial(self.on_bug, bug))
            else:
                self._tell(partial(then, result))

        self._pools[lane].submit(job)

    def _tell(self, call: Callable[[], None]) -> None:
        if self._open:
            self._done.emit(call)

    @Slot(object)
    def _arrived(self, call: Callable[[], None]) -> None:
        if self._open:
            call()
