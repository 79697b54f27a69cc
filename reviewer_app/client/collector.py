"""Owns when the search for cycles rests: while a program starts, and while thousands of young messages are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """No search for cycles meanwhile; around work only, never around a wait, in which the whole program goes without.

    Ends early where another thread's rest ends first.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
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
