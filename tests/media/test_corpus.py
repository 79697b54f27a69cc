"""The hostile corpus: each file ends as it must, with no network, no file of ours or the system's read, no end."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reviewer_app.domain.cases import ListingSubject
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.room import SIZE_LIMITS, MediaRoom
from reviewer_app.media.values import BytesSource, ClipProbe, DocumentProbe
from reviewer_app.wire.intake import check_record
from reviewer_app.wire.record import RecordRefused
from tests.media import hostile
from tests.media.conftest import source_of

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="watches by Linux means")

# The real worker, but that a forbidden call (a socket, a program, a written file ...) ends it instead of failing.
STRICT = """
import sys
from reviewer_app.media.worker import confine
confine._SECCOMP_EACCES = 0x8000_0000
from reviewer_app.media.worker import __main__
"""
NAIVE = """
import io, sys
from reviewer_app.media.worker import confine
import av, av.subtitles.stream
if "strict" in sys.argv:
    confine._SECCOMP_EACCES = 0x8000_0000
    confine.confine()
how = {"format": "concat", "options": {"safe": "0", "protocol_whitelist": "file"}} if "careless" in sys.argv else {}
try:
    av.open(io.BytesIO(sys.stdin.buffer.read()), timeout=2, **how)
except Exception as error:
    print(type(error).__name__)
"""
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo" / "cases.jsonl"
LONGEST = 60.0
"""Seconds that the whole look at any file of the corpus may take on a busy machine."""


@pytest.fixture(scope="module")
def strict() -> Iterator[MediaRoom]:
    with MediaRoom(command=(sys.executable, "-I", "-c", STRICT)) as opened:
        opened.confinement()
        yield opened


def look(room: MediaRoom, source: BytesSource) -> ClipProbe | None:
    """Everything that the desk may ask of an asset; the verified probe of a clip."""
    probe = room.probe(source)
    if isinstance(probe, ClipProbe):
        prepared = room.prepare(source)
        room.frames(source, list(prepared.probe.pts)[:5], max_w=100)
        room.codes(source)
        return prepared.probe
    room.probe(source, verify=True)
    if isinstance(probe, DocumentProbe):
        for page in range(1, min(probe.page_count, 3) + 1):
            room.page(source, page, 1600, 1600)
            room.page_text(source, page)
    else:
        room.picture(source, 1600, 1600)
    room.codes(source)
    return None


@linux_only
@pytest.mark.parametrize("name", hostile.corpus())
def test_a_hostile_file_ends_as_it_must(strict: MediaRoom, name: str) -> None:
    file, before, began = hostile.corpus()[name], strict.worker_pid, time.monotonic()
    try:
        probe = look(strict, source_of(file.content))
    except CannotShow as refusal:
        assert refusal.reason in file.reasons
    else:
        assert file.shown
        assert probe is None or " cut at " not in name or probe.whole is False  # shown, and never played
        if file.played is not None:
            assert probe is not None and probe.whole is file.played
            assert probe.flaw is (None if file.played else Reason.MORE_INSIDE)
    assert strict.worker_pid == before  # neither a crash nor a forbidden call
    assert time.monotonic() - began < LONGEST


@contextmanager
def opens(path: str) -> Iterator[list[bytes]]:
    """What the kernel says of a file while this lasts: an entry where anybody opened it."""
    libc, seen = ctypes.CDLL(None, use_errno=True), list[bytes]()
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, path.encode(), 0x20) > 0  # IN_OPEN
    try:
        yield seen
        try:
            seen.append(os.read(watch, 4096))
        except BlockingIOError:
            pass
    finally:
        os.close(watch)


@linux_only
def test_no_file_of_the_corpus_has_the_canary_opened(strict: MediaRoom) -> None:
    pointing = [file for name, file in hostile.corpus().items() if hostile.CANARY.encode() in file.content]
    assert len(pointing) >= 9
    with opens(hostile.CANARY) as seen:
        for file in pointing:
            try:
                look(strict, source_of(file.content))
            except CannotShow:
                continue
    assert seen == []


def naive(content: bytes, *words: str) -> int:
    return subprocess.run(
        [sys.executable, "-I", "-c", NAIVE, *words], input=content, capture_output=True, check=False, timeout=60
    ).returncode


@linux_only
def test_opened_without_care_a_list_of_files_opens_the_canary() -> None:
    with tempfile.NamedTemporaryFile(suffix=".ts") as canary, opens(canary.name) as seen:
        naive(hostile.CONCAT.replace(hostile.CANARY.encode(), canary.name.encode()), "careless")
    assert seen != []


@linux_only
def test_opened_without_care_the_description_is_killed_where_calls_are_fatal() -> None:
    """The control of the strict worker: what it survives did not ask for a socket."""
    assert naive(hostile.SDP, "strict") == -signal.SIGSYS
    assert naive(hostile.SDP) == 0


@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_name_that_leads_elsewhere_is_refused_with_its_record(name: str) -> None:
    record = json.loads(DEMO.read_text("utf-8").splitlines()[0])
    assert check_record(json.dumps(record).encode()).assets
    record["subject"]["video"]["path"] = name
    with pytest.raises(RecordRefused) as refusal:
        check_record(json.dumps(record).encode())
    assert "video" in str(refusal.value.args) + repr(vars(refusal.value))


@pytest.mark.parametrize("name", hostile.WORDS)
def test_hostile_words_come_in_as_they_were_written(name: str) -> None:
    record = check_record(json.dumps(hostile.listings()[name]).encode()).record
    assert isinstance(record.subject, ListingSubject) and record.subject.product.description == hostile.WORDS[name]


# -- limits -----------------------------------------------------------------------------------------------------------


class Huge:
    """An asset that says how long it is and has its head only."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content, self.size, self.sha256 = content, size, source_of(content).sha256
        self.reads = 0

    def read(self, offset: int, length: int) -> bytes:
        self.reads += 1
        return self._content[offset : offset + length].ljust(length, b"\0")


@pytest.mark.parametrize("family", SIZE_LIMITS)
def test_a_file_over_the_size_of_its_family_reaches_no_worker(family: str) -> None:
    heads = {"clip": hostile.clip(), "picture": hostile.png(9, 9), "document": hostile.pdf()}
    idle = MediaRoom()
    source = Huge(heads[family], SIZE_LIMITS[family] + 1)
    with pytest.raises(CannotShow) as refusal:
        idle.probe(source)
    assert refusal.value.reason is Reason.TOO_LARGE
    assert (idle.worker_pid, source.reads) == (None, 1)


def test_dimensions_and_duration_have_limits_of_their_own(strict: MediaRoom) -> None:
    wide = hostile.corpus()["clip of a day and an hour"].content
    with pytest.raises(CannotShow, match="too long"):
        strict.probe(source_of(wide))
    assert strict.probe(source_of(hostile.of_hours(0, 5, 10, 14)))
    with pytest.raises(CannotShow, match="png"):
        strict.probe(source_of(hostile.png(30_000, 9)))


def test_memory_that_a_file_asks_for_is_not_given(strict: MediaRoom) -> None:
    before = strict.worker_pid
    for name in ("png with text that unfolds", "png with a profile that unfolds", "pdf whose page unfolds"):
        try:
            look(strict, source_of(hostile.corpus()[name].content))
        except CannotShow as refusal:
            assert refusal.reason in hostile.BROKEN
    assert strict.worker_pid == before
    status = Path(f"/proc/{before}/status").read_text().splitlines()
    highest = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    assert highest < 1200 * 1024**2
