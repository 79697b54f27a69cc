"""Disabling and enabling accounts: their sessions end, their cases go back, and each act is on record."""

from __future__ import annotations

import json
from typing import Any

from reviewer_app.domain.access import Role
from reviewer_app.server.clock import instant, stamp
from reviewer_app.server.repository import people
from reviewer_app.server.repository.engine import Unit
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.leases import LeaseService
from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.messages import AccountAct, AccountActs, AccountNamed, AccountSet
from reviewer_app.wire.problems import Code

TOLD = 1000
"""Acts that are told at once, the latest."""


class DisablingService:
    """Who may sign in, as operators say."""

    def __init__(self, core: Core, leases: LeaseService) -> None:
        self._core, self._leases = core, leases

    def disable(self, ask: AccountNamed, operator: Viewer) -> AccountSet:
        """Lets nobody in under an account any more; the same again is no second act. Raises Refusal.

        What its person decided stands, and what lies unsent on a desk stays there. One operator must be left.
        """
        with self._core.database.write() as unit:
            row = self._known(unit, ask)
            if not row.disabled:
                others = (one for one in people.accounts(unit.conn) if one.account != ask.account and not one.disabled)
                if _operates(row.roles) and not any(_operates(one.roles) for one in others):
                    raise refuse(Code.LAST_OPERATOR, ask.account, "/account")
                self._set(unit, ask, operator, disabled=True)
            given_back = self._leases.revoke(unit, ask.account)
            waiting = people.waiting_for(unit.conn, ask.account)
        return AccountSet(account=ask.account, disabled=True, given_back=given_back, waiting=waiting)

    def enable(self, ask: AccountNamed, operator: Viewer) -> AccountSet:
        """Lets its person sign in again; the same again changes nothing. Raises Refusal."""
        with self._core.database.write() as unit:
            if self._known(unit, ask).disabled:
                self._set(unit, ask, operator, disabled=False)
        return AccountSet(account=ask.account, disabled=False)

    def acts(self) -> AccountActs:
        """The latest acts, newest first."""
        with self._core.database.read() as conn:
            rows = people.acts(conn, TOLD)
        made = (AccountAct(account=r.account, act=r.act, by=r.done_by, at=instant(r.at)) for r in rows)
        return AccountActs(acts=tuple(made))

    def _known(self, unit: Unit, ask: AccountNamed) -> Any:
        row = people.account(unit.conn, ask.account)
        if row is None:
            raise refuse(Code.NOT_FOUND, ask.account, "/account")
        return row

    def _set(self, unit: Unit, ask: AccountNamed, operator: Viewer, *, disabled: bool) -> None:
        people.set_disabled(unit.conn, ask.account, disabled)
        people.close_sessions(unit.conn, ask.account)
        act, at = "disabled" if disabled else "enabled", stamp(self._core.now())
        row = {"account": ask.account, "at": at, "act": act, "done_by": operator.account}
        people.add_act(unit.conn, row)


def _operates(roles: str) -> bool:
    return Role.OPERATOR.value in json.loads(roles)
