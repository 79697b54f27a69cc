"""The worker as a process: it may die, hang or lie, and takes only its asset with it."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewer_app.media import hatch
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.pipe import PipeBroken, receive, send
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, ClipProbe
from reviewer_app.media.watchdog import Watchdog

from .conftest import Recipe, made, source_of

CLIP = made(Recipe())
OTHER = made(Recipe(pts=(0, 3600, 7200), sound=False))

# Workers that greet like the real one and then do not behave.
LYING = """
import sys, json, struct
def receive():
    head, body = struct.unpack("!II", sys.stdin.buffer.read(8))
    header = json.loads(sys.stdin.buffer.read(head)); sys.stdin.buffer.read(body); return header
def send(header, body=b""):
    text = json.dumps(header).encode()
    sys.stdout.buffer.write(struct.pack("!II", len(text), len(body)) + text + body); sys.stdout.buffer.flush()
send({"hello": {"limits": False, "network": "open", "files": "open", "versions": {}}})
receive()
"""
FRAME: dict[str, object] = {"width": 4, "height": 4, "stride": 16, "pts": 0, "time_base": [1, 25], "sha256": "0" * 64}


def said(value: dict[str, object], size: int) -> str:
    """The line of a stand-in that replies with a value and that many bytes of pixels."""
    return f'send({{"value": {value!r}}}, b"x" * {size})'


class Watched:
    """A source that does something while the worker waits for its bytes."""

    def __init__(self, content: bytes, meanwhile: object) -> None:
        self._inner = source_of(content)
        self.sha256, self.size = self._inner.sha256, self._inner.size
        self._meanwhile = meanwhile
        self.reads = 0

    def read(self, offset: int, length: int) -> bytes:
        self.reads += 1
        if self.reads > 1 and callable(self._meanwhile):  # the first read is the gate's, in this process
            self._meanwhile()
        return self._inner.read(offset, length)


def reason_of(room: MediaRoom, source: object) -> Reason:
    with pytest.raises(CannotShow) as refusal:
        room.poster(source, 99, 99)  # type: ignore[arg-type]
    return refusal.value.reason


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_worker_killed_in_mid_request_costs_only_that_asset(
    expect_log: Callable[..., None],
) -> None:
    with MediaRoom() as room:
        assert room.poster(source_of(OTHER), 9, 9).pts == 0
        before = room.worker_pid
        assert before is not None
        expect_log(rf"WARNING .*room: asset {source_of(CLIP).sha256} quarantined: crashed at poster")
        killed = Watched(CLIP, lambda: os.kill(before, signal.SIGKILL))
        assert reason_of(room, killed) is Reason.CRASHED
        assert room.poster(source_of(OTHER), 9, 9).pts == 0  # a fresh process
        assert room.worker_pid not in (None, before)
        reads = killed.reads
        assert reason_of(room, killed) is Reason.CRASHED  # quarantined: no worker sees it again
        assert killed.reads == reads
        room.release(killed.sha256)
        assert room.poster(source_of(CLIP), 9, 9).pts == 0


@pytest.mark.skipif(sys.platform == "win32", reason="stops by signal")
def test_a_worker_that_hangs_is_ended_when_its_time_is_over(expect_log: Callable[..., None]) -> None:
    expect_log("WARNING .*room: asset .* quarantined: too_slow at poster")
    with MediaRoom(time_limits={"poster": 0.4}) as room:
        assert room.poster(source_of(OTHER), 9, 9).pts == 0
        pid = room.worker_pid
        assert pid is not None
        started = time.monotonic()
        assert reason_of(room, Watched(CLIP, lambda: os.kill(pid, signal.SIGSTOP))) is Reason.TOO_SLOW
        assert time.monotonic() - started < 3
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert room.poster(source_of(OTHER), 9, 9).pts == 0


def test_a_slow_source_counts_as_time_too(expect_log: Callable[..., None]) -> None:
    expect_log("WARNING .*room: asset .* quarantined: too_slow at poster")
    with MediaRoom(time_limits={"poster": 0.3}) as room:
        room.confinement()
        assert reason_of(room, Watched(CLIP, lambda: time.sleep(0.5))) is Reason.TOO_SLOW


def failing() -> None:
    raise OSError("tag does not match")


class Short(BytesSource):
    """A source that gives less than it says."""

    def read(self, offset: int, length: int) -> bytes:
        return self.content[offset : offset + length - 1]


def test_bytes_that_cannot_be_read_are_no_crash_and_no_quarantine() -> None:
    with MediaRoom() as room:
        assert reason_of(room, Watched(CLIP, failing)) is Reason.UNREADABLE
        source = source_of(CLIP)
        assert reason_of(room, Short(source.content, source.sha256)) is Reason.UNREADABLE
        assert room.poster(source, 9, 9).pts == 0


def test_a_fault_of_the_caller_leaves_the_room_usable() -> None:
    def surprise() -> None:
        raise ZeroDivisionError

    with MediaRoom() as room:
        with pytest.raises(ZeroDivisionError):
            room.poster(Watched(CLIP, surprise), 9, 9)
        assert room.poster(source_of(CLIP), 9, 9).pts == 0


@pytest.mark.parametrize(
    "reply",
    [
        said(FRAME, 63),  # fewer pixels than it says
        said(FRAME | {"stride": 8}, 64),
        said(FRAME | {"width": -4}, 64),
        said(FRAME | {"pts": "zero"}, 64),
        'send({"value": 7})',
        'send({"cannot": "a new reason", "detail": ""})',
        'send({"need": [0, 1 << 40]}); receive()',
        'send({"need": [-5, 5]}); receive()',
        'send({"need": "everything"}); receive()',
        'send({"so_far": 1.5}); receive()',
        'sys.stdout.buffer.write(struct.pack("!II", 1 << 30, 0)); sys.stdout.buffer.flush()',
        'sys.stdout.buffer.write(struct.pack("!II", 4, 0) + b"nope"); sys.stdout.buffer.flush()',
        "sys.exit(3)",
    ],
)
def test_a_worker_that_lies_is_not_believed(reply: str, expect_log: Callable[..., None]) -> None:
    expect_log("WARNING .*room: asset .* quarantined: crashed", surely=False)
    with MediaRoom(command=(sys.executable, "-I", "-c", LYING + reply)) as room:
        assert reason_of(room, source_of(CLIP)) is Reason.CRASHED


def test_a_well_formed_reply_of_such_a_worker_is_taken() -> None:
    """The control of the test above: it is the lie that is refused, not the stand-in."""
    with MediaRoom(command=(sys.executable, "-I", "-c", LYING + said(FRAME, 64))) as room:
        assert room.poster(source_of(CLIP), 9, 9).pixels == b"x" * 64


def test_a_worker_that_does_not_start_blames_no_asset(expect_log: Callable[..., None]) -> None:
    expect_log("ERROR .*room: the media worker does not start")
    room = MediaRoom(command=(sys.executable, "-I", "-c", "raise SystemExit(1)"))
    for _ in range(2):
        with pytest.raises(CannotShow, match="does not start"):
            room.poster(source_of(CLIP), 9, 9)
    room.stop()


def test_requests_from_many_threads_are_served_one_by_one() -> None:
    wrong: list[object] = []
    with MediaRoom() as room:
        probe = room.probe(source_of(CLIP))
        assert isinstance(probe, ClipProbe)
        truth = {pts: room.frame(source_of(CLIP), pts, max_w=9).sha256 for pts in probe.pts}

        def look(offset: int) -> None:
            seen = {pts: room.frame(source_of(CLIP), pts, max_w=9).sha256 for pts in probe.pts[offset::3]}
            wrong.extend(pts for pts in seen if seen[pts] != truth[pts])

        threads = [threading.Thread(target=look, args=(offset,)) for offset in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_stopping_does_not_wait_for_a_long_request_and_blames_no_asset() -> None:
    room = MediaRoom()
    room.confinement()
    asked = threading.Event()
    reasons: list[Reason] = []

    def wait() -> None:
        asked.set()
        time.sleep(0.3)

    asking = threading.Thread(target=lambda: reasons.append(reason_of(room, Watched(CLIP, wait))))
    asking.start()
    assert asked.wait(10)
    room.stop()
    asking.join(10)
    assert reasons == [Reason.CLOSED]
    assert room.poster(source_of(CLIP), 9, 9).pts == 0
    room.stop()


LONG = made(Recipe(pts=tuple(range(0, 200 * 3600, 3600)), sound=False))


class Watching(Decoding):
    """Gives up when it is told of a share, and keeps what it was told."""

    def __init__(self, until: float) -> None:
        super().__init__()
        self.until, self.shares = until, list[float]()

    def tell(self, share: float) -> bool:
        self.shares.append(share)
        if share >= self.until:
            self.give_up()
        return super().tell(share)


def test_a_decode_that_nobody_waits_for_ends_there_and_blames_neither_asset_nor_worker() -> None:
    with MediaRoom() as room:
        going = Watching(0.3)
        for _time in range(2):  # the second one does not begin
            with pytest.raises(CannotShow) as refusal:
                room.prepare(source_of(LONG), going=going)
            assert refusal.value.reason is Reason.CLOSED
        assert going.shares == sorted(going.shares) and [one >= 0.3 for one in going.shares] == [False, False, True]
        worker = room.worker_pid
        whole = Watching(2)
        assert room.prepare(source_of(LONG), going=whole).probe.whole
        assert whole.so_far > 0.9 and room.worker_pid == worker


def test_stopping_leaves_no_process_and_no_thread() -> None:
    threads = threading.active_count()
    room = MediaRoom()
    room.start()
    pid = room.worker_pid
    room.stop()
    room.stop()
    assert room.worker_pid is None
    assert threading.active_count() == threads
    if pid is not None and sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_worker_without_a_parent_ends(tmp_path: Path) -> None:
    import subprocess

    from reviewer_app.media.process import WORKER_COMMAND

    ended = subprocess.run(WORKER_COMMAND, input=b"", capture_output=True, timeout=20, check=False)
    assert ended.returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_nothing_of_the_environment_or_of_an_asset_is_visible_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "canary-7261")
    with MediaRoom() as room:
        room.poster(source_of(CLIP), 9, 9)
        for name in ("environ", "cmdline"):
            assert b"canary-7261" not in Path(f"/proc/{room.worker_pid}/{name}").read_bytes()
            assert source_of(CLIP).sha256.encode() not in Path(f"/proc/{room.worker_pid}/{name}").read_bytes()


def test_messages_survive_the_pipe_and_broken_ones_are_told() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as incoming, os.fdopen(write_end, "wb") as outgoing:
        send(outgoing, {"a": [1, "二"]}, b"body")
        assert receive(incoming) == ({"a": [1, "二"]}, b"body")
        outgoing.write(b"\0\0\0\2\0\0\0\0[]")
        outgoing.flush()
        with pytest.raises(PipeBroken, match="not an object"):
            receive(incoming)
        outgoing.write(b"\0\0\0")
        outgoing.close()
        with pytest.raises(PipeBroken):
            receive(incoming)


def test_stopping_a_room_whose_worker_is_still_starting_blames_nothing() -> None:
    room = MediaRoom(command=(sys.executable, "-I", "-c", "import time; time.sleep(60)"))
    room.start()
    reasons: list[Reason] = []
    asking = threading.Thread(target=lambda: reasons.append(reason_of(room, source_of(CLIP))))
    asking.start()
    time.sleep(0.2)
    room.stop()
    asking.join(10)
    assert reasons == [Reason.CLOSED]


# -- the hatch and the watchdog ---------------------------------------------------------------------------------------

BESIDE = """
import mmap
fd = int(next(word for word in sys.argv if word.startswith("--hatch=")).partition("=")[2])
hatch = mmap.mmap(fd, 16 << 20)
"""
PAGE: dict[str, object] = FRAME | {"width": 256, "height": 256, "stride": 1024}


def through(lies: object, after: str = "") -> str:
    """The lines of a stand-in that lays a frame of 256 KiB into the hatch, and says that so many bytes lie there."""
    return (
        BESIDE + f'hatch[:{256 * 1024}] = b"y" * {256 * 1024}; send({{"value": {PAGE!r}, "lies": {lies!r}}})\n{after}'
    )


linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a size can be sealed")


@linux_only
def test_a_large_body_comes_through_the_hatch_and_cannot_be_changed_afterwards() -> None:
    goes_on = "while True:\n    for n in range(256): hatch[:8] = bytes([n]) * 8"
    with MediaRoom(command=(sys.executable, "-I", "-c", LYING + through(256 * 1024, goes_on))) as room:
        frame = room.poster(source_of(CLIP), 999, 999)
        seen = [bytes(bytearray(frame.pixels)) for _ in range(20) if time.sleep(0.01) is None]
        assert seen == [seen[0]] * 20
        assert seen[0][8:] == b"y" * (256 * 1024 - 8)


@linux_only
@pytest.mark.parametrize("lies", [-1, (16 << 20) + 1, 1 << 62, "all", None, [1], 256 * 1024 - 4])
def test_a_worker_that_lies_about_what_lies_there_is_not_believed(
    lies: object, expect_log: Callable[..., None]
) -> None:
    expect_log("WARNING .*room: asset .* quarantined: crashed", surely=False)
    with MediaRoom(command=(sys.executable, "-I", "-c", LYING + through(lies))) as room:
        assert reason_of(room, source_of(CLIP)) is Reason.CRASHED


@linux_only
def test_a_worker_cannot_take_the_memory_away_from_under_the_room() -> None:
    attempts = BESIDE + (
        "import os\nheld = []\n"
        "for size in (0, 1 << 20, 32 << 20):\n"
        "    try: os.ftruncate(fd, size)\n"
        "    except OSError: held.append(size)\n"
        'send({"cannot": "damaged", "detail": str(len(held))})'
    )
    with (
        MediaRoom(command=(sys.executable, "-I", "-c", LYING + attempts)) as room,
        pytest.raises(CannotShow) as refusal,
    ):
        room.poster(source_of(CLIP), 9, 9)
    assert refusal.value.detail == "3"


@linux_only
def test_nothing_of_an_asset_stays_in_the_hatch_once_it_is_forgotten() -> None:
    with MediaRoom() as room:
        source = source_of(CLIP)
        assert (
            len(room.frame(source, 0).pixels) < hatch.LEAST
        )  # this clip's frames are small: its bytes are what lies there
        big = source_of(made(Recipe(size=(640, 480), sound=False)))
        assert len(room.poster(big, 640, 480).pixels) >= hatch.LEAST
        worker = room._worker
        assert worker is not None and worker._hatch is not None
        assert any(worker._hatch.take(hatch.SIZE))
        room.forget([source.sha256, big.sha256])
        assert not any(worker._hatch.take(hatch.SIZE))


def test_frames_are_the_same_through_the_hatch_and_over_the_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    clip = source_of(made(Recipe(size=(640, 480), sound=False)))

    def all_of() -> list[object]:
        with MediaRoom() as room:
            probe = room.probe(clip, verify=True)
            assert isinstance(probe, ClipProbe)
            run = room.frames(clip, list(probe.pts[:5]))
            return [probe, *run, *(room.frame(clip, pts) for pts in probe.pts[:5]), room.prepare(clip)]

    through_it = all_of()
    monkeypatch.setattr(hatch, "made", lambda: None)
    assert all_of() == through_it


def test_a_body_goes_over_the_pipe_where_it_is_small_or_does_not_fit() -> None:
    there = hatch.made()
    if there is None:
        pytest.skip("no sealed memory on this system")
    assert not there.put(bytes(hatch.LEAST - 1))
    assert not there.put(bytes(hatch.SIZE + 1))
    assert there.put(b"x" * hatch.LEAST)
    assert there.take(hatch.LEAST) == b"x" * hatch.LEAST
    there.close()


def test_a_watchdog_bites_when_the_time_given_last_is_over_and_not_before() -> None:
    bites: list[float] = []
    dog = Watchdog(lambda: bites.append(time.monotonic()))
    dog.give(0.05)
    assert not dog.done()
    time.sleep(0.15)
    assert bites == []  # what was in time is not bitten
    dog.give(30)
    began = time.monotonic()
    dog.give(0.1)  # sooner than what it slept for
    until = began + 10
    while not bites and time.monotonic() < until:
        time.sleep(0.01)
    assert len(bites) == 1 and bites[0] - began >= 0.1
    assert dog.done()
    dog.give(30)
    assert not dog.done()
    dog.end()
    assert len(bites) == 1


def test_decoding_to_the_end_may_take_as_long_as_there_is_much_of_it(
    monkeypatch: pytest.MonkeyPatch, expect_log: Callable[..., None]
) -> None:
    expect_log("WARNING .*room: asset .* quarantined: too_slow at probe")
    expect_log("WARNING .*room: asset .* quarantined: too_slow at prepare")
    source = source_of(CLIP)
    short = {"verify": 0.0, "prepare": 0.0}
    monkeypatch.setattr("reviewer_app.media.room.BYTES_PER_SECOND", len(CLIP) * 1000)
    with MediaRoom(time_limits=short) as room:
        room.probe(source)
        with pytest.raises(CannotShow) as late:
            room.probe(source, verify=True)
        assert late.value.reason is Reason.TOO_SLOW
    monkeypatch.setattr("reviewer_app.media.room.PIXELS_PER_SECOND", 1000)
    with MediaRoom(time_limits=short) as room:
        probe = room.probe(source, verify=True)
        assert isinstance(probe, ClipProbe) and probe.whole
        assert room.prepare(source).probe.whole
    monkeypatch.setattr("reviewer_app.media.room.MOST_DECODING", 0.0)
    with MediaRoom(time_limits=short) as room, pytest.raises(CannotShow):
        room.prepare(source)


def test_a_larger_file_may_be_read_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewer_app.media.room.BYTES_PER_SECOND", len(CLIP) / 30)
    with MediaRoom(time_limits={"probe": 0.0}) as room:
        assert isinstance(room.probe(source_of(CLIP)), ClipProbe)


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="this system has no groups of sessions")
@pytest.mark.parametrize(("background", "by"), [(False, 5), (True, 10)])
def test_a_worker_stands_back_from_the_desk_as_a_process_and_as_a_session(background: bool, by: int) -> None:
    with MediaRoom(background=background) as room:
        room.confinement()
        pid = room.worker_pid
        assert pid is not None
        assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0) + by
        deadline = time.monotonic() + 10
        while Path(f"/proc/{pid}/autogroup").read_text().split()[-1] != str(by):
            assert time.monotonic() < deadline  # of many that start together the kernel hears one at a time
            time.sleep(0.01)
