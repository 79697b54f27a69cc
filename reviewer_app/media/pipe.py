"""Owns the framing of messages between the media room and its worker: a JSON header and raw bytes after it.

A large body may lie in the hatch instead, until its message has been read.
"""

import json
import struct
from typing import IO, Any, Final

from reviewer_app.media.hatch import Hatch

_PREFIX: Final = struct.Struct("!II")
MAX_HEADER: Final = 64 * 1024
MAX_BODY: Final = 512 * 1024 * 1024

Header = dict[str, Any]


class PipeBroken(Exception):
    """The other side is gone, or what it sent is no message."""


class PipeNonsense(PipeBroken):
    """The other side is there and sends what no message may be."""


def send(stream: IO[bytes], header: Header, body: bytes | memoryview = b"", hatch: Hatch | None = None) -> None:
    """Write one message and flush it; raises PipeBroken when nobody reads any more.

    With a hatch, the other side must answer before the next message is sent with one.
    """
    if hatch is not None and hatch.put(body):
        header, body = header | {"lies": len(body)}, b""
    encoded = json.dumps(header, separators=(",", ":")).encode()
    try:
        stream.write(_PREFIX.pack(len(encoded), len(body)) + encoded)
        stream.write(body)
        stream.flush()
    except (OSError, ValueError) as gone:
        raise PipeBroken("nobody reads") from gone


def receive(stream: IO[bytes], hatch: Hatch | None = None) -> tuple[Header, bytes]:
    """Read one message; raises PipeBroken at the end of the stream, or when the message is malformed or oversized."""
    header_size, body_size = _PREFIX.unpack(_exactly(stream, _PREFIX.size))
    if header_size > MAX_HEADER or body_size > MAX_BODY:
        raise PipeNonsense("oversized message")
    try:
        header = json.loads(_exactly(stream, header_size))
    except ValueError as malformed:
        raise PipeNonsense("header is not JSON") from malformed
    if not isinstance(header, dict):
        raise PipeNonsense("header is not an object")
    body = _exactly(stream, body_size)
    if hatch is None or "lies" not in header:
        return header, body
    try:
        return header, hatch.take(int(header.pop("lies")))
    except (TypeError, ValueError) as lie:
        raise PipeNonsense("a body that cannot lie there") from lie


def _exactly(stream: IO[bytes], size: int) -> bytes:
    try:
        content = stream.read(size) if size else b""
    except (OSError, ValueError) as gone:
        raise PipeBroken("read failed") from gone
    if len(content) != size:
        raise PipeBroken("stream ended")
    return content
