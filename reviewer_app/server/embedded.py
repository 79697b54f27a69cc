"""A real server inside this process, on a free port of the loopback: for tests, the demo and the tour."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from argon2 import PasswordHasher

from reviewer_app.domain.access import Role
from reviewer_app.domain.clock import Clock
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.server.app import make_app
from reviewer_app.server.service.server import Server
from reviewer_app.server.settings import ServerSettings
from reviewer_app.wire.messages import NewAccount

START_SECONDS = 20.0


class EmbeddedServer:
    """A server that runs from `with` to its end; `url` is its address, `server` its services.

    `hasher` may be made cheap where passwords are not the point. `port` 0 takes a free one.
    """

    def __init__(
        self,
        data: Path,
        *,
        settings: ServerSettings | None = None,
        clock: Clock | None = None,
        rulebooks: tuple[CompiledRulebook, ...] | None = None,
        schedules: tuple[CompiledRulebook, ...] = (),
        hasher: PasswordHasher | None = None,
        port: int = 0,
        sweep: bool = True,
    ) -> None:
        made = settings or ServerSettings(data=data, hasher=hasher or PasswordHasher())
        self.server = Server(made, clock, rulebooks, schedules)
        # Named as TCP, or asyncio leaves Nagle's algorithm on and every reply waits 40 ms for an acknowledgement.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._uvicorn = uvicorn.Server(_config(make_app(self.server, sweep=sweep)))
        self._thread = threading.Thread(target=self._serve, name="embedded-server", daemon=True)

    def seed_account(self, account: str, password: str, *roles: Role, name: str | None = None) -> None:
        """Makes an account; one that is there already stays as it is."""
        present = {item.account for item in self.server.accounts.all().accounts}
        if account not in present:
            self.server.accounts.add(NewAccount(account=account, name=name or account, roles=roles, password=password))

    def start(self) -> None:
        """Starts serving and waits until it does. Raises TimeoutError."""
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._uvicorn.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise TimeoutError("the embedded server did not start")
            time.sleep(0.005)

    def stop(self) -> None:
        """Stops serving and closes the database."""
        self._uvicorn.should_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()
        self.server.close()

    def _serve(self) -> None:
        self._uvicorn.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        loop="asyncio",
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=30,
    )
