"""The server of the desk's figures, in a process of its own: the demo's pack several times over, until its pipe ends.

Reads one line of JSON (folder, password, copies) from standard input, writes its address.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.remote import HttpApi
from reviewer_app.client.remote.pack_import import RECORDS, import_pack
from reviewer_app.domain.fates import Fate
from reviewer_app.server.demo import OPERATOR, demo_server, shifted_pack
from reviewer_app.wire.messages import SignIn

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(folder: Path, password: str, copies: int = 1) -> Iterator[str]:
    """Starts it; gives its address. Raises RuntimeError where it does not come up."""
    command = [sys.executable, "-m", "tests.bench.desk_server"]
    told = json.dumps({"folder": str(folder), "password": password, "copies": copies})
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(told + "\n")
        child.stdin.flush()
        address = child.stdout.readline().strip()
        try:
            if not address:
                raise RuntimeError("the bench's server did not come up")
            yield address
        finally:
            child.stdin.close()
            child.wait(30)


def copied(pack: Path, copies: int) -> Path:
    """The pack with every case so many times, each under a ref of its own."""
    lines = [json.loads(line) for line in (pack / RECORDS).read_text("utf-8").splitlines()]
    many = [line | {"ref": f"{line['ref']}-{copy}"} for copy in range(copies) for line in lines]
    (pack / RECORDS).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in many), "utf-8")
    return pack


def main() -> None:
    """Serves until standard input ends."""
    told = json.loads(sys.stdin.readline())
    folder = Path(told["folder"])
    with demo_server(folder / "server", told["password"]) as served:
        api = HttpApi(served.url)
        api.sign_in(SignIn(account=OPERATOR, password=told["password"], device=fresh_id(SystemClock())))
        report = import_pack(api, copied(shifted_pack(None, folder / "pack"), told["copies"]))
        assert report.count(Fate.ACCEPTED) == len(report.answers), report.answers
        api.close()
        print(served.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
