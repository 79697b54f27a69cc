"""Counts at the server that change with time: within one stream, and for versions that come while a case is in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from reviewer_app.domain.completeness import DEPARTS
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.evidence import TextAnchor
from reviewer_app.domain.fates import Fate
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.service.counting import snapshot
from reviewer_app.wire.messages import DecidedPage, Held
from tests.server.books import T
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import Desk, violation
from tests.server.made import MP4, asset, listing, ndjson
from tests.server.schedules import CLAUSE, schedule
from tests.server.test_what_follows import (
    CONDUCT,
    HARMLESS,
    STEPS,
    at,
    case_of,
    decide,
    state_of,
    take,
    third_time,
    worked_out,
)

Sit = Callable[[EmbeddedServer, str], Desk]


@pytest.fixture
def counting(start: Start, database_url: str | None) -> EmbeddedServer:
    """A server with the small schedule, on each of the two databases."""
    return start(database_url=database_url, schedules=(STEPS,))


@pytest.fixture
def lite_counting(start: Start) -> EmbeddedServer:
    return start(schedules=(STEPS,))


def clip_at(hour: int, ref: str) -> dict[str, Any]:
    """A clip of one stream, of that hour of the day."""
    when = datetime.fromisoformat(CONDUCT).replace(hour=hour)
    video = asset(MP4, path="assets/a.mp4", type="video/mp4")
    return listing(
        ref,
        kind="clip",
        conduct_at=when.isoformat(),
        flagged_at=(when + timedelta(minutes=5)).isoformat(),
        creator={"id": "c-1", "name": "某某"},
        subject={"video": video, "title": "全网最佳 保温杯", "room": "room-1"},
    )


IN_STREAM = schedule(
    id="stream-steps",
    inputs=[
        {
            "name": "in_stream",
            "type": "count",
            "text": T,
            "counted": {"of": "stream", "what": "breaches", "scene": "stream", "clauses": [CLAUSE]},
        }
    ],
    ladders=[],
    scores=[],
)


def test_within_one_stream_only_what_came_before_is_counted(counting: EmbeddedServer, sit: Sit) -> None:
    """The case of ten o'clock weighs the same whether that of eleven is judged before it or after."""
    core = counting.server.core
    counting.server.schedules.publish((IN_STREAM,))
    operator, desk = sit(counting, "op"), sit(counting, "rev-a")
    operator.put(MP4, asset(MP4)["sha256"])
    refs = [f"at-{hour}" for hour in (9, 10, 11)]
    operator.bring_in(ndjson(*(clip_at(hour, f"at-{hour}") for hour in (9, 10, 11))))
    for ref in ("at-9", "at-11"):
        grant = desk.one(case_of(counting, ref), counts=True)
        bare = violation(grant)
        anchor = TextAnchor(field="/title", start=0, exact="全网最佳")
        found = bare.findings[0].model_copy(update={"anchors": (anchor,)})
        answer = desk.decide(grant, worked_out(grant, counting, bare.model_copy(update={"findings": (found,)})))
        assert (answer.fate, answer.problem) == (Fate.ACCEPTED, None)
    with core.database.read() as conn:
        made = [snapshot(core, conn, case_of(counting, ref), core.now()) for ref in refs]
    assert [dict(one.of(IN_STREAM.digest)) for one in made] == [{"in_stream": counted} for counted in (0, 1, 1)]


def test_every_party_is_counted_over_both_windows_for_desks_that_ask(counting: EmbeddedServer, sit: Sit) -> None:
    """Half-open windows up to the conduct, whatever the schedules count; what was counted stays while in hand."""
    seller = {"creator": {"id": "c-1", "name": "某某"}}
    for days, ref, more in (
        (1, "yesterday", seller),
        (14, "first-of-14", {}),
        (14.01, "before-14", seller),
        (90, "first-of-90", {}),
        (90.01, "before-90", seller),
    ):
        decide(counting, sit, at(days, ref, **more))
    desk, grant = take(counting, sit, **seller)
    assert grant.counts is not None and grant.counts.parties == ()  # an older desk refuses what it does not know
    held = Held(case_id=grant.lease.case_id, epoch=grant.lease.epoch)
    counted = desk.one(grant.lease.case_id, counts=True, parties=True).counts
    assert counted is not None
    assert {(one.of.value, one.days): one.breaches for one in counted.parties} == {
        ("merchant", 14): 2,
        ("merchant", 90): 4,
        ("creator", 14): 1,
        ("creator", 90): 2,
    }
    decide(counting, sit, at(30, "meanwhile", **seller))
    assert desk.recount(held, parties=True) == {grant.lease.case_id: counted}
    assert desk.recount(held) == {grant.lease.case_id: grant.counts}
    other = take(counting, sit, ref="of-nobody")[1].counts
    with counting.server.core.database.read() as conn:
        whole = snapshot(counting.server.core, conn, case_of(counting, "of-nobody"), counting.server.core.now())
    assert other is not None and {one.of.value for one in whole.parties} == {"merchant"}


def corrected(server: EmbeddedServer, clock: SetClock) -> CompiledRulebook:
    """A correction of the schedule of now, under which four cases close the shop."""
    clock.forward(minutes=1)
    fixed = schedule(version="1a", corrects="1", published_at=clock.now().isoformat(), third=4)
    server.server.schedules.publish((fixed,))
    clock.forward(minutes=1)
    return fixed


def test_a_case_in_hand_is_counted_for_a_version_that_comes_meanwhile(
    counting: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    """What was counted before stays as it was, though more has been decided; another's lease is told to nobody."""
    desk, grant = third_time(counting, sit)
    held = Held(case_id=grant.lease.case_id, epoch=grant.lease.epoch)
    assert grant.counts is not None
    assert desk.recount(held) == {grant.lease.case_id: grant.counts}
    decide(counting, sit, at(3, "meanwhile"))
    fixed = corrected(counting, clock)
    counts_ = desk.recount(held)[grant.lease.case_id]
    assert counts_.of(STEPS.digest) == {"cases_14d": 2, "breaches_90d": 2}
    assert counts_.of(fixed.digest) == {"cases_14d": 3, "breaches_90d": 3}
    assert desk.recount(held) == {grant.lease.case_id: counts_}
    assert sit(counting, "rev-c").recount(held) == {}
    assert desk.one(grant.lease.case_id, counts=True).counts == counts_
    now = grant.model_copy(update={"counts": counts_})
    verdict = worked_out(now, counting, violation(grant, measure="close"), HARMLESS)
    assert (verdict.effects[0].step, verdict.effects[0].schedule.digest) == (2, fixed.digest)
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    page = DecidedPage.model_validate_json(sit(counting, "pol").get("decided").content)
    assert grant.lease.case_id not in {case.case_id for case in page.cases}  # it waits for a signature


@pytest.mark.parametrize("measure", ["close", "warn"])
def test_a_verdict_on_the_counts_of_before_counts_though_the_reply_with_the_new_ones_was_lost(
    lite_counting: EmbeddedServer, sit: Sit, clock: SetClock, measure: str
) -> None:
    """It is right on what the desk had; whether a supervisor signs goes by all that is counted."""
    for day in (1, 2, 3):
        decide(lite_counting, sit, at(day, f"of-day-{day}"))
    desk, grant = take(lite_counting, sit)
    corrected(lite_counting, clock)
    desk.recount(Held(case_id=grant.lease.case_id, epoch=grant.lease.epoch))
    verdict = worked_out(grant, lite_counting, violation(grant, measure=measure), HARMLESS)
    assert verdict.effects[0].lacking == ("cases_14d",)
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    why = ("closing",) if measure == "close" else (DEPARTS,)
    assert state_of(lite_counting, grant) == (Status.WAITING, Round.SIGNOFF, why)


def test_a_back_test_is_told_the_inputs_that_a_verdict_stood_on(
    lite_counting: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    desk, grant = take(lite_counting, sit)
    corrected(lite_counting, clock)
    decide(lite_counting, sit, at(1, "meanwhile"))
    desk.recount(Held(case_id=grant.lease.case_id, epoch=grant.lease.epoch))
    before = worked_out(grant, lite_counting, violation(grant), HARMLESS)
    assert desk.decide(grant, before).fate is Fate.ACCEPTED
    page = DecidedPage.model_validate_json(sit(lite_counting, "pol").get("decided").content)
    (told,) = (case for case in page.cases if case.case_id == grant.lease.case_id)
    assert told.inputs == {"test-steps": {"harm": "none"}}
