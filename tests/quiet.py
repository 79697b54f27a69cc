"""Makes noise a failure: stray threads, timers and windows, unannounced log lines, any reach beyond this machine.

Python warnings and Qt warnings are failures too; pyproject.toml asks pytest and pytest-qt for those.
A test that means to provoke a log line says so first, with the fixture `expect_log`.
"""

import gc
import ipaddress
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

#: How long, in seconds, a thread that was told to end may take to do so.
GRACE = 2.0

#: Threads of libraries that a long-lived server starts when work first comes, in whichever test that is.
LIBRARY_THREADS = ("AnyIO worker thread", "asyncio_", "waitpid-")


# ---- threads


def _strays(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before
        and thread.is_alive()
        and not isinstance(thread, threading._DummyThread)  # a thread of Qt's that ran Python once: Qt answers for it
        and not thread.name.startswith(LIBRARY_THREADS)
    ]


@pytest.fixture(autouse=True)
def _no_stray_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE
    for thread in _strays(before):
        thread.join(max(0.0, deadline - time.monotonic()))
    left = [thread.name for thread in _strays(before)]
    if left:
        pytest.fail(f"threads still running {GRACE:g} s after the test: {', '.join(sorted(left))}", pytrace=False)


# ---- windows and timers of Qt


def pytest_collection() -> None:
    """Nothing that collecting the tests makes is garbage: looking for it would take as long again."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What is there before the first test is left out of every walk over what lives, and of every collection."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _live_qt() -> set[str]:
    """What of Qt is still at work: visible top-level widgets and running timers, by type and identity."""
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows = {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}
    timers = {thing for thing in gc.get_objects() if type(thing) is QTimer and isValid(thing) and thing.isActive()}
    named = [(thing, "visible window") for thing in windows] + [(thing, "running timer") for thing in timers]
    return {f"{what} {type(thing).__name__} {thing.objectName()!r} {id(thing):#x}" for thing, what in named}


@pytest.fixture(autouse=True)
def _nothing_of_qt_left(request: pytest.FixtureRequest) -> Iterator[None]:
    if "qapp" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    before = _live_qt()
    yield
    left = _live_qt() - before
    if left:
        pytest.fail(f"left behind by the test: {'; '.join(sorted(left))}", pytrace=False)


# ---- log lines


@dataclass
class LogWatch:
    """The log lines of one test that somebody should look at, and those it announced."""

    lines: list[str] = field(default_factory=list)
    announced: dict[str, bool] = field(default_factory=dict)

    def expect(self, pattern: str, *, surely: bool = True) -> None:
        """Announce lines in which the regular expression `pattern` is found; with `surely` one at least must come.

        A line reads `LEVEL logger: message`, for example `WARNING reviewer_app.client.sync: server away`.
        """
        re.compile(pattern)
        self.announced[pattern] = surely

    def note(self, record: logging.LogRecord) -> None:
        """Keep a record if it is a warning of ours or an error of anybody's."""
        ours = record.name == "reviewer_app" or record.name.startswith("reviewer_app.")
        if record.levelno >= (logging.WARNING if ours else logging.ERROR):
            self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def complaints(self) -> list[str]:
        """What was logged and not announced, and what was announced and never logged."""
        said = [line for line in self.lines if not any(re.search(pattern, line) for pattern in self.announced)]
        unsaid = [
            pattern
            for pattern, surely in self.announced.items()
            if surely and not any(re.search(pattern, line) for line in self.lines)
        ]
        return [f"unannounced log line: {line}" for line in said] + [f"never logged: {pattern}" for pattern in unsaid]


@pytest.fixture(autouse=True)
def _log_watch() -> Iterator[LogWatch]:
    """Watch where records are made: no handler, level filter or logging set-up of the program hides one there."""
    watch = LogWatch()
    make = logging.getLogRecordFactory()

    def watched(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = make(*arguments, **named)
        watch.note(record)
        return record

    logging.setLogRecordFactory(watched)
    yield watch
    logging.setLogRecordFactory(make)
    complaints = watch.complaints()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def expect_log(_log_watch: LogWatch) -> Callable[..., None]:
    """Announce a log line: `expect_log(r"WARNING .*sync: server away")`; see `LogWatch.expect`."""
    return _log_watch.expect


# ---- network


class ForeignNetworkError(OSError):
    """A test reached for something that is not this machine."""


_reached: list[str] = []


def _is_here(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(target: object) -> None:
    _reached.append(str(target))
    raise ForeignNetworkError(f"tests talk to this machine only, not to {target}")


def _check_address(endpoint: socket.socket, address: Any) -> None:
    if endpoint.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
        _refuse(address)


def _guarded_getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and name.endswith((".invalid", ".test")):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")  # reserved names: no need to ask anybody
    if isinstance(name, str) and not _is_here(name) and not name.replace(".", "").isdigit() and ":" not in name:
        _refuse(name)
    return _getaddrinfo(host, *arguments, **named)


_getaddrinfo = socket.getaddrinfo


@pytest.fixture(scope="session", autouse=True)
def _network_guard() -> Iterator[None]:
    """Refuse connections and datagrams to anywhere but loopback, in this process, for the whole run."""

    def guarded(name: str) -> Callable[..., Any]:
        plain = getattr(socket.socket, name)

        def checked(self: socket.socket, *arguments: Any) -> Any:
            _check_address(self, arguments[-1])
            return plain(self, *arguments)

        return checked

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(name))
        patch.setattr(socket, "getaddrinfo", _guarded_getaddrinfo)
        yield


@pytest.fixture(autouse=True)
def _no_foreign_network(_network_guard: None) -> Iterator[None]:
    """Fail the test as well: the code under test may have taken the refusal for a server that is away."""
    _reached.clear()
    yield
    if _reached:
        pytest.fail(f"reached beyond this machine: {'; '.join(_reached)}", pytrace=False)
