"""Addresses of servers: how one that was typed is read, which may be gone to, and which stay on this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_NEVER_IN_A_HOST = frozenset(" \t\r\n<>\"'\\^`{|}")


class NotAnAddress(ValueError):
    """What was given cannot be the address of a server."""


class Insecure(NotAnAddress):
    """The address is neither https nor this machine."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def plausible(typed: str) -> bool:
    """Whether something typed can be the address of a server that this program would talk to."""
    try:
        checked_origin(typed_address(typed))
    except NotAnAddress:
        return False
    return bool(typed.strip())


def typed_address(typed: str) -> str:
    """The address as it is used: https where no scheme was typed (http for this machine), no slash at the end."""
    bare = typed.strip().rstrip("/")
    if not bare or "://" in typed:
        return bare
    host = bare.split("/")[0]
    host = host[1:].partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host
    return f"{'http' if is_loopback(host) else 'https'}://{bare}"


def checked_origin(url: str) -> str:
    """Scheme, host and port of a server's address, as they stand in it.

    Raises Insecure for plain http to another machine, NotAnAddress for everything that is no such address.
    """
    try:
        url.encode()
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotAnAddress("a server's address is https://host[:port]") from error
    proper = parts.scheme in ("http", "https") and host and not set(host) & _NEVER_IN_A_HOST
    if (
        not proper
        or port == 0
        or parts.netloc.endswith(":")
        or parts.username is not None
        or parts.password is not None
    ):
        raise NotAnAddress("a server's address is https://host[:port]")
    if parts.scheme == "http" and not is_loopback(host):
        raise Insecure("only https may leave this machine")
    return f"{parts.scheme}://{parts.netloc}"
