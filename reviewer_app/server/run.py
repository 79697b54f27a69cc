"""Runs the server on its own: binds, refuses an open network without TLS, and says the one-time code once."""

from __future__ import annotations

import ipaddress
import logging
import sys
from pathlib import Path

import uvicorn

from reviewer_app.rulebooks.problems import RulebookRefused
from reviewer_app.server.app import make_app
from reviewer_app.server.repository.engine import DatabaseRefused
from reviewer_app.server.service.server import Server
from reviewer_app.server.settings import ServerSettings


class ServeRefused(Exception):
    """The server does not start; the text says why and what to do."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(
    data_dir: Path,
    host: str = "127.0.0.1",
    port: int = 8765,
    cert: Path | None = None,
    key: Path | None = None,
    database_url: str | None = None,
    name: str = "Reviewer",
) -> None:
    """Serves until it is told to stop. Raises ServeRefused before anything is opened to the network."""
    if (cert is None) != (key is None):
        raise ServeRefused("--cert and --key belong together; give both.")
    if cert is None and not is_loopback(host):
        raise ServeRefused(f"{host} can be reached from outside: give --cert and --key, or serve on 127.0.0.1.")
    try:
        server = Server(ServerSettings(data=data_dir, name=name, database_url=database_url))
    except (DatabaseRefused, RulebookRefused) as refused:
        raise ServeRefused(str(refused)) from refused
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    code = server.accounts.first_code()
    if code is not None:
        _say(f"One-time code for the first operator: {code}")
    _say(f"Serving on {'http' if cert is None else 'https'}://{host}:{port}")
    try:
        uvicorn.run(
            make_app(server),
            host=host,
            port=port,
            ssl_certfile=cert,
            ssl_keyfile=None if key is None else str(key),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=10,
        )
    finally:
        server.close()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
