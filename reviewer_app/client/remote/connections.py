"""The connections to one server: no surroundings, no redirects, time-outs, capped bodies, every failure typed.

The one module that knows `requests`. It is loaded with the first request and not before: the queue is on the screen
by then.
"""

from __future__ import annotations

import logging
import socket
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests
from pydantic import ValidationError
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from reviewer_app.client.remote.api import (
    CHUNK,
    BadReply,
    NoCertificates,
    NotHttps,
    Refused,
    ServerFailed,
    SessionEnded,
    Unreachable,
    Untrusted,
)
from reviewer_app.wire.messages import PROTOCOL, PROTOCOL_HEADER
from reviewer_app.wire.problems import CONTENT_TYPE, Code, Problem, problem

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
PROBLEM_CAP = 64 * 1024
# The server's trouble, or a moment's: the same request may be sent again.
_AWAY = frozenset({408, 425, 429})
# What OpenSSL says of an answer that is no TLS.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")
# Replies of web servers that know nothing of what was asked; a proxy before a review server does not say these.
_OTHERS = frozenset({404, 405, 501, 505})
# It warns of every try that failed; the last one is told as trouble, and being away is no news to anybody.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
_FAILURES = (requests.RequestException, HTTPError, ConnectionError, TimeoutError, zlib.error)


class Connections:
    """Kept open between requests. Surroundings (proxy variables, netrc) are not looked at."""

    def __init__(self, proxy: str | None, ca_file: str | None) -> None:
        if ca_file and not Path(ca_file).exists():
            raise NoCertificates(ca_file)  # `requests` would only say so in its own words, at the first question
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_file or True
        if proxy:
            self._session.proxies = {"http": proxy, "https": proxy}
        self._session.headers.update({PROTOCOL_HEADER: str(PROTOCOL), "User-Agent": "reviewer"})
        self._adapter = _Adapter()
        self._session.mount("https://", self._adapter)
        self._session.mount("http://", self._adapter)

    def close(self) -> None:
        """Closes those that are idle."""
        self._session.close()

    def cut(self) -> None:
        """Cuts those that are in use."""
        self._adapter.cut()

    @contextmanager
    def open(self, method: str, url: str, headers: dict[str, str], **request: Any) -> Iterator[requests.Response]:
        """Sends a request and gives the reply once it is known to be a good one, its body unread."""
        try:
            with self._session.request(
                method,
                url,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
                **request,
            ) as reply:
                _raise_for(reply)
                yield reply
        except requests.exceptions.SSLError as error:
            if any(said in str(error).upper() for said in _NO_TLS):
                raise NotHttps(type(error).__name__) from error
            raise Untrusted(type(error).__name__) from error
        except _FAILURES as error:
            raise Unreachable(type(error).__name__) from error


def read_capped(reply: requests.Response, cap: int) -> bytes:
    """The body, inflated, as long as it has no more than `cap` bytes then. Raises BadReply."""
    return b"".join(_inflated(reply, cap))


def _inflated(reply: requests.Response, cap: int) -> Iterator[bytes]:
    coding = reply.headers.get("Content-Encoding", "identity").lower()
    if coding not in ("identity", "gzip"):
        raise BadReply("a content coding that was not asked for")
    inflate = zlib.decompressobj(31) if coding == "gzip" else None
    left = cap
    while piece := reply.raw.read(CHUNK, decode_content=False):
        # Never more at once than may still come: a small body can blow up a thousandfold.
        plain = inflate.decompress(piece, left + 1) if inflate else piece
        left -= len(plain)
        if left < 0 or (inflate is not None and inflate.unconsumed_tail):
            raise BadReply("a body longer than is taken")
        yield plain
    if inflate is not None and not inflate.eof:
        raise Unreachable("the reply was cut short")


def _raise_for(reply: requests.Response) -> None:
    status = reply.status_code
    if 200 <= status < 300:
        return
    if status < 400:
        raise BadReply("a redirection")
    told = _problem(reply)
    if status in _OTHERS and not _is_problem(reply) and reply.request.method != "HEAD":
        raise BadReply(f"HTTP {status}")  # to HEAD there is no body that could say it
    if status == 500:
        raise ServerFailed(told.code.value, _retry_after(reply))
    if status > 500 or status in _AWAY:
        raise Unreachable(told.code.value, _retry_after(reply))
    if told.code is Code.UNAUTHENTICATED:
        raise SessionEnded(told)
    raise Refused(told)


def _is_problem(reply: requests.Response) -> bool:
    return bool(reply.headers.get("Content-Type", "").partition(";")[0].strip() == CONTENT_TYPE)


def _problem(reply: requests.Response) -> Problem:
    if _is_problem(reply):
        try:
            return Problem.model_validate_json(read_capped(reply, PROBLEM_CAP))
        except ValidationError:
            pass  # told below by its status alone
    code = Code.UNAUTHENTICATED if reply.status_code == 401 else Code.INTERNAL
    return problem(code, f"HTTP {reply.status_code}")


def _retry_after(reply: requests.Response) -> float | None:
    text = reply.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        date = parsedate_to_datetime(reply.headers["Date"])
        return max(0.0, (parsedate_to_datetime(text) - date).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None


class _Adapter(HTTPAdapter):
    """Retries idempotent requests a little, and knows its open connections, so that they can be cut."""

    def __init__(self) -> None:
        self._open: weakref.WeakSet[HTTPConnection] = weakref.WeakSet()
        retry = Retry(
            total=2,
            redirect=0,
            allowed_methods=frozenset({"GET", "HEAD"}),
            status_forcelist=(502, 503, 504),
            backoff_factor=0.2,
            respect_retry_after_header=False,
            raise_on_status=False,
        )
        super().__init__(max_retries=retry)

    def cut(self) -> None:
        """Shuts the sockets; whoever waits on one gets an error."""
        for connection in list(self._open):
            sock = connection.sock
            if sock is None:
                continue
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it was closed meanwhile

    def close(self) -> None:
        """Closes every connection now; the pools by themselves wait until nobody holds them."""
        super().close()
        for connection in list(self._open):
            connection.close()

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """Makes the pools out of connections that are known here."""
        super().init_poolmanager(*args, **named)
        known = self._open

        class Plain(HTTPConnection):
            def connect(self) -> None:
                known.add(self)
                super().connect()

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                known.add(self)
                super().connect()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
