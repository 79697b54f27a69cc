"""Owns the desk's side of the media room: requests go to a confined worker, and a worker that dies is replaced."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from reviewer_app.media import cues as webvtt
from reviewer_app.media import recipes, replies
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.derived import Derived, HasDerived, unpacked
from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import HEAD_BYTES, Kind, sniff
from reviewer_app.media.pipe import Header
from reviewer_app.media.process import BACKGROUND, MAX_PARTS, WORKER_COMMAND, WorkerGone, WorkerProcess
from reviewer_app.media.replies import MAX_SIDE, Probe
from reviewer_app.media.values import (
    Box,
    BytesSource,
    ClipProbe,
    Code,
    Confinement,
    DocumentProbe,
    Filmstrip,
    Frame,
    Looks,
    PageText,
    Picture,
    PictureProbe,
    PreparedClip,
    Source,
    Transcript,
    Waveform,
)

__all__ = ["MAX_SIDE", "MediaRoom", "Probe"]
_log = logging.getLogger(__name__)

Kept = TypeVar("Kept")
Hear = Callable[[Header, bytes], None]

START_SECONDS: Final = 30.0
TIME_LIMITS: Final = {
    "probe": 60.0,
    "verify": 600.0,
    "prepare": 600.0,
    "frame": 20.0,
    "frames": 60.0,
    "filmstrip": 120.0,
    "waveform": 120.0,
    "codes": 15.0,
    "poster": 10.0,
    "picture": 15.0,
    "page": 20.0,
    "page_text": 20.0,
}
"""Seconds that one request of each kind may take, reading included; then its asset cannot be shown.

Those that read a file to its end may take longer for a larger one, those that decode a clip for a longer one.
"""
BYTES_PER_SECOND: Final = 40 * 1024**2
"""Bytes that are read, decrypted and walked through in a second on a slow machine that is busy."""
PIXELS_PER_SECOND: Final = 120_000_000
"""Pixels that are decoded in a second there: a picture of 1080 x 1920 about twice as fast as it plays."""
MOST_DECODING: Final = 7200.0
"""Seconds that a clip may be decoded for, however much it says there is of it."""
_TO_THE_END: Final = frozenset({"probe", "verify", "prepare"})
_PATIENCE: Final = 0.05
"""Seconds that `stop` gives a request under way before its worker is ended."""
SIZE_LIMITS: Final = {"clip": 16 * 1024**3, "picture": 256 * 1024**2, "document": 1024**3}
"""Bytes of an asset of each family; a larger one reaches no worker."""
FORGET_SECONDS: Final = 5.0
MAX_FRAMES: Final = MAX_PARTS
"""How many frames one request may ask for."""
MAX_TILES: Final = 600
MAX_TILE_HEIGHT: Final = 512
MAX_BUCKETS: Final = 20_000


class MediaRoom:
    """Opens untrusted assets in a process of its own.

    All calls block and may come from any thread but the screen's; one is served at a time, so a long
    `probe(verify=True)` belongs into a second room, beside that of the desk; the worker of a room in the background
    gives way to everything else on the machine. Where a source has what was derived from it before, that is the
    answer, and no worker is asked. Every call may raise CannotShow, and
    NoSuchPlace for an instant, page or box that the asset does not have. An asset over which the worker died or ran
    out of time is quarantined: it cannot be shown until `release`d, and no worker sees it again before.
    """

    def __init__(
        self,
        command: Sequence[str] = WORKER_COMMAND,
        time_limits: dict[str, float] | None = None,
        background: bool = False,
    ) -> None:
        self._command = (*command, BACKGROUND) if background else command
        self._limits = TIME_LIMITS | (time_limits or {})
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._closing = threading.Event()
        self._quarantine: dict[str, tuple[Reason, str]] = {}
        self._gone: deque[str] = deque()

    def start(self) -> None:
        """Start a worker ahead of the first request; returns at once."""
        with self._lock:
            self._running()

    def stop(self) -> None:
        """End the worker at once; a request under way raises CannotShow (closed). The room may be started again."""
        self._closing.set()
        while not self._lock.acquire(timeout=_PATIENCE):
            worker = self._worker  # again each time: the request under way may just be starting one
            if worker is not None:
                worker.kill()
        try:
            self._end()
        finally:
            self._closing.clear()
            self._lock.release()

    def __enter__(self) -> "MediaRoom":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def release(self, sha256: str) -> None:
        """Let a quarantined asset be tried again."""
        with self._lock:
            self._quarantine.pop(sha256, None)

    def confinement(self) -> Confinement:
        """What holds the worker back on this machine; waits until it is up."""
        with self._lock:
            return replies.confinement(self._greeted().hello(START_SECONDS))

    @property
    def worker_pid(self) -> int | None:
        """Process id of the worker that runs now."""
        worker = self._worker
        return worker.pid if worker else None

    def probe(self, source: Source, *, verify: bool = False) -> Probe:
        """Describe an asset; with `verify`, decode it to its end, which takes its time and says whether it is whole."""
        kept = self._derived(source, recipes.PROBE)
        if isinstance(kept, ClipProbe | PictureProbe | DocumentProbe):
            return kept
        return self._probed(source, verify)

    def _probed(self, source: Source, verify: bool) -> Probe:
        decoding = self._decoding(source) if verify and _kind(source, _head(source)).family == "clip" else 0.0
        clock = "verify" if verify else "probe"
        return replies.probe(*self._ask(source, clock, "probe", decoding=decoding, verify=verify))

    def _decoding(self, source: Source) -> float:
        """Seconds that decoding a clip to its end may take, by the frames that its packets list."""
        listed = self._probed(source, verify=False)
        if not isinstance(listed, ClipProbe):
            return 0.0
        return min(listed.frame_count * listed.width * listed.height / PIXELS_PER_SECOND, MOST_DECODING)

    def prepare(
        self,
        source: Source,
        *,
        tiles: int = recipes.TILES,
        height: int = recipes.TILE_HEIGHT,
        buckets: int = recipes.BUCKETS,
        side: int = recipes.FRAME_SIDE,
        going: Decoding | None = None,
    ) -> PreparedClip:
        """Verify a clip, and take all that is shown of it first out of the one decode; poster no larger than `side`.

        `going` says how far it is, and through it it may be given up. What it costs over one decode of the file is
        little; `filmstrip` and `waveform` alone decode for themselves.
        """
        told: dict[str, tuple[Any, bytes]] = {}
        count = _at_most(buckets, MAX_BUCKETS)

        def hear(header: Header, body: bytes) -> None:
            told[str(header["part"])] = (header.get("value"), body)

        size = _strip_size(tiles, height)
        size["glance"] = recipes.GLANCE_SIDE
        going = going or Decoding()
        going.check()
        decoding = self._decoding(source)
        limit = _limit(side, side)
        self._ask(source, "prepare", "prepare", hear, decoding, going, buckets=count, limit=limit, **size)
        if told.keys() - {"glance"} != {"poster", "filmstrip", "waveform", "looks", "probe"}:
            raise replies.nonsense()
        return PreparedClip(
            replies.clip(*told["probe"]),
            replies.frame(*told["poster"]),
            replies.frame(*told["glance"]) if "glance" in told else None,
            replies.filmstrip(*told["filmstrip"]),
            replies.waveform(*told["waveform"], count),
            replies.looks(told["looks"][1]),
        )

    def frame(self, source: Source, pts: int, *, max_w: int = MAX_SIDE, max_h: int = MAX_SIDE) -> Frame:
        """The frame on screen at `pts` (stream time base), exact whatever was asked before, no larger than asked."""
        return replies.frame(*self._value(source, "frame", pts=pts, limit=_limit(max_w, max_h)))

    def frames(
        self, source: Source, pts: Sequence[int], *, max_w: int = MAX_SIDE, max_h: int = MAX_SIDE
    ) -> list[Frame]:
        """The frames on screen at several pts, in that order, as `frame` gives each; neighbours are decoded in one go.

        Raises ValueError for more than MAX_FRAMES: that is how many are held at the size asked.
        """
        if len(pts) > MAX_FRAMES:
            raise ValueError(f"at most {MAX_FRAMES} frames at once")
        found: list[Frame] = []

        def hear(header: Header, body: bytes) -> None:
            found.append(replies.frame(header.get("value"), body))

        if pts:
            self._ask(source, "frames", "frames", hear, pts=list(pts), limit=_limit(max_w, max_h))
        if len(found) != len(pts):
            raise replies.nonsense()
        return found

    def poster(self, source: Source, max_w: int, max_h: int) -> Frame:
        """The first presented frame, no larger than asked."""
        kept = self._kept(source, recipes.POSTER, Frame) if max_w == max_h == recipes.FRAME_SIDE else None
        if kept is not None:
            return kept
        return replies.frame(*self._value(source, "poster", limit=_limit(max_w, max_h)))

    def glance(self, source: Source) -> Frame | None:
        """The first presented frame, no larger than GLANCE_SIDE, where that was made ahead; None elsewhere."""
        return self._kept(source, recipes.GLANCE, Frame)

    def filmstrip(self, source: Source, tiles: int, height: int) -> Filmstrip:
        """Up to `tiles` frames spread over a clip, side by side, `height` pixels high and never enlarged.

        There are fewer where the clip has fewer frames, or where they would be wider than MAX_SIDE together.
        """
        usual = (tiles, height) == (recipes.TILES, recipes.TILE_HEIGHT)
        kept = self._kept(source, recipes.FILMSTRIP, Filmstrip) if usual else None
        if kept is not None:
            return kept
        return replies.filmstrip(*self._value(source, "filmstrip", **_strip_size(tiles, height)))

    def looks(self, source: Source, going: Decoding) -> Looks:
        """What there is to see in a clip; it takes a decode to its end where that was not done as the file came."""
        kept = self._kept(source, recipes.LOOKS, Looks)
        if kept is not None:
            return kept
        going.check()
        return replies.looks(self._ask(source, "prepare", "looks", None, self._decoding(source), going)[1])

    def tiles(self, source: Source, pts: Sequence[int], height: int) -> Filmstrip:
        """The frames on screen at these pts, ascending, side by side; lower than `height` where they are too many."""
        size = _strip_size(len(pts), height)
        header, body = self._ask(source, "filmstrip", "tiles", pts=list(pts), height=size["height"])
        return replies.filmstrip(header.get("value"), body)

    def waveform(self, source: Source, buckets: int) -> Waveform:
        """How loud a clip is in that many stretches (at most MAX_BUCKETS); one without sound has none."""
        count = _at_most(buckets, MAX_BUCKETS)
        kept = self._kept(source, recipes.WAVEFORM, Waveform) if count == recipes.BUCKETS else None
        if kept is not None:
            return kept
        value, peaks = self._value(source, "waveform", buckets=count)
        return replies.waveform(value, peaks, count)

    def codes(
        self, source: Source, *, page: int | None = None, pts: int | None = None, box: Box | None = None
    ) -> list[Code]:
        """The two-dimensional codes in a picture or on a page (the first), or in the frame at `pts` (the first).

        Only within `box` where one is given; the boxes that come back are of the whole picture. What a code says is
        text from a stranger: it is shown, never opened.
        """
        _, body = self._ask(source, "codes", "codes", page=page, pts=pts, box=box)
        return replies.codes(body)

    def picture(self, source: Source, max_w: int, max_h: int, box: Box | None = None) -> Picture:
        """A still picture, or a box of it, upright and no larger than asked; never enlarged."""
        for recipe, side in ((recipes.PICTURE, recipes.STILL_SIDE), (recipes.THUMB, recipes.THUMB_SIDE)):
            kept = self._kept(source, recipe, Picture) if box is None else None
            if kept is not None and _same(kept, side, max_w, max_h):
                return kept
        return replies.picture(*self._value(source, "picture", limit=_limit(max_w, max_h), box=box))

    def page(self, source: Source, number: int, max_w: int, max_h: int) -> Picture:
        """Page `number` (from 1) of a document, as large as fits; or that picture of a file that moves."""
        if max_w == max_h == recipes.STILL_SIDE and 1 <= number <= recipes.PAGES:
            kept = self._kept(source, recipes.page(number), Picture)
        elif max_w == max_h == recipes.THUMB_SIDE and number == 1:
            kept = self._kept(source, recipes.THUMB, Picture)
        else:
            kept = None
        if kept is not None:
            return kept
        return replies.picture(*self._value(source, "page", number=number, limit=_limit(max_w, max_h)))

    def page_text(self, source: Source, number: int) -> PageText:
        """The text of page `number` (from 1) and where its words stand; Chinese counts each character as a word."""
        return replies.page_text(self._ask(source, "page_text", "page_text", number=number)[1])

    def forget(self, sha256s: Iterable[str]) -> None:
        """Have the worker let go of assets that are not shown any more: bytes, decoded frames, decoders.

        Returns at once: where a request is under way, they go when it ends.
        """
        self._gone.extend(sha256s)
        if self._lock.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._lock.release()

    def cues(self, source: Source) -> Transcript:
        """The lines of a WebVTT transcript, in order; parsed here, without any decoder."""
        if _kind(source, _head(source)) is not Kind.VTT:
            raise CannotShow(Reason.WRONG_FAMILY, "no transcript")
        if source.size > webvtt.MAX_BYTES:
            raise CannotShow(Reason.TOO_LARGE, f"{source.size} bytes of transcript")
        return webvtt.parse(_read(source, 0, source.size))

    def _kept(self, source: Source, recipe: str, kind: type[Kept]) -> Kept | None:
        value = self._derived(source, recipe)
        return value if isinstance(value, kind) else None

    def _derived(self, source: Source, recipe: str) -> Derived | None:
        """What was derived from an asset before; None where there is nothing of use. Raises CannotShow if that was."""
        self._refuse_quarantined(source)
        content = source.derived(recipe) if isinstance(source, HasDerived) else None
        if content is None:
            return None
        try:
            return unpacked(content)
        except ValueError:
            return None

    def _value(self, source: Source, op: str, **arguments: Any) -> tuple[object, bytes]:
        header, body = self._ask(source, op, op, **arguments)
        return header.get("value"), body

    def _ask(
        self,
        source: Source,
        clock: str,
        op: str,
        hear: Hear | None = None,
        decoding: float = 0.0,
        going: Decoding | None = None,
        **arguments: Any,
    ) -> tuple[Header, bytes]:
        self._refuse_quarantined(source)
        head = _head(source)
        kind = _kind(source, head)
        seconds = max(self._limits[clock], decoding)
        if clock in _TO_THE_END:
            seconds += source.size / BYTES_PER_SECOND
        request = {
            "op": op,
            "source": {"sha256": source.sha256, "size": source.size, "kind": kind.name},
            "arguments": arguments,
            "cpu_seconds": int(seconds * 2) + 1,
        }
        with self._lock:
            self._refuse_quarantined(source)  # another thread may have met its end over it meanwhile
            self._let_go()
            header, body = self._exchange(request, source, seconds, hear, head, going or Decoding())
            self._let_go()
        if replies.raise_refusal(header):
            raise NoSuchPlace(str(header["nowhere"]))
        return header, body

    def _refuse_quarantined(self, source: Source) -> None:
        verdict = self._quarantine.get(source.sha256)
        if verdict is not None:
            raise CannotShow(*verdict)

    def _exchange(
        self, request: Header, source: Source, seconds: float, hear: Hear | None, head: bytes, going: Decoding
    ) -> tuple[Header, bytes]:
        worker = self._greeted()
        answered = False
        try:
            reply = worker.exchange(request, source, seconds, hear, head, going.tell)
            answered = True
            return reply
        except WorkerGone as gone:
            if self._closing.is_set():
                raise CannotShow(Reason.CLOSED) from gone
            reason = Reason.TOO_SLOW if gone.late else Reason.CRASHED
            self._quarantine[source.sha256] = (reason, f"{request['op']}: {gone.status}")
            _log.warning("asset %s quarantined: %s at %s (%s)", source.sha256, reason, request["op"], gone.status)
            raise CannotShow(reason, f"{request['op']}: {gone.status}") from gone
        except OSError as unreadable:
            raise CannotShow(Reason.UNREADABLE, type(unreadable).__name__) from unreadable
        finally:
            if not answered:
                self._end()

    def _let_go(self) -> None:
        gone = bool(self._gone)
        while self._gone:
            sha256 = self._gone.popleft()
            if self._worker is None:
                continue
            request = {"op": "forget", "source": {"sha256": sha256}, "arguments": {}, "cpu_seconds": 5}
            try:
                self._greeted().exchange(request, BytesSource(b"", sha256), FORGET_SECONDS)
            except (WorkerGone, CannotShow):
                self._end()  # what a worker holds is gone with it
        if gone and self._worker is not None:
            self._worker.wipe()

    def _greeted(self) -> WorkerProcess:
        """A worker that is up; one that does not come up is no fault of the asset, which stays out of quarantine."""
        worker = self._running()
        try:
            worker.hello(START_SECONDS)
        except WorkerGone as gone:
            self._end()
            if self._closing.is_set():
                raise CannotShow(Reason.CLOSED) from gone
            _log.error("the media worker does not start: %s", gone.status)
            raise CannotShow(Reason.CRASHED, "the worker does not start") from gone
        return worker

    def _running(self) -> WorkerProcess:
        if self._worker is None:
            self._worker = WorkerProcess(self._command)
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def _head(source: Source) -> bytes:
    return _read(source, 0, min(HEAD_BYTES, source.size))


def _kind(source: Source, head: bytes) -> Kind:
    kind = sniff(head)
    if kind is None:
        raise CannotShow(Reason.UNKNOWN_KIND)
    if source.size > SIZE_LIMITS.get(kind.family, source.size):
        raise CannotShow(Reason.TOO_LARGE, f"{source.size} bytes of {kind.container}")
    return kind


def _limit(max_w: int, max_h: int) -> tuple[int, int]:
    return max(1, min(max_w, MAX_SIDE)), max(1, min(max_h, MAX_SIDE))


def _same(kept: Picture, side: int, max_w: int, max_h: int) -> bool:
    """Whether a picture made no larger than `side` is what comes out at the size that is asked for."""
    full = (kept.full_width, kept.full_height)
    untouched = (kept.width, kept.height) == full and max_w >= full[0] and max_h >= full[1]
    return max_w == max_h == side or untouched


def _at_most(count: int, most: int) -> int:
    return max(1, min(count, most))


def _strip_size(tiles: int, height: int) -> dict[str, int]:
    return {"tiles": _at_most(tiles, MAX_TILES), "height": _at_most(height, MAX_TILE_HEIGHT)}


def _read(source: Source, offset: int, length: int) -> bytes:
    try:
        content = source.read(offset, length)
    except OSError as unreadable:
        raise CannotShow(Reason.UNREADABLE, type(unreadable).__name__) from unreadable
    if len(content) != length:
        raise CannotShow(Reason.UNREADABLE, "shorter than it says")
    return content
