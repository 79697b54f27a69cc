"""Owns the start of the worker process."""

import os
import random
import sys
import threading
import time

from reviewer_app.media import hatch
from reviewer_app.media.process import BACKGROUND
from reviewer_app.media.worker.confine import confine
from reviewer_app.media.worker.serve import serve

PATIENCE = 50
"""How often it is said at the most: for some five seconds."""
ASKED, IN_BACKGROUND = 5, 10
"""How far a worker stands back from the desk, which paints what one of them made while another still decodes."""


def give_way(by: int) -> int | None:
    """Stands back in the turns for the processor, as `nice` counts; where its session is told so, if there is a place.

    A worker has a session of its own, and Linux shares the processor out between sessions first (sched(7), autogroup):
    what a process is worth in itself counts among those of its session alone. The place is opened before the worker
    is confined, and told afterwards: only a process of one thread can be.
    """
    if sys.platform == "win32":
        return None
    os.nice(by)
    try:
        return os.open("/proc/self/autogroup", os.O_WRONLY)
    except OSError:
        return None


def tell_session(group: int, by: int) -> None:
    """Says it until the kernel hears it: of all processes without rights it takes one such word in a tenth of a second.

    Workers that start together have to say it again.
    """
    for _attempt in range(PATIENCE):
        try:
            os.write(group, str(by).encode())
        except BlockingIOError:
            time.sleep(0.05 + 0.1 * random.random())  # noqa: S311 - apart from the others, no secret
        except OSError:
            break
        else:
            break
    os.close(group)


def main() -> None:
    """Confine this process, then answer requests on stdin/stdout until stdin ends."""
    requests = os.fdopen(os.dup(0), "rb", buffering=1024 * 1024)
    replies = os.fdopen(os.dup(1), "wb", buffering=64 * 1024)
    # A decoder that prints must not be able to write into the message stream.
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    by = IN_BACKGROUND if BACKGROUND in sys.argv else ASKED
    group = give_way(by)
    between = hatch.handed(sys.argv)
    confined = confine()
    if group is not None:
        threading.Thread(target=tell_session, args=(group, by), daemon=True).start()
    serve(requests, replies, confined, between)
    sys.stderr.flush()


main()
