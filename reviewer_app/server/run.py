"""Runs the server on its own: binds, refuses an open network without TLS, and says the one-time code once."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.wire.address import is_loopback

if TYPE_CHECKING:
    from reviewer_app.server.service.server import Server

# What serves takes seconds to load, so it is imported where it is used: a refusal comes at once.


class ServeRefused(Exception):
    """The server does not start; the text says why and what to do."""


def serve(
    data_dir: Path,
    host: str = "127.0.0.1",
    port: int = 8765,
    cert: Path | None = None,
    key: Path | None = None,
    database_url: str | None = None,
    name: str = "Reviewer",
) -> None:
    """Serves until it is told to stop; port 0 takes any free one, and says which.

    Raises ServeRefused before anything is served, and before a one-time code is made.
    """
    _check_tls(host, cert, key)
    _check_address(database_url)
    with _listening(host, port) as listening:
        _check_folder(data_dir)
        server = _opened(data_dir, name, database_url)
        try:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
            code = server.accounts.first_code()
            if code is not None:
                _say(f"One-time code for the first operator: {code}")
            shown = f"[{host}]" if ":" in host else host
            _say(f"Serving on {'http' if cert is None else 'https'}://{shown}:{listening.getsockname()[1]}")
            _run(server, listening, cert, key)
        finally:
            server.close()


def _check_tls(host: str, cert: Path | None, key: Path | None) -> None:
    if (cert is None) != (key is None):
        raise ServeRefused("--cert and --key belong together; give both.")
    if cert is None:
        if not is_loopback(host):
            raise ServeRefused(f"{host} can be reached from outside: give --cert and --key, or serve on 127.0.0.1.")
        return
    try:
        # An empty passphrase, so that a locked key is refused here in place of a prompt that nobody may see.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key, password="")
    except ssl.SSLError as error:
        raise ServeRefused(
            f"{cert} and {key} are not a certificate and its key; both must be PEM, the key without a passphrase."
        ) from error
    except OSError as error:
        raise ServeRefused(f"{cert} or {key} cannot be read: {error.strerror}.") from error


def _check_address(database_url: str | None) -> None:
    """An address with a password in it is refused: whoever lists this machine's processes would read it."""
    if database_url is None:
        return
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(database_url)
    except (ArgumentError, ValueError) as error:
        raise ServeRefused("The database's address cannot be read; it is postgresql://user@host/database.") from error
    if address.password is not None or "password" in address.query:
        raise ServeRefused(
            "The database's address holds a password, which others on this machine could read; keep it in ~/.pgpass."
        )


def _listening(host: str, port: int) -> socket.socket:
    """The bound socket. Taken first, so that a second server touches neither the data nor the one-time code."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0] if host != "localhost" else None
        return socket.create_server((host, port), family=family or socket.AF_INET, backlog=2048)
    except (OSError, OverflowError, UnicodeError) as error:
        why = (getattr(error, "strerror", None) or "it is not an address").partition(" (while ")[0]
        raise ServeRefused(f"Cannot serve on {host}, port {port}: {why}. Choose another --host or --port.") from error


def _check_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        allowed = os.access(data, os.W_OK | os.X_OK)
    except OSError as error:
        why = "it is a file" if isinstance(error, FileExistsError) else error.strerror or type(error).__name__
        raise ServeRefused(f"The data folder {data} cannot be used: {why}. Choose another with --data.") from error
    if not allowed:
        raise ServeRefused(f"The data folder {data} cannot be written to. Choose another with --data.")


def _opened(data: Path, name: str, database_url: str | None) -> Server:
    from sqlalchemy.exc import DBAPIError

    from reviewer_app.rulebooks.problems import RulebookRefused
    from reviewer_app.server.repository.engine import DatabaseRefused
    from reviewer_app.server.service.server import Server
    from reviewer_app.server.settings import ServerSettings

    try:
        return Server(ServerSettings(data=data, name=name, database_url=database_url))
    except (DatabaseRefused, RulebookRefused) as refused:
        raise ServeRefused(str(refused)) from refused
    except DBAPIError as error:
        why = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
        where = data if database_url is None else database_url  # which holds no password: that was refused before
        raise ServeRefused(f"The database {where} cannot be opened: {why}. Nothing in it was changed.") from error


def _run(server: Server, listening: socket.socket, cert: Path | None, key: Path | None) -> None:
    import uvicorn

    from reviewer_app.server.app import make_app

    config = uvicorn.Config(
        make_app(server),
        ssl_certfile=cert,
        ssl_keyfile=None if key is None else str(key),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=10,
    )
    # What is loaded by now stays: without this every full collection walks it again, a tenth of a second each time.
    gc.freeze()
    # uvicorn raises the signal that stopped it again when it is done; the database is still to be closed then.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # how a person stops a server
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
