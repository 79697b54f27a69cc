"""Prints the figures asked for, or all, each beside its reference: `python -m tests.bench [NAME ...] [--quick]`."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.bench.figures import FIGURES
from tests.bench.table import Line, table


def main(words: list[str] | None = None) -> int:
    """Measures each figure in a process of its own, so that none bears another's memory; answers with 0."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FIGURES))
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    options = parser.parse_args(words)
    unknown = [name for name in options.names if name not in FIGURES]
    if unknown:
        parser.error(f"no figure {', '.join(unknown)}; there are {', '.join(FIGURES)}")
    lines: list[Line] = []
    for name in options.names or FIGURES:
        began = time.monotonic()
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            lines += alone.submit(FIGURES[name], options.quick).result()
        print(f"{name}: {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    print(table(lines))
    if options.quick:
        print("Small sizes: these are not the figures asked for.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
