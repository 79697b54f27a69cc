"""Files of cases: taken in by SHA-256, told by their bytes, given out in the viewer's scope."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from reviewer_app.domain.access import Role
from reviewer_app.domain.events import Status
from reviewer_app.media.gate import HEAD_BYTES, sniff
from reviewer_app.server.clock import stamp
from reviewer_app.server.repository import cases, reads, things
from reviewer_app.server.service import past, views
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.messages import AssetFact
from reviewer_app.wire.problems import Code

UNKNOWN_KIND = "unknown_kind"
_NAME = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be given out."""

    path: Path
    fact: AssetFact


class AssetService:
    """The store of files. Names come from digests alone, never from a sender."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._incoming = core.asset_folder / ".incoming"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self._incoming.iterdir():  # what a crash cut short was never promised to anybody
            left.unlink()

    def path_of(self, sha256: str) -> Path:
        """Where a file lies. Raises Refusal for what is no digest."""
        if not _NAME.fullmatch(sha256):
            raise refuse(Code.INVALID, "not a SHA-256", "sha256")
        return self._core.asset_folder / sha256[:2] / sha256

    def fact(self, sha256: str) -> AssetFact | None:
        """What is known of a file, or None where it is not here."""
        with self._core.database.read() as conn:
            row = things.asset(conn, sha256)
        if row is None or not self.path_of(sha256).exists():
            return None
        return AssetFact(sha256=row.sha256, bytes=row.bytes, type=row.type, problem=row.problem)

    async def put(self, sha256: str, chunks: AsyncIterator[bytes]) -> AssetFact:
        """Takes a file in. Raises Refusal; then nothing of it stays."""
        self.path_of(sha256)
        known = await run_in_threadpool(self.fact, sha256)
        part = self._incoming / secrets.token_hex(16)
        try:
            with part.open("xb") as file:
                digest, size, head = await self._receive(file.fileno(), chunks)
                await run_in_threadpool(os.fsync, file.fileno())
            if digest != sha256:
                raise refuse(Code.ASSET_MISMATCH, sha256, "sha256")
            if known is not None:
                return known
            return await run_in_threadpool(self._keep, part, sha256, size, head)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise refuse(Code.STORAGE_FULL) from error
            raise
        finally:
            part.unlink(missing_ok=True)

    async def _receive(self, target: int, chunks: AsyncIterator[bytes]) -> tuple[str, int, bytes]:
        limit, size, head, hashing = self._core.settings.limits.asset, 0, b"", hashlib.sha256()
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise refuse(Code.TOO_LARGE, f"{limit} bytes")
            if len(head) < HEAD_BYTES:
                head += chunk[: HEAD_BYTES - len(head)]
            hashing.update(chunk)
            _write_all(target, chunk)
        return hashing.hexdigest(), size, head

    def _keep(self, part: Path, sha256: str, size: int, head: bytes) -> AssetFact:
        path = self.path_of(sha256)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        part.replace(path)
        for folder in (path.parent, path.parent.parent):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        kind = sniff(head)
        fact = AssetFact(
            sha256=sha256,
            bytes=size,
            type=kind.media_type if kind else None,
            problem=None if kind else UNKNOWN_KIND,
        )
        try:
            with self._core.database.plain_write() as conn:
                if things.asset(conn, sha256) is None:
                    things.add_asset(conn, fact.model_dump() | {"stored_at": stamp(self._core.now())})
        except IntegrityError:
            return fact  # somebody else brought the same bytes in the same moment
        return fact

    def give(self, sha256: str, viewer: Viewer) -> StoredFile:
        """A file in the viewer's scope: of a case they may read, or an earlier filing to compare. Raises Refusal."""
        path = self.path_of(sha256)
        fact = self.fact(sha256)
        if fact is None or not self._in_scope(sha256, viewer):
            raise refuse(Code.NOT_FOUND, sha256)
        return StoredFile(path, fact)

    def present(self, sha256: str, viewer: Viewer, brings_in: bool) -> AssetFact:
        """Whether a file is here, for who may read it and for who brings cases in. Raises Refusal."""
        if not brings_in:
            return self.give(sha256, viewer).fact
        fact = self.fact(sha256)
        if fact is None:
            raise refuse(Code.NOT_FOUND, sha256)
        return fact

    def _in_scope(self, sha256: str, viewer: Viewer) -> bool:
        with self._core.database.read() as conn:
            heads = {r.case_id: views.load_head(r.state, r.hidden) for r in cases.asset_scope(conn, sha256)}
            if any(views.may_open(head, viewer.account, viewer.roles) for head in heads.values()):
                return True
            if any(past.may_compare(conn, case_id, viewer) for case_id in heads):
                return True
            if Role.POLICY not in viewer.roles:
                return False
            decided = (case_id for case_id, head in heads.items() if head.state.status is Status.DECIDED)
            return any(reads.has_read(conn, viewer.account, case_id) for case_id in decided)


def _write_all(target: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(target, view) :]
