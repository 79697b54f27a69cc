"""Owns the desk's side of the media room: requests go to a confined worker, and a worker that dies is replaced."""

import json
import logging
import threading
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from reviewer_app.media import cues as webvtt
from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import HEAD_BYTES, Kind, sniff
from reviewer_app.media.pipe import Header
from reviewer_app.media.process import WORKER_COMMAND, WorkerGone, WorkerProcess
from reviewer_app.media.values import (
    Box,
    ClipProbe,
    Confinement,
    Cue,
    DocumentProbe,
    Frame,
    PageText,
    Picture,
    PictureProbe,
    Source,
    Word,
)

_log = logging.getLogger(__name__)

Probe = ClipProbe | PictureProbe | DocumentProbe
Value = TypeVar("Value")

START_SECONDS: Final = 30.0
TIME_LIMITS: Final = {
    "probe": 60.0,
    "verify": 600.0,
    "frame": 20.0,
    "poster": 10.0,
    "picture": 15.0,
    "page": 20.0,
    "page_text": 20.0,
}
"""Seconds that one request of each kind may take, reading included; then its asset cannot be shown."""
_PATIENCE: Final = 0.05
"""Seconds that `stop` gives a request under way before its worker is ended."""
MAX_SIDE: Final = 16_384
"""Pixels: the largest side anybody may ask for."""

_CLIP: Final = TypeAdapter(ClipProbe)
_STILL: Final = TypeAdapter(PictureProbe)
_SIZES: Final = TypeAdapter(tuple[tuple[float, float], ...])
_FRAME: Final = TypeAdapter(Frame)
_PICTURE: Final = TypeAdapter(Picture)
_HELLO: Final = TypeAdapter(Confinement)
_WORDS: Final = TypeAdapter(list[tuple[str, int, Box]])


class MediaRoom:
    """Opens untrusted assets in a process of its own.

    All calls block and may come from any thread but the screen's; one is served at a time, so a long
    `probe(verify=True)` belongs into a second room, beside that of the desk. Every call may raise CannotShow, and
    NoSuchPlace for an instant, page or box that the asset does not have. An asset over which the worker died or ran
    out of time is quarantined: it cannot be shown until `release`d, and no worker sees it again before.
    """

    def __init__(self, command: Sequence[str] = WORKER_COMMAND, time_limits: dict[str, float] | None = None) -> None:
        self._command = command
        self._limits = TIME_LIMITS | (time_limits or {})
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._closing = threading.Event()
        self._quarantine: dict[str, tuple[Reason, str]] = {}

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
            return _checked(_HELLO, self._greeted().hello(START_SECONDS))

    @property
    def worker_pid(self) -> int | None:
        """Process id of the worker that runs now."""
        worker = self._worker
        return worker.pid if worker else None

    def probe(self, source: Source, *, verify: bool = False) -> Probe:
        """Describe an asset; with `verify`, decode it to its end, which takes its time and says whether it is whole."""
        header, body = self._ask(source, "verify" if verify else "probe", "probe", verify=verify)
        value = header.get("value")
        match header.get("family"), value:
            case "Clip", dict():
                return _checked(_CLIP, value | {"pts_bytes": body})
            case "Still", dict():
                return _checked(_STILL, value)
            case "Document", dict():
                return DocumentProbe(str(value.get("container")), _checked(_SIZES, _json(body)))
        raise _nonsense()

    def frame(self, source: Source, pts: int, *, max_w: int = MAX_SIDE, max_h: int = MAX_SIDE) -> Frame:
        """The frame on screen at `pts` (stream time base), exact whatever was asked before, no larger than asked."""
        return self._pixels(_FRAME, source, "frame", pts=pts, limit=_limit(max_w, max_h))

    def poster(self, source: Source, max_w: int, max_h: int) -> Frame:
        """The first presented frame, no larger than asked."""
        return self._pixels(_FRAME, source, "poster", limit=_limit(max_w, max_h))

    def picture(self, source: Source, max_w: int, max_h: int, box: Box | None = None) -> Picture:
        """A still picture, or a box of it, upright and no larger than asked; never enlarged."""
        return self._pixels(_PICTURE, source, "picture", limit=_limit(max_w, max_h), box=box)

    def page(self, source: Source, number: int, max_w: int, max_h: int) -> Picture:
        """Page `number` (from 1) of a document, as large as fits."""
        return self._pixels(_PICTURE, source, "page", number=number, limit=_limit(max_w, max_h))

    def page_text(self, source: Source, number: int) -> PageText:
        """The text of page `number` (from 1) and where its words stand; Chinese counts each character as a word."""
        _, body = self._ask(source, "page_text", "page_text", number=number)
        content = _json(body)
        if not isinstance(content, dict) or not isinstance(content.get("text"), str):
            raise _nonsense()
        words = _checked(_WORDS, content.get("words"))
        return PageText(content["text"], tuple(Word(text, start, box) for text, start, box in words))

    def cues(self, source: Source) -> list[Cue]:
        """The lines of a WebVTT transcript, in order; parsed here, without any decoder."""
        if self._kind(source) is not Kind.VTT:
            raise CannotShow(Reason.WRONG_FAMILY, "no transcript")
        if source.size > webvtt.MAX_BYTES:
            raise CannotShow(Reason.TOO_LARGE, f"{source.size} bytes of transcript")
        return webvtt.parse(_read(source, 0, source.size))

    def _pixels(self, adapter: TypeAdapter[Value], source: Source, op: str, **arguments: Any) -> Value:
        header, body = self._ask(source, op, op, **arguments)
        value = header.get("value")
        if not isinstance(value, dict):
            raise _nonsense()
        picture = _checked(adapter, value | {"pixels": body})
        width, height, stride = (getattr(picture, name) for name in ("width", "height", "stride"))
        # The screen wraps these bytes as they are: a worker that lies about them must not get it to read beyond.
        if not (
            0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and stride >= width * 4 and stride * height == len(body)
        ):
            raise _nonsense()
        return picture

    def _kind(self, source: Source) -> Kind:
        kind = sniff(_read(source, 0, min(HEAD_BYTES, source.size)))
        if kind is None:
            raise CannotShow(Reason.UNKNOWN_KIND)
        return kind

    def _ask(self, source: Source, clock: str, op: str, **arguments: Any) -> tuple[Header, bytes]:
        self._refuse_quarantined(source)
        kind = self._kind(source)
        seconds = self._limits[clock]
        request = {
            "op": op,
            "source": {"sha256": source.sha256, "size": source.size, "kind": kind.name},
            "arguments": arguments,
            "cpu_seconds": int(seconds * 2) + 1,
        }
        with self._lock:
            self._refuse_quarantined(source)  # another thread may have met its end over it meanwhile
            header, body = self._exchange(request, source, seconds)
        match header:
            case {"cannot": str(reason), "detail": str(detail)} if reason in set(Reason):
                raise CannotShow(Reason(reason), detail)
            case {"nowhere": str(place)}:
                raise NoSuchPlace(place)
        return header, body

    def _refuse_quarantined(self, source: Source) -> None:
        verdict = self._quarantine.get(source.sha256)
        if verdict is not None:
            raise CannotShow(*verdict)

    def _exchange(self, request: Header, source: Source, seconds: float) -> tuple[Header, bytes]:
        worker = self._greeted()
        answered = False
        try:
            reply = worker.exchange(request, source, seconds)
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

    def _greeted(self) -> WorkerProcess:
        """A worker that is up; one that does not come up is no fault of the asset, which stays out of quarantine."""
        worker = self._running()
        try:
            worker.hello(START_SECONDS)
        except WorkerGone as gone:
            self._end()
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


def _limit(max_w: int, max_h: int) -> tuple[int, int]:
    return max(1, min(max_w, MAX_SIDE)), max(1, min(max_h, MAX_SIDE))


def _read(source: Source, offset: int, length: int) -> bytes:
    try:
        content = source.read(offset, length)
    except OSError as unreadable:
        raise CannotShow(Reason.UNREADABLE, type(unreadable).__name__) from unreadable
    if len(content) != length:
        raise CannotShow(Reason.UNREADABLE, "shorter than it says")
    return content


def _nonsense() -> CannotShow:
    return CannotShow(Reason.CRASHED, "the worker's reply makes no sense")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as malformed:
        raise _nonsense() from malformed


def _checked(adapter: TypeAdapter[Value], value: object) -> Value:
    try:
        return adapter.validate_python(value)
    except ValidationError as lie:
        raise _nonsense() from lie
