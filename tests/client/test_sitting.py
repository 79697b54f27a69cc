"""A kept session as a start reads it: the same as the message, and none where the message is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from reviewer_app.client.sitting import Sitting
from reviewer_app.domain.access import Role
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.wire.messages import SessionOpened
from tests.client.made import Maker

OPENED = SessionOpened(
    token="t",
    account="a",
    name="周谷雨",
    roles=(Role.REVIEWER, Role.SUPERVISOR),
    expires_at=datetime(2026, 8, 1, 8, 30, tzinfo=UTC),
    server_id=Maker().id(),
    policy=LeasePolicy(in_hand=3),
    now=datetime(2026, 8, 1, tzinfo=UTC),
)


def test_it_says_what_the_message_says() -> None:
    text = OPENED.model_dump_json()
    read = Sitting.read(text)
    assert read is not None
    assert read == Sitting.of(OPENED)
    assert (read.account, read.name, read.roles) == (OPENED.account, OPENED.name, OPENED.roles)
    assert (read.expires_at, read.policy) == (OPENED.expires_at, OPENED.policy)
    assert read.whole() == OPENED


WRONG: dict[str, dict[str, Any]] = {
    "a field of another type": {"account": 1},
    "an unknown role": {"roles": ["owner"]},
    "a role that is no word": {"roles": [["reviewer"]]},
    "no instant": {"expires_at": "soon"},
    "an instant without a zone": {"expires_at": "2026-08-01T08:30:00"},
    "limits that are no numbers": {"policy": {"in_hand": "3"}},
    "limits that are true or false": {"policy": {"in_hand": True}},
    "limits of a later version": {"policy": {"in_hands": 3}},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_what_is_no_session_is_none_to_a_start_either(changes: dict[str, Any]) -> None:
    text = json.dumps(json.loads(OPENED.model_dump_json()) | changes)
    assert Sitting.read(text) is None
    assert Sitting.of(OPENED)._replace(text=text).whole() is None


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", "null"])
def test_nothing_kept_is_nothing(text: str | None) -> None:
    assert Sitting.read(text) is None


def test_one_that_only_its_reader_finds_wanting_is_opened_and_then_none() -> None:
    sitting = Sitting.read(json.dumps(json.loads(OPENED.model_dump_json()) | {"server_id": "nobody"}))
    assert sitting is not None
    assert sitting.whole() is None
