"""Owns the worker's loop: one request after the other, each over one asset, each with one reply."""

from collections import OrderedDict
from typing import BinaryIO, Final

import av
import PIL
import pypdfium2.version

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.pipe import Header, PipeBroken, receive, send
from reviewer_app.media.worker.clips import Clip
from reviewer_app.media.worker.confine import allow_cpu_seconds
from reviewer_app.media.worker.documents import Document
from reviewer_app.media.worker.pictures import Still
from reviewer_app.media.worker.render import Rendered
from reviewer_app.media.worker.source import RangeFile

KEPT_ASSETS: Final = 4
"""Opened assets held for the next request: the clip at hand and its neighbours."""

Asset = Clip | Still | Document
Reply = tuple[Header, bytes | memoryview]
_FAMILIES: Final[dict[str, type[Clip] | type[Still] | type[Document]]] = {
    "clip": Clip,
    "picture": Still,
    "document": Document,
}
VERSIONS: Final = {"av": av.__version__, "pdfium": str(pypdfium2.version.PDFIUM_INFO), "Pillow": PIL.__version__}


class Desk:
    """The assets that are open, and how each request is answered."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO) -> None:
        self._requests = requests
        self._replies = replies
        self._open: OrderedDict[str, Asset] = OrderedDict()

    def answer(self, request: Header) -> Reply:
        """Do what a request asks; whatever is wrong with the asset becomes a reply too."""
        sha256 = request["source"]["sha256"]
        try:
            return _do(self._asset(sha256, request["source"]), request["op"], request["arguments"])
        except CannotShow as cannot:
            self._forget(sha256)
            return {"cannot": cannot.reason, "detail": cannot.detail}, b""
        except NoSuchPlace as nowhere:
            return {"nowhere": str(nowhere)}, b""
        except MemoryError:
            self._forget(sha256)
            return {"cannot": Reason.TOO_LARGE, "detail": "out of memory"}, b""

    def _asset(self, sha256: str, source: Header) -> Asset:
        for other in self._open.keys() - {sha256}:
            self._open[other].rest()
        if sha256 in self._open:
            self._open.move_to_end(sha256)
            return self._open[sha256]
        kind = Kind[source["kind"]]
        if kind.family not in _FAMILIES:
            raise CannotShow(Reason.WRONG_FAMILY, f"{kind.container} is not decoded here")
        opened = _FAMILIES[kind.family](RangeFile(source["size"], self._fetch), kind)
        self._open[sha256] = opened
        if len(self._open) > KEPT_ASSETS:
            self._open.popitem(last=False)[1].close()
        return opened

    def _forget(self, sha256: str) -> None:
        if sha256 in self._open:
            self._open.pop(sha256).close()

    def _fetch(self, offset: int, length: int) -> bytes:
        send(self._replies, {"need": [offset, length]})
        header, body = receive(self._requests)
        if "bytes" not in header or len(body) != length:
            raise OSError("the bytes cannot be had")
        return body


def _do(asset: Asset, op: str, arguments: Header) -> Reply:
    limit = tuple(arguments["limit"]) if arguments.get("limit") else None
    match asset, op:
        case _, "probe":
            value, body = asset.probe(arguments["verify"])
            return {"value": value, "family": type(asset).__name__}, body
        case Clip(), "frame":
            return _pixels(*asset.frame(arguments["pts"], limit))
        case Clip(), "poster" if limit:
            return _pixels(*asset.poster(limit))
        case Still(), "picture" if limit:
            return _pixels(*asset.picture(limit, tuple(arguments["box"]) if arguments["box"] else None))
        case Document(), "page" if limit:
            return _pixels(*asset.page(arguments["number"], limit))
        case Document(), "page_text":
            return {"value": {}}, asset.words(arguments["number"])
    raise CannotShow(Reason.WRONG_FAMILY, f"{op} of {type(asset).__name__}")


def _pixels(value: Header, rendered: Rendered) -> Reply:
    size = {"width": rendered.width, "height": rendered.height, "stride": rendered.stride}
    return {"value": value | size}, rendered.pixels


def serve(requests: BinaryIO, replies: BinaryIO, confinement: Header) -> None:
    """Greet, then answer until the parent is gone."""
    desk = Desk(requests, replies)
    try:
        send(replies, {"hello": confinement | {"versions": VERSIONS}})
        while True:
            request, _ = receive(requests)
            allow_cpu_seconds(request["cpu_seconds"])
            send(replies, *desk.answer(request))
    except PipeBroken:
        return
