"""Rulebooks on the server: taking versions in once, keeping them for ever, and what their procedures say of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.rulebook import Published, RulebookCite, books_for
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.compiled import CompiledRulebook, read_compiled
from reviewer_app.rulebooks.conditions import Risk, risk
from reviewer_app.rulebooks.facts import risk_facts
from reviewer_app.server.clock import instant, stamp
from reviewer_app.server.repository import publications, things
from reviewer_app.server.repository.engine import DatabaseRefused
from reviewer_app.server.service.core import Core
from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.messages import RulebookEntry, RulebookList, Signed
from reviewer_app.wire.problems import Code


class RulebookDiffers(DatabaseRefused):
    """A version is published already with other content: a published version never changes."""


class Rulebooks:
    """The versions that the server knows."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def publish(self, compiled: tuple[CompiledRulebook, ...]) -> None:
        """Takes in versions that are not here yet. Raises RulebookDiffers; then nothing was taken in."""
        named = [(item.published.rulebook, item) for item in compiled]
        with self._core.database.plain_write() as conn:
            for row in fresh(self._core, things.rulebooks(conn), named):
                things.add_rulebook(conn, row)
        self.load()

    def load(self) -> None:
        """Reads every stored version into memory."""
        with self._core.database.read() as conn:
            rows = things.rulebooks(conn)
            self._core.signed = signed_by(conn)
        self._core.bodies = {row.digest: bytes(row.body) for row in rows}
        self._core.versions = tuple(read_compiled(bytes(row.body), row.digest) for row in rows)

    def entries(self) -> RulebookList:
        """Every version by name and digest, and who signed it."""
        made = (entry_of(self._core, item.cite, self._core.bodies) for item in self._core.versions)
        return RulebookList(rulebooks=tuple(made))

    def body(self, digest: str) -> bytes:
        """A version's exact bytes. Raises Refusal."""
        if digest not in self._core.bodies:
            raise refuse(Code.NOT_FOUND, digest)
        return self._core.bodies[digest]


def signed_by(conn: Connection) -> dict[str, Signed]:
    """Who published which version, by digest."""
    return {
        row.digest: Signed(account=row.account, key=row.key, signature=row.signature, at=instant(row.at))
        for row in publications.every(conn)
    }


def entry_of(core: Core, cite: RulebookCite, bodies: Mapping[str, bytes]) -> RulebookEntry:
    """How a version, a rulebook's or a schedule's, is told of."""
    size, signed = len(bodies[cite.digest]), core.signed.get(cite.digest)
    return RulebookEntry(id=cite.id, version=cite.version, digest=cite.digest, bytes=size, signed=signed)


def fresh(
    core: Core, present: Iterable[Any], named: Iterable[tuple[VersionHead, CompiledRulebook]]
) -> Iterator[dict[str, Any]]:
    """Rows for the versions that are not here yet. Raises RulebookDiffers for one that is, with other content."""
    rows, wanted = list(present), list(named)
    refuse_others(rows, wanted)
    here = {row.digest for row in rows}
    for version, item in wanted:
        if item.digest not in here:
            row = {"digest": item.digest, "id": version.id, "version": version.version, "body": item.body}
            yield row | {"stored_at": stamp(core.now())}


def refuse_others(present: Iterable[Any], named: Iterable[tuple[VersionHead, CompiledRulebook]]) -> None:
    """Raises RulebookDiffers where versions that come are here under their name with other content."""
    here = {(row.id, row.version): row.digest for row in present}
    others = [
        f"{version.id}@{version.version}"
        for version, item in named
        if here.get((version.id, version.version), item.digest) != item.digest
    ]
    if others:
        raise RulebookDiffers(
            f"Published here with other content: {', '.join(others)}. A published version never changes: give the new "
            "text a version that corrects the old one. Where these came with the program, its own program made this "
            "data: start that one on it, or this one on a new data folder. Nothing was changed."
        )


def procedure_at(
    versions: tuple[Published, ...], record: CaseRecord, now: datetime, known_at: datetime | None = None
) -> Published | None:
    """The version whose procedure counts for a case at an instant, by what was published then, or at another."""
    return next(iter(books_for(versions, record.kind, now, known_at or now)), None)


def risk_of(book: Published, versions: tuple[Published, ...], record: CaseRecord, now: datetime) -> Risk:
    """The risk of a case by a version's procedure, from what is known when it comes in."""
    return risk(book.rulebook.procedure, risk_facts(record, books_for(versions, record.kind, record.conduct_at, now)))
