"""Owns the start of the worker process."""

import os
import sys

from reviewer_app.media import hatch
from reviewer_app.media.process import BACKGROUND
from reviewer_app.media.worker.confine import confine
from reviewer_app.media.worker.serve import serve


def main() -> None:
    """Confine this process, then answer requests on stdin/stdout until stdin ends."""
    requests = os.fdopen(os.dup(0), "rb", buffering=1024 * 1024)
    replies = os.fdopen(os.dup(1), "wb", buffering=64 * 1024)
    # A decoder that prints must not be able to write into the message stream.
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    if BACKGROUND in sys.argv and sys.platform != "win32":
        os.nice(10)
    between = hatch.handed(sys.argv)
    serve(requests, replies, confine(), between)
    sys.stderr.flush()


main()
