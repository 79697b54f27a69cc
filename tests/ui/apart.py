"""A program of a test in a process of its own, over the checkout: what it did to Qt there touches no other test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_apart(program: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs it offscreen with these words, to its end; a program that fails fails the test."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done
