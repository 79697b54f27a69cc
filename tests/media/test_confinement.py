"""What holds the worker back: no sockets, no programs, no written files, little memory; each beside its control."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import reviewer_app.media
from reviewer_app.media.room import MediaRoom

from .test_gate import SDP

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the worker is confined by Linux means")

ATTEMPTS = """
import mmap, os, socket, subprocess, sys
attempts = {
    "tcp": lambda: socket.socket(socket.AF_INET).close(),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
    "ipv6": lambda: socket.socket(socket.AF_INET6).close(),
    "unix": lambda: socket.socket(socket.AF_UNIX).close(),
    "program": lambda: subprocess.run(["/bin/true"], check=True),
    "signal": lambda: os.kill(os.getppid(), 0),
    "write": lambda: open(sys.argv[1], "wb", buffering=0).write(b"x"),
    "folder": lambda: os.mkdir(sys.argv[1] + ".folder"),
    "truncate": lambda: os.truncate(sys.argv[1] + ".there", 0),
    "overwrite": lambda: os.close(os.open(sys.argv[1] + ".there", os.O_RDWR | os.O_TRUNC)),
    "memory": lambda: mmap.mmap(-1, 4 << 30).close(),
    "files": lambda: [os.open("/dev/null", os.O_RDONLY) for _ in range(60)],
}
if sys.argv[2] == "confined":
    from reviewer_app.media.worker.confine import confine
    confine()
for name, attempt in attempts.items():
    try:
        attempt()
        print(name)
    except (OSError, MemoryError, subprocess.SubprocessError):
        pass
"""

# A port in an SDP description; whether anybody listens on it is read from the kernel's own list.
LISTENING = """
import io, os, sys, threading, time
content = sys.stdin.buffer.read()
def naive():
    import av
    av.open(io.BytesIO(content), timeout=3)
def ours():
    from reviewer_app.media.gate import Kind
    from reviewer_app.media.worker.clips import open_container
    from reviewer_app.media.worker.source import RangeFile
    open_container(RangeFile(len(content), lambda at, size: content[at : at + size]), Kind.MP4)
if "confined" in sys.argv:
    import av
    from reviewer_app.media.worker.confine import confine
    confine()
opener = threading.Thread(target=naive if "naive" in sys.argv else ours, daemon=True)
threading.excepthook = lambda _: None
opener.start()
bound = False
until = time.monotonic() + 3
while opener.is_alive() and not bound and time.monotonic() < until:
    try:
        with open("/proc/self/net/udp") as udp:
            bound = ":A9AA" in udp.read()
    except OSError:
        break
    time.sleep(0.01)
print("bound" if bound else "quiet")
sys.stdout.flush()
os._exit(0)
"""


def run(code: str, *arguments: str, given: bytes = b"") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, *arguments], input=given, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode().split()


@linux_only
def test_a_confined_process_reaches_nothing(tmp_path: Path) -> None:
    (tmp_path / "written.there").write_bytes(b"kept")
    assert run(ATTEMPTS, str(tmp_path / "written"), "confined") == []
    assert [path.name for path in tmp_path.iterdir()] == ["written.there"]
    assert (tmp_path / "written.there").read_bytes() == b"kept"


@linux_only
def test_the_same_attempts_succeed_where_nothing_is_confined(tmp_path: Path) -> None:
    (tmp_path / "written.there").write_bytes(b"kept")
    tried = run(ATTEMPTS, str(tmp_path / "written"), "open")
    expected = {
        "tcp",
        "udp",
        "unix",
        "program",
        "signal",
        "write",
        "folder",
        "truncate",
        "overwrite",
        "memory",
        "files",
    }
    assert expected <= set(tried)


@linux_only
def test_the_worker_says_that_it_is_confined() -> None:
    with MediaRoom() as room:
        held = room.confinement()
    assert held.limits
    assert "seccomp" in held.network or "namespace" in held.network
    assert set(held.versions) == {"av", "pdfium", "Pillow", "zxing-cpp"}


@linux_only
def test_a_stream_description_opens_no_port() -> None:
    assert run(LISTENING, "ours", given=SDP) == ["quiet"]
    assert run(LISTENING, "naive", "confined", given=SDP) == ["quiet"]


@linux_only
def test_opened_without_care_the_same_description_does_open_one() -> None:
    assert run(LISTENING, "naive", given=SDP) == ["bound"]


def test_only_the_worker_knows_the_decoders() -> None:
    media = Path(reviewer_app.media.__file__).parent
    knowing = set()
    for path in media.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.partition(".")[0] for name in names} & {"av", "pypdfium2", "PIL", "zxingcpp"}:
                knowing.add(path.relative_to(media).parts[0])
    assert knowing == {"worker"}


def test_the_desks_side_loads_no_decoder() -> None:
    code = (
        "import sys, reviewer_app.media.room, reviewer_app.media.gate\n"
        "print(*sorted({'av', 'pypdfium2', 'PIL', 'zxingcpp'} & set(sys.modules)))"
    )
    assert run(code) == []
