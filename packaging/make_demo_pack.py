#!/usr/bin/env python3
"""Makes resources/demo, the sample cases with known truth; see the notes below for what it needs.

Run `.venv/bin/python packaging/make_demo_pack.py [--out DIR]`. Everything in the pack is drawn, spoken and worded here.
It needs nothing beyond the product's own libraries (Qt draws and writes PDF, PyAV encodes), the fonts of
fonts-noto-cjk, and espeak-ng for speech; without espeak-ng tones stand where words would be, and the transcript keeps
the words. It takes about two minutes. The same libraries, fonts and voice give the same pictures, sounds, pages, times
and boxes, whatever the day; only the H.264 encoder may choose a few bits otherwise from run to run, so the digests of
those clips, and with them the records that name them, may change.

The pack that is committed is what counts: tests and the demo read it, never this script.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

# Qt writes the fonts of a PDF in the order of a hash; without a fixed seed two runs differ. It is read when Qt loads.
os.environ["QT_HASH_SEED"] = "0"

from demo_pack import clip_cases, filing_cases, listing_cases
from demo_pack.canvas import start_drawing
from demo_pack.record import Pack

HOME = Path(__file__).resolve().parent.parent / "resources" / "demo"


def main() -> int:
    """Draw the whole pack anew."""
    parser = argparse.ArgumentParser(description="Draw the demo pack.")
    parser.add_argument("--out", type=Path, default=HOME, help="folder to write to (default: resources/demo)")
    folder: Path = parser.parse_args().out
    app = start_drawing()
    if not shutil.which("espeak-ng"):
        print("espeak-ng is not installed: tones stand in for speech", file=sys.stderr)
    shutil.rmtree(folder / "assets", ignore_errors=True)
    pack = Pack(folder)
    for room in (clip_cases, listing_cases, filing_cases):
        room.add_all(pack)
    pack.write()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{len(pack.cases)} cases, {size / 1e6:.2f} MB in {folder}")
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
