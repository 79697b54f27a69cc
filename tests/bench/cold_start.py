"""The figures of a start: of the program to a desk that can be used, beside a bare window; and of the demo."""

from __future__ import annotations

import json
import os
import resource
import statistics
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
    """Signed in with a passphrase, and under a kept session, each beside a bare window; the least of several.

    The starts take turns, so that what else the machine does falls on all alike; the medians are in the note. Byte
    code is kept, as it is wherever the program is installed, in a folder of the bench's own.
    """
    times = 3 if quick else 7
    with TemporaryDirectory(prefix="bench-start-") as name:
        folder, handed = Path(name), secrets_of()
        with serving(folder / "served", handed["password"]) as url:
            locked, kept = (["--server", url, "--account", ACCOUNTS[0], "--profile", str(folder / n)] for n in "lk")
            locked, kept = ["desk", *locked], ["kept", str(folder / "keyring.json"), *kept]
            for name in "lk":
                folder.joinpath(name).mkdir()
            start = Starts(folder / "bytecode")
            start.timed(locked, handed)  # makes the profile, the byte code, and warms the disk
            start.timed(kept, {"password": handed["password"]})  # signs in for those that go on under its session
            qt = sorted(one for one in start.timed(kept, {})[1] if one.startswith("PySide6.Qt"))
            bare_words = ["bare", *qt]
            start.timed(bare_words, {})
            typed, resumed, bare, unlocking = list[float](), list[float](), list[float](), list[float]()
            for _ in range(times):
                typed.append(start.timed(locked, handed)[0])
                resumed.append(start.timed(kept, {})[0])
                bare.append(start.timed(bare_words, {})[0])
                unlocking.append(unlocking_ms())
            keys = start.keys(["keys", *kept[1:]])
    spread = f"n={times}; medians %.0f and {statistics.median(bare):.0f} ms"
    derives = f"deriving the passphrase's key takes {min(unlocking):.0f} ms of both cores by itself"
    beyond = f"; with it and a bare window as the reference {min(typed) / (min(bare) + min(unlocking)):.1f} x"
    answered = f"; first key after {keys[0]:.0f} ms, slowest while all else is loaded {max(keys):.0f} ms"
    return [
        Line(
            "cold start to usable desk, passphrase",
            min(typed),
            min(bare),
            "ms",
            2,
            f"{spread % statistics.median(typed)}; {derives}{beyond}",
        ),
        Line(
            "cold start, kept session in a keyring",
            min(resumed),
            min(bare),
            "ms",
            2,
            f"{spread % statistics.median(resumed)}{answered}",
        ),
    ]


def demo(quick: bool = False) -> list[Line]:
    """From `dev.py demo` in an environment that is ready to its painted queue: the least of several."""
    times = 1 if quick else 3
    _demo_seconds()  # writes what byte code there is none of yet, and warms the disk
    busy = _busy()
    spent = [_demo_seconds() for _ in range(times)]
    used = (_busy() - busy) / times
    note = f"n={times}; median {statistics.median(spent):.1f} s; {used:.1f} s of processor time with its server's"
    return [Line("demo, a second start to its queue", min(spent), None, "s", 5, note)]


def _busy() -> float:
    """Processor seconds of all programs that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _demo_seconds() -> float:
    """Seconds that `dev.py demo` takes: what it sees to before it opens anything, then the demo itself."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    ready = [sys._base_executable, str(ROOT / "packaging" / "dev.py"), "setup"]
    subprocess.run(ready, stdout=subprocess.DEVNULL, check=True)
    command = [sys.executable, "-m", "tests.bench.start_probe", "demo"]
    with subprocess.Popen(command, cwd=ROOT, env=kept, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = next((line for line in child.stdout if line.startswith(USABLE)), None)
        spent = time.perf_counter() - began
        child.stdout.read()
        child.wait(30)
    if said is None:
        raise RuntimeError("the demo did not come up")
    return spent


class Starts:
    """Starts of the programs of `start_probe`, each in a process of its own, whose byte code is kept in a folder."""

    def __init__(self, bytecode: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._surroundings = kept | {"PYTHONPYCACHEPREFIX": str(bytecode)}

    def timed(self, words: list[str], handed: Mapping[str, str]) -> tuple[float, set[str]]:
        """Milliseconds from starting a program to its saying that it is usable, and the modules it has loaded then."""
        spent, said = self._started(words, handed, 1)
        return spent, set(said[0])

    def keys(self, words: list[str]) -> list[float]:
        """Milliseconds that each key took, from the first picture on."""
        return [float(one) for one in self._started(words, {}, 2)[1][1]]

    def _started(self, words: list[str], handed: Mapping[str, str], lines: int) -> tuple[float, list[list[str]]]:
        command = [sys.executable, "-m", "tests.bench.start_probe", *words]
        began = time.perf_counter()
        with subprocess.Popen(
            command, cwd=ROOT, env=self._surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdin is not None and child.stdout is not None
            child.stdin.write(json.dumps(dict(handed)) + "\n")
            child.stdin.flush()
            said = [child.stdout.readline().split()]
            spent = 1000 * (time.perf_counter() - began)
            said += [child.stdout.readline().split() for _ in range(lines - 1)]
            child.stdin.close()
            child.wait(30)
        if not said[0] or said[0].pop(0) != USABLE or not all(said[1:]):
            raise RuntimeError(f"{words[0]} did not come up")
        return spent, said


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
