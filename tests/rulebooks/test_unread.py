"""Schedules that count and are not used here: nothing of them is worked out, and nothing else in their place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.withheld import EVER, Why, Withheld
from reviewer_app.rulebooks.consequences import SetOff, set_off
from reviewer_app.rulebooks.heads import withheld_head
from reviewer_app.rulebooks.shipped import shipped_schedules
from tests.domain.made import an_id
from tests.rulebooks.verdicts_made import clip, draft_of, finding, local, sheet_of

LATEST: ScheduleVersion = max(
    (item.schedule for item in shipped_schedules() if item.schedule.id == "creator-measures"),
    key=lambda one: one.version,
)
JULY, AUGUST = "2026-07-20T12:00:00", "2026-08-20T12:00:00"


def closed(why: Why = Why.NEWER, **changes: Any) -> Withheld:
    """A correction of the latest creators' measures."""
    head = {"id": LATEST.id, "version": "fixed", "digest": "f" * 64, "why": why, "schedule": True}
    return Withheld(**{**head, "published_at": LATEST.published_at, "effective_from": LATEST.effective_from, **changes})


def followed(at: str, *withheld: Withheld, measure: str | None = None) -> SetOff:
    """What one false claim sets off beside versions that are not used; the fifth stream of a fortnight."""
    case = clip(at)
    on = replace(sheet_of(case, {"streams_14d": 4}), withheld=withheld)
    return set_off(draft_of(finding(1, case, measure=measure), harm="none"), on)


@pytest.mark.parametrize("why", list(Why))
def test_no_version_of_before_stands_in_for_one_that_is_not_used(why: Why) -> None:
    whole, made = followed(AUGUST), followed(AUGUST, closed(why))
    assert [one.cite.id for one in whole.ladders] == ["creator-measures"]
    assert (made.ladders, [one.version.name for one in made.unread]) == ((), ["creator-measures@fixed"])
    assert made.unread[0].findings == (an_id(1),)
    assert made.effects == tuple(effect for effect in whole.effects if effect.schedule.id != "creator-measures")
    assert made.effects


def test_nothing_leads_where_something_may_follow_that_is_not_read() -> None:
    assert followed(AUGUST, measure="warn").departs
    made = followed(AUGUST, closed(), measure="warn")
    assert (made.leading, made.departs) == ({}, ())


def test_conduct_of_other_days_is_worked_out_as_before() -> None:
    assert followed(JULY, closed()) == followed(JULY)


def test_a_clip_over_the_switch_is_worked_out_up_to_it() -> None:
    case = clip("2026-08-06T23:59:59")
    on = replace(sheet_of(case, {"streams_14d": 4}), withheld=(closed(),))
    made = set_off(draft_of(finding(1, case), finding(2, case, after=5), harm="none"), on)
    assert [(one.cite.version, one.findings) for one in made.ladders] == [("2026-07-13", (an_id(1),))]
    assert [one.findings for one in made.unread] == [(an_id(2),)]


def test_one_of_which_nobody_can_tell_when_it_counts_may_count_for_everything() -> None:
    made = followed(JULY, closed(effective_from=EVER, published_at=EVER))
    assert (made.ladders, len(made.unread)) == ((), 1)


def test_a_schedule_of_which_no_version_is_used_is_named_too() -> None:
    made = followed(AUGUST, closed(id="new-steps", effective_from=EVER, published_at=EVER))
    assert [one.version.id for one in made.unread] == ["new-steps"]
    assert made.ladders


@pytest.mark.parametrize(
    "body",
    [b"", b"[1]", b"\xff", b"[" * 5000, b'{"effective_from": 7, "id": null}', b'{"effective_from": "2026-08-07"}'],
)
def test_a_head_that_cannot_be_made_out_may_count_for_everything(body: bytes) -> None:
    head = withheld_head(body, ("told", "1"), "0" * 64, Why.UNSIGNED, schedule=False)
    assert (head.name, head.effective_from, head.effective_until, head.kinds) == ("told@1", EVER, None, None)


def test_a_head_is_read_from_the_bytes_and_not_from_what_the_server_calls_them() -> None:
    day = "2026-08-07T00:00:00+08:00"
    said = {"id": "mine", "version": "7", "published_at": day, "effective_from": day, "applies_to": ["clip"]}
    head = withheld_head(json.dumps(said).encode(), ("told", "1"), "0" * 64, Why.NEWER, schedule=False)
    assert (head.name, head.effective_from, head.kinds) == ("mine@7", local("2026-08-07T00:00:00"), frozenset({"clip"}))
