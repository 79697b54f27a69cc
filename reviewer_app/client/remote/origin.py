"""The address of a server, as far as the workstation will go with it."""

from __future__ import annotations

from urllib.parse import urlsplit

from reviewer_app.wire.address import is_loopback


class Insecure(ValueError):
    """The address is neither https nor this machine."""


def checked_origin(url: str) -> str:
    """The origin of a server's address. Raises Insecure for plain http to another machine, ValueError for nonsense."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("a server's address is https://host[:port]")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise Insecure("only https may leave this machine")
    return f"{parts.scheme}://{parts.netloc}"
