"""Owns when the search for cycles rests: while a program starts, and while thousands of young values are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_resting: list[bool] = []
"""For each rest under way, whether it was searched before the first of them."""


@contextmanager
def at_rest() -> Iterator[None]:
    """No search for cycles meanwhile; around work only, never around a wait, in which the whole program goes without.

    The rests of several threads end with the last of them.
    """
    with _lock:
        _resting.append(_resting[0] if _resting else gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            if _resting.pop() and not _resting:
                gc.enable()


def rest() -> None:
    """No search for cycles from now on: what a start makes lives as long as the program. `wake` ends it."""
    gc.disable()


def wake() -> None:
    """Searches again, and only in what is made from now on.

    All that the start made is set aside for good: to go through it each time would take tens of milliseconds, in the
    middle of somebody's typing.
    """
    gc.enable()
    gc.freeze()
