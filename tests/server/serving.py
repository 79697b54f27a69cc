"""The server as a process of its own, for tests that kill it: `python -m tests.server.serving DATA PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from argon2 import PasswordHasher

from reviewer_app.server.app import make_app
from reviewer_app.server.service.server import Server
from reviewer_app.server.settings import ServerSettings, Unsafe
from tests.server.books import book

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def main(data: str, port: str, unsafe: str = "") -> None:
    """Serves until it is killed."""
    settings = ServerSettings(data=Path(data), hasher=CHEAP, unsafe=Unsafe(no_idempotency=unsafe == "no-idempotency"))
    server = Server(settings, rulebooks=(book(),))
    uvicorn.run(make_app(server), host="127.0.0.1", port=int(port), log_config=None, access_log=False, ws="none")


if __name__ == "__main__":
    main(*sys.argv[1:])
