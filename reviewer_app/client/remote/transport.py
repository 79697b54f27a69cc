"""Questions to one origin as typed messages: each reply capped, checked and read, or refused as no such reply."""

from __future__ import annotations

import json
import threading
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from reviewer_app.client import collector
from reviewer_app.client.remote.api import BadReply
from reviewer_app.wire.address import checked_origin
from reviewer_app.wire.canonical import DuplicateKey

if TYPE_CHECKING:
    import requests

    from reviewer_app.client.remote.connections import Connections

JSON_CAP = 64 * 1024 * 1024
M = TypeVar("M", bound=BaseModel)


class Transport:
    """Questions to one server, under a session's token where there is one."""

    def __init__(self, base_url: str, *, proxy: str | None = None, ca_file: str | None = None) -> None:
        self.base = checked_origin(base_url)
        self.token: str | None = None
        self._proxy, self._ca_file = proxy, ca_file
        self._made: Connections | None = None
        self._making = threading.Lock()

    def close(self) -> None:
        """Closes idle connections."""
        if self._made is not None:
            self._made.close()

    def abort(self) -> None:
        """Cuts the connections that are in use."""
        if self._made is not None:
            self._made.cut()

    def open(self, method: str, path: str, **request: Any) -> AbstractContextManager[requests.Response]:
        """Sends a request and gives the reply once it is known to be a good one, its body unread."""
        headers = {"Accept-Encoding": "gzip", **request.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self._connections().open(method, self.base + path, headers, **request)

    def json(self, model: type[M], method: str, path: str, body: BaseModel | bytes | None = None, **more: Any) -> M:
        """Sends a request and reads its reply as a message. Raises BadReply for anything else."""
        if body is not None:
            data = body if isinstance(body, bytes) else body.model_dump_json().encode()
            kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
            more = {**more, "data": data, "headers": {"Content-Type": kind}}
        raw = self._read(method, path, JSON_CAP, **more)
        try:
            with collector.at_rest():
                json.loads(raw, object_pairs_hook=_once)
                return model.model_validate_json(raw)
        except (ValidationError, ValueError, RecursionError) as error:
            raise BadReply(f"{method} {path}: not a {model.__name__}") from error

    def _read(self, method: str, path: str, cap: int, **request: Any) -> bytes:
        from reviewer_app.client.remote.connections import read_capped

        with self.open(method, path, **request) as reply:
            return read_capped(reply, cap)

    def _connections(self) -> Connections:
        # With the first request, not at the start: `requests` takes 70 ms to load, and the queue is read without it.
        from reviewer_app.client.remote.connections import Connections

        with self._making:
            if self._made is None:
                self._made = Connections(self._proxy, self._ca_file)
            return self._made

    def bytes(self, path: str, cap: int) -> bytes:
        """The body of a GET. Raises BadReply where it is longer than `cap`."""
        return self._read("GET", path, cap)


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise DuplicateKey("an object names a key twice")
