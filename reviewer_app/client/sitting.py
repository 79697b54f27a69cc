"""A kept session as a start needs it: whose it is, what they may do, until when; the message is read later."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer_app.client.plain import Unfit, fields, instant
from reviewer_app.domain.limits import LeasePolicy
from reviewer_app.domain.terms import Role

if TYPE_CHECKING:
    from reviewer_app.wire.messages import SessionOpened


class Sitting(NamedTuple):
    """Who sits here under which session; `text` is the session whole, as it was kept."""

    account: str
    name: str
    roles: tuple[Role, ...]
    expires_at: datetime
    policy: LeasePolicy
    text: str

    @classmethod
    def read(cls, text: str | None) -> Sitting | None:
        """The session of a kept text; None where there is none, or it is of another version."""
        try:
            found = json.loads(text) if text else None
            return _read(found, text) if isinstance(found, dict) and text else None
        except (ValueError, LookupError):
            return None

    @classmethod
    def of(cls, opened: SessionOpened) -> Sitting:
        """The session that was opened just now."""
        who = opened.account, opened.name, opened.roles
        return cls(*who, opened.expires_at, opened.policy, opened.model_dump_json())

    def whole(self) -> SessionOpened | None:
        """The session itself, for whom it is sent to; None where it is of another version. Loads the messages."""
        from pydantic import ValidationError

        from reviewer_app.wire.messages import SessionOpened

        try:
            return SessionOpened.model_validate_json(self.text)
        except ValidationError:
            return None


_LIMITS = dict.fromkeys(asdict(LeasePolicy()), int)


def _read(found: dict[str, Any], text: str) -> Sitting:
    said = {name: found[name] for name in ("token", "account", "name", "expires_at", "roles", "policy")}
    fields(said, {name: list if name == "roles" else dict if name == "policy" else str for name in said})
    policy = LeasePolicy(**fields(said["policy"], {}, _LIMITS))
    if not all(isinstance(role, str) for role in said["roles"]):
        raise Unfit("a role is a word")
    roles = tuple(Role(role) for role in said["roles"])
    return Sitting(said["account"], said["name"], roles, instant(said["expires_at"]), policy, text)
