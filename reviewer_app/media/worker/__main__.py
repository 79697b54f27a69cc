"""Owns the start of the worker process."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from reviewer_app.media import hatch
from reviewer_app.media.process import BACKGROUND
from reviewer_app.media.worker.confine import confine
from reviewer_app.media.worker.serve import serve

ASKED, IN_BACKGROUND = 5, 10
"""How far a worker stands back from the desk, which paints what one of them made while another still decodes."""


def give_way(by: int) -> None:
    """Stands back in the turns for the processor, as `nice` counts.

    A worker has a session of its own, and Linux shares the processor out between sessions first (sched(7), autogroup):
    what a process is worth in itself counts among those of its session alone.
    """
    if sys.platform == "win32":
        return
    os.nice(by)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(by), encoding="ascii")


def main() -> None:
    """Confine this process, then answer requests on stdin/stdout until stdin ends."""
    requests = os.fdopen(os.dup(0), "rb", buffering=1024 * 1024)
    replies = os.fdopen(os.dup(1), "wb", buffering=64 * 1024)
    # A decoder that prints must not be able to write into the message stream.
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    give_way(IN_BACKGROUND if BACKGROUND in sys.argv else ASKED)
    between = hatch.handed(sys.argv)
    serve(requests, replies, confine(), between)
    sys.stderr.flush()


main()
