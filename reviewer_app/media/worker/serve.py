"""Owns the worker's loop: one request after the other, each over one asset, each with its parts and one reply."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Any, BinaryIO, Final

import av
import PIL
import pypdfium2
import pypdfium2.version

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.hatch import Hatch
from reviewer_app.media.pipe import Header, PipeBroken, receive, send
from reviewer_app.media.worker import codes
from reviewer_app.media.worker.clips import Clip
from reviewer_app.media.worker.confine import allow_cpu_seconds
from reviewer_app.media.worker.documents import Document
from reviewer_app.media.worker.pictures import Still
from reviewer_app.media.worker.render import Rendered
from reviewer_app.media.worker.source import BLOCK, WIDE_BLOCK, RangeFile

KEPT_ASSETS: Final = 4
"""Opened assets held for the next request: the clip at hand and its neighbours."""
KEPT_WITH_FRAMES: Final = 2
"""Of these, how many keep their decoded frames: two clips are stepped through side by side."""

_ALL: Final = (0.0, 0.0, 1.0, 1.0)
_SIDES: Final = (16_384, 16_384)

_COMPLAINTS: Final = (pypdfium2.PdfiumError, av.FFmpegError)
"""What decoders say of broken files wherever they are asked, beside what is expected where it is asked."""

Asset = Clip | Still | Document
Reply = tuple[Header, bytes | memoryview]
_FAMILIES: Final[dict[str, type[Clip] | type[Still] | type[Document]]] = {
    "clip": Clip,
    "picture": Still,
    "document": Document,
}
VERSIONS: Final = {
    "av": av.__version__,
    "pdfium": str(pypdfium2.version.PDFIUM_INFO),
    "Pillow": PIL.__version__,
    "zxing-cpp": version("zxing-cpp"),
}


class Desk:
    """The assets that are open, and how each request is answered."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO, hatch: Hatch | None = None) -> None:
        self._requests = requests
        self._replies = replies
        self._hatch = hatch
        self._open: OrderedDict[str, Asset] = OrderedDict()

    def answer(self, request: Header, head: bytes = b"") -> Iterator[Reply]:
        """Do what a request asks: any number of parts and the reply; what is wrong with the asset is a reply too.

        `head` are the first bytes of the asset, which the parent has read anyway.
        """
        sha256 = request["source"]["sha256"]
        if request["op"] == "forget":
            self._forget(sha256)
            yield {"value": {}}, b""
            return
        try:
            yield from self._do(self._asset(sha256, request["source"], head), request["op"], request["arguments"])
        except CannotShow as cannot:
            self._forget(sha256)
            yield {"cannot": cannot.reason, "detail": cannot.detail}, b""
        except MemoryError:  # libav's own is one of its complaints too, and says nothing of the file either
            self._forget(sha256)
            yield {"cannot": Reason.NO_MEMORY, "detail": "out of memory"}, b""
        except _COMPLAINTS as complaint:
            self._forget(sha256)
            yield {"cannot": Reason.DAMAGED, "detail": type(complaint).__name__}, b""
        except NoSuchPlace as nowhere:
            yield {"nowhere": str(nowhere)}, b""

    def _asset(self, sha256: str, source: Header, head: bytes) -> Asset:
        opened = self._opened(sha256, source, head)
        self._open.move_to_end(sha256)
        for other in list(self._open.values())[:-KEPT_WITH_FRAMES]:
            other.rest()
        return opened

    def _opened(self, sha256: str, source: Header, head: bytes) -> Asset:
        if sha256 in self._open:
            return self._open[sha256]
        kind = Kind[source["kind"]]
        if kind.family not in _FAMILIES:
            raise CannotShow(Reason.WRONG_FAMILY, f"{kind.container} is not decoded here")
        block = WIDE_BLOCK if kind.family == "document" else BLOCK
        opened = _FAMILIES[kind.family](RangeFile(source["size"], self._fetch, block, head), kind)
        self._open[sha256] = opened
        if len(self._open) > KEPT_ASSETS:
            self._open.popitem(last=False)[1].close()
        return opened

    def _forget(self, sha256: str) -> None:
        if sha256 in self._open:
            self._open.pop(sha256).close()

    def _do(self, asset: Asset, op: str, arguments: Header) -> Iterable[Reply]:
        if isinstance(asset, Clip) and op == "prepare":
            return _prepared(asset, arguments, self._tell)
        if isinstance(asset, Clip) and op == "looks":
            value, body = asset.looks(self._tell)
            return [({"value": value}, body)]
        return _done(asset, op, arguments)

    def _tell(self, share: float) -> None:
        """Says how far the request is. Raises CannotShow (closed) where nobody waits for it any more."""
        send(self._replies, {"so_far": share})
        header, _body = receive(self._requests, self._hatch)
        if not header.get("go_on"):
            raise CannotShow(Reason.CLOSED, "nobody waits for it")

    def _fetch(self, offset: int, length: int) -> bytes:
        send(self._replies, {"need": [offset, length]})
        header, body = receive(self._requests, self._hatch)
        if "bytes" not in header or len(body) != length:
            raise OSError("the bytes cannot be had")
        return body


def _done(asset: Asset, op: str, arguments: Header) -> Iterable[Reply]:
    limit = tuple(arguments["limit"]) if arguments.get("limit") else None
    match asset, op:
        case _, "probe":
            value, body = asset.probe(arguments["verify"])
            return [({"value": value, "family": type(asset).__name__}, body)]
        case _, "codes":
            return [_codes(asset, arguments)]
        case Clip(), _:
            return _of_clip(asset, op, arguments, limit)
        case Still(), "picture" if limit:
            return [_pixels(*asset.picture(limit, tuple(arguments["box"]) if arguments["box"] else None))]
        case Document() | Still(), "page" if limit:
            return [_pixels(*asset.page(arguments["number"], limit))]
        case Document(), "page_text":
            return [({"value": {}}, asset.words(arguments["number"]))]
    raise _foreign(asset, op)


def _of_clip(clip: Clip, op: str, arguments: Header, limit: tuple[int, ...] | None) -> Iterable[Reply]:
    match op, limit:
        case "frame", (width, height):
            return [_pixels(*clip.frame(arguments["pts"], (width, height)))]
        case "frames", (width, height):
            parts = clip.frames(arguments["pts"], (width, height))
            return _in_parts(("frame", value, rendered) for value, rendered in parts)
        case "poster", (width, height):
            return [_pixels(*clip.poster((width, height)))]
        case "filmstrip", _:
            return [_pixels(*clip.filmstrip(arguments["tiles"], arguments["height"]))]
        case "tiles", _:
            return [_pixels(*clip.tiles(arguments["pts"], arguments["height"]))]
        case "waveform", _:
            value, body = clip.waveform(arguments["buckets"])
            return [({"value": value}, body)]
    raise _foreign(clip, op)


def _prepared(clip: Clip, arguments: Header, tell: Callable[[float], None]) -> Iterable[Reply]:
    tiles, height, buckets = (int(arguments[name]) for name in ("tiles", "height", "buckets"))
    width, high = arguments["limit"]
    glance = int(arguments["glance"]), int(arguments["glance"])
    return _in_parts(clip.prepare(tiles, height, buckets, (width, high), glance, tell))


def _foreign(asset: Asset, op: str) -> CannotShow:
    return CannotShow(Reason.WRONG_FAMILY, f"{op} of {type(asset).__name__}")


def _in_parts(parts: Iterable[tuple[str, dict[str, Any], Rendered | bytes]]) -> Iterator[Reply]:
    """Each part as it is made, so that no two need be in memory; then the reply that ends them."""
    for name, value, content in parts:
        header, body = _pixels(value, content) if isinstance(content, Rendered) else ({"value": value}, content)
        yield header | {"part": name}, body
    yield {"value": {}}, b""


def _pixels(value: Header, rendered: Rendered) -> Reply:
    size = {"width": rendered.width, "height": rendered.height, "stride": rendered.stride}
    return {"value": value | size}, rendered.pixels


def _codes(asset: Asset, arguments: Header) -> Reply:
    """Find codes in the frame, picture or page that is asked for, or in a box of it."""
    within = tuple(arguments["box"]) if arguments["box"] else _ALL
    match asset:
        case Clip():
            at = arguments["pts"]
            _, seen = asset.poster(_SIDES) if at is None else asset.frame(at, None)
        case Still():
            _, seen = asset.page(arguments["page"] or 1, (codes.SIDE, codes.SIDE), within if within != _ALL else None)
        case Document():
            _, seen = asset.page(arguments["page"] or 1, (codes.SIDE // 2, codes.SIDE // 2))
    if not isinstance(asset, Still) and within != _ALL:
        seen, within = codes.crop(seen, within)
    return {"value": {}}, json.dumps(codes.found(seen, within)).encode()


def serve(requests: BinaryIO, replies: BinaryIO, confinement: Header, hatch: Hatch | None = None) -> None:
    """Greet, then answer until the parent is gone."""
    desk = Desk(requests, replies, hatch)
    try:
        send(replies, {"hello": confinement | {"versions": VERSIONS}})
        while True:
            request, head = receive(requests, hatch)
            allow_cpu_seconds(request["cpu_seconds"])
            for header, body in desk.answer(request, head):
                # A part may still be unread when the next one comes: only the reply, which is the last, can lie there.
                send(replies, header, body, None if "part" in header else hatch)
    except PipeBroken:
        return
