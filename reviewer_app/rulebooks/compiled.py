"""Compiled rulebooks: canonical bytes, the digest over them, and reading them back with proof that nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import rfc8785
from pydantic import ValidationError

from reviewer_app.domain.rulebook import Published, RulebookVersion
from reviewer_app.domain.schedule import PublishedSchedule, ScheduleVersion
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.problems import DigestMismatch, RulebookProblem, RulebookRefused

VersionT = TypeVar("VersionT", bound=VersionHead)


@dataclass(frozen=True, slots=True)
class CompiledRulebook:
    """One version as it is stored and sent: `body` is canonical JSON (RFC 8785), `digest` its SHA-256 in hex."""

    digest: str
    body: bytes = field(repr=False)

    @property
    def published(self) -> Published:
        """The version as a value, beside its digest."""
        return read_compiled(self.body, self.digest)

    @property
    def published_schedule(self) -> PublishedSchedule:
        """The same of a schedule."""
        return read_compiled_schedule(self.body, self.digest)


def compile_version(version: VersionHead) -> CompiledRulebook:
    """The canonical bytes of a version and their digest.

    What is None or empty is left out, so that a field added to the format later does not change the digest of a version
    that has nothing to say in it; defaults that mean something are written out, so that the digest pins them.
    """
    body = rfc8785.dumps(_without_empty(version.model_dump(mode="json")))
    return CompiledRulebook(hashlib.sha256(body).hexdigest(), body)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return value


@lru_cache(maxsize=256)
def read_compiled(body: bytes, digest: str) -> Published:
    """The version in stored bytes.

    Raises DigestMismatch where `digest` is not the SHA-256 of `body`, RulebookRefused where the bytes are genuine but
    this program cannot read them (a newer format).
    """
    return Published(digest=digest, rulebook=_validated(body, digest, RulebookVersion))


def _validated(body: bytes, digest: str, form: type[VersionT]) -> VersionT:
    found = hashlib.sha256(body).hexdigest()
    if found != digest:
        raise DigestMismatch(digest, found)
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        message = f"The rulebook is of a newer format (at {where or 'its start'}). Update the program to read it."
        raise RulebookRefused((RulebookProblem(digest, 0, message),)) from error


def published_schedule(version: ScheduleVersion) -> PublishedSchedule:
    """A version of a schedule beside the digest of its canonical bytes."""
    return PublishedSchedule(digest=compile_version(version).digest, schedule=version)


@lru_cache(maxsize=256)
def read_compiled_schedule(body: bytes, digest: str) -> PublishedSchedule:
    """The schedule in stored bytes. Raises DigestMismatch and RulebookRefused, as `read_compiled` does."""
    return PublishedSchedule(digest=digest, schedule=_validated(body, digest, ScheduleVersion))


def published(rulebooks: Iterable[CompiledRulebook]) -> tuple[Published, ...]:
    """The values of compiled rulebooks, in their order."""
    return tuple(rulebook.published for rulebook in rulebooks)
