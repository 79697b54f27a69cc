"""A throwaway PostgreSQL cluster on a unix socket in a temporary folder, run by a person who may do nothing else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


class NoCluster(Exception):
    """There can be no cluster here; the text says why."""


def _user() -> tuple[int, int] | None:
    """Whose the cluster is: one's own, or, for root, an unprivileged account of the system."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise NoCluster("running as root, and there is no unprivileged account to run PostgreSQL as")


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a running cluster. Raises NoCluster."""
    programs = PROGRAMS if PROGRAMS.exists() else Path(shutil.which("postgres") or "/nowhere").parent
    if not (programs / "initdb").exists():
        raise NoCluster("PostgreSQL's programs are not installed")
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        if user:
            os.chown(folder, *user)

        def run(program: str, *words: str) -> None:
            who = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
            done = subprocess.run(
                [programs / program, *words],
                cwd=folder,
                capture_output=True,
                text=True,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder)},
                **who,  # type: ignore[call-overload]
            )
            if done.returncode:
                raise NoCluster(f"{program} failed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")

        run("initdb", "-D", "data", "-U", "reviewer", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c max_connections=200 -c fsync=off"
        run("pg_ctl", "-D", "data", "-w", "-t", "30", "-l", "log", "-o", options, "start")
        try:
            yield f"postgresql://reviewer@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
