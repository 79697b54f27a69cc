"""Owns when the search for cycles rests: while thousands of young messages that hold none are made."""

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
