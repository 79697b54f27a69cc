"""Tests of when the search for cycles rests, each in a program of its own: it is one switch for a whole program."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from reviewer_app.client import collector
with collector.at_rest():
    assert not gc.isenabled()
assert gc.isenabled()
one, other = collector.at_rest(), collector.at_rest()
one.__enter__()
other.__enter__()
one.__exit__(None, None, None)
assert not gc.isenabled(), "the other one still rests"
other.__exit__(None, None, None)
assert gc.isenabled()
collector.rest()
with collector.at_rest():
    pass
assert not gc.isenabled()
kept = [[] for _ in range(1000)]
collector.wake()
assert gc.isenabled()
assert gc.get_freeze_count() > 1000
kept.clear()
young = []
young.append(young)
del young
assert gc.collect() >= 1
"""


def test_a_start_is_left_alone_and_what_comes_after_it_is_searched() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
