"""Judges whether a program that goes on for hours stays as it was: samples of what it holds, and what has grown."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

MOST_GROWTH = 0.1
"""Share by which memory may be more at the end than it was when all had been seen once (fault plan, F30)."""
SLACK = {"memory": 4 << 20, "objects": 5_000, "widgets": 60, "files": 3, "threads": 2}
"""What may come on top: a cache that fills late, rows for a case that has more than all before, a library's thread."""
FEWEST = 8


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process holds at an instant.

    Bytes of memory that are in use by it alone, objects that Python collects, widgets, open files, threads; and how
    many references there are to None, of which some bindings of Qt lost one with each call until the program fell.
    """

    decided: int
    memory: int
    objects: int
    widgets: int
    files: int
    threads: int
    none: int


def sample(decided: int, widgets: int) -> Sample:
    """What this process holds now, after what nobody holds any more was collected. Linux."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return Sample(
        decided=decided,
        memory=pages * os.sysconf("SC_PAGE_SIZE"),
        objects=len(gc.get_objects()),
        widgets=widgets,
        files=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        threads=threading.active_count(),
        none=sys.getrefcount(None),
    )


def grown(samples: Sequence[Sample]) -> list[str]:
    """What is more in the last quarter than in the second one, each in a line; nothing where all stays as it was.

    The first quarter is left out: each page, sheet and kind of evidence is met for the first time there. Raises
    ValueError where there are fewer than `FEWEST` samples.
    """
    if len(samples) < FEWEST:
        raise ValueError(f"{len(samples)} samples say nothing; {FEWEST} at least")
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    told = []
    for name in SLACK:
        before, after = (median(getattr(one, name) for one in part) for part in (early, late))
        if after > before * (1 + (MOST_GROWTH if name == "memory" else 0)) + SLACK[name]:
            told.append(f"{name}: {before:,.0f} to {after:,.0f} over {late[-1].decided - early[0].decided} cases")
    lost = samples[quarter].none - samples[-1].none
    if lost > MOST_LOST:
        told.append(f"references to None lost: {lost:,}")
    return told


MOST_LOST = 5_000
"""References to None that may be fewer: what was loaded late has gone again."""


def table(samples: Sequence[Sample]) -> str:
    """The samples as lines, memory in megabytes."""
    names = [field.name for field in fields(Sample)]
    rows = [names]
    for one in samples:
        told = {name: f"{getattr(one, name):,}" for name in names} | {"memory": f"{one.memory / (1 << 20):.1f} MB"}
        rows.append([told[name] for name in names])
    return "\n".join("  ".join(f"{cell:>11}" for cell in row) for row in rows)
