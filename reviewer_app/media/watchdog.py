"""Owns the time limit of one exchange after the other: a single thread that nobody has to wait for."""

import math
import threading
import time
from collections.abc import Callable


class Watchdog:
    """Calls `bite` when the time that was given is over before it is told that all is done.

    Starting and stopping wait for no thread: where other programs keep the machine busy, each such wait costs
    milliseconds. It wakes by itself when the time it knows of is over, and looks whether another has been given since.
    """

    def __init__(self, bite: Callable[[], None]) -> None:
        self._bite = bite
        self._turn = threading.Condition()
        self._until = self._wakes = math.inf
        self._bitten = self._ended = False
        self._thread = threading.Thread(target=self._watch, name="media-watchdog", daemon=True)
        self._thread.start()

    def give(self, seconds: float) -> None:
        """From now on so much time is left."""
        with self._turn:
            self._until, self._bitten = time.monotonic() + seconds, False
            if self._until < self._wakes:
                self._turn.notify()

    def done(self) -> bool:
        """It is done; whether that was too late."""
        with self._turn:
            self._until = math.inf
            return self._bitten

    def end(self) -> None:
        """End the thread."""
        with self._turn:
            self._ended = True
            self._turn.notify()
        self._thread.join()

    def _watch(self) -> None:
        with self._turn:
            while not self._ended:
                if time.monotonic() >= self._until:
                    self._until, self._bitten = math.inf, True
                    self._bite()
                self._wakes = self._until
                self._turn.wait(None if self._wakes == math.inf else self._wakes - time.monotonic())
