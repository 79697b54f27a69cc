"""The figure of a cold start: from starting the program to a desk that can be used, beside a bare window."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewer_app.server.demo import ACCOUNTS, secrets_of
from tests.bench.desk_server import ROOT, serving
from tests.bench.start_probe import USABLE
from tests.bench.table import Line


def figures(quick: bool = False) -> list[Line]:
    """Signed in with a passphrase, and under a kept session, each beside a bare window; the least of several."""
    times = 3 if quick else 7
    with TemporaryDirectory(prefix="bench-start-") as name:
        folder, handed = Path(name), secrets_of()
        with serving(folder / "served", handed["password"]) as url:
            locked, kept = (["--server", url, "--account", ACCOUNTS[0], "--profile", str(folder / n)] for n in "lk")
            locked, kept = ["desk", *locked], ["kept", str(folder / "keyring.json"), *kept]
            for name in "lk":
                folder.joinpath(name).mkdir()
            _first, modules = _timed(locked, handed)  # makes the profile, and warms the disk
            _timed(kept, {"password": handed["password"]})  # signs in for those that go on under its session
            typed, resumed, bare, unlocking = [], [], [], []
            for _ in range(times):
                typed.append(_timed(locked, handed)[0])
                resumed.append(_timed(kept, {})[0])
                bare.append(_timed(["bare", *modules], {})[0])
                unlocking.append(unlocking_ms())
    note = f"n={times}; deriving the passphrase's key takes {min(unlocking):.0f} ms by itself, beside all else"
    return [
        Line("cold start to usable desk, passphrase", min(typed), min(bare), "ms", 2, note),
        Line("cold start, kept session in a keyring", min(resumed), min(bare), "ms", 2, f"n={times}"),
    ]


def unlocking_ms() -> float:
    """Milliseconds that deriving the key from a passphrase takes here, with the parameters of a profile."""
    from reviewer_app.client.settings.keys import KeyFile
    from reviewer_app.client.settings.locks import PassphraseLock
    from reviewer_app.client.workbench.entrance import MEMORY_KIB

    with TemporaryDirectory(prefix="bench-lock-") as name:
        file, lock = KeyFile(Path(name), "bench"), PassphraseLock("bench", MEMORY_KIB)
        file.make(lock)
        began = time.perf_counter()
        file.open(lock)
        return 1000 * (time.perf_counter() - began)


def _timed(words: list[str], handed: Mapping[str, str]) -> tuple[float, list[str]]:
    """Milliseconds from starting a program to its saying that it is usable, and the Qt modules that it has loaded."""
    command = [sys.executable, "-m", "tests.bench.start_probe", *words]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps(dict(handed)) + "\n")
        child.stdin.flush()
        said = child.stdout.readline().split()
        spent = 1000 * (time.perf_counter() - began)
        child.stdin.close()
        child.wait(30)
    if not said or said[0] != USABLE:
        raise RuntimeError(f"{words[0]} did not come up")
    return spent, said[1:]
