"""What a desk leaves out because it cannot read it is what the server expects to be left out, and leads alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from reviewer_app.domain.completeness import DEPARTS
from reviewer_app.domain.drafts import Sheet, verdict_of
from reviewer_app.domain.events import EVENTS, Round, Status, VerdictGiven
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Effect, Verdict
from reviewer_app.domain.withheld import EVER, Why, Withheld
from reviewer_app.rulebooks.consequences import set_off
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import cases
from reviewer_app.server.service.followed import carries, leading_at_the_desk
from reviewer_app.wire.messages import Grant
from tests.rulebooks.verdicts_made import clip, draft_of, finding, sheet_of
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import violation
from tests.server.schedules import schedule
from tests.server.test_what_follows import CONDUCT, HARMLESS, STEPS, Sit, state_of, third_time, worked_out

SWITCH = "2026-08-06T23:59:59"
WHOLE = sheet_of(clip(SWITCH), {"streams_14d": 4})


def at_a_desk(name: str, dated: bool) -> Sheet:
    """The sheet of a desk that does not use one version, and may not know when it counts."""
    (item,) = (one for one in WHOLE.schedules if f"{one.schedule.id}@{one.schedule.version}" == name)
    head, times = item.schedule, {"published_at": EVER, "effective_from": EVER, "effective_until": None}
    if dated:
        times = {name: getattr(head, name) for name in times}
    closed = Withheld(head.id, head.version, item.digest, Why.NEWER, schedule=True, **times)
    return replace(WHOLE, schedules=tuple(one for one in WHOLE.schedules if one is not item), withheld=(closed,))


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    "name", ["creator-measures@2026-08-07", "creator-measures@2026-07-13", "creator-score@2026-08-07"]
)
@pytest.mark.parametrize("measure", ["warn", "close-rights"])
def test_desk_and_server_agree_on_what_is_left_out(name: str, measure: str, dated: bool) -> None:
    """A clip over a switch: one finding under each of two versions."""
    case, desk = clip(SWITCH), at_a_desk(name, dated)
    draft = draft_of(finding(1, case, measure=measure), finding(2, case, after=5, measure=measure), harm="none")
    made, whole = set_off(draft, desk), set_off(draft, WHOLE)
    verdict = verdict_of(draft, desk, made.effects, made.left_out)
    assert verdict.unread and verdict.effects != whole.effects
    assert carries(verdict, whole.effects, WHOLE)
    leads = leading_at_the_desk(verdict, whole, WHOLE)
    assert leads.items() <= made.leading.items()  # never a reason for what the desk could not know
    if any(effect.schedule.id in name for effect in made.effects):
        assert leads == made.leading
    assert not carries(verdict.model_copy(update={"unread": ()}), whole.effects, WHOLE)


# -- at the door -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lite(start: Start) -> EmbeddedServer:
    return start(schedules=(STEPS,))


@pytest.fixture
def counting(start: Start, database_url: str | None) -> EmbeddedServer:
    """A server with the small schedule, on each of the two databases."""
    return start(database_url=database_url, schedules=(STEPS,))


def unread(verdict: Verdict, *schedules: str) -> Verdict:
    """The verdict of a desk that cannot read some schedules, and says so."""
    closed = tuple({e.schedule.digest for e in verdict.effects if e.schedule.id in schedules})
    return verdict.model_copy(update={"effects": without(verdict, *schedules), "unread": closed})


def without(verdict: Verdict, *schedules: str) -> tuple[Effect, ...]:
    return tuple(effect for effect in verdict.effects if effect.schedule.id not in schedules)


def given(server: EmbeddedServer, grant: Grant) -> VerdictGiven:
    """The event of the verdict of a case."""
    with server.server.core.database.read() as conn:
        bodies = [body for _, body in cases.events_of(conn, grant.lease.case_id)]
    (event,) = (one for one in map(EVENTS.validate_json, bodies) if isinstance(one, VerdictGiven))
    return event


def test_a_schedule_that_a_desk_cannot_read_is_worked_out_here_alone(counting: EmbeddedServer, sit: Sit) -> None:
    """What is left out is named; it gets no reason asked of it, and is no way around a supervisor or into silence."""
    counting.server.schedules.publish((schedule(id="other-steps", third=9),))
    desk, grant = third_time(counting, sit)
    both = (HARMLESS.model_copy(update={"schedule": "other-steps"}), HARMLESS)
    whole = worked_out(grant, counting, violation(grant, measure="warn"), *both)
    part = unread(whole, "test-steps")
    assert len(part.effects) == 2 and len(whole.effects) == 4
    bent = (part.effects[0].model_copy(update={"step": 2}), part.effects[1])
    wrong = [{"effects": effects} for effects in (bent, part.effects[:1], whole.effects)]
    for change in (*wrong, {"unread": ()}, {"unread": ("0" * 64,)}):
        answer = desk.decide(grant, part.model_copy(update=change))
        assert answer.problem is not None and answer.problem.field == "effects"
    assert desk.decide(grant, part).fate is Fate.ACCEPTED
    assert state_of(counting, grant) == (Status.WAITING, Round.SIGNOFF, (DEPARTS,))
    assert given(counting, grant).effects == whole.effects


def test_a_departure_under_what_a_desk_could_read_needs_its_reason_all_the_same(lite: EmbeddedServer, sit: Sit) -> None:
    later = (datetime.fromisoformat(CONDUCT) + timedelta(days=1)).isoformat()
    later_version = schedule(
        version="2",
        supersedes="1",
        effective_from=later,
        published_at=STEPS.published_schedule.schedule.published_at.isoformat(),
    )
    lite.server.schedules.publish((later_version,))
    desk, grant = third_time(lite, sit)
    whole = worked_out(grant, lite, violation(grant, measure="warn"), HARMLESS)
    told = whole.model_copy(update={"unread": (later_version.digest,)})
    answer = desk.decide(grant, told)
    assert answer.problem is not None and answer.problem.field == "departure"
    none = told.model_copy(update={"effects": ()})  # a desk that cannot tell when that version counts reads none
    assert desk.decide(grant, none).fate is Fate.ACCEPTED
    assert state_of(lite, grant) == (Status.WAITING, Round.SIGNOFF, (DEPARTS,))
    assert given(lite, grant).effects == whole.effects


def test_what_a_verdict_carries_whole_is_not_written_twice(lite: EmbeddedServer, sit: Sit) -> None:
    desk, grant = third_time(lite, sit)
    verdict = worked_out(grant, lite, violation(grant, measure="close"), HARMLESS)
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    assert "effects" not in given(lite, grant).model_dump(mode="json")


def test_of_what_a_desk_could_read_a_correction_makes_it_stale(lite: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    lite.server.schedules.publish((schedule(id="other-steps", third=9),))
    desk, grant = third_time(lite, sit)
    whole = worked_out(grant, lite, violation(grant, measure="close"), HARMLESS)
    part = unread(whole, "other-steps")
    clock.forward(minutes=5)
    fixed = schedule(version="1a", corrects="1", published_at=clock.now().isoformat(), third=4)
    lite.server.schedules.publish((fixed,))
    decided = clock.now() - timedelta(minutes=4)
    clock.forward(minutes=5)
    answer = desk.decide(grant, part, decided_at=decided)
    assert answer.fate is Fate.STALE_RULEBOOK
