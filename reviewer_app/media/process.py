"""Owns one worker process as its parent sees it: start, one exchange at a time under a time limit, end."""

import contextlib
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from reviewer_app.media import hatch
from reviewer_app.media.pipe import Header, PipeBroken, PipeNonsense, receive, send
from reviewer_app.media.values import Source
from reviewer_app.media.watchdog import Watchdog

if sys.platform == "linux":
    import fcntl

WORKER_COMMAND: Final = (sys.executable, "-I", "-m", "reviewer_app.media.worker")
BACKGROUND: Final = "--background"
"""The word under which a worker gives way to everything else on the machine."""
# Nothing else of the environment reaches the worker: what the loader and the C library need to start at all.
_PASSED_ON: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_LAST_BREATH: Final = 2.0
_PIPE_BYTES: Final = 1024 * 1024
_MAX_RANGE: Final = 16 * 1024 * 1024
MAX_PARTS: Final = 48
"""How many parts a reply may come in."""


class WorkerGone(Exception):
    """The worker ended, or was ended, before it answered; `late` says that its time was over."""

    def __init__(self, late: bool, status: str) -> None:
        super().__init__(status)
        self.late = late
        self.status = status


class WorkerProcess:
    """A running worker. Not thread-safe: its owner lets one exchange happen at a time."""

    def __init__(self, command: Sequence[str] = WORKER_COMMAND) -> None:
        self._hatch = hatch.made()
        told = (f"{hatch.WORD}{self._hatch.descriptor}",) if self._hatch is not None else ()
        self._process = subprocess.Popen(
            (*command, *told),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(sys.executable).anchor,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            start_new_session=True,
            pass_fds=(self._hatch.descriptor,) if self._hatch is not None else (),
        )
        assert self._process.stdin and self._process.stdout and self._process.stderr  # noqa: S101  # all three are pipes
        self._to, self._from, self._errors = self._process.stdin, self._process.stdout, self._process.stderr
        for stream in (self._to, self._from):
            _widen(stream)
        self.last_words: deque[bytes] = deque(maxlen=40)
        self._listener = threading.Thread(target=self._listen, name="media-worker-stderr", daemon=True)
        self._listener.start()
        self._watchdog = Watchdog(self._process.kill)
        self._hello: Header | None = None

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def hello(self, timeout: float) -> Header:
        """What the worker said of itself when it was ready; waits for it the first time."""
        if self._hello is None:
            with self._deadline(timeout):
                self._hello = self._receive()[0].get("hello", {})
        return self._hello

    def exchange(
        self,
        request: Header,
        source: Source,
        timeout: float,
        hear: Callable[[Header, bytes], None] | None = None,
        head: bytes = b"",
        tell: Callable[[float], bool] = lambda share: True,
    ) -> tuple[Header, bytes]:
        """Send a request with the first bytes of its asset, serve the ranges it needs, return its reply.

        `hear` is told each part that comes before the reply, at most MAX_PARTS; without it there may be none. `tell` is
        told how far it is, as a share, and says whether it goes on.

        Raises WorkerGone when the worker dies or `timeout` seconds pass, OSError when `source` cannot be read; after
        any exception the process is of no more use and must be ended.
        """
        with self._deadline(timeout):
            self._send(request, head)
            parts = 0
            while True:
                header, body = self._receive()
                if "need" in header:
                    self._send({"bytes": True}, _range(source, header["need"]))
                elif "so_far" in header:
                    self._send({"go_on": tell(_share(header["so_far"]))})
                elif "part" not in header:
                    return header, body
                else:
                    parts += 1
                    if hear is None or parts > MAX_PARTS:
                        raise PipeNonsense("parts that nobody asked for")
                    hear(header, body)

    def kill(self) -> None:
        """End the process from another thread: an exchange under way raises WorkerGone there."""
        self._process.kill()

    def wipe(self) -> None:
        """Leave nothing in the hatch of what was handed through it; between exchanges."""
        if self._hatch is not None:
            self._hatch.wipe()

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        self._listener.join()
        self._watchdog.end()
        self.wipe()
        if self._hatch is not None:
            self._hatch.close()
            self._hatch = None
        for stream in (self._to, self._from, self._errors):
            with contextlib.suppress(OSError):  # what was still to be written has no reader
                stream.close()

    @contextlib.contextmanager
    def _deadline(self, timeout: float) -> Iterator[None]:
        self._watchdog.give(timeout)
        try:
            yield
        except PipeBroken as broken:
            if isinstance(broken, PipeNonsense):
                self._process.kill()
            late = self._watchdog.done()
            raise WorkerGone(late, f"{broken}, worker's status {self._status()}") from broken
        finally:
            self._watchdog.done()

    def _status(self) -> int:
        """Exit status (negative: the signal) of a worker whose pipe broke; one that lives on all the same is killed."""
        try:
            return self._process.wait(_LAST_BREATH)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _send(self, header: Header, body: bytes = b"") -> None:
        send(self._to, header, body, self._hatch)

    def _receive(self) -> tuple[Header, bytes]:
        return receive(self._from, self._hatch)

    def _listen(self) -> None:
        for line in self._errors:
            self.last_words.append(line[:500])


def _widen(stream: IO[bytes]) -> None:
    """Let a pipe hold a good part of a picture or of a range, so that the two sides change places less often."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):  # an unprivileged user's share of pipe memory may be used up: slower, no worse
        fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _share(told: object) -> float:
    if isinstance(told, float) and 0 <= told <= 1:
        return told
    raise PipeNonsense("no share of anything")


def _range(source: Source, need: object) -> bytes:
    """Read what the worker asks for, as far as it lies within the asset."""
    match need:
        case [int(offset), int(length)] if 0 < length <= _MAX_RANGE and 0 <= offset <= source.size - length:
            content = source.read(offset, length)
            if len(content) != length:
                raise OSError("the asset is shorter than it says")
            return content
    raise PipeNonsense("a range outside the asset")
