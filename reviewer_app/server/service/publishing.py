"""Publishing: a policy owner's signed version is checked, taken in once and never changed; their keys."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from reviewer_app.domain.access import Role
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.problems import RulebookRefused
from reviewer_app.rulebooks.publishing import published_version, unfit
from reviewer_app.server.clock import stamp
from reviewer_app.server.repository import people, publications, things
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.refusal import refuse
from reviewer_app.server.service.rulebooks import Rulebooks
from reviewer_app.server.service.schedules import Schedules
from reviewer_app.wire.canonical import digest
from reviewer_app.wire.messages import PolicyKey, PolicyKeys, PublishAsk, RulebookEntry
from reviewer_app.wire.problems import Code
from reviewer_app.wire.signing import is_plain_key, is_signed

SAID = 20
"""Complaints that a refusal repeats; who publishes has them all from the check."""


class PublishingService:
    """Takes in what policy owners publish."""

    def __init__(self, core: Core, rulebooks: Rulebooks, schedules: Schedules) -> None:
        self._core, self._rulebooks, self._schedules = core, rulebooks, schedules

    def publish(self, ask: PublishAsk, viewer: Viewer) -> RulebookEntry:
        """Publishes a version; the same bytes again change nothing. Raises Refusal; then nothing was taken in.

        The signature must be over exactly these bytes, by a key that an operator registered for this account.
        """
        body = ask.body.encode()
        if not is_signed(body, ask.key, ask.signature):
            raise refuse(Code.SIGNATURE_WRONG, field="/signature")
        name = digest(body)
        with self._core.database.read() as conn:
            _known_key(conn, ask, viewer)
        known = {*self._core.bodies, *self._core.schedule_bodies}
        fit = None if name in known else self._fit(body)
        with self._core.database.plain_write() as conn:
            _known_key(conn, ask, viewer)
            stored = {row.digest: row for row in (*things.rulebooks(conn), *things.schedules(conn))}
            if fit is not None and name not in stored:
                if stored.keys() != known:  # another version came in while this one was checked beside the others
                    raise refuse(Code.BUSY)
                if any((row.id, row.version) == (fit.id, fit.version) for row in stored.values()):
                    raise refuse(Code.RULEBOOK_EXISTS, f"{fit.id}@{fit.version}")
                at = stamp(self._core.now())
                row = {"digest": name, "id": fit.id, "version": fit.version, "body": body, "stored_at": at}
                (things.add_schedule if isinstance(fit, ScheduleVersion) else things.add_rulebook)(conn, row)
                publications.add(conn, {"digest": name, "key": ask.key, "signature": ask.signature, "at": at})
        self._rulebooks.load()
        self._schedules.load()
        every = (*self._rulebooks.entries().rulebooks, *self._schedules.entries().schedules)
        return next(entry for entry in every if entry.digest == name)

    def _fit(self, body: bytes) -> VersionHead:
        """The version in bytes that may be published. Raises Refusal."""
        try:
            version = published_version(body)
            books, schedules = self._core.versions, self._core.schedules
            others = (*(item.rulebook for item in books), *(item.schedule for item in schedules))
            problems = unfit(body, others, self._core.now())
        except RulebookRefused as refused:
            problems = list(refused.problems)
        if problems:
            raise refuse(Code.RULEBOOK_UNFIT, "\n".join(problem.message for problem in problems[:SAID]), "/body")
        return version

    def register(self, ask: PolicyKey, operator: Viewer) -> PolicyKey:
        """Registers a policy owner's public key; the same again changes nothing. Raises Refusal."""
        with self._core.database.plain_write() as conn:
            account = people.account(conn, ask.account)
            roles = json.loads(account.roles) if account is not None else []
            if Role.POLICY.value not in roles:
                raise refuse(Code.NOT_FOUND, ask.account, "/account")
            if ask.account == operator.account or Role.OPERATOR.value in roles:
                raise refuse(Code.FORBIDDEN, field="/account")  # nobody both registers and publishes
            if not is_plain_key(ask.key):
                raise refuse(Code.INVALID, "the key is not in its one spelling", "/key")
            known = publications.key(conn, ask.key)
            if known is not None and (known.account != ask.account or known.ended_at is not None):
                raise refuse(Code.KEY_TAKEN, known.account, "/key")
            if known is None:
                at = stamp(self._core.now())
                row = {"key": ask.key, "account": ask.account, "added_by": operator.account, "added_at": at}
                publications.add_key(conn, row)
        return ask

    def end(self, ask: PolicyKey) -> PolicyKey:
        """Ends a key: nothing is published with it any more, what was stays. Raises Refusal."""
        with self._core.database.plain_write() as conn:
            known = publications.key(conn, ask.key)
            if known is None or known.account != ask.account:
                raise refuse(Code.NOT_FOUND, field="/key")
            publications.end_key(conn, ask.key, stamp(self._core.now()))
        return ask

    def keys(self) -> PolicyKeys:
        """Every key that may sign now."""
        with self._core.database.read() as conn:
            rows = publications.keys(conn)
        return PolicyKeys(keys=tuple(PolicyKey(account=r.account, key=r.key) for r in rows if r.ended_at is None))


def _known_key(conn: Connection, ask: PublishAsk, viewer: Viewer) -> None:
    """Raises Refusal unless the key is one that this account may sign with now."""
    known = publications.key(conn, ask.key)
    if known is None or known.account != viewer.account or known.ended_at is not None:
        raise refuse(Code.KEY_UNKNOWN, field="/key")
